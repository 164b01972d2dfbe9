"""One pass over a captured page for what the site checks need and documents do not hold. Pure; bounded in size.

The meta names are those of the national page design rules (国办发〔2017〕47号, 附件 网页设计规范), compared without case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree, html
from lxml.html import HtmlElement

from audit.html.dates import dates_in, url_date
from audit.site import strangers
from audit.site.letters import letters
from audit.site.model import Mark, PageFacts, target
from crawler.charset import decode
from crawler.scope import canonical, owner_of

PAGE_LIMIT = 3_000_000
"""Bytes of a page that are looked at: the head, the menus and the foot of a page lie well within."""
LINKS = 1_500
ENTRIES = 400
MARKED = 60
VALUE = 200
TITLE_LIKE = 8
"""Characters from which the words of a link read like a title and no more like a menu's item."""
SHORT_NAME = 10
METAS = frozenset(
    "sitename sitedomain siteidcode columnname columndescription columnkeywords columntype articletitle pubdate"
    " contentsource keywords description".split()
)
TOLD = frozenset({"sitename", "sitedomain", "siteidcode", "columnname", "columntype", "pubdate"})
"""Tags whose values are kept; of the others only whether they are filled."""
FILLED = "✓"
PLACEHOLDER = re.compile(
    r"^(?:网站域名|政府网站标识码|网站名称|栏目名称|栏目类型|无|null|undefined|none|-+|\$\{.*|\{\{.*|<.*)$", re.I
)
"""Values that a template's author meant to be replaced."""
MARKS = {
    "guide": re.compile(r"信息公开指南|^公开指南"),
    "rules": re.compile(r"信息公开制度|^公开制度|信息公开规定|信息公开(?:相关)?(?:法规|制度)"),
    "statutory": re.compile(r"法定主动公开|主动公开(?:内容|.{0,4}目录|信息)|信息公开目录"),
    "report": re.compile(r"信息公开.{0,6}年报|信息公开.{0,6}年度报告|^(?:公开)?年报$|^年度报告$|^信息公开报告"),
    "apply": re.compile(r"依申请公开"),
    "platform": re.compile(r"信息公开|政务公开"),
    "mailbox": re.compile(
        r"信箱|咨询|留言|互动交流|政民互动|交流互动|公众参与|投诉|建言|诉求|来信|我要(?:问|写信)|12345"
    ),
    "service": re.compile(
        r"政务服务|办事(?:指南|服务|大厅|平台|入口)|(?:网上|在线)(?:办事|服务|办理)|一网通办|便民服务|服务(?:大厅|指南|事项)"
        r"|^(?:办事|服务)$|表格下载|(?:网上|在线)查询"
    ),
    "map": re.compile(r"^(?:网站|站点|本站)(?:地图|导航)$|^sitemap$", re.I),
}
FOOTER = {
    "网站标识码": re.compile(r"标识码[\s:：]*[0-9A-Za-z]{6,12}"),
    "ICP备案": re.compile(r"ICP\s*备\s*\w{4,}|ICP备案", re.I),
    "公安备案": re.compile(r"公网安备"),
    "主办单位": re.compile(r"主\s*办(?:单位|方)?|版权所有|主管(?:单位|部门)"),
    "联系方式": re.compile(r"(?:联系)?电话|联系(?:我们|方式)|地\s*址|邮\s*箱|Tel", re.I),
    "网站地图": re.compile(r"(?:网站|站点|本站)(?:地图|导航)|sitemap", re.I),
}
_FULL = re.compile(
    r"(?<!\d)(?:19|20)\d{2}\s*[年\-/.－—]\s*\d{1,2}\s*[月\-/.－—]\s*\d{1,2}|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月"
)
_SHORT = re.compile(r"(?<![\d.\-/])(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?![\d.\-/])")
_BLANK = re.compile(
    r"暂无(?:相关)?(?:信息|内容|数据|资料|记录|文章)|(?:内容|栏目|页面)(?:正在)?建设中|内容(?:正在)?更新中|正在整理|敬请期待"
)
_DRAWN = re.compile(r"\.load\s*\(|\$\.(?:get|ajax)\s*\(|XMLHttpRequest|fetch\s*\(|createApp|new Vue")
_FOOT_FILE = re.compile(r"foot|bottom|copyright|dibu|banquan", re.I)
_RELATED = re.compile(
    r"相关(?:解读|文件|政策|链接|阅读|信息|文章|稿件)|政策原文|解读(?:材料|文件)|关联(?:阅读|解读|文件)"
)
_ORIGINAL = re.compile(r"《[^《》]{4,}》|〔20\d\d〕|原文|(?:通知|意见|办法|方案|规定|细则|条例|决定)$")
_ITEMS = ("li", "tr", "dd", "dt", "p", "td", "div")
_ITEM_TEXT = 160


@dataclass(frozen=True, slots=True)
class _Link:
    href: str
    text: str
    element: HtmlElement
    picture: bool


