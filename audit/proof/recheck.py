"""What a re-check of some points on a unit has to look at again, told by what the last run stored."""

from __future__ import annotations

from collections.abc import Collection

from audit import tables
from audit.proof.stored import StoredRun
from audit.text import Segmenter, normalise
from rules.model import Book


def columns_for(run: StoredRun, unit_id: str, book: Book, points: Collection[str], segmenter: Segmenter) -> set[str]:
    """Names of the unit's columns where these points would stand.

    Those named for a point or its domain, and the innermost of pages that showed something of it or that a finding
    speaks of. Empty: the unit has none, and the whole site has to be looked at. Raises CaptureError for unreadable files.
    """
    directory = run.directory(unit_id)
    words = {word for id_ in points for word in (*book.points[id_].columns, *book.domain_of(id_).columns)}
    shown = {row["url"] for row in tables.read(directory, "evidence") if row["point_id"] in points}
    shown |= {row["url"] for row in run.findings(unit_id) if row["point_id"] in points and row["url"]}
    found: set[str] = set()
    for row in tables.read(directory, "documents"):
        columns = row["columns"] or []
        found |= {name for name in columns if any(segmenter.spans(word, normalise(name)) for word in words)}
        if row["url"] in shown:
            found |= set(columns[-1:])
    return found
