"""What a package says, read from the database as values: each unit's problems, what waits for the reviewer, figures.

A problem goes out when a person confirmed it, or when the program is sure (`deficiency.confidence`) and nobody has
waived it. The others stand in the reviewer's list. A unit is never told how sure the program was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from audit.model import TO_LOOK_AT
from output.cases.life import Life
from output.cases.state import OPEN, State
from output.exports import wording
from output.exports.listing import DEFICIENT, Exposed, Item, Listing, Score, read_listing
from output.package.folds import Words, parted, words_of
from output.package.gains import Gain, read_gains
from output.package.model import CityContent, PrivacyProblem, Problem, Record, UnitContent, WeekFigures
from output.package.standing import Standing, doubt, standings, together, week_figures
from output.store import StoreError

if TYPE_CHECKING:
    import duckdb

__all__ = ["CityContent", "PrivacyProblem", "Problem", "Record", "UnitContent", "WeekFigures", "ranks", "read_content"]
HIGH = "high"


def read_content(
    db: duckdb.DuckDBPyConnection,
    run_id: str | None,
    units: Sequence[str] = (),
    *,
    all_confidences: bool = False,
    lives: Mapping[str, Life] | None = None,
) -> CityContent:
    """Read a run (the latest complete one for None), of all units or of `units`; ranks are always among all.

    With `all_confidences` problems of medium and low confidence go out too. `lives` are what people have decided since
    the database was built (`output.cases.reading.read_lives`). Raises StoreError for an unknown run or unit.
    """
    listing = read_listing(db, run_id)
    if strangers := sorted(set(units) - {one.unit_id for one in listing.units}):
        raise StoreError(f"unit {strangers[0]!r}: run {listing.run_id} has no such unit")
    if listing.as_of is None:
        raise StoreError(f"run {listing.run_id!r}: says no day; audit it again with: gongkai audit")
    weeks = week_figures(db, listing.run_id)
    figures = {unit_id: tuple(WeekFigures(**one) for one in rows) for unit_id, rows in weeks.items()}
    prefixes = dict(db.execute("SELECT domain_title, domain FROM point ORDER BY place").fetchall())
    source = _Source(
        run_id=listing.run_id,
        as_of=listing.as_of,
        known=standings(db, listing.run_id, lives),
        places=ranks(listing.units),
        figures=figures,
        prefixes=prefixes,
        emails=dict(db.execute("SELECT unit_id, email FROM unit").fetchall()),
        gains=read_gains(db, listing.run_id),
        all_confidences=all_confidences,
        words=words_of(db),
    )
    parts = _by_unit(listing)
    return CityContent(
        run_id=listing.run_id,
        as_of=listing.as_of,
        units=tuple(
            _unit(source, parts[one.unit_id], one) for one in listing.units if not units or one.unit_id in units
        ),
        domains=_named(prefixes, listing.domains),
        weeks=figures.get("", ()),
    )


def ranks(scores: Sequence[Score]) -> dict[str, int]:
    """Unit id → place by score, equal scores share one; units without score have none."""
    known = sorted((one.score for one in scores if one.score is not None), reverse=True)
    return {one.unit_id: known.index(one.score) + 1 for one in scores if one.score is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What all units of a run are told from."""

    run_id: str
    as_of: date
    known: Mapping[str, Standing]
    places: Mapping[str, int]
    figures: Mapping[str, tuple[WeekFigures, ...]]
    prefixes: Mapping[str, str]
    emails: Mapping[str, str | None]
    gains: Mapping[str, tuple[Gain, ...]]
    all_confidences: bool
    words: Words


@dataclass(slots=True)
class _Part:
    items: list[Item] = field(default_factory=list)
    exposed: list[Exposed] = field(default_factory=list)
    domains: list[Score] = field(default_factory=list)


def _by_unit(listing: Listing) -> Mapping[str, _Part]:
    parts: dict[str, _Part] = defaultdict(_Part)
    for item in listing.items:
        if item.outcome in DEFICIENT:
            parts[item.unit_id].items.append(item)
    for hit in listing.exposed:
        parts[hit.unit_id].exposed.append(hit)
    for score in listing.domains:
        parts[score.unit_id].domains.append(score)
    return parts


