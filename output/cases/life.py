"""What the fold of a case is made of and comes to: verdicts of runs in, events and a life out. Plain values."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from output.cases.state import OPEN, State
from output.journal.model import Act, Entry

CHINA = timezone(timedelta(hours=8))
"""Where days begin: the days of findings and deadlines are those of the units."""


def day_of(at: datetime) -> date:
    """The day in China of an instant; one without a time zone is UTC, as the database has it."""
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(CHINA).date()


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, however they were typed: 王芳, 王 芳 and full-width letters do not differ."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one complete run came to on the finding of a case."""

    run_id: str
    number: int
    at: datetime
    """When the run began to look: what people did later is not in it."""
    day: date
    """The day that it speaks of."""
    deficient: bool
    outcome: str
    evidence_hash: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """The run in which the record of a case was merged with others or split, and the numbers it goes on under."""

    run_id: str
    number: int
    at: datetime
    into: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One turn in the life of a case. `event` is opened, reopened, cleared, found_again, continued, or an act."""

    event: str
    source: str
    """run, person or recheck."""
    at: datetime
    run_id: str = ""
    number: int | None = None
    outcome: str = ""
    person: str = ""
    text: str = ""
    url: str = ""
    ground: str = ""
    evidence_hash: str = ""
    deadline: date | None = None
    passed: bool | None = None
    """What a re-check came to."""
    entry_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A case as its events have made it. `stage` is None before anything found it deficient."""

    stage: State | None = None
    late: bool = False
    """Whether it stands open too long; see `state`."""
    events: tuple[Event, ...] = ()
    deficient: bool = False
    """What the newest run that decided came to."""
    opened: date | None = None
    first_run: str = ""
    last_run: str = ""
    notified_at: datetime | None = None
    deadline: date | None = None
    replied_at: datetime | None = None
    confirmed: bool = False
    closed_at: datetime | None = None
    closed_day: date | None = None
    closed_by: str = ""
    """The persons; empty when a run or a re-check closed it."""
    closed_run: str = ""
    evidence_hash: str = ""
    """Of what the state rests on: the check that closed it, or the finding that is open or was waived."""
    cleared_since: bool = False
    """Whether a check found it in order after a person settled it."""
    found_again: str = ""
    """The newest run that found it, unchanged, after a person settled it."""
    runs_since_notice: int = 0
    proposal: Entry | None = None
    last_entry: int = 0
    days_open: int = 0

    @property
    def state(self) -> State | None:
        return State.overdue if self.late else self.stage

    @property
    def open(self) -> bool:
        return self.stage in OPEN

    @property
    def proposed(self) -> Act | None:
        return self.proposal.act if self.proposal else None
