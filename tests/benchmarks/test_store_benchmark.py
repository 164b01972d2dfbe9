"""The benchmark of the database measures what it says, on a year of a few documents."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from benchmarks.store import Line, main
from output.queries import ready_queries

SMALL = "--documents 800 --findings 9000 --runs 2 --units 8 --memory 500MB".split()


def test_a_year(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["year", "--data", str(tmp_path), *SMALL])
    assert done.exit_code == 0, done.output
    assert re.search(r"weekly build, 1 week more +\d+\.\d+ s  \(at most 120\)", done.stdout)
    assert "view scorecard (8 rows)" in done.stdout
    assert all(f"query {name} (" in done.stdout for name in ready_queries())
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["2026-01-05", "2026-01-12"]


def test_a_search() -> None:
    done = CliRunner().invoke(main, ["search", "--texts", "500"])
    assert done.exit_code == 0, done.output
    assert "search 一个 (20 rows)" in done.stdout


def test_what_is_over_its_bound() -> None:
    assert Line("build", 121, "s", 120).over()
    assert not Line("build", 119, "s", 120).over()
    assert not Line("processors", 500, "s").over()