def _named(prefixes: Mapping[str, str], scores: Sequence[Score]) -> dict[str, str]:
    used = {one.domain for one in scores}
    return {prefix: title for title, prefix in prefixes.items() if title in used}


def _unit(source: _Source, part: _Part, score: Score) -> UnitContent:
    hits = tuple(map(_privacy, part.exposed))
    told = [
        _problem(source, item, alike, score.state)
        for item, alike in parted(part.items, lambda one: State(source.known[one.case_id].state) in OPEN, source.words)
    ]
    waived = [one for one in told if State(one.state) not in OPEN]
    sure = [one for one in told if State(one.state) in OPEN and _goes_out(source, one)]
    rest = [one for one in told if State(one.state) in OPEN and not _goes_out(source, one)]
    return UnitContent(
        unit_id=score.unit_id,
        name=score.unit_name,
        email=source.emails.get(score.unit_id) or "",
        run_id=source.run_id,
        as_of=source.as_of,
        score=score.score,
        grade=score.grade or "",
        rank=source.places.get(score.unit_id),
        ranked_of=len(source.places),
        coverage=score.coverage,
        visit_state=score.state or "",
        problems=_numbered(sure),
        reviewer=_numbered(rest),
        waived=_numbered(waived),
        privacy=tuple(one for one in hits if one.at_once),
        privacy_doubts=tuple(one for one in hits if not one.at_once),
        weeks=source.figures.get(score.unit_id, ()),
        domain_scores={source.prefixes.get(one.domain, one.domain): one.score for one in part.domains},
        domain_titles={source.prefixes.get(one.domain, one.domain): one.domain for one in part.domains},
        gains=source.gains.get(score.unit_id, ()),
    )


def _goes_out(source: _Source, problem: Problem) -> bool:
    return problem.confirmed or problem.confidence == HIGH or source.all_confidences


def _numbered(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(replace(one, number=number) for number, one in enumerate(problems, 1))


def _problem(source: _Source, item: Item, alike: Sequence[Item], visit_state: str | None) -> Problem:
    case_id = item.fold_id or item.case_id
    standing = source.known[case_id]
    if alike:
        standing = together(standing, [source.known[one.case_id] for one in alike])
    unsure = (doubt(one, source.known[one.case_id].confidence, visit_state) for one in alike or [item])
    return Problem(
        number=0,
        case_id=case_id,
        domain=source.prefixes.get(item.domain_title, item.domain_title),
        domain_title=item.domain_title,
        point_id=item.point_id,
        point_number=wording.point_number(item),
        point_name=item.point_name,
        point_title=item.point_title or item.point_name,
        scheme=item.scheme_name or "",
        record_name=item.record_name or "",
        place=wording.where(item),
        url=item.url or "",
        page_title=item.page_title or "",
        published=item.page_day,
        outcome=item.outcome,
        severity=item.severity,
        confidence=standing.confidence,
        doubt=next(filter(None, unsure), ""),
        reason=wording.problem(item),
        evidence=wording.proof(item),
        basis=item.basis,
        fix=item.fix,
        cooperating=item.cooperating,
        first_seen=item.first_seen,
        first_seen_run=standing.first_seen_run,
        again=item.again,
        state=standing.state,
        confirmed=standing.confirmed,
        deadline=standing.deadline,
        records=item.fold_records,
        each=tuple(map(_record, alike)),
    )


def _record(item: Item) -> Record:
    return Record(
        case_id=item.case_id,
        name=item.record_name or "",
        url=item.url or "",
        page_title=item.page_title or "",
        published=item.page_day,
        outcome=item.outcome,
        reason=item.reason,
    )


def _privacy(hit: Exposed) -> PrivacyProblem:
    return PrivacyProblem(
        kind=hit.priv_id,
        kind_name=hit.name,
        url=hit.url,
        page_title=hit.page_title or "",
        masked=False,
        count=hit.count,
        fix=hit.fix or "立即撤下或脱敏后重新发布",
        at_once=hit.priv_id not in TO_LOOK_AT,
    )
