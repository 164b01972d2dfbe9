"""Level R: every record of the unit must carry the point. The same record in several places is one record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit import reasons
from audit.model import Document, Finding, Outcome
from audit.question import Candidate, Question, Site, best
from audit.records import record_key
from audit.remarks import remarks
from audit.text import normalise

Said = dict[str, dict[str | None, list[tuple[int, Candidate]]]]
"""Evidence by notice and row (None: said for the whole notice), each with its place in the order of the site."""
AUDIT_YEARS = 3
SHEETS = frozenset({"xls", "xlsx", "csv"})
_LAST_DATE = re.compile(r"(20\d{2})\s*(?:年|[./-])\s*(?:(1[0-2]|0?[1-9])(?!\d))?")


@dataclass(slots=True)
class Place:
    """A record with all the bundles (page plus attachments) that show it."""

    key: str
    name: str
    documents: list[Document] = field(default_factory=list)
    bundles: set[str] = field(default_factory=set)
    table: bool = False
    ruled: bool = False
    """Whether a reader sees it as the row of a table; records told in paragraphs are rows of none."""


def bundle(document: Document) -> str:
    """A page and its attachments are one notice."""
    return document.parent_url or document.url


def places(site: Site, prefix: str, kind: str, as_of: date, scheme: str | None = None) -> list[Place]:
    """The unit's records of one kind (of one 类别 when named) inside the audit window, in the order they were met."""
    with_rows = {
        bundle(one.document)
        for one in site.judgements
        for record in one.records
        if record.kind == kind and record.table
    }
    found: dict[str, Place] = {}
    for judgement in site.judgements:
        document = judgement.document
        day = site.day(document)
        if day is not None and not 0 <= (as_of - day).days <= AUDIT_YEARS * 366:
            continue
        for record in judgement.records:
            if (record.domain, record.kind) != (prefix, kind) or not record.key:
                continue
            if scheme and scheme not in record.schemes:
                continue
            if not record.table and bundle(document) in with_rows:
                continue
            place = found.setdefault(record.key, Place(record.key, record.name))
            place.documents.append(document)
            place.bundles.add(bundle(document))
            place.table = place.table or record.table
            place.ruled = place.ruled or (record.table and not record.prose)
    return list(found.values())


def per_record(question: Question, found: Sequence[Candidate]) -> list[Finding]:
    """One finding for each record; empty when the unit shows no record of the kind."""
    records = places(question.site, question.domain.prefix, question.point.record, question.as_of, question.scheme)
    said: Said = {}
    for at, one in enumerate(found):
        row = one.evidence.record
        said.setdefault(bundle(one.document), {}).setdefault(record_key(row) if row else None, []).append((at, one))
    periods = _periods(question) if question.point.after else {}
    unread = _unread(question.site)
    return [_judge(question, place, _of(place, said), periods, unread) for place in records]


def _of(place: Place, said: Said) -> list[Candidate]:
    """Evidence in the record's own row, or said once for the whole notice; in any row, when the notice is the record."""
    found: list[tuple[int, Candidate]] = []
    for address in place.bundles:
        rows = said.get(address, {})
        for key in (None, place.key) if place.table else rows:
            found += rows.get(key, ())
    return [one for _, one in sorted(found, key=lambda numbered: numbered[0])]


def _judge(
    question: Question,
    place: Place,
    found: Sequence[Candidate],
    periods: Mapping[tuple[str, str | None], tuple[int, int]],
    unread_in: Mapping[str, tuple[int, Document]],
) -> Finding:
    top = best(found)
    page = top.document if top is not None else nearest(question, place)
    url = bundle(page)
    naming: dict[str, object] = {"record_key": place.key, "record_name": place.name, "url": url}
    for rule in question.point.recognise:
        if rule.check == "structure":
            return _structure(question, rule.kind, place, naming)
    if top is not None and not top.partial:
        reason = reasons.met(top) + remarks(question, top.document)
        return question.finding(Outcome.MET, reason, grade=top.evidence.grade, **naming)
    if top is not None:
        grade = top.evidence.grade
        return question.finding(Outcome.PARTIAL, reasons.partial(top), grade=grade, share=top.share, **naming)
    if question.point.after and not _ended(question, place, periods):
        return question.finding(Outcome.INAPPLICABLE, reasons.NOT_ENDED, **naming)
    if unread := [unread_in[one] for one in place.bundles if one in unread_in]:
        first = min(unread, key=lambda numbered: numbered[0])[1]
        return question.finding(Outcome.MANUAL, reasons.doubtful([(url, reasons.unread(first))]), **naming)
    if question.unseen:  # another notice of the same record may stand on a page that was not seen
        return question.finding(Outcome.UNCHECKED, reasons.unseen(question.unseen), **naming)
    if question.site.visit.shortfall:
        return question.finding(Outcome.UNCHECKED, reasons.SHORTFALL, **naming)
    what = reasons.subject(question.point, question.kind)
    reason = reasons.record_lacks(question.as_of, question.site.unit, place, page, what, question.site.day(page), url)
    return question.finding(Outcome.MISSING, reason, **naming)


def nearest(question: Question, place: Place) -> Document:
    """The page of a record where the point would stand: the one whose title is about it, else the first that was met."""
    spans, words = question.judge.segmenter.spans, question.topic
    for document in place.documents:
        page = question.site.parent(document) or document
        title = normalise(f"{page.title} {document.title}")
        if any(word in title and spans(word, title) for word in words):
            return document
    return place.documents[0]


def _structure(question: Question, kind: str, place: Place, naming: dict[str, object]) -> Finding:
    """PA-19 and PA-20: whether the original is there, and whether its data can be used by a machine."""
    first = place.documents[0]
    page = question.site.parent(first) or first
    if kind == "original":
        complete = bool((page.doc_number or page.source) and question.site.day(first))
        reason = reasons.ORIGINAL if complete else reasons.ORIGINAL_PARTIAL
        return question.finding(Outcome.MET if complete else Outcome.PARTIAL, reason, grade="E2", **naming)
    usable = any(
        not SHEETS.isdisjoint(document.ways) or (place.ruled and document.parent_url is None)
        for document in place.documents
    )
    reason = reasons.USABLE if usable else reasons.USABLE_PARTIAL
    return question.finding(Outcome.MET if usable else Outcome.PARTIAL, reason, grade="E2", **naming)


def _periods(question: Question) -> dict[tuple[str, str | None], tuple[int, int]]:
    """(notice, record) → the last month of the periods shown there; without a record, of what is said for the notice."""
    last: dict[tuple[str, str | None], tuple[int, int]] = {}
    for judgement, told in question.site.evidence_of(question.point.after):
        for one in told:
            key = bundle(judgement.document), record_key(one.record) if one.record is not None else None
            for year, month in _LAST_DATE.findall(one.value):
                last[key] = max(last.get(key, (0, 0)), (int(year), int(month or 12)))
    return last


def _ended(question: Question, place: Place, periods: Mapping[tuple[str, str | None], tuple[int, int]]) -> bool:
    """Whether the period shown for the record has ended (a record without a period counts as ended)."""
    keys = ((address, key) for address in place.bundles for key in (None, place.key))
    last = max((periods[key] for key in keys if key in periods), default=None)
    return last is None or last < (question.as_of.year, question.as_of.month)


def _unread(site: Site) -> dict[str, tuple[int, Document]]:
    """The first document of each notice that was not read to its end, with its place in the order of the site."""
    found: dict[str, tuple[int, Document]] = {}
    for at, judgement in enumerate(site.doubtful):
        if judgement.document.unread:
            found.setdefault(bundle(judgement.document), (at, judgement.document))
    return found
