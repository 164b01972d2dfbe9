"""Which records of old captures must stay, and why.

A visit can be judged again only when every body that its ledger names is there, wherever it stands: an `unchanged` page
may rest on a run of months ago. So three kinds of visits are held with all they name: those that are not old, the last
good one of each unit (the next crawl takes its unchanged pages from it), and those that a case rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from crawler import capture
from crawler.capture import PageRow
from crawler.health import is_good
from crawler.moved import MOVED

CAPTURES = "capture-*.warc.gz"
NEWER, LAST_GOOD, CASES = "later runs", "last good visit", "cases"

VisitKey = tuple[str, str]
"""run, unit."""


@dataclass(slots=True)
class Needed:
    """What must stay of one visit: its rows by the place they name, and for how many records each reason speaks."""

    rows: dict[tuple[str, int], PageRow] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Old:
    """A visit whose captures may go, as far as nothing needs them."""

    run_id: str
    unit_id: str
    directory: Path
    files: tuple[Path, ...]
    needed: Needed


def old_visits(data: Path, weeks: int, resting: Mapping[VisitKey, int]) -> list[Old]:
    """The visits more than `weeks` weeks older than the newest run that still have captures, with what must stay.

    `resting` are the visits that cases rest on. A run that was not audited is never old. Raises CaptureError for a file
    that cannot be read.
    """
    runs = _runs(data)
    limit = max((day for _, day, _ in runs), default=date.min) - timedelta(weeks=weeks)
    old = {run.name for run, day, audited in runs if audited and day < limit}
    held = _held(data, [run for run, *_ in runs], old, resting)
    needed: dict[VisitKey, Needed] = {}
    for (run_id, unit_id), reason in held.items():
        for row in capture.read_pages(capture.unit_dir(data, run_id, unit_id)):
            home = row.run or run_id
            if row.warc and home in old:
                one = needed.setdefault((home, unit_id), Needed())
                if (row.warc, row.offset) not in one.rows:
                    one.rows[row.warc, row.offset] = row
                    one.reasons[reason] += 1
    return [
        Old(run_id, directory.name, directory, files, needed.get((run_id, directory.name), Needed()))
        for run_id in sorted(old)
        for directory in capture.unit_dirs(capture.run_dir(data, run_id))
        if (files := captures(directory))
    ]


def captures(directory: Path) -> tuple[Path, ...]:
    """The WARC files of a visit: as the crawl wrote them, or what an earlier pruning kept of them."""
    return tuple(sorted([*directory.glob(CAPTURES), *directory.glob(MOVED)]))


def newest_day(data: Path) -> date:
    """The day of the newest run. What is old is told by it, not by a clock: while nothing new comes, nothing goes."""
    return max((day for _, day, _ in _runs(data)), default=date.min)


def _runs(data: Path) -> list[tuple[Path, date, bool]]:
    """Runs and re-checks with the day that each speaks of, and whether it was audited."""
    found = []
    for path in (*capture.run_dirs(data), *_rechecks(data)):
        said = capture.read_run(path)
        day = _day(str(said.get("as_of", ""))) or _day(path.name[:10])
        if day is not None:
            found.append((path, day, bool(said.get("audited"))))
    return found


def _rechecks(data: Path) -> list[Path]:
    return sorted(path.parent for path in (data / capture.RECHECKS).glob(f"*/{capture.RUN}"))


def _held(data: Path, runs: list[Path], old: set[str], resting: Mapping[VisitKey, int]) -> dict[VisitKey, str]:
    """The visits that are held with all they name, with the first reason for each."""
    held: dict[VisitKey, str] = {}
    good: dict[str, VisitKey] = {}
    for run in runs:
        for unit in capture.unit_dirs(run):
            if run.name not in old:
                held[run.name, unit.name] = NEWER
    for key in _last_good(data, runs, good):
        held.setdefault(key, LAST_GOOD)
    for key in resting:
        held.setdefault(key, CASES)
    return held


def _last_good(data: Path, runs: list[Path], found: dict[str, VisitKey]) -> Iterator[VisitKey]:
    for run in sorted((run for run in runs if run.parent.name == "runs"), key=lambda one: one.name):
        for unit in capture.unit_dirs(run):
            visit = capture.read_visit(unit)
            if visit is not None and is_good(visit):
                found[unit.name] = (run.name, unit.name)
    yield from found.values()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
