"""After pruning, the verdicts that cases rest on still come out the same, from the same bytes, and can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import capture
from gongkai.cli import main
from gongkai.demo.build import build
from gongkai.demo.city import AS_OF, load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve
from gongkai.weekly import run_job
from output import store

UNIT = "tyj"
WEEKS = 4
CASE = """
    SELECT case_id, outcome, evidence_hash FROM "case" JOIN finding USING (case_id)
    WHERE open AND finding.run_id = '{run}' AND first_run = '{run}' AND outcome = '{outcome}' ORDER BY case_id LIMIT 1
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Four weeks of a unit whose pages change every week, the oldest ones pruned."""
    folder, city = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("city")
    sample = build(city, free_port(load_city(), 19800))
    write_units(folder / "units.csv", tuple(site for site in sample.sites if site.unit == UNIT))
    with serve(sample):
        for week in range(WEEKS):
            for page in (city / UNIT).rglob("*.html"):
                page.write_bytes(page.read_bytes() + f"<!-- {week} {'x' * 2000} -->".encode())
            run_job(folder / "units.csv", folder, AS_OF + timedelta(weeks=week), delay=0, full=True)
    yield folder


def gongkai(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def run_id(week: int) -> str:
    return (AS_OF + timedelta(weeks=week)).isoformat()


def test_replay_and_evidence_of_a_case_work_after_pruning(data: Path, tmp_path: Path) -> None:
    cases = [
        case
        for outcome in ("missing", "partial")
        for case in store.ask(data, CASE.format(run=run_id(0), outcome=outcome))[1]
    ]
    assert cases
    command = ["--data", data, "--run", run_id(0)]
    shown = {}
    for case_id, _, _ in cases:
        assert gongkai("evidence", case_id, *command, "--out", tmp_path / f"before-{case_id}").exit_code == 0
        shown[case_id] = {path.name: path.read_bytes() for path in (tmp_path / f"before-{case_id}").iterdir()}
    pruned = gongkai("prune", "--data", data, "--older-than-weeks", "1")
    assert pruned.exit_code == 0, pruned.output
    first = list(capture.unit_dir(data, run_id(0), UNIT).glob("*.warc.gz"))
    assert first and f"{run_id(0)} {UNIT}: " in pruned.stdout and "for cases" in pruned.stdout
    assert not list(capture.unit_dir(data, run_id(1), UNIT).glob("*.warc.gz"))
    for case_id, _, _ in cases:
        again = gongkai("replay", case_id, *command)
        assert again.exit_code == 0, again.output
        assert "agrees" in again.stdout
        assert gongkai("evidence", case_id, *command, "--out", tmp_path / f"after-{case_id}").exit_code == 0
        after = {path.name: path.read_bytes() for path in (tmp_path / f"after-{case_id}").iterdir()}
        assert after == shown[case_id]
    store.build(data)
    known = {case_id: mark for case_id, _, mark in cases}
    now = dict(store.ask(data, 'SELECT case_id, evidence_hash FROM "case"')[1])
    assert {case_id: now[case_id] for case_id in known} == known


def test_a_verdict_whose_pages_went_is_told_plainly(data: Path) -> None:
    result = gongkai("replay", UNIT, "--data", data, "--run", run_id(1))
    assert result.exit_code == 2, result.output
    assert "was removed (pruned.jsonl names" in result.stderr


def test_the_next_crawl_goes_on_from_the_last_good_visit(data: Path) -> None:
    sample_run = capture.run_dirs(data)[-1]
    assert sample_run.name == run_id(WEEKS - 1)
    again = gongkai("replay", UNIT, "--data", data)
    assert again.exit_code == 0 and "0 differ" in again.stderr
