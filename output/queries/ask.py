"""A question as `gongkai query` asks it: the answer, and what the asker should know of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from output import store
from output.cases.fill import journal_entries
from output.cases.settings import CaseSettings
from output.queries import ReadyQuery
from output.queries.known import check_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OF_THE_JOURNAL = re.compile(r'\bcase_event\b|"case"', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Names of columns, rows, and notes on them, each one line."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: tuple[str, ...] = ()


def answer(data: Path, question: str | ReadyQuery, values: Mapping[str, Any] | None, settings: CaseSettings) -> Answer:
    """What a statement, or a ready query with `values` for its parameters, answers from the database of `data`.

    Raises QueryError for a unit, point … that does not exist; StoreError when there is no database, DuckDB refuses the
    statement, or the database is of a version that a ready query does not fit.
    """
    ready = isinstance(question, ReadyQuery)
    sql = question.sql if isinstance(question, ReadyQuery) else question
    with store.connect(data) as db:
        try:
            if ready:
                check_names(db, values or {})
            names, rows = store.answer(db, sql, values)
        except (duckdb.Error, store.StoreError) as error:
            if ready and isinstance(error.__cause__ or error, (duckdb.CatalogException, duckdb.BinderException)):
                raise store.StoreError(
                    f"{data / store.DATABASE}: was built by another version of this program; build it with: "
                    f"gongkai export --data {data}"
                ) from error
            raise
        notes = tuple(_notes(db, data, settings)) if _OF_THE_JOURNAL.search(sql) else ()
    return Answer(names=names, rows=rows, notes=notes)


def _notes(db: duckdb.DuckDBPyConnection, data: Path, settings: CaseSettings) -> Iterator[str]:
    """What the database does not know of cases. Who may not open the journal still has the answer."""
    from output.journal.store import JournalError

    try:
        newer = _newer(db, data, settings)
    except JournalError as error:
        yield f"whether this answer is the newest cannot be told: {error.message}"
        return
    if newer:
        yield (
            f"{newer} entries of the journal are newer than the database and not in this answer; take them in with: "
            f"gongkai export --data {data}"
        )


def _newer(db: duckdb.DuckDBPyConnection, data: Path, settings: CaseSettings) -> int:
    """Entries about cases of this database that came after it was built."""
    entries = journal_entries(data, settings)
    (known,) = db.execute("SELECT coalesce(max(entry_id), 0) FROM case_event").fetchone() or (0,)
    late = [one.case_id for one in entries if (one.entry_id or 0) > known]
    if not late:
        return 0
    cases = db.execute(
        'SELECT case_id FROM "case" WHERE case_id IN (SELECT unnest($ids))'
        ' UNION SELECT fold_id FROM "case" WHERE fold_id IN (SELECT unnest($ids))',
        {"ids": late},
    ).fetchall()
    there = {str(case_id) for (case_id,) in cases}
    return sum(case_id in there for case_id in late)
