"""Where people decide: the newest database with the journal, as it is this moment, laid over it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from output.cases.decide import Decision, entry_of, no_sense, objection, possible
from output.cases.fill import event_rows, journal_entries, state_row
from output.cases.life import CHINA, Life
from output.cases.reading import Links, read_links, read_lives
from output.cases.settings import CasesError, CaseSettings
from output.cases.state import LABELS, OPEN, State
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.store import connect

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases to list. Without states: the open ones."""

    states: frozenset[State] = OPEN
    units: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """An open database and what the journal says now."""

    db: duckdb.DuckDBPyConnection
    data: Path
    entries: Sequence[Entry]
    links: Links
    settings: CaseSettings
    as_of: date

    def number(self, said: str) -> str:
        """The number of a case or of a fold of cases that begins with `said`. Raises CasesError unless there is one."""
        rows = self.db.execute(
            'SELECT DISTINCT number FROM (SELECT case_id AS number FROM "case" UNION ALL SELECT fold_id FROM "case")'
            " WHERE starts_with(number, $said) ORDER BY number LIMIT 6",
            {"said": said[:1].upper() + said[1:].lower()},
        ).fetchall()
        numbers = [str(number) for (number,) in rows]
        if said and len(numbers) == 1:
            return numbers[0]
        if not said or not numbers:
            raise CasesError(f"case {said or '(empty)'}: there is no such case; look them up with: gongkai case list")
        several = ", ".join(numbers[:5]) + (" …" if len(numbers) > 5 else "")
        raise CasesError(f"case {said}: is the beginning of several: {several}; write more of it")

    def cases(self, number: str) -> list[str]:
        """The cases that a number stands for today: those of a fold, or those that an old one goes on under."""
        rows = self.db.execute(
            'SELECT case_id FROM "case" WHERE case_id = $n OR fold_id = $n ORDER BY case_id', {"n": number}
        ).fetchall()
        return list(dict.fromkeys(heir for (case_id,) in rows for heir in self.links.heirs(case_id)))

    def lives(self, case_ids: Iterable[str] | None = None) -> dict[str, Life]:
        """The lives of these cases; by default, of all that the journal speaks of."""
        wanted = None if case_ids is None else list(case_ids)
        return read_lives(self.db, self.entries, self.as_of, self.settings, wanted)

    def without_sense(self, case_id: str, act: Act) -> str:
        """Why an act makes no sense for a case as it stands, on one line; empty when it does."""
        life = self.lives([case_id])[case_id]
        return "" if act in possible(life) else no_sense(case_id, life, act)

    def rows(self, wanted: Wanted) -> list[dict[str, Any]]:
        """The cases that are wanted, one dict each, by unit, point and record. Raises CasesError for a strange name."""
        self._known("unit", wanted.units)
        self._known("point", wanted.points)
        told = self.lives()
        keys = {
            "told": list(told), "states": [str(one) for one in wanted.states], "units": list(wanted.units) or None,
            "points": list(wanted.points) or None, "as_of": self.as_of,
        }  # fmt: skip
        found = (self._live(row, told.get(row["case_id"])) for row in _rows(self.db, _LIST, keys))
        return [
            row for row in found if row["state"] in wanted.states and (row["proposed"] or not wanted.proposed)
        ]  # fmt: skip

    def row(self, case_id: str) -> dict[str, Any]:
        """All that is known of one case, its events and what the newest run found among it."""
        (row,) = _rows(self.db, _LIST.replace("WHERE", "WHERE case_id = $case AND"), {
            "told": [case_id], "states": [], "units": None, "points": None, "as_of": self.as_of, "case": case_id,
        })  # fmt: skip
        life = self.lives([case_id])[case_id]
        told = self._live(row, life)
        finding = _rows(self.db, _FINDING, {"case": case_id})
        into = self.links.parted.get(case_id)
        return told | {
            "finding": finding[0] if finding else None,
            "continued_as": list(into.into) if into else [],
            "events": [_in_china(event) for event in event_rows(life)],
        }

    def _known(self, what: str, names: Collection[str]) -> None:
        there = [str(name) for (name,) in self.db.execute(_KNOWN[what]).fetchall()] if names else []
        if strangers := [name for name in names if name not in there]:
            some = ", ".join(there[:20]) + (" …" if len(there) > 20 else "")
            raise CasesError(f"{strangers[0] or '(empty)'}: there is no such {what}; there are {some}")

    @staticmethod
    def _live(row: dict[str, Any], life: Life | None) -> dict[str, Any]:
        now = row if life is None else row | state_row(life) | {"last_entry": life.last_entry}
        return _in_china(now) | {"label": LABELS[State(now["state"])]}


@contextmanager
def open_desk(data: Path, settings: CaseSettings, as_of: date) -> Iterator[Desk]:
    """The newest database of `data` and its journal. Raises StoreError or JournalError when they cannot be used."""
    with connect(data) as db:
        if not db.execute("FROM duckdb_tables() WHERE table_name = 'case_link'").fetchall():
            raise CasesError(
                f"{data}: the database is of an older version; build it again: gongkai export --data {data}"
            )
        yield Desk(db, data, journal_entries(data, settings), read_links(db), settings, as_of)


