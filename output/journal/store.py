"""The journal: a small transactional database that only grows.

By default the file ``DATA/journal.sqlite``; a city with several desks names a PostgreSQL database by its URL. Two people
may write at once: a writer waits for the other, and one that decided on a case as it no longer is gets refused.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import click
from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from output.journal.model import Act, Entry
from output.journal.table import HEAD, VERSION_TABLE, journal_entry

FILE = "journal.sqlite"
URL = "GONGKAI_JOURNAL"
"""Environment variable that names the journal; it wins over the settings file, so that no password need stand there."""
WAIT = 60
"""Seconds that a writer waits for another."""
PIECE = 500
"""Case numbers asked for in one statement: databases bound the variables of one."""
_LOCK = 0x676F6E67
"""Any number that other programs of the same PostgreSQL database do not lock: "gong"."""


class JournalError(click.ClickException):
    """A journal that cannot be opened, read or written. The message says what to do."""

    exit_code = 2


class Journal:
    """The entries of one data directory. A context manager; opened by `open_journal`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def append(self, entries: Sequence[Entry], expect: Mapping[str, int] | None = None) -> list[Entry]:
        """Write `entries` in one transaction, all or none, and return them with their entry_id.

        `expect` maps case numbers to the last entry_id that the writer has seen of them (0: none). Raises JournalError
        when another person has written about one of them since, or the database cannot be written.
        """
        with self._transaction(write=True) as db:
            self._unchanged(db, expect or {})
            return [self._write(db, entry) for entry in entries]

    def entries(self, case_ids: Collection[str] | None = None) -> list[Entry]:
        """The entries of these cases (None: of all), oldest first. Raises JournalError."""
        with self._transaction(write=False) as db:
            return _read(db, case_ids)

    def last_entry(self) -> int:
        """The newest entry_id, 0 when there is none. Raises JournalError."""
        with self._transaction(write=False) as db:
            return int(db.execute(select(func.coalesce(func.max(journal_entry.c.entry_id), 0))).scalar_one())

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(write=write) as db, db.begin():
                if write and db.dialect.name != "sqlite":
                    db.execute(text("LOCK TABLE journal_entry IN EXCLUSIVE MODE"))  # readers go on
                yield db
        except SQLAlchemyError as error:
            raise JournalError(f"{_name(self.engine)}: {_said(error)}") from error

    @staticmethod
    def _unchanged(db: Connection, expect: Mapping[str, int]) -> None:
        newest: dict[str, Entry] = {one.case_id: one for one in _read(db, list(expect))} if expect else {}
        for case_id, seen in expect.items():
            last = newest.get(case_id)
            if last is not None and (last.entry_id or 0) != seen:
                raise JournalError(
                    f"case {case_id}: {last.person} has written about it meanwhile ({last.act}, entry {last.entry_id}); "
                    f"nothing was written: look at it with gongkai case show {case_id} and decide again"
                )

    @staticmethod
    def _write(db: Connection, entry: Entry) -> Entry:
        values = asdict(entry)
        del values["entry_id"]
        values["act"] = str(entry.act)
        key = db.execute(insert(journal_entry).values(values)).inserted_primary_key
        assert key is not None  # noqa: S101 - the dialects that open_journal lets through all return it
        return replace(entry, entry_id=int(key[0]))


def journal_url(data: Path, url: str = "") -> str:
    """Where the journal of `data` is: the environment's GONGKAI_JOURNAL, else `url`, else a file in `data`."""
    return os.environ.get(URL, "") or url or f"sqlite:///{data / FILE}"


def has_journal(data: Path, url: str = "") -> bool:
    """Whether anything can have been written: a named journal, or the file in `data`."""
    return bool(os.environ.get(URL, "") or url) or (data / FILE).is_file()


def open_journal(data: Path, url: str = "") -> Journal:
    """Open the journal of a data directory, made or migrated to this program's version where needed.

    `url` is a database URL of SQLAlchemy (``postgresql+psycopg://user@host/name``); see `journal_url`. Raises
    JournalError for a URL that cannot be used, a driver that is not installed, or a journal of a newer program.
    """
    engine = _engine(journal_url(data, url))
    try:
        with engine.connect().execution_options(write=False) as db, db.begin():
            found = _version(db)
        if found != HEAD:
            _migrate(engine)
    except SQLAlchemyError as error:
        raise JournalError(f"{_name(engine)}: cannot be opened: {_said(error)}") from error
    return Journal(engine)


def _engine(said: str) -> Engine:
    try:
        url = make_url(said)
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise JournalError(f"journal: {url.get_backend_name()!r} is not supported; use SQLite or PostgreSQL")
        options: dict[str, Any] = {"timeout": WAIT} if url.get_backend_name() == "sqlite" else {}
        engine = create_engine(url, poolclass=NullPool, connect_args=options)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise JournalError(
            "journal: this is no database URL; write postgresql+psycopg://USER@HOST/NAME or sqlite:////path/to/file"
        ) from error
    except ImportError as error:
        raise JournalError(
            f"journal: PostgreSQL needs the driver {error.name}; install it with: pip install 'psycopg[binary]'"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the begin event below says how a transaction starts
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a decision that was confirmed to a person survives a power cut


def _begin_sqlite(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("write") else "BEGIN")


def _version(db: Connection) -> str | None:
    if not inspect(db).has_table(VERSION_TABLE):
        return None
    found = db.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608 - constant
    return None if found is None else str(found)


def _migrate(engine: Engine) -> None:
    """Bring the tables to this program's version, in one transaction; another process that does so too is waited for."""
    from importlib.resources import files

    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(files("output.journal") / "migrations").replace("%", "%%"))
    with engine.connect().execution_options(write=True) as db, db.begin():
        if engine.dialect.name != "sqlite":
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = _version(db)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise JournalError(
                f"{_name(engine)}: was written by a newer version of this program (its tables are {found}, ours {HEAD}); "
                "update this program"
            )
        config.attributes["connection"] = db
        command.upgrade(config, "head")


def _read(db: Connection, case_ids: Collection[str] | None) -> list[Entry]:
    every = select(journal_entry).order_by(journal_entry.c.entry_id)
    if case_ids is None:
        return [_entry(row) for row in db.execute(every).mappings()]
    wanted = sorted(case_ids)
    found = [
        _entry(row)
        for start in range(0, len(wanted), PIECE)
        for row in db.execute(every.where(journal_entry.c.case_id.in_(wanted[start : start + PIECE]))).mappings()
    ]
    return sorted(found, key=lambda one: one.entry_id or 0)


def _entry(row: RowMapping) -> Entry:
    return Entry(**(dict(row) | {"act": Act(row["act"])}))


def _name(engine: Engine) -> str:
    """The journal as messages name it, without a password."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        return engine.url.database
    return engine.url.render_as_string(hide_password=True)


def _said(error: SQLAlchemyError) -> str:
    """What the database says, on one line, and what to do where that is known."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = "; ".join(line.strip() for line in str(cause).splitlines() if line.strip())
    return "; ".join([said, *(hint for words, hint in _HINTS.items() if words in said)])


_MAY_WRITE = "who calls gongkai must be able to read and write it and its directory"
_HINTS = {
    "unable to open database file": _MAY_WRITE,
    "readonly database": _MAY_WRITE,
    "database or disk is full": "nothing was written: make room and decide again",
    "disk I/O error": "nothing was written: look at the disk, make room, and decide again",
}
"""What SQLite says of files and disks."""
