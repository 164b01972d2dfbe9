"""`gongkai case recheck`: ask the sites for what a few cases need, judge those points alone, write down what came of it.

A re-check lies in ``DATA/rechecks``, built like a run: it can be explained, replayed and shown like one. What the cases
do not need stands as the last run has it.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from audit import tables
from audit.judge import Judge
from audit.model import OUTCOME_LABELS, Outcome
from audit.proof.recheck import Answer, answer, columns_for, pages_of, shown
from audit.proof.stored import stored_run
from audit.run import audit
from crawler import capture
from crawler.capture import CaptureError, Visit
from crawler.focus import focus_on
from crawler.run import DELAY, MAX_PAGES, CrawlError, crawl
from output.cases.evidence import evidence_hash
from output.journal.model import Act, Entry

log = logging.getLogger(__name__)
MOST = 999
PROGRAM = "gongkai"
"""Who a re-check is signed by in the journal."""


class RecheckError(click.ClickException):
    """A re-check that cannot be made. The message says what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What of a case tells which verdict is to be given again. `urls` are pages that the unit named in its reply."""

    case_id: str
    unit_id: str
    point_id: str
    scheme_id: str
    record_key: str
    urls: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells its verdict apart from the others of the unit."""
        return self.point_id, self.scheme_id, self.record_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """A case, what was found now, and the re-check that found it."""

    case: Case
    answer: Answer
    run_id: str
    evidence_hash: str


def recheck(
    data: Path, cases: Sequence[Case], as_of: date, delay: float = DELAY, contact: str = "", max_pages: int = MAX_PAGES
) -> list[Rechecked]:
    """Look again at the verdicts of `cases` on the day `as_of`: one visit for each unit, in one re-check.

    Judged by the book of the newest audited run, so that only the site can make a difference. Raises RecheckError when
    the sites cannot be visited, ProofError when there is no run to start from.
    """
    run = stored_run(data)
    units = {unit.unit_id: unit for unit in run.units}
    for case in cases:
        if case.unit_id not in units:
            raise RecheckError(f"{case.case_id}: {case.unit_id} is no unit of run {run.run_id} any more")
    judge = Judge(run.book())
    run_id, found = _next(data, as_of), list[Rechecked]()
    try:
        for unit_id, own in itertools.groupby(sorted(cases, key=lambda one: one.unit_id), lambda one: one.unit_id):
            group = list(own)
            points = {one.point_id for one in group} & set(judge.book.points)
            columns = columns_for(run, unit_id, judge.book, points, judge.segmenter)
            urls = [*pages_of(run, unit_id, points), *(url for one in group for url in one.urls)]
            focus = focus_on(columns, urls)
            (visit,) = crawl(run.units, data, run_id, delay, max_pages, (unit_id,), contact, as_of=as_of, focus=focus)
            audit(data, run_id, [units[unit_id]], judge.book, as_of, log.info, 1, True, points, run.run_id)
            found += _answers(data, run_id, visit, group)
    except (CaptureError, CrawlError) as error:
        raise RecheckError(str(error)) from error
    return found


def _answers(data: Path, run_id: str, visit: Visit, cases: Iterable[Case]) -> Iterator[Rechecked]:
    directory = capture.unit_dir(data, run_id, visit.unit_id)
    findings, evidence = tables.read(directory, "findings"), tables.read(directory, "evidence")
    for case in cases:
        said = answer(findings, case.key)
        rows = shown(evidence, case.key, said.url)
        digest = evidence_hash((row["url"], row["grade"], row["value"], row["snippet"]) for row in rows)
        yield Rechecked(case=case, answer=said, run_id=run_id, evidence_hash=digest)


def _next(data: Path, as_of: date) -> str:
    """A name for a re-check that no other process has. Raises RecheckError."""
    for number in range(1, MOST + 1):
        run_id = f"{as_of.isoformat()}{capture.MARK_OF_RECHECK}{number:03d}"
        try:
            capture.run_dir(data, run_id).mkdir(parents=True)
        except FileExistsError:
            continue
        return run_id
    raise RecheckError(f"{data}: there are {MOST} re-checks of {as_of} already")


def entry_of(one: Rechecked, person: str, at: datetime) -> Entry:
    """The line of the journal for a re-check."""
    label = OUTCOME_LABELS[Outcome(one.answer.outcome)] if one.answer.outcome else ""
    return Entry(
        case_id=one.case.case_id,
        act=Act.recheck,
        person=person,
        at=at,
        text="：".join(filter(None, (label, one.answer.reason))),
        run_id=one.run_id,
        evidence_hash=one.evidence_hash,
        url=one.answer.url,
        passed=one.answer.passed,
    )
