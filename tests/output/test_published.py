"""A run in which too few units answered is stored, but what people see stays the run before."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from run_files import finding, write_run

from output import store
from output.cli import export
from output.doctor import storage

GOOD, HELD, LATER = "2026-11-16", "2026-11-23", "2026-11-30"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_run(tmp_path, GOOD, [finding("nync", "PA-01", "missing"), finding("mzj", "PA-01", "met")])
    write_run(tmp_path, HELD, [finding("nync", "PA-01", "unchecked"), finding("mzj", "PA-01", "missing")], published=False)  # fmt: skip
    return tmp_path


def exported(data: Path, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(export, ["--data", str(data), *options])
    return result.exit_code, result.stdout, result.stderr


def test_views_cases_and_lists_stay_with_the_published_run(data: Path) -> None:
    code, files, talk = exported(data)
    assert code == 0
    assert f"run {HELD} is not published" in talk
    assert HELD not in files and GOOD in files
    assert store.ask(data, "SELECT run_id, complete, published FROM run ORDER BY number")[1] == [
        (GOOD, True, True),
        (HELD, False, False),
    ]
    assert store.ask(data, "SELECT DISTINCT run_id, unit_id FROM deficiency")[1] == [(GOOD, "nync")]
    assert store.ask(data, "SELECT DISTINCT run_id FROM coverage_all")[1] == [(GOOD,)]
    assert store.ask(data, 'SELECT unit_id FROM "case" WHERE open')[1] == [("nync",)]


def test_the_findings_of_a_run_held_back_are_stored(data: Path) -> None:
    store.build(data)
    assert store.ask(data, "SELECT run_id, count(*) FROM finding GROUP BY ALL ORDER BY ALL")[1] == [
        (GOOD, 2),
        (HELD, 2),
    ]


def test_its_lists_are_refused_in_one_line(data: Path) -> None:
    code, files, talk = exported(data, "--run", HELD)
    assert (code, files) == (2, "")
    assert f"run '{HELD}': is not published, too few units answered; run again with: gongkai run" in talk


def test_the_next_published_run_is_the_latest(data: Path) -> None:
    write_run(data, LATER, [finding("nync", "PA-01", "met")], published=True)
    code, files, talk = exported(data)
    assert (code, "not published" in talk) == (0, False)
    assert LATER in files
    assert exported(data, "--run", HELD)[0] == 2
    assert exported(data, "--run", GOOD)[0] == 0


def test_a_first_run_that_is_held_back_leaves_nothing_to_list(tmp_path: Path) -> None:
    write_run(tmp_path, HELD, [finding("nync", "PA-01", "unchecked")], published=False)
    code, _, talk = exported(tmp_path)
    assert code == 2
    assert "is not published" in talk


def test_the_self_check_raises_an_alarm(data: Path) -> None:
    assert any(note.level == "alarm" and "not published" in note.text for note in storage(data))
