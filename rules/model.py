"""What the rule book says, as values: domains, points, schemes, duties.

One YAML file per domain under ``rules/book`` becomes one `Domain`. Everything is frozen and refuses unknown keys, so a
slip of the pen in a rule file is an error with a name, never a rule that silently does nothing.
"""

from __future__ import annotations

import functools
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rules.recognisers import PageType, Recognise, ShapeName
from rules.strict import Model, Term, Terms

Level = Literal["U", "R", "C", "X", "M"]
Severity = Literal["A", "B", "C", "M"]
Freshness = Literal["F20", "F10", "FY", "FQ", "FM", "FH", "FE", "FS"]
Status = Literal["draft", "active", "retired"]
DomainKind = Literal["subject", "general", "site", "privacy"]
SchemeId = Annotated[str, Field(pattern=r"^(SC-\d{2}|[a-z]{2,20})$")]

DueDay = Annotated[
    str,
    Field(
        pattern=r"^(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])$|^(0[469]|11)-(0[1-9]|[12]\d|30)$|^02-(0[1-9]|1\d|2[0-8])$"
    ),
]


class Basis(Model):
    """Who says so: a document, where in it, and its own words."""

    document: str
    clause: str
    quote: str = ""


class Example(Model):
    """A little page that a rule is tested on. Exactly one of `text`, `table`, `html` carries the body; `text` may
    stand beside `table` (lines before the table)."""

    name: str
    title: str = ""
    column: str = ""
    page_type: PageType | None = None
    text: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    html: str = ""
    scheme: str | None = None
    why: str = ""
    """For a look-alike: why it does not satisfy."""


class Point(Model):
    """One thing that must be public."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2,6}-\d{2}$")]
    name: str
    title: str
    level: Level
    severity: Severity
    freshness: tuple[Freshness, ...] = ()
    due: dict[Literal["department", "district", "zone", "institution", "any"], DueDay] = {}
    """By which day (MM-DD) of the next year a year's information must be there (FY), by kind of unit; `any` for all."""
    status: Status = "active"
    schemes: bool | tuple[SchemeId, ...] = False
    """Judged by itself for each kind (类别) of the domain (true), or for each of these kinds."""
    news_ok: bool = False
    record: str = ""
    """For level R: the kind of record every one of which must carry the point (a key of the domain's `records`)."""
    event: bool = False
    """Owed only when something happened: nothing found is `inapplicable`, not `missing`, unless an event was seen."""
    events: tuple[Term, ...] = ()
    """Title words that tell that such an event happened (none: those of the domain)."""
    after: str = ""
    """For level R: owed only once the period shown for this other point (PA-05) has ended."""
    reposts_ok: bool = False
    """A text of another body counts in full (health messages)."""
    local: bool = False
    """Lawfully published on village boards too: absence from the website weighs one step less."""
    columns: tuple[Term, ...] = ()
    """Columns where the point would live, beside the domain's own."""
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    satisfied_by: str
    fix: str
    recognise: tuple[Recognise, ...] = ()
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()

    def due_day(self, kind: str) -> tuple[int, int] | None:
        """Month and day by which units of that kind owe a year's information; None where no day is set."""
        day = {str(name): day for name, day in self.due.items()}.get(kind) or self.due.get("any")
        return (int(day[:2]), int(day[3:])) if day else None

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that must all be shown (none: any evidence shows the whole)."""
        return tuple(dict.fromkeys(rule.part for rule in self.recognise if rule.part))

    @model_validator(mode="after")
    def _active_points_are_recognised(self) -> Point:
        by_code = self.level in ("M", "X") or self.id.startswith("SITE-")  # audit/site/checks.py
        if self.status == "active" and not by_code and not self.recognise:
            raise ValueError("an active point needs at least one recogniser (or status: draft)")
        return self


class Gate(Model):
    """A document belongs to a domain by a word of its own or by standing in one of these columns."""

    terms: Terms
    columns: Terms
    not_terms: tuple[Term, ...] = ()
    """Longer words in which a gate term does not count (健康保险 for 健康)."""


class RecordKind(Model):
    """What one record is: the header cells that name it, and what tells that a whole page is one record."""

    name_headers: Terms
    rows_title: tuple[Term, ...] = ()
    """Rows are records only on a page whose title or innermost column holds one of these (empty: on any page)."""
    title: tuple[Term, ...] = ()
    """A page whose title holds one of these is a record by itself."""
    labels: tuple[Term, ...] = ()
    """A page that binds a value to at least one of these labels is a record by itself."""
    not_title: tuple[Term, ...] = ()
    """A page whose title holds one of these is no record, and its rows are none."""
    counted: str = "条记录"
    """How records of the kind are counted, measure word and noun: 个项目, 家企业."""


class Scheme(Model):
    """One kind (类别) that a point is judged by: a kind of relief (SC-01 … SC-13), a stage, a group of people, an area."""

    id: SchemeId
    name: str
    terms: Terms
    people: tuple[Term, ...] = ()
    """Words for its recipients (低保户): they tell the scheme only where no scheme is named by its own words."""
    not_terms: tuple[Term, ...] = ()
    """Where one of these stands, its own words do not tell it (受理 in 拟审批公示)."""
    optional: bool = False
    """Owed only by a unit that shows anything about it; elsewhere `inapplicable`."""


class Domain(Model):
    """One file of the book."""

    domain: str
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]
    title: str
    kind: DomainKind = "subject"
    """A subject of its own, the general duties beside all subjects, or what is reported apart (site, privacy)."""
    columns: Terms
    """Names of the domain's own columns on a site, most specific first."""
    cooperating: str = ""
    """Who cooperates on every point, in the words of the task table, where it names no unit."""
    gate: Gate | None = None
    events: tuple[Term, ...] = ()
    """Title words that tell that an event happened, for points with `event: true`."""
    shapes: dict[ShapeName, str] = {}
    """Value shapes of the domain's own, as regular expressions that `rules/patterns.py` accepts."""
    records: dict[str, RecordKind] = {}
    schemes: tuple[Scheme, ...] = ()
    unnamed: Literal["most", "all", "named"] = "most"
    """Evidence that names no kind by sentence, title or column speaks of the kind most named in its text, else of none
    (`most`); of all kinds (`all`); of every kind that its text names, else of none (`named`)."""
    points: tuple[Point, ...]

    def schemes_of(self, point: Point) -> tuple[Scheme, ...]:
        """The kinds that a point is judged by (none: the point is judged as a whole)."""
        if isinstance(point.schemes, bool):
            return self.schemes if point.schemes else ()
        return tuple(one for one in self.schemes if one.id in point.schemes)


