"""What a finding says to people: Chinese, fact first, neutral, with where it was looked for and how much was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from audit.attachments.content import UNREAD
from audit.model import Document, Lookalike, PrivacyHit
from audit.sitewide import ColumnEntries
from crawler.capture import PageRow, Visit
from crawler.units import Unit
from rules.model import Point, Scheme

if TYPE_CHECKING:
    from audit.happenings.events import Event
    from audit.per_record import Place
    from audit.question import Candidate

COOPERATING = "本单位为配合单位，由牵头单位负责公开"
DRAFT = "本要点的自动识别尚未启用，请人工核查"
NO_EVENT = "审计窗口内未见相关事件，本期不适用"
NOT_ENDED = "项目仍在实施期限内，本期不适用"
FOREIGN = "为转载其他机关文件，按部分达标计"
OLD_ERA = "仅见2021年以前口径的信息"
ERAS = {"new": "2021年以后", "old": "2021年以前"}
SEARCHABLE = "网站提供站内检索"
ORIGINAL = "原文可打开，载明发布机构或文号及日期"
ORIGINAL_PARTIAL = "原文可打开，未载明发布机构、文号或日期"
USABLE = "以网页表格或电子表格发布，可供机器读取"
USABLE_PARTIAL = "以文字或版式文件发布，未见网页表格或电子表格"
NO_KIND = "未写明所属类别"
MOST_ADDRESSES = 3
"""Further addresses of a record that a reason names; the table `record` has them all."""
SHORTFALL = "本次可见的内容不足上次正常检查时的一半，暂不作判定"
ONE_PAGE = "网站仅有一个页面应答，未见可检索的栏目，不作判定"
NO_PERSONS = "所见救助福利页面和附件中未见个人名单，本期不适用"
RHYTHMS = {"FM": "每月更新的", "FQ": "每季度更新的", "FH": "每半年更新的", "FY": "年度公开"}
"""Freshness code → what a reason calls its window."""
MISS_WORDS = {
    "timeout": "访问超时",
    "dns": "域名无法解析",
    "connection": "连接失败",
    "tls": "安全连接失败",
    "http_5xx": "服务器错误",
    "http_4xx": "拒绝访问",
    "robots": "网站规则不允许抓取",
    "blocked": "返回安全验证页面",
    "maintenance": "返回维护公告页面",
    "too_large": "文件超过大小上限",
    "redirect_limit": "跳转次数过多",
    "private_address": "指向内部地址",
    "budget": "超出本次抓取页数上限",
    "script_list": "列表条目或翻页由脚本生成",
    "script_file": "附件由脚本打开",
    "off_site": "栏目设在名册以外的网站",
    "parse_error": "页面未能解析",
    "empty": "页面为空",
}
UNREAD_WORDS = {**UNREAD, "picture": "正文为图片"}


def china_date(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _page(document: Document) -> str:
    return f"《{document.title}》" if document.title else "该页面"


def thin(visit: Visit) -> str:
    """Why what a visit brought is too little to call anything absent ("" when it is not)."""
    if visit.shortfall:
        return SHORTFALL
    return ONE_PAGE if visit.pages <= 1 else ""


def not_reached(visit: Visit) -> str:
    """Why the whole unit could not be checked."""
    return "网站返回安全验证页面，本次未能检查" if visit.state == "blocked" else "网站无法访问，本次未能检查"


def met(one: Candidate) -> str:
    """What shows the point, and where."""
    return f"{_page(one.document)}：{one.evidence.reason}（{one.evidence.value}）{_era(one)}"


def partial(one: Candidate) -> str:
    """What is there, and what of it is lacking."""
    return f"{_page(one.document)}只符合部分要求：{one.note or f'{one.evidence.reason}{_era(one)}'}"


def _era(one: Candidate) -> str:
    """Which of the two vocabularies the evidence speaks, where the point has two."""
    return f"，用{ERAS[one.evidence.era]}表述" if one.evidence.era else ""


def stale(point: Point, one: Candidate, day: date | None, until: date | None = None) -> str:
    """The newest that was found is outside the window, which ended with the day `until`."""
    when = f"，发布于{china_date(day)}" if day else ""
    since = f"，{china_date(until)}后已超出{_rhythm(point)}期限" if until else ""
    return f"仅见{_page(one.document)}{when}{since}，未见规定期限内的{point.name}信息"


def _rhythm(point: Point) -> str:
    return next((word for code, word in RHYTHMS.items() if code in point.freshness), "公开")


def event(one: Event) -> str:
    """What happened, and where that is said."""
    return f"{china_date(one.day)}的事件（见《{one.name}》）"


def on_event(one: Event) -> str:
    """The event that a deficiency is about."""
    return f"；审计窗口内有{event(one)}"


def event_not_due(one: Event) -> str:
    """Something happened lately, and the limit for publishing still runs."""
    return f"{event(one)}尚在公开期限内，本期不适用"


def event_unanswered(point: Point, one: Candidate, missed: Event) -> str:
    """Evidence is there, none of it about an event that came later."""
    return f"已见{_page(one.document)}，未见{event(missed)}的{point.name}信息"


def warning_not_lifted(title: str, day: date) -> str:
    """A warning without its lifting."""
    return f"《{title}》（{china_date(day)}）发布预警，未见相应的解除信息"


def nothing_during(one: Candidate, title: str, day: date) -> str:
    """Information that does not fall into the time of the warning."""
    return f"已见{_page(one.document)}，未见{china_date(day)}预警期间（见《{title}》）的信息更新"


def no_plan(one: Candidate) -> str:
    """HC-03 with the notice of an event, without the plan."""
    return f"已见{_page(one.document)}，未见现行应急预案"


def dated_ahead(document: Document) -> str:
    """A page dated later than the day it was seen on."""
    return f"{_page(document)}标注日期晚于抓取日期，未计入，请人工核查"


def ahead(documents: Sequence[Document]) -> str:
    """Pages dated after the audit, which are named and not counted."""
    more = f"等{len(documents)}个页面" if len(documents) > 1 else ""
    return f"；{_page(documents[0])}{more}标注日期晚于检查日期，未计入"


def declared(document: Document, snippet: str) -> str:
    """The unit's own declaration."""
    return f"{_page(document)}作出情况说明：{snippet}"


