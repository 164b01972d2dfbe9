"""What goes out, what waits for the reviewer, and how sure the program says it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from run_files import finding, write_run, write_unit

from output import store
from output.cases.reading import read_lives
from output.cases.settings import DEFAULT_CASES
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.package.content import CityContent, UnitContent, read_content
from output.store import StoreError

RUN = "2026-11-23"


def built(data: Path, findings: list[dict[str, Any]], **more: Any) -> Path:
    write_run(data, RUN, findings, **more)
    store.build(data)
    return data


def content(data: Path, **more: Any) -> CityContent:
    with store.connect(data) as db:
        return read_content(db, None, **more)


def only(data: Path, unit_id: str = "nync", **more: Any) -> UnitContent:
    return next(one for one in content(data, **more).units if one.unit_id == unit_id)


def confidence(data: Path, one: dict[str, Any], state: str = "complete", **rows: Any) -> str:
    write_run(data, RUN, [one], states={"nync": state})
    if rows:
        write_unit(data, RUN, "nync", state, findings=[one | {"run_id": RUN, "as_of": date(2026, 11, 23)}], **rows)
    store.build(data)
    return str(store.ask(data, "SELECT confidence FROM deficiency")[1][0][0])


RULES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"outcome": "missing"}, "complete", "high"),
    ({"outcome": "missing", "grade": "E1"}, "complete", "medium"),
    ({"outcome": "missing"}, "partial", "medium"),
    ({"outcome": "missing"}, "no_column", "low"),
    ({"outcome": "missing", "searched_pages": 9}, "complete", "low"),
    ({"outcome": "missing", "unseen_pages": 1}, "complete", "low"),
    ({"outcome": "partial", "grade": "E3"}, "complete", "high"),
    ({"outcome": "partial", "grade": "E3"}, "partial", "medium"),
    ({"outcome": "partial", "grade": "E2"}, "complete", "medium"),
    ({"outcome": "partial", "grade": "E2"}, "partial", "low"),
    ({"outcome": "stale", "grade": "E3"}, "complete", "high"),
    ({"outcome": "stale", "grade": "E2"}, "complete", "medium"),
    ({"outcome": "stale"}, "complete", "low"),
    ({"outcome": "stale", "grade": "E3", "unseen_pages": 2}, "complete", "low"),
)
VISITS = {"complete": "nync", "partial": "mzj", "no_column": "yjj"}


@pytest.fixture(scope="module")
def sure(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Point → confidence; the nth of RULES is asked of point PA-5n."""
    data = tmp_path_factory.mktemp("rules")
    told = [finding(VISITS[state], f"PA-{50 + at}", **more) for at, (more, state, _) in enumerate(RULES)]
    write_run(data, RUN, told, states={unit_id: state for state, unit_id in VISITS.items()})
    store.build(data)
    return dict(store.ask(data, "SELECT point_id, confidence FROM deficiency")[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("at", range(len(RULES)))
def test_confidence_is_what_the_verdict_rests_on(sure: dict[str, str], at: int) -> None:
    assert sure[f"PA-{50 + at}"] == RULES[at][2]


def test_missing_kind_is_doubtful_where_evidence_does_not_say_its_kind(tmp_path: Path) -> None:
    one = finding("nync", "SA-02", "missing", scheme_id="SC-01")
    unsaid = {"url": "http://nync.example/a", "point_id": "SA-02", "grade": "E3", "value": "720元"}
    assert confidence(tmp_path, one) == "high"
    assert confidence(tmp_path, one, evidence=[unsaid | {"scheme_id": "SC-02"}]) == "high"
    assert confidence(tmp_path, one, evidence=[unsaid]) == "low"


def test_least_sure_record_speaks_for_a_fold(tmp_path: Path) -> None:
    many = [finding("nync", "PA-04", "missing", record_key=f"r{at}", record_name=f"第{at}项目") for at in range(25)]
    data = built(tmp_path, [*many[:24], many[24] | {"outcome": "partial", "grade": "E2"}])
    one = only(data).reviewer[0]
    assert (one.confidence, one.records, len(one.each)) == ("medium", 25, 25)
    assert one.case_id.startswith("F") and one.doubt == "依据的是专题页面，未见与标签对应的具体内容"


def test_sure_goes_out_and_the_rest_waits_with_its_reason(tmp_path: Path) -> None:
    data = built(tmp_path, [finding("nync", "PA-10", "missing"), finding("nync", "PA-01", "missing", grade="E1")])
    unit = only(data)
    assert [one.point_id for one in unit.problems] == ["PA-10"]
    assert [(one.point_id, one.number, one.doubt) for one in unit.reviewer] == [
        ("PA-01", 1, "有页面提及但不构成公开，请打开所列页面确认")
    ]
    assert [one.point_id for one in only(data, all_confidences=True).problems] == ["PA-01", "PA-10"]


def test_one_sentence_of_doubt_for_each_low_reason(tmp_path: Path) -> None:
    told = {}
    for state, more in (("no_column", {}), ("complete", {"unseen_pages": 3}), ("complete", {"searched_pages": 4})):
        write_run(tmp_path, RUN, [finding("nync", "PA-10", "missing", **more)], states={"nync": state})
        store.build(tmp_path)
        told[only(tmp_path).reviewer[0].doubt] = True
    assert list(told) == [
        "未见政府信息公开栏目，检索范围可能不全",
        "相关栏目另有3个页面未能查看",
        "仅检索4个页面，不足以认定未见",
    ]


def entry(case_id: str, act: Act, **more: Any) -> Entry:
    return Entry(case_id=case_id, act=act, person="李明", at=datetime(2026, 11, 24, 3, tzinfo=UTC), **more)


@pytest.mark.parametrize("rebuilt", [True, False])
def test_people_decide_what_goes_out(tmp_path: Path, rebuilt: bool) -> None:
    data = built(tmp_path, [finding("nync", "PA-10", "missing"), finding("nync", "PA-01", "missing", grade="E1")])
    sure, doubtful = only(data).problems[0].case_id, only(data).reviewer[0].case_id
    with open_journal(data) as journal:
        journal.append([entry(doubtful, Act.confirm), entry(sure, Act.waive, ground="false_positive")])
        entries = journal.entries()
    if rebuilt:
        store.build(data)
    with store.connect(data) as db:
        lives = {} if rebuilt else read_lives(db, entries, date(2026, 11, 24), DEFAULT_CASES)
        unit = next(one for one in read_content(db, None, lives=lives).units if one.unit_id == "nync")
    assert [one.point_id for one in unit.problems] == ["PA-01"] and not unit.reviewer
    assert [(one.point_id, one.state) for one in unit.waived] == [("PA-10", "false_positive")]


def told_since(data: Path, entries: list[Entry]) -> UnitContent:
    """What is told once these are in the journal, without building the database again."""
    with store.connect(data) as db:
        numbered = [replace(one, entry_id=at) for at, one in enumerate(entries, 1)]
        lives = read_lives(db, numbered, date(2026, 11, 24), DEFAULT_CASES)
        return next(one for one in read_content(db, None, lives=lives).units if one.unit_id == "nync")


def test_notice_leaves_state_and_deadline(tmp_path: Path) -> None:
    data = built(tmp_path, [finding("nync", "PA-10", "missing")])
    told = entry(only(data).problems[0].case_id, Act.notify, deadline=date(2026, 12, 1))
    one = told_since(data, [told]).problems[0]
    assert (one.state, one.deadline) == ("notified", date(2026, 12, 1))


def test_fold_is_waived_only_with_all_its_records(tmp_path: Path) -> None:
    many = [finding("nync", "PA-04", "missing", record_key=f"r{at}", record_name=f"第{at}项目") for at in range(21)]
    data = built(tmp_path, many)
    problem = only(data).problems[0]
    most = [entry(one.case_id, Act.waive, ground="not_applicable") for one in problem.each[1:]]
    assert told_since(data, most).problems[0].state == "found"
    settled = told_since(data, [*most, entry(problem.case_id, Act.waive, ground="not_applicable")])
    assert not settled.problems and settled.waived[0].state == "not_applicable"


def test_ranks_are_among_all_units_and_equal_scores_share_one(tmp_path: Path) -> None:
    found = [finding(who, "PA-10", "missing") for who in ("nync", "mzj")] + [finding("yjj", "PA-10", "met")]
    data = built(tmp_path, found)
    assert {one.unit_id: one.rank for one in content(data).units} == {"yjj": 1, "mzj": 2, "nync": 2}
    assert (only(data, units=("mzj",), unit_id="mzj").rank, only(data).ranked_of) == (2, 3)


def test_weeks_tell_what_came_and_went(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-16", [finding("nync", "PA-10", "missing")], as_of=date(2026, 11, 16))
    data = built(tmp_path, [finding("nync", "PA-10", "met"), finding("nync", "PA-01", "missing")])
    weeks = only(data).weeks
    assert [(one.deficiencies, one.new, one.resolved) for one in weeks] == [(1, 1, 0), (1, 1, 1)]
    assert content(data).weeks[-1].resolved == 1


def test_privacy_goes_out_apart_and_pictures_to_the_reviewer(tmp_path: Path) -> None:
    hit = {"url": "http://nync.example/a", "masked": False, "count": 2, "snippet": "2201********", "digest": "d"}
    write_run(tmp_path, RUN, [finding("nync", "PA-10", "met")])
    write_unit(tmp_path, RUN, "nync", findings=[], privacy=[hit | {"priv_id": "PRIV-01"}, hit | {"priv_id": "PRIV-11"}])
    store.build(tmp_path)
    unit = only(tmp_path)
    assert [one.kind for one in unit.privacy] == ["PRIV-01"] and [one.kind for one in unit.privacy_doubts] == [
        "PRIV-11"
    ]
    assert "2201" not in repr(unit)


def test_unknown_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="has no such unit"):
        content(built(tmp_path, [finding("nync", "PA-10", "missing")]), units=("abc",))
