"""Two runs against each other: what is new, persisting, resolved, reopened or unknown, and what made the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from output.history.fill import sql

if TYPE_CHECKING:
    import duckdb

CHANGES = {
    "new": "新增",
    "reopened": "重新出现",
    "resolved": "已解决",
    "unknown": "未能核查",
    "persisting": "持续存在",
    "other": "改判",
}
"""What became of a case or a verdict, in the order of lists, as supervisors read it."""
CAUSES = {"site": "网站变化", "rule": "规则变化", "coverage": "检查范围变化", "date": "时间推移"}
"""Why, as supervisors read it. The program counts as rule."""


class HistoryError(click.ClickException):
    """Runs that cannot be compared, or captures that cannot be pruned. The message says what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One case, or one verdict that flipped, between two runs. Outcomes are "" where a run has none."""

    unit_id: str
    point_id: str
    scheme_id: str
    record_key: str
    record_name: str
    case_id: str
    change: str
    """new, persisting, resolved, reopened, unknown (could not be checked now) or other (neither run calls it deficient)."""
    cause: str
    """site, rule, coverage or date; "" for a verdict that is as it was."""
    outcome_before: str
    outcome_after: str
    url: str
    unit_name: str = ""
    point_name: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, in the order of units and of the book, and how many there are of each change and of each cause."""

    rows: tuple[Change, ...]
    counts: Mapping[str, int]


def compare(db: duckdb.DuckDBPyConnection, older: str, newer: str, units: Sequence[str] = ()) -> Comparison:
    """Set the complete run `newer` against the complete run `older`; only `units` where they are given.

    Raises HistoryError for a run that the database has not, and for runs in the wrong order.
    """
    _check(db, older, newer)
    answer = db.execute(
        sql("compare.sql").replace("{causes}", sql("causes.sql")),
        {"older": older, "newer": newer, "units": list(units)},
    )
    names = [column[0] for column in answer.description or ()]
    return counted(
        Change(**{name: value or "" for name, value in zip(names, row, strict=True)}) for row in answer.fetchall()
    )


def counted(rows: Iterable[Change]) -> Comparison:
    """A comparison of these rows."""
    kept = tuple(rows)
    found = Counter(row.change for row in kept) + Counter(row.cause for row in kept if row.cause)
    return Comparison(kept, {name: found[name] for name in (*CHANGES, *CAUSES)})


def latest_two(db: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The two newest complete runs, the older first. Raises HistoryError when there are fewer."""
    rows = db.execute("SELECT run_id FROM run WHERE complete ORDER BY number DESC LIMIT 2").fetchall()
    if len(rows) < 2:
        raise HistoryError("there are no two complete runs to compare yet; run again next week with: gongkai run")
    return str(rows[1][0]), str(rows[0][0])


def _check(db: duckdb.DuckDBPyConnection, older: str, newer: str) -> None:
    rows = db.execute("SELECT run_id, complete, number FROM run ORDER BY number DESC").fetchall()
    known = {run_id: number for run_id, complete, number in rows if complete}
    for run_id in (older, newer):
        if run_id not in known:
            what = "is not complete" if any(run_id == row[0] for row in rows) else "there is no such run"
            raise HistoryError(f"run {run_id!r}: {what}; the newest are {', '.join(list(known)[:5])}")
    if known[older] >= known[newer]:
        raise HistoryError(f"{older} does not come before {newer}; name the older run first")
