"""The lists of a package: what stands in them, what never does, and how they come out on paper."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from told import AS_OF, DAY, DEADLINE, city, privacy, problem, unit

from output.package import lists, rows
from output.package.content import Record


def sheets(path: Path) -> dict[str, Worksheet]:
    return {page.title: page for page in openpyxl.load_workbook(path).worksheets}


def texts(path: Path) -> list[str]:
    return [
        str(cell.value)
        for page in sheets(path).values()
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    ]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    waiting = problem(9, confidence="medium", doubt="有页面提及但不构成公开")
    lists.write_unit_list(unit(reviewer=(waiting,), privacy=(privacy(),)), DAY, DEADLINE, tmp_path)
    return tmp_path


def test_list_has_the_columns_of_practice_and_the_case_number(told: Path) -> None:
    page = sheets(told / "问题清单.xlsx")["问题清单"]
    assert [cell.value for cell in page[3]] == list(rows.PROBLEM_COLUMNS)
    assert [page.cell(at, 2).value for at in (4, 5, 6)] == [f"C{at:016x}" for at in (1, 2, 3)]


def test_the_point_is_told_by_number_and_name(told: Path) -> None:
    page = sheets(told / "问题清单.xlsx")["问题清单"]
    one = problem(1)
    assert page.cell(4, rows.PROBLEM_COLUMNS.index("要点") + 1).value == f"{one.point_number} {one.point_name}"


def test_confidence_and_what_waits_for_the_reviewer_are_not_told(told: Path) -> None:
    said = texts(told / "问题清单.xlsx")
    assert not any("把握" in text or "提及但不构成" in text or f"C{9:016x}" in text for text in said)


def test_privacy_stands_on_a_sheet_of_its_own_without_the_data(told: Path) -> None:
    page = sheets(told / "问题清单.xlsx")["个人信息"]
    assert [cell.value for cell in page[4]][2:6] == ["PRIV-01", "身份证号码", "发放名单", "http://nync.example/p1.html"]
    assert "摘录" not in "".join(texts(told / "问题清单.xlsx"))


def test_csv_is_the_list_without_links(told: Path) -> None:
    with (told / "问题清单.csv").open(encoding="utf-8-sig", newline="") as source:
        read = list(csv.reader(source))
    assert "链接" not in read[0] and len(read) == 4
    assert read[1][read[0].index("网址")] == "http://nync.example/1.html"
    assert read[1][read[0].index("整改期限")] == "2026-12-14"


def test_deadline_told_before_stays(tmp_path: Path) -> None:
    early = AS_OF
    lists.write_unit_list(unit(problems=(problem(deadline=early),)), DAY, DEADLINE, tmp_path)
    page = sheets(tmp_path / "问题清单.xlsx")["问题清单"]
    value = page.cell(4, rows.PROBLEM_COLUMNS.index("整改期限") + 1).value
    assert value.date() == early  # type: ignore[union-attr]


def test_folded_records_are_listed_one_by_one(tmp_path: Path) -> None:
    each = tuple(
        Record(
            case_id=f"C{at}", name=f"第{at}户", url="", page_title="", published=None, outcome="missing", reason="未见"
        )
        for at in range(25)
    )
    lists.write_unit_list(unit(problems=(problem(records=25, each=each),)), DAY, DEADLINE, tmp_path)
    pages = sheets(tmp_path / "问题清单.xlsx")
    assert [row[5].value for row in pages["附：逐条清单"].iter_rows(min_row=4)] == [f"第{at}户" for at in range(25)]
    assert pages["问题清单"].cell(4, rows.PROBLEM_COLUMNS.index("备注") + 1).value == "未见；共25条，逐条见附表"


def test_printed_across_a4_with_headings_on_each_page(told: Path) -> None:
    page = sheets(told / "问题清单.xlsx")["问题清单"]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.print_title_rows == "$3:$3" and page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0


def test_reviewer_sees_how_sure_and_why(tmp_path: Path) -> None:
    waiting = problem(9, confidence="medium", doubt="有页面提及但不构成公开")
    settled = problem(8, state="false_positive")
    look = privacy(2, kind="PRIV-11", at_once=False)
    lists.write_review(city(unit(reviewer=(waiting,), waived=(settled,), privacy_doubts=(look,))), DAY, tmp_path)
    pages = sheets(tmp_path / "待复核清单.xlsx")
    row = dict(zip(rows.REVIEW_COLUMNS, [cell.value for cell in pages["待复核清单"][4]], strict=True))
    assert (row["编号"], row["把握程度"], row["需复核原因"]) == (f"C{9:016x}", "中", "有页面提及但不构成公开")
    assert pages["图片需查看"].cell(4, 3).value == "PRIV-11"
    assert pages["已撤销或认可"].cell(4, 9).value.endswith("未见资金来源。")


def test_city_list_numbers_all_units_through(tmp_path: Path) -> None:
    other = unit(2, unit_id="mzj", name="临河市民政局")
    lists.write_city_list(city(unit(3), other), DAY, DEADLINE, tmp_path)
    page = sheets(tmp_path / "全部单位问题清单.xlsx")["问题清单"]
    assert [page.cell(at, 1).value for at in range(4, 9)] == [1, 2, 3, 4, 5]
    assert page.cell(8, 3).value == "临河市民政局"


def test_hostile_text_becomes_no_formula(tmp_path: Path) -> None:
    lists.write_unit_list(unit(problems=(problem(page_title="=1+1"),)), DAY, DEADLINE, tmp_path)
    page = sheets(tmp_path / "问题清单.xlsx")["问题清单"]
    cell = page.cell(4, rows.PROBLEM_COLUMNS.index("页面标题") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert "'=1+1" in (tmp_path / "问题清单.csv").read_text(encoding="utf-8-sig")


def test_equal_contents_make_equal_files(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        made.append([path.read_bytes() for path in lists.write_unit_list(unit(), DAY, DEADLINE, folder)])
    assert made[0] == made[1]


def test_long_text_is_cut_to_the_highest_row_in_the_workbook_only(tmp_path: Path) -> None:
    lists.write_unit_list(
        unit(problems=(problem(reason="未见资金来源。" * 200, url="http://nync.example/" + "a/" * 400),)),
        DAY,
        DEADLINE,
        tmp_path,
    )
    page = sheets(tmp_path / "问题清单.xlsx")["问题清单"]
    cells = dict(zip(rows.PROBLEM_COLUMNS, [cell.value for cell in page[4]], strict=True))
    assert str(cells["问题描述"]).endswith("……（有删节）") and len(str(cells["问题描述"])) < 400
    assert len(str(cells["网址"])) == 820
    assert "未见资金来源。" * 200 in (tmp_path / "问题清单.csv").read_text(encoding="utf-8-sig")
