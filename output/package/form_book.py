"""整改反馈表.xlsx: our cells locked, the unit's open, dates checked on entry; number and marks hidden with the rows."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from output.exports.cells import clean
from output.exports.workbook import A4, BORDER, FONT, HEAD_FONT, HIGHEST, LINE, new_workbook
from output.package.form import (
    COLUMNS,
    DONE,
    HOW_TO,
    LENGTHS,
    MARK,
    NUMBER_LABEL,
    OURS,
    PHONE,
    PROBLEM,
    RESULT,
    STATEMENT,
    THEIRS,
    TITLE,
    Form,
)  # fmt: skip
from output.table import display_width

WIDTHS = {
    "序号": 5, "编号": 11, PROBLEM: 26, "整改期限": 11, "整改措施": 22, RESULT: 24, "责任人": 9, PHONE: 13, DONE: 12,
    "未完成原因": 18, STATEMENT: 20, MARK: 10,
}  # fmt: skip
ADDRESSES = (RESULT, STATEMENT)
SPARE = 48
"""Points of a row to write in by hand; shorter problems do not make it lower."""
EARLIEST, LATEST = date(2020, 1, 1), date(2099, 12, 31)
HEAD_ROW = 3
_GREY = "#EDEDED"


def write_form_book(form: Form, path: Path) -> Path:
    """Write the form to `path` (xlsx)."""
    with new_workbook(path) as book:
        made = datetime.combine(form.day, time())
        book.set_properties({"title": f"{form.unit_name}{TITLE}", "created": made, "comments": form.number})
        page = book.add_worksheet(TITLE)
        styles = _styles(book)
        _head(page, form, styles)
        for line, row in enumerate(form.rows, HEAD_ROW + 1):
            _row(page, line, row.ours(), row.mark, styles)
        _checks(page, HEAD_ROW + len(form.rows))
        _printed(page, HEAD_ROW + len(form.rows))
    return path


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
    cell = base | {"border": 1, "border_color": BORDER}
    head = cell | {"bold": True, "font_name": HEAD_FONT, "align": "center"}
    made = {
        "title": base | {"bold": True, "font_name": HEAD_FONT, "font_size": 16, "align": "center"},
        "note": base | {"font_color": "#404040"},
        "ours_head": head | {"bg_color": "#D9D9D9"},
        "head": head,
        "ours": cell | {"bg_color": _GREY},
        "centred": cell | {"bg_color": _GREY, "align": "center"},
        "day": cell | {"bg_color": _GREY, "align": "center", "num_format": "yyyy-mm-dd"},
        "open": cell | {"locked": False, "num_format": "@"},
        "open_day": cell | {"locked": False, "num_format": "yyyy-mm-dd", "align": "center"},
    }
    return {name: book.add_format(look) for name, look in made.items()}


def _head(page: Any, form: Form, styles: dict[str, Any]) -> None:
    last = len(COLUMNS) - 2
    page.merge_range(0, 0, 0, last, clean(f"{form.unit_name}社会公益事业建设领域政府信息公开{TITLE}"), styles["title"])
    page.set_row(0, 34)
    page.merge_range(1, 0, 1, last, "\n".join(f"{at}. {text}" for at, text in enumerate(HOW_TO, 1)), styles["note"])
    page.set_row(1, 15 * len(HOW_TO) + 4)
    page.merge_range(
        2,
        0,
        2,
        last,
        f"{NUMBER_LABEL}：{form.number}　　检查批次：{form.run_id}　　问题：{len(form.rows)}项",
        styles["note"],
    )
    page.set_row(2, 20)
    for at, name in enumerate(COLUMNS):
        hidden = {"hidden": True} if name == MARK else {}
        page.set_column(at, at, WIDTHS[name], None, hidden)
        page.write_string(HEAD_ROW, at, name, styles["ours_head" if name in (*OURS, MARK) else "head"])
    page.set_row(HEAD_ROW, 24)


def _row(page: Any, line: int, ours: tuple[int | str | date, ...], mark: str, styles: dict[str, Any]) -> None:
    height = 0.0
    for at, (name, value) in enumerate(zip(OURS, ours, strict=True)):
        if isinstance(value, date):
            page.write_datetime(line, at, datetime.combine(value, time()), styles["day"])
        elif isinstance(value, int):
            page.write_number(line, at, value, styles["centred"])
        else:
            page.write_string(line, at, clean(value), styles["ours"])
            height = max(height, LINE * -(-display_width(value) // (WIDTHS[name] - 1)) + 6)
    for at, name in enumerate(THEIRS, len(OURS)):
        page.write_blank(line, at, None, styles["open_day" if name == DONE else "open"])
    page.write_string(line, len(COLUMNS) - 1, mark, styles["ours"])
    page.set_row(line, min(max(height, SPARE), HIGHEST))


def _checks(page: Any, last: int) -> None:
    """What may be typed; a program that ignores this is caught when the form is read back."""
    if last == HEAD_ROW:
        return
    for at, name in enumerate(THEIRS, len(OURS)):
        if name == DONE:
            rule: dict[str, Any] = {
                "validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST,
                "error_title": "日期有误", "error_message": "请填写日期，如 2026-12-01。",
                "input_title": DONE, "input_message": "日期，如 2026-12-01",
            }  # fmt: skip
        else:
            rule = {
                "validate": "length", "criteria": "<=", "value": LENGTHS[name], "error_title": "内容过长",
                "error_message": f"“{name}”不超过{LENGTHS[name]}字。",
            }  # fmt: skip
            if name in ADDRESSES:
                rule |= {"input_title": name[:30], "input_message": "以 http:// 或 https:// 开头，多个用空格隔开"}
        page.data_validation(HEAD_ROW + 1, at, last, at, rule)


def _printed(page: Any, last: int) -> None:
    page.freeze_panes(HEAD_ROW + 1, 3)
    page.protect(
        "", {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True, "sort": False}
    )
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.repeat_rows(HEAD_ROW)
    page.print_area(0, 0, last, len(COLUMNS) - 2)
    page.set_footer("&C&10— &P —")
