"""Which pages tell of an event, when it was, and what only sounds like one."""

from __future__ import annotations

from datetime import date

import pytest
from small_book import page

from audit.happenings.events import Event, events_of, happenings
from audit.model import Document

WORDS = ("洪涝", "火灾", "事故", "坍塌", "暴雨")
AS_OF = date(2026, 11, 23)
OWN = ("云河市应急管理局",)
TEXT = "7月18日凌晨,柳溪镇出现洪涝灾害,转移群众326人。"


def events(*documents: Document, as_of: date = AS_OF) -> list[tuple[str, date]]:
    found = happenings(documents, lambda one: one.published, OWN)
    return [(one.name, one.day) for one in events_of(found, lambda word, title: word in title, WORDS, as_of)]


@pytest.mark.parametrize(
    ("title", "text", "day"),
    [
        ("柳溪镇洪涝灾害处置情况通报", TEXT, date(2026, 7, 18)),
        ("“7·18”洪涝灾害应急处置情况通报", "柳溪镇转移群众326人。", date(2026, 7, 18)),
        ("“7.18”洪涝灾害应急处置情况通报", "柳溪镇转移群众326人。", date(2026, 7, 18)),
        ("云河化工厂火灾事故情况通报", "2026年7月3日14时,化工厂起火,已扑灭。", date(2026, 7, 3)),
        ("建筑工地坍塌事故调查报告", "2026年3月8日,某工地脚手架坍塌,1人死亡。", date(2026, 3, 8)),
        ("“7·18”洪涝灾害捐赠款物使用情况", "柳溪镇倒损住房重建70万元。", date(2026, 7, 18)),
        ("洪涝灾害情况通报", "12月30日,柳溪镇受灾。", date(2025, 12, 30)),
    ],
)
def test_an_event_has_a_day_and_a_place(title: str, text: str, day: date) -> None:
    assert events(page(title, text, published=date(2026, 8, 1))) == [(title, day)]


@pytest.mark.parametrize(
    ("title", "text", "more"),
    [
        ("我市举行洪涝灾害抢险演练", TEXT, {}),
        ("关于做好火灾防控工作的通知", TEXT, {}),
        ("洪涝灾害应急预案", TEXT, {}),
        ("全市1-9月安全生产事故情况通报", TEXT, {}),
        ("火灾隐患排查情况", TEXT, {}),
        ("本市未发生安全事故", TEXT, {}),
        ("日本发生地震火灾", TEXT, {}),
        ("江南省洪涝灾害情况", TEXT, {}),
        ("山阳市洪涝灾害情况通报", TEXT, {}),
        ("我市救援队驰援山阳市洪涝灾区", TEXT, {}),
        ("洪涝灾害情况通报", "转移群众326人,柳溪镇受灾。", {}),
        ("洪涝灾害情况通报", "7月18日,转移群众326人。", {}),
        ("洪涝救灾资金下达情况", "10月12日,下达柳溪镇救灾资金80万元。", {}),
        ("洪涝灾害处置条例解读", TEXT, {"page_type": "interpretation"}),
        ("柳溪镇洪涝灾害通报", TEXT, {"issuer": "higher"}),
        ("柳溪镇洪涝灾害通报", TEXT, {"issuer": "media"}),
        ("柳溪镇洪涝灾害通报", TEXT, {"published": date(2024, 8, 1)}),
        ("柳溪镇大风天气", TEXT, {}),
        ("洪涝灾害风险橙色预警", TEXT, {}),
        ("关于启动洪涝灾害Ⅳ级应急响应的通知", TEXT, {}),
        ("柳溪镇洪涝灾害通报", TEXT, {"parent_url": "http://a.gov.cn/1.html"}),
    ],
)
def test_what_is_no_event(title: str, text: str, more: dict[str, object]) -> None:
    assert events(page(title, text, **({"published": date(2026, 8, 1)} | more))) == []


def test_pages_on_one_event_are_one_and_the_page_on_what_happened_names_it() -> None:
    relief = page("“7·18”洪涝灾害捐赠款物公告", "柳溪镇受赠70万元。", published=date(2026, 8, 1))
    first = page("“7·18”洪涝灾害处置情况", "柳溪镇转移326人。", published=date(2026, 7, 19))
    second = page("柳溪镇洪涝灾害处置情况(二)", "7月21日8时,柳溪镇水位回落。", published=date(2026, 7, 21))
    other = page("化工厂火灾事故情况", "7月20日,化工厂起火。", published=date(2026, 7, 21))
    assert events(relief, second, first, other) == [
        ("“7·18”洪涝灾害处置情况", date(2026, 7, 18)),
        ("化工厂火灾事故情况", date(2026, 7, 20)),
    ]
    assert events(first, as_of=date(2026, 7, 17)) == [], "not yet happened"


def test_the_limit_runs_twenty_working_days_and_is_thirty_days_where_the_calendar_ends() -> None:
    event = Event("洪涝", date(2026, 7, 18), "u")
    assert not event.due(date(2026, 8, 14))
    assert event.due(date(2026, 8, 15))
    late = Event("洪涝", date(2089, 12, 20), "u")
    assert not late.due(date(2090, 1, 19))
    assert late.due(date(2090, 1, 20))


def test_evidence_tells_of_an_event_that_it_is_not_older_than() -> None:
    event = Event("洪涝", date(2026, 7, 18), "u")
    assert event.told_by(date(2026, 7, 18))
    assert event.told_by(None)
    assert event.told_by(date(2026, 7, 10)), "a warning goes before"
    assert not event.told_by(date(2026, 6, 18))
