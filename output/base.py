"""The base of every snapshot: what the runs' files say, kept from build to build, so that a week costs a week.

``DATA/cache/store-<version>.duckdb`` holds the tables that come straight from files, and which files each run was
filled from. A build reads the runs that are new or changed, drops those that are gone, and copies the file; what is
derived from the tables is made in the copy. The base is a cache: without it, or with one of another version, all runs
are read again, and the snapshot is the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import duckdb

from output.load import TEXT_RUNS, load_registry, load_runs
from output.search.index import index_texts

CACHE = "cache"
OF_A_RUN = ("visit", "page", "document", "attachment", "record", "evidence", "finding", "privacy_hit", "flag")
"""Tables whose rows belong to one run."""
_SOURCES = ("load.py", "schema.sql", "search/index.py", "search/index.sql")
AT_ONCE = 8
"""Runs that are read in one go: memory for more would be asked at once."""
_LEAST_WASTE = 400
"""Blocks of 256 KB: below 100 MB nobody minds half a file of free ones."""


def copy_of_base(data: Path, runs: Sequence[Path], target: Path, config: Mapping[str, str]) -> None:
    """Bring the base of `data` up to date with the directories `runs` (oldest first) and copy it to `target`.

    Raises duckdb.Error when a file of a run cannot be read (its message names the file) and OSError; the next build
    goes on from what was read. The caller makes sure that nobody else builds.
    """
    path = data / CACHE / f"store-{_version()}.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    for other in path.parent.glob("store-*.duckdb*"):
        if other.name not in (path.name, f"{path.name}.wal"):
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    db = _opened(path, config)
    with db:
        refresh(db, runs)
        wasteful = _is_wasteful(db)
    shutil.copyfile(path, target)
    if wasteful:
        path.unlink()


def refresh(db: duckdb.DuckDBPyConnection, runs: Sequence[Path]) -> None:
    """Bring the tables of `db` (of schema.sql, filled or not) up to date with the directories `runs`, oldest first."""
    now = {run.name: _fingerprint(run) for run in runs}
    with_text = {run.name for run in runs[-TEXT_RUNS:]}
    known = dict(db.execute("SELECT run_id, digest FROM loaded").fetchall())
    texts = {name for (name,) in db.execute("SELECT run_id FROM loaded WHERE texts").fetchall()}
    stale = [name for name in known if known[name] != now.get(name) or (name in with_text and name not in texts)]
    _forget(db, stale)
    load_registry(db, runs)
    fresh = [run for run in runs if run.name not in known or run.name in stale]
    for part in _parts(fresh):
        _load(db, part, {run.name: now[run.name] for run in part}, with_text)
    _drop_texts(db, sorted(texts - with_text - set(stale)))
    index_texts(db)
    db.execute("CHECKPOINT")


def _parts(runs: Sequence[Path]) -> Iterator[Sequence[Path]]:
    return (runs[at : at + AT_ONCE] for at in range(0, len(runs), AT_ONCE))


def _load(
    db: duckdb.DuckDBPyConnection, runs: Sequence[Path], digests: Mapping[str, str], with_text: Collection[str]
) -> None:
    """Runs have no digest until all of them is here: a build that dies leaves them to be read again."""
    for run in runs:
        db.execute("INSERT INTO loaded VALUES (?, '', ?)", [run.name, run.name in with_text])
    load_runs(db, [run for run in runs if run.name not in with_text], keep_text=False)
    load_runs(db, [run for run in runs if run.name in with_text], keep_text=True)
    for name, digest in digests.items():
        db.execute("UPDATE loaded SET digest = ? WHERE run_id = ?", [digest, name])


def _opened(path: Path, config: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """The base, or a new one in the place of one that cannot be opened: it is a cache."""
    duckdb.connect(config=dict(config)).close()  # a limit that DuckDB refuses is no reason to drop the base
    if path.exists():
        with contextlib.suppress(duckdb.Error):
            db = duckdb.connect(path, config=dict(config))
            db.execute("SET TimeZone = 'UTC'")
            db.execute("SELECT count(*) FROM loaded").fetchall()
            return db
        path.unlink()
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    db = duckdb.connect(path, config=dict(config))
    db.execute("SET TimeZone = 'UTC'")
    db.begin()  # hundreds of small statements: one flush to the disk instead of one each
    db.execute(files("output").joinpath("schema.sql").read_text(encoding="utf-8"))
    db.execute(files("output").joinpath("search/index.sql").read_text(encoding="utf-8"))
    db.commit()
    return db


def _version() -> str:
    """Differs when a base of an older program would not be what this one would make."""
    from audit import text, words

    digest = hashlib.sha256(duckdb.__version__.encode())
    for name in _SOURCES:
        digest.update(files("output").joinpath(name).read_bytes())
    for module in (text, words):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]


def _fingerprint(run: Path) -> str:
    """Differs when a file that is loaded was written again: files are replaced by rename, so their inode tells, too."""
    digest = hashlib.sha256()
    for pattern in ("*.json", "*.parquet", "units/*/visit.json", "units/*/pages.jsonl", "units/*/*.parquet"):
        for path in sorted(run.glob(pattern)):
            stat = path.stat()
            digest.update(f"{path.relative_to(run)}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}\n".encode())
    return digest.hexdigest()


def _forget(db: duckdb.DuckDBPyConnection, runs: Sequence[str]) -> None:
    if not runs:
        return
    db.begin()
    for table in (*OF_A_RUN, "loaded"):
        db.execute(f"DELETE FROM {table} WHERE run_id IN (SELECT unnest(?))", [list(runs)])  # noqa: S608 - constants
    db.commit()


def _drop_texts(db: duckdb.DuckDBPyConnection, runs: Sequence[str]) -> None:
    if not runs:
        return
    db.begin()
    for table in ("document", "attachment"):
        db.execute(f"UPDATE {table} SET text = NULL WHERE run_id IN (SELECT unnest(?))", [list(runs)])  # noqa: S608
    db.execute("UPDATE loaded SET texts = false WHERE run_id IN (SELECT unnest(?))", [list(runs)])
    db.commit()


def _is_wasteful(db: duckdb.DuckDBPyConnection) -> bool:
    total, free = db.execute("SELECT total_blocks, free_blocks FROM pragma_database_size()").fetchone() or (0, 0)
    return int(total) > _LEAST_WASTE and 2 * int(free) > int(total)
