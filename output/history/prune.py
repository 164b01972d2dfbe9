"""Drop old captures, but nothing that a later run, the next crawl or a case rests on.

For each old visit, in this order: what must stay is copied, byte for byte, into a small WARC of its own; that file and
the list of where its records stand are on disk; the journal ``pruned.jsonl`` says what goes; then the old files go. A
kill between any two steps leaves every record that must stay readable, and the next pruning does the rest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.warcwriter import WARCWriter

from crawler import capture
from crawler.capture import CaptureError, PageRow
from crawler.exchanges import read_exchange
from crawler.moved import MAP, MOVED, key_of
from output.history.needed import CAPTURES, Old

JOURNAL = "pruned.jsonl"
PRUNED = "pruned"
"""The key of run.json that names the units whose captures are not whole any more."""
WORTH = 0.9
"""Files of which more than this share must stay are left as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What becomes of one old visit. `kept_bytes` and `kept` are what stays, `reasons` why, `note` what hindered."""

    run_id: str
    unit_id: str
    dropped: tuple[str, ...]
    dropped_bytes: int
    kept: int
    kept_bytes: int
    reasons: dict[str, int]
    note: str = ""


def prune(
    data: Path, visits: Sequence[Old], now: datetime, act: bool, progress: Callable[[Pruned], None] = lambda one: None
) -> list[Pruned]:
    """Drop what may go of `visits`; with `act` false only say what would. `progress` is told of each.

    Raises OSError when the disk refuses; what must stay is readable then, too.
    """
    done = []
    for visit in visits:
        one = _visit(data, visit, now, act)
        progress(one)
        done.append(one)
    return done


def _visit(data: Path, visit: Old, now: datetime, act: bool) -> Pruned:
    total = sum(path.stat().st_size for path in visit.files)
    try:
        sizes = [len(raw) for _, raw in _records(visit)]
    except CaptureError as error:
        return _said(visit, (), 0, total, f"left whole: {error}")
    if sum(sizes) > WORTH * total or _settled(visit):
        return _said(visit, (), 0, total, "left whole: nearly all of it must stay" if sizes else "")
    keep = _moved(visit) if act and sizes else None
    names = tuple(path.name for path in visit.files if path != keep)
    one = _said(visit, names, total - sum(sizes), sum(sizes))
    if act:
        _mark(visit)
        _note(data / JOURNAL, one, now)
        for path in visit.files:
            if path != keep:
                path.unlink()
        if not sizes:
            (visit.directory / MAP).unlink(missing_ok=True)
    return one


def _said(visit: Old, dropped: tuple[str, ...], dropped_bytes: int, kept_bytes: int, note: str = "") -> Pruned:
    return Pruned(
        run_id=visit.run_id,
        unit_id=visit.unit_id,
        dropped=dropped,
        dropped_bytes=dropped_bytes,
        kept=len(visit.needed.rows),
        kept_bytes=kept_bytes,
        reasons=dict(visit.needed.reasons),
        note=note,
    )


def _settled(visit: Old) -> bool:
    """Whether an earlier pruning left just what must stay."""
    if not visit.needed.rows or any(path.match(CAPTURES) for path in visit.files):
        return False
    wanted = {key_of(warc, offset) for warc, offset in visit.needed.rows}
    return set(json.loads((visit.directory / MAP).read_text(encoding="utf-8"))["records"]) == wanted


def _records(visit: Old) -> Iterator[tuple[PageRow, bytes]]:
    """What must stay, in the order in which it was written. Raises CaptureError when a record cannot be read."""
    for _, row in sorted(visit.needed.rows.items()):
        yield row, read_exchange(visit.directory, _own(row)).warc


def _own(row: PageRow) -> PageRow:
    """The row as the visit that holds the record would have it."""
    return replace(row, run="")


def _moved(visit: Old) -> Path:
    """Copy what must stay into a small WARC of its own, and have it and its map on disk."""
    number = max((int(path.name[5:-8]) for path in visit.directory.glob(MOVED)), default=0) + 1
    target = visit.directory / f"kept-{number:03d}.warc.gz"
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    places: dict[str, int] = {}
    with scratch.open("wb") as out:
        _head(out, target.name, visit)
        for row, raw in _records(visit):
            places[key_of(row.warc, row.offset)] = out.tell()
            out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(target)
    capture.write_json(visit.directory / MAP, {"file": target.name, "records": places})
    _sync(visit.directory)
    return target


def _head(out: BinaryIO, name: str, visit: Old) -> None:
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    info = {"isPartOf": f"{visit.run_id}/{visit.unit_id}", "description": "records kept when old captures were dropped"}
    writer.write_record(writer.create_warcinfo_record(name, info))


def _mark(visit: Old) -> None:
    run = visit.directory.parents[1]
    known = set(capture.read_run(run).get(PRUNED, []))
    if visit.unit_id not in known:
        capture.update_run(run, **{PRUNED: sorted(known | {visit.unit_id})})


def _note(path: Path, one: Pruned, now: datetime) -> None:
    """A line of the journal, on disk before anything goes."""
    line: dict[str, Any] = {
        "at": now.isoformat(timespec="seconds"), "run_id": one.run_id, "unit_id": one.unit_id,
        "dropped": list(one.dropped), "dropped_bytes": one.dropped_bytes, "kept_records": one.kept,
        "kept_bytes": one.kept_bytes, "kept_for": one.reasons,
    }  # fmt: skip
    with path.open("ab") as out:
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
