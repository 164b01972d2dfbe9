"""Does a visit bring what its unit's earlier visits brought? A crawl that silently finds less must raise an alarm.

A visit falls short when it brings nothing, or less than half of the documents and attachments of the unit's last good
visit. After it has come to about the same in three runs in a row, the site is believed to have become so small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler import capture
from crawler.capture import Visit

LEAST_SHARE = 0.5
FEWEST_LOST = 4
"""Small sites come and go by a page or two: fewer lost than these are no alarm."""
BELIEVED_AFTER = 3
SAME = 0.2
"""Two visits that differ by no more than this share come to about the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A visit against the unit's last good one (`baseline`, None when there is none).

    `vanished` and `appeared` are names of disclosure columns (none has vanished from a site that did not answer); `shortfall` says in plain words how the visit falls short
    ("" when it does not).
    """

    baseline: Visit | None
    shortfall: str = ""
    vanished: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()


def compare(visit: Visit, earlier: Sequence[Visit]) -> Comparison:
    """Set a visit against the earlier ones of its unit, oldest first. Pure."""
    baseline = next((one for one in reversed(earlier) if is_good(one)), None)
    if baseline is None:
        return Comparison(baseline=None)
    before, now = set(baseline.columns_found), set(visit.columns_found)
    return Comparison(
        baseline=baseline,
        shortfall=_shortfall(visit, baseline, earlier),
        vanished=tuple(sorted(before - now)) if visit.pages else (),
        appeared=tuple(sorted(now - before)),
    )


def is_good(visit: Visit) -> bool:
    """Whether a visit can stand for what its site holds."""
    return visit.state in ("complete", "partial", "no_column") and brought(visit) > 0 and not visit.shortfall


def brought(visit: Visit) -> int:
    """Documents and attachments that a visit came upon; what it only knew from before says nothing of its walk."""
    return max(visit.documents + visit.attachments - visit.unlisted, 0)


def _shortfall(visit: Visit, baseline: Visit, earlier: Sequence[Visit]) -> str:
    had, has = brought(baseline), brought(visit)
    if has >= LEAST_SHARE * had or had - has < FEWEST_LOST:
        return ""
    last = [one for one in earlier[-(BELIEVED_AFTER - 1) :] if one.shortfall]
    if has and len(last) == BELIEVED_AFTER - 1 and all(_alike(brought(one), has) for one in last):
        return ""
    return f"{has} documents and attachments, {had} in run {baseline.run_id}"


def _alike(one: int, other: int) -> bool:
    return abs(one - other) <= SAME * max(one, other)


def earlier_visits(data: Path, run_id: str, unit_id: str) -> list[Visit]:
    """The finished visits to a unit in runs before `run_id` (by name: names begin with a date), oldest first."""
    return list(_visits((path for path in capture.run_dirs(data) if path.name < run_id), unit_id))


def _visits(runs: Iterable[Path], unit_id: str) -> Iterable[Visit]:
    for run in runs:
        visit = capture.read_visit(run / "units" / unit_id)
        if visit is not None:
            yield visit
