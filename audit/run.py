"""Audit a run: from its captures to documents, evidence and findings, one unit's directory at a time. Offline."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit import rows, tables
from audit.boilerplate import boilerplate
from audit.evaluate import evaluate
from audit.exposure import exposures
from audit.findings import Findings
from audit.flags import record
from audit.issuer import issuer
from audit.judge import Judge
from audit.model import Document, Finding
from audit.question import Question, Site
from audit.reuse.cache import Cache, sweep
from audit.reuse.engine import engine_digest
from audit.reuse.leaves import Leaf, column_path, documents_of, judged, leaf_of, leaves_of
from audit.reuse.verdicts import Reuse
from audit.reuse.workers import Died, in_order
from audit.same import one_record_each
from audit.site.checks import site_findings
from audit.timely.lateness import late_flags
from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.units import Unit
from rules.duties import owed
from rules.kept import keep
from rules.load import point_digest
from rules.model import Book, Point

__all__ = [
    "Audited",
    "Desk",
    "Settings",
    "audit",
    "column_path",
    "documents_of",
    "own_names",
    "questions",
    "salt_of",
    "site_of",
]
log = logging.getLogger(__name__)
SALT = "hash.salt"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""A disk that takes no more is no unit's fault: the audit stops, and goes on when it is called again."""
APART = frozenset({"site", "privacy"})
"""Kinds of domains whose entries are no questions to a unit: what they find is reported apart."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every process of an audit is told."""

    data: Path
    run_id: str
    book: Book
    as_of: date
    cached: bool
    points: frozenset[str] = frozenset()
    counts_as: str = ""


@dataclass(frozen=True, slots=True)
class Audited:
    """What became of one unit: how many findings it has (None: it broke) and a line for a person."""

    findings: int | None
    said: str


def audit(
    data: Path,
    run_id: str,
    units: Sequence[Unit],
    book: Book,
    as_of: date,
    progress: Callable[[str], None] = log.info,
    workers: int = 1,
    cached: bool = True,
    points: Collection[str] = (),
    counts_as: str = "",
) -> Findings:
    """Audit every unit of a run whose visit is complete and write the Parquet files beside its captures.

    `as_of` is the day that the findings speak of. A unit that breaks is left without findings and named in the log; it
    never becomes a finding and never takes another unit down. `workers` processes share the units; `cached`: what was
    read and judged before (``DATA/cache``) is used again. Neither changes a finding. With `points` only these are judged, and the
    cache counts the audit as part of the run `counts_as`. Returns all findings, read from those files. Raises OSError when the
    disk takes no more, and CaptureError when the run cannot be read.
    """
    run = capture.run_dir(data, run_id)
    _whole(run, chosen := {unit.unit_id for unit in units})
    said = {"as_of": as_of.isoformat(), "rule_digest": keep(data, book), "engine": engine_digest()}
    capture.update_run(run, audited=False, **said)
    salt_of(data)
    digests = {point_id: point_digest(book, point_id) for point_id in book.points}
    tables.write(run, "points", list(rows.point_rows(book, digests)))
    tables.write(run, "schemes", list(rows.scheme_rows(book)))
    others = [row for row in tables.read(run, "units") if row["unit_id"] not in chosen]
    tables.write(run, "units", [*others, *map(rows.unit_row, units)])
    counted: list[tuple[Path, int]] = []
    broken = [unit_id for unit_id in capture.read_run(run).get("broken", []) if unit_id not in chosen]
    settings = Settings(data, run_id, book, as_of, cached, frozenset(points), counts_as or run_id)
    for unit, result in zip(units, in_order(Desk, settings, units, workers), strict=True):
        if isinstance(result, Died):
            log.error(
                "%s could not be audited: its process ended by itself (exit code %s)", unit.unit_id, result.exit_code
            )
        elif result.findings is None:
            log.error("%s could not be audited\n%s", unit.unit_id, result.said)
        else:
            counted.append((capture.unit_dir(data, run_id, unit.unit_id), result.findings))
            progress(result.said)
            continue
        broken.append(unit.unit_id)
    named = {row["unit_id"]: own_names(row["name"], row["duty"], book) for row in tables.read(run, "units")}
    record.write_run(run, {unit_id: names for unit_id, names in named.items() if unit_id not in broken}, as_of)
    capture.update_run(run, audited=True, broken=broken)
    if cached:
        sweep(data, settings.counts_as, engine_digest())
    return Findings(counted)


