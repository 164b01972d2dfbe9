"""Auditing some units of a run again leaves what is known of the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from audit import tables
from audit.run import audit
from crawler import capture
from crawler.capture import Visit, write_visit
from crawler.units import Unit
from rules.model import Book


def unit(unit_id: str) -> Unit:
    return Unit(unit_id=unit_id, name=f"{unit_id}局", kind="department", duty=(), sites=(f"http://{unit_id}.example/",))


def test_auditing_one_unit_keeps_the_rows_of_the_others(tmp_path: Path) -> None:
    book, day = Book(domains=(), duties={}), date(2026, 11, 23)
    run = capture.run_dir(tmp_path, "r1")
    for unit_id in ("a", "b"):
        visit = {"state": "unreachable", "pages": 0, "documents": 0, "attachments": 0, "misses": 1, "columns_found": ()}
        directory = capture.unit_dir(tmp_path, "r1", unit_id)
        write_visit(directory, Visit(run_id="r1", unit_id=unit_id, started_at="", finished_at="", **visit))  # type: ignore[arg-type]
    audit(tmp_path, "r1", [unit("a"), unit("b")], book, day)
    capture.update_run(run, broken=["b"])
    audit(tmp_path, "r1", [unit("a")], book, day)
    assert sorted(row["unit_id"] for row in tables.read(run, "units")) == ["a", "b"]
    assert capture.read_run(run)["broken"] == ["b"]
    audit(tmp_path, "r1", [unit("b")], book, day)
    assert capture.read_run(run)["broken"] == []
