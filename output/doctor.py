"""Self-check: is this machine fit to run, is the data whole, and are the crawls of the units healthy?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from audit.attachments.extras import SWITCH, recognises_scans
from crawler import capture
from crawler.capture import CaptureError
from crawler.chromium import hindrance, program
from output.store import DATABASE, StoreError, ask

LEAST_FREE = 2 * 1024**3
"""Bytes of free disk below which a weekly run may not come to its end."""
LIBRARIES = ("scrapy", "lxml", "jieba", "duckdb", "pyarrow", "pypdfium2", "xlsxwriter")
GOOD, ALARM, NOTE = "ok", "alarm", "note"
HEALTH_WORDS = {
    "unreachable": "did not answer",
    "blocked": "answered with a challenge page",
    "found_less": "brought less than half of its last good visit",
    "column_gone": "lacks disclosure columns that it had",
    "no_column": "shows no disclosure column",
    "many_misses": "could not be seen for more than one page in five",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was looked at. `level`: ok, note (worth knowing) or alarm (someone should act)."""

    level: str
    subject: str
    text: str


def machine() -> Iterator[Note]:
    """Python, the libraries that do the work, and what is optional."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Note(GOOD if sys.version_info >= (3, 11) else ALARM, "python", version)
    for name in LIBRARIES:
        try:
            yield Note(GOOD, name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Note(ALARM, name, "is not installed; install gongkai with its dependencies")
    found = program()
    yield Note(GOOD, "chromium", found) if found else Note(NOTE, "chromium", "not found: evidence has no pictures")
    why = hindrance()
    undrawn = f"script pages are not drawn ({why}): what only a script shows is unchecked"
    yield Note(NOTE, "drawing", undrawn) if why else Note(GOOD, "drawing", "script pages are drawn")
    unread = (
        f"scans are not read (extra gongkai[ocr] not installed, or {SWITCH} is off): what stands only there is manual"
    )
    yield Note(GOOD, "ocr", "scans are read") if recognises_scans() else Note(NOTE, "ocr", unread)


def storage(data: Path) -> Iterator[Note]:
    """Room on the disk, the runs, and the database."""
    free = shutil.disk_usage(data).free
    level = GOOD if free >= LEAST_FREE else ALARM
    yield Note(level, "disk", f"{free / 1024**3:.1f} GiB free at {data}")
    runs = capture.run_dirs(data)
    if not runs:
        yield Note(NOTE, "runs", f"none under {data}; start one with: gongkai run")
        return
    yield Note(GOOD, "runs", f"{len(runs)}, the newest is {runs[-1].name}")
    yield from _newest(runs[-1])
    link = data / DATABASE
    if not link.exists():
        yield Note(ALARM, "database", f"{link} is not there; build it with: gongkai export --data {data}")


def _newest(run: Path) -> Iterator[Note]:
    try:
        said = capture.read_run(run)
    except CaptureError as error:
        yield Note(ALARM, "run", str(error))
        return
    for key, text in (("crawled", "was not crawled to its end"), ("audited", "was not audited to its end")):
        if not said.get(key):
            yield Note(ALARM, "run", f"{run.name} {text}; go on with: gongkai run")
    if not said.get("published", True):
        yield Note(
            ALARM, "run", f"{run.name} is not published: too few units answered; the run before stays the latest"
        )
    for unit_id in said.get("broken", []):
        yield Note(ALARM, unit_id, f"could not be audited in run {run.name}; see its log")


def units(data: Path, run_id: str = "") -> Iterator[Note]:
    """Health of each unit's visit, in the newest run of the database or in `run_id`. Raises StoreError."""
    where = f"run_id = '{run_id}'" if run_id else "run_id = (SELECT arg_max(run_id, number) FROM run)"
    names, rows = ask(data, f"SELECT * FROM health_all WHERE {where} ORDER BY unit_id")  # noqa: S608 - a safe name
    for row in rows:
        yield _of_unit(dict(zip(names, row, strict=True)))


def _of_unit(row: dict[str, Any]) -> Note:
    parts = [HEALTH_WORDS.get(row["health"], row["state"])]
    parts += [part for part in (_compared(row), _columns(row), _misses(row)) if part]
    if not row["good_visit"]:
        last = row["last_good_run"]
        parts.append(f"last good visit: run {last}" if last else "never had a good visit")
    return Note(GOOD if row["health"] == "good" else ALARM, row["unit_id"], "; ".join(parts))


def _compared(row: dict[str, Any]) -> str:
    now = f"{row['documents']} documents, {row['attachments']} attachments"
    if row["compared_with"] is None:
        return f"{now} (first good visit)" if row["good_visit"] else now
    return f"{now} (before: {row['documents_before']} and {row['attachments_before']}, run {row['compared_with']})"


def _columns(row: dict[str, Any]) -> str:
    parts = []
    if row["columns_vanished"]:
        parts.append(f"columns gone: {', '.join(row['columns_vanished'])}")
    if row["columns_appeared"]:
        parts.append(f"columns new: {', '.join(row['columns_appeared'])}")
    return "; ".join(parts)


def _misses(row: dict[str, Any]) -> str:
    reasons = ", ".join(f"{reason} {count}" for reason, count in (row["misses_by_reason"] or {}).items())
    return f"misses: {reasons}" if reasons else ""


def examine(data: Path | None, run_id: str = "") -> list[Note]:
    """Everything: the machine, and, with a data directory, its storage and the units' health."""
    notes = list(machine())
    if data is not None:
        notes += storage(data)
        if (data / DATABASE).exists():
            try:
                notes += units(data, run_id)
            except StoreError as error:
                notes.append(Note(ALARM, "database", str(error)))
    return notes
