"""Notice boards whose labels stand before their values without a colon."""

from __future__ import annotations

from audit.tabular.forms import with_colons


def test_labels_set_off_by_blanks_alone_get_their_colons() -> None:
    labels = frozenset({"项目名称", "资金来源", "建设工期", "项目负责人", "监督电话"})
    board = ["项目名称前进村牛舍", "项目性质新建", "资金来源衔接资金110万元", "建设工期 90天", "项目负责人张国庆"]
    assert with_colons(board, labels) == [
        "项目名称:前进村牛舍",
        "项目性质新建",
        "资金来源:衔接资金110万元",
        "建设工期:90天",
        "项目负责人:张国庆",
    ]
    few = [*board[:2], "资金来源的渠道要公开", "项目负责人和监督人员", "监督电话:12317"]
    assert with_colons(few, labels) == few
    apart = [line for label in sorted(labels) for line in (f"{label}甲乙丙", "一", "二", "三")]
    assert with_colons(apart, labels) == apart
