"""The reply form (整改反馈表): what it asks, and the marks by which a filled one is known again. Pure.

A form has a number that names unit, run and day, and each row a mark made of that number, the row's place and its case.
A number that was altered, a row of another unit's form, or a case typed over another is noticed at its own row; a row
that a unit left out harms no other. The marks keep out mistakes, not forgers: whose cases they are, the database says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from output.package.content import Problem, UnitContent

TITLE = "整改反馈表"
NUMBER_LABEL = "表单编号"
CASE, PROBLEM, MARK = "编号", "问题", "校验码"
MEASURE, RESULT, PERSON, PHONE, DONE, WHY, STATEMENT = (
    "整改措施", "整改结果（网址）", "责任人", "联系电话", "完成时间", "未完成原因", "情况说明网址",
)  # fmt: skip
OURS = ("序号", CASE, PROBLEM, "整改期限")
THEIRS = (MEASURE, RESULT, PERSON, PHONE, DONE, WHY, STATEMENT)
COLUMNS = (*OURS, *THEIRS, MARK)
LENGTHS = {MEASURE: 1000, RESULT: 2000, PERSON: 50, PHONE: 50, DONE: 20, WHY: 1000, STATEMENT: 2000}
"""Characters that an answer may have."""
HOW_TO = (
    "请在白色栏内填写，灰色栏由程序生成，请勿改动；不适用的行可留空，不要增删行、改动编号。",
    "已整改的，填写整改措施、整改后页面的网址、责任人、联系电话和完成时间；暂不能完成的，填写未完成原因和预计完成时间。",
    "本期确无此类事项的，请在网站发布情况说明，并在“情况说明网址”栏填写其网址。",
    "网址以 http:// 或 https:// 开头；完成时间写作 2026-12-01；同一栏有多个网址的用空格隔开。",
)
_NUMBER = re.compile(r"GK1-(\d{8})-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """What the program fills in of a row."""

    number: int
    case_id: str
    problem: str
    deadline: date
    mark: str

    def ours(self) -> tuple[int | str | date, ...]:
        """The cells under OURS."""
        return self.number, self.case_id, self.problem, self.deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it is sent."""

    number: str
    unit_name: str
    run_id: str
    day: date
    rows: tuple[FormRow, ...]


def make_form(unit: UnitContent, day: date, deadline: date) -> Form:
    """The form on the problems of a unit that go out. `deadline` stands where none was told before."""
    number = form_number(unit.unit_id, unit.run_id, day)
    return Form(
        number=number,
        unit_name=unit.name,
        run_id=unit.run_id,
        day=day,
        rows=tuple(
            FormRow(
                number=one.number,
                case_id=one.case_id,
                problem=short(one),
                deadline=one.deadline or deadline,
                mark=row_mark(number, one.number, one.case_id),
            )
            for one in unit.problems
        ),
    )


def form_number(unit_id: str, run_id: str, day: date) -> str:
    """GK1-20261123-0123456789ab: the day, and a digest of unit, run and day. Equal forms have equal numbers."""
    return f"GK1-{day:%Y%m%d}-{digest(12, 'form', unit_id, run_id, day.isoformat())}"


def form_day(number: str) -> date | None:
    """The day in a form's number; None when it is no such number."""
    found = _NUMBER.fullmatch(number)
    try:
        return date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:])) if found else None
    except ValueError:
        return None


def belongs(number: str, unit_id: str, run_ids: Sequence[str]) -> str | None:
    """The run whose form of this unit has that number; None when none of `run_ids` has."""
    day = form_day(number)
    if day is None:
        return None
    return next((one for one in run_ids if form_number(unit_id, one, day) == number), None)


def row_mark(number: str, place: int, case_id: str) -> str:
    """Eight signs that bind a row's place and case to its form."""
    return digest(8, "row", number, str(place), case_id)


def short(problem: Problem) -> str:
    """A problem in a few words; the list that goes with the form tells it whole."""
    scheme = f"（{problem.scheme}）" if problem.scheme else ""
    where = f"“{problem.record_name}”" if problem.record_name else ""
    return f"{problem.point_number} {_SAID[problem.outcome].format(point=problem.point_name + scheme, where=where)}"


_SAID = {
    "missing": "{where}未见{point}",
    "partial": "{where}{point}不完整",
    "stale": "{where}{point}已过期",
}


def digest(length: int, *parts: str) -> str:
    """So many signs of a digest of `parts`."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]
