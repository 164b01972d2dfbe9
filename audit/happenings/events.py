"""What happened: the list of a unit's events, told from its own pages before any point that hangs on one is judged.

An event is a page that names in its title a disaster, an accident or a warning (words of the book), and in its title or
lead a day and a place. A drill, a plan, a meeting, advice, figures over months and news of another place or country are
none. The day is the one that the page tells: 2026年7月18日, 7月18日, “7·18”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from audit.html.dates import dates_in
from audit.model import Document
from audit.text import normalise
from audit.timely.workdays import nth_working_day

WINDOW = 366
"""Days before the audit in which an event counts."""
SAME = 30
"""Pages on the same kind of event within so many days tell of one."""
FORESEEN = 15
"""Days before an event from which evidence still speaks of it: a warning goes before."""
LIMIT = 20
"""Working days after an event before its absence is held against a unit (条例 art. 26)."""
WAITS = {"DR-11": 92, "DR-13": 135, "EN-10": 90}
"""Point → days after an event, where the thing itself takes longer: rebuilding is told by the quarter; an accident is
investigated within 60 days, at most 120, and the report decided on in 15 (国务院令第493号 art. 29, 32); an environmental
incident within 60 days (环境保护部令第32号), and some time to publish it."""
WOUNDED = ("DR-02",)
"""Points that are owed only where somebody may have been hurt."""
_UNHURT = re.compile(r"(?:无|未造成|没有|未发生|暂无)(?:任何)?(?:人员)?(?:受伤|伤亡|死伤)")
LEAD = 240
_TYPES = frozenset({"news", "notice", "other", "statistics", "list_of_names", "policy"})
_NO_EVENT = re.compile(
    r"演练|演习|拉练|做好|加强|进一步|关于开展|关于印发|预案|培训|会议|会商会|推进会|部署|动员|宣传|宣讲|科普|知识|常识|提示|提醒|指南|手册|条例|办法|规定|制度|规程|规划|方案|意见"
    r"|先进|表彰|事迹|竞赛|比武|大赛|活动|检查|督查|督导|调研|排查|隐患|整治|防控|防火|严防|预防|防范|责任书|案例|警示|分析|统计|月报|季度|半年|全年"
    r"|月份|\d\s*-\s*\d{1,2}月|保险|采购|招标|中标|招聘|纪念|周年|重建|解读|答记者|问答|征求意见|能力建设|工作要点|工作总结|培养|认定|鉴定|支援|驰援|援助"
    r"|未发生|无事故|零事故|假如|模拟|安全生产月|防灾减灾日|储备|补助标准|预警|风险"
)
_AFTERWARDS = re.compile(
    r"资金|款物|物资|捐赠|捐款|募捐|发放|下达|下拨|补助|救助|慰问|修缮|恢复|安置|消杀|防疫|巡诊|理赔"
)
"""Titles on what is done after an event: they tell of it only where they name its day (“7·18”)."""
_ABROAD = re.compile(
    r"全球|国外|境外|海外|日本|韩国|朝鲜|土耳其|叙利亚|尼泊尔|缅甸|印度|印尼|菲律宾|泰国|越南|巴基斯坦|阿富汗|伊朗|俄罗斯|乌克兰|美国|加拿大"
    r"|墨西哥|智利|秘鲁|海地|巴西|意大利|希腊|西班牙|法国|德国|英国|澳大利亚|新西兰|摩洛哥|利比亚"
)
_NAMED = re.compile(r"[“\"「『]?(?<!\d)(1[0-2]|0?[1-9])[·•.．](3[01]|[12]\d|0?[1-9])(?!\d)[”\"」』]?")
_MONTH_DAY = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])日")
_PLACE = re.compile(
    r"[市县区旗镇乡村屯]|街道|社区|流域|水库|公路|高速|工地|厂|矿|公司|小区|大厦|商场|学校|医院|全[市县区省]|我[市县区省]"
)
_REGION = re.compile(r"([\u4e00-\u9fff]{2,3})(?:省|自治区|自治州|(?<![城超集门闹股])市(?![场政委]))")
_OUR = re.compile(r"[我全本](?:省|市|县|区|旗|州)")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as a page calls it, on which day, and that page. `limit`: the last day for publishing on it, where
    it is another than the general one."""

    name: str
    day: date
    url: str
    limit: date | None = None

    def told_by(self, day: date | None) -> bool:
        """Whether evidence of that day may be about the event: not older than it, or only so much as a warning is."""
        return day is None or day >= self.day - timedelta(days=FORESEEN)

    def due(self, as_of: date) -> bool:
        """Whether the limit for publishing has passed. Where the calendar does not reach, 30 days stand for it."""
        limit = self.limit or nth_working_day(self.day, LIMIT) or self.day + timedelta(days=30)
        return as_of > limit


