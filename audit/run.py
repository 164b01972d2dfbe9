"""Audit a run: from its captures to documents, evidence and findings, one unit's directory at a time. Offline."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from audit import privacy, rows, tables
from audit.boilerplate import boilerplate
from audit.evaluate import evaluate
from audit.exposure import exposures, hidden
from audit.flags import record
from audit.issuer import issuer
from audit.judge import Judge
from audit.lateness import late_flags
from audit.model import Document, Finding
from audit.question import Question, Site
from audit.read import read_bytes
from audit.site.checks import site_findings
from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.units import Unit
from rules.duties import owed
from rules.kept import keep
from rules.load import point_digest
from rules.model import Book, Point

log = logging.getLogger(__name__)
SALT = "hash.salt"
APART = frozenset({"site", "privacy"})
"""Kinds of domains whose entries are no questions to a unit: what they find is reported apart."""
READ_KINDS = frozenset({"article", "attachment", "other"})


def audit(
    data: Path, run_id: str, units: Sequence[Unit], book: Book, as_of: date, progress: Callable[[str], None] = log.info
) -> list[Finding]:
    """Audit every unit of a run whose visit is complete and write the Parquet files beside its captures.

    `as_of` is the day that the findings speak of. A unit that breaks is left without findings and named in the log; it
    never becomes a finding and never takes another unit down. Returns all findings.
    """
    run = capture.run_dir(data, run_id)
    capture.update_run(run, audited=False, as_of=as_of.isoformat(), rule_digest=keep(data, book))
    judge, salt = Judge(book), salt_of(data)
    digests = {point_id: point_digest(book, point_id) for point_id in book.points}
    tables.write(run, "points", list(rows.point_rows(book, digests)))
    tables.write(run, "schemes", list(rows.scheme_rows(book)))
    chosen = {unit.unit_id for unit in units}
    others = [row for row in tables.read(run, "units") if row["unit_id"] not in chosen]
    tables.write(run, "units", [*others, *map(rows.unit_row, units)])
    findings: list[Finding] = []
    broken = [unit_id for unit_id in capture.read_run(run).get("broken", []) if unit_id not in chosen]
    for unit in units:
        directory = capture.unit_dir(data, run_id, unit.unit_id)
        visit = capture.read_visit(directory)
        if visit is None:
            progress(f"{unit.unit_id}: not visited yet, skipped")
            continue
        try:
            found = _unit(directory, unit, visit, judge, digests, as_of, salt)
        except Exception:  # one unit's fault is named and must not stop the others
            log.exception("%s could not be audited", unit.unit_id)
            broken.append(unit.unit_id)
            continue
        findings += found
        progress(f"{unit.unit_id}: {visit.state}, {len(found)} findings")
    named = {row["unit_id"]: own_names(row["name"], row["duty"], book) for row in tables.read(run, "units")}
    record.write_run(run, {unit_id: names for unit_id, names in named.items() if unit_id not in broken}, as_of)
    capture.update_run(run, audited=True, broken=broken)
    return findings


def salt_of(data: Path) -> bytes:
    """The secret of a data directory that keeps hashes of personal data from being looked up; made when first needed.

    It stays in the directory (readable by its owner only), so that the same value has the same hash from run to run.
    """
    path = data / SALT
    if not path.exists():
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.touch(mode=0o600)
        scratch.write_bytes(secrets.token_bytes(32))
        scratch.replace(path)
    return path.read_bytes()


def _unit(
    directory: Path, unit: Unit, visit: Visit, judge: Judge, digests: Mapping[str, str], as_of: date, salt: bytes
) -> list[Finding]:
    pages = capture.read_pages(directory)
    documents = list(documents_of(directory, pages))
    site = site_of(unit, visit, pages, documents, judge)
    asked = list(questions(site, judge, digests, as_of))
    findings = [finding for question in asked for finding in evaluate(question)]
    findings += site_findings(directory, site, pages, judge.book, digests, as_of)
    keys = {"run_id": visit.run_id, "unit_id": unit.unit_id}
    hidden_rows = [keys | rows.document_row(one, site.examined[one.url].redaction) for one in documents]
    tables.write(directory, "documents", hidden_rows)
    tables.write(directory, "evidence", [keys | row for one in site.judgements for row in rows.evidence_rows(one)])
    tables.write(directory, "records", [keys | row for one in site.judgements for row in rows.record_rows(one)])
    hits = exposures(site, as_of, salt)
    tables.write(directory, "privacy", [keys | rows.privacy_row(document, hit) for document, hit in hits])
    tables.write(directory, "findings", [keys | rows.finding_row(finding) for finding in findings])
    record.write_unit(directory, site, pages, as_of, late_flags(site, _owed(asked), as_of))
    return findings


def _owed(asked: Iterable[Question]) -> list[Point]:
    """The points that the unit itself publishes on, each once."""
    return list({one.point.id: one.point for one in asked if one.role != "cooperating"}.values())


def documents_of(directory: Path, pages: Sequence[PageRow]) -> Iterator[Document]:
    """Extract every captured page of a unit that can carry content, and every attachment."""
    for row in pages:
        if row.state not in ("fetched", "unchanged") or row.kind not in READ_KINDS:
            continue
        body = capture.read_body(directory, row)
        url = row.final_url or row.url
        document = read_bytes(body, url, row.content_type, name=row.anchor)
        if row.kind == "attachment":
            document = replace(document, parent_url=row.referrer or None)
        elif document.how == "picture" and not document.text:
            document = replace(document, unread="picture")
        yield replace(document, columns=column_path(row.columns, document.columns))


def column_path(walked: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """The columns a document stands in: those the crawl came through, then those its own breadcrumb shows.

    A link may name a column with the one above it (重点领域信息公开-督导评估): that is no further column.
    """
    return (*(name for name in walked if name not in shown and name.rpartition("-")[2] not in shown), *shown)


def site_of(unit: Unit, visit: Visit, pages: Sequence[PageRow], documents: Sequence[Document], judge: Judge) -> Site:
    """Judge all documents of a visit, the host's repeated lines left out."""
    names = own_names(unit.name, unit.duty, judge.book)
    documents = [replace(document, issuer=issuer(document, names)) for document in documents]
    repeated = boilerplate(documents)
    examined = {document.url: privacy.examine(document) for document in documents}
    judgements = tuple(
        hidden(judge.judge(document, _lines_of(repeated, document)), examined[document.url]) for document in documents
    )
    return Site(
        unit=unit,
        visit=visit,
        judgements=judgements,
        misses=tuple(row for row in pages if row.state == "missed"),
        own_names=names,
        examined=examined,
        repeated=repeated,
    )


def _lines_of(repeated: Mapping[str, frozenset[str]], document: Document) -> frozenset[str]:
    host = document.url.split("/")[2] if "//" in document.url else ""
    return repeated.get(host, frozenset())


def own_names(name: str, duties: Iterable[str], book: Book) -> tuple[str, ...]:
    """Names under which a unit may sign: its own, and the aliases of its duties."""
    names = [name]
    for key in duties:
        duty = book.duties.get(key)
        if duty and key not in ("district", "zone"):
            names += [*duty.aliases, *duty.successors]
    return tuple(dict.fromkeys(name for name in names if len(name) >= 2))


def questions(site: Site, judge: Judge, digests: Mapping[str, str], as_of: date) -> Iterator[Question]:
    """Every point (and scheme) that the book puts to this unit. Site and privacy entries are reported apart."""
    book = judge.book
    for (point_id, scheme), role in owed(book, site.unit.duty).items():
        point = book.points[point_id]
        if point.status != "retired" and book.domain_of(point_id).kind not in APART:
            yield Question(
                site=site,
                domain=book.domain_of(point_id),
                point=point,
                scheme=scheme,
                role=role,
                judge=judge,
                digest=digests[point_id],
                as_of=as_of,
            )
