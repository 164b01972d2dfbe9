"""Sheets: xlsx by openpyxl, xls by calamine (both in the child process), csv by the standard library."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from audit.attachments.content import MAX_CELLS, Content, Unreadable, joined
from audit.model import Table
from crawler.charset import decode

HIDDEN = "（隐藏工作表）"


def read_xlsx(body: bytes) -> Content:
    """Every sheet, hidden ones named as such, merged cells filled. Raises Unreadable (damaged, too_large)."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(BytesIO(body), data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Unreadable("damaged") from error
    sheets: list[tuple[str, Table]] = []
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            raise Unreadable("too_large")
        rows = [[shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for area in sheet.merged_cells.ranges:
            _fill(rows, area.min_row - 1, area.max_row, area.min_col - 1, area.max_col)
        name = sheet.title + (HIDDEN if sheet.sheet_state != "visible" else "")
        sheets.append((name, _trimmed(rows)))
    return _content(sheets)


def read_xls(body: bytes) -> Content:
    """Every sheet of an old workbook (BIFF), merged cells filled. Raises Unreadable (damaged, encrypted, too_large)."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(body))
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error
    sheets: list[tuple[str, Table]] = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise Unreadable("too_large")
        rows = [[shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            _fill(rows, top, bottom + 1, left, right + 1)
        sheets.append((name, _trimmed(rows)))
    return _content(sheets)


def read_csv(body: bytes) -> Content:
    """One table; the delimiter is sniffed, the charset found by `crawler.charset`."""
    text = decode(body)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = [[cell.strip() for cell in row] for row in csv.reader(StringIO(text), dialect)]
    if sum(len(row) for row in rows) > MAX_CELLS:
        raise Unreadable("too_large")
    table = _trimmed(rows)
    return Content(joined(table), (table,))


def read_text(body: bytes) -> Content:
    """A plain text file."""
    return Content(tuple(decode(body).splitlines()))


def shown(value: Any) -> str:
    """A cell as a reader sees it: whole numbers without .0, days without a midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M")
    return str(value).strip()


def _fill(rows: list[list[str]], top: int, bottom: int, left: int, right: int) -> None:
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top:bottom]:
        for column in range(left, min(right, len(row))):
            row[column] = value


def _trimmed(rows: Iterable[Sequence[str]]) -> Table:
    """Without empty rows, and without empty columns at the right."""
    kept = [row for row in rows if any(row)]
    width = max((i + 1 for row in kept for i, cell in enumerate(row) if cell), default=0)
    return tuple(tuple(row[:width]) for row in kept)


def _content(sheets: Sequence[tuple[str, Table]]) -> Content:
    lines: list[str] = []
    for name, table in sheets:
        if table and len(sheets) > 1:
            lines.append(name)
        lines += [_line(row) for row in table]
    return Content(tuple(lines), tuple(table for _, table in sheets if table))


def _line(row: Sequence[str]) -> str:
    """A row as text; a caption merged over the whole width is said once."""
    filled = {cell for cell in row if cell}
    if len(filled) == 1 and len(row) > 1 and sum(1 for cell in row if cell) > 1:
        return filled.pop()
    return joined((tuple(row),))[0].rstrip("\t")
