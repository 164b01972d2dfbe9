"""The views over hand-made findings: figures worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from run_files import finding, write_run, write_unit

from output import store

WEEKS = ["2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    return store.ask(data, sql)[1]


def weeks(data: Path, outcomes: Sequence[str | None], **more: Any) -> None:
    """One run a week; None: the run has no such finding."""
    write_weeks(data, {"PA-10": outcomes}, lambda _, outcome: finding("nync", "PA-10", outcome, **more))


def write_weeks(
    data: Path, lives: Mapping[str, Sequence[str | None]], make: Callable[[str, str], dict[str, Any]]
) -> None:
    for week in range(max(map(len, lives.values()))):
        found = [make(key, outcome) for key, life in lives.items() for outcome in life[week : week + 1] if outcome]
        write_run(data, WEEKS[week], [finding("nync", "PA-01", "met"), *found])
    store.build(data)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four runs in which each life of LIVES and CHANGED happens to a record of its own."""
    data = tmp_path_factory.mktemp("lives")
    keyed = {" ".join(map(str, life)): life for life in [*LIVES, *CHANGED]}
    write_weeks(data, keyed, lambda key, outcome: finding("nync", "PA-04", outcome, record_key=key, record_name=key))
    return data


LIVES: dict[tuple[str | None, ...], int] = {
    ("missing",): 0,
    ("missing", "missing", "missing"): 0,
    ("met", "missing", "missing"): 1,
    ("missing", "met", "missing"): 2,
    ("missing", "declared", "stale"): 2,
    ("missing", "inapplicable", "missing"): 2,
    ("missing", "unchecked", "missing"): 0,
    ("missing", "manual", "partial"): 0,
    ("missing", None, "missing"): 0,
    ("missing", "met", "unchecked", "missing"): 3,
    ("unchecked", "missing", "partial", "stale"): 1,
    (None, None, "missing"): 2,
}


@pytest.mark.parametrize(("life", "first"), LIVES.items())
def test_first_seen_run_begins_the_streak(lives: Path, life: tuple[str | None, ...], first: int) -> None:
    now, name = WEEKS[len(life) - 1], " ".join(map(str, life))
    seen = {
        (row[0], row[1]): row[2]
        for row in rows(lives, "SELECT run_id, record_name, first_seen_run FROM deficiency_all")
    }
    assert seen[now, name] == WEEKS[first]


def test_first_seen_run_is_right_for_older_runs_too(tmp_path: Path) -> None:
    weeks(tmp_path, ["missing", "met", "missing", "missing"])
    found = rows(tmp_path, "SELECT run_id, first_seen_run FROM deficiency_all ORDER BY run_id")
    assert found == [(WEEKS[0], WEEKS[0]), (WEEKS[2], WEEKS[2]), (WEEKS[3], WEEKS[2])]


def test_first_seen_run_tells_records_and_schemes_apart(tmp_path: Path) -> None:
    one = finding("nync", "PA-04", "missing", record_key="k1", record_name="一号路")
    two = finding("nync", "PA-04", "missing", record_key="k2", record_name="二号路")
    scheme = finding("mzj", "SA-02", "missing", scheme_id="SC-01")
    write_run(tmp_path, WEEKS[0], [one, scheme])
    write_run(tmp_path, WEEKS[1], [one, two, scheme, finding("mzj", "SA-02", "missing", scheme_id="SC-02")])
    store.build(tmp_path)
    found = rows(tmp_path, "SELECT record_name, scheme_id, first_seen_run FROM deficiency ORDER BY ALL")
    assert found == [
        ("一号路", None, WEEKS[0]),
        ("二号路", None, WEEKS[1]),
        (None, "SC-01", WEEKS[0]),
        (None, "SC-02", WEEKS[1]),
    ]
    assert rows(tmp_path, "SELECT count(DISTINCT case_id), count(*) FROM deficiency") == [(4, 4)]


