"""From the files of the runs to the tables of a snapshot. Always in bulk: DuckDB's own readers, never row by row."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

TEXT_RUNS = 4
"""Runs whose document texts a snapshot holds: a year of weekly texts would make every build rewrite tens of gigabytes."""

_PAGE_COLUMNS = {
    "url": "VARCHAR", "state": "VARCHAR", "kind": "VARCHAR", "columns": "VARCHAR[]", "reason": "VARCHAR",
    "status": "INTEGER", "final_url": "VARCHAR", "content_type": "VARCHAR", "length": "BIGINT", "digest": "VARCHAR",
    "warc": "VARCHAR", "offset": "BIGINT", "fetched_at": "VARCHAR", "referrer": "VARCHAR", "anchor": "VARCHAR",
    "list_date": "VARCHAR",
}  # fmt: skip
_VISIT_COLUMNS = {
    "state": "VARCHAR", "pages": "BIGINT", "documents": "BIGINT", "attachments": "BIGINT", "misses": "BIGINT",
    "columns_found": "VARCHAR[]", "started_at": "VARCHAR", "finished_at": "VARCHAR", "searchable": "BOOLEAN",
    "shortfall": "VARCHAR", "vanished": "VARCHAR[]", "appeared": "VARCHAR[]", "note": "VARCHAR",
    "systems": "VARCHAR[]", "drawn": "BIGINT", "crawler": "VARCHAR",
}  # fmt: skip
_RUN_COLUMNS = {
    "started_at": "VARCHAR", "crawled_at": "VARCHAR", "as_of": "DATE", "crawled": "BOOLEAN", "audited": "BOOLEAN",
    "rule_digest": "VARCHAR", "broken": "VARCHAR[]", "delay": "DOUBLE", "max_pages": "BIGINT", "contact": "VARCHAR",
    "units": "VARCHAR[]", "published": "BOOLEAN", "engine": "VARCHAR",
}  # fmt: skip

_OF_RUN = r"regexp_extract(filename, '([^/\\]+)[/\\][^/\\]+$', 1)"
_OF_UNIT = r"regexp_extract(filename, '([^/\\]+)[/\\]units[/\\]([^/\\]+)[/\\][^/\\]+$', ['run_id', 'unit_id'])"


def load_registry(db: duckdb.DuckDBPyConnection, runs: Sequence[Path]) -> None:
    """Fill run, unit, point and scheme anew from all run directories, oldest first. Raises as `load_runs` does."""
    for table in ("run", "unit", "point", "scheme"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    if runs:
        _runs(db, runs)
    _newest(db, "unit", "unit_id", _files(runs, "units.parquet"))
    _newest(db, "point", "point_id", _files(runs, "points.parquet"))
    _newest(db, "scheme", "scheme_id", _files(runs, "schemes.parquet"))


def load_runs(db: duckdb.DuckDBPyConnection, runs: Sequence[Path], keep_text: bool) -> None:
    """Add the rows of the run directories `runs`, which the tables must not hold yet; their texts if `keep_text`.

    Raises duckdb.Error when a file cannot be read; its message names the file.
    """
    _visits(db, _files(runs, "units/*/visit.json"))
    _pages(db, _files(runs, "units/*/pages.jsonl"))
    _documents(db, _files(runs, "units/*/documents.parquet"), keep_text=keep_text)
    _rows(db, "record", _files(runs, "units/*/records.parquet"))
    _rows(db, "evidence", _files(runs, "units/*/evidence.parquet"))
    _rows(db, "finding", _files(runs, "units/*/findings.parquet"))
    _rows(db, "privacy_hit", _files(runs, "units/*/privacy.parquet"))
    _rows(db, "flag", _files(runs, "units/*/flags.parquet") + _files(runs, "flags.parquet"))


def _files(runs: Sequence[Path], pattern: str) -> list[str]:
    """Escaped, because DuckDB reads every name as a pattern."""
    return [glob.escape(str(path)) for run in runs for path in sorted(run.glob(pattern))]


def _read_json(columns: dict[str, str], options: str = "") -> str:
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return f"read_json(?, columns = {{{typed}}}, filename = true, hive_partitioning = false{options})"


def _time(column: str) -> str:
    return f"TRY_CAST({column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"


def _runs(db: duckdb.DuckDBPyConnection, runs: Sequence[Path]) -> None:
    db.execute(
        f"""
        INSERT INTO run BY NAME
        SELECT {_OF_RUN} AS run_id, row_number() OVER (ORDER BY begun NULLS FIRST, run_id) AS number,
            begun AS started_at, CASE WHEN crawled THEN {_time("crawled_at")} END AS finished_at,
            as_of, CASE WHEN crawled THEN 'complete' ELSE 'running' END AS state,
            coalesce(audited, false) AND coalesce(published, true) AS complete,
            coalesce(published, true) AS published, rule_digest, coalesce(broken, []) AS broken,
            json_object('delay', delay, 'max_pages', max_pages, 'contact', contact, 'units', units) AS options,
            engine
        FROM (SELECT *, {_time("started_at")} AS begun FROM {_read_json(_RUN_COLUMNS)})
        """,  # noqa: S608 - built of constants of this module
        [_files(runs, "run.json")],
    )


def _newest(db: duckdb.DuckDBPyConnection, table: str, key: str, files: list[str]) -> None:
    """One row for each key: what the newest run says, a complete one before any other."""
    if not files:
        return
    db.execute(
        f"""
        INSERT INTO {table} BY NAME
        SELECT {_columns(db, table, but="last_run")}, run.run_id AS last_run
        FROM {_read_parquet(table, "filename")} AS file
        JOIN run ON run.run_id = {_OF_RUN}
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY run.complete DESC, run.number DESC) = 1
        """,  # noqa: S608 - built of constants of this module
        [files],
    )


def _visits(db: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    if not files:
        return
    db.execute(
        f"""
        INSERT INTO visit BY NAME
        SELECT unnest({_OF_UNIT}), state, pages, documents, attachments, misses, columns_found,
            {_time("started_at")} AS started_at, {_time("finished_at")} AS finished_at, searchable,
            coalesce(shortfall, '') AS shortfall, coalesce(vanished, []) AS vanished, coalesce(appeared, []) AS appeared, note,
            coalesce(systems, []) AS systems, coalesce(drawn, 0) AS drawn, crawler
        FROM {_read_json(_VISIT_COLUMNS)}
        """,  # noqa: S608 - built of constants of this module
        [files],
    )


_STARRED = r"regexp_replace(anchor, '(\d{3})\d{4,}([\dXx]{4})', '\1****\2', 'g')"
"""A link's text as it may be kept: people name files by identity numbers and telephones."""


