"""More than twenty records that lack the same point are one deficiency; each of them keeps its finding and its case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from run_files import POINTS, finding, write_run

from output import store
from output.exports.lists import write_lists
from output.summary import lines, summary

WEEKS = ["2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]
COUNTED = [point | ({"counted": "个项目"} if point["point_id"] == "PA-04" else {}) for point in POINTS]


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    return store.ask(data, sql)[1]


def records(count: int, outcome: str = "missing", point: str = "PA-04", **more: Any) -> list[dict[str, Any]]:
    return [
        finding("nync", point, outcome, record_key=f"k{at:03}", record_name=f"第{at:03}号工程", **more)
        for at in range(1, count + 1)
    ]


def week(data: Path, at: int, found: list[dict[str, Any]]) -> None:
    write_run(data, WEEKS[at], [finding("nync", "PA-01", "met"), *found], points=COUNTED)


@pytest.mark.parametrize(("count", "listed"), [(1, 1), (20, 20), (21, 1), (35, 1)])
def test_twenty_stay_single_and_twenty_one_are_one(tmp_path: Path, count: int, listed: int) -> None:
    week(tmp_path, 0, records(count))
    store.build(tmp_path)
    found = rows(tmp_path, "SELECT record_name, records FROM deficiency ORDER BY record_name")
    assert len(found) == listed
    assert found[0] == ("第001号工程", 1) if listed == count else (f"第001号工程等{count}个项目", count)
    assert rows(tmp_path, "SELECT deficiencies, missing FROM scorecard WHERE unit_id = 'nync'") == [(listed, count)]
    assert rows(tmp_path, "SELECT deficiencies FROM heatmap") == [(listed,)]
    assert rows(tmp_path, "SELECT count(*) FROM finding WHERE point_id = 'PA-04'") == [(count,)]
    assert rows(tmp_path, 'SELECT count(*), count(DISTINCT fold_id) FROM "case"') == [(count, 1)]


def test_the_one_row_says_how_many_of_how_many_and_takes_the_worst_outcome(tmp_path: Path) -> None:
    found = records(30)
    for at in range(5):
        found[at] |= {"outcome": "partial"}
    for at in range(5, 8):
        found[at] |= {"outcome": "met"}
    found[8] |= {"outcome": "inapplicable"}
    week(tmp_path, 0, found)
    store.build(tmp_path)
    ((outcome, severity, reason),) = rows(tmp_path, "SELECT outcome, severity, reason FROM deficiency")
    assert (outcome, severity) == ("missing", "A")
    assert reason == (
        "截至2026年11月23日，临河市农业农村局公布的29个项目中，26个项目未见或未完整载明资金来源，"
        "如“第001号工程”“第002号工程”“第003号工程”；逐条见附表"
    )


def test_points_units_and_schemes_fold_by_themselves(tmp_path: Path) -> None:
    schemes = [one | {"point_id": "SA-02", "scheme_id": scheme} for scheme in ("SC-01", "SC-02") for one in records(15)]
    others = [finding("mzj", "PA-04", "missing", record_key=f"m{at}", record_name=f"m{at}") for at in range(15)]
    week(tmp_path, 0, [*records(15), *schemes, *others])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT count(*), max(records) FROM deficiency") == [(60, 1)]
    units = [finding("nync", "PA-10", "missing", scheme_id=f"SC-{at}") for at in range(25)]
    week(tmp_path, 1, units)
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT count(*) FROM deficiency") == [(25,)], "what is asked of the unit is no record"


def test_a_fold_comes_and_goes_while_the_cases_live_on(tmp_path: Path) -> None:
    for at, count in enumerate((20, 25, 18, 30)):
        met = [one | {"outcome": "met"} for one in records(30)[count:]]
        week(tmp_path, at, records(count) + met)
    store.build(tmp_path)
    found = rows(
        tmp_path, "SELECT run_id, count(*), sum(records), min(first_seen_run) FROM deficiency_all GROUP BY 1 ORDER BY 1"
    )
    assert found == [
        (WEEKS[0], 20, 20, WEEKS[0]), (WEEKS[1], 1, 25, WEEKS[0]), (WEEKS[2], 18, 18, WEEKS[0]), (WEEKS[3], 1, 30, WEEKS[0]),
    ]  # fmt: skip
    ids = {name for (name,) in rows(tmp_path, "SELECT case_id FROM deficiency_all WHERE records > 1")}
    assert len(ids) == 1
    assert {name for (name,) in rows(tmp_path, 'SELECT fold_id FROM "case"')} == ids
    assert rows(tmp_path, 'SELECT count(*) FROM "case" WHERE open') == [(30,)]
    singles = rows(tmp_path, f"SELECT case_id FROM deficiency_all WHERE run_id = '{WEEKS[2]}'")  # noqa: S608
    assert set(singles) == set(rows(tmp_path, "SELECT case_id FROM \"case\" WHERE record_name <= '第018号工程'"))


def test_what_changed_folds_by_the_kind_of_change(tmp_path: Path) -> None:
    week(tmp_path, 0, records(30))
    week(tmp_path, 1, [one | {"outcome": "met"} for one in records(3)] + records(32)[3:])
    store.build(tmp_path)
    found = rows(tmp_path, "SELECT change, record_name, records FROM weekly_change ORDER BY change, record_name")
    assert found == [
        ("new", "第031号工程", 1), ("new", "第032号工程", 1),
        ("persisting", "第004号工程等27个项目", 27),
        ("resolved", "第001号工程", 1), ("resolved", "第002号工程", 1), ("resolved", "第003号工程", 1),
    ]  # fmt: skip


def sheet(path: Path, name: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[name].iter_rows(min_row=4, values_only=True))


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Path]:
    def write(*found: dict[str, Any]) -> Path:
        week(tmp_path, 0, list(found))
        store.build(tmp_path)
        return write_lists(tmp_path).directory / "nync-问题清单.xlsx"

    return write


def test_the_workbook_lists_every_record_on_a_sheet_of_its_own(listed: Callable[..., Path]) -> None:
    path = listed(*records(35), finding("nync", "PA-10", "missing"), *records(22, "unchecked", "SA-02"))
    problems, doubts = sheet(path, "问题清单"), sheet(path, "待核查")
    assert [row[6] for row in problems] == ["记录：第001号工程等35个项目", "栏目：公示公告、财政衔接资金"]
    assert problems[0][17] == "未见；共35条，逐条见附表"
    assert [row[5] for row in doubts] == ["记录：第001号工程等22条记录"]
    each = sheet(path, "附：逐条清单")
    assert len(each) == 57
    assert each[34][5] == "第035号工程" and each[34][9] == "未见"
    assert {row[9] for row in each[35:]} == {"无法访问"}
    assert all("第" in row[5] for row in each)


def test_no_sheet_of_records_where_nothing_folds(listed: Callable[..., Path]) -> None:
    assert "附：逐条清单" not in openpyxl.load_workbook(listed(*records(20))).sheetnames


def test_list_view_summary_and_score_agree(listed: Callable[..., Path]) -> None:
    data = listed(*records(35), finding("nync", "PA-10", "missing")).parents[2]
    made = summary(data)
    assert (made.deficiencies, made.alike) == (2, 35)
    assert "deficiencies  2 (35 records folded)" in lines(made)
    assert write_lists(data).deficiencies == 2
    assert rows(data, "SELECT sum(deficiencies) FROM scorecard") == [(2,)]


def test_what_is_found_by_a_page_alone_is_listed_again_to_be_looked_at_first(listed: Callable[..., Path]) -> None:
    unsure = finding("nync", "PA-10", "stale", grade="E2", reason="仅见《旧公告》")
    path = listed(unsure, finding("nync", "SA-02", "partial", grade="E3"), finding("nync", "PA-01", "missing"))
    assert [row[3] for row in sheet(path, "建议先复核")] == ["PA-10"]
    remarks = {row[4]: row[17] for row in sheet(path, "问题清单")}
    assert remarks["PA-10"] == "已过期；建议人工复核" and remarks["SA-02"] == "部分达标；无需人工"
    assert "建议先复核" not in openpyxl.load_workbook(listed(finding("nync", "PA-10", "missing"))).sheetnames
