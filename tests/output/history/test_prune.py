"""`gongkai prune`: what goes, what stays and why; a kill in the middle; settings; a run that lost pages is not audited again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from capture_files import UNIT, bodies, set_day, write_visit
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from crawler import capture
from crawler.capture import CaptureError
from gongkai.cli import main
from output import store
from output.history.needed import captures, old_visits
from output.history.prune import JOURNAL, prune
from output.journal.model import Act, Entry
from output.journal.store import open_journal

WEEKS = ["2026-08-03", "2026-08-10", "2026-08-17", "2026-08-24", "2026-08-31"]
NOW = datetime(2026, 9, 1, tzinfo=UTC)
LARGE = "长长的一段话。" * 400


def city(data: Path, lives: str = "met met met met met") -> None:
    """Five weeks: page `a` is new each week, `b` stays from the first, `c` from the second; all large enough to matter."""
    for number, (run_id, outcome) in enumerate(zip(WEEKS, lives.split(), strict=True)):
        pages = {"a": f"第{number}周{os.urandom(3000).hex()}", "b": f"b{LARGE}" if number == 0 else f"={WEEKS[0]}"}
        if number:
            pages["c"] = f"c{LARGE}" if number == 1 else f"={WEEKS[1]}"
        write_visit(data, run_id, pages, outcome)
        set_day(data, run_id)
    store.build(data)


def run(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["prune", "--data", str(data), *options])


def files(data: Path) -> dict[str, list[str]]:
    return {week: [path.name for path in captures(capture.unit_dir(data, week, UNIT))] for week in WEEKS}


def test_what_later_runs_name_stays_in_a_small_warc(tmp_path: Path) -> None:
    city(tmp_path)
    newest = bodies(tmp_path, WEEKS[4])
    result = run(tmp_path, "--older-than-weeks", "2")
    assert result.exit_code == 0, result.output
    assert files(tmp_path) == {
        WEEKS[0]: ["kept-001.warc.gz"],
        WEEKS[1]: ["kept-001.warc.gz"],
        **{week: ["capture-001.warc.gz"] for week in WEEKS[2:]},
    }
    assert bodies(tmp_path, WEEKS[4]) == newest
    assert f"{WEEKS[0]} {UNIT}: " in result.stdout and "1 records kept" in result.stdout
    assert "1 for later runs" in result.stdout
    assert "2 visits older than 2 weeks" in result.stderr
    with pytest.raises(CaptureError, match=r"was removed \(pruned\.jsonl names"):
        bodies(tmp_path, WEEKS[0])


def test_the_small_file_is_a_whole_warc_with_the_same_bytes(tmp_path: Path) -> None:
    city(tmp_path)
    directory = capture.unit_dir(tmp_path, WEEKS[0], UNIT)
    whole = (directory / "capture-001.warc.gz").read_bytes()
    run(tmp_path, "--older-than-weeks", "2")
    kept = directory / "kept-001.warc.gz"
    with kept.open("rb") as source:
        kinds = [record.rec_type for record in ArchiveIterator(source)]
    assert kinds == ["warcinfo", "response", "request"]
    places = json.loads((directory / "kept.json").read_text(encoding="utf-8"))
    [at] = places["records"].values()
    assert kept.read_bytes()[at:] in whole


@pytest.mark.parametrize(
    ("lives", "kept"),
    [
        ("met met met met met", {0: {"b"}, 1: {"c"}}),
        ("met missing missing missing missing", {0: {"b"}, 1: {"a", "c"}}),
        ("missing missing missing missing missing", {0: {"a", "b"}, 1: {"c"}}),
        ("missing met met met met", {0: {"a", "b"}, 1: {"a", "c"}}),
    ],
)
def test_what_a_case_rests_on_stays(tmp_path: Path, lives: str, kept: dict[int, set[str]]) -> None:
    city(tmp_path, lives)
    before = {week: bodies(tmp_path, WEEKS[week]) for week in (0, 1)}
    assert run(tmp_path, "--older-than-weeks", "2").exit_code == 0
    for week, names in kept.items():
        directory = capture.unit_dir(tmp_path, WEEKS[week], UNIT)
        rows = {row.url.rpartition("/")[2]: row for row in capture.read_pages(directory) if not row.run}
        for name, row in rows.items():
            if name in names:
                assert capture.read_body(directory, row) == before[week][row.url]
            else:
                with pytest.raises(CaptureError):
                    capture.read_body(directory, row)


def test_a_case_closed_long_ago_holds_nothing(tmp_path: Path) -> None:
    city(tmp_path, "missing met met met met")
    settings = tmp_path / "gongkai.toml"
    settings.write_text("[retention]\ncaptures_weeks = 2\ncases_weeks = 1\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["--settings", str(settings), "prune", "--data", str(tmp_path)])
    assert result.exit_code == 0, result.output
    with pytest.raises(CaptureError):
        bodies(tmp_path, WEEKS[0])


def test_what_people_did_after_the_build_holds_too(tmp_path: Path) -> None:
    city(tmp_path, "missing met met met met")
    [(case_id,)] = store.ask(tmp_path, 'SELECT case_id FROM "case"')[1]
    with open_journal(tmp_path) as journal:
        journal.append([Entry(case_id=case_id, act=Act.reopen, person="王芳", at=NOW, text="网站又撤下了")])
    (tmp_path / "t.toml").write_text("[retention]\ncases_weeks = 1\n", encoding="utf-8")
    result = run(tmp_path, "--older-than-weeks", "2", "--retention", str(tmp_path / "t.toml"))
    assert result.exit_code == 0, result.output
    assert set(bodies(tmp_path, WEEKS[0])) == {f"http://{UNIT}.example/{name}" for name in "ab"}


def test_the_last_good_visit_stays_whole(tmp_path: Path) -> None:
    write_visit(tmp_path, WEEKS[0], {"a": LARGE})
    set_day(tmp_path, WEEKS[0])
    for week in WEEKS[1:]:
        write_visit(tmp_path, week, {}, "unchecked")
        directory = capture.unit_dir(tmp_path, week, UNIT)
        said = json.loads((directory / capture.VISIT).read_text(encoding="utf-8"))
        capture.write_json(directory / capture.VISIT, said | {"state": "unreachable"})
        set_day(tmp_path, week)
    store.build(tmp_path)
    result = run(tmp_path, "--older-than-weeks", "1")
    assert "1 for last good visit" in result.stdout
    assert bodies(tmp_path, WEEKS[0])


def test_a_run_that_was_not_audited_keeps_all(tmp_path: Path) -> None:
    write_visit(tmp_path, "2026-01-05", {"a": LARGE}, audited=False)
    set_day(tmp_path, "2026-01-05")
    city(tmp_path)
    run(tmp_path, "--older-than-weeks", "2")
    assert bodies(tmp_path, "2026-01-05")


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    city(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "runs").rglob("*") if path.is_file()}
    said = run(tmp_path, "--older-than-weeks", "2", "--dry-run")
    assert {path: path.read_bytes() for path in (tmp_path / "runs").rglob("*") if path.is_file()} == before
    assert not (tmp_path / JOURNAL).exists() and "would go" in said.stderr
    assert run(tmp_path, "--older-than-weeks", "2").stdout == said.stdout


def test_the_journal_tells_what_went_and_why_the_rest_stayed(tmp_path: Path) -> None:
    city(tmp_path)
    prune(tmp_path, old_visits(tmp_path, 2, {}), NOW, act=True)
    first, second = [json.loads(line) for line in (tmp_path / JOURNAL).read_text(encoding="utf-8").splitlines()]
    assert (first["run_id"], first["unit_id"], first["at"]) == (WEEKS[0], UNIT, "2026-09-01T00:00:00+00:00")
    assert (first["dropped"], first["kept_records"], first["kept_for"]) == (
        ["capture-001.warc.gz"],
        1,
        {"later runs": 1},
    )
    assert first["dropped_bytes"] > 0 and second["run_id"] == WEEKS[1]


def test_pruning_again_drops_what_is_not_needed_any_more(tmp_path: Path) -> None:
    city(tmp_path)
    run(tmp_path, "--older-than-weeks", "2")
    assert "left whole" in run(tmp_path, "--older-than-weeks", "2").stdout
    write_visit(tmp_path, "2026-09-21", {"a": "新", "c": f"={WEEKS[4]}"})
    set_day(tmp_path, "2026-09-21")
    store.build(tmp_path)
    run(tmp_path, "--older-than-weeks", "2")
    assert files(tmp_path)[WEEKS[0]] == []
    assert files(tmp_path)[WEEKS[1]] == ["kept-001.warc.gz"]
    assert bodies(tmp_path, "2026-09-21")


def test_findings_and_database_stay(tmp_path: Path) -> None:
    city(tmp_path, "missing met met met met")
    counted = store.ask(tmp_path, "SELECT run_id, count(*) FROM finding GROUP BY ALL ORDER BY ALL")
    run(tmp_path, "--older-than-weeks", "1")
    store.build(tmp_path)
    assert store.ask(tmp_path, "SELECT run_id, count(*) FROM finding GROUP BY ALL ORDER BY ALL") == counted


def test_a_record_that_cannot_be_read_leaves_its_visit_whole(tmp_path: Path) -> None:
    city(tmp_path)
    broken = capture.unit_dir(tmp_path, WEEKS[0], UNIT) / "capture-001.warc.gz"
    broken.write_bytes(b"\x00" * broken.stat().st_size)
    result = run(tmp_path, "--older-than-weeks", "2")
    assert result.exit_code == 0 and "left whole" in result.stdout
    assert broken.exists()


def test_a_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    units = [f"u{number:02d}" for number in range(30)]
    for unit_id in units:
        for number, run_id in enumerate(WEEKS):
            pages = {"a": f"{number}{LARGE}", "b": LARGE if number == 0 else f"={WEEKS[0]}"}
            write_visit(tmp_path, run_id, pages, unit_id=unit_id)
    for run_id in WEEKS:
        set_day(tmp_path, run_id)
    store.build(tmp_path)
    newest = {unit_id: bodies(tmp_path, WEEKS[4], unit_id) for unit_id in units}
    command = [sys.executable, "-m", "gongkai", "prune", "--data", str(tmp_path), "--older-than-weeks", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (tmp_path / JOURNAL).exists():
            pass
        process.send_signal(signal.SIGKILL)
    assert {unit_id: bodies(tmp_path, WEEKS[4], unit_id) for unit_id in units} == newest
    assert run(tmp_path, "--older-than-weeks", "1").exit_code == 0
    assert {unit_id: bodies(tmp_path, WEEKS[4], unit_id) for unit_id in units} == newest
    for unit_id in units:
        left = [path.name for path in captures(capture.unit_dir(tmp_path, WEEKS[0], unit_id))]
        assert len(left) == 1 and left[0].startswith("kept-")


def test_a_run_that_lost_pages_is_not_audited_again(tmp_path: Path) -> None:
    city(tmp_path)
    for week in WEEKS:
        run_dir = capture.run_dir(tmp_path, week)
        capture.write_json(
            run_dir / "registry.json",
            {"units": []},
        )
    run(tmp_path, "--older-than-weeks", "2")
    registry = tmp_path / "units.csv"
    registry.write_text(
        f"unit_id,name,kind,duty,sites,parent,email,notes\n{UNIT},临河市农业农村局,department,agriculture,http://{UNIT}.example/,,,\n",
        encoding="utf-8",
    )
    words = ["audit", "--data", str(tmp_path), "--run", WEEKS[0], "--units", str(registry)]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, "was removed" in result.stderr) == (2, True)
    assert capture.read_run(capture.run_dir(tmp_path, WEEKS[0]))["audited"] is True


def test_without_a_time_nothing_is_dropped(tmp_path: Path) -> None:
    city(tmp_path)
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--older-than-weeks N, or captures_weeks under [retention]" in result.stderr
    assert files(tmp_path)[WEEKS[0]] == ["capture-001.warc.gz"]


def test_a_database_behind_the_runs_is_refused(tmp_path: Path) -> None:
    city(tmp_path)
    write_visit(tmp_path, "2026-09-07", {"a": "新"})
    result = run(tmp_path, "--older-than-weeks", "2")
    assert result.exit_code == 2 and "gongkai export" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[retention]\ncaptures_weeks = 0\n", "captures_weeks"),
        ("[retention]\nweeks = 3\n", "known are: captures_weeks, cases_weeks"),
        ("[retention\n", "t.toml"),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    result = run(tmp_path, "--retention", str(tmp_path / "t.toml"))
    assert result.exit_code == 2 and said in result.stderr


def test_age_is_told_by_the_newest_run(tmp_path: Path) -> None:
    city(tmp_path)
    assert [one.run_id for one in old_visits(tmp_path, 2, {})] == WEEKS[:2]
    assert old_visits(tmp_path, 4, {}) == []
    assert date.fromisoformat(WEEKS[4]) > date.fromisoformat(WEEKS[0])
