"""One line of the journal: what a person decided, or what a re-check came to, about one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Act(StrEnum):
    """What can be said of a case; its label is what supervisors read."""

    confirm = "confirm"
    notify = "notify"
    start = "start"
    reply = "reply"
    reject = "reject"
    recheck = "recheck"
    close = "close"
    waive = "waive"
    approve = "approve"
    refuse = "refuse"
    note = "note"
    reopen = "reopen"

    @property
    def label(self) -> str:
        return _ACT_LABELS[self]


_ACT_LABELS = {
    Act.confirm: "确认属实",
    Act.notify: "告知单位",
    Act.start: "开始整改",
    Act.reply: "单位反馈",
    Act.reject: "退回",
    Act.recheck: "复核",
    Act.close: "销号",
    Act.waive: "撤销",
    Act.approve: "同意",
    Act.refuse: "不同意",
    Act.note: "备注",
    Act.reopen: "重新打开",
}

GROUNDS = {"false_positive": "误报", "not_applicable": "不适用", "explained": "情况说明认可"}
"""Why a case may be waived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `case_id` is the number of a case, or of a fold of cases (F…): then it is said of each of them."""

    case_id: str
    act: Act
    person: str
    at: datetime
    text: str = ""
    ground: str = ""
    run_id: str = ""
    evidence_hash: str = ""
    url: str = ""
    deadline: date | None = None
    about: int | None = None
    """The entry that is approved or refused."""
    passed: bool | None = None
    """What a re-check came to."""
    proposed: bool = False
    """Whether it takes effect only when a second person approves it (close and waive, where the setting asks so)."""
    batch: str = ""
    """The sending or the reply file that it came with."""
    entry_id: int | None = None
    """Given by the store, always increasing."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.case_id}: the time of an entry needs a time zone")
        if not self.person.strip():
            raise ValueError(f"{self.case_id}: an entry needs a person")
