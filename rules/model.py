"""What the rule book says, as values: domains, points, schemes, duties.

One YAML file per domain under ``rules/book`` becomes one `Domain`. Everything is frozen and refuses unknown keys, so a
slip of the pen in a rule file is an error with a name, never a rule that silently does nothing.
"""

from __future__ import annotations

import functools
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Level = Literal["U", "R", "C", "X", "M"]
Severity = Literal["A", "B", "C", "M"]
Grade = Literal["E2", "E3"]
Freshness = Literal["F20", "F10", "FY", "FQ", "FM", "FH", "FE", "FS"]
Status = Literal["draft", "active", "retired"]
PageType = Literal[
    "policy", "interpretation", "news", "notice", "list_of_names", "statistics", "annual_report", "work_report",
    "guide", "catalogue", "tender", "profile", "list", "home", "error", "other",
]  # fmt: skip
Shape = Literal[
    "MONEY", "COUNT", "PCT", "DATE", "PERIOD", "YEAR", "TEL", "PERSON", "ORG", "DOCNO", "NUMBER", "TEXT", "WHEN"
]
ShapeName = Annotated[str, Field(pattern=r"^(?:[A-Z][A-Z_]+|[一-龥]{2,12})$")]
"""A `Shape`, or the name of one of the domain's own `shapes`, best in Chinese: people read it."""
DomainKind = Literal["subject", "general", "site", "privacy"]
Term = Annotated[str, Field(min_length=2)]
Terms = Annotated[tuple[Term, ...], Field(min_length=1)]
SchemeId = Annotated[str, Field(pattern=r"^(SC-\d{2}|[a-z]{2,20})$")]

DueDay = Annotated[
    str,
    Field(
        pattern=r"^(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])$|^(0[469]|11)-(0[1-9]|[12]\d|30)$|^02-(0[1-9]|1\d|2[0-8])$"
    ),
]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Basis(Model):
    """Who says so: a document, where in it, and its own words."""

    document: str
    clause: str
    quote: str = ""


class Recogniser(Model):
    """What every way of recognising a point may say.

    `pages`: only these page types count (empty: all that the anti-patterns leave).
    `title` / `not_title`: any of these in the title or its column names opens / closes this recogniser.
    `title_also`: besides `title`, any of these must stand there too (扶贫 and 公示).
    `text_any` / `not_text`: any of these anywhere in the body opens / closes it.
    `column`: any of these must stand in the name of the innermost column (a column for 低保, not one for news of it).
    `partial`: what it finds is only part of what the point asks (部分达标); `because` says to people what is lacking.
    `gate`: the document must belong to the point's domain first.
    `named`: kinds of detail, each with its words; evidence beside which (in its sentence or what follows close below)
    fewer than `least` of them stand is partial: conditions of which only one is told.
    """

    pages: tuple[PageType, ...] = ()
    not_pages: tuple[PageType, ...] = ()
    title: tuple[Term, ...] = ()
    title_also: tuple[Term, ...] = ()
    not_title: tuple[Term, ...] = ()
    text_any: tuple[Term, ...] = ()
    not_text: tuple[Term, ...] = ()
    column: tuple[Term, ...] = ()
    partial: bool = False
    because: str = ""
    gate: bool = True
    named: dict[str, Terms] = {}
    least: int = 0
    part: str = ""
    """Which part of the requirement it shows: a point whose recognisers name parts needs them all, on one page or on
    several (办理结果 and 投诉渠道). The part named first must be inside the freshness window, the others may be older."""

    @model_validator(mode="after")
    def _partial_says_what_is_lacking(self) -> Self:
        if self.partial != bool(self.because):
            raise ValueError("partial: true goes with because: what is still lacking, in Chinese")
        return self


