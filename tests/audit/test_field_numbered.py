"""What is bound to a label: the list after it, or what follows its brackets."""

from __future__ import annotations

import pytest
from small_book import JUDGE, page


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("资金来源 1.中央衔接资金60万元;2.自筹5万元", True),
        ("二、资金来源(一)中央衔接资金60万元。", True),
        ("资金来源 1.2023年中央衔接资金", True),
        ("资金来源1.5倍于上年", False),
        ("本项目资金来源包括:中央衔接资金和自筹。", True),
        ("资金来源主要包括中央衔接资金。", True),
        ("说明资金来源 1.按规定办理", False),
    ],
)
def test_a_list_after_its_label(line: str, found: bool) -> None:
    judgement = JUDGE.judge(page("扶贫项目公告", f"项目名称:引水工程\n{line}"))
    assert any(one.point == "PA-04" for one in judgement.evidence) is found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("【资金来源】中央衔接资金60万元", True),
        ("【资金来源】:中央衔接资金60万元", True),
        ("【资金来源】\n中央衔接资金60万元", True),
        ("【资金来源】无 【实施期限】2026年5月至8月", False),
        ("【资金来源】", False),
    ],
)
def test_a_label_in_lenticular_brackets(lines: str, found: bool) -> None:
    judgement = JUDGE.judge(page("扶贫项目公告", f"项目名称:引水工程\n{lines}"))
    assert any(one.point == "PA-04" for one in judgement.evidence) is found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("资金来源:\n中央衔接资金60万元", True),
        ("资金来源如下:\n1.中央衔接资金60万元", True),
        ("资金来源及数额:中央衔接资金60万元", True),
        ("资金来源及数额:\n中央衔接资金60万元", True),
        ("资金来源:\n实施期限:2026年5月至8月", False),
        ("资金来源\n实施期限:2026年5月至8月", False),
        ("资金来源:\n二、项目概况", False),
        ("资金来源:\n特此公告。", False),
    ],
)
def test_the_line_below_a_label_is_its_value_unless_it_opens_with_another(lines: str, found: bool) -> None:
    judgement = JUDGE.judge(page("扶贫项目公告", f"项目名称:引水工程\n{lines}"))
    assert any(one.point == "PA-04" for one in judgement.evidence) is found