class Role(Model):
    """Which points a duty holder owes. `points` are ids or ranges `SA-01..SA-06`, `PA` for a whole domain; `schemes`
    narrows those that are judged by kind to these kinds. `data: true` marks a cooperating unit's own data (数据责任)."""

    points: Terms
    schemes: tuple[str, ...] = ()
    data: bool = False


class Duty(Model):
    """A kind of duty holder (U01 … U24, district, zone)."""

    id: str
    name: str
    seed_name: str = ""
    aliases: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    era: str = ""
    verified: bool = False
    leads: tuple[Role, ...] = ()
    cooperates: tuple[Role, ...] = ()
    remark: str = ""


class Layer(Model):
    """What one overlay did to the book below it. Points and duties by id or key; `changed` with the keys it named."""

    name: str
    domains: tuple[str, ...] = ()
    """Prefixes of the domains that it added."""
    added: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    changed: dict[str, tuple[str, ...]] = {}


class Book(Model):
    """The whole rule book with its duties, and the overlays that went into it (which decide nothing by themselves)."""

    domains: tuple[Domain, ...]
    duties: dict[str, Duty]
    layers: tuple[Layer, ...] = ()

    @functools.cached_property
    def points(self) -> dict[str, Point]:
        """Every point by id, in the order of the book."""
        return {point.id: point for domain in self.domains for point in domain.points}

    @functools.cached_property
    def schemes(self) -> dict[str, Scheme]:
        """Every scheme by id."""
        return {scheme.id: scheme for domain in self.domains for scheme in domain.schemes}

    @functools.cached_property
    def subjects(self) -> frozenset[str]:
        """Prefixes of the domains that are a subject of their own, not general duties, site or privacy checks."""
        return frozenset(domain.prefix for domain in self.domains if domain.kind == "subject")

    def domain_of(self, point_id: str) -> Domain:
        """The domain whose prefix the point carries."""
        return next(domain for domain in self.domains if domain.prefix == point_id.split("-")[0])
