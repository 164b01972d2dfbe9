"""Warnings of heavy pollution and the notices that lift them."""

from __future__ import annotations

from datetime import date

import pytest
from small_book import page

from audit.happenings.alerts import Notice, alert_events, alerts_of, during, lift_of, notices_of, over
from audit.model import Document

AS_OF = date(2026, 11, 23)
YELLOW = page("云河市重污染天气黄色预警公告", "自2026年11月2日12时启动黄色预警。", published=date(2026, 11, 2))
LIFTED = page("关于解除重污染天气黄色预警的公告", "自11月5日8时解除。", published=date(2026, 11, 5))


def notices(*documents: Document) -> list[Notice]:
    return list(notices_of((one, one.published) for one in documents))


def open_alerts(*documents: Document, as_of: date = AS_OF) -> list[str]:
    found = notices(*documents)
    return [one.title for one in alerts_of(found, as_of) if lift_of(one, found) is None and over(one, None, as_of)]


def test_a_warning_and_its_lifting_are_a_pair() -> None:
    assert open_alerts(YELLOW, LIFTED) == []
    assert open_alerts(YELLOW) == [YELLOW.title]


def test_a_young_warning_may_still_be_in_force() -> None:
    assert open_alerts(YELLOW, as_of=date(2026, 11, 17)) == []
    assert open_alerts(YELLOW, as_of=date(2026, 11, 18)) == [YELLOW.title]


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("关于解除重污染天气橙色预警的公告", date(2026, 11, 5)),
        ("关于解除重污染天气黄色预警的公告", date(2026, 11, 1)),
        ("关于解除重污染天气黄色预警的公告", date(2026, 12, 20)),
        ("关于解除大雾黄色预警信号的公告", date(2026, 11, 5)),
    ],
)
def test_a_lifting_of_another_warning_does_not_count(title: str, day: date) -> None:
    assert open_alerts(YELLOW, page(title, "解除。", published=day)) == [YELLOW.title]


def test_a_raised_warning_is_lifted_at_its_last_level() -> None:
    orange = page("关于将重污染天气预警升级为橙色的通知", "升级为橙色预警。", published=date(2026, 11, 3))
    lifted = page("关于解除重污染天气橙色预警的公告", "解除。", published=date(2026, 11, 5))
    assert open_alerts(YELLOW, orange, lifted) == []


def test_a_lifting_without_a_level_or_a_day_lifts_any() -> None:
    assert open_alerts(YELLOW, page("关于终止重污染天气应急响应的通知", "终止。", published=None)) == []


def test_a_warning_that_says_itself_when_it_ends_needs_no_other_notice() -> None:
    text = "自11月2日12时启动黄色预警,至11月5日12时解除。"
    assert open_alerts(page("重污染天气黄色预警信息", text, published=date(2026, 11, 2))) == []
    text = "自11月2日12时启动黄色预警,解除时间另行通知。"
    assert open_alerts(page("重污染天气黄色预警信息", text, published=date(2026, 11, 2))) == ["重污染天气黄色预警信息"]


@pytest.mark.parametrize(
    "title",
    ["重污染天气应急预案", "重污染天气预警演练", "重污染天气应急减排清单", "大雾黄色预警信号", "重污染天气治理成效"],
)
def test_what_is_no_warning(title: str) -> None:
    assert notices(page(title, "启动重污染天气黄色预警。")) == []


@pytest.mark.parametrize(
    ("text", "level"), [("Ⅲ级", "黄"), ("II级", "橙"), ("III级", "黄"), ("Ⅰ级", "红"), ("IV级", "蓝"), ("红色", "红")]
)
def test_levels_by_colour_and_by_number(text: str, level: str) -> None:
    (notice,) = notices(page("重污染天气预警公告", f"启动{text}应急响应。"))
    assert notice.level == level


def test_a_warning_is_an_event_that_is_due_when_it_is_over() -> None:
    (event,) = alert_events(notices(YELLOW, LIFTED), AS_OF)
    assert (event.day, event.limit) == (date(2026, 11, 2), date(2026, 11, 5))
    (event,) = alert_events(notices(YELLOW), AS_OF)
    assert event.limit == date(2026, 11, 17)


def test_the_time_of_a_warning() -> None:
    found = notices(YELLOW, LIFTED)
    (alert,) = alerts_of(found, AS_OF)
    lift = lift_of(alert, found)
    assert [during(alert, lift, date(2026, 11, day)) for day in (1, 2, 5, 6)] == [False, True, True, False]
    assert during(alert, lift, None)
