"""Excel before 2007 (xls, BIFF), by calamine. The library aborts its process on some hostile files and is only ever
called in the child process. It gives values without their number formats: days are days, percentages are fractions.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import olefile

from audit.attachments.content import MAX_CELLS, Content, Unreadable, one_line
from audit.attachments.numbers import general
from audit.attachments.sheets import Sheet, content_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

FILE_PASS, HEAD = 0x2F, 8192
"""The record that says a workbook is encrypted, and within how many bytes it stands ([MS-XLS] 2.4.117)."""
MAX_AREA = 4_000_000
"""Cells that a sheet may lay out, empty ones included: calamine holds them all."""


def read(body: bytes) -> Content:
    """Every sheet, hidden ones named as such, merged cells filled. Raises Unreadable (damaged, encrypted, too_large)."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if _is_locked(body):
        raise Unreadable("encrypted")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(body))
        return content_of(_sheets(book), MAX_CELLS)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "damaged") from error


def _is_locked(body: bytes) -> bool:
    """Whether the workbook is encrypted, by whatever method: calamine would read the oldest one as it stands."""
    try:
        with olefile.OleFileIO(BytesIO(body)) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), "")
            head = container.openstream(name).read(HEAD) if name else b""
    except (OSError, ValueError, IndexError, struct.error):
        return False  # calamine will say what is wrong with it
    at = 0
    while at + 4 <= len(head):
        record, size = struct.unpack_from("<HH", head, at)
        if record == FILE_PASS:
            return True
        at += 4 + size
    return False


def _sheets(book: CalamineWorkbook) -> Iterator[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > MAX_AREA:
            raise Unreadable("too_large")
        yield Sheet(name=about.name, rows=_rows(sheet), hidden=about.visible != SheetVisibleEnum.Visible)


def _rows(sheet: CalamineSheet) -> tuple[tuple[int, tuple[str, ...]], ...]:
    rows = [[as_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for row in rows[top : bottom + 1] if value else []:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    used = [column for column in range(max(map(len, rows), default=0)) if any(row[column] for row in rows)]
    return tuple((number, tuple(row[column] for column in used)) for number, row in enumerate(rows) if any(row))


def as_text(value: Any) -> str:
    """A cell as a reader sees it: whole numbers without .0, days without a midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return general(Decimal(repr(value)))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return one_line(str(value))
