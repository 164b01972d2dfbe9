"""What earlier runs saw of the same texts: the first day that was shown for each. One run is read, for each carries on
what the runs before it knew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from audit import tables
from audit.flags.trace import Trace
from crawler import capture

COLUMNS = ("url", "title", "body", "first_shown", "first_run", "first_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A text that an earlier run saw, and the first day and place shown for it."""

    url: str
    title: str
    body: int
    first_shown: date
    first_run: str
    first_url: str


def sightings(directory: Path) -> list[Sighting]:
    """What the newest run before that of `directory` (a unit's) kept of the same unit; nothing in its first run."""
    run = directory.parent.parent
    for before in reversed(capture.run_dirs(run.parent.parent)):
        place = before / "units" / directory.name
        if before.name < run.name and (place / "traces.parquet").exists():
            kept = tables.read(place, "traces", COLUMNS)
            return [Sighting(**row) for row in kept if row["first_shown"] and row["body"]]
    return []


def marked(traces: Sequence[Trace], earlier: Iterable[Sighting], run_id: str) -> list[Trace]:
    """`traces` with the first day shown for each text: at the same address, or at one that is gone from the site.

    A text is the same when title and words are, its dates aside.
    """
    standing = {one.url for one in traces}
    here: dict[tuple[str, str, int], Sighting] = {}
    moved: dict[tuple[str, int], Sighting] = {}
    for seen in sorted(earlier, key=lambda seen: (seen.first_shown, seen.url)):
        here.setdefault((seen.url, seen.title, seen.body), seen)
        if seen.url not in standing:
            moved.setdefault((seen.title, seen.body), seen)
    return [_marked(one, here.get((one.url, one.title, one.body)) or moved.get((one.title, one.body)), run_id) for one in traces]  # fmt: skip


def _marked(one: Trace, seen: Sighting | None, run_id: str) -> Trace:
    if one.published is None or not one.body or one.is_attachment:
        return one
    if seen is None or seen.first_shown > one.published:
        return replace(one, first_shown=one.published, first_run=run_id, first_url=one.url)
    return replace(one, first_shown=seen.first_shown, first_run=seen.first_run, first_url=seen.first_url)
