"""Tables given meaning: which rows are header, which are data, which is only a total.

Two kinds are told apart: a *header* table (first rows name the columns) and a *key-value* table (label, value, label,
value …). Merged cells have been filled by extraction, so a caption that spans the table is a row of equal cells.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.model import Table
from audit.text import normalise

MAX_HEADER_ROWS = 3
MAX_ROWS = 20_000
_TOTAL = re.compile(r"^(?:合计|小计|总计|共计|总数|全县合计|全市合计|全区合计|合计数|小 ?计|汇总)(?:[:(].*)?$")
_SAME = re.compile(r"^(?:同上|〃|″|\"|＂)$")
_SERIAL = re.compile(r"^(?:\d{1,5}|[一二三四五六七八九十]{1,3}|\(\d+\)|序号)$")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. `headers` is empty for a key-value table, whose pairs stand in `pairs`."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]
    caption: str


def grids(tables: Sequence[Table], labels: frozenset[str], lines: Sequence[str]) -> tuple[Grid, ...]:
    """Give meaning to the tables of a document; a table that continues the one before it takes over its header."""
    found: list[Grid] = []
    context = " ".join(line for line in lines if "\t" not in line and "单位" in line and len(line) < 60)
    for table in tables:
        cells = [tuple(normalise(cell).replace("\n", "") for cell in row) for row in table[:MAX_ROWS]]
        cells = [row for row in cells if any(row)]
        if not cells:
            continue
        previous = found[-1] if found else None
        found.append(_grid(cells, labels, previous, context))
    return tuple(found)


def _grid(cells: list[tuple[str, ...]], labels: frozenset[str], previous: Grid | None, context: str) -> Grid:
    caption, body = _split_caption(cells)
    caption = f"{caption} {context}".strip()
    if not body or _is_key_value(body, labels):
        return Grid((), (), _pairs(body), caption)
    if previous and previous.headers and len(body[0]) == len(previous.headers) and _is_data(body[0]):
        return Grid(previous.headers, _data_rows(body), (), caption or previous.caption)
    depth = _header_depth(body)
    headers = tuple(_join(column) for column in zip(*_even(body[:depth]), strict=True))
    return Grid(headers, _data_rows(body[depth:]), (), caption)


def _split_caption(cells: list[tuple[str, ...]]) -> tuple[str, list[tuple[str, ...]]]:
    captions: list[str] = []
    rest = list(cells)
    while len(rest) > 1 and len({cell for cell in rest[0] if cell}) == 1 and len(rest[0]) > 1:
        captions.append(next(cell for cell in rest.pop(0) if cell))
    return " ".join(captions), rest


def _is_key_value(body: list[tuple[str, ...]], labels: frozenset[str]) -> bool:
    width = max(len(row) for row in body)
    if width == 1:
        return True
    if width not in (2, 3, 4, 6):
        return False
    first = [row[0] for row in body]
    labelled = sum(1 for cell in first if _is_label(cell, labels))
    head = body[0]
    if all(_is_label(cell, labels) for cell in head if cell) and len(body) > 1:
        return False  # names of rows may hold a label word (幸福社区), a header row is nothing but labels
    if width > 2 and sum(1 for row in body if _pairs_up(row, labels)) * 2 < len(body):
        return False  # 育英学校 | 小学部 | 800元: only the first cell looks like a label
    return labelled >= 2 and labelled * 2 >= len(body)


def _pairs_up(row: tuple[str, ...], labels: frozenset[str]) -> bool:
    """Whether a wide row can be label, value, label, value: its third cell is a label too, empty, or the value spans."""
    return len(row) < 3 or not row[2] or row[1] == row[2] or _is_label(row[2], labels)


def _is_label(cell: str, labels: frozenset[str]) -> bool:
    plain = re.sub(r"\([^()]*\)|[:\s]", "", cell)
    return 2 <= len(plain) <= 16 and any(label in plain and len(label) * 2 >= len(plain) for label in labels)


def _pairs(body: list[tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for row in body:
        cells = [cell for index, cell in enumerate(row) if index == 0 or cell != row[index - 1]]
        found.extend((cells[i].rstrip(":"), cells[i + 1]) for i in range(0, len(cells) - 1, 2))
    return tuple(found)


def _header_depth(body: list[tuple[str, ...]]) -> int:
    """One header row, and more while the next row repeats (spans) a header cell and is still without data."""
    depth = 1
    while depth < min(MAX_HEADER_ROWS, len(body) - 1) and _continues_header(body[depth - 1], body[depth]):
        depth += 1
    return depth


def _continues_header(upper: tuple[str, ...], lower: tuple[str, ...]) -> bool:
    if _is_data(lower):
        return False
    spans_down = any(a and a == b for a, b in zip(upper, lower, strict=False))
    spans_across = any(a and a == b for a, b in itertools.pairwise(upper))
    return spans_down or spans_across


def _is_data(row: tuple[str, ...]) -> bool:
    """A row with a serial number or figures, or with long cells, is data, not header."""
    filled = [cell for cell in row if cell]
    if not filled:
        return False
    if _SERIAL.match(row[0]) and row[0] != "序号":
        return True
    figures = sum(1 for cell in filled if _DIGITS.search(cell) and not re.search(r"年|\(.*\d.*\)|^\d+月", cell))
    return figures > 0 or sum(len(cell) for cell in filled) / len(filled) > 18


def _data_rows(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for row in rows:
        if any(_TOTAL.match(cell) for cell in row[:3]) or len({cell for cell in row if cell}) <= 1 < len(row):
            continue
        above = found[-1] if found else ()
        found.append(tuple(above[i] if _SAME.match(cell) and i < len(above) else cell for i, cell in enumerate(row)))
    return tuple(found)


def _even(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    width = max(len(row) for row in rows)
    return [row + ("",) * (width - len(row)) for row in rows]


def _join(cells: Sequence[str]) -> str:
    parts: list[str] = []
    for cell in cells:
        if cell and cell not in parts:
            parts.append(cell)
    return "/".join(parts)
