"""The health of the crawls, and the self-check that tells it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from run_files import finding, write_run

from audit.attachments.extras import recognises_scans
from crawler import capture, chromium
from gongkai.cli import main
from output import store

WEEKS = ("2026-11-02", "2026-11-09", "2026-11-16")


def visit(data: Path, week: str, unit_id: str, **values: Any) -> None:
    directory = capture.unit_dir(data, week, unit_id)
    known = capture.read_visit(directory)
    assert known is not None
    capture.write_visit(directory, replace(known, **values))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks: nync goes on well; mzj brings less in the last week and loses a column; yjj is blocked in it."""
    data = tmp_path_factory.mktemp("data")
    for number, week in enumerate(WEEKS):
        write_run(data, week, [finding(unit_id, "PA-01", "met") for unit_id in ("nync", "mzj", "yjj")])
        for unit_id in ("nync", "mzj", "yjj"):
            visit(data, week, unit_id, pages=30, documents=20 + number, attachments=4)
    visit(data, WEEKS[-1], "mzj", documents=3, attachments=0, state="partial", shortfall="3, 25 before", vanished=("公示公告",))  # fmt: skip
    visit(data, WEEKS[-1], "yjj", documents=0, attachments=0, pages=0, state="blocked")
    store.build(data)
    return data


def test_a_visit_is_set_against_the_last_good_one(data: Path) -> None:
    sql = (
        "SELECT unit_id, health, documents, documents_before, compared_with, last_good_run FROM health ORDER BY unit_id"
    )
    assert store.ask(data, sql)[1] == [
        ("mzj", "found_less", 3, 21, WEEKS[1], WEEKS[1]),
        ("nync", "good", 22, 21, WEEKS[1], WEEKS[2]),
        ("yjj", "blocked", 0, 21, WEEKS[1], WEEKS[1]),
    ]


def test_many_misses_and_lost_columns_are_alarms(data: Path, tmp_path: Path) -> None:
    for week in WEEKS[:2]:
        write_run(tmp_path, week, [finding("nync", "PA-01", "met"), finding("mzj", "PA-01", "met")])
        visit(tmp_path, week, "nync", pages=30, documents=20, misses=6)
        visit(tmp_path, week, "mzj", pages=30, documents=20, misses=1)
    visit(tmp_path, WEEKS[1], "nync", misses=7)
    visit(tmp_path, WEEKS[1], "mzj", vanished=("公示公告",))
    store.build(tmp_path)
    found = dict(store.ask(tmp_path, "SELECT unit_id, health FROM health")[1])
    assert found == {"nync": "many_misses", "mzj": "column_gone"}
    assert dict(store.ask(tmp_path, "SELECT unit_id, health FROM health_all WHERE run_id = '2026-11-02'")[1]) == {
        "nync": "good",
        "mzj": "good",
    }


def test_doctor_tells_the_alarms_and_what_was_before(data: Path) -> None:
    told = CliRunner().invoke(main, ["doctor", "--data", str(data)])
    assert told.exit_code == 0
    lines = {line.split(": ")[0].split()[1]: line for line in told.stdout.splitlines()}
    assert lines["mzj"].startswith("alarm mzj: brought less than half of its last good visit; 3 documents, 0 attachments (before: 21 and 4, run 2026-11-09); columns gone: 公示公告; misses: timeout 1; last good visit: run 2026-11-09")  # fmt: skip
    assert lines["yjj"].startswith("alarm yjj: answered with a challenge page")
    assert lines["nync"].startswith("ok    nync: complete; 22 documents")
    assert "2 alarms" in told.stderr
    assert CliRunner().invoke(main, ["doctor", "--data", str(data), "--fail-on-any"]).exit_code == 1


def test_doctor_looks_at_the_machine_alone_and_at_an_empty_directory(tmp_path: Path) -> None:
    alone = CliRunner().invoke(main, ["doctor", "--json"])
    assert alone.exit_code == 0
    told = {note["subject"]: note for note in map(json.loads, alone.stdout.splitlines())}
    assert {"python", "scrapy", "duckdb", "chromium"} <= told.keys()
    empty = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])
    assert empty.exit_code == 0
    assert "note  runs: none under" in empty.stdout


@pytest.mark.parametrize(
    ("switch", "subject", "said"),
    [("GONGKAI_DRAWING", "drawing", "script pages are not drawn (GONGKAI_DRAWING is off)"), ("GONGKAI_OCR", "ocr", "scans are not read")],
)  # fmt: skip
def test_doctor_tells_whether_script_pages_are_drawn_and_scans_read(switch: str, subject: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def told() -> dict[str, str]:
        lines = CliRunner().invoke(main, ["doctor", "--json"]).stdout.splitlines()
        return next(note for note in map(json.loads, lines) if note["subject"] == subject)

    monkeypatch.setenv(switch, "off")
    assert (told()["level"], told()["text"].startswith(said)) == ("note", True)
    monkeypatch.delenv(switch)
    able = {"drawing": chromium.draws, "ocr": recognises_scans}[subject]()
    assert told()["level"] == ("ok" if able else "note")


def test_doctor_tells_what_keeps_pages_from_being_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_DRAWING")
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/nowhere/chromium")
    text = CliRunner().invoke(main, ["doctor"]).stdout
    assert "chromium: not found" in text
    assert "note  drawing: script pages are not drawn (" in text


def test_doctor_names_a_run_that_was_not_ended_and_units_that_broke(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-01", "met")], audited=False, broken=["mzj"])
    told = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)]).stdout
    assert "was not audited to its end" in told
    assert "alarm mzj: could not be audited" in told
    assert "alarm database" in told


def test_doctor_refuses_what_is_no_run(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path), "--run", "x'; DROP"])
    assert result.exit_code == 2