def test_the_case_keeps_its_id_and_shows_its_life(tmp_path: Path) -> None:
    weeks(tmp_path, ["missing", "met", "partial", "met"])
    ids = {row[0] for row in rows(tmp_path, "SELECT case_id FROM deficiency_all")}
    assert len(ids) == 1
    assert rows(tmp_path, 'SELECT case_id, first_run, last_run, open FROM "case"') == [
        (ids.pop(), WEEKS[0], WEEKS[2], False)
    ]
    assert rows(tmp_path, "SELECT event, outcome FROM case_event ORDER BY number") == [
        ("opened", "missing"), ("cleared", "met"), ("reopened", "partial"), ("cleared", "met"),
    ]  # fmt: skip


def test_an_incomplete_run_is_not_shown_and_counts_for_nothing(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-10", "missing")])
    write_run(tmp_path, WEEKS[1], [finding("nync", "PA-10", "met")], audited=False)
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT run_id FROM deficiency") == [(WEEKS[0],)]
    assert rows(tmp_path, "SELECT count(*) FROM finding") == [(2,)]
    write_run(tmp_path, WEEKS[2], [finding("nync", "PA-10", "missing")])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT run_id, first_seen_run FROM deficiency") == [(WEEKS[2], WEEKS[0])]


def test_runs_are_ordered_by_when_they_began(tmp_path: Path) -> None:
    write_run(tmp_path, "b", [finding("nync", "PA-10", "missing")], started_at="2026-01-01T00:00:00+00:00")
    write_run(tmp_path, "a", [finding("nync", "PA-10", "missing")], started_at="2026-02-01T00:00:00+00:00")
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT run_id, first_seen_run FROM deficiency") == [("a", "b")]


def test_deficiency_says_what_is_wrong_and_what_would_be_right(tmp_path: Path) -> None:
    outcomes = ("met", "partial", "stale", "missing", "declared", "manual", "unchecked", "inapplicable")
    found = [finding("nync", "PA-04", outcome, record_key=outcome) for outcome in outcomes]
    write_run(tmp_path, WEEKS[0], [*found, finding("nync", "ZZ-01", "missing")])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT unit_name, domain, outcome, basis, fix FROM deficiency ORDER BY domain, outcome") == [
        ("临河市农业农村局", "PA", "stale", "《任务分工表》：“资金来源”", "补充公布资金来源"),
        ("临河市农业农村局", "PA", "partial", "《任务分工表》：“资金来源”", "补充公布资金来源"),
        ("临河市农业农村局", "PA", "missing", "《任务分工表》：“资金来源”", "补充公布资金来源"),
        ("临河市农业农村局", "ZZ", "missing", None, None),
    ]


def test_score_of_a_unit(tmp_path: Path) -> None:
    found = [
        finding("nync", "PA-01", "stale"),  # B: 2 x 0.8
        finding("nync", "PA-10", "declared"),  # A: 3 x 0.6
        finding("nync", "PA-04", "met", record_key="k1"),  # A: 3 x mean(1, 0.5, 0)
        finding("nync", "PA-04", "partial", record_key="k2"),
        finding("nync", "PA-04", "missing", record_key="k3"),
        finding("nync", "PA-04", "unchecked", record_key="k4"),
        finding("nync", "SA-02", "met", scheme_id="SC-01"),  # A: 3 x mean(1, 0)
        finding("nync", "SA-02", "missing", scheme_id="SC-02"),
        finding("nync", "SA-02", "inapplicable", scheme_id="SC-03"),
        finding("nync", "GR-07", "manual"),
    ]
    write_run(tmp_path, WEEKS[0], found)
    store.build(tmp_path)
    poverty, relief = (2 * 0.8 + 3 * 0.6 + 3 * 0.5) / 8, (3 * 0.5) / 3
    expected = round(100 * (8 / 3 * poverty + 3 * relief) / (8 / 3 + 3), 1)  # a domain weighs as its points on average
    assert rows(
        tmp_path, "SELECT score, grade, coverage, applicable, decided FROM scorecard WHERE unit_id = 'nync'"
    ) == [(expected, "不合格", round(7 / 9, 3), 9, 7)]
    assert rows(tmp_path, "SELECT met, partial, stale, missing, declared, manual, unchecked, inapplicable, deficiencies"
                          " FROM scorecard WHERE unit_id = 'nync'") == [(2, 1, 1, 2, 1, 1, 1, 1, 4)]  # fmt: skip
    heat = rows(tmp_path, "SELECT domain, score, deficiencies, applicable, decided, worst FROM heatmap ORDER BY domain")
    assert heat == [
        ("GR", None, 0, 1, 0, "manual"),
        ("PA", round(100 * (1.6 + 1.8 + 1.5) / 8, 1), 3, 6, 5, "missing"),
        ("SA", 50.0, 1, 2, 2, "missing"),
    ]


