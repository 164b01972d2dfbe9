"""From a database and a journal to the lives of the cases that people have decided about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from importlib.resources import files
from typing import TYPE_CHECKING

from output.cases.fold import fold
from output.cases.life import Life, Parting, Verdict
from output.cases.settings import CaseSettings
from output.journal.model import Entry

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Links:
    """Which case continues which. `back`: new number → (old number, place of the run); `parted`: old → its parting."""

    back: Mapping[str, tuple[str, int]]
    parted: Mapping[str, Parting]

    def line(self, case_id: str) -> list[tuple[str, int | None]]:
        """The case and those whose past it has, each with the run before which that past ends."""
        found: list[tuple[str, int | None]] = [(case_id, None)]
        until: int | None = None
        while step := self.back.get(found[-1][0]):
            until = step[1] if until is None else min(until, step[1])
            found.append((step[0], until))
        return found

    def heirs(self, case_id: str) -> tuple[str, ...]:
        """The numbers that an old number goes on under; itself where it does."""
        parting = self.parted.get(case_id)
        if parting is None:
            return (case_id,)
        return tuple(dict.fromkeys(heir for child in parting.into for heir in self.heirs(child)))


def read_links(db: duckdb.DuckDBPyConnection) -> Links:
    """The links between cases of a database."""
    back, into, when = {}, defaultdict(list), {}
    rows = db.execute(
        "SELECT case_id, continues, case_link.run_id, case_link.number, main, started_at"
        " FROM case_link JOIN run USING (run_id) ORDER BY case_id"
    ).fetchall()
    for case_id, continues, run_id, number, main, at in rows:
        into[continues].append(case_id)
        when[continues] = (run_id, number, at.replace(tzinfo=UTC))
        if main:
            back[case_id] = (continues, number)
    parted = {
        old: Parting(run_id=when[old][0], number=when[old][1], at=when[old][2], into=tuple(new))
        for old, new in into.items()
    }
    return Links(back, parted)


def read_lives(
    db: duckdb.DuckDBPyConnection,
    entries: Sequence[Entry],
    as_of: date,
    settings: CaseSettings,
    case_ids: Collection[str] | None = None,
) -> dict[str, Life]:
    """The lives on the day `as_of` of `case_ids`, by default of every case that an entry speaks of.

    An entry about a fold of cases (F…) is one about each of them; one about a case that goes on under other numbers is
    one about those too. Entries about cases that the database does not know are left alone.
    """
    links = read_links(db)
    said = _said(db, entries, links)
    wanted = set(said) if case_ids is None else set(case_ids)
    verdicts = _verdicts(db, {old for one in wanted for old, _ in links.line(one)})
    return {
        case_id: fold(
            [
                verdict
                for old, until in links.line(case_id)
                for verdict in verdicts.get(old, ())
                if until is None or verdict.number < until
            ],
            said.get(case_id, []),
            as_of,
            settings,
            links.parted.get(case_id),
        )
        for case_id in sorted(wanted)
    }


def _said(db: duckdb.DuckDBPyConnection, entries: Iterable[Entry], links: Links) -> dict[str, list[Entry]]:
    by_number: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_number[entry.case_id].append(entry)
    rows = db.execute(
        'SELECT case_id, fold_id FROM "case" WHERE case_id IN (SELECT unnest($ids)) OR fold_id IN (SELECT unnest($ids))'
        " OR case_id IN (SELECT case_id FROM case_link)",
        {"ids": list(by_number)},
    ).fetchall()
    found = {}
    for case_id, fold_id in rows:
        numbers = dict.fromkeys([old for old, _ in links.line(case_id)] + [fold_id])
        about = [entry for number in numbers for entry in by_number.get(number, ())]
        if about:
            found[case_id] = sorted(about, key=lambda one: one.entry_id or 0)
    return found


def _verdicts(db: duckdb.DuckDBPyConnection, case_ids: Collection[str]) -> dict[str, list[Verdict]]:
    """What runs came to on these cases, each under its own number, with the hash of the evidence."""
    if not case_ids:
        return {}
    db.execute("CREATE OR REPLACE TEMP TABLE wanted_case AS SELECT unnest($ids) AS case_id", {"ids": sorted(case_ids)})
    db.execute(_VERDICTS)
    db.execute("CREATE OR REPLACE TEMP TABLE looked_at AS SELECT case_id, run_id FROM wanted_verdict")
    db.execute(sql("hashes.sql"))
    rows = db.execute(
        'SELECT case_id, run_id, number, "at", day, deficient, outcome,'
        " coalesce(evidence_hash, ''), coalesce(url, '')"
        " FROM wanted_verdict LEFT JOIN looked_hash USING (case_id, run_id) ORDER BY case_id, number"
    ).fetchall()
    found: dict[str, list[Verdict]] = defaultdict(list)
    for case_id, run_id, number, at, day, deficient, outcome, digest, url in rows:
        found[case_id].append(
            Verdict(
                run_id=run_id, number=number, at=at.replace(tzinfo=UTC), day=day, deficient=deficient,
                outcome=outcome, evidence_hash=digest, url=url,
            )
        )  # fmt: skip
    return found


_VERDICTS = """
    CREATE OR REPLACE TEMP TABLE wanted_verdict AS
    SELECT
        case_id, run_id, any_value(run.number) AS number, any_value(moment_of(started_at, run.as_of)) AS "at",
        any_value(day_of(started_at, run.as_of)) AS day, max(outcome) AS outcome,
        is_deficient(max(outcome)) AS deficient
    FROM finding SEMI JOIN wanted_case USING (case_id) JOIN run USING (run_id)
    WHERE run.complete AND outcome NOT IN ('manual', 'unchecked')
    GROUP BY case_id, run_id
"""


def sql(name: str) -> str:
    """A file of statements of this room."""
    return files("output.cases").joinpath(name).read_text(encoding="utf-8")