def no_kind(kind: Scheme) -> str:
    """A kind that only units with anything about it owe."""
    return f"检索范围内未见{kind.name}相关信息，本期不适用"


def together(there: Mapping[str, Candidate]) -> str:
    """Which page shows which part of a requirement, all of them there."""
    return "；".join(f"{part}见{_page(one.document)}（{one.evidence.value}）" for part, one in there.items())


def apart(there: Mapping[str, Candidate], parts: Sequence[str]) -> str:
    """Which parts of a requirement are shown and which are not."""
    lacking = "、".join(part for part in parts if part not in there)
    return f"{together(there)}；未见{lacking}"


def subject(point: Point, kind: Scheme | None) -> str:
    """What is looked for: 临时救助的救助标准, 设施建设（体育）."""
    if kind is None:
        return point.name
    return f"{kind.name}的{point.name}" if kind.id.startswith("SC-") else f"{point.name}（{kind.name}）"


def by_hand(point: Point, found: Sequence[Candidate]) -> str:
    """A point that a website cannot decide: what the pages show of each of its parts, and which parts they do not."""
    if not found:
        return f"{point.name}不能仅凭网站判定，请人工核查"
    pages: dict[str, Document] = {}
    for one in found:
        for name in one.evidence.value.split("、"):
            pages.setdefault(name, one.document)
    parts = [name for rule in point.recognise if rule.check == "parts" for name in rule.parts]
    shown = "；".join(f"{name}见{_page(pages[name])}" for name in dict.fromkeys(parts) if name in pages)
    lacking = "、".join(name for name in dict.fromkeys(parts) if name not in pages)
    if not shown:
        return f"{point.name}不能仅凭网站判定，可参考{_page(found[0].document)}"
    return f"{point.name}不能仅凭网站判定：{shown}" + (f"；网站未见{lacking}" if lacking else "") + "，请人工核查"


def doubtful(doubts: Sequence[tuple[str, str]]) -> str:
    """Why a person should look."""
    more = f"等{len(doubts)}处" if len(doubts) > 1 else ""
    return f"{doubts[0][1]}{more}，请人工核查"


