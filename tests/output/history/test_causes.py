"""Each cause, and which one is told where several apply: the same in a comparison of two runs and in the weekly view."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from history_files import POINT, Week, write_week

from output import store
from output.history.compare import compare

MET, MISSING = Week(outcome="met"), Week(outcome="missing", words="")
STALE, NONE = Week(outcome="stale"), Week(outcome="inapplicable", words="")
UNSEEN = Week(outcome="unchecked", page="missed", words="")
GONE, NOWHERE = replace(MISSING, page="absent"), replace(MISSING, page="")
LATER = {"digest": "d2", "words": "监督举报电话：待定"}
RECENT, LONG_AGO = date(2026, 10, 9), date(2026, 9, 1)

CAUSES: dict[str, tuple[Week, Week, str]] = {
    # the site alone
    "page removed": (MET, GONE, "site"),
    "page not named any more": (MET, NOWHERE, "site"),
    "words removed": (MET, replace(MISSING, digest="d2"), "site"),
    "page new": (GONE, MET, "site"),
    "page new, published since": (NOWHERE, replace(MET, published=RECENT), "site"),
    "words added": (MISSING, replace(MET, digest="d2"), "site"),
    "record new on a new page": (Week(outcome=None, record="k", page=""), Week(outcome="missing", record="k"), "site"),
    "record gone with its page": (Week(outcome="partial", record="k"), Week(outcome=None, record="k", page="absent"), "site"),
    "older page replaced": (MET, Week(outcome="stale", published=date(2023, 1, 1), **LATER), "site"),  # type: ignore[arg-type]
    # the rule alone
    "rule stricter": (MET, replace(MISSING, rule="r2", words=""), "rule"),
    "rule milder": (MISSING, replace(MET, rule="r2"), "rule"),
    "point new in the book": (replace(MISSING, asked=False), MISSING, "rule"),
    "point no longer asked": (MISSING, replace(MISSING, asked=False), "rule"),
    "rule made it a person's": (MISSING, Week(outcome="manual", rule="r2"), "rule"),
    # our coverage alone
    "not seen now": (MET, UNSEEN, "coverage"),
    "not seen then": (UNSEEN, MISSING, "coverage"),
    "left to a person now": (MISSING, Week(outcome="manual"), "coverage"),
    "its page missed now": (Week(outcome="partial", record="k"), Week(outcome=None, record="k", page="missed"), "coverage"),
    "its page missed then": (replace(MISSING, page="missed"), MET, "coverage"),
    "walk cut short now": (MET, replace(NOWHERE, visit="partial"), "coverage"),
    "old page, walk cut short then": (replace(NOWHERE, visit="partial"), replace(MET, published=LONG_AGO), "coverage"),
    "old page, found by another crawler": (NOWHERE, replace(MET, published=LONG_AGO, crawler="c2"), "coverage"),
    "unit not reached now": (MISSING, Week(outcome="unchecked", visit="unreachable", page="", words=""), "coverage"),
    # the date alone
    "window passed": (MET, STALE, "date"),
    "window passed, a counter on the page changed": (MET, replace(STALE, digest="d2"), "date"),
    "limit after an event passed": (replace(NONE, words="x"), replace(MISSING, words="x", record=None), "date"),
    "nothing on the site changed": (replace(MISSING, page=""), replace(NONE, page=""), "date"),
    # several: coverage before rule before site before date; but no rule brings back a page, nor makes one
    "unseen and rule": (MET, replace(UNSEEN, rule="r2"), "coverage"),
    "page missed and rule": (replace(MISSING, page="missed"), replace(MET, rule="r2"), "coverage"),
    "page changed and rule": (MET, replace(MISSING, digest="d2", rule="r2"), "rule"),
    "page removed and rule": (MET, replace(GONE, rule="r2"), "site"),
    "page new and rule": (GONE, replace(MET, rule="r2"), "site"),
    "window and rule": (MET, replace(STALE, rule="r2"), "rule"),
    "page changed and date": (MET, replace(MISSING, digest="d2", others=("another",)), "site"),
}  # fmt: skip


ENGINES: dict[str, tuple[Week, Week, str]] = {
    "program changed": (MET, MISSING, "rule"),
    "window and program": (MET, STALE, "date"),
    "page changed and program": (MET, replace(MISSING, digest="d2", others=("another",)), "site"),
}
Told = dict[str, tuple[list[str], list[str]]]


def told(data: Path, cases: dict[str, tuple[Week, Week, str]], **newer: Any) -> Told:
    """Case → its causes by the comparison of the two runs and by the weekly view. Each is a unit of its own."""
    units = {f"u{number}": case for number, case in enumerate(cases.values())}
    older = write_week(data, 0, {unit_id: case[0] for unit_id, case in units.items()}, engine="e1")
    last = write_week(data, 1, {unit_id: case[1] for unit_id, case in units.items()}, **{"engine": "e1"} | newer)
    store.build(data)
    with store.connect(data) as db:
        rows = [row for row in compare(db, older, last).rows if row.point_id == POINT and row.record_key != "other"]
        sql = "SELECT cause FROM weekly_change WHERE point_id = ? AND unit_id = ?"
        return {
            name: (
                [row.cause for row in rows if row.unit_id == unit_id],
                [cause for (cause,) in db.execute(sql, [POINT, unit_id]).fetchall()],
            )
            for name, unit_id in zip(cases, units, strict=True)
        }


@pytest.fixture(scope="module")
def causes(tmp_path_factory: pytest.TempPathFactory) -> Told:
    same = told(tmp_path_factory.mktemp("same"), CAUSES)
    return same | told(tmp_path_factory.mktemp("engine"), ENGINES, engine="e2")


@pytest.mark.parametrize("name", [*CAUSES, *ENGINES])
def test_cause(causes: Told, name: str) -> None:
    older, newer, cause = (CAUSES | ENGINES)[name]
    compared, weekly = causes[name]
    assert compared == [cause]
    deficient = {older.outcome, newer.outcome} & {"missing", "partial", "stale"}
    assert weekly == ([cause] if deficient else [])


def test_the_same_day_again_is_no_cause_of_date(tmp_path: Path) -> None:
    first = write_week(tmp_path, 0, {"u": MET})
    second = write_week(tmp_path, 1, {"u": STALE}, day=date.fromisoformat(first))
    store.build(tmp_path)
    with store.connect(tmp_path) as db:
        assert [row.cause for row in compare(db, first, second).rows if row.cause] == ["site"]


def test_a_repair_that_was_first_not_seen_is_one_of_the_site(tmp_path: Path) -> None:
    lives = (MISSING, UNSEEN, replace(MET, digest="d2"))
    runs = [write_week(tmp_path, number, {"u": week}) for number, week in enumerate(lives)]
    store.build(tmp_path)
    with store.connect(tmp_path) as db:
        found = compare(db, runs[1], runs[2])
        assert [(one.change, one.cause, one.outcome_before) for one in found.rows] == [
            ("resolved", "site", "unchecked")
        ]
        assert found.counts["resolved"] == found.counts["site"] == 1
        assert db.execute("SELECT change, cause FROM weekly_change").fetchall() == [("resolved", "site")]


def test_a_unit_that_was_not_audited_is_a_matter_of_coverage(tmp_path: Path) -> None:
    runs = [
        write_week(tmp_path, number, {"u": week})
        for number, week in enumerate((MISSING, replace(MISSING, audited=False)))
    ]
    store.build(tmp_path)
    with store.connect(tmp_path) as db:
        found = {row.point_id: (row.change, row.cause) for row in compare(db, *runs).rows}
    assert found[POINT] == ("unknown", "coverage")
