"""The values that pass through an audit: Document, Evidence, Finding. All frozen, all plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Issuer = Literal["self", "higher", "peer", "lower", "media"]
Table = tuple[tuple[str, ...], ...]


class Outcome(StrEnum):
    """What a point came to on one unit or record, in rising order of concern."""

    INAPPLICABLE = "inapplicable"
    MET = "met"
    DECLARED = "declared"
    STALE = "stale"
    PARTIAL = "partial"
    MANUAL = "manual"
    UNCHECKED = "unchecked"
    MISSING = "missing"


OUTCOME_LABELS = {
    Outcome.MET: "达标",
    Outcome.PARTIAL: "部分达标",
    Outcome.STALE: "已过期",
    Outcome.MISSING: "未见",
    Outcome.DECLARED: "情况说明",
    Outcome.MANUAL: "需人工",
    Outcome.UNCHECKED: "无法访问",
    Outcome.INAPPLICABLE: "不适用",
}
DEFICIENT = (Outcome.MISSING, Outcome.PARTIAL, Outcome.STALE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An attachment as a page offers it. `kind` is pdf, doc, docx, xls, xlsx, csv, ofd, wps, et, zip, rar, image…"""

    url: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page or an attachment, extracted.

    `text` has one line per block; the cells of a table row stand on one line, joined by a tab. `tables` hold the same
    tables with merged cells filled. `columns` is the column path, outermost first. `published` is the date shown to a
    reader, `metadata_published` the one in meta tags, `formed` the day the document itself bears (成文日期, its signature),
    from which lateness is counted. `parent_url` is set on attachments: the page that offers it.
    `unread` says why the text, or a part of it, could not be read ("" when all was). `boilerplate` lines are already
    left out of `text`.
    """

    url: str
    title: str = ""
    published: date | None = None
    metadata_published: date | None = None
    formed: date | None = None
    source: str | None = None
    doc_number: str | None = None
    index_number: str | None = None
    text: str = ""
    tables: tuple[Table, ...] = ()
    attachments: tuple[Link, ...] = ()
    columns: tuple[str, ...] = ()
    page_type: str = "other"
    issuer: Issuer = "self"
    images: int = 0
    pictures: tuple[str, ...] = ()
    """What the page says of each picture in its body: alternative text, file name, the line under it."""
    parent_url: str | None = None
    unread: str = ""
    concealed: str = ""
    """Words of the page that its styles put out of a reader's sight."""
    digest: str = ""
    how: str = ""
    """Which way of extraction found the body (a container's name, "trafilatura", "attachment:pdf+ocr" …)."""

    @property
    def ways(self) -> tuple[str, ...]:
        """Of a file: its kind, then how it was read and what was read in it ("zip", "docx", "ocr"). Of a page: ()."""
        _, marked, rest = self.how.partition("attachment:")
        return tuple(rest.split("+")) if marked else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place in a document that shows a point. Values and snippets are masked before they get here."""

    point: str
    grade: str
    value: str
    snippet: str
    reason: str
    scheme: str | None = None
    record: str | None = None
    """Name of the record (project, enterprise, school …) it belongs to."""
    partial: bool = False
    share: float | None = None
    """How much (0 to 1) of a requirement in several parts is there; None: all of it, or not countable."""
    part: str = ""
    """The part that it shows, of a requirement whose parts may stand on several pages."""
    era: str | None = None
    """"old" when only the vocabulary before 2021-02 was used, "new" for the present one (points PA-*)."""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """A place that mentions a point and must not be credited with it."""

    point: str
    why: str
    snippet: str = ""


TO_LOOK_AT = frozenset({"PRIV-11"})
"""Kinds of personal data that only a person can confirm: a hit says where to look and is no proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyHit:
    """Personal data seen: never the value itself. `digest` is a salted hash, `count` how many distinct values."""

    id: str
    masked: bool
    count: int
    snippet: str
    digest: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One point on one unit, or on one record of it."""

    unit_id: str
    point_id: str
    outcome: Outcome
    severity: str
    reason: str
    scheme_id: str | None = None
    record_key: str | None = None
    record_name: str | None = None
    url: str | None = None
    grade: str | None = None
    share: float | None = None
    """How much, 0 to 1, of a requirement in several parts is there; None where it was not counted."""
    windows: float | None = None
    """How old stale evidence is, counted in freshness windows: 2.5 is two and a half times as old as is allowed."""
    searched_pages: int = 0
    unseen_pages: int = 0
    rule_digest: str = ""
    as_of: date | None = None
