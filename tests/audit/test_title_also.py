"""title_also: a title must hold a word of both lists. column: the innermost column must hold one of its words."""

from __future__ import annotations

import pytest
from small_book import page

from audit.judge import Judge
from rules.model import Book, Domain

_POINT = {
    "id": "PA-12",
    "name": "贫困识别",
    "title": "贫困识别结果已经公开",
    "level": "U",
    "severity": "B",
    "basis": [{"document": "任务分工表", "clause": "一.2"}],
    "satisfied_by": "公示名单。",
    "fix": "公示名单。",
    "recognise": [{"check": "topic", "title": ["贫困户"], "title_also": ["公示", "名单"], "min_chars": 5}],
}
_DOMAIN = {
    "domain": "poverty",
    "prefix": "PA",
    "title": "脱贫攻坚",
    "columns": ["扶贫"],
    "gate": {"terms": ["贫困户"], "columns": ["扶贫"]},
    "points": [_POINT],
}
_JUDGE = Judge(Book(domains=(Domain.model_validate(_DOMAIN),), duties={}))


@pytest.mark.parametrize(
    ("title", "found"), [("云山县新增贫困户公示", True), ("走访贫困户", False), ("云山县项目公示", False)]
)
def test_both_words_must_stand_in_the_title(title: str, found: bool) -> None:
    judgement = _JUDGE.judge(page(title, "经评议审核,现将结果予以公布。", columns=()))
    assert bool(judgement.evidence) is found


@pytest.mark.parametrize(
    ("columns", "found"), [(("扶贫", "名单公示"), True), (("名单公示", "工作动态"), False), ((), False)]
)
def test_the_innermost_column_must_hold_a_word(columns: tuple[str, ...], found: bool) -> None:
    rule = {**_POINT["recognise"][0], "column": ["名单公示"]}
    domain = Domain.model_validate({**_DOMAIN, "points": [{**_POINT, "recognise": [rule]}]})
    judgement = Judge(Book(domains=(domain,), duties={})).judge(
        page("云山县新增贫困户公示", "经评议审核,现将结果予以公布。", columns=columns)
    )
    assert bool(judgement.evidence) is found