def _whole(run: Path, unit_ids: Collection[str]) -> None:
    """Raise CaptureError when `gongkai prune` dropped pages of these units: their findings would be lost with them."""
    for unit_id in sorted(set(capture.read_run(run).get("pruned", [])).intersection(unit_ids)):
        directory = capture.unit_dir(run.parents[1], run.name, unit_id)
        for row in capture.read_pages(directory):
            if row.warc:
                capture.stored_at(directory, row)


class Desk:
    """The tools of one process, called on one unit after the other. Any fault of a unit is told, never raised."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._judge, self._salt = Judge(settings.book), salt_of(settings.data)
        self._digests = {point_id: point_digest(settings.book, point_id) for point_id in settings.book.points}
        self._cache = Cache(settings.data, engine_digest(), settings.counts_as) if settings.cached else None
        self._reuse = Reuse(self._judge, self._cache) if self._cache else None

    def __call__(self, unit: Unit) -> Audited:
        data, run_id, as_of = self._settings.data, self._settings.run_id, self._settings.as_of
        try:
            directory = capture.unit_dir(data, run_id, unit.unit_id)
            visit = capture.read_visit(directory)
            if visit is None:
                return Audited(0, f"{unit.unit_id}: not visited yet, skipped")
            points = self._settings.points
            found = _unit(directory, unit, visit, self._judge, self._digests, as_of, self._salt, self._reuse, points)
        except capture.CaptureError as error:
            return Audited(None, str(error))
        except OSError as error:
            if error.errno in FULL:
                raise
            return Audited(None, f"{error.filename}: {error.strerror}" if error.filename else str(error))
        except Exception:  # noqa: BLE001 - one unit's fault is named and must not stop the others
            return Audited(None, traceback.format_exc())
        return Audited(len(found), f"{unit.unit_id}: {visit.state}, {len(found)} findings")

    def close(self) -> None:
        """Let go of the cache."""
        if self._cache:
            self._cache.close()


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
    directory: Path,
    unit: Unit,
    visit: Visit,
    judge: Judge,
    digests: Mapping[str, str],
    as_of: date,
    salt: bytes,
    reuse: Reuse | None,
    points: Collection[str],
) -> list[Finding]:
    pages = capture.read_pages(directory)
    leaves = leaves_of(directory, pages, salt, reuse.cache if reuse else None)
    site = _site(unit, visit, pages, leaves, judge, reuse)
    asked = [one for one in questions(site, judge, digests, as_of) if not points or one.point.id in points]
    findings = [finding for question in asked for finding in evaluate(question)]
    if not points:
        findings += site_findings(directory, site, pages, judge.book, digests, as_of, reuse.cache if reuse else None)
    keys = {"run_id": visit.run_id, "unit_id": unit.unit_id}
    tables.write(directory, "documents", [keys | rows.document_row(one.document) for one in site.judgements])
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


def site_of(unit: Unit, visit: Visit, pages: Sequence[PageRow], documents: Sequence[Document], judge: Judge) -> Site:
    """Judge all documents of a visit, the host's repeated lines left out. Personal words of the pages are hidden."""
    return _site(unit, visit, pages, [leaf_of(document, b"") for document in documents], judge, None)


def _site(
    unit: Unit,
    visit: Visit,
    pages: Sequence[PageRow],
    leaves: Sequence[Leaf],
    judge: Judge,
    reuse: Reuse | None,
) -> Site:
    names = own_names(unit.name, unit.duty, judge.book)
    leaves = [leaf.issued_by(issuer(leaf.document, names)) for leaf in leaves]
    repeated = boilerplate(leaf.document for leaf in leaves)
    return Site(
        unit=unit,
        visit=visit,
        judgements=one_record_each(tuple(judged(leaves, repeated, judge, reuse)), unit.name),
        misses=tuple(row for row in pages if row.state == "missed"),
        own_names=names,
        examined={leaf.document.url: leaf.screened for leaf in leaves},
        repeated=repeated,
    )


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