def decide(desk: Desk, said: Sequence[str], decision: Decision, seen: int | None = None) -> list[Entry]:
    """Write one decision about the cases whose numbers begin with `said`: about all of them, or about none.

    `seen` is the last entry that the person knew of, where he decides about a single case. Raises CasesError with a line
    for each case where the decision makes no sense, JournalError when another person wrote about one meanwhile.
    """
    numbers = list(dict.fromkeys(number for one in said for number in written(desk, desk.number(one))))
    members = {number: desk.cases(number) for number in numbers}
    lives = desk.lives(case_id for cases in members.values() for case_id in cases)
    entries, faults = [], []
    for number, cases in members.items():
        objections = {case_id: objection(case_id, lives[case_id], decision) for case_id in cases}
        sensible = [case_id for case_id in cases if not objections[case_id]]
        if sensible:
            entries.append(entry_of(number, lives[sensible[0]], decision, desk.settings))
        else:
            faults.append(next(iter(objections.values())))
    if faults:
        raise CasesError("\n".join([*faults, *(["nothing was written"] if len(members) > 1 else [])]))
    with open_journal(desk.data, desk.settings.journal) as journal:
        return journal.append(entries, expected(desk, members, seen))


def written(desk: Desk, number: str) -> list[str]:
    """A number as it goes into the journal: an old one becomes those that it goes on under."""
    return [number] if number.startswith("F") else list(desk.links.heirs(number))


def expected(desk: Desk, members: Mapping[str, list[str]], seen: int | None = None) -> dict[str, int]:
    """The last entry of every number under which something could be said of these cases."""
    cases = [case_id for one in members.values() for case_id in one]
    folds = desk.db.execute(
        'SELECT DISTINCT fold_id FROM "case" WHERE fold_id IS NOT NULL AND case_id IN (SELECT unnest($ids))',
        {"ids": cases},
    ).fetchall()
    last = dict.fromkeys([*members, *cases, *(str(fold) for (fold,) in folds)], 0)
    for entry in desk.entries:
        if entry.case_id in last:
            last[entry.case_id] = entry.entry_id or 0
    return last if seen is None else {number: min(known, seen) for number, known in last.items()}


def _in_china(row: dict[str, Any]) -> dict[str, Any]:
    """Moments with their offset, +08:00: the database keeps UTC without saying so."""
    return {name: _moment(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _moment(at: datetime) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(CHINA)


def _rows(db: duckdb.DuckDBPyConnection, sql: str, keys: dict[str, Any]) -> list[dict[str, Any]]:
    answer = db.execute(sql, keys)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


_LIST = """
    SELECT
        case_id, state::VARCHAR AS state, '' AS label, unit_id, coalesce(unit.name, unit_id) AS unit_name, point_id,
        point.title AS point_title, scheme_id, scheme.name AS scheme_name, record_key, record_name, confirmed, proposed,
        found_again,
        if(open, days_open + greatest(date_diff('day', (SELECT max(as_of) FROM run WHERE complete), $as_of), 0), days_open)
            AS days_open,
        deadline, notified_at, replied_at, closed_at, closed_by, closed_run, evidence_hash, first_run, one.last_run,
        fold_id, continues, open, 0 AS last_entry
    FROM "case" AS one
    LEFT JOIN (SELECT unit_id, name FROM unit) AS unit USING (unit_id)
    LEFT JOIN (SELECT point_id, title, place FROM point) AS point USING (point_id)
    LEFT JOIN (SELECT scheme_id, name FROM scheme) AS scheme USING (scheme_id)
    WHERE ($units IS NULL OR list_contains($units, unit_id)) AND ($points IS NULL OR list_contains($points, point_id))
        AND (list_contains($states, state::VARCHAR) OR list_contains($told, case_id))
    ORDER BY unit_id, point.place, point_id, scheme_id, record_name, case_id
"""
_KNOWN = {
    "unit": 'SELECT unit_id FROM unit UNION SELECT unit_id FROM "case" ORDER BY ALL',
    "point": 'SELECT point_id FROM point UNION SELECT point_id FROM "case" ORDER BY ALL',
}
_FINDING = """
    SELECT run_id, run.as_of, outcome::VARCHAR AS outcome, reason, url, (
        SELECT min(snippet) FROM evidence AS shown
        WHERE (shown.run_id, shown.unit_id, shown.point_id, shown.url)
            = (finding.run_id, finding.unit_id, finding.point_id, finding.url)
            AND (finding.scheme_id IS NULL OR shown.scheme_id = finding.scheme_id)
            AND (finding.record_key IS NULL OR shown.record_key IS NULL OR shown.record_key = finding.record_key)
    ) AS snippet
    FROM finding JOIN run USING (run_id)
    WHERE case_id = $case AND run.complete ORDER BY run.number DESC, outcome DESC LIMIT 1
"""
