"""What was read and judged before, so that a weekly audit works on what is new: ``DATA/cache/audit.sqlite``.

Three kinds of entries. A *page* is what a captured body came to, screened (`audit.screened`: no personal word, no personal
number), under the body's digest, its address, and the engine. A *verdict* is what the judge said of a page in its place,
under the page, its columns and issuer and the host's repeated lines in it, with the book that judged. *Facts* are what
the checks of a whole site keep of a page (`audit.site.facts`: no text of its own), under its digest, address and kind.

The cache is only ever a shortcut: a file that cannot be used is named in the log, thrown away and begun anew. Several
processes may use it at once (SQLite's write-ahead log), and one that is killed leaves it whole.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from audit.judge import Declaration, Doubt
from audit.model import Evidence, Lookalike
from audit.records import Record
from audit.reuse.screened import Screened
from audit.site.model import PageFacts

log = logging.getLogger(__name__)
FOLDER, FILE = "cache", "audit.sqlite"
FORMAT = "2"
KEEP_RUNS = 8
"""Entries that none of so many runs has used are dropped."""
PATIENCE = 60
"""Seconds to wait for another process that is writing."""
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run (number INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS book (digest TEXT PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS verdict (key BLOB PRIMARY KEY, book TEXT NOT NULL, value BLOB NOT NULL, used INTEGER NOT NULL);
"""
_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_IOERR", "SQLITE_ERROR")
"""What SQLite says of a file that is not, or no longer, the one that was written."""
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge said of one document, without the document."""

    domains: frozenset[str]
    evidence: tuple[Evidence, ...]
    lookalikes: tuple[Lookalike, ...]
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True)
class BookWords:
    """A book as far as verdicts hang on it: the digest of every point and of every domain without its points, and the
    words that the segmenter or the table reader knows it by."""

    points: Mapping[str, str]
    domains: Mapping[str, str]
    words: frozenset[str]


_PAGE, _VERDICT, _BOOK = TypeAdapter(Screened), TypeAdapter(Verdict), TypeAdapter(BookWords)
_FACTS = TypeAdapter(PageFacts)


class Cache:
    """The entries of one data directory, for one engine and one run. Reads and writes are per unit; nothing raises."""

    def __init__(self, data: Path, engine: str, run_id: str) -> None:
        self._path = data / FOLDER / FILE
        self._engine, self._run_id = engine, run_id
        self._number = 0
        self._connection: sqlite3.Connection | None = None
        with self._guarded():
            self._open()

    def pages(self, keys: Iterable[bytes]) -> dict[bytes, Screened]:
        """The screened documents that are kept under `keys`."""
        return {key: found for key, (value, _) in self._get("page", keys) if (found := _decoded(_PAGE, value))}

    def verdicts(self, keys: Iterable[bytes]) -> dict[bytes, tuple[str, Verdict]]:
        """The verdicts under `keys`, each with the digest of the book that judged."""
        return {
            key: (book, found)
            for key, (value, book) in self._get("verdict", keys)
            if (found := _decoded(_VERDICT, value))
        }

    def book(self, digest: str) -> BookWords | None:
        """A book that judged before."""
        with self._guarded():
            if self._connection is not None:
                row = self._connection.execute("SELECT value FROM book WHERE digest = ?", (digest,)).fetchone()
                return _decoded(_BOOK, row[0]) if row else None
        return None

    def keep_book(self, digest: str, book: BookWords) -> None:
        """Keep a book under its digest."""
        self._put("INSERT OR REPLACE INTO book VALUES (?, ?, ?)", [(digest, _encoded(_BOOK, book), self._number)])

    def keep_pages(self, pages: Mapping[bytes, Screened]) -> None:
        """Keep screened documents."""
        rows = [(key, _encoded(_PAGE, page), self._number) for key, page in pages.items()]
        self._put("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", rows)

    def keep_verdicts(self, book: str, verdicts: Mapping[bytes, Verdict]) -> None:
        """Keep what the book of that digest said."""
        rows = [(key, book, _encoded(_VERDICT, verdict), self._number) for key, verdict in verdicts.items()]
        self._put("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)", rows)

    def facts(self, keys: Iterable[bytes]) -> dict[bytes, PageFacts]:
        """What the pages under `keys` show of themselves (`audit.site.facts`)."""
        return {key: found for key, (value, _) in self._get("facts", keys) if (found := _decoded(_FACTS, value))}

    def keep_facts(self, facts: Mapping[bytes, PageFacts]) -> None:
        """Keep what pages show of themselves."""
        rows = [(key, _encoded(_FACTS, one), self._number) for key, one in facts.items()]
        self._put("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)

    def sweep(self) -> None:
        """Drop what the last KEEP_RUNS runs did not use."""
        for table in ("page", "facts", "verdict", "book"):
            self._put(f"DELETE FROM {table} WHERE used <= ?", [(self._number - KEEP_RUNS,)])  # noqa: S608 - our own names
        self._put("DELETE FROM run WHERE number <= ?", [(self._number - KEEP_RUNS,)])

    def close(self) -> None:
        """Let go of the file."""
        with self._guarded():
            if self._connection is not None:
                self._connection.close()
        self._connection = None

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        self._connection = connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        known = connection.execute("SELECT name FROM sqlite_master WHERE name = 'meta'").fetchone()
        engine = known and connection.execute("SELECT value FROM meta WHERE name = 'engine'").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        if engine != (f"{FORMAT} {self._engine}",):
            for table in ("meta", "run", "book", "page", "facts", "verdict"):
                connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('engine', ?)", (f"{FORMAT} {self._engine}",))
        connection.execute("INSERT OR IGNORE INTO run (run_id) VALUES (?)", (self._run_id,))
        self._number = connection.execute("SELECT number FROM run WHERE run_id = ?", (self._run_id,)).fetchone()[0]
        connection.execute("COMMIT")

    def _get(self, table: str, keys: Iterable[bytes]) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
        """The rows under `keys`, marked as used by this run."""
        book = "book" if table == "verdict" else "''"
        found: list[tuple[bytes, tuple[bytes, str]]] = []
        with self._guarded():
            if self._connection is not None:
                late: list[tuple[int, bytes]] = []
                for key in keys:
                    row = self._connection.execute(
                        f"SELECT value, {book}, used FROM {table} WHERE key = ?",  # noqa: S608 - our own names
                        (key,),
                    ).fetchone()
                    if row:
                        found.append((key, (row[0], row[1])))
                        if row[2] != self._number:
                            late.append((self._number, key))
                self._put(f"UPDATE {table} SET used = ? WHERE key = ?", late)  # noqa: S608 - our own names
        yield from found

    def _put(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        with self._guarded():
            if self._connection is not None and rows:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(statement, rows)
                self._connection.execute("COMMIT")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """A broken file is thrown away, any other trouble (full disk, no right to write) puts the cache aside."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
            broken = getattr(error, "sqlite_errorname", "").startswith(_BROKEN)
            if broken:
                for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
                    (self._path.parent / name).unlink(missing_ok=True)
            done = "thrown away; it begins anew with the next audit" if broken else "not used"
            log.warning("%s: %s; the cache is %s", self._path, error, done)


def sweep(data: Path, run_id: str, engine: str) -> None:
    """Drop from a data directory's cache what its last runs did not use."""
    cache = Cache(data, engine, run_id)
    cache.sweep()
    cache.close()


def key_of(*parts: object) -> bytes:
    """A key over parts of any kind, each written with its type and length."""
    total = hashlib.blake2b(digest_size=20)
    for part in parts:
        written = repr(part).encode("utf-8", "backslashreplace")
        total.update(len(written).to_bytes(8, "big") + written)
    return total.digest()


def _encoded(adapter: TypeAdapter[Kind], value: Kind) -> bytes:
    return zlib.compress(adapter.dump_json(value), 1)


def _decoded(adapter: TypeAdapter[Kind], value: bytes) -> Kind | None:
    """The value, or None when the bytes are not what was written."""
    try:
        return adapter.validate_json(zlib.decompress(value))
    except (zlib.error, ValidationError, TypeError):
        return None
