"""The deficiency lists: their columns, their words, and that no page can do harm through them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet
from run_files import UNITS, finding, write_run, write_unit

from output import store
from output.cli import export
from output.exports import wording
from output.exports.cells import CELL_LIMIT, clean, inert, linkable
from output.exports.listing import read_listing
from output.exports.lists import write_lists

PAGE = "http://nync.example/xm/1.html"
LONG = "http://nync.example/?q=" + "x" * 2100
EVIL = '=HYPERLINK("http://evil.example","点我")'
FINDINGS = [
    finding(
        "nync", "PA-04", "partial", record_key="k1", record_name=EVIL, url=PAGE, grade="E2", reason="《公告》涉及资金来源，内容不完整"
    ),
    finding("nync", "PA-01", "missing", unseen_pages=2),
    finding("nync", "PA-10", "stale", url="javascript:alert(1)", reason="仅见《旧公告》\x00\x0b\ud800，发布于2019年3月1日"),
    finding("nync", "GR-07", "manual", reason="多种载体不能仅凭网站判定，请人工核查"),
    finding("mzj", "SA-02", "missing", scheme_id="SC-01", url=LONG),
    finding("mzj", "PA-01", "met"),
    finding("yjj", "PA-01", "unchecked", reason="网站返回安全验证页面，本次未能检查"),
]  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("export")
    plain = [row | {"reason": row["reason"].replace("\ud800", "")} for row in FINDINGS]
    write_run(data, "2026-11-09", plain[1:], states={"yjj": "blocked"}, as_of=date(2026, 11, 9))
    write_run(data, "2026-11-16", plain, states={"yjj": "blocked"})
    rows = [row | {"as_of": date(2026, 11, 23)} for row in plain if row["unit_id"] == "nync"]
    page = {"url": PAGE, "title": "+项目公告", "published": date(2026, 5, 6), "columns": ["政务公开", "衔接资金"]}
    sheet = {"url": "http://nync.example/xm/1.xls", "title": "明细表", "parent_url": PAGE, "is_attachment": True}
    proof = {"url": sheet["url"], "point_id": "PA-04", "grade": "E2", "snippet": "总投资268万元", "record_key": "k1"}
    hit = {
        "url": PAGE,
        "priv_id": "PRIV-01",
        "masked": False,
        "count": 3,
        "snippet": "2201**************",
        "digest": "x",
    }
    write_unit(data, "2026-11-16", "nync", findings=rows, documents=[page, sheet], evidence=[proof], privacy=[hit])
    store.build(data)
    write_lists(data)
    return data


def sheet_of(data: Path, name: str, sheet: str = "问题清单") -> Worksheet:
    page = openpyxl.load_workbook(data / "exports" / "2026-11-16" / f"{name}.xlsx")[sheet]
    assert isinstance(page, Worksheet)
    return page


def table(page: Worksheet) -> list[dict[str, Any]]:
    lines = list(page.iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def csv_rows(data: Path, name: str) -> list[dict[str, str]]:
    raw = (data / "exports" / "2026-11-16" / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))


def test_files_are_named_by_unit_id(data: Path) -> None:
    names = sorted(path.name for path in (data / "exports" / "2026-11-16").iterdir())
    stems = ["mzj-问题清单", "nync-问题清单", "yjj-问题清单", "全部单位问题清单"]
    assert names == sorted(f"{stem}.{kind}" for stem in stems for kind in ("csv", "xlsx"))


def test_columns_header_filter_and_freeze(data: Path) -> None:
    page = sheet_of(data, "全部单位问题清单")
    assert [cell.value for cell in page[3]] == (
        "序号 责任单位 配合单位 领域 编号 公开要求 检查对象 页面标题 网址 发布日期 问题描述 严重程度 证据 整改要求 整改期限 首次发现 复核状态 备注"
    ).split()
    assert page.freeze_panes == "C4"
    assert page.auto_filter.ref == "A3:R7"
    assert page["F4"].alignment.wrap_text
    assert page["A1"].value == "社会公益事业建设领域政府信息公开问题清单"
    assert "2026年11月23日" in str(page["A2"].value)
    assert page.print_title_rows == "$3:$3"


def test_a_row_says_who_where_what_and_what_to_do(data: Path) -> None:
    row = next(row for row in table(sheet_of(data, "nync-问题清单")) if row["编号"] == "PA-04")
    assert row == {
        "序号": 2,
        "责任单位": "临河市农业农村局",
        "配合单位": "财政局",
        "领域": "脱贫攻坚",
        "编号": "PA-04",
        "公开要求": "《任务分工表》：“资金来源”",
        "检查对象": f"记录：{EVIL}",
        "页面标题": "+项目公告",
        "网址": PAGE,
        "发布日期": datetime(2026, 5, 6),
        "问题描述": "截至2026年11月23日，临河市农业农村局网站“资金来源”：《公告》涉及资金来源，内容不完整。",
        "严重程度": "A 关键",
        "证据": "摘录：总投资268万元",
        "整改要求": "补充公布资金来源",
        "整改期限": None,
        "首次发现": datetime(2026, 11, 23),
        "复核状态": "发现",
        "备注": "部分达标；建议人工复核",
    }


def test_a_missing_point_tells_the_extent_of_the_search(data: Path) -> None:
    row = next(row for row in table(sheet_of(data, "nync-问题清单")) if row["编号"] == "PA-01")
    assert row["问题描述"] == "截至2026年11月23日，在网站未见PA-01信息（共检索40个页面）。"
    assert row["证据"] == "检索记录：共检索40个页面，另有2个页面未能查看"
    assert row["检查对象"] == "栏目：公示公告、财政衔接资金"
    assert row["首次发现"] == datetime(2026, 11, 9)
    other = table(sheet_of(data, "mzj-问题清单"))[0]
    assert (other["编号"], other["检查对象"]) == ("SA-02/SC-01", "栏目：公示公告、财政衔接资金（最低生活保障）")


def test_links_work_and_only_web_addresses_are_links(data: Path) -> None:
    page = sheet_of(data, "全部单位问题清单")
    links = {cell.value: cell.hyperlink.target for cell in page["I"] if cell.hyperlink}
    assert links == {"http://nync.example/": "http://nync.example/", PAGE: PAGE}
    shown = [cell.value for cell in page["I"]]
    assert "javascript:alert(1)" in shown
    assert LONG in shown


def test_no_cell_is_a_formula(data: Path) -> None:
    book = openpyxl.load_workbook(data / "exports" / "2026-11-16" / "nync-问题清单.xlsx")
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    for row in csv_rows(data, "全部单位问题清单"):
        assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in row.values())
    assert csv_rows(data, "nync-问题清单")[1]["页面标题"] == "'+项目公告"


def test_what_was_not_decided_accuses_nobody(data: Path) -> None:
    accused = {(row["责任单位"], row["编号"]) for row in table(sheet_of(data, "全部单位问题清单"))}
    doubts = {
        (row["责任单位"], row["编号"], row["类别"]) for row in table(sheet_of(data, "全部单位问题清单", "待核查"))
    }
    assert doubts == {("临河市农业农村局", "GR-07", "需人工"), ("临河市应急管理局", "PA-01", "无法访问")}
    assert not {pair[:2] for pair in doubts} & accused
    assert sheet_of(data, "yjj-问题清单")["A4"].value == wording.NO_PROBLEM
    assert csv_rows(data, "yjj-问题清单") == []


def test_scores_and_personal_data_have_their_sheets(data: Path) -> None:
    scores = {row["责任单位"]: row for row in table(sheet_of(data, "全部单位问题清单", "达标情况"))}
    blocked = scores["临河市应急管理局"]
    assert (blocked["访问情况"], blocked["得分"], blocked["等次"], blocked["判定率"]) == (
        "被安全验证阻断",
        "—",
        "不评分",
        0,
    )
    assert scores["临河市民政局"]["得分"] == 40.0
    domains = table(sheet_of(data, "mzj-问题清单", "分领域情况"))
    assert [(row["领域"], row["得分"]) for row in domains] == [("脱贫攻坚", 100.0), ("社会救助", 0.0)]
    exposed = table(sheet_of(data, "nync-问题清单", "个人信息"))[0]
    assert (exposed["编号"], exposed["类型"], exposed["数量"]) == ("PRIV-01", "身份证号码", 3)
    assert "个人信息" not in openpyxl.load_workbook(data / "exports/2026-11-16/mzj-问题清单.xlsx").sheetnames


def test_words_are_neutral(data: Path) -> None:
    book = openpyxl.load_workbook(data / "exports" / "2026-11-16" / "全部单位问题清单.xlsx")
    said = "".join(str(cell.value or "") for page in book for row in page.iter_rows() for cell in row)
    assert not re.search("没有公开|拒不|违规|造假|失职", said)
    legend = "".join(str(cell.value or "") for row in book["说明"].iter_rows() for cell in row)
    assert all(label in legend for label in ("A 关键", "B 一般", "C 辅助", "不等同于未公开", "不评分"))


def test_a_record_is_its_own_proof(data: Path) -> None:
    with store.connect(data) as db:
        item = next(item for item in read_listing(db).problems if item.record_name)
    assert wording.proof(replace(item, snippet="总投资\n268万元")) == "摘录：总投资 268万元"
    assert wording.proof(replace(item, snippet=None)) == "所列页面，2026年11月23日查看"


def run(data: Path, *options: str) -> tuple[int, list[str], str]:
    result = CliRunner().invoke(export, ["--data", str(data), *options])
    return result.exit_code, result.stdout.splitlines(), result.stderr


def test_command_builds_writes_and_names_the_files(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-16", [finding("nync", "PA-01", "missing"), finding("mzj", "PA-01", "met")])
    stale = tmp_path / "exports" / "2026-11-16" / "gone-问题清单.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    code, files, talk = run(tmp_path)
    assert code == 0
    assert [Path(name).name for name in files][:2] == ["全部单位问题清单.xlsx", "全部单位问题清单.csv"]
    assert all(Path(name).exists() for name in files)
    assert not stale.exists()
    assert "1 deficiencies" in talk
    assert (tmp_path / "gongkai.duckdb").exists()
    assert [path for path in stale.parent.iterdir() if path.name.startswith(".")] == []

    code, files, _ = run(tmp_path, "--unit", "mzj", "--fail-on-any")
    assert (code, [Path(name).name for name in files]) == (0, ["mzj-问题清单.xlsx", "mzj-问题清单.csv"])
    assert (stale.parent / "全部单位问题清单.xlsx").exists()
    assert run(tmp_path, "--fail-on-any")[0] == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--run", "nope"], "there is no such run; the newest are 2026-11-16"),
        (["--run", "2026-11-23"], "is not audited to its end"),
        (["--unit", "zz"], "has no such unit; it has mzj, nync"),
    ],
)
def test_what_cannot_be_exported_is_said(tmp_path: Path, options: list[str], words: str) -> None:
    write_run(tmp_path, "2026-11-16", [finding("nync", "PA-01", "missing")], states={"mzj": "complete"})
    write_run(tmp_path, "2026-11-23", [finding("nync", "PA-01", "missing")], audited=False)
    code, files, talk = run(tmp_path, *options)
    assert (code, files) == (2, [])
    assert words in talk


def test_the_same_findings_make_the_same_files(tmp_path: Path, data: Path) -> None:
    path = data / "exports" / "2026-11-16" / "全部单位问题清单.csv"
    before = path.read_bytes()
    write_lists(data)
    assert path.read_bytes() == before


def test_cells_are_cleaned_cut_and_made_inert() -> None:
    assert clean("a\x00b\x0bc\r\nd\u202ee\ufffef\ud800") == "abc\ndef"
    assert len(clean("字" * 40_000)) == CELL_LIMIT
    assert len(clean("😀" * 20_000).encode("utf-16-le")) <= 2 * CELL_LIMIT
    assert [inert(text)[0] for text in ("=1", "+1", "-1", "@x", "\tx", " =1", "＝1", "1")] == ["'"] * 7 + ["1"]
    assert linkable("https://a.example/页")
    assert not linkable("ftp://a.example/")
    assert not linkable("http://a.example/" + "页" * 300)


def test_every_unit_of_the_registry_that_was_not_visited_is_listed(data: Path) -> None:
    listed = {row["责任单位"] for row in table(sheet_of(data, "全部单位问题清单", "达标情况"))}
    assert listed == {unit["name"] for unit in UNITS}