@dataclass(frozen=True, slots=True)
class Happening:
    """A page that tells of something with its day and place; `title` is in normal form. `after`: it is about what was
    done afterwards (relief funds, donations). `unhurt`: it says that nobody was hurt."""

    title: str
    event: Event
    after: bool = False
    unhurt: bool = False


def happenings(
    documents: Iterable[Document], day_of: Callable[[Document], date | None], own_names: Collection[str]
) -> Iterator[Happening]:
    """The pages that may tell of an event, whatever its kind. `own_names`: what the unit and its place are called."""
    for document in documents:
        title = normalise(document.title)
        if document.parent_url or document.page_type not in _TYPES or document.issuer not in ("self", "lower"):
            continue
        if not title or _NO_EVENT.search(title) or _ABROAD.search(title) or _elsewhere(title, own_names):
            continue
        lead = normalise(document.text[:LEAD])
        day = _day(title, lead, day_of(document))
        if day is not None and _PLACE.search(f"{title}\n{lead}"):
            after, unhurt = bool(_AFTERWARDS.search(title)), bool(_UNHURT.search(normalise(document.text)))
            yield Happening(title, Event(document.title, day, document.url), after, unhurt)


def events_of(
    found: Iterable[Happening], named: Callable[[str, str], bool], words: Collection[str], as_of: date, wait: int = 0
) -> tuple[Event, ...]:
    """The events of one kind inside the audit window, oldest first. `named(word, title)`: whether a title holds a word.

    `wait`: days after which something about them is due, 0 for the general limit. Pages within `SAME` days that share a
    word tell of one event: the earliest, at best a page on what happened, names it.
    """
    kept: list[tuple[Event, frozenset[str]]] = []
    for one in sorted(found, key=lambda one: (one.event.day, one.after, one.event.url)):
        if not 0 <= (as_of - one.event.day).days <= WINDOW:
            continue
        shared = frozenset(word for word in words if word in one.title and named(word, one.title))
        if "应急响应" in one.title and not any("响应" in word for word in shared):
            continue  # a response that is started or ended is no damage done
        if shared and not any(_same(event, one.event) and shared & other for event, other in kept):
            limit = one.event.day + timedelta(days=wait) if wait else None
            kept.append((replace(one.event, limit=limit), shared))
    return tuple(event for event, _ in kept)


def _same(earlier: Event, later: Event) -> bool:
    return (later.day - earlier.day).days <= SAME


def _day(title: str, lead: str, published: date | None) -> date | None:
    """The day that title or lead tells, not after the day of publication; a day without a year is of the year before it."""
    for text in (title,) if _AFTERWARDS.search(title) else (title, lead):
        told = [day for _, _, day in dates_in(text) if published is None or day <= published]
        if told:
            return told[0]
        match = _NAMED.search(title) if text is title else None
        match = match or _MONTH_DAY.search(text)
        if match and published is not None:
            return _last(published, int(match[1]), int(match[2]))
    return None


def _last(published: date, month: int, day: int) -> date | None:
    for year in (published.year, published.year - 1):
        try:
            if (found := date(year, month, day)) <= published:
                return found
        except ValueError:
            continue
    return None


def _elsewhere(title: str, own_names: Collection[str]) -> bool:
    """Whether a title names a province or a city that is not the unit's own."""
    if _OUR.search(title) or any(name[:2] in title for name in own_names):
        return False
    return any(not any(region[-2:] in name for name in own_names) for region in _REGION.findall(title))
