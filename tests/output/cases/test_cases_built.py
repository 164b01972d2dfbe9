"""The tables of cases: in bulk from the runs, and what the journal makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from run_files import finding, write_run

from audit import tables
from crawler import capture
from output import store
from output.cases.evidence import evidence_hash
from output.cases.reading import read_lives
from output.cases.settings import DEFAULT_CASES
from output.journal.model import Act, Entry
from output.journal.store import open_journal

WEEKS = ("2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26")


def build(data: Path, *weeks: Sequence[dict[str, Any]]) -> None:
    for day, rows in zip(WEEKS, weeks, strict=False):
        write_run(data, day, rows, as_of=date.fromisoformat(day), states={"nync": "complete"})
    store.build(data)


def ask(data: Path, sql: str) -> list[tuple[Any, ...]]:
    return store.ask(data, sql)[1]


def record(name: str, outcome: str = "missing", **more: Any) -> dict[str, Any]:
    return finding("nync", "PA-04", outcome, record_key=name, record_name=name, **more)


def number(data: Path, name: str) -> str:
    ((found,),) = ask(data, f"SELECT DISTINCT case_id FROM finding WHERE record_name = '{name}'")  # noqa: S608
    return str(found)


def write(data: Path, *entries: tuple[str, Act, str, dict[str, Any]]) -> None:
    with open_journal(data) as journal:
        journal.append(
            [
                Entry(case_id=case, act=act, person="王芳", at=datetime.fromisoformat(f"{day}T09:00:00+08:00"), **more)
                for case, act, day, more in entries
            ]
        )


def test_the_bulk_and_the_fold_tell_the_same_of_cases_that_nobody_decided_about(tmp_path: Path) -> None:
    lives = ["missing met missing met", "partial partial met missing", "missing unchecked met manual", "met met met met",
             "missing missing missing missing", "stale declared stale inapplicable"]  # fmt: skip
    weeks = [
        [
            finding("nync", point, life.split()[at])
            for point, life in zip(("PA-01", "PA-04", "PA-10", "SA-02", "GR-07", "PA-99"), lives, strict=True)
        ]
        for at in range(4)
    ]
    build(tmp_path, *weeks)
    with store.connect(tmp_path) as db:
        case_ids = [case_id for (case_id,) in db.execute('SELECT case_id FROM "case"').fetchall()]
        folded = read_lives(db, [], date(2026, 1, 26), DEFAULT_CASES, case_ids)
        for case_id, life in folded.items():
            row = db.execute(
                'SELECT state, open, closed_at, closed_run, days_open, confirmed, evidence_hash, first_run, last_run'
                ' FROM "case" WHERE case_id = ?', [case_id],
            ).fetchone()  # fmt: skip
            closed = life.closed_at.replace(tzinfo=None) if life.closed_at else None
            assert row == (
                life.state, life.open, closed, life.closed_run or None, life.days_open, False, life.evidence_hash,
                life.first_run, life.last_run,
            )  # fmt: skip
            events = db.execute(
                "SELECT event, run_id, number, outcome, source, event_no FROM case_event WHERE case_id = ? ORDER BY event_no",
                [case_id],
            ).fetchall()
            assert events == [
                (one.event, one.run_id, one.number, one.outcome, one.source, at)
                for at, one in enumerate(life.events, 1)
            ]
    assert len(case_ids) == 5


def test_what_people_decided_stands_in_case_and_case_event(tmp_path: Path) -> None:
    build(tmp_path, [finding("nync", "PA-01", "missing"), finding("nync", "PA-10", "missing")])
    ((first,), (second,)) = ask(tmp_path, 'SELECT case_id FROM "case" ORDER BY point_id')
    write(
        tmp_path,
        (first, Act.confirm, "2026-01-06", {}),
        (first, Act.notify, "2026-01-07", {"deadline": date(2026, 1, 20)}),
        (
            second,
            Act.waive,
            "2026-01-08",
            {"ground": "explained", "text": "说明已收到", "url": "http://nync.example/sm"},
        ),
        ("C000000000000000", Act.note, "2026-01-08", {}),
    )
    store.build(tmp_path)
    assert ask(
        tmp_path,
        'SELECT case_id, state, open, confirmed, deadline, notified_at, closed_by, closed_at FROM "case" ORDER BY point_id',
    ) == [
        (first, "notified", True, True, date(2026, 1, 20), datetime(2026, 1, 7, 1), None, None),
        (second, "explained", False, False, None, None, "王芳", datetime(2026, 1, 8, 1)),
    ]
    assert ask(
        tmp_path,
        f"SELECT event_no, event, source, person, text, ground, url, entry_id FROM case_event WHERE case_id = '{second}'",  # noqa: S608 - a number
    ) == [
        (1, "opened", "run", None, None, None, "http://nync.example/", None),
        (2, "waive", "person", "王芳", "说明已收到", "explained", "http://nync.example/sm", 3),
    ]
    assert ask(tmp_path, "SELECT case_id, case_state, confirmed FROM deficiency ORDER BY point_id") == [
        (first, "notified", True), (second, "explained", False),
    ]  # fmt: skip


def test_overdue_is_reckoned_for_the_day_of_the_latest_run(tmp_path: Path) -> None:
    build(tmp_path, [finding("nync", "PA-01", "missing")])
    ((case,),) = ask(tmp_path, 'SELECT case_id FROM "case"')
    write(tmp_path, (case, Act.notify, "2026-01-06", {"deadline": date(2026, 1, 10)}))
    build(tmp_path, *[[finding("nync", "PA-01", "missing")]] * 3)
    assert ask(tmp_path, 'SELECT state, days_open FROM "case"') == [("notified", 14)]
    build(tmp_path, *[[finding("nync", "PA-01", "missing")]] * 4)
    assert ask(tmp_path, 'SELECT state, open, days_open FROM "case"') == [("overdue", True, 21)]


def test_an_entry_about_a_fold_is_one_about_each_of_its_cases(tmp_path: Path) -> None:
    build(tmp_path, [record(f"项目{at:02d}") for at in range(21)])
    ((fold,),) = ask(tmp_path, "SELECT case_id FROM deficiency")
    assert fold.startswith("F")
    write(tmp_path, (fold, Act.notify, "2026-01-06", {"deadline": date(2026, 1, 30)}))
    week = [record(f"项目{at:02d}", "missing" if at else "met") for at in range(21)] + [record("新项目")]
    build(tmp_path, [record(f"项目{at:02d}") for at in range(21)], week)
    assert ask(tmp_path, 'SELECT state, count(*) FROM "case" GROUP BY ALL ORDER BY ALL') == [
        ("found", 1), ("notified", 20), ("closed", 1),
    ]  # fmt: skip
    assert ask(tmp_path, "SELECT case_id, case_state, records FROM deficiency") == [(fold, "found", 21)]


def test_a_renamed_record_keeps_its_number_and_its_life(tmp_path: Path) -> None:
    """Two names in turn: 甲路工程 at its address, then the same name with the year before it."""
    first = [record("甲路工程", url="http://nync.example/jia"), record("乙桥", "met", url="http://nync.example/yi")]
    build(tmp_path, first)
    case = number(tmp_path, "甲路工程")
    write(tmp_path, (case, Act.notify, "2026-01-06", {}))
    second = [record("甲道路工程", url="http://nync.example/jia"), record("乙桥", "met", url="http://nync.example/yi")]
    third = [
        record("2026年甲道路工程", url="http://nync.example/list"),
        record("乙桥", "met", url="http://nync.example/list"),
    ]
    build(tmp_path, first, second, third)
    assert ask(tmp_path, 'SELECT case_id, state, record_name, first_run, last_run, continues FROM "case"') == [
        (case, "notified", "2026年甲道路工程", WEEKS[0], WEEKS[2], None)
    ]
    assert ask(tmp_path, "SELECT case_id, first_seen_run FROM deficiency") == [(case, WEEKS[0])]
    assert ask(tmp_path, "SELECT change, case_id, outcome_before FROM weekly_change") == [
        ("persisting", case, "missing")
    ]


def test_a_renamed_record_that_is_in_order_closes_its_case(tmp_path: Path) -> None:
    build(
        tmp_path,
        [record("甲路工程", url="http://nync.example/jia")],
        [record("甲道路", "met", url="http://nync.example/jia")],
    )
    assert ask(tmp_path, 'SELECT state, closed_run FROM "case"') == [("closed", WEEKS[1])]


def test_split_records_continue_the_old_case(tmp_path: Path) -> None:
    address = "http://nync.example/jia"
    old = [record("甲路一二期", url=address)]
    build(tmp_path, old)
    case = number(tmp_path, "甲路一二期")
    write(
        tmp_path,
        (case, Act.notify, "2026-01-06", {"deadline": date(2026, 2, 20)}),
        (case, Act.confirm, "2026-01-06", {}),
    )
    build(tmp_path, old, [record("甲路东段", url=address), record("甲路西段", "met", url=address)])
    east, west = number(tmp_path, "甲路东段"), number(tmp_path, "甲路西段")
    assert len({case, east, west}) == 3
    assert ask(
        tmp_path,
        'SELECT case_id, state, open, continues, first_run, confirmed, deadline FROM "case" ORDER BY record_name',
    ) == [
        (case, "continued", False, None, WEEKS[0], True, date(2026, 2, 20)),
        (east, "notified", True, case, WEEKS[0], True, date(2026, 2, 20)),
        (west, "closed", False, case, WEEKS[0], True, date(2026, 2, 20)),
    ]
    assert ask(tmp_path, f"SELECT event, text FROM case_event WHERE case_id = '{case}' ORDER BY event_no") == [  # noqa: S608 - a number
        ("opened", None), ("notify", None), ("confirm", None), ("continued", "、".join(sorted((east, west)))),
    ]  # fmt: skip
    assert ask(tmp_path, "SELECT case_id, first_seen_run FROM deficiency") == [(east, WEEKS[0])]
    write(tmp_path, (case, Act.reply, "2026-01-13", {"text": "表上写的是老编号"}))
    store.build(tmp_path)
    assert ask(tmp_path, f"SELECT state FROM \"case\" WHERE case_id = '{east}'") == [("replied",)]  # noqa: S608 - a number


def test_merged_records_continue_the_oldest_case(tmp_path: Path) -> None:
    address = "http://nync.example/jia"
    build(
        tmp_path,
        [record("乙段", url=address)],
        [record("甲段", url=address), record("乙段", url=address)],
        [record("甲乙全线", url=address)],
    )
    oldest, other, merged = (number(tmp_path, name) for name in ("乙段", "甲段", "甲乙全线"))
    assert ask(tmp_path, 'SELECT case_id, state, continues, first_run FROM "case" ORDER BY first_run, state') == [
        (merged, "found", oldest, WEEKS[0]), (oldest, "continued", None, WEEKS[0]), (other, "continued", None, WEEKS[1]),
    ]  # fmt: skip
    assert ask(tmp_path, "SELECT continues, main FROM case_link ORDER BY main DESC") == [(oldest, True), (other, False)]
    assert ask(tmp_path, "SELECT event, run_id FROM case_turn ORDER BY case_id = '" + merged + "', run_id") == [  # noqa: S608 - a number
        ("opened", WEEKS[0]), ("opened", WEEKS[1]), ("opened", WEEKS[0]),
    ]  # fmt: skip


@pytest.mark.parametrize("kept", [True, False])
def test_a_row_that_goes_and_another_that_comes_on_a_list_are_two_cases(tmp_path: Path, kept: bool) -> None:
    """On a list where others stay; or where several go and several come, so that nobody can say which is which."""
    address = "http://nync.example/list"
    old, new = [record("甲路", url=address)], [record("丙河", url=address)]
    if kept:
        old, new = [*old, record("乙桥", url=address)], [*new, record("乙桥", url=address)]
    else:
        old, new = [*old, record("戊塘", url=address)], [*new, record("己湖", url=address)]
    build(tmp_path, old, new)
    assert ask(tmp_path, "SELECT count(*) FROM case_link") == [(0,)]
    cases = ask(tmp_path, 'SELECT count(DISTINCT case_id), count(*) FILTER (open), count(continues) FROM "case"')
    assert cases == [(3, 3, 0) if kept else (4, 4, 0)]


def test_a_record_that_only_was_away_is_no_other(tmp_path: Path) -> None:
    address = "http://nync.example/jia"
    build(tmp_path, [record("甲路", url=address)], [record("甲道", url=address)], [record("甲路", url=address)])
    assert ask(tmp_path, 'SELECT count(*), count(continues) FROM "case"') == [(2, 0)]


def _evidence(data: Path, run_id: str, rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    whole = [
        {
            "run_id": run_id,
            "unit_id": "nync",
            "point_id": "PA-04",
            "grade": "E3",
            "value": "3万元",
            "snippet": "资金3万元",
        }
        | row
        for row in rows
    ]
    tables.write(capture.unit_dir(data, run_id, "nync"), "evidence", whole)
    return [(row["url"], row["grade"], row["value"], row["snippet"]) for row in whole]


def test_the_hash_is_over_the_evidence_of_the_finding_alone(tmp_path: Path) -> None:
    row = record("甲路", "partial", url="http://nync.example/jia")
    write_run(tmp_path, WEEKS[0], [row, finding("nync", "PA-01", "missing")])
    pieces = _evidence(
        tmp_path,
        WEEKS[0],
        [
            {"url": "http://nync.example/jia"},
            {"url": "http://nync.example/jia"},
            {"url": "http://nync.example/other", "record_key": "甲路", "value": "5万元"},
            {"url": "http://nync.example/other", "record_key": "乙桥"},
            {"url": "http://nync.example/else"},
            {"url": "http://nync.example/jia", "point_id": "PA-05"},
        ],
    )
    store.build(tmp_path)
    assert ask(tmp_path, 'SELECT evidence_hash FROM "case" ORDER BY point_id') == [("",), (evidence_hash(pieces[:3]),)]
    assert evidence_hash(reversed(pieces[:3])) == evidence_hash(pieces[1:3]) != evidence_hash(pieces[2:4])


def test_a_waiver_holds_in_the_database_while_the_evidence_is_the_same(tmp_path: Path) -> None:
    rows = [record("甲路", "partial", url="http://nync.example/jia")]
    write_run(tmp_path, WEEKS[0], rows)
    _evidence(tmp_path, WEEKS[0], [{"url": "http://nync.example/jia"}])
    store.build(tmp_path)
    write(tmp_path, (number(tmp_path, "甲路"), Act.waive, "2026-01-06", {"ground": "false_positive"}))
    write_run(tmp_path, WEEKS[1], rows)
    _evidence(tmp_path, WEEKS[1], [{"url": "http://nync.example/jia"}])
    store.build(tmp_path)
    assert ask(tmp_path, 'SELECT state, found_again FROM "case"') == [("false_positive", WEEKS[1])]
    write_run(tmp_path, WEEKS[2], rows)
    _evidence(tmp_path, WEEKS[2], [{"url": "http://nync.example/jia", "value": "4万元"}])
    store.build(tmp_path)
    assert ask(tmp_path, 'SELECT state, found_again, open FROM "case"') == [("found", None, True)]


def test_a_build_without_decisions_leaves_no_journal_behind(tmp_path: Path) -> None:
    build(tmp_path, [finding("nync", "PA-01", "missing")])
    assert not (tmp_path / "journal.sqlite").exists()


def test_events_carry_the_time_at_which_the_run_began(tmp_path: Path) -> None:
    build(tmp_path, [finding("nync", "PA-01", "missing")])
    assert ask(tmp_path, "SELECT case_event.at, url FROM case_event") == [
        (datetime(2026, 1, 5, 1), "http://nync.example/")
    ]
