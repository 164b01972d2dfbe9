"""Tables given meaning: which rows are header, which are data, which is only a total.

Two kinds are told apart: a *header* table (first rows name the columns) and a *key-value* table (label, value, label,
value …). Merged cells have been filled by extraction, so a caption that spans the table is a row of equal cells. Tables
lying on their side and several forms of one make become header tables (`audit.tabular.forms`); a sheet of targets is
a form and a table (`audit.tabular.targets`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.model import Table
from audit.scan import longest_in
from audit.shapes import is_organisation, is_person
from audit.tabular.forms import Form, forms_in, is_name_of_field, lined_up, upright
from audit.tabular.targets import pairs_of_form, parts_of_sheet
from audit.text import normalise

MAX_HEADER_ROWS = 3
MAX_ROWS = 20_000
_TOTAL = re.compile(r"^(?:.{0,8}(?:合计|小计|总计|共计)数?|总数|汇总)(?:[:(].*)?$")
_SAME = re.compile(r"^(?:同上|同前|上同|〃|〞|[\"'′″“”’]{1,2}|,,|\(同上\))$")
_SERIAL = re.compile(r"^(?:\d{1,5}|[一二三四五六七八九十]{1,3}|\(\d+\)|序号)$")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. `headers` is empty for a key-value table, whose pairs stand in `pairs`."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]
    caption: str
    notes: tuple[str, ...] = ()
    """Rows below the header that are one sentence over the whole width: they speak for all rows."""
    prose: bool = False
    """Whether the rows were told as paragraphs: no table to a reader."""


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
        if sheet := parts_of_sheet(cells):
            pairs, said = pairs_of_form(sheet[0])
            caption = f"{said} {context}".strip()
            found += [Grid((), (), pairs, caption), _grid(sheet[1], labels, None, caption)]
        else:
            found.append(_grid(cells, labels, previous, context))
    return tuple(_line_up(found))


def _grid(cells: list[tuple[str, ...]], labels: frozenset[str], previous: Grid | None, context: str) -> Grid:
    caption, body = _split_caption(cells, labels)
    caption = f"{caption} {context}".strip()
    if not body:
        return Grid((), (), (), caption)
    if turned := upright(body, labels):
        return Grid(turned[0], _data_rows(turned[1:], ()), (), caption)
    if _is_key_value(body, labels):
        return Grid((), (), _pairs(body), caption)
    if previous and previous.headers and not previous.prose and _goes_on(previous, body, labels):
        return Grid(previous.headers, _data_rows(body, ()), (), caption or previous.caption, _notes(body))
    depth = _header_depth(body)
    head = _even([_filled_right(row, below) for row, below in zip(body[:depth], [*body[1:depth], ()], strict=True)])
    headers = tuple(_join(column) for column in zip(*head, strict=True))
    rows = body[depth:]
    return Grid(headers, _data_rows(rows, body[:depth]), (), caption, _notes(rows))


def _goes_on(previous: Grid, body: list[tuple[str, ...]], labels: frozenset[str]) -> bool:
    """Whether a table without a header of its own continues the one before: data at once, and as wide."""
    first = body[0]
    if len(first) != len(previous.headers):
        return False
    if sum(1 for cell in first if is_name_of_field(cell, labels)) * 2 > sum(1 for cell in first if cell):
        return False
    return _is_data(first) or any(is_person(cell) or is_organisation(cell) for cell in first if len(cell) > 2)


def _line_up(found: list[Grid]) -> list[Grid]:
    """Several forms of one make, in one table or in several, as one table with a row for each."""
    forms = [(at, form) for at, grid in enumerate(found) for form in forms_in(grid.pairs)]
    alike = [(at, form) for at, form in forms if form[0][0] == forms[0][1][0][0]]
    table = lined_up([form for _, form in alike])
    if table is None:
        return found
    gone = {at for at, _ in alike}
    caption = " ".join(dict.fromkeys(found[at].caption for at in sorted(gone)))
    kept = [grid for at, grid in enumerate(found) if at not in gone]
    return [Grid(table[0], _data_rows(table[1], ()), (), caption), *kept]


def told_one_by_one(forms: Sequence[Form]) -> tuple[Grid, ...]:
    """The records of a text as a table with a row for each; none when it tells none."""
    table = lined_up(forms)
    return (Grid(table[0], _data_rows(table[1], ()), (), "", prose=True),) if table else ()


def _split_caption(cells: list[tuple[str, ...]], labels: frozenset[str]) -> tuple[str, list[tuple[str, ...]]]:
    captions: list[str] = []
    rest = list(cells)
    while len(rest) > 1 and len(rest[0]) > 1 and _is_caption(rest[0], labels):
        captions += dict.fromkeys(cell for cell in rest.pop(0) if cell)
    return " ".join(captions), rest


def _is_caption(row: tuple[str, ...], labels: frozenset[str]) -> bool:
    """A row that is one text over the whole width, or says whose table it is and in which unit (填报单位:… 单位:万元)."""
    said = {cell for cell in row if cell}
    if len(said) == 1:
        return not (len(row) == 2 and row[0] and not row[1] and _is_label(row[0], labels))
    return len(row) > 3 and len(said) <= 3 and all(":" in cell.rstrip(":") for cell in said)


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
    paired = sum(1 for row in body if _pairs_up(row, labels))
    if width > 2 and paired * 2 < len(body):
        return False  # 育英学校 | 小学部 | 800元: only the first cell looks like a label
    if width > 2 and len(body) == 2 and paired == 1 and not is_name_of_field(body[1][0], labels):
        return False  # 幼儿园 | 班型 | 备案价格 | 文号 over one row of data: 班型 is no label of ours
    return labelled >= 2 and labelled * 2 >= len(body)


def _pairs_up(row: tuple[str, ...], labels: frozenset[str]) -> bool:
    """Whether a wide row can be label, value, label, value: its third cell is a label too, empty, or the value spans."""
    return len(row) < 3 or not row[2] or row[1] == row[2] or _is_label(row[2], labels)


def _is_label(cell: str, labels: frozenset[str]) -> bool:
    plain = re.sub(r"\([^()]*\)|[:\s]", "", cell)
    return 2 <= len(plain) <= 16 and longest_in(plain, labels) * 2 >= len(plain)


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
    return spans_down or spans_across or _stands_under_gaps(upper, lower)


def _stands_under_gaps(upper: tuple[str, ...], lower: tuple[str, ...]) -> bool:
    """A second header row of a table whose cells were not merged: it has words only where the first has a group."""
    filled = [at for at, cell in enumerate(lower) if cell]
    gaps = [at for at, cell in enumerate(upper) if not cell]
    grouped = {at for gap in gaps for at in (gap, gap - 1)}
    return bool(gaps and filled and not lower[0] and any(at in gaps for at in filled) and grouped.issuperset(filled))


def _filled_right(row: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """A header row with the name of a group repeated over the empty cells to its right under which columns are named."""
    cells = list(row)
    for at in range(1, len(cells)):
        if not cells[at] and at < len(below) and below[at]:
            cells[at] = cells[at - 1]
    return tuple(cells)


def _is_data(row: tuple[str, ...]) -> bool:
    """A row with a serial number or figures, or with long cells, is data, not header."""
    filled = [cell for cell in row if cell]
    if not filled:
        return False
    if _SERIAL.match(row[0]) and row[0] != "序号":
        return True
    figures = sum(1 for cell in filled if _DIGITS.search(cell) and not re.search(r"年|\(.*\d.*\)|^\d+月", cell))
    return figures > 0 or sum(len(cell) for cell in filled) / len(filled) > 18


def _data_rows(rows: Sequence[tuple[str, ...]], header: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The rows that are data: no totals, no headings of a part, no header printed again, no numbers of columns."""
    found: list[tuple[str, ...]] = []
    printed = set(header)
    for row in rows:
        if any(_TOTAL.match(cell) for cell in row[:3]) or _is_one_text(row) or row in printed or _numbers_columns(row):
            continue
        above = found[-1] if found else ()
        found.append(tuple(above[i] if _SAME.match(cell) and i < len(above) else cell for i, cell in enumerate(row)))
    return tuple(found)


def _is_one_text(row: tuple[str, ...]) -> bool:
    return len({cell for cell in row if cell}) <= 1 < len(row)


def _numbers_columns(row: tuple[str, ...]) -> bool:
    """栏次 1 2 3 4: the columns are counted, nothing is said."""
    numbers = [int(cell) for cell in row if cell.isdecimal() and len(cell) < 3]
    words = [cell for cell in row if cell and not cell.isdecimal()]
    counted = len(numbers) >= 3 and all(b - a == 1 for a, b in itertools.pairwise(numbers))
    return counted and all(word in ("栏次", "甲", "乙", "丙", "丁") for word in words)


def _notes(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    texts = (next(cell for cell in row if cell) for row in rows if _is_one_text(row) and any(row))
    return tuple(text for text in texts if len(text) > 6)


def _even(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    width = max(len(row) for row in rows)
    return [row + ("",) * (width - len(row)) for row in rows]


def _join(cells: Sequence[str]) -> str:
    parts: list[str] = []
    for cell in cells:
        if cell and cell not in parts:
            parts.append(cell)
    return "/".join(parts)
