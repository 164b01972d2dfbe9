"""Which acts make sense for a case as it stands, and the entries that a decision becomes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from output.cases.life import Life, same_person
from output.cases.settings import CasesError, CaseSettings
from output.cases.state import WAIVED, State
from output.journal.model import GROUNDS, Act, Entry

_OPEN = frozenset({Act.confirm, Act.notify, Act.start, Act.reply, Act.recheck, Act.close, Act.waive, Act.note})
_SETTLED = frozenset({Act.reopen, Act.recheck, Act.note})
POSSIBLE: Mapping[State, frozenset[Act]] = {
    State.found: _OPEN,
    State.notified: _OPEN,
    State.fixing: _OPEN,
    State.replied: _OPEN | {Act.reject},
    State.returned: _OPEN,
    State.closed: _SETTLED,
    State.continued: frozenset({Act.note}),
} | dict.fromkeys(WAIVED, _SETTLED)
"""Overdue cases are in one of the first states too."""
_ANSWERS = frozenset({Act.approve, Act.refuse})
_PROPOSED = frozenset({Act.close, Act.waive})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person says, before it is known of which cases."""

    act: Act
    person: str
    at: datetime
    text: str = ""
    ground: str = ""
    url: str = ""
    deadline: date | None = None

    def __post_init__(self) -> None:
        if not self.person.strip():
            raise CasesError("--by: say who decides (or set GONGKAI_PERSON, or person under [cases])")
        if self.act is Act.waive and self.ground not in GROUNDS:
            known = ", ".join(f"{key} ({label})" for key, label in GROUNDS.items())
            raise CasesError(f"--ground: say why it is waived: {known}")
        if self.ground and self.act is not Act.waive:
            raise CasesError(f"--ground: only waive has one, not {self.act}")


def possible(life: Life) -> frozenset[Act]:
    """The acts that make sense for a case as it stands."""
    if life.stage is None:
        return frozenset()
    acts = POSSIBLE[life.stage]
    return (acts - _PROPOSED) | _ANSWERS if life.proposal else acts


def objection(case_id: str, life: Life, decision: Decision) -> str:
    """Why the decision makes no sense for the case, on one line; empty when it does."""
    if decision.act not in possible(life):
        return no_sense(case_id, life, decision.act)
    proposal = life.proposal
    if decision.act is Act.approve and proposal and same_person(proposal.person, decision.person):
        return (
            f"case {case_id}: {proposal.person} proposed to {proposal.act} it (entry {proposal.entry_id}); "
            "a second person must approve"
        )
    return ""


def no_sense(case_id: str, life: Life, act: Act) -> str:
    """What to tell of an act that a case as it stands does not allow."""
    acts = ", ".join(str(one) for one in Act if one in possible(life))
    why = f"is {life.state} {life.state.label}" if life.state else "was never found deficient"
    if life.proposal:
        why += f", and {life.proposal.person} proposed to {life.proposal.act} it"
    elif act in _ANSWERS:
        why += ", and nothing is proposed"
    return f"case {case_id}: {act} makes no sense, it {why}; possible: {acts or 'nothing'}"


def entry_of(case_id: str, life: Life, decision: Decision, settings: CaseSettings) -> Entry:
    """The entry that the decision becomes for a case. Close and waive are proposed where a second person must agree."""
    about = life.proposal.entry_id if decision.act in _ANSWERS and life.proposal else None
    return Entry(
        case_id=case_id,
        act=decision.act,
        person=decision.person.strip(),
        at=decision.at,
        text=decision.text.strip(),
        ground=decision.ground,
        url=decision.url.strip(),
        deadline=decision.deadline,
        about=about,
        proposed=str(decision.act) in settings.second_person,
    )
