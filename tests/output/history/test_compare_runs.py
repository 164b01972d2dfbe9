"""`gongkai diff`: what is new, persisting, resolved, reopened or unknown between any two runs, and how it is printed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from run_files import POINTS, finding, write_run

from gongkai.cli import main
from output import store
from output.history.compare import Change, compare

WEEKS = ["2026-10-05", "2026-10-12", "2026-10-19"]
LIVES: dict[str, tuple[str | None, str | None, str | None]] = {
    "cleared": ("missing", "met", "met"),
    "lost": ("met", "missing", "missing"),
    "unseen": ("missing", "unchecked", "missing"),
    "stays": ("missing", "missing", "partial"),
    "comes": (None, "missing", "missing"),
    "goes": ("missing", None, None),
    "good unseen": ("met", "unchecked", "met"),
    "again": ("missing", "met", "missing"),
    "repaired unseen": ("missing", "unchecked", "met"),
    "said": ("met", "declared", "declared"),
    "fine": ("met", "met", "met"),
}
EXPECTED: dict[tuple[int, int], dict[str, str]] = {
    (0, 1): {
        "cleared": "resolved", "lost": "new", "unseen": "unknown", "stays": "persisting", "comes": "new",
        "goes": "unknown", "good unseen": "unknown", "again": "resolved", "repaired unseen": "unknown", "said": "other",
    },
    (1, 2): {
        "lost": "persisting", "unseen": "persisting", "stays": "persisting", "comes": "persisting", "goes": "unknown",
        "good unseen": "other", "again": "reopened", "repaired unseen": "resolved",
    },
    (0, 2): {
        "cleared": "resolved", "lost": "new", "unseen": "persisting", "stays": "persisting", "comes": "new",
        "goes": "unknown", "again": "persisting", "repaired unseen": "resolved", "said": "other",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    for week, run_id in enumerate(WEEKS):
        found = [finding("nync", "PA-01", "met"), finding("mzj", "PA-10", "missing" if week else "met")]
        for name, life in LIVES.items():
            if outcome := life[week]:
                found.append(finding("nync", "PA-04", outcome, record_key=name, record_name=name))
        write_run(folder, run_id, found)
    write_run(folder, "2026-10-26", [finding("nync", "PA-01", "met")], audited=False)
    store.build(folder)
    return folder


def run(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["diff", "--data", str(data), *options])


@pytest.mark.parametrize(("older", "newer"), EXPECTED)
def test_changes(data: Path, older: int, newer: int) -> None:
    with store.connect(data) as db:
        found = compare(db, WEEKS[older], WEEKS[newer], ["nync"])
    assert {row.record_name: row.change for row in found.rows} == EXPECTED[older, newer]
    assert sum(found.counts[name] for name in ("new", "persisting", "resolved", "reopened", "unknown", "other")) == len(
        found.rows
    )
    causes = [row.cause for row in found.rows if row.cause]
    assert sum(found.counts[name] for name in ("site", "rule", "coverage", "date")) == len(causes)
    assert all(row.cause for row in found.rows if row.change != "persisting")


def test_a_row_says_which_case_and_which_outcomes(data: Path) -> None:
    with store.connect(data) as db:
        [row] = compare(db, WEEKS[0], WEEKS[1], ["mzj"]).rows
        [case_id] = [one for (one,) in db.execute("SELECT case_id FROM \"case\" WHERE unit_id = 'mzj'").fetchall()]
    assert row == Change(
        unit_id="mzj", point_id="PA-10", scheme_id="", record_key="", record_name="", case_id=case_id, change="new",
        cause="site", outcome_before="met", outcome_after="missing", url="http://mzj.example/",
        unit_name="临河市民政局", point_name="举报电话", domain="PA",
    )  # fmt: skip


@pytest.mark.parametrize(("older", "newer"), [(0, 1), (1, 2)])
def test_the_weekly_view_agrees_with_the_comparison(data: Path, older: int, newer: int) -> None:
    names = {"undecided": "unknown", "gone": "unknown"}
    with store.connect(data) as db:
        rows = db.execute(
            "SELECT case_id, change, cause FROM change_single WHERE run_id = ?", [WEEKS[newer]]
        ).fetchall()
        found = compare(db, WEEKS[older], WEEKS[newer]).rows
    weekly = {case_id: (names.get(change, change), cause) for case_id, change, cause in rows}
    compared = {row.case_id: (row.change, row.cause) for row in found if row.case_id in weekly}
    assert compared == weekly
    beside = {row.change for row in found if row.case_id not in weekly}
    assert beside <= {"other", "unknown"}


def test_totals_and_trend_count_the_rows_of_the_week(data: Path) -> None:
    totals = store.ask(
        data,
        "SELECT new, persisting, resolved, reopened, unknown, by_site, by_rule, by_coverage, by_date FROM weekly_total"
        " WHERE number = 2 AND unit_id = 'nync'",
    )[1]
    assert totals == [(2, 1, 2, 0, 3, 5, 0, 2, 0)]
    trend = store.ask(data, "SELECT unit_id, new, resolved, reopened, unknown FROM trend WHERE number = 2")
    assert sorted(trend[1])[:2] == [("mzj", 1, 0, 0, 0), ("nync", 2, 2, 0, 3)]
    city = store.ask(data, "SELECT run_id, deficiencies, new, resolved, unknown FROM trend_city ORDER BY number")[1]
    assert city == [(WEEKS[0], 6, 6, 0, 0), (WEEKS[1], 4, 3, 2, 3), (WEEKS[2], 6, 0, 1, 1)]


def test_the_table_is_for_people(data: Path) -> None:
    said = run(data, WEEKS[0], WEEKS[1], "--unit", "mzj").stdout
    assert f"{WEEKS[0]} → {WEEKS[1]}" in said and "新增 new 1" in said and "网站变化 site 1" in said
    assert "临河市民政局" in said and "未见" in said and "达标" in said
    assert "stays" not in run(data, WEEKS[0], WEEKS[1]).stdout
    assert "stays" in run(data, WEEKS[0], WEEKS[1], "--all").stdout


def test_without_runs_the_two_newest_complete_ones(data: Path) -> None:
    assert run(data).stdout.startswith(f"{WEEKS[1]} → {WEEKS[2]}")


def test_machine_forms_hold_every_row(data: Path) -> None:
    objects = json.loads(run(data, WEEKS[0], WEEKS[1], "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(run(data, WEEKS[0], WEEKS[1], "--csv").stdout)))
    assert [one["case_id"] for one in objects] == [row["case_id"] for row in rows]
    assert len(rows) == len(EXPECTED[0, 1]) + 1
    assert list(rows[0])[:5] == ["unit_id", "point_id", "scheme_id", "record_key", "record_name"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((WEEKS[1], WEEKS[0]), "name the older run first"),
        ((WEEKS[0], WEEKS[0]), "name the older run first"),
        ((WEEKS[0],), "name two runs"),
        ((WEEKS[0], "2026-10-26"), "is not complete"),
        ((WEEKS[0], "nothing"), "there is no such run"),
        ((WEEKS[0], WEEKS[1], "--unit", "nobody"), "there is no such unit"),
        ((WEEKS[0], WEEKS[1], "--csv", "--json"), "exclude each other"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_line(data: Path, options: tuple[str, ...], said: str) -> None:
    result = run(data, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_one_run_is_none_to_compare(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-01", "met")])
    store.build(tmp_path)
    result = run(tmp_path)
    assert result.exit_code == 2 and "no two complete runs" in result.stderr


def test_rule_changes_are_told_point_by_point(tmp_path: Path) -> None:
    points = [row | {"rule_digest": "d2"} if row["point_id"] == "PA-10" else row for row in POINTS[1:]]
    points.append(POINTS[0] | {"point_id": "PA-99"})
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-10", "met")], engine="e1")
    write_run(tmp_path, WEEKS[1], [finding("nync", "PA-10", "met")], points=points, rule_digest="book2", engine="e1")
    write_run(tmp_path, WEEKS[2], [finding("nync", "PA-10", "met")], points=points, rule_digest="book2", engine="e2")
    store.build(tmp_path)
    assert store.ask(tmp_path, "SELECT run_id, point_id, what FROM rule_change ORDER BY ALL")[1] == [
        (WEEKS[1], "PA-01", "no longer in the book"),
        (WEEKS[1], "PA-10", "the rule changed"),
        (WEEKS[1], "PA-99", "new in the book"),
        (WEEKS[2], None, "the program changed"),
    ]
    snapshot = "SELECT book_digest, rule_digest FROM rule_snapshot WHERE point_id = 'PA-10' ORDER BY run_id"
    assert store.ask(tmp_path, snapshot)[1] == [("book1", "d1"), ("book2", "d2"), ("book2", "d2")]


def test_kinds_are_told_by_name(tmp_path: Path) -> None:
    for at, outcome in enumerate(("met", "missing")):
        write_run(tmp_path, WEEKS[at], [finding("mzj", "SA-02", outcome, scheme_id="SC-01")])
    store.build(tmp_path)
    said = run(tmp_path).stdout
    assert "最低生活保障" in said and "SC-01" not in said


def test_coverage_of_the_city_is_that_of_the_units_seen(tmp_path: Path) -> None:
    """As the city's bulletin tells it: a unit that did not answer has no score and lowers no mean."""
    seen = [finding("nync", "PA-01", "missing"), finding("mzj", "PA-01", "unchecked")]
    write_run(tmp_path, WEEKS[0], seen, states={"mzj": "unreachable"})
    store.build(tmp_path)
    assert store.ask(tmp_path, "SELECT units, units_scored, coverage FROM trend_city")[1] == [(3, 1, 1.0)]
