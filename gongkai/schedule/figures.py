"""What the database says of a run for those who look after it: changes, units to look at, and less than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gongkai.schedule.settings import ScheduleSettings
from output import store
from output.history.compare import Change, compare

MEASURES: Mapping[str, tuple[str, str]] = {
    "documents": (
        "取得的页面和附件",
        "SELECT unit_id, sum(documents + attachments) FROM visit WHERE run_id = ? GROUP BY ALL",
    ),
    "met": (
        "判定为达标的要点",
        "SELECT unit_id, count(*) FILTER (outcome = 'met') FROM finding"
        " WHERE run_id = ? AND NOT is_site(point_id) GROUP BY ALL",
    ),
    "deficiencies": (
        "发现的问题",
        "SELECT unit_id, count(*) FILTER (outcome IN ('missing', 'partial', 'stale')) FROM finding"
        " WHERE run_id = ? AND NOT is_site(point_id) GROUP BY ALL",
    ),
}
"""What is counted, and how a supervisor calls it. Each has its bound in the settings: least_<name>."""
CAUSED = ("new", "reopened", "resolved")
"""Changes whose cause a supervisor should know: our rules and our reach are no merit and no fault of a unit."""
OTHER = "other"
"""Of compare: a verdict that changed, but was and is no deficiency."""
DUE_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Less:
    """A measure that fell under its bound, over the units that both runs visited."""

    name: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Due:
    """Open cases of a unit whose deadline is in the coming week, or behind."""

    deadline: date
    unit: str
    cases: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run in the words of the digest. `changes` counts by unit name and kind of change, `causes` by kind and what made
    the difference, `look` names units, their
    health and their last good run."""

    run_id: str
    as_of: date | None
    previous: str
    changes: Mapping[str, Mapping[str, int]]
    causes: Mapping[tuple[str, str], int]
    look: Sequence[tuple[str, str, str]]
    due: Sequence[Due]
    less: Sequence[Less]


def figures(data: Path, run_id: str, today: date, settings: ScheduleSettings) -> Figures:
    """Read the figures of a published run. Raises StoreError when there is no database or no such run."""
    with store.connect(data) as db:
        run_id = store.complete_run(db, run_id)
        row = db.execute("SELECT as_of FROM run WHERE run_id = ?", [run_id]).fetchone()
        previous = _previous(db, run_id)
        rows = compare(db, previous, run_id).rows if previous else _first(db, run_id)
        return Figures(
            run_id=run_id,
            as_of=row[0] if row else None,
            previous=previous,
            changes=_changes(rows),
            causes=Counter((one.change, one.cause) for one in rows if one.change in CAUSED and one.cause),
            look=_look(db, run_id),
            due=_due(db, today),
            less=list(_less(db, run_id, previous, settings)) if previous else [],
        )


def unanswered(data: Path, run_id: str) -> list[tuple[str, str]]:
    """Names of the units that did not answer in a run, with the state of their visit. Raises StoreError."""
    with store.connect(data) as db:
        return db.execute(
            "SELECT coalesce(unit.name, visit.unit_id), visit.state FROM visit LEFT JOIN unit USING (unit_id)"
            " WHERE visit.run_id = ? AND visit.state IN ('unreachable', 'blocked') ORDER BY visit.unit_id",
            [run_id],
        ).fetchall()


def last_published(data: Path) -> str:
    """The id of the run that lists and database speak of, "" when none was ever published."""
    try:
        with store.connect(data) as db:
            return store.complete_run(db)
    except store.StoreError:
        return ""


def _previous(db: Any, run_id: str) -> str:
    row = db.execute(
        "SELECT arg_max(run_id, number) FROM run WHERE complete AND published"
        " AND number < (SELECT number FROM run WHERE run_id = ?)",
        [run_id],
    ).fetchone()
    return str(row[0]) if row and row[0] else ""


def _changes(rows: Sequence[Change]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one in rows:
        if one.change != OTHER:
            found.setdefault(one.unit_name or one.unit_id, Counter())[one.change] += 1
    return found


def _first(db: Any, run_id: str) -> list[Change]:
    """There is nothing to compare the first run with: all that it finds is new."""
    rows = db.execute(
        "SELECT finding.unit_id, coalesce(unit.name, finding.unit_id), finding.point_id, finding.outcome FROM finding"
        " LEFT JOIN unit USING (unit_id) WHERE run_id = ? AND NOT is_site(point_id)"
        " AND outcome IN ('missing', 'partial', 'stale') ORDER BY ALL",
        [run_id],
    ).fetchall()
    return [
        Change(
            unit_id=unit_id, unit_name=name, point_id=point_id, scheme_id="", record_key="", record_name="", case_id="",
            change="new", cause="", outcome_before="", outcome_after=outcome, url="",
        )
        for unit_id, name, point_id, outcome in rows
    ]  # fmt: skip


def _look(db: Any, run_id: str) -> list[tuple[str, str, str]]:
    return list(
        db.execute(
            "SELECT unit_name, health, coalesce(nullif(last_good_run, run_id), '') FROM health_all"
            " WHERE run_id = ? AND health <> 'good' ORDER BY unit_id",
            [run_id],
        ).fetchall()
    )


def _due(db: Any, today: date) -> list[Due]:
    rows = db.execute(
        "SELECT one.deadline, coalesce(unit.name, one.unit_id) AS unit_name, count(*),"
        " list_sort(list(DISTINCT coalesce(point.title, one.point_id)))"
        ' FROM "case" AS one LEFT JOIN unit USING (unit_id) LEFT JOIN point USING (point_id)'
        " WHERE one.open AND one.deadline <= ? GROUP BY one.deadline, unit_name ORDER BY one.deadline, unit_name",
        [today + DUE_DAYS],
    ).fetchall()
    return [Due(day, unit, count, tuple(titles)) for day, unit, count, titles in rows]


def _less(db: Any, run_id: str, previous: str, settings: ScheduleSettings) -> Iterator[Less]:
    for name, (_, sql) in MEASURES.items():
        now, before = dict(db.execute(sql, [run_id]).fetchall()), dict(db.execute(sql, [previous]).fetchall())
        both = now.keys() & before.keys()
        count, was = sum(int(now[one] or 0) for one in both), sum(int(before[one] or 0) for one in both)
        if count < was * getattr(settings, f"least_{name}"):
            yield Less(name, was, count)
