"""Values of an audit as rows of its Parquet files (columns: `audit.tables.SCHEMAS`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from audit import privacy
from audit.flags.model import Flag
from audit.judge import Judgement
from audit.model import Document, Evidence, Finding, PrivacyHit
from audit.records import record_key
from crawler.units import Unit
from rules.duties import owed
from rules.model import Book, Point


def document_row(document: Document, hide: Callable[[str], str] = privacy.mask) -> dict[str, Any]:
    """A row of documents.parquet; personal data in title and text is hidden by `hide`."""
    return {
        "url": document.url,
        "parent_url": document.parent_url,
        "title": hide(document.title),
        "published": document.published,
        "metadata_published": document.metadata_published,
        "formed": document.formed,
        "source": document.source and hide(document.source),
        "doc_number": document.doc_number,
        "index_number": document.index_number,
        "text": hide(document.text),
        "page_type": document.page_type,
        "issuer": document.issuer,
        "columns": list(document.columns),
        "how": document.how,
        "unread": document.unread,
        "digest": document.digest,
        "is_attachment": document.parent_url is not None,
        "kind": next(iter(document.ways), "html"),
    }


def evidence_rows(judgement: Judgement) -> Iterator[dict[str, Any]]:
    """Rows of evidence.parquet."""
    for one in judgement.evidence:
        yield _evidence_row(one)


def _evidence_row(one: Evidence) -> dict[str, Any]:
    return {
        "url": one.url,
        "point_id": one.point,
        "scheme_id": one.scheme,
        "record_key": record_key(one.record) if one.record else None,
        "record_name": privacy.mask(one.record) if one.record else None,
        "grade": one.grade,
        "value": one.value,
        "snippet": one.snippet,
        "reason": one.reason,
        "partial": one.partial,
        "era": one.era,
    }


def record_rows(judgement: Judgement) -> Iterator[dict[str, Any]]:
    """Rows of records.parquet."""
    for one in judgement.records:
        yield {
            "url": one.url,
            "domain": one.domain,
            "kind": one.kind,
            "record_key": one.key,
            "record_name": privacy.mask(one.name),
        }


def privacy_row(document: Document, hit: PrivacyHit) -> dict[str, Any]:
    """A row of privacy.parquet."""
    return {
        "url": document.url,
        "priv_id": hit.id,
        "masked": hit.masked,
        "count": hit.count,
        "snippet": hit.snippet,
        "digest": hit.digest,
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """A row of findings.parquet."""
    return {
        "point_id": finding.point_id,
        "scheme_id": finding.scheme_id,
        "record_key": finding.record_key,
        "record_name": privacy.mask(finding.record_name) if finding.record_name else None,
        "url": finding.url,
        "outcome": finding.outcome.value,
        "severity": finding.severity,
        "grade": finding.grade,
        "share": finding.share,
        "windows": finding.windows,
        "reason": privacy.mask(finding.reason),
        "searched_pages": finding.searched_pages,
        "unseen_pages": finding.unseen_pages,
        "rule_digest": finding.rule_digest,
        "as_of": finding.as_of,
    }


def flag_row(flag: Flag, title: str, seen_at: date) -> dict[str, Any]:
    """A row of flags.parquet; `title` is that of the page at `flag.url`, `seen_at` the day the audit speaks of."""
    return {
        "kind": flag.kind,
        "url": flag.url,
        "title": privacy.mask(title),
        "other_unit_id": flag.other_unit_id or None,
        "other_url": flag.other_url or None,
        "proof": flag.proof,
        "seen_at": seen_at,
    }


def unit_row(unit: Unit) -> dict[str, Any]:
    """A row of units.parquet."""
    return {
        "unit_id": unit.unit_id,
        "name": unit.name,
        "kind": unit.kind,
        "duty": list(unit.duty),
        "sites": list(unit.sites),
        "parent": unit.parent,
        "email": unit.email,
        "notes": unit.notes,
    }


def point_rows(book: Book, digests: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Rows of points.parquet: the book as it judged."""
    cooperating = _cooperating(book)
    places = {point_id: place for place, point_id in enumerate(book.points, 1)}
    for domain in book.domains:
        for point in domain.points:
            yield {
                "point_id": point.id,
                "place": places[point.id],
                "domain": domain.prefix,
                "domain_title": domain.title,
                "name": point.name,
                "title": point.title,
                "level": point.level,
                "severity": point.severity,
                "freshness": "+".join(point.freshness),
                "status": point.status,
                "schemes": bool(point.schemes),
                "basis": _basis(point),
                "satisfied_by": point.satisfied_by,
                "fix": point.fix,
                "cooperating": domain.cooperating or "、".join(cooperating.get(point.id, ())),
                "counted": domain.records[point.record].counted if point.record else None,
                "rule_digest": digests[point.id],
            }


def scheme_rows(book: Book) -> Iterator[dict[str, Any]]:
    """Rows of schemes.parquet: the kinds of relief that findings name by id."""
    for scheme in book.schemes.values():
        yield {"scheme_id": scheme.id, "name": scheme.name}


def _basis(point: Point) -> str:
    return "；".join(
        f"《{one.document}》{one.clause}" + (f"：“{one.quote}”" if one.quote else "") for one in point.basis
    )


def _cooperating(book: Book) -> dict[str, list[str]]:
    """Point → names of the kinds of unit that only cooperate on it."""
    found: dict[str, list[str]] = {}
    for key, duty in book.duties.items():
        points = dict.fromkeys(point for (point, _), role in owed(book, (key,)).items() if role == "cooperating")
        for point_id in points:
            found.setdefault(point_id, []).append(duty.name)
    return found
