"""topic: the name of the body that heads a title is not what the title is about."""

from __future__ import annotations

import pytest
from small_book import page

from audit.judge import Judge
from rules.model import Book, Domain

_POINT = {
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
_DOMAIN = {
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