def page_facts(body: bytes, url: str, kind: str, content_type: str = "") -> PageFacts:
    """What a page shows of itself. In: its bytes, address, kind in the ledger, and Content-Type. A page without a tree
    shows nothing. Nothing of a page's own text is kept: facts may lie in a cache."""
    markup = decode(body[:PAGE_LIMIT], content_type)
    root = _tree(markup)
    if root is None:
        return PageFacts(url=url, kind=kind, metas={})
    links, text = list(_links(root)), _text(root)
    titles = [link.text for link in links if len(link.text) >= TITLE_LIKE]
    entries, days, short = _entries(links, url) if kind in ("home", "column", "list") else (0, [], frozenset[tuple[int, int]]())  # fmt: skip
    metas = _metas(root)
    heading = " ".join([*root.xpath("//title/text()")[:1], metas.pop("keywords", ""), metas.pop("description", "")])
    return PageFacts(
        url=url,
        kind=kind,
        metas={
            name: value if name in TOLD or PLACEHOLDER.match(value) else value and FILLED
            for name, value in metas.items()
        },
        footer=frozenset(name for name, pattern in FOOTER.items() if pattern.search(text)),
        drawn=_drawn(root),
        entries=entries,
        dated=len(days) + len(short),
        newest=max(days, default=None),
        short_days=short,
        blank=not days and not short and bool(_BLANK.search(text)),
        shows_date=bool(_FULL.search(markup)),
        marks=_marks(links, url),
        wordless=sum(1 for link in links if link.picture and not link.text),
        letters=letters(root, text),
        hidden=strangers.hidden_links(root, url),
        spam=strangers.trade_words(heading, [(link.text, _absolute(link.href, url)) for link in links], url),
        targets=frozenset(target(one) for link in links if (one := _absolute(link.href, url))),
        reading=any("解读" in title for title in titles),
        original=any(_ORIGINAL.search(title) for title in titles),
        related=bool(_RELATED.search(text)),
    )


def _tree(markup: str) -> HtmlElement | None:
    try:
        bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\0", ""))
        root: HtmlElement = html.document_fromstring(bare, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        return None
    return root


def _text(root: HtmlElement) -> str:
    """All words of the page that are no script, and the names of its pictures."""
    words = root.xpath("//body//text()[not(parent::script or parent::style)]|//body//img/@alt")
    return " ".join(" ".join(str(word).split()) for word in words if not word.isspace())


def _links(root: HtmlElement) -> Iterator[_Link]:
    for number, element in enumerate(root.iter("a", "area")):
        if number >= LINKS:
            return
        words = element.text_content().split() or (element.get("title") or "").split()
        pictures = [] if words else element.xpath(".//img")
        words = words or [word for one in pictures for word in (one.get("alt") or one.get("title") or "").split()]
        yield _Link((element.get("href") or "").strip(), " ".join(words)[:VALUE], element, bool(pictures))


def _metas(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        if name in METAS:
            content = " ".join((meta.get("content") or "").split())[:VALUE]
            found[name] = found.get(name) or content
    return found


def _drawn(root: HtmlElement) -> bool:
    """Whether a frame or a script brings in parts of the page: then what is lacking may stand in these."""
    if any((frame.get("src") or "").strip() not in ("", "about:blank") for frame in root.iter("iframe", "frame")):
        return True
    if any(_FOOT_FILE.search(script.get("src") or "") for script in root.iter("script")):
        return True
    if any(_DRAWN.search(script.text or "") for script in root.iter("script")):
        return True
    feet = root.xpath("//*[contains(@id, 'foot') or contains(@class, 'foot')]")
    return bool(feet) and not any(len("".join(foot.text_content().split())) >= 10 for foot in feet)


def _entries(links: list[_Link], url: str) -> tuple[int, list[date], frozenset[tuple[int, int]]]:
    """Links that read like titles: how many, the full days beside them or in their addresses, and the short days."""
    entries, days, short = 0, list[date](), set[tuple[int, int]]()
    for link in links:
        if len(link.text) < TITLE_LIKE or entries >= ENTRIES or owner_of(_absolute(link.href, url) or url) != owner_of(url):  # fmt: skip
            continue
        entries += 1
        around = _around(link)
        found = [day for _, _, day in dates_in(around)] or [day for day in (url_date(link.href),) if day]
        days += found[:2]
        if not found and (match := _SHORT.search(around)) and _is_day(match):
            short.add((int(match[1]), int(match[2])))
    return entries, days, frozenset(short)


def _is_day(match: re.Match[str]) -> bool:
    return 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31


def _around(link: _Link) -> str:
    """The words of the list item that a link stands in, without those of the link."""
    for number, parent in enumerate(link.element.iterancestors(*_ITEMS)):
        text = _words(parent)
        if len(text) > _ITEM_TEXT or number > 2:
            break
        rest = text.replace(link.text, " ")
        if _FULL.search(rest) or _SHORT.search(rest):
            return rest
    return ""


def _words(element: HtmlElement) -> str:
    """The words of an element, cut where they are too many for a list's item: it may hold the whole page."""
    kept: list[str] = []
    length = 0
    for text in element.itertext():
        kept += text.split()
        length += len(text.strip())
        if length > _ITEM_TEXT:
            break
    return " ".join(kept)


def _marks(links: list[_Link], url: str) -> tuple[Mark, ...]:
    found: dict[tuple[str, str], Mark] = {}
    for link in links:
        if not link.text or len(link.text) > 24:
            continue
        for key, pattern in MARKS.items():
            too_long = key in ("service", "mailbox") and len(link.text) > SHORT_NAME  # a title, not a way
            if len(found) < MARKED and (key, link.text) not in found and not too_long and pattern.search(link.text):
                found[key, link.text] = Mark(key=key, text=link.text, url=_absolute(link.href, url))
    return tuple(found.values())


def _absolute(href: str, url: str) -> str:
    return "" if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")) else canonical(href, url)
