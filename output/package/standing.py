"""What the database knows of each case beside the finding: how sure it is, how far people have come, and the weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from output.cases.life import Life
from output.cases.state import OPEN, State
from output.exports.listing import Item

if TYPE_CHECKING:
    import duckdb

WEEKS = 26
"""Runs that a trend shows: half a year of weeks."""
LEAST_SEARCHED = 10
"""As the macro least_searched() of output/views.sql."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A deficiency of one run by its case id, records alike as one."""

    confidence: str
    first_seen_run: str
    state: str = "found"
    confirmed: bool = False
    deadline: date | None = None


def standings(
    db: duckdb.DuckDBPyConnection, run_id: str, lives: Mapping[str, Life] | None = None
) -> dict[str, Standing]:
    """Case id → standing, for every row of the deficiency list and for every record that such a row folds.

    `lives` are what the journal has made of cases since the database was built (`output.cases.reading.read_lives`).
    """
    found = {row.pop("case_id"): Standing(**row) for row in _rows(db, _STANDING, {"run": run_id})}
    for case_id, life in (lives or {}).items():
        if case_id in found and life.state is not None:
            found[case_id] = replace(
                found[case_id], state=str(life.state), confirmed=life.confirmed, deadline=life.deadline
            )
    return found


def together(fold: Standing, members: Sequence[Standing]) -> Standing:
    """The standing of records alike: what the list says of them as one, how sure the program is of the least sure, and
    the state of the least advanced open one."""
    states = [State(one.state) for one in members]
    order = list(State)
    waiting = [one for one in states if one in OPEN] or states
    deadlines = [one.deadline for one in members if one.deadline]
    return replace(
        fold,
        confidence=max((one.confidence for one in members), key=_SURENESS.index),
        state=str(min(waiting, key=order.index)),
        confirmed=all(one.confirmed for one in members),
        deadline=min(deadlines, default=None),
    )


_SURENESS = ("high", "medium", "low")
_STANDING = """
    WITH listed AS (
        SELECT case_id, confidence, first_seen_run FROM deficiency_all WHERE run_id = $run
        UNION ALL
        SELECT case_id, confidence, first_seen_run FROM deficiency_single WHERE run_id = $run AND folds
    )
    SELECT
        listed.*, coalesce(known.state, 'found')::VARCHAR AS state, coalesce(confirmed, false) AS confirmed, deadline
    FROM listed LEFT JOIN "case" AS known USING (case_id)
"""


def week_figures(db: duckdb.DuckDBPyConnection, run_id: str) -> Mapping[str, list[dict[str, Any]]]:
    """Unit id → the figures of its latest runs up to `run_id`, oldest first; "" → those of all units together."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(db, _WEEKS, {"run": run_id, "weeks": WEEKS}):
        found[row.pop("unit_id")].append(row)
    return found


_WEEKS = """
    WITH recent AS (
        SELECT run_id, number FROM run
        WHERE complete AND number <= (SELECT number FROM run WHERE run_id = $run)
        ORDER BY number DESC LIMIT $weeks
    ),
    turned AS (
        SELECT
            run_id, unit_id,
            count(*) FILTER (change IN ('new', 'reopened')) AS new,
            count(*) FILTER (change = 'resolved') AS resolved
        FROM weekly_change_all WHERE run_id IN (SELECT run_id FROM recent) GROUP BY ALL
    ),
    told AS (
        SELECT
            trend.run_id, trend.number, trend.as_of, trend.unit_id, trend.score, trend.coverage, trend.deficiencies,
            coalesce(turned.new, 0) AS new, coalesce(turned.resolved, 0) AS resolved
        FROM trend LEFT JOIN turned USING (run_id, unit_id)
        WHERE trend.run_id IN (SELECT run_id FROM recent)
    )
    SELECT unit_id, run_id, as_of, score, coverage, deficiencies, new, resolved
    FROM (
        SELECT * FROM told
        UNION ALL BY NAME
        SELECT
            '' AS unit_id, run_id, number, any_value(as_of) AS as_of, round(avg(score), 1) AS score,
            round(avg(coverage), 3) AS coverage, sum(deficiencies)::BIGINT AS deficiencies, sum(new)::BIGINT AS new,
            sum(resolved)::BIGINT AS resolved
        FROM told GROUP BY run_id, number
    )
    ORDER BY number
"""


def doubt(item: Item, confidence: str, visit_state: str | None) -> str:
    """Why the program is not sure of a deficiency, in Chinese; "" when it is. Follows the macro confidence_of()."""
    if confidence == "high":
        return ""
    if visit_state in (None, "no_column"):
        return "未见政府信息公开栏目，检索范围可能不全"
    if item.unseen_pages:
        return f"相关栏目另有{item.unseen_pages}个页面未能查看"
    if item.outcome != "missing":
        return "依据的是专题页面，未见与标签对应的具体内容" if item.grade == "E2" else "证据较弱"
    if item.searched_pages < LEAST_SEARCHED:
        return f"仅检索{item.searched_pages}个页面，不足以认定未见"
    if confidence == "low":
        return "网站有相近内容，未写明所属类别，可能正是所缺内容"
    if item.grade:
        return "有页面提及但不构成公开，请打开所列页面确认"
    return "本次检查未能走完网站"


def _rows(db: duckdb.DuckDBPyConnection, sql: str, keys: dict[str, Any]) -> list[dict[str, Any]]:
    answer = db.execute(sql, keys)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
