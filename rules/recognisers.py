"""The ways of recognising what a point asks for, as values: one class per check, which `audit/checks` carries out."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rules.strict import Model, Term, Terms

Grade = Literal["E2", "E3"]
PageType = Literal[
    "policy", "interpretation", "news", "notice", "list_of_names", "statistics", "annual_report", "work_report",
    "guide", "catalogue", "tender", "profile", "list", "home", "error", "other",
]  # fmt: skip
Shape = Literal[
    "MONEY", "COUNT", "PCT", "DATE", "PERIOD", "YEAR", "TEL", "PERSON", "ORG", "DOCNO", "NUMBER", "TEXT", "WHEN"
]
ShapeName = Annotated[str, Field(pattern=r"^(?:[A-Z][A-Z_]+|[一-龥]{2,12})$")]
"""A `Shape`, or the name of one of the domain's own `shapes`, best in Chinese: people read it."""


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
