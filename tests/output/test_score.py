"""The score: weights that a city sets, samples too small to count, penalties for age, vetoes beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from run_files import finding, write_run, write_unit

from gongkai.cli import main
from output import store
from output.score import ScoreError, ScoreSettings, read_score
from output.settings import checked

RUN = "2026-10-05"


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    return store.ask(data, sql)[1]


def score_of(data: Path, *found: dict[str, Any], rule: ScoreSettings | None = None) -> float | None:
    write_run(data, RUN, found)
    store.build(data, rule or ScoreSettings())
    ((score,),) = rows(data, "SELECT score FROM scorecard WHERE unit_id = 'nync'")
    return score  # type: ignore[no-any-return]


def test_the_weights_are_kept_with_the_scores(tmp_path: Path) -> None:
    rule = ScoreSettings(severity_a=5, missing=0.1)
    assert score_of(tmp_path, finding("nync", "PA-10", "missing"), finding("nync", "PA-01", "met"), rule=rule) == round(
        100 * (5 * 0.1 + 2) / 7, 1
    )
    assert rows(tmp_path, "SELECT digest, severity_a, severity_b, missing, least_records FROM score_rule") == [
        (rule.digest(), 5, 2, 0.1, 3)
    ]
    assert rows(tmp_path, "SELECT DISTINCT score_rule FROM scorecard UNION SELECT score_rule FROM heatmap") == [
        (rule.digest(),)
    ]


def test_equal_weights_have_equal_names() -> None:
    assert ScoreSettings(severity_a=3.0).digest() == ScoreSettings().digest()
    assert ScoreSettings(severity_a=4).digest() != ScoreSettings().digest()


@pytest.mark.parametrize(
    ("windows", "share", "score"), [(1.5, None, 80.0), (2.0, None, 80.0), (2.1, None, 50.0), (None, None, 80.0), (3.0, 0.5, 25.0)]
)  # fmt: skip
def test_old_evidence_loses_by_its_age(
    tmp_path: Path, windows: float | None, share: float | None, score: float
) -> None:
    assert score_of(tmp_path, finding("nync", "PA-01", "stale", windows=windows, share=share)) == score


def test_a_part_counts_as_much_as_is_there(tmp_path: Path) -> None:
    assert score_of(tmp_path, finding("nync", "PA-01", "partial", share=6 / 7)) == 85.7


def test_two_records_are_no_sample(tmp_path: Path) -> None:
    two = [finding("nync", "PA-04", "missing", record_key=key) for key in "ab"]
    assert score_of(tmp_path, finding("nync", "PA-01", "met"), *two) == 100.0
    shown = "SELECT points, points_scored, points_few, deficiencies, grade, coverage FROM scorecard"
    assert rows(tmp_path, f"{shown} WHERE unit_id = 'nync'") == [(2, 1, 1, 2, "优", 1.0)]
    assert score_of(tmp_path, *two) is None


def test_three_records_are_a_sample_but_not_two_of_them_unseen(tmp_path: Path) -> None:
    lives = ["missing", "met", "met"]
    found = [finding("nync", "PA-04", outcome, record_key=outcome + str(at)) for at, outcome in enumerate(lives)]
    assert score_of(tmp_path, *found) == 66.7
    unseen = finding("nync", "PA-04", "unchecked", record_key="met2")
    assert score_of(tmp_path, *found[:2], unseen) is None


def test_few_scored_points_earn_no_grade(tmp_path: Path) -> None:
    small = [finding("nync", point, "met", record_key="a") for point in ("PA-04", "PA-10")]
    assert score_of(tmp_path, finding("nync", "PA-01", "met"), *small) == 100.0
    assert rows(tmp_path, "SELECT grade, coverage FROM scorecard WHERE unit_id = 'nync'") == [(None, 1.0)]


def test_site_checks_are_no_part_of_score_list_or_coverage(tmp_path: Path) -> None:
    site = finding("nync", "SITE-01", "missing")
    assert score_of(tmp_path, finding("nync", "PA-01", "met"), site) == 100.0
    assert rows(tmp_path, "SELECT site_veto, deficiencies, missing, applicable FROM scorecard WHERE unit_id = 'nync'") == [
        (True, 0, 0, 1)
    ]  # fmt: skip
    for view in ("deficiency", "weekly_change"):
        assert rows(tmp_path, f"FROM {view}") == []
    assert rows(tmp_path, "SELECT domain FROM heatmap") == [("PA",)]


def test_a_date_that_cannot_be_right_stands_beside_the_score(tmp_path: Path) -> None:
    write_run(tmp_path, RUN, [finding(unit, "PA-01", "met") for unit in ("nync", "mzj")])
    write_unit(tmp_path, RUN, "nync", flags=[{"kind": "redated", "url": "http://n/p", "proof": "…"}])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT unit_id, date_veto, score FROM scorecard WHERE score IS NOT NULL ORDER BY 1") == [
        ("mzj", False, 100.0),
        ("nync", True, 100.0),
    ]


def test_confidence_is_split_by_the_grade_of_the_evidence(tmp_path: Path) -> None:
    score_of(
        tmp_path,
        finding("nync", "PA-01", "met", grade="E2"),
        finding("nync", "PA-10", "partial", grade="E3"),
        finding("nync", "SA-02", "missing"),
        finding("nync", "GR-07", "manual", grade="E2"),
    )
    assert rows(tmp_path, "SELECT evidence_high, evidence_medium FROM scorecard WHERE unit_id = 'nync'") == [(1, 1)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"severity_d": 1}, "severity_d"),
        ({"late": 1.2}, "late"),
        ({"good": 95}, "descend"),
        ({"least_records": 0}, "least_records"),
        ({"severity_a": "viel"}, "severity_a"),
    ],
)
def test_wrong_weights_are_named(said: dict[str, Any], words: str) -> None:
    with pytest.raises(ScoreError, match=words) as caught:
        checked(said, ScoreSettings, ScoreError, "score")
    assert caught.value.exit_code == 2


def test_weights_come_from_the_table_of_a_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "gongkai.toml"
    path.write_text("[score]\nseverity_a = 4\n", encoding="utf-8")
    assert read_score(path) == ScoreSettings(severity_a=4)
    path.write_text("score = 3\n", encoding="utf-8")
    with pytest.raises(ScoreError, match="table"):
        read_score(path)
    path.write_text("[score\n", encoding="utf-8")
    with pytest.raises(ScoreError, match=r"gongkai\.toml"):
        read_score(path)


def test_export_takes_the_weights_from_a_file(tmp_path: Path) -> None:
    write_run(tmp_path / "data", RUN, [finding("nync", "PA-01", "partial")])
    path = tmp_path / "gongkai.toml"
    path.write_text("[score]\npartial = 0.25\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["export", "--data", str(tmp_path / "data"), "--score", str(path)])
    assert done.exit_code == 0, done.output
    assert rows(tmp_path / "data", "SELECT score FROM scorecard WHERE unit_id = 'nync'") == [(25.0,)]
    path.write_text("[score]\npartal = 0.25\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["export", "--data", str(tmp_path / "data"), "--score", str(path)])
    assert done.exit_code == 2 and "partal" in done.output
