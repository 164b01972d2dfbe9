"""A re-check of single verdicts: what has to be looked at again, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit import tables
from audit.model import Outcome
from audit.proof.replay import Key, key_of
from audit.proof.stored import StoredRun
from audit.text import Segmenter, normalise
from rules.model import Book

PASSED = frozenset({Outcome.MET, Outcome.DECLARED, Outcome.INAPPLICABLE})
FAILED = frozenset({Outcome.MISSING, Outcome.PARTIAL, Outcome.STALE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a re-check says of one verdict. `passed` is None where nothing could be decided: the site did not answer,
    a person has to look, or the record is on no page any more. `reason` is for supervisors, in Chinese.
    """

    passed: bool | None
    outcome: str
    reason: str
    url: str = ""


def columns_for(run: StoredRun, unit_id: str, book: Book, points: Collection[str], segmenter: Segmenter) -> set[str]:
    """Names of the unit's columns where these points would stand, by what the run stored.

    Those named for a point or its domain, and the innermost of pages that showed something of it or that a finding
    speaks of. Raises CaptureError for unreadable files.
    """
    directory = run.directory(unit_id)
    words = {word for id_ in points for word in (*book.points[id_].columns, *book.domain_of(id_).columns)}
    shown = {row["url"] for row in tables.read(directory, "evidence") if row["point_id"] in points}
    shown |= set(pages_of(run, unit_id, points))
    found: set[str] = set()
    for row in tables.read(directory, "documents"):
        columns = row["columns"] or []
        found |= {name for name in columns if any(segmenter.spans(word, normalise(name)) for word in words)}
        if row["url"] in shown:
            found |= set(columns[-1:])
    return found


def pages_of(run: StoredRun, unit_id: str, points: Collection[str]) -> list[str]:
    """The pages that the unit's findings on these points speak of, each once."""
    urls = [row["url"] for row in run.findings(unit_id) if row["point_id"] in points and row["url"]]
    return list(dict.fromkeys(urls))


def answer(rows: Sequence[Mapping[str, Any]], key: Key) -> Answer:
    """What the findings of a re-check say of the verdict `key`."""
    row = next((one for one in rows if key_of(one) == key), None)
    if row is None:
        return Answer(passed=None, outcome="", reason="复核时未见该记录，请人工核实")
    outcome = Outcome(row["outcome"])
    passed = True if outcome in PASSED else False if outcome in FAILED else None
    return Answer(passed=passed, outcome=str(outcome), reason=row["reason"], url=row["url"] or "")


def shown(rows: Sequence[Mapping[str, Any]], key: Key, url: str) -> list[Mapping[str, Any]]:
    """The rows of evidence.parquet of a unit that the finding `key`, which speaks of the page `url`, rests on.

    What stands at its address, and what belongs to its record: a page may be evidence as a whole for its only record.
    """
    point, scheme, record = key
    told = [row for row in rows if row["point_id"] == point and scheme in ("", row["scheme_id"] or "")]
    return [
        row
        for row in told
        if (row["record_key"] or "") == record or (row["url"] == url and not (record and row["record_key"]))
    ]
