"""What the lists are made of, read from the database as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from output.exports.site import QUERY as SITE_CHECKS
from output.exports.site import SiteItem, site_items
from output.score import ScoreSettings
from output.store import StoreError, complete_run

if TYPE_CHECKING:
    import duckdb

DEFICIENT = frozenset({"missing", "partial", "stale"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding that a person should read: a deficiency, or something that could not be decided."""

    unit_id: str
    unit_name: str
    cooperating: str
    domain_title: str
    point_id: str
    point_name: str
    scheme_id: str | None
    scheme_name: str | None
    record_name: str | None
    basis: str
    fix: str
    url: str | None
    page_title: str | None
    page_day: date | None
    page_columns: Sequence[str]
    visit_columns: Sequence[str]
    outcome: str
    severity: str
    grade: str | None
    reason: str
    snippet: str | None
    searched_pages: int
    unseen_pages: int
    as_of: date | None
    first_seen: date | None
    again: bool
    fold_id: str | None = None
    """What more than 20 records alike have in common: they are one row of a list. The other fields of the fold say
    what that row says."""
    fold_name: str | None = None
    fold_reason: str | None = None
    fold_url: str | None = None
    fold_outcome: str | None = None
    fold_severity: str | None = None
    fold_first_seen: date | None = None
    fold_records: int = 1
    fold_asked: int = 0
    """Of how many records the point was asked, for a fold."""
    counted: str = "条记录"
    """How records of the point are counted, such as 个项目."""
    point_title: str = ""
    case_id: str = ""
    """The case of the finding itself; of more than 20 records alike the fold is the case that is told."""
    state: str = "found"
    """Where the case stands, as people have brought it there."""
    fold_state: str | None = None
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """Personal data that stands unmasked on a page of a unit."""

    unit_id: str
    unit_name: str
    priv_id: str
    name: str
    page_title: str | None
    url: str
    count: int
    snippet: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Something that a supervisor should look at; never told to the unit."""

    unit_name: str
    label: str
    title: str | None
    url: str
    proof: str
    other_unit_name: str | None
    other_url: str | None
    first_seen: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A row of the views scorecard and heatmap; `domain` is empty on a unit's own row."""

    unit_id: str
    unit_name: str
    domain: str
    state: str | None
    score: float | None
    grade: str | None
    coverage: float | None
    applicable: int
    decided: int
    deficiencies: int
    points: int
    points_scored: int
    outcomes: dict[str, int]
    weight: float | None = None
    points_few: int = 0
    evidence_high: int = 0
    evidence_medium: int = 0
    privacy_veto: bool = False
    site_veto: bool = False
    date_veto: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All that the lists of one run say."""

    run_id: str
    as_of: date | None
    items: tuple[Item, ...]
    exposed: tuple[Exposed, ...]
    flagged: tuple[Flagged, ...] = ()
    units: tuple[Score, ...]
    domains: tuple[Score, ...]
    site: tuple[SiteItem, ...] = ()
    """Checks of whole websites that fail or wait for a person."""
    rule: ScoreSettings

    @property
    def problems(self) -> tuple[Item, ...]:
        """The deficiencies; records alike are one."""
        return tuple(folded(item for item in self.items if item.outcome in DEFICIENT))

    @property
    def doubts(self) -> tuple[Item, ...]:
        """What a person must look at before anybody is told; records alike are one."""
        return tuple(folded(item for item in self.items if item.outcome not in DEFICIENT))

    @property
    def unsure(self) -> tuple[Item, ...]:
        """Deficiencies of medium confidence: what was found is a page on the topic, not a value bound to its label."""
        return tuple(item for item in self.problems if is_unsure(item))

    @property
    def each(self) -> tuple[Item, ...]:
        """Every record that a row of the problems or doubts stands for with others."""
        return tuple(item for item in self.items if item.fold_id)


def is_unsure(item: Item) -> bool:
    """Whether a person should look again before anybody is told of a deficiency. What was searched and not seen is
    sure; so is a part or an old value that stood under its own label."""
    return item.fold_records == 1 and item.outcome in ("partial", "stale") and item.grade != "E3"


def folded(items: Iterable[Item]) -> Iterator[Item]:
    """The items with those of one fold as a single one, where its first stood."""
    known = list(items)
    shown = {item.fold_id: item for item in reversed(known) if item.url == item.fold_url}
    seen: set[str] = set()
    for item in known:
        if item.fold_id is None:
            yield item
        elif item.fold_id not in seen:
            seen.add(item.fold_id)
            yield _as_fold(shown.get(item.fold_id, item))


def _as_fold(item: Item) -> Item:
    return replace(
        item,
        record_name=item.fold_name,
        reason=item.fold_reason or item.reason,
        outcome=item.fold_outcome or item.outcome,
        severity=item.fold_severity or item.severity,
        first_seen=item.fold_first_seen,
        state=item.fold_state or item.state,
        snippet=None,
        again=False,
    )


def read_listing(db: duckdb.DuckDBPyConnection, run_id: str | None = None, units: Sequence[str] = ()) -> Listing:
    """Read one run (the latest complete one by default), of all units or of `units`.

    Raises StoreError when there is no such run, it is not audited to its end, or it has no such unit.
    """
    run_id = complete_run(db, run_id)
    keys = {"run": run_id, "units": list(units) or None}
    scores = [_score(row) for row in _rows(db, _SCORES, keys)]
    if strangers := sorted(set(units) - {score.unit_id for score in scores}):
        raise StoreError(f"unit {strangers[0]!r}: run {run_id} has no such unit; it has {_some_units(db, run_id)}")
    as_of = db.execute("SELECT as_of FROM run WHERE run_id = ?", [run_id]).fetchone()
    return Listing(
        run_id=run_id,
        as_of=as_of[0] if as_of else None,
        items=tuple(Item(**row) for row in _rows(db, _sql(), keys)),
        exposed=tuple(Exposed(**row) for row in _rows(db, _EXPOSED, keys)),
        flagged=tuple(Flagged(**row) for row in _rows(db, _FLAGGED, {"run": run_id})) if not units else (),
        units=tuple(scores),
        domains=tuple(_score(row) for row in _rows(db, _DOMAINS, keys)),
        site=site_items(_rows(db, SITE_CHECKS, keys)),
        rule=ScoreSettings.model_validate(_rows(db, "SELECT * EXCLUDE (digest) FROM score_rule", {})[0]),
    )


_SCORES = """
    SELECT *, '' AS domain FROM scorecard_all
    WHERE run_id = $run AND ($units IS NULL OR list_contains($units, unit_id)) ORDER BY unit_id