def _pages(db: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """The newest row of each URL, as `crawler.capture.read_pages` has it; a torn last line comes out empty."""
    if not files:
        return
    torn = ", format = 'newline_delimited', ignore_errors = true"
    db.execute(
        f"""
        INSERT INTO page BY NAME
        SELECT unnest({_OF_UNIT}), * EXCLUDE (filename, line) REPLACE ({_time("fetched_at")} AS fetched_at, {_STARRED} AS anchor)
        FROM (SELECT *, row_number() OVER () AS line FROM {_read_json(_PAGE_COLUMNS, torn)})
        WHERE url IS NOT NULL AND state IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY filename, url ORDER BY line DESC) = 1
        """,  # noqa: S608 - built of constants of this module
        [files],
    )


def _documents(db: duckdb.DuckDBPyConnection, files: list[str], keep_text: bool) -> None:
    """documents.parquet holds pages and attachments; they go to tables of their own."""
    if not files:
        return
    text = "text" if keep_text else "NULL::VARCHAR AS text"
    files_read = "SELECT * FROM read_parquet(?, union_by_name = true, hive_partitioning = false)"
    newer = "SELECT NULL::DATE AS formed WHERE false"  # a column that the files of an older audit lack
    both = f"length(text) AS chars, {text} FROM ({newer} UNION ALL BY NAME {files_read})"
    db.execute(
        "INSERT INTO document BY NAME SELECT run_id, unit_id, url, title, published, metadata_published, formed,"
        " source, doc_number, index_number, page_type, issuer, columns, how, unread, digest,"
        f" {both} WHERE NOT coalesce(is_attachment, false)",
        [files],
    )
    db.execute(
        "INSERT INTO attachment BY NAME SELECT run_id, unit_id, url, parent_url, title AS name, kind, published,"
        f" formed, columns, how, unread, digest, {both} WHERE is_attachment",
        [files],
    )


def _rows(db: duckdb.DuckDBPyConnection, table: str, files: list[str]) -> None:
    """Rows of an audit; those of a unit whose last audit failed are left over from an older one and stay out."""
    if not files:
        return
    made = f", {_CASE} AS case_id" if table == "finding" else ""
    db.execute(
        f"""
        INSERT INTO {table} BY NAME
        SELECT {_columns(db, table, but="case_id")}{made} FROM {_read_parquet(table)} AS file
        WHERE NOT EXISTS (
            FROM run WHERE run.run_id = file.run_id AND list_contains(run.broken, file.unit_id)
        )
        """,  # noqa: S608 - built of constants of this module
        [files],
    )


_CASE = "CASE WHEN NOT is_site(point_id) THEN case_key(unit_id, point_id, scheme_id, record_key) END"


def _read_parquet(table: str, *virtual: str) -> str:
    """All files as one table with at least the columns of `table`: what a file of another version lacks is NULL."""
    options = "".join(f", {name} = true" for name in virtual)
    reader = f"read_parquet(?, union_by_name = true, hive_partitioning = false{options})"
    return f"(SELECT * FROM {table} WHERE false UNION ALL BY NAME SELECT * FROM {reader})"  # noqa: S608 - constants


def _columns(db: duckdb.DuckDBPyConnection, table: str, but: str = "") -> str:
    rows = db.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    return ", ".join(f'file."{name}"' for (name,) in rows if name != but)
