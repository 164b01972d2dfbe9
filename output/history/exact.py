"""Which single cause suffices, told by judging the older run's stored bytes again: under the newer book, on the newer day.

What could not be looked at stays `coverage`: no judging brings a page back that was not fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from audit.evaluate import evaluate
from audit.judge import Judge
from audit.model import Finding
from audit.proof.stored import ProofError, StoredRun, questions_of, reopened, stored_run
from crawler.capture import CaptureError
from output.history.compare import Change, Comparison, HistoryError, counted

Verdicts = Mapping[tuple[str, str, str], str]
"""point, scheme, record → outcome."""
TOLD_AGAIN = frozenset({"site", "rule", "date"})


def exact(data: Path, comparison: Comparison, older: str, newer: str, progress: Callable[[str], None]) -> Comparison:
    """The comparison with causes that judging again has proved, in the order rule, date, both together, site.

    Raises HistoryError when a book was not kept or a capture is gone.
    """
    units = sorted({row.unit_id for row in comparison.rows if row.cause in TOLD_AGAIN})
    then, now = stored_run(data, older), stored_run(data, newer)
    before, after = Judge(then.book()), Judge(now.book())
    proved: dict[str, str] = {}
    for unit_id in units:
        changes = [row for row in comparison.rows if row.unit_id == unit_id and row.cause in TOLD_AGAIN]
        try:
            answers = _answers(then, now, unit_id, before, after)
        except (ProofError, CaptureError) as error:
            raise HistoryError(f"{unit_id}: cannot be judged again: {error}") from error
        proved |= {row.case_id: _cause(row, answers) for row in changes}
        progress(f"{unit_id}: {len(changes)} changes judged again")
    return counted(
        replace(row, cause=proved.get(row.case_id, row.cause)) if row.cause in TOLD_AGAIN else row
        for row in comparison.rows
    )


def _answers(
    then: StoredRun, now: StoredRun, unit_id: str, before: Judge, after: Judge
) -> tuple[tuple[str, Verdicts], ...]:
    """What the older bytes come to, by the cause that each way of judging stands for; the program's own change first."""
    old, new = reopened(then, unit_id, before), reopened(then, unit_id, after)
    ways = (
        ("rule", old, before, then.as_of),  # as it was, by the program of today
        ("rule", new, after, then.as_of),
        ("date", old, before, now.as_of),
        ("rule", new, after, now.as_of),
    )
    return tuple(
        (cause, _verdicts(found for question in questions_of(site, judge, as_of) for found in evaluate(question)))
        for cause, site, judge, as_of in ways
    )


def _verdicts(findings: Iterable[Finding]) -> Verdicts:
    return {(one.point_id, one.scheme_id or "", one.record_key or ""): one.outcome.value for one in findings}


def _cause(row: Change, answers: tuple[tuple[str, Verdicts], ...]) -> str:
    key = (row.point_id, row.scheme_id, row.record_key)
    return next((cause for cause, said in answers if said.get(key, "") == row.outcome_after), "site")