"""
_DOMAINS = """
    SELECT heatmap_all.* EXCLUDE (domain), coalesce(domain_title, domain) AS domain, state, NULL AS grade
    FROM heatmap_all LEFT JOIN visit USING (run_id, unit_id)
    WHERE run_id = $run AND ($units IS NULL OR list_contains($units, unit_id))
    ORDER BY unit_id, (SELECT min(place) FROM point WHERE point.domain = heatmap_all.domain), heatmap_all.domain
"""
_FLAGGED = """
    SELECT unit_name, label, title, url, proof, other_unit_name, other_url, run.as_of AS first_seen
    FROM flagged_all JOIN run ON run.run_id = first_seen_run
    WHERE flagged_all.run_id = $run ORDER BY unit_id, kind, url, proof
"""
_EXPOSED = """
    SELECT hit.unit_id, coalesce(unit.name, hit.unit_id) AS unit_name, priv_id, coalesce(point.name, priv_id) AS name,
        coalesce(document.title, attachment.name) AS page_title, hit.url, max(count) AS count,
        any_value(snippet) AS snippet, coalesce(any_value(fix), '') AS fix
    FROM privacy_hit AS hit
    LEFT JOIN unit USING (unit_id)
    LEFT JOIN point ON point.point_id = hit.priv_id
    LEFT JOIN document ON document.run_id = hit.run_id AND document.unit_id = hit.unit_id AND document.url = hit.url
    LEFT JOIN attachment
        ON attachment.run_id = hit.run_id AND attachment.unit_id = hit.unit_id AND attachment.url = hit.url
    WHERE hit.run_id = $run AND NOT masked AND ($units IS NULL OR list_contains($units, hit.unit_id))
    GROUP BY hit.unit_id, unit.name, priv_id, point.name, document.title, attachment.name, hit.url
    ORDER BY hit.unit_id, priv_id, hit.url
"""


def _sql() -> str:
    return files("output.exports").joinpath("listing.sql").read_text(encoding="utf-8")


def _rows(db: duckdb.DuckDBPyConnection, sql: str, keys: dict[str, Any]) -> list[dict[str, Any]]:
    answer = db.execute(sql, keys)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _score(row: dict[str, Any]) -> Score:
    outcomes = ("met", "partial", "stale", "missing", "declared", "manual", "unchecked", "inapplicable")
    return Score(
        outcomes={name: row[name] for name in outcomes if name in row},
        **{name: row[name] for name in Score.__slots__ if name != "outcomes" and name in row},
    )


def _some_units(db: duckdb.DuckDBPyConnection, run_id: str) -> str:
    rows = db.execute("SELECT unit_id FROM scorecard_all WHERE run_id = ? ORDER BY unit_id", [run_id]).fetchall()
    ids = [unit_id for (unit_id,) in rows]
    return ", ".join(ids[:8]) + (" …" if len(ids) > 8 else "")
