"""A list as a workbook (xlsx): headings, frozen headers, filters, links, and set up to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from output.exports.cells import clean, linkable
from output.exports.wording import NOTHING, Cell, Row
from output.table import display_width

LINKS_A_SHEET = 65_530
"""Hyperlinks a worksheet holds; further addresses stay plain text."""
A3, A4 = 8, 9
FONT, HEAD_FONT = "宋体", "黑体"
WIDTHS = {
    "序号": 6, "责任单位": 16, "配合单位": 13, "领域": 13, "编号": 10, "公开要求": 28, "公开要点": 18, "检查对象": 20,
    "页面标题": 20, "网址": 24, "发布日期": 11, "问题描述": 38, "严重程度": 9, "证据": 24, "整改要求": 26, "整改期限": 11,
    "首次发现": 11, "复核状态": 10, "备注": 12, "类别": 11, "待核查原因": 46, "线索类型": 16, "线索说明": 60, "比对单位": 16, "比对网址": 24, "类型": 16, "摘录（已脱敏）": 40, "处理": 11, "访问情况": 15,
    "应查项数": 10, "已判定项数": 11, "记录": 26, "结果": 10, "否决提示": 16, "检查项目": 14, "检查要求": 30, "检查依据": 26,
}  # fmt: skip
CENTRED = frozenset(
    {
        "序号",
        "编号",
        "处理",
        "链接",
        "把握程度",
        "发布日期",
        "严重程度",
        "整改期限",
        "首次发现",
        "复核状态",
        "类别",
        "等次",
        "访问情况",
        "结果",
    }
)
SHARES = frozenset({"判定率"})
COLOURS = {"A 关键": "#F8D7DA", "B 一般": "#FFF3CD", "C 辅助": "#E2E3E5"}
BORDER = "#A6A6A6"
LINE, HIGHEST = 13.5, 409
"""Points of a line of body text, and of the highest row. Not every program fits rows to wrapped text on opening."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its heading. `empty` is said where there is no row."""

    name: str
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Row]
    empty: str = "无。"
    paper: int = A3
    freeze: int = 2
    widths: Mapping[str, int] = field(default_factory=dict)
    """Columns that are wider or narrower here than WIDTHS has them."""
    landscape: bool = False
    """Across the paper; A3 always is."""
    hidden: frozenset[str] = frozenset()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Column → what may be typed there; a program that ignores it is caught when the file is read back."""
    link_column: str = ""
    """The column that carries the links in place of 网址, which then is text: not every program breaks the line of a
    long link, and on paper its end would be missing."""

    def width(self, column: str) -> int:
        return self.widths.get(column, WIDTHS.get(column, 9))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an explanatory sheet: a heading, lines of prose, then rows of a small table."""

    heading: str
    lines: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Row] = ()


@dataclass(slots=True)
class _Book:
    """A workbook with the formats made so far: a file may hold only some thousands."""

    book: Any
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **values: Any) -> Any:
        key = tuple(sorted(values.items()))
        if key not in self.formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
            self.formats[key] = self.book.add_format(base | values)
        return self.formats[key]


def write_workbook(
    path: Path, sheets: Iterable[Sheet], about: str, sections: Sequence[Section], made: datetime
) -> None:
    """Write `sheets` and a last sheet 说明 to `path`. `made` stands in the file's properties (equal input, equal file)."""
    with new_workbook(path) as raw:
        book = _Book(raw)
        raw.set_properties({"title": about, "created": made, "comments": "由 gongkai 生成，供核对整改使用"})
        for sheet in sheets:
            _table(book, sheet)
        _prose(book, about, sections)


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """A workbook that is written to `path` when the block ends; texts in it stay texts. Raises OSError."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            yield book
    except FileCreateError as error:
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error


def _table(book: _Book, sheet: Sheet) -> None:
    page = book.book.add_worksheet(sheet.name)
    last = len(sheet.columns) - 1
    page.merge_range(0, 0, 0, last, clean(sheet.title), _title_style(book))
    page.set_row(0, 34)
    page.merge_range(1, 0, 1, last, clean(sheet.note), book.style(align="left", font_color="#404040"))
    across = sum(map(sheet.width, sheet.columns)) - 2
    page.set_row(1, max(22, 18 * _lines(sheet.note, across) + 4))
    head = book.style(bold=True, font_name=HEAD_FONT, align="center", bg_color="#D9E2F3", border=1, border_color=BORDER)
    for at, name in enumerate(sheet.columns):
        page.set_column(at, at, sheet.width(name), None, {"hidden": name in sheet.hidden})
        page.write_string(2, at, name, head)
    page.set_row(2, 24 if all(_lines(name, sheet.width(name) - 1) == 1 for name in sheet.columns) else 34)
    links = 0
    for line, row in enumerate(sheet.rows, start=3):
        page.set_row(line, _height(sheet, row))
        targets = _targets(sheet, row)
        for at, (name, value) in enumerate(zip(sheet.columns, row, strict=True)):
            links += _cell(book, page, (line, at), name, value, targets.get(name, "") if links < LINKS_A_SHEET else "")
    bottom = 2 + len(sheet.rows)
    if not sheet.rows:
        bottom = 3
        page.merge_range(3, 0, 3, last, sheet.empty, book.style(align="center", border=1, border_color=BORDER))
        page.set_row(3, 28)
    _chosen(page, sheet)
    page.freeze_panes(3, sheet.freeze)
    page.autofilter(2, 0, bottom, last)
    _printed(page, sheet.paper, sheet.landscape)
    page.repeat_rows(2)
    page.print_area(0, 0, bottom, last)


def _chosen(page: Any, sheet: Sheet) -> None:
    for name, values in sheet.choices.items() if sheet.rows else ():
        at = sheet.columns.index(name)
        rule = {
            "validate": "list",
            "source": list(values),
            "error_title": name,
            "error_message": f"请填：{'、'.join(values)}。",
        }
        page.data_validation(3, at, 2 + len(sheet.rows), at, rule)


def _targets(sheet: Sheet, row: Row) -> Mapping[str, str]:
    """Column → the address that its cell leads to."""
    cells = dict(zip(sheet.columns, row, strict=True))
    found = {name: clean(text) for name, text in cells.items() if name.endswith("网址") and isinstance(text, str)}
    if sheet.link_column:
        found = {sheet.link_column: found.get("网址", "")}
    return {name: address for name, address in found.items() if linkable(address)}


def _height(sheet: Sheet, row: Row) -> float:
    """Points that the longest cell of a row needs at its column's width."""
    texts = [
        (value, sheet.width(name) - 1) for name, value in zip(sheet.columns, row, strict=True) if isinstance(value, str)
    ]
    return min(LINE * max((_lines(text, width) for text, width in texts), default=1) + 5, HIGHEST)


