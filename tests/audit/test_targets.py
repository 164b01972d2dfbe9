"""Sheets of performance targets: a form above, indicators below."""

from __future__ import annotations

from audit.tabular.grid import grids
from audit.tabular.targets import pairs_of_form, parts_of_sheet

FORM = [
    ("项目支出绩效目标表",) * 5,
    ("项目名称", *["东岭乡大棚项目"] * 4),
    ("主管部门", "县农业农村局", "实施单位", "东岭乡人民政府", "东岭乡人民政府"),
    ("资金情况(万元)", "年度资金总额", "150", "其中:财政拨款", "140"),
    ("年度总体目标", "预期目标", "预期目标", "实际完成情况", "实际完成情况"),
    ("年度总体目标", "新建大棚30座", "新建大棚30座", "已建成30座", "已建成30座"),
]
INDICATORS = [
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"),
    ("产出指标", "数量指标", "新建大棚", "≥30座", "30座"),
    ("效益指标", "社会效益指标", "受益脱贫人口", "≥126人", "131人"),
]


def test_a_sheet_becomes_a_form_and_a_table() -> None:
    form, table = grids([(*FORM, *INDICATORS)], frozenset({"项目名称", "实施单位"}), ())
    assert dict(form.pairs)["项目名称"] == "东岭乡大棚项目"
    assert dict(form.pairs)["实施单位"] == "东岭乡人民政府"
    assert table.headers == INDICATORS[0]
    assert table.rows == tuple(INDICATORS[1:])
    assert "绩效目标表" in table.caption


def test_groups_and_two_storeyed_rows_of_a_form() -> None:
    pairs, said = pairs_of_form(FORM)
    assert ("年度资金总额", "150") in pairs
    assert ("其中:财政拨款", "140") in pairs
    assert ("预期目标", "新建大棚30座") in pairs
    assert ("实际完成情况", "已建成30座") in pairs
    assert said == "项目支出绩效目标表"


def test_heads_of_money_name_the_figures_of_the_total_below_them() -> None:
    pairs, _ = pairs_of_form(
        [
            ("项目名称", *["送戏下乡"] * 7),
            ("项目资金(万元)", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
            ("项目资金(万元)", "年度资金总额", "80", "86", "84.6", "10", "98%", "9.8"),
            ("项目资金(万元)", "其中:财政拨款", "80", "86", "84.6", "—", "—", "—"),
        ]
    )
    assert dict(pairs)["年度资金总额"] == "80"
    assert dict(pairs)["全年预算数"] == "86"
    assert dict(pairs)["全年执行数"] == "84.6"
    assert dict(pairs)["执行率"] == "98%"


def test_heads_of_money_without_figures_bind_nothing() -> None:
    pairs, _ = pairs_of_form(
        [
            ("项目资金(万元)", "年初预算数", "全年预算数", "全年执行数", "执行率"),
            ("年度资金总额", "待定", "待定", "待定", "待定"),
        ]
    )
    assert not any(key == "全年执行数" and value.startswith("8") for key, value in pairs)
    assert ("全年执行数", "待定") not in pairs


def test_other_tables_are_no_sheets() -> None:
    assert parts_of_sheet(INDICATORS) is None
    assert parts_of_sheet([("政务公开考核指标表",) * 5, *INDICATORS]) is None
    assert parts_of_sheet(FORM) is None
