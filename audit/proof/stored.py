"""A stored run opened again: its units, its visits, its book, and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from audit import tables
from audit.evaluate import evaluate
from audit.judge import Judge
from audit.model import Finding
from audit.question import Question, Site
from audit.run import documents_of, questions, site_of
from audit.site.checks import CHECKS, site_findings
from crawler import capture
from crawler.capture import Visit
from crawler.units import Unit, UnitsError, stored_units
from rules.kept import kept
from rules.load import point_digest
from rules.model import Book


class ProofError(click.ClickException):
    """A run, a unit or a finding that cannot be opened again. One line that says what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run that was audited."""

    data: Path
    run_id: str
    as_of: date
    rule_digest: str
    units: tuple[Unit, ...]

    def book(self) -> Book:
        """The book that judged the run. Raises RuleError when it was not kept."""
        return kept(self.data, self.rule_digest)

    def unit(self, unit_id: str) -> Unit:
        """A unit of the run by id. Raises ProofError when it has none."""
        found = next((unit for unit in self.units if unit.unit_id == unit_id), None)
        if found is None:
            raise ProofError(f"{unit_id}: no such unit in run {self.run_id}; it has {', '.join(self.ids())}")
        return found

    def ids(self) -> tuple[str, ...]:
        """The ids of the run's units that were visited."""
        return tuple(unit.unit_id for unit in self.units if self.visit(unit.unit_id) is not None)

    def directory(self, unit_id: str) -> Path:
        """Where a unit's part of the run lies."""
        return capture.unit_dir(self.data, self.run_id, unit_id)

    def visit(self, unit_id: str) -> Visit | None:
        """How the visit to a unit went; None when it never ended."""
        return capture.read_visit(self.directory(unit_id))

    def findings(self, unit_id: str) -> list[dict[str, Any]]:
        """The rows of findings.parquet of a unit."""
        return tables.read(self.directory(unit_id), "findings")


def stored_run(data: Path, run_id: str = "") -> StoredRun:
    """A run or re-check by id, else the newest audited run. Raises ProofError when there is none, or it was not audited."""
    runs = [path.name for path in capture.run_dirs(data) if capture.read_run(path).get("audited")]
    if not runs:
        raise ProofError(f"{data}: no audited run; run `gongkai run` or `gongkai audit` first")
    if run_id and run_id not in runs and not _recheck(data, run_id):
        raise ProofError(f"{run_id}: no audited run of this id under {data}; there are {', '.join(runs[-8:])}")
    run = capture.run_dir(data, run_id or runs[-1])
    said = capture.read_run(run)
    try:
        units = tuple(stored_units(run))
    except UnitsError as error:
        raise ProofError(str(error)) from error
    return StoredRun(data, run.name, date.fromisoformat(said["as_of"]), said["rule_digest"], units)


def _recheck(data: Path, run_id: str) -> bool:
    """Whether this is an audited re-check, which lies apart from the runs."""
    known = capture.safe_name(run_id) and capture.MARK_OF_RECHECK in run_id
    return bool(known and capture.read_run(capture.run_dir(data, run_id)).get("audited"))


def audited_runs(data: Path, newest: int) -> list[StoredRun]:
    """The `newest` audited runs, oldest first. Raises ProofError when there is none."""
    names = [path.name for path in capture.run_dirs(data) if capture.read_run(path).get("audited")]
    if not names:
        raise ProofError(f"{data}: no audited run; run `gongkai run` or `gongkai audit` first")
    return [stored_run(data, name) for name in names[-newest:]]


def reopened(run: StoredRun, unit_id: str, judge: Judge) -> Site:
    """A unit's visit read and judged again from the stored bytes.

    Raises ProofError when it was never visited, or its pages cannot be read any more.
    """
    unit, visit, directory = run.unit(unit_id), run.visit(unit_id), run.directory(unit_id)
    if visit is None:
        raise ProofError(f"{unit_id}: was not visited in run {run.run_id}")
    try:
        pages = capture.read_pages(directory)
        return site_of(unit, visit, pages, list(documents_of(directory, pages)), judge)
    except capture.CaptureError as error:
        raise ProofError(str(error)) from error


def questions_of(site: Site, judge: Judge, as_of: date) -> list[Question]:
    """Every question that the book puts to the unit."""
    digests = {point_id: point_digest(judge.book, point_id) for point_id in judge.book.points}
    return list(questions(site, judge, digests, as_of))


def findings_of(run: StoredRun, unit_id: str, judge: Judge) -> Iterator[Finding]:
    """Every finding on a unit, judged again from the stored bytes: what it must publish, and its site as a whole."""
    site = reopened(run, unit_id, judge)
    for question in questions_of(site, judge, run.as_of):
        yield from evaluate(question)
    yield from site_checks_of(run, unit_id, site, judge)


def site_checks_of(run: StoredRun, unit_id: str, site: Site, judge: Judge) -> list[Finding]:
    """The checks of the unit's site as a whole, from the stored bytes."""
    directory = run.directory(unit_id)
    digests = {point_id: point_digest(judge.book, point_id) for point_id in judge.book.points}
    return site_findings(directory, site, capture.read_pages(directory), judge.book, digests, run.as_of)


def disclosures(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The stored findings on what must be published, without those on the site as a whole."""
    return [row for row in rows if row["point_id"] not in CHECKS]
