"""The hash that says on which evidence a finding rests: equal evidence has equal hashes, whichever run saw it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

Piece = tuple[str | None, str | None, str | None, str | None]
"""Address, grade, value and snippet of one row of the table evidence."""


def evidence_hash(pieces: Iterable[Piece]) -> str:
    """The hash of these pieces of evidence in any order, twice the same being one; empty when there are none.

    output/cases/hashes.sql computes the same in the database.
    """
    digests = sorted({_digest("\x1f".join(part or "" for part in piece)) for piece in pieces})
    return _digest("".join(digests)) if digests else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
