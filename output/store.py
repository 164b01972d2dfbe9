"""The database: built beside, swapped in by one rename, only ever read.

``DATA/snapshots/<name>.duckdb``  one file for each build; the newest few are kept
``DATA/gongkai.duckdb``           a symbolic link to the newest

A snapshot gets a name that was never used before: DuckDB keeps one instance per path, and a process that reads an old
snapshot must not meet a new one under its name. A build that dies leaves a hidden scratch file, which the next build
removes, and the link as it was.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import duckdb

from crawler.capture import run_dirs
from output.base import copy_of_base
from output.cases.fill import fill_cases, journal_entries
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.history.fill import fill_history
from output.journal.model import Entry
from output.score import ScoreSettings
from output.search.words import tell_words

DATABASE = "gongkai.duckdb"
SNAPSHOTS = "snapshots"
DEFAULT_SCORE = ScoreSettings()
KEEP = 3
"""Snapshots that stay, the newest included: a reader that resolved the link a moment ago still finds its file."""
LATEST = (
    "deficiency",
    "coverage",
    "records_asked",
    "scorecard",
    "heatmap",
    "weekly_change",
    "flagged",
    "site_check",
    "health",
)
"""Views that are `<name>_all` narrowed to the latest complete run."""
READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "python_enable_replacements": "false",
}
"""Queries reach the tables, not the disk, the network or our variables, and cannot change that."""
_NAME = re.compile(r"(\d{6,})-.*\.duckdb")


class StoreError(click.ClickException):
    """A database that cannot be built or opened. The message says what to do."""

    exit_code = 2


def build(
    data: Path, score: ScoreSettings = DEFAULT_SCORE, cases: CaseSettings = DEFAULT_CASES, memory: str = ""
) -> Path:
    """Build a new snapshot of all runs under `data` and make it the database; `score` are the weights of its scores,
    `cases` says where the decisions of people are kept and when a case is late. `memory` (2GB) is the most that DuckDB
    may take; beyond it spills to the disk.

    Returns the snapshot's path. Raises StoreError when there is no run or one of its files cannot be read; the
    database that was there stays. So it does when the journal knows less than that database does.
    """
    runs = run_dirs(data)
    if not runs:
        raise StoreError(f"{data}: there is no run to load; start one with: gongkai run --data {data}")
    if "?" in str(data.resolve()):
        raise StoreError(f"{data}: DuckDB cannot write below a directory with ? in its name; choose another")
    entries = journal_entries(data, cases)
    _nothing_lost(data, entries)
    folder = data / SNAPSHOTS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _only_builder(folder):
            _sweep(folder)
            target = _next(folder, runs[-1].name)
            try:
                _make(target, runs, score, entries, cases, {"memory_limit": memory} if memory else {})
            finally:
                _sweep(folder)
            _point_to(data / DATABASE, target)
            _prune(folder)
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"the database could not be built, the old one stays: {one_line(error)}") from error
    return target


def _nothing_lost(data: Path, entries: Sequence[Entry]) -> None:
    """Decisions cannot be made again: a journal that knows less than the database does is not the right one."""
    if not (data / DATABASE).exists():
        return
    try:
        with connect(data) as db:
            (known,) = db.execute("SELECT coalesce(max(entry_id), 0) FROM case_event").fetchone() or (0,)
    except (StoreError, duckdb.Error):
        return  # damaged, or of an older version: it is about to be replaced
    newest = max((one.entry_id or 0 for one in entries), default=0)
    if known > newest:
        raise StoreError(
            f"the journal of {data} ends with entry {newest}, the database knows entry {known}: name the right one under "
            f"[cases] journal or restore it from a backup; if it is lost for good, remove {data / DATABASE} and "
            f"{data / SNAPSHOTS} to build without those decisions"
        )


def connect(data: Path) -> duckdb.DuckDBPyConnection:
    """Open the newest snapshot for reading. Raises StoreError when there is none or it cannot be opened."""
    link = data / DATABASE
    if not link.exists():
        raise StoreError(f"{link}: is not there; build it with: gongkai export --data {data}")
    path = link.resolve()
    try:
        db = duckdb.connect(path, read_only=True, config=READ_ONLY)
        tell_words(db)
        return db
    except duckdb.Error as error:
        if link.exists() and link.resolve() != path:  # builds went on meanwhile, and what the link named is gone
            return connect(data)
        raise StoreError(
            f"{link}: cannot be opened: {one_line(error)}; build it again with: gongkai export --data {data}"
        ) from error


def ask(data: Path, sql: str, values: Mapping[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows that one SQL statement answers, with `values` for its named parameters.

    Raises StoreError when there is no database, more or less than one statement, or DuckDB refuses it.
    """
    with connect(data) as db:
        return answer(db, sql, values)