def unread(document: Document) -> str:
    """An attachment whose text could not be read."""
    kind = "附件" if document.parent_url else "页面"
    return f"{kind}“{document.title or document.url}”未能读取（{UNREAD_WORDS.get(document.unread, document.unread)}）"


def unseen(misses: Sequence[PageRow]) -> str:
    """Pages of the point's columns that were wanted and not got."""
    return f"相关栏目有{len(misses)}个页面本次未能查看（{_whys(misses)}），不作判定"


def files_unseen(document: Document, misses: Sequence[PageRow]) -> str:
    """Files of a page that shows part of a point."""
    return f"{_page(document)}有{len(misses)}个附件本次未能查看（{_whys(misses)}），不作判定"


def _whys(misses: Sequence[PageRow]) -> str:
    counted: dict[str, int] = {}
    for miss in misses:
        word = MISS_WORDS.get(miss.reason, miss.reason)
        counted[word] = counted.get(word, 0) + 1
    return "、".join(f"{word}{count}个" for word, count in sorted(counted.items()))


def missing(
    as_of: date,
    unit: Unit,
    point: Point,
    scheme: Scheme | None,
    columns: Sequence[str],
    searched: int,
    near: Sequence[tuple[Document, Lookalike]],
) -> str:
    """Nothing was found: where it was looked for, how much was searched, and what came near.

    `columns` are the walked columns in which the point would live, nearest first; none: the whole site was searched.
    """
    named = "、".join(f"“{name}”" for name in columns[:4])
    where = f"{named}等栏目" if len(columns) > 4 else f"{named}栏目" if named else "全站"
    text = (
        f"截至{china_date(as_of)}，在{unit.name}网站{where}未见{subject(point, scheme)}信息（共检索{searched}个页面）"
    )
    if near:
        document, one = near[0]
        text += f"；另有{len(near)}个页面提及但不构成公开，如{_page(document)}：{one.why}"
    return text


def record_lacks(as_of: date, unit: Unit, place: Place, page: Document, what: str, day: date | None, url: str) -> str:
    """A record without one of its fields: on the page at `url`, where it would stand, and on all others that show it."""
    when = f"（{china_date(day)}发布）" if day else ""
    notice = _page(page) if place.table else "该公告"
    if len(place.bundles) > 1:
        others = sorted(place.bundles - {url})
        more = " 等" if len(others) > MOST_ADDRESSES else ""
        notice += f"等{len(place.bundles)}处（另见 {' '.join(others[:MOST_ADDRESSES])}{more}）"
    return f"截至{china_date(as_of)}，{unit.name}公布的“{place.name}”{when}在{notice}中未见{what}"


def column(found: ColumnEntries) -> str:
    """The column that answers."""
    return f"设有“{found.name}”栏目，内容{found.entries}条"


def column_weak(found: ColumnEntries) -> str:
    """A neighbouring column only."""
    return f"未见以社会公益事业建设领域命名的专栏，仅见“{found.name}”栏目，内容{found.entries}条"


def column_late(found: ColumnEntries, as_of: date) -> str:
    """The column's newest entry is too old."""
    newest = found.newest(as_of)
    day = china_date(newest) if newest else "未标日期"
    return f"“{found.name}”栏目最新内容为{day}，未见规定期限内更新"


def exposed(found: Sequence[tuple[Document, PrivacyHit]], names: Mapping[str, str]) -> str:
    """Personal data that seems to stand open: on how many pages, of which kinds; never a value."""
    pages = {document.url: document for document, _ in found}
    kinds = "、".join(dict.fromkeys(names.get(hit.id, hit.id) for _, hit in found))
    first = next(iter(pages.values()))
    more = f"等{len(pages)}个页面或附件" if len(pages) > 1 else ""
    return f"{_page(first)}{more}疑似载有未遮挡的个人信息（{kinds}），请立即核实；属实的立即整改，详见“个人信息”清单"


def nothing_exposed(lists: int, unseen_pages: int) -> str:
    """Lists of persons were seen and nothing in them stands open."""
    rest = f"；相关栏目另有{unseen_pages}个页面未能查看" if unseen_pages else ""
    return f"所见{lists}份个人名单中未见未遮挡的个人信息{rest}"
