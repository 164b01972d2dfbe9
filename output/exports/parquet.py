"""Every table and view of the database as a Parquet file, its comments in the file's metadata."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb

from output.store import DATABASE, StoreError, one_line

COMMENT, COLUMNS = "gongkai.comment", "gongkai.columns"
"""Keys of the metadata: what the table is, and a JSON object of what each column is."""
_NAMES = """
    SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY ALL
"""


def write_parquet(data: Path, folder: Path, memory: str = "") -> list[Path]:
    """Write one file a table or view of the newest snapshot into the new directory `folder`, all or none.

    Returns the files. Raises StoreError when there is no database, `folder` is there already, or it cannot be written.
    """
    link = data / DATABASE
    if not link.exists():
        raise StoreError(f"{link}: is not there; build it with: gongkai export --data {data}")
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise StoreError(f"{folder}: is there already; name a new directory, or remove it first")
    scratch = folder.with_name(f".{folder.name}.writing")
    config: dict[str, Any] = {"memory_limit": memory} if memory else {}
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        with duckdb.connect(link.resolve(), read_only=True, config=config) as db:
            names = [_write(db, name, comment, scratch) for name, comment in db.execute(_NAMES).fetchall()]
        scratch.replace(folder)
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"{folder}: cannot be written: {one_line(error)}") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return [folder / name for name in names]


def _write(db: duckdb.DuckDBPyConnection, name: str, comment: str | None, folder: Path) -> str:
    columns = db.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [name]).fetchall()
    told = {COMMENT: comment or "", COLUMNS: json.dumps(dict(columns), ensure_ascii=False)}
    metadata = ", ".join(f"'{key}': {_quoted(value)}" for key, value in told.items())
    file = f"{name}.parquet"
    target = _quoted(str(folder / file))
    db.execute(f'COPY (FROM "{name}") TO {target} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})')
    return file


def _quoted(text: str) -> str:
    """COPY takes no parameters."""
    return "'" + text.replace("'", "''") + "'"
