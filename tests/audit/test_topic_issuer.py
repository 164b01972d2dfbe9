"""topic: the name of the body that heads a title is not what the title is about."""

from __future__ import annotations

from typing import Any

import pytest
from small_book import page

from audit.judge import Judge
from rules.model import Book, Domain

_POINT: dict[str, Any] = {
    "id": "ED-01",
    "name": "教育政策",
    "title": "公开教育政策",
    "level": "U",
    "severity": "B",
    "basis": [{"document": "任务分工表", "clause": "三.1"}],
    "satisfied_by": "公开政策全文。",
    "fix": "公开政策全文。",
    "recognise": [{"check": "topic", "title": ["教育", "招生"], "min_chars": 5, "pages": ["policy"]}],
}
_DOMAIN: dict[str, Any] = {
    "domain": "education",
    "prefix": "ED",
    "title": "教育",
    "columns": ["招生"],
    "gate": {"terms": ["学校"], "columns": ["招生"]},
    "points": [_POINT],
}
_JUDGE = Judge(Book(domains=(Domain.model_validate(_DOMAIN),), duties={}))


@pytest.mark.parametrize(
    ("title", "column", "found"),
    [
        ("云山县教育体育局关于印发青年工作任务分解的通知", "公文通知", False),
        ("云山县教育局关于切实做好学校食堂秋季采购工作的通知", "招生信息", True),
        ("云山县教育局关于做好招生工作的通知", "公文通知", True),
        ("云山县教育局关于加强特殊教育的意见", "公文通知", True),
        ("教育经费管理办法", "公文通知", True),
    ],
)
def test_the_issuing_bodys_name_is_no_topic(title: str, column: str, found: bool) -> None:
    text = "各学校应当按照职责落实各项任务,并于年底前报送情况。"
    judgement = _JUDGE.judge(page(title, text, columns=(column,), page_type="policy"))
    assert bool(judgement.evidence) is found


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("教育督导办法", "学校应当公开督导结果。\n云山县人民政府\n2026年3月5日", True),
        ("云山县人民政府关于印发教育督导办法的通知", "学校应当公开督导结果。\n2026年3月5日\n教育督导办法", True),
        ("教育督导办法", "学校应当公开督导结果。\n2026年3月5日", False),
        ("教育督导办法", "学校应当在2026年3月5日前公开督导结果。", False),
    ],
)
def test_a_body_and_a_day_below_the_text_identify_a_document(title: str, text: str, found: bool) -> None:
    rule = {**_POINT["recognise"][0], "doc_number": True}
    domain = Domain.model_validate({**_DOMAIN, "points": [{**_POINT, "recognise": [rule]}]})
    judgement = Judge(Book(domains=(domain,), duties={})).judge(
        page(title, text, page_type="policy", source=None, published=None)
    )
    assert bool(judgement.evidence) is found