def answer(
    db: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """As `ask`, of an open database."""
    try:
        statements = db.extract_statements(sql)
        if len(statements) != 1:
            raise StoreError(f"one SQL statement at a time, please: these are {len(statements)}")
        db.execute(statements[0], values)
        return [column[0] for column in db.description or ()], db.fetchall()
    except duckdb.Error as error:
        raise StoreError(one_line(error)) from error


def complete_run(db: duckdb.DuckDBPyConnection, run_id: str | None = None) -> str:
    """The id of a complete run: of `run_id` when given, else of the latest.

    Raises StoreError when there is no such run, it is not audited to its end, or too few units answered to publish it.
    """
    rows = db.execute("SELECT run_id, complete, published FROM run ORDER BY number DESC").fetchall()
    known = [name for name, complete, _ in rows if complete]
    held = [name for name, _, published in rows if not published]
    if run_id in held or (not known and held):
        raise StoreError(
            f"run {run_id or held[0]!r}: is not published, too few units answered; run again with: gongkai run"
        )
    if not known:
        raise StoreError("no run is audited to its end; finish one with: gongkai audit")
    if run_id is None:
        return str(known[0])
    if (run_id, False, True) in rows:
        raise StoreError(f"run {run_id!r}: is not audited to its end; finish it with: gongkai audit")
    if run_id not in known:
        raise StoreError(f"run {run_id!r}: there is no such run; the newest are {', '.join(known[:5])}")
    return run_id


def held_back(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Runs after the latest complete one that are not published, because too few units answered; newest first."""
    newest = "(SELECT coalesce(max(number), 0) FROM run WHERE complete)"
    rows = db.execute(
        f"SELECT run_id FROM run WHERE NOT published AND number > {newest} ORDER BY number DESC"  # noqa: S608 - constants
    ).fetchall()
    return [str(name) for (name,) in rows]


def one_line(error: Exception) -> str:
    """What DuckDB says, without the excerpt of the statement."""
    said = str(error).split("\nLINE ")[0]
    told = "; ".join(line.strip() for line in said.splitlines() if line.strip())
    return f"{told}; {_QUOTE_CASE}" if 'at or near "case"' in told else told


_QUOTE_CASE = """CASE is a word of SQL: put the name of the table in double quotes, as in 'SELECT * FROM "case"'"""


def _next(folder: Path, run_id: str) -> Path:
    number = max(_snapshots(folder), default=0) + 1
    return folder / f"{number:06d}-{run_id}.duckdb"


def _make(
    target: Path, runs: list[Path], score: ScoreSettings, entries: Sequence[Entry], cases: CaseSettings,
    config: dict[str, str],
) -> None:  # fmt: skip
    """A whole snapshot appears under its name, or none."""
    scratch = target.with_name(f".{target.name}.building")
    copy_of_base(target.parent.parent, runs, scratch, config)
    with duckdb.connect(scratch, config=dict(config)) as db:
        db.execute("SET TimeZone = 'UTC'")
        derive(db, runs, score, entries, cases)
        db.execute("CHECKPOINT")
    _sync(scratch)
    scratch.rename(target)


def derive(
    db: duckdb.DuckDBPyConnection,
    runs: Sequence[Path] = (),
    score: ScoreSettings = DEFAULT_SCORE,
    entries: Sequence[Entry] = (),
    cases: CaseSettings = DEFAULT_CASES,
) -> None:
    """Make everything that follows from the tables of the runs: cases, history, and all views."""
    db.begin()  # hundreds of small statements: one flush to the disk instead of one each
    _keep_score_rule(db, score)
    fill_cases(db, entries, cases)
    db.execute(_sql("views.sql"))
    fill_history(db, runs)
    db.execute(_sql("site_checks.sql"))
    db.execute(_sql("health.sql"))
    _narrow(db)
    db.commit()


def _keep_score_rule(db: duckdb.DuckDBPyConnection, score: ScoreSettings) -> None:
    values = {"digest": score.digest()} | score.model_dump()
    marks = ", ".join(f"${name}" for name in values)
    db.execute(f"INSERT INTO score_rule ({', '.join(values)}) VALUES ({marks})", values)  # noqa: S608 - field names


def _sql(name: str) -> str:
    return files("output").joinpath(name).read_text(encoding="utf-8")


def _narrow(db: duckdb.DuckDBPyConnection) -> None:
    """Make the views of the latest complete run, with the comments of those they narrow."""
    latest = "SELECT run_id FROM run WHERE complete ORDER BY number DESC LIMIT 1"
    for name in LATEST:
        db.execute(f"CREATE VIEW {name} AS SELECT * FROM {name}_all WHERE run_id = ({latest})")  # noqa: S608
    comments = db.execute(
        "SELECT view_name, NULL, comment FROM duckdb_views() WHERE NOT internal AND view_name LIKE '%\\_all' ESCAPE '\\'"
        " UNION ALL SELECT table_name, NULL, comment FROM duckdb_tables() WHERE table_name LIKE '%\\_all' ESCAPE '\\'"
        " UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE table_name LIKE '%\\_all' ESCAPE '\\'"
    ).fetchall()
    for view, column, comment in comments:
        name, text = view.removesuffix("_all"), comment.replace("'", "''")
        if column is None:
            db.execute(f"COMMENT ON VIEW {name} IS '{text} The latest complete run.'")
        else:
            db.execute(f"COMMENT ON COLUMN {name}.{column} IS '{text}'")


@contextmanager
def _only_builder(folder: Path) -> Iterator[None]:
    """One build at a time; the lock goes with the process, however it ends."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _snapshots(folder: Path) -> dict[int, Path]:
    found = {path: _NAME.fullmatch(path.name) for path in folder.iterdir()}
    return {int(match[1]): path for path, match in found.items() if match}


def _sweep(folder: Path) -> None:
    """Remove what killed builds left; DuckDB spills into a directory beside its file."""
    for path in folder.glob(".*.building*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _prune(folder: Path) -> None:
    snapshots = _snapshots(folder)
    for number in sorted(snapshots)[:-KEEP]:
        snapshots[number].unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """A rename must not reach the disk before the bytes it names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point_to(link: Path, target: Path) -> None:
    scratch = link.with_name(f".{link.name}.new")
    scratch.unlink(missing_ok=True)
    scratch.symlink_to(target.relative_to(link.parent))
    scratch.replace(link)
