"""The lists of a package as files: 问题清单 (xlsx, csv) of a unit and of all, 待复核清单 for the reviewer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from output.exports import wording
from output.exports.lists import write_csv
from output.exports.wording import Row
from output.exports.workbook import A4, Section, Sheet, write_workbook
from output.package import review, rows
from output.package.content import CityContent, UnitContent
from output.package.form import MARK
from output.table import display_width

Value = TypeVar("Value")
LIST, WHOLE_LIST, REVIEW = "问题清单", "全部单位问题清单", review.TITLE
PRIVACY_NOTE = (
    "以下页面疑似载有未遮挡的个人信息，请立即核实，属实的立即撤下或脱敏后重新发布。本表只列页面和类型，不载数据。"
)
EACH_NOTE = "问题清单中合并为一项的记录，在此逐条列出；“问题编号”为其在问题清单中的编号。"
REVIEW_NOTE = (
    "以下各项把握程度为中、低，未列入发送单位的清单。请打开所列页面核实，在“复核意见”栏选填属实、误报、不适用或情况说明认可，"
    "未复核的留空，编号等其他各栏请勿改动；填好后读入：gongkai case review --file 待复核清单.xlsx。"
)
WAIVED_NOTE = "以下各项已由人工撤销、认可或销号，程序本次仍检出；不发送单位，列此备查。"
LOOK_NOTE = "以下页面或附件含图片，可能载有个人信息，需人工打开查看后再定，未发送单位。"
MOST_LINES = 27
"""Lines of text in the highest row of a workbook (409 points), some left for lines that break early."""
MORE = "……（有删节）"
NO_PROBLEM = "本批次未见需整改的问题。"
NO_REVIEW = "没有待复核的问题。"


def write_unit_list(unit: UnitContent, day: date, deadline: date, folder: Path) -> list[Path]:
    """问题清单.xlsx and 问题清单.csv of one unit in `folder`."""
    title = f"{unit.name}社会公益事业建设领域政府信息公开{LIST}"
    tables = _sheets((unit,), title, day, deadline)
    return _pair(folder / LIST, tables, day)


def write_city_list(city: CityContent, day: date, deadline: date, folder: Path) -> list[Path]:
    """全部单位问题清单.xlsx and .csv in `folder`."""
    title = f"社会公益事业建设领域政府信息公开{LIST}（全部单位）"
    return _pair(folder / WHOLE_LIST, _sheets(city.units, title, day, deadline), day)


def write_review(city: CityContent, day: date, folder: Path) -> list[Path]:
    """待复核清单.xlsx in `folder`."""
    number = review.review_number(city.run_id, day)
    waiting = _numbered(city.units, partial(rows.review_rows, number=number))
    tables = [
        Sheet(
            REVIEW, f"社会公益事业建设领域政府信息公开{REVIEW}", f"{REVIEW_NOTE}　　{review.NUMBER_LABEL}：{number}",
            rows.REVIEW_COLUMNS, waiting, empty=NO_REVIEW, paper=A4, widths=rows.REVIEW_WIDTHS, landscape=True,
            link_column=rows.LINK, hidden=frozenset({MARK}), choices={review.OPINION: list(review.OPINIONS)},
        )
    ]  # fmt: skip
    if looks := _numbered(city.units, lambda unit, at: rows.privacy_rows(unit.name, unit.privacy_doubts, at)):
        tables.append(_privacy("图片需查看", LOOK_NOTE, looks))
    if waived := _numbered(city.units, rows.waived_rows):
        tables.append(
            Sheet(
                "已撤销或认可", "已撤销、认可或销号而本次仍检出的事项", WAIVED_NOTE, rows.WAIVED_COLUMNS, waived,
                paper=A4, widths=rows.WAIVED_WIDTHS, landscape=True, link_column=rows.LINK,
            )
        )  # fmt: skip
    path = folder / f"{REVIEW}.xlsx"
    write_workbook(path, map(fitted, tables), tables[0].title, _review_words(), datetime.combine(day, time()))
    return [path]


def _sheets(units: Sequence[UnitContent], title: str, day: date, deadline: date) -> list[Sheet]:
    problems = _numbered(units, lambda unit, at: rows.problem_rows(unit, deadline, at))
    run_id, as_of = (units[0].run_id, units[0].as_of) if units else ("", None)
    note = (
        f"检查批次：{run_id}　　检查截止：{wording.china_date(as_of)}　　制表：{wording.china_date(day)}　　"
        f"问题：{len(problems)}项　　整改期限：{wording.china_date(deadline)}（另有注明的除外）"
    )
    tables = [
        Sheet(
            LIST, title, note, rows.PROBLEM_COLUMNS, problems, empty=NO_PROBLEM, paper=A4, widths=rows.PROBLEM_WIDTHS,
            landscape=True, link_column=rows.LINK,
        )
    ]  # fmt: skip
    if each := _numbered(units, rows.each_rows):
        tables.append(
            Sheet(
                "附：逐条清单", "合并事项逐条清单", EACH_NOTE, rows.EACH_COLUMNS, each, paper=A4, widths=rows.EACH_WIDTHS,
                landscape=True, link_column=rows.LINK,
            )
        )  # fmt: skip
    if hits := _numbered(units, lambda unit, at: rows.privacy_rows(unit.name, unit.privacy, at)):
        tables.append(_privacy("个人信息", PRIVACY_NOTE, hits))
    return tables


def _privacy(name: str, note: str, hits: list[Row]) -> Sheet:
    return Sheet(
        name,
        "疑似未遮挡的个人信息",
        note,
        rows.PRIVACY_COLUMNS,
        hits,
        paper=A4,
        widths=rows.PRIVACY_WIDTHS,
        landscape=True,
        link_column=rows.LINK,
    )


def _numbered(units: Sequence[UnitContent], told: Callable[[UnitContent, int], Iterator[Row]]) -> list[Row]:
    """The rows of all units under one numbering."""
    found: list[Row] = []
    for unit in units:
        found += told(unit, len(found) + 1)
    return found


def _pair(stem: Path, tables: list[Sheet], day: date) -> list[Path]:
    book, text = stem.with_suffix(".xlsx"), stem.with_suffix(".csv")
    write_workbook(book, map(fitted, tables), tables[0].title, _words(), datetime.combine(day, time()))
    at = tables[0].columns.index(rows.LINK)
    write_csv(text, _without(at, tables[0].columns), [_without(at, row) for row in tables[0].rows])
    return [book, text]


def fitted(sheet: Sheet) -> Sheet:
    """The sheet with texts cut to what the highest row of a workbook shows; addresses stay whole, to be copied."""
    rows_ = [
        tuple(_fit(name, value, sheet) for name, value in zip(sheet.columns, row, strict=True)) for row in sheet.rows
    ]
    return replace(sheet, rows=rows_)


def _fit(name: str, value: wording.Cell, sheet: Sheet) -> wording.Cell:
    most = MOST_LINES * (sheet.width(name) - 1)
    if not isinstance(value, str) or name == "网址" or display_width(value) <= most:
        return value
    widths = accumulate(map(display_width, value))
    return value[: bisect_right(list(widths), most - display_width(MORE))] + MORE


def _without(at: int, row: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(row[:at]) + tuple(row[at + 1 :])


def _words() -> list[Section]:
    return [
        Section("一、检查范围", wording.SCOPE_LINES),
        Section(
            "二、严重程度",
            header=("程度", "含义"),
            rows=[(wording.SEVERITY_LABELS[key], meaning) for key, meaning in wording.SEVERITY_MEANING.items()],
        ),
        Section(
            "三、整改与反馈",
            (
                "“编号”是该问题的固定编号，自发现至销号不变；反馈、来电请注明。",
                "请于整改期限前完成整改，填写“整改反馈表”一并返回；“整改期限”栏逐项注明，续报的问题仍按原期限。",
                "本期确无相关事项的，可在网站发布情况说明，并在整改反馈表中填写其网址。",
                "对检查结果有异议的，请附页面网址说明，由人工复核。",
            ),
        ),
    ]


def _review_words() -> list[Section]:
    return [
        Section(
            "一、把握程度",
            header=("程度", "含义"),
            rows=[
                ("高", "网站已走完、检索充分且未见近似内容，或有与标签对应的内容为据；直接列入发送单位的清单"),
                ("中", "有页面提及但不构成公开，或仅以专题页面为据；核实后再告知"),
                ("低", "检索范围可能不全、检索页面过少，或网站有相近内容未写明所属类别；务必核实"),
            ],
        ),
        Section(
            "二、复核办法",
            (
                "打开“网址”所列页面，对照“问题描述”和“需复核原因”判断。",
                "“复核意见”填：属实、误报、不适用、情况说明认可；理由填入“复核说明”。属实的列入此后发送单位的清单。",
                "“复核人”留空的，以读入人为复核人；“复核日期”写作 2026-12-01，可留空。",
                "任一行有误则整表不予读入，并逐行说明原因；同一表可多次读入，已读入的不重复。",
            ),
        ),
    ]
