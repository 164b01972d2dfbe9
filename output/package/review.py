"""The reviewer's list (待复核清单) as a table that comes back: its number, and what may be said of a row. Pure.

The list has a number made of run and day, and each row a mark of that number, its place and its case, as the reply form
of a unit has (`output.package.form`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from output.journal.model import Act
from output.package.answers import EMPTY, CaseFacts, Fault, Filled, Shape, day_in, identity
from output.package.form import CASE, MARK, digest

TITLE, NUMBER_LABEL = "待复核清单", "清单编号"
OPINION, WHY, PERSON, DAY = "复核意见", "复核说明", "复核人", "复核日期"
THEIRS = (OPINION, WHY, PERSON, DAY)
OPINIONS: Mapping[str, tuple[Act, str]] = {
    "属实": (Act.confirm, ""),
    "误报": (Act.waive, "false_positive"),
    "不适用": (Act.waive, "not_applicable"),
    "情况说明认可": (Act.waive, "explained"),
}
"""What may be said → the act, and the ground of a waive."""
ALSO = {"确认": "属实", "确认属实": "属实"}
LENGTHS = {WHY: 1000, PERSON: 50}
MOST_ROWS = 10_000
_NUMBER = re.compile(r"GK2-\d{8}-[0-9a-f]{12}")
SHAPE = Shape(
    name=TITLE, number=_NUMBER, number_label=NUMBER_LABEL, key=OPINION, needed=("序号", CASE, *THEIRS, MARK),
    most_rows=MOST_ROWS,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reviewer says of one case. `person` is "" where the row names nobody."""

    line: int
    case_id: str
    said: str
    why: str = ""
    person: str = ""
    day: date | None = None

    @property
    def act(self) -> Act:
        return OPINIONS[self.said][0]

    @property
    def ground(self) -> str:
        return OPINIONS[self.said][1]


def review_number(run_id: str, day: date) -> str:
    """GK2-20261130-0123456789ab: the day, and a digest of run and day."""
    return f"GK2-{day:%Y%m%d}-{digest(12, 'review', run_id, day.isoformat())}"


def review_run(number: str, run_ids: Sequence[str]) -> tuple[str, date] | None:
    """Run and day of a list with this number; None when none of `run_ids` has one."""
    try:
        day = date.fromisoformat(number[4:12]) if _NUMBER.fullmatch(number) else None
    except ValueError:
        return None
    run = next((one for one in run_ids if day and review_number(one, day) == number), None)
    return (run, day) if run and day else None


def batch_of(number: str) -> str:
    """How the journal names the list that an entry came with."""
    return f"review:{number}"


def read_opinions(
    sheet: Filled, cases: Mapping[str, CaseFacts], made: date, today: date
) -> tuple[list[Opinion], list[Fault]]:
    """The rows that say something, and every fault of every row. `made` is the day of the list."""
    opinions: list[Opinion] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for line, row in enumerate(sheet.rows, 1):
        found = list(identity(sheet.number, row, cases))
        if row[CASE] in first and not found:
            found.append(f"与第{first[row[CASE]]}行编号重复")
        first.setdefault(row[CASE], line)
        opinion = _opinion(line, row, found, (made, today))
        faults += [Fault(line=line, case_id=row[CASE][:20], why=why) for why in found]
        if opinion and not found:
            opinions.append(opinion)
    return opinions, faults


def _opinion(line: int, row: Mapping[str, str], faults: list[str], days: tuple[date, date]) -> Opinion | None:
    cells = {name: "" if row[name] in EMPTY else row[name] for name in THEIRS}
    said = ALSO.get(cells[OPINION], cells[OPINION])
    if not said:
        if cells[WHY]:
            faults.append(f"填了“{WHY}”，未填“{OPINION}”")
        return None
    if said not in OPINIONS:
        faults.append(f"“{OPINION}”只能填{_listed(OPINIONS)}：{said[:20]}")
    faults += [f"“{name}”超过{most}字" for name, most in LENGTHS.items() if len(cells[name]) > most]
    day = day_in(DAY, cells[DAY], faults)
    if day and not days[0] <= day <= days[1]:
        faults.append(f"“{DAY}”{day}早于清单日期" if day < days[0] else f"“{DAY}”{day}尚未到来")
    if said not in OPINIONS:
        return None
    return Opinion(line=line, case_id=row[CASE], said=said, why=cells[WHY], person=cells[PERSON], day=day)


def _listed(words: Collection[str]) -> str:
    return "、".join(f"“{one}”" for one in words)
