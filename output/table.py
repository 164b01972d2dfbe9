"""Rows of a query as a table, as CSV or as JSON, for a terminal and for other programs."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

LEAST = 8
"""Columns a cell keeps, however narrow the terminal."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def as_table(names: Sequence[str], rows: Sequence[Sequence[Any]], width: int | None = None) -> Iterator[str]:
    """Lines of a table whose columns stand under each other, Chinese counted as two; at most `width` wide if given."""
    cells = [[_shown(value) for value in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(names, *cells, strict=True)]
    if width is not None:
        widths = _fit(widths, width)
    right = [bool(rows) and all(_is_number(row[at]) for row in rows) for at in range(len(names))]
    yield _line(names, widths, right)
    yield "  ".join("-" * one for one in widths)
    for row in cells:
        yield _line(row, widths, right)


def as_csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The rows as CSV with a header; NULL is empty, lists and maps are JSON."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([["" if value is None else _text(value) for value in row] for row in rows])
    return out.getvalue()


def as_json(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The rows as a JSON array with one object a line; a name that comes twice is numbered."""
    keys = _unique(names)
    objects = [json.dumps(dict(zip(keys, map(_plain, row), strict=True)), ensure_ascii=False) for row in rows]
    return "[" + ",\n ".join(objects) + "]\n"


def _unique(names: Sequence[str]) -> list[str]:
    keys: list[str] = []
    for name in names:
        key, count = name, 1
        while key in keys:
            count += 1
            key = f"{name}_{count}"
        keys.append(key)
    return keys


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _text(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, (dict, list)) else str(plain)


def _shown(value: Any) -> str:
    """One line, and nothing that a page could use to command the terminal."""
    return "" if value is None else _UNSEEN.sub(" ", _text(value))


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool))


def display_width(text: str) -> int:
    """Columns of a terminal that `text` takes: Chinese two each, combining marks none."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fit(widths: Sequence[int], total: int) -> list[int]:
    """Take from the widest columns until the table fits, but leave each LEAST."""
    fitted = list(widths)
    while sum(fitted) + 2 * (len(fitted) - 1) > total and max(fitted) > LEAST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _cut(text: str, width: int) -> str:
    if display_width(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += _char_width(char)
        if used > width - 1:
            break
        kept += char
    return kept + "…"


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        text = _cut(cell, width)
        blank = " " * (width - display_width(text))
        parts.append(blank + text if to_right else text + blank)
    return "  ".join(parts).rstrip()
