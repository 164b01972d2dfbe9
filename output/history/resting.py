"""Which visits cases rest on, told by the database and by what the journal knows beyond it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import capture
from output.cases.fill import journal_entries
from output.cases.settings import CaseSettings
from output.history.compare import HistoryError
from output.history.fill import sql
from output.history.needed import VisitKey

if TYPE_CHECKING:
    import duckdb


def resting(db: duckdb.DuckDBPyConnection, data: Path, since: date, cases: CaseSettings) -> dict[VisitKey, int]:
    """The visits on which cases rest that are open or were closed since that day, with how many cases.

    Raises HistoryError when the database does not know the newest audited run, JournalError when there is no reading the
    journal.
    """
    _up_to_date(db, data)
    row = db.execute("SELECT coalesce(max(entry_id), 0) FROM case_event").fetchone()
    known = int(row[0]) if row else 0
    entries = [one for one in journal_entries(data, cases) if (one.entry_id or 0) > known]
    touched = sorted({one.case_id for one in entries})
    rows = db.execute(sql("resting.sql"), {"since": since, "touched": touched}).fetchall()
    return {(run_id, unit_id): count for run_id, unit_id, count in rows}


def _up_to_date(db: duckdb.DuckDBPyConnection, data: Path) -> None:
    known = {row[0] for row in db.execute("SELECT run_id FROM run WHERE complete OR NOT published").fetchall()}
    for run in capture.run_dirs(data):
        if capture.read_run(run).get("audited") and run.name not in known:
            raise HistoryError(
                f"the database does not know run {run.name} yet, nor what its cases rest on; build it with: gongkai export"
            )
