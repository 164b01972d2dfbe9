"""The values that lists, forms and letters are made of. All frozen, all plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from output.package.gains import Gain


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One of more than 20 records alike that a problem speaks of."""

    case_id: str
    name: str
    url: str
    page_title: str
    published: date | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A deficiency as a list or a letter tells it. `reason`, `evidence` and `place` are whole Chinese sentences or
    phrases; `scheme` is the name of the 类别 ("" without); `deadline` is the one told before, None when none was."""

    number: int
    case_id: str
    domain: str
    domain_title: str
    point_id: str
    point_number: str
    point_name: str
    point_title: str
    scheme: str
    record_name: str
    place: str
    url: str
    page_title: str
    published: date | None
    outcome: str
    severity: str
    confidence: str
    doubt: str
    """Why the program is not sure, for the reviewer ("" when it is)."""
    reason: str
    evidence: str
    basis: str
    fix: str
    cooperating: str
    first_seen: date | None
    first_seen_run: str
    again: bool
    state: str
    confirmed: bool
    deadline: date | None
    records: int
    each: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyProblem:
    """Personal data that stands open: kind and page, never the data. `masked`: whether the unit had hidden part of it."""

    kind: str
    kind_name: str
    url: str
    page_title: str
    masked: bool
    count: int
    fix: str
    at_once: bool
    """False: only a person can tell whether it is personal data (a picture)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigures:
    """One run, for a unit or for all of them. `new` counts what came or came again against the run before."""

    run_id: str
    as_of: date | None
    score: float | None
    coverage: float | None
    deficiencies: int
    new: int
    resolved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitContent:
    """All that is told of one unit. `problems` go out; `reviewer` waits for a person; `waived` a person has settled."""

    unit_id: str
    name: str
    email: str
    run_id: str
    as_of: date
    score: float | None
    grade: str
    rank: int | None
    ranked_of: int
    coverage: float | None
    visit_state: str
    problems: tuple[Problem, ...]
    reviewer: tuple[Problem, ...]
    waived: tuple[Problem, ...] = ()
    privacy: tuple[PrivacyProblem, ...]
    privacy_doubts: tuple[PrivacyProblem, ...] = ()
    """What only a person can tell, such as a face on a picture: for the reviewer."""
    weeks: tuple[WeekFigures, ...]
    domain_scores: Mapping[str, float | None]
    domain_titles: Mapping[str, str] = field(default_factory=dict)
    """Names of the prefixes in `domain_scores`."""
    gains: tuple[Gain, ...] = ()
    """What would raise the score most, the most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityContent:
    """A whole run. `domains` names the prefixes that the units' scores use, in the order of the rule book."""

    run_id: str
    as_of: date
    units: tuple[UnitContent, ...]
    domains: Mapping[str, str] = field(default_factory=dict)
    weeks: tuple[WeekFigures, ...] = ()