@pytest.mark.parametrize("state", ["blocked", "unreachable"])
def test_a_unit_that_was_not_seen_has_no_score(tmp_path: Path, state: str) -> None:
    found = [finding("yjj", "PA-01", "unchecked"), finding("mzj", "PA-01", "missing")]
    write_run(tmp_path, WEEKS[0], found, states={"yjj": state})
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT unit_id, state, score, grade, coverage FROM scorecard ORDER BY unit_id") == [
        ("mzj", "complete", 0.0, "不合格", 1.0),
        ("nync", None, None, None, None),
        ("yjj", state, None, None, 0.0),
    ]
    assert rows(tmp_path, "SELECT score FROM heatmap WHERE unit_id = 'yjj'") == [(None,)]


def test_a_score_of_few_decided_checks_earns_no_grade(tmp_path: Path) -> None:
    unseen = [finding("nync", f"PA-0{number}", "unchecked") for number in (1, 2, 4)]
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-10", "met"), *unseen])
    store.build(tmp_path)
    found = rows(tmp_path, "SELECT score, coverage, grade FROM scorecard WHERE unit_id = 'nync'")
    assert found == [(100.0, 0.25, None)]


def test_severe_personal_data_is_flagged_beside_the_score(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding(unit, "PA-01", "met") for unit in ("nync", "mzj")])
    hit = {"url": "http://n/p", "priv_id": "PRIV-01", "count": 3, "snippet": "2201****", "digest": "x"}
    for unit, masked in (("nync", False), ("mzj", True)):
        write_unit(tmp_path, WEEKS[0], unit, privacy=[hit | {"masked": masked}])
    store.build(tmp_path)
    vetoes = dict(rows(tmp_path, "SELECT unit_id, privacy_veto FROM scorecard WHERE score = 100"))
    assert vetoes == {"nync": True, "mzj": False}


