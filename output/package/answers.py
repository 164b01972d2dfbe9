"""What a filled form says, row by row, and what is wrong with it. Pure: tables and what is known of cases go in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from audit.model import Table
from output.exports.cells import clean, linkable
from output.package import form
from output.package.form import CASE, DONE, MARK, MEASURE, PERSON, PHONE, RESULT, STATEMENT, WHY

MOST_ROWS = 5_000
EARLIEST, LATEST = date(2020, 1, 1), date(2099, 12, 31)
NUMBER = re.compile(r"GK1-\d{8}-[0-9a-f]{12}")
_CASE = re.compile(r"[CF][0-9a-f]{16}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
_PHONE = re.compile(r"[\d\s()（）+\-—－转#*、,，;；/]+")
_PARTS = re.compile(r"[\s;；,，、]+(?=https?://)|\s+")
EMPTY = frozenset({"", "—", "-", "/", "／", "无"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a table that comes back is known again: the number on it, and columns that its heading must have."""

    name: str
    number: re.Pattern[str]
    number_label: str
    key: str
    """A column that, beside 编号, no other table has."""
    needed: tuple[str, ...]
    most_rows: int = MOST_ROWS


FORM = Shape(
    name=form.TITLE,
    number=NUMBER,
    number_label=form.NUMBER_LABEL,
    key=MEASURE,
    needed=(*form.OURS[:2], *form.THEIRS, MARK),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What is known of the case that a row names."""

    unit_id: str
    open: bool
    state: str
    """Its state as people read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a unit says of one case."""

    line: int
    case_id: str
    measure: str = ""
    results: tuple[str, ...] = ()
    person: str = ""
    phone: str = ""
    done: date | None = None
    why: str = ""
    statements: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it on one line, as the journal keeps it."""
        parts = {
            MEASURE: self.measure, "整改结果": " ".join(self.results), PERSON: self.person, PHONE: self.phone,
            DONE: self.done.isoformat() if self.done else "", WHY: self.why, "情况说明": " ".join(self.statements),
        }  # fmt: skip
        return "；".join(f"{name}：{value}" for name, value in parts.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a row cannot be taken. `line` counts the rows of the form from 1; 0 is the file itself. `why` is Chinese."""

    line: int
    why: str
    case_id: str = ""

    def __str__(self) -> str:
        where = f"第{self.line}行" if self.line else "文件"
        return f"{where}{f'（{self.case_id}）' if self.case_id else ''}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it came back: its number and the rows under its heading, each cell by its column."""

    number: str
    rows: tuple[Mapping[str, str], ...]


def filled(lines: Iterable[str], tables: Sequence[Table], shape: Shape = FORM) -> Filled | Fault:
    """The form in a file's text and tables; a Fault when there is none, or more than one."""
    numbers = sorted({found for line in lines for found in shape.number.findall(line)})
    if len(numbers) != 1:
        none = f"未见{shape.number_label}，请用发出的{shape.name}原表填写"
        return Fault(line=0, why=f"文件中有多个{shape.number_label}，请一表一发" if numbers else none)
    rows: list[Mapping[str, str]] = []
    for table in tables:
        head = next((at for at, row in enumerate(table) if CASE in row and shape.key in row), None)
        if head is None:
            continue
        columns = [normal(name) for name in table[head]]
        if missing := [name for name in shape.needed if name not in columns]:
            return Fault(line=0, why=f"表头缺少“{'”“'.join(missing)}”，请用原表填写")
        if len(table) - head - 1 > shape.most_rows:
            return Fault(line=0, why=f"共{len(table) - head - 1}行，超过{shape.most_rows}行，不予读取")
        rows += [dict(zip(columns, map(normal, row), strict=True)) for row in table[head + 1 :]]
    rows = [row for row in rows if row[CASE] != CASE]  # a heading repeated by hand
    if not rows:
        return Fault(line=0, why=f"未见{shape.name}的表格，请用原表填写")
    return Filled(number=numbers[0], rows=tuple(rows))


def normal(text: str) -> str:
    """A cell as it is compared: no marks that cannot be seen, one line."""
    return " ".join(clean(text).split())


def read_answers(sheet: Filled, unit_id: str, cases: Mapping[str, CaseFacts]) -> tuple[list[Answer], list[Fault]]:
    """The rows that say something, and every fault of every row. Rows that were left empty are neither."""
    answers: list[Answer] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for line, row in enumerate(sheet.rows, 1):
        case_id = row[CASE]
        found = list(identity(sheet.number, row, cases, unit_id))
        if case_id in first and not found:
            found.append(f"与第{first[case_id]}行编号重复")
        first.setdefault(case_id, line)
        told = any(row[name] not in EMPTY for name in form.THEIRS)
        if told and not found and not cases[case_id].open:
            found.append(f"该问题状态为“{cases[case_id].state}”，不再接收反馈")
        answer, more = _answer(line, row) if told else (None, [])
        faults += [Fault(line=line, case_id=case_id[:20], why=why) for why in (*found, *more)]
        if answer and not found and not more:
            answers.append(answer)
    return answers, faults


def batch_of(number: str, answers: Sequence[Answer]) -> str:
    """The name of a returned form in the journal: the same answers to the same form have the same, saved again or not."""
    said = "\x1e".join(f"{one.case_id}\x1f{one.text}" for one in answers)
    return "reply:" + hashlib.sha256(f"{number}\x1d{said}".encode()).hexdigest()[:24]


def identity(number: str, row: Mapping[str, str], cases: Mapping[str, CaseFacts], unit_id: str = "") -> Iterator[str]:
    """Why a row is not the row that was sent (to `unit_id`, where the table is one unit's)."""
    case_id, place = row[CASE], row["序号"]
    if not _CASE.fullmatch(case_id):
        yield f"编号“{case_id[:40]}”不是问题编号，可能被改动" if case_id else "编号为空"
    elif case_id not in cases:
        yield "没有这个编号的问题"
    elif unit_id and cases[case_id].unit_id != unit_id:
        yield "该编号不属于本单位"
    elif not place.isdecimal() or form.row_mark(number, int(place[:9]), case_id) != row[MARK]:
        yield "编号、序号或校验码与发出的表不一致，可能被改动或来自另一张表"


def _answer(line: int, row: Mapping[str, str]) -> tuple[Answer, list[str]]:
    faults = [f"“{name}”超过{most}字" for name, most in form.LENGTHS.items() if len(row[name]) > most]
    if faults:
        return Answer(line=line, case_id=row[CASE]), faults
    cells = {name: "" if row[name] in EMPTY else row[name] for name in form.THEIRS}
    results, statements = _addresses(RESULT, cells, faults), _addresses(STATEMENT, cells, faults)
    done = day_in(DONE, cells[DONE], faults)
    if cells[PHONE] and not (_PHONE.fullmatch(cells[PHONE]) and sum(map(str.isdecimal, cells[PHONE])) >= 3):
        faults.append(f"“{PHONE}”不是电话号码：{cells[PHONE][:20]}")
    if not faults and not results and not statements and not cells[WHY]:
        faults.append(f"未填“{RESULT}”“{WHY}”“{STATEMENT}”中的任何一项")
    answer = Answer(
        line=line, case_id=row[CASE], measure=cells[MEASURE], results=results, person=cells[PERSON], phone=cells[PHONE],
        done=done, why=cells[WHY], statements=statements,
    )  # fmt: skip
    return answer, faults


def _addresses(name: str, cells: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    found = tuple(one for one in _PARTS.split(cells[name]) if one)
    faults += [f"“{name}”不是网址：{one[:60]}" for one in found if not _is_address(one)]
    return found


def _is_address(text: str) -> bool:
    """A web address with a host and without a password in it."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = linkable(text) and "@" not in parts.netloc
    return plain and ("." in host or ":" in host) and not re.search(r"[\"'<>\\{}|^`\u4e00-\u9fff]", parts.netloc)


def day_in(name: str, text: str, faults: list[str]) -> date | None:
    """The day that a cell of the column `name` says, None for an empty one; what is no day goes to `faults`."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        faults.append(f"“{name}”不是日期：{text[:20]}，请写作 2026-12-01")
        return None
    return day
