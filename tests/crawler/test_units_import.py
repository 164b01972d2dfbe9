"""A spreadsheet as an office keeps it becomes a contract registry, and what was guessed is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from crawler.units import UnitsError, parse_units
from crawler.units_import import import_units

ROWS = [
    ["2026年政务公开责任单位登记表", None, None, None, None, None, None, None],
    ["单位编码", "单位名称 *", "类型", "职责", "网址", "上级", "邮箱", "备注"],
    [2001, "某市民政局", "市直部门", "民政、老龄", "mzj.a.gov.cn；http://zw.a.gov.cn/mzj/", None, "a@b.cn", "电话 1"],
    ["D2", "某市高新区管委会", None, None, "https://gxq.a.gov.cn", "某市民政局", None, None],
]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_a_chinese_workbook_becomes_a_registry(tmp_path: Path) -> None:
    text, remarks = import_units(workbook(tmp_path / "登记表.xlsx", ROWS))
    first, second = parse_units(text, "units.csv")
    assert (first.unit_id, first.kind, first.duty) == ("2001", "department", ("civil_affairs", "ageing"))
    assert first.sites == ("http://mzj.a.gov.cn/", "http://zw.a.gov.cn/mzj/")
    assert (second.kind, second.duty, second.parent) == ("zone", ("zone",), "2001")
    assert [remark.split(": ", 1)[1].split(",")[0] for remark in remarks] == ["row 4: no kind", "row 4: no duty"]


def test_english_headers_and_gbk_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes("Name,Website,Duty,Kind\n某市教育局,jyj.a.gov.cn,education,department\n".encode("gb18030"))
    text, remarks = import_units(path)
    (unit,) = parse_units(text, "units.csv")
    assert (unit.unit_id, unit.name, unit.sites) == ("D001", "某市教育局", ("http://jyj.a.gov.cn/",))
    assert remarks == ["units.csv: row 2: no code, so the id is D001"]


@pytest.mark.parametrize(
    ("name", "duty"),
    [
        ("某市卫生健康委员会", "health"),
        ("某市住房保障和房屋管理局", "housing"),
        ("某市规划和自然资源局", "natural_resources"),
        ("某县", "district"),
        ("某经济技术开发区管理委员会", "zone"),
    ],
)
def test_a_duty_that_is_not_said_is_taken_from_the_name(tmp_path: Path, name: str, duty: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(f"单位名称,网址\n{name},a.gov.cn\n", encoding="utf-8")
    text, remarks = import_units(path)
    assert parse_units(text, "units.csv")[0].duty == (duty,)
    assert any(f"taken as {duty} by the name" in remark for remark in remarks)


def test_what_is_not_understood_is_named_by_row(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "单位名称,网址,类型,职责\n某市民政局,a.gov.cn,公司,民政\n某市乙局,b.gov.cn,部门,宇航\n", encoding="utf-8"
    )
    with pytest.raises(UnitsError) as caught:
        import_units(path)
    assert str(caught.value).splitlines()[0].startswith("sheet.csv: row 2: kind '公司' is not understood")
    assert str(caught.value).splitlines()[1].startswith("sheet.csv: row 3: duty '宇航' is not understood")


def test_a_sheet_that_is_no_registry_is_refused(tmp_path: Path) -> None:
    for name, body, expected in [
        ("a.csv", b"x,y\n1,2\n", "no header row"),
        ("a.xlsx", b"PK nonsense", "no workbook"),
        ("a.doc", b"", r"neither \.xlsx nor \.csv"),
    ]:
        path = tmp_path / name
        path.write_bytes(body)
        with pytest.raises(UnitsError, match=expected):
            import_units(path)


def test_what_comes_out_is_checked_like_any_registry(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("单位名称,网址,职责\n某市民政局,a.gov.cn,民政\n某市老龄办,a.gov.cn,老龄\n", encoding="utf-8")
    with pytest.raises(UnitsError, match="already the site of D001"):
        import_units(path)


def test_a_duty_that_a_city_adds_is_taken_when_it_is_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["单位名称", "职责", "网址"],
        ["云河市体彩中心", "sports_lottery_centre", "http://tc.example/"],
    ]
    file = workbook(tmp_path / "units.xlsx", rows)
    with pytest.raises(UnitsError, match="is not understood"):
        import_units(file)
    text, _ = import_units(file, ["sports_lottery_centre"])
    assert "sports_lottery_centre" in text
