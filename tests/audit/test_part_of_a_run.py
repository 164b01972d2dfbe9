"""Auditing some units of a run again leaves what is known of the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from audit import tables
from audit.run import audit
from crawler import capture
from crawler.capture import Visit, write_visit
from crawler.units import Unit
from rules.model import Book


def unit(unit_id: str) -> Unit:
    return Unit(unit_id=unit_id, name=f"{unit_id}局", kind="department", duty=(), sites=(f"http://{unit_id}.example/",))


def visited(data: Path) -> Path:
    """A run in which two units were visited."""
    for unit_id in ("a", "b"):
        visit = {"state": "unreachable", "pages": 0, "documents": 0, "attachments": 0, "misses": 1, "columns_found": ()}
        directory = capture.unit_dir(data, "r1", unit_id)
        write_visit(directory, Visit(run_id="r1", unit_id=unit_id, started_at="", finished_at="", **visit))  # type: ignore[arg-type]
    return capture.run_dir(data, "r1")


def test_auditing_one_unit_keeps_the_rows_of_the_others(tmp_path: Path) -> None:
    book, day = Book(domains=(), duties={}), date(2026, 11, 23)
    run = visited(tmp_path)
    audit(tmp_path, "r1", [unit("a"), unit("b")], book, day)
    capture.update_run(run, broken=["b"])
    audit(tmp_path, "r1", [unit("a")], book, day)
    assert sorted(row["unit_id"] for row in tables.read(run, "units")) == ["a", "b"]
    assert capture.read_run(run)["broken"] == ["b"]
    audit(tmp_path, "r1", [unit("b")], book, day)
    assert capture.read_run(run)["broken"] == []


def test_a_full_disk_is_no_units_fault(tmp_path: Path) -> None:
    """The audit stops and the run is not audited; with room it goes on."""
    book, day = Book(domains=(), duties={}), date(2026, 11, 23)
    run = visited(tmp_path)
    part = capture.unit_dir(tmp_path, "r1", "b") / ".documents.parquet.part"
    part.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device"):
        audit(tmp_path, "r1", [unit("a"), unit("b")], book, day)
    assert not capture.read_run(run)["audited"] and "broken" not in capture.read_run(run)
    audit(tmp_path, "r1", [unit("a"), unit("b")], book, day)
    assert capture.read_run(run)["audited"] and capture.read_run(run)["broken"] == []


def test_what_cannot_be_read_of_a_unit_is_told_on_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    book, day = Book(domains=(), duties={}), date(2026, 11, 23)
    run = visited(tmp_path)
    pages = capture.unit_dir(tmp_path, "r1", "b") / "pages.jsonl"
    pages.mkdir()
    audit(tmp_path, "r1", [unit("a"), unit("b")], book, day)
    assert capture.read_run(run)["broken"] == ["b"]
    assert caplog.messages == [f"b could not be audited\n{pages}: Is a directory"]