class FieldCheck(Recogniser):
    """E3: a label bound to a value in one line, one key-value row, or a filled cell under a header.

    `labels` are the words before the colon and, unless `headers` says otherwise, the header cells. `weak` labels give
    partial evidence. `values`: the value must show one of these shapes. `rows_only`: only table columns count.
    """

    check: Literal["field"]
    labels: Terms
    weak: tuple[Term, ...] = ()
    headers: tuple[Term, ...] = ()
    not_labels: tuple[Term, ...] = ()
    values: tuple[ShapeName, ...] = ("TEXT",)
    rows_only: bool = False


class FiguresCheck(Recogniser):
    """E3: one sentence (or one table row with its headers) that holds a word of every group and a value of every shape.

    `terms`: groups of synonyms, each group must be met. `shapes`: groups of shapes, each group must be met.
    `not_terms`: a sentence with one of these does not count. `span`: "sentence" or "paragraph" (one line).
    `cited`: the words of cited titles count too (根据《关于下达甲资金的通知》下达乙万元 is about 甲资金).
    """

    check: Literal["figures"]
    terms: tuple[Terms, ...]
    shapes: tuple[tuple[ShapeName, ...], ...]
    not_terms: tuple[Term, ...] = ()
    span: Literal["sentence", "paragraph"] = "sentence"
    cited: bool = False
    grade: Grade = "E3"


class TopicCheck(Recogniser):
    """E2: a whole page (or attachment) on the topic, with substance.

    `title` (from the base) names the topic; `body` are groups of synonyms that the text must also hold; `doc_number`
    asks for a document number or an issuing body with a date; `min_chars` counts characters without blanks.
    """

    check: Literal["topic"]
    title: Terms
    body: tuple[Terms, ...] = ()
    shapes: tuple[tuple[ShapeName, ...], ...] = ()
    doc_number: bool = False
    min_chars: int = 80
    grade: Grade = "E2"


class TableCheck(Recogniser):
    """E3: a table whose header row has a cell for every group of `headers` and at least `rows` filled rows.

    `optional` headers that are absent, or empty in a row, make that row's evidence partial.
    """

    check: Literal["table"]
    headers: tuple[Terms, ...]
    optional: tuple[Terms, ...] = ()
    not_headers: tuple[Term, ...] = ()
    rows: int = 1


class PartsCheck(Recogniser):
    """E2: a text that holds at least `need` of the named parts; with `ordered`, first mentions come in this order.

    Fewer than `need` but at least `partial_from` parts are partial evidence. `prose`: only lines outside tables count.
    """

    check: Literal["parts"]
    parts: dict[str, Terms]
    need: int
    partial_from: int = 0
    ordered: bool = False
    prose: bool = False
    grade: Grade = "E2"


class FormCheck(Recogniser):
    """E3: the named fields of a record, each by a filled cell of its row, by a label bound to a value outside the tables
    (which speaks for every row), by a word of `said` anywhere in title or text, or by a file.

    `fields`: name → labels and header words; `headers`: name → further header words; `values`: name → shapes its value
    must have; `said`: name → words that show the field by standing there; `shown`: name → shapes one of which title or
    text must show; `files`: name → words of an attachment's name. All fields there: full evidence; at least `need` of them: partial, saying which are there and which are not.
    """

    check: Literal["form"]
    fields: dict[str, Terms]
    headers: dict[str, Terms] = {}
    values: dict[str, tuple[ShapeName, ...]] = {}
    said: dict[str, Terms] = {}
    shown: dict[str, tuple[ShapeName, ...]] = {}
    files: dict[str, Terms] = {}
    need: int = 2


class ColumnCheck(Recogniser):
    """A column of the site with one of these names and at least one entry. `weak` names give partial evidence."""

    check: Literal["column"]
    names: Terms
    weak: tuple[Term, ...] = ()
    within_months: int = 0


class StructureCheck(Recogniser):
    """Computed from how a page is made, never from its words (points PA-18, 19, 20)."""

    check: Literal["structure"]
    kind: Literal["searchable", "original", "machine_readable"]


Recognise = Annotated[
    FieldCheck | FiguresCheck | TopicCheck | TableCheck | PartsCheck | FormCheck | ColumnCheck | StructureCheck,
    Field(discriminator="check"),
]


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
