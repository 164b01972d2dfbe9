"""What would raise a unit's score most: for each point, the marks that it would add if it were met in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A point that is not met in full, and the marks (of 100) between it as it stands and as it should."""

    point_id: str
    point_name: str
    marks: float


def read_gains(db: duckdb.DuckDBPyConnection, run_id: str) -> Mapping[str, tuple[Gain, ...]]:
    """Unit id → its points by marks, the most first. With the unit's score they add up to 100 (docs/score.zh.md)."""
    found: dict[str, list[Gain]] = defaultdict(list)
    for unit_id, point_id, name, marks in db.execute(_GAINS, [run_id]).fetchall():
        found[unit_id].append(Gain(point_id=point_id, point_name=name, marks=marks))
    return {unit_id: tuple(gains) for unit_id, gains in found.items()}


_GAINS = """
    WITH counted AS (
        SELECT unit_id, domain, point_id, score, weight FROM point_score
        WHERE run_id = ? AND score IS NOT NULL AND weight > 0
    ),
    domains AS (
        SELECT unit_id, domain, avg(weight) AS weight, sum(weight) AS weights FROM counted GROUP BY ALL
    ),
    units AS (SELECT unit_id, sum(weight) AS weights FROM domains GROUP BY ALL)
    SELECT
        counted.unit_id, counted.point_id, coalesce(point.name, counted.point_id),
        100 * domains.weight / units.weights * counted.weight * (1 - counted.score) / domains.weights AS marks
    FROM counted
    JOIN domains USING (unit_id, domain)
    JOIN units ON units.unit_id = counted.unit_id
    LEFT JOIN point ON point.point_id = counted.point_id
    WHERE counted.score < 1
    ORDER BY counted.unit_id, marks DESC, counted.point_id
"""
