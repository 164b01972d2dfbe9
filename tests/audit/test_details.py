"""Evidence that must name several details: fewer than asked for, in its sentence and close below, are a part."""

from __future__ import annotations

import pytest
from small_book import page

from audit.judge import Judge
from audit.model import Evidence
from rules.model import Book, Domain

RULE = {
    "check": "field",
    "labels": ["申请条件"],
    "named": {"户籍": ["户籍"], "收入": ["收入"], "年龄": ["周岁"]},
    "least": 2,
}
DOMAIN = {
    "domain": "relief", "prefix": "SA", "title": "社会救助", "columns": ["社会救助"],
    "points": [{
        "id": "SA-01", "name": "对象认定", "title": "公开对象认定条件", "level": "U", "severity": "B",
        "basis": [{"document": "任务分工表", "clause": "二.1"}], "satisfied_by": "列明。", "fix": "补充。",
        "recognise": [RULE],
    }],
}  # fmt: skip
JUDGE = Judge(Book(domains=(Domain.model_validate(DOMAIN),), duties={}))


def told(text: str) -> Evidence:
    (one,) = JUDGE.judge(page("临时救助指南", text)).evidence
    return one


@pytest.mark.parametrize(
    "text",
    ["申请条件:本县户籍、家庭收入低于低保标准。", "申请条件:符合下列条件:\n1.本县户籍;\n2.年满60周岁。"],
)
def test_two_details_beside_it_are_full_evidence(text: str) -> None:
    assert not told(text).partial


def test_one_detail_is_a_part_and_the_reason_names_it() -> None:
    one = told("申请条件:年满80周岁的老人。")
    assert one.partial
    assert one.share == pytest.approx(1 / 2)
    assert one.reason == "“申请条件”后列明内容，只写明1项（年龄），应有2项以上"


def test_details_far_below_belong_to_something_else() -> None:
    assert told("申请条件:年满80周岁的老人。" + "无关内容。" * 120 + "家庭收入").partial
