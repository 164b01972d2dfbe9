"""The books that judged: each kept once, under its digest, so that a verdict can be given again years later."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from pydantic import ValidationError

from rules.load import RuleError, book_digest
from rules.model import Book

FOLDER = "books"


def keep(data: Path, book: Book) -> str:
    """Keep `book` in the data directory unless it is there already; returns its digest. Examples are left out."""
    digest = book_digest(book)
    path = kept_file(data, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        bare = book.model_dump_json(exclude={"domains": {"__all__": {"points": {"__all__": {"good", "bad"}}}}})
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        scratch.write_bytes(gzip.compress(bare.encode("utf-8"), mtime=0))
        scratch.replace(path)
    return digest


def kept(data: Path, digest: str) -> Book:
    """The book of that digest. Raises RuleError when it was not kept, or was altered since."""
    path = kept_file(data, digest)
    try:
        book = Book.model_validate_json(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise RuleError(
            f"{path}: the book that judged this run cannot be read ({reason}); audit the run again"
        ) from error
    if book_digest(book) != digest:
        raise RuleError(f"{path}: the kept book is not the one that judged; restore the file or audit the run again")
    return book


def kept_file(data: Path, digest: str) -> Path:
    """Where the book of a digest is kept."""
    return data / FOLDER / f"{digest}.json.gz"
