"""From the sheets of a workbook to lines and tables, for every kind of workbook alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.attachments.content import Content, row_line
from audit.model import Table

_DEFAULT_NAME = re.compile(r"(?:Sheet|Table|工作表|表)\s*\(?\d*\)?(?:\s*\(\d+\))?", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile(r"[\d,]+(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: rows that hold something, each with its number (a gap in the numbers is an empty row)."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    hidden: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    cut: bool = False


def content_of(sheets: Iterable[Sheet], most_cells: int) -> Content:
    """Lines and tables of all sheets, until `most_cells` filled cells are read. A sheet's own name is a line before it
    when it is a name in words (neither Sheet1 nor an export's own), and always when something in the sheet is hidden: what a visitor can unhide is published.
    """
    lines: list[str] = []
    tables: list[Table] = []
    heads, cells, cut = 0, 0, False
    for sheet in sheets:
        cells += sum(1 for _, row in sheet.rows for cell in row if cell)
        cut = cut or sheet.cut or cells > most_cells
        if not sheet.rows:
            continue
        if name := _heading(sheet):
            heads += not lines
            lines.append(name)
        for table in split(sheet.rows):
            tables.append(table)
            lines += [row_line(row) for row in table]
        if cells > most_cells:
            break
    return Content(tuple(lines), tuple(tables), heads, "too_large" if cut else "")


def split(rows: Sequence[tuple[int, tuple[str, ...]]]) -> list[Table]:
    """A sheet's tables: a new one begins after an empty row, unless the rows go on with data."""
    found: list[list[tuple[str, ...]]] = []
    before = None
    for number, row in rows:
        if before is None or (number > before + 1 and not _has_figures(row)):
            found.append([])
        found[-1].append(row)
        before = number
    return [tuple(table) for table in found]


def _has_figures(row: Sequence[str]) -> bool:
    return any(_FIGURE.fullmatch(cell) for cell in row)


def _heading(sheet: Sheet) -> str:
    notes = ["隐藏工作表"] if sheet.hidden else []
    notes += [f"含隐藏行{sheet.hidden_rows}行"] if sheet.hidden_rows else []
    notes += [f"含隐藏列{sheet.hidden_columns}列"] if sheet.hidden_columns else []
    if notes:
        return f"{sheet.name.strip()}（{'，'.join(notes)}）"
    name = sheet.name.strip()
    return name if _CHINESE.search(name) and not _DEFAULT_NAME.fullmatch(name) else ""