def test_coverage_counts_misses_by_reason(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-01", "met"), finding("nync", "PA-10", "unchecked")])
    unread = {"url": "http://n/a.pdf", "is_attachment": True, "parent_url": "http://n/p", "unread": "no_text_layer"}
    write_unit(tmp_path, WEEKS[0], "nync", documents=[unread])
    store.build(tmp_path)
    assert rows(
        tmp_path,
        "SELECT urls_wanted, pages, misses, misses_by_reason, absent, attachments_unread, checks_applicable,"
        " checks_decided, share_decided FROM coverage WHERE unit_id = 'nync'",
    ) == [(3, 1, 1, {"timeout": 1}, 1, 1, 2, 1, 0.5)]


def test_trend_has_a_line_for_each_run(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-01", "missing")], as_of=date(2026, 10, 5))
    write_run(tmp_path, WEEKS[1], [finding("nync", "PA-01", "partial")], as_of=date(2026, 10, 12))
    store.build(tmp_path)
    sql = "SELECT as_of, score, score_change, missing, partial FROM trend WHERE unit_id = 'nync' ORDER BY number"
    assert rows(tmp_path, sql) == [
        (date(2026, 10, 5), 0.0, None, 1, 0),
        (date(2026, 10, 12), 50.0, 50.0, 0, 1),
    ]


def test_a_change_of_score_has_one_decimal_like_scores(tmp_path: Path) -> None:
    for week, outcomes in zip(WEEKS[:2], (("met", "met"), ("met", "missing")), strict=True):
        pair = [finding("nync", "PA-01", outcomes[0]), finding("nync", "PA-10", outcomes[1])]
        more = [finding("nync", "PA-02", "partial"), finding("nync", "PA-03", "missing")]
        write_run(tmp_path, week, [*pair, *more], as_of=date.fromisoformat(week[:10]))
    store.build(tmp_path)
    sql = "SELECT score, score_change FROM trend WHERE unit_id = 'nync' ORDER BY number"
    (before, _), (after, change) = rows(tmp_path, sql)
    assert after - before != change == round(after - before, 1)


CHANGED: dict[tuple[str | None, ...], tuple[str | None, ...] | None] = {
    ("missing",): ("new", None, None, "missing"),
    ("met", "missing"): ("new", "site", "met", "missing"),
    ("missing", "missing"): ("persisting", None, "missing", "missing"),
    ("missing", "partial"): ("persisting", None, "missing", "partial"),
    ("missing", "met"): ("resolved", "site", "missing", "met"),
    ("missing", "met", "missing"): ("reopened", "site", "met", "missing"),
    ("missing", "unchecked"): ("undecided", None, "missing", "unchecked"),
    ("missing", "unchecked", "met"): ("resolved", "site", "unchecked", "met"),
    ("missing", "unchecked", "missing"): ("persisting", None, "unchecked", "missing"),
    ("missing", None): ("gone", None, "missing", None),
    ("missing", "met", "met"): None,
    ("met", "unchecked"): None,
    (None, "missing"): ("new", "site", None, "missing"),
}
CHANGES = "SELECT change, because, outcome_before, outcome FROM"


@pytest.mark.parametrize(("life", "expected"), CHANGED.items())
def test_weekly_change(lives: Path, life: tuple[str | None, ...], expected: tuple[str | None, ...] | None) -> None:
    now, name = WEEKS[len(life) - 1], " ".join(map(str, life))
    sql = f"{CHANGES} weekly_change_all WHERE run_id = '{now}' AND record_name = '{name}'"
    assert rows(lives, sql) == ([expected] if expected else [])


def test_weekly_change_shows_the_latest_run(tmp_path: Path) -> None:
    weeks(tmp_path, [None, "missing", "met"])
    assert rows(tmp_path, f"{CHANGES} weekly_change") == [("resolved", "site", "missing", "met")]


def test_a_point_that_is_new_in_the_book_is_a_change_of_rule(tmp_path: Path) -> None:
    weeks(tmp_path, [None, "missing"])
    assert rows(tmp_path, f"{CHANGES} weekly_change") == [("new", "rule", None, "missing")]


def test_weekly_change_blames_the_rule_when_the_rule_changed(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-10", "met", rule_digest="old")])
    write_run(tmp_path, WEEKS[1], [finding("nync", "PA-10", "missing", rule_digest="new")])
    store.build(tmp_path)
    assert rows(tmp_path, f"{CHANGES} weekly_change") == [("new", "rule", "met", "missing")]


def test_weekly_change_looks_back_to_the_units_own_run_before(tmp_path: Path) -> None:
    write_run(tmp_path, WEEKS[0], [finding("nync", "PA-10", "missing")])
    write_run(tmp_path, WEEKS[1], [finding("mzj", "PA-10", "missing")])
    write_run(tmp_path, WEEKS[2], [finding("nync", "PA-10", "met")])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT unit_id, previous_run_id, change FROM weekly_change") == [
        ("nync", WEEKS[0], "resolved")
    ]
