"""The tables of cases, filled when a database is built: in bulk from the runs, then from the journal where it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from output.cases.life import Life
from output.cases.reading import read_lives, sql
from output.cases.settings import CaseSettings
from output.journal.model import Entry

if TYPE_CHECKING:
    import duckdb

PARTS = ("links.sql", "turns.sql", "hashes.sql", "cases.sql")
_STATE = (
    ("state", "VARCHAR"), ("open", "BOOLEAN"), ("notified_at", "TIMESTAMP"), ("deadline", "DATE"),
    ("replied_at", "TIMESTAMP"), ("closed_at", "TIMESTAMP"), ("closed_by", "VARCHAR"), ("closed_run", "VARCHAR"),
    ("evidence_hash", "VARCHAR"), ("days_open", "INTEGER"), ("confirmed", "BOOLEAN"), ("found_again", "VARCHAR"),
    ("proposed", "VARCHAR"),
)  # fmt: skip
_EVENT = (
    ("event_no", "INTEGER"), ("event", "VARCHAR"), ("source", "VARCHAR"), ("at", "TIMESTAMP"), ("run_id", "VARCHAR"),
    ("number", "INTEGER"), ("outcome", "VARCHAR"), ("person", "VARCHAR"), ("text", "VARCHAR"), ("url", "VARCHAR"),
    ("ground", "VARCHAR"), ("evidence_hash", "VARCHAR"), ("deadline", "DATE"), ("entry_id", "INTEGER"),
)  # fmt: skip


def fill_cases(db: duckdb.DuckDBPyConnection, entries: Sequence[Entry], settings: CaseSettings) -> None:
    """Fill "case", case_event, case_turn and case_link from the findings of `db` and the entries of its journal."""
    for part in PARTS:
        db.execute(sql(part))
    newest = db.execute("SELECT max(day_of(started_at, as_of)) FROM run WHERE complete").fetchone()
    if entries and newest and newest[0]:
        _tell(db, read_lives(db, entries, newest[0], settings))


def journal_entries(data: Path, settings: CaseSettings) -> list[Entry]:
    """What the journal of a data directory says; nothing when there is none. Raises JournalError."""
    from output.journal.store import has_journal, open_journal

    if not has_journal(data, settings.journal):
        return []
    with open_journal(data, settings.journal) as journal:
        return journal.entries()


def state_row(life: Life) -> dict[str, Any]:
    """What the table "case" says of a life beside its keys."""
    return {
        "state": str(life.state), "open": life.open, "notified_at": life.notified_at, "deadline": life.deadline,
        "replied_at": life.replied_at, "closed_at": life.closed_at, "closed_by": life.closed_by or None,
        "closed_run": life.closed_run or None, "evidence_hash": life.evidence_hash, "days_open": life.days_open,
        "confirmed": life.confirmed, "found_again": life.found_again or None,
        "proposed": str(life.proposed) if life.proposed else None,
    }  # fmt: skip


def event_rows(life: Life) -> list[dict[str, Any]]:
    """What the table case_event says of a life, in order."""
    return [_event_row(number, asdict(event)) for number, event in enumerate(life.events, 1)]


def _event_row(number: int, said: dict[str, Any]) -> dict[str, Any]:
    passed = said.pop("passed")
    if passed is not None and not said["text"]:
        said["text"] = "passed" if passed else "failed"
    return {"event_no": number} | {key: None if value == "" else value for key, value in said.items()}


def _tell(db: duckdb.DuckDBPyConnection, lives: dict[str, Life]) -> None:
    """Put what the journal makes of these cases in the place of what runs alone make of them."""
    known = {case_id: life for case_id, life in lives.items() if life.state is not None}
    if not known:
        return
    _make(db, "told_case", _STATE, [{"case_id": case_id} | state_row(life) for case_id, life in known.items()])
    kept = ", ".join(f"{name} = told_case.{name}" for name, _ in _STATE)
    db.execute(f'UPDATE "case" SET {kept} FROM told_case WHERE "case".case_id = told_case.case_id')  # noqa: S608 - constants
    events = [{"case_id": case_id} | row for case_id, life in known.items() for row in event_rows(life)]
    _make(db, "told_event", _EVENT, events)
    db.execute("DELETE FROM case_event WHERE case_id IN (SELECT case_id FROM told_case)")
    db.execute("INSERT INTO case_event BY NAME FROM told_event")
    db.execute("DROP TABLE told_case")
    db.execute("DROP TABLE told_event")


def _make(
    db: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]]
) -> None:
    """A temporary table of rows: one list for each column, so that a hundred thousand go in at once."""
    typed = [("case_id", "VARCHAR"), *columns]
    lists = ", ".join(f'unnest(${column}::{kind}[]) AS "{column}"' for column, kind in typed)
    values = {column: [_plain(row[column]) for row in rows] for column, _ in typed}
    db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {lists}", values)


def _plain(value: Any) -> Any:
    """Instants as the database keeps them: UTC without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
