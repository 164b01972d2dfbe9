"""Tables given meaning: captions, two-level headers, totals, 同上, continuation, key-value."""

from __future__ import annotations

from audit.tabular.grid import grids

LABELS = frozenset({"项目名称", "资金来源", "责任人", "实施单位", "联系电话"})


def test_caption_and_two_level_header_and_totals() -> None:
    table = (
        ("某县项目表", "某县项目表", "某县项目表", "某县项目表"),
        ("项目名称", "资金来源", "资金来源", "责任人"),
        ("项目名称", "中央", "省级", "责任人"),
        ("引水工程", "10", "20", "王强"),
        ("道路工程", "5", "", "同上"),
        ("合计", "15", "20", ""),
    )
    (grid,) = grids([table], LABELS, [])
    assert grid.headers == ("项目名称", "资金来源/中央", "资金来源/省级", "责任人")
    assert grid.rows == (("引水工程", "10", "20", "王强"), ("道路工程", "5", "", "王强"))
    assert "某县项目表" in grid.caption


def test_key_value_table_with_four_cells_a_row() -> None:
    table = (("项目名称", "引水工程", "实施单位", "水务局"), ("责任人", "王强", "联系电话", "88779005"))
    (grid,) = grids([table], LABELS, [])
    assert dict(grid.pairs) == {"项目名称": "引水工程", "实施单位": "水务局", "责任人": "王强", "联系电话": "88779005"}


def test_a_table_without_header_continues_the_one_before() -> None:
    first = (("序号", "项目名称", "责任人"), ("1", "引水工程", "王强"))
    second = (("2", "道路工程", "李明"),)
    assert grids([first, second], LABELS, [])[1].headers == ("序号", "项目名称", "责任人")


def test_unit_said_above_the_table_reaches_its_caption() -> None:
    table = (("项目名称", "金额"), ("引水工程", "268"))
    (grid,) = grids([table], LABELS, ["单位:万元"])
    assert "万元" in grid.caption


def test_a_row_name_that_holds_a_label_word_does_not_make_the_header_a_pair() -> None:
    table = (("社区", "户数", "金额(元)"), ("幸福社区", "12", "3600"), ("和平社区", "8", "2400"))
    (grid,) = grids([table], frozenset({"社区", "户数", "金额"}), [])
    assert grid.headers == ("社区", "户数", "金额(元)")
    assert grid.pairs == ()


def test_names_that_end_in_a_label_word_do_not_make_a_wide_table_one_of_pairs() -> None:
    table = (("学校名称", "学段", "学费(元)"), ("育英学校", "小学部", "4800"), ("启明学校", "初中部", "5200"))
    (grid,) = grids([table], frozenset({"学校名称", "学校", "学费"}), [])
    assert grid.headers == ("学校名称", "学段", "学费(元)")


def test_a_pair_whose_value_spans_the_row_stays_a_pair() -> None:
    table = (
        ("项目名称", "引水工程", "引水工程", "引水工程"),
        ("实施单位", "水务局", "责任人", "王强"),
        ("资金来源", "县级财政", "县级财政", "县级财政"),
    )
    (grid,) = grids([table], LABELS, [])
    assert dict(grid.pairs)["资金来源"] == "县级财政"
    assert grid.headers == ()


def test_one_row_of_data_under_a_header_with_unknown_words_is_no_pair() -> None:
    labels = frozenset({"幼儿园", "备案价格", "联系电话"})
    table = (("幼儿园", "班型", "备案价格", "文号"), ("小海豚幼儿园", "蒙氏班", "1260", "发改备6号"))
    (grid,) = grids([table], labels, [])
    assert grid.headers == ("幼儿园", "班型", "备案价格", "文号")
    pairs = (("幼儿园", "小海豚", "备案价格", "1260"), ("联系电话", "88779005", "备注", "无"))
    (form,) = grids([pairs], labels, [])
    assert dict(form.pairs)["联系电话"] == "88779005"
