"""The tables and views of history, filled when a database is built: what changed from run to run, and why."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from output.history.rules import keep_rules

if TYPE_CHECKING:
    import duckdb


def fill_history(db: duckdb.DuckDBPyConnection, runs: Sequence[Path]) -> None:
    """Fill change_single, weekly_total and rule_snapshot and make their views. `runs` are the run directories."""
    db.execute(sql("weeks.sql").replace("{causes}", sql("causes.sql")))
    keep_rules(db, runs)


def sql(name: str) -> str:
    """A file of SQL of this room."""
    return files("output.history").joinpath(name).read_text(encoding="utf-8")