def _lines(text: str, width: int) -> int:
    return sum(max(1, -(-display_width(line) // width)) for line in text.split("\n"))


def _cell(book: _Book, page: Any, place: tuple[int, int], column: str, value: Cell, target: str) -> int:
    """Write one cell, leading to `target` unless that is empty; returns how many links it took."""
    look: dict[str, Any] = {"border": 1, "border_color": BORDER}
    if column in CENTRED or not isinstance(value, str) or value == NOTHING:
        look["align"] = "center"
    if value is None or value == "":
        page.write_blank(*place, None, book.style(**look))
    elif isinstance(value, date):
        page.write_datetime(*place, datetime(value.year, value.month, value.day), book.style(num_format="yyyy-mm-dd", **look))  # fmt: skip
    elif isinstance(value, (int, float)):
        form = "0%" if column in SHARES else "0.0" if isinstance(value, float) else "0"
        page.write_number(*place, value, book.style(num_format=form, **look))
    elif target:
        link = book.style(font_color="#0563C1", underline=1, **look)
        page.write_url(*place, target, link, clean(value))
        return 1
    else:
        page.write_string(*place, clean(value), book.style(**_coloured(column, value), **look))
    return 0


def _coloured(column: str, value: str) -> Mapping[str, str]:
    return {"bg_color": COLOURS[value]} if column == "严重程度" and value in COLOURS else {}


def _prose(book: _Book, about: str, sections: Sequence[Section]) -> None:
    page = book.book.add_worksheet("说明")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 76)
    page.set_column(2, 2, 12)
    page.merge_range(0, 0, 0, 2, clean(about), _title_style(book))
    page.set_row(0, 34)
    line = 1
    for section in sections:
        page.merge_range(line, 0, line, 2, section.heading, book.style(bold=True, font_name=HEAD_FONT, font_size=12))
        page.set_row(line, 24)
        line += 1
        for text in section.lines:
            page.merge_range(line, 0, line, 2, clean(text), book.style(font_size=10.5))
            page.set_row(line, 4 + 14 * _lines(text, 104))
            line += 1
        for row in (section.header, *section.rows) if section.header else section.rows:
            head = row is section.header
            for at, value in enumerate(row):
                _small(book, page, (line, at), value, head)
            line += 1
    page.hide_gridlines(2)
    _printed(page, A4)


def _small(book: _Book, page: Any, place: tuple[int, int], value: Cell, head: bool) -> None:
    look: dict[str, Any] = {"border": 1, "border_color": BORDER}
    if head:
        look |= {"bold": True, "bg_color": "#D9E2F3", "align": "center", "font_name": HEAD_FONT}
    elif isinstance(value, str) and value in COLOURS:
        look |= {"bg_color": COLOURS[value]}
    if isinstance(value, (int, float)):
        page.write_number(*place, value, book.style(align="center", **look))
    else:
        page.write_string(*place, clean(str(value)), book.style(**look))


def _title_style(book: _Book) -> Any:
    return book.style(bold=True, font_name=HEAD_FONT, font_size=16, align="center")


def _printed(page: Any, paper: int, across: bool = False) -> None:
    if paper == A3 or across:
        page.set_landscape()
    page.set_paper(paper)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_margins(*((0.35, 0.35, 0.5, 0.6) if across else (0.5, 0.5, 0.6, 0.7)))
    page.set_footer("&C&10— &P —")
