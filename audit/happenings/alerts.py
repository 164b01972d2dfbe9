"""Warnings of heavy pollution: which stand against which lifting notice. Pure.

A warning starts (启动, 发布, 升级), has a level (蓝 黄 橙 红, Ⅳ to Ⅰ) and is lifted again (解除, 终止), in a notice of its own
or in its own text (自10日12时启动，至12日18时解除).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from audit.happenings.events import WINDOW, Event
from audit.model import Document
from audit.text import normalise

POINTS = ("EN-13", "EN-14")
"""Points whose events are warnings of heavy pollution."""
STANDS = 15
"""Days after which a warning is no longer taken to be in force, when no lifting is seen."""
PAIR = 30
"""Days within which a lifting notice belongs to a warning."""
_SUBJECT = re.compile(r"重污染天气|空气重污染|重度污染天气")
_NOT = re.compile(r"预案|方案|演练|演习|办法|规定|解读|清单|会议|培训|机制|修订|宣传|总结|预警条件|规则")
_STARTS = re.compile(r"启动|发布|升级|提升|提高|调整|预警公告|预警信息|预警的?通[知告]|预警令")
_LIFTS = re.compile(r"解除|终止|结束|取消")
_OWN_END = re.compile(
    r"(?:至|到)[^。;]{0,24}?(?:解除|终止|结束)|(?:解除|终止)(?:时间|日期)?(?:为|:)?\s*(?:\d{4}年)?\d{1,2}月?\d{0,2}日"
)
_LEVELS = {
    "蓝": re.compile(r"蓝色|Ⅳ级|IV级|四级"),
    "黄": re.compile(r"黄色|Ⅲ级|III级|三级"),
    "橙": re.compile(r"橙色|Ⅱ级|(?<!I)II级|二级"),
    "红": re.compile(r"红色|Ⅰ级|(?<!I)I级|一级"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that starts a warning or lifts one. `ends`: the text of a warning says itself when it is over."""

    title: str
    day: date | None
    url: str
    level: str
    lifts: bool
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning that was started on a day."""

    title: str
    day: date
    url: str
    level: str
    ends: bool


def notices_of(documents: Iterable[tuple[Document, date | None]]) -> Iterator[Notice]:
    """The notices of heavy pollution among a unit's own documents, each with its day."""
    for document, day in documents:
        title = normalise(document.title)
        if document.parent_url or document.issuer not in ("self", "lower") or _NOT.search(title):
            continue
        if not _SUBJECT.search(title) or not re.search(r"预警|应急响应", title):
            continue
        text = normalise(document.text[:2000])
        lifts = bool(_LIFTS.search(title))
        if not lifts and not _STARTS.search(f"{title}\n{text[:300]}"):
            continue
        yield Notice(
            document.title, day, document.url, _level(title) or _level(text), lifts, bool(_OWN_END.search(text))
        )


def alerts_of(notices: Iterable[Notice], as_of: date) -> list[Alert]:
    """The dated warnings of the audit window, oldest first."""
    found = [
        Alert(one.title, one.day, one.url, one.level, one.ends)
        for one in notices
        if not one.lifts and one.day is not None and 0 <= (as_of - one.day).days <= WINDOW
    ]
    return sorted(found, key=lambda one: (one.day, one.url))


def lift_of(alert: Alert, notices: Sequence[Notice]) -> Notice | None:
    """The notice that lifts a warning: of its level, or of the level to which it was changed meanwhile.

    A lifting notice without a day or a level lifts any.
    """
    lifts = [one for one in notices if one.lifts and (one.day is None or 0 <= (one.day - alert.day).days <= PAIR)]
    for one in sorted(lifts, key=lambda one: one.day or date.max):
        if not one.level or not alert.level or one.level in _levels_of(alert, one, notices):
            return one
    return None


def _levels_of(alert: Alert, lift: Notice, notices: Sequence[Notice]) -> set[str]:
    """The levels that a warning had until it was lifted."""
    last = lift.day or alert.day + timedelta(days=PAIR)
    changes = (one for one in notices if not one.lifts and one.day is not None and alert.day <= one.day <= last)
    return {alert.level, *(one.level for one in changes)}


def alert_events(notices: Sequence[Notice], as_of: date) -> tuple[Event, ...]:
    """The warnings as events: what is owed while one stands is due when it is over."""
    found = []
    for alert in alerts_of(notices, as_of):
        lift = lift_of(alert, notices)
        last = lift.day if lift is not None and lift.day is not None else alert.day + timedelta(days=STANDS)
        found.append(Event(alert.title, alert.day, alert.url, last))
    return tuple(found)


def over(alert: Alert, lift: Notice | None, as_of: date) -> bool:
    """Whether a warning is no longer in force on `as_of`; one that says itself when it ends is not asked for more."""
    if lift is not None:
        return True
    return not alert.ends and (as_of - alert.day).days > STANDS


def during(alert: Alert, lift: Notice | None, day: date | None) -> bool:
    """Whether something of that day was published while a warning stood (undated: it may have been)."""
    if day is None:
        return True
    last = lift.day if lift is not None and lift.day is not None else alert.day + timedelta(days=STANDS)
    return alert.day <= day <= last


def _level(text: str) -> str:
    return next((name for name, pattern in _LEVELS.items() if pattern.search(text)), "")
