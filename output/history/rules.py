"""Which rules judged each run, and what differs between two books that judged one after the other."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from glob import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.kept import kept_file

if TYPE_CHECKING:
    import duckdb

SHORT = 24
"""Values longer than this are named by their key alone."""
AROUND = ("kind", "gate", "columns", "events", "shapes", "records", "schemes", "unnamed")
"""Keys of a domain that count in the digests of its points (`rules.load.point_digest`)."""
_EXAMPLES = ("good", "bad")
_COLUMNS = "run_id, book_digest, point_id, rule_digest, severity, status, title"


def keep_rules(db: duckdb.DuckDBPyConnection, runs: Sequence[Path]) -> None:
    """Fill rule_snapshot and rule_detail of `db` from the run directories and the kept books, and make rule_change."""
    db.execute(files("output.history").joinpath("rules.sql").read_text(encoding="utf-8"))
    for run in runs:
        if (path := run / "points.parquet").exists():
            db.execute(
                f"INSERT INTO rule_snapshot ({_COLUMNS}) SELECT run_id, run.rule_digest, point_id, file.rule_digest,"  # noqa: S608 - constants
                " severity, status, title FROM read_parquet(?) AS file JOIN run ON run.run_id = ?",
                [escape(str(path)), run.name],
            )
    pairs = db.execute(
        "SELECT DISTINCT older, newer FROM (SELECT lag(rule_digest) OVER (ORDER BY number) AS older,"
        " rule_digest AS newer FROM run WHERE complete) WHERE older <> newer ORDER BY ALL"
    ).fetchall()
    told = [row for older, newer in pairs for row in _told(runs[0].parents[1], older, newer)]
    if told:
        db.executemany("INSERT INTO rule_detail VALUES (?, ?, ?, ?)", told)


def _told(data: Path, older: str, newer: str) -> Iterator[tuple[str, str, str, str]]:
    before, after = _book(data, older), _book(data, newer)
    if before is not None and after is not None:
        for point_id, what in differences(before, after):
            yield older, newer, point_id, what


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Points that both books (as JSON) have and that differ, with what differs; "" with the duties, where they do."""
    old, new = _points(before), _points(after)
    for point_id in new:
        if point_id in old and (what := _differing(old[point_id], new[point_id])):
            yield point_id, what
    duties, now = before.get("duties", {}), after.get("duties", {})
    if changed := sorted(key for key in {**duties, **now} if duties.get(key) != now.get(key)):
        yield "", f"who owes what: {', '.join(changed)}"


def _points(book: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each point with what counts of its domain, under keys that tell the two apart."""
    found: dict[str, dict[str, Any]] = {}
    for domain in book["domains"]:
        around = {f"domain {key}": domain.get(key) for key in AROUND}
        for point in domain["points"]:
            found[point["id"]] = {key: value for key, value in point.items() if key not in _EXAMPLES} | around
    return found


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    said = []
    for key in {**old, **new}:
        before, after = old.get(key), new.get(key)
        if before != after:
            short = all(len(str(one)) <= SHORT and not isinstance(one, dict) for one in (before, after))
            said.append(f"{key} {_plain(before)} → {_plain(after)}" if short else key)
    return "; ".join(said)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)


def _book(data: Path, digest: str) -> dict[str, Any] | None:
    """A kept book as it stands in its file; None when it cannot be read. Only its words are compared, nobody judges by it."""
    try:
        book: dict[str, Any] = json.loads(gzip.decompress(kept_file(data, digest).read_bytes()))
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return book if isinstance(book, dict) and "domains" in book else None
