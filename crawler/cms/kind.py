"""What a page is for the crawl, by its address, its metadata, and how its text and its links are shared out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.cms.items import ListItem
from crawler.links import tidy

_HOME = re.compile(r"(?i)^/?(?:(?:index|default|main|home)\d?\.\w+)?$")
_COLUMN = re.compile(r"(?i)[?&](?:cat|cid|class|col|channel|type|lm|list)\w*=\w")
"""A column named in the query of an address that would else be the site's front page."""
ARTICLE = re.compile(
    r"/20\d{2}[-/]?\d{1,2}[-/]?\d{1,2}/[^/]{3,}|/20\d{4}/[0-9a-z_]{6,}\.s?html?$|/content_\d+|[?&](?:article|news|info|doc)?id=\d+"
)
_LIST = re.compile(
    r"(?i)/(?:index|list|default)?(?:_\d+)?\.\w+$|/$|/channels/\d+|/col/col\d+|_list(?:_\d+)?\.|/c\d{5,6}/[a-z_]+\.|/node/\d+\."
)
_BODY = re.compile(
    r"TRS_Editor|TRS_UEDITOR|trs_editor_view|UCAP-?CONTENT|vsb_content|v_news_content|article[-_]?(?:content|con|body|text)|news[-_]?content"
    r"|^zoom(?:con)?$|fontzoom|ivs_content|printContent|info_content|Custom_UnionStyle|contents_div|j-fontContent|detail[-_]?con",
    re.I,
)
_TOOLS = (
    re.compile(r"[上前]一[篇条]|[下后]一[篇条]"),
    re.compile(r"打印(?:本页|本文|此页)?|关闭(?:窗口|本页|页面)?"),
    re.compile(r"字体|字号|[【\[（(]?\s*大\s*中\s*小"),
    re.compile(r"(?:浏览|阅读|点击|访问)(?:次数|量|数|率|人次)"),
    re.compile(r"(?:发布|发文|发表|更新|公开)(?:时间|日期)\s*[:：]|[时日][间期]\s*[:：]\s*(?:20|19)\d{2}"),
    re.compile(
        r"(?:信息|文章|稿件|新闻)?来\s*源\s*[:：]|作\s*者\s*[:：]|责任编辑|编\s*辑\s*[:：]|发布(?:单位|机构|者|人)\s*[:：]|索\s*引\s*号"
    ),
    re.compile(r"分享(?:到|至)|扫一扫|收藏本"),
)
Going = Literal["computed", "drawn", ""]
"""Whether a page holds a list that goes on: on pages that can be computed, or where only a script can follow."""
FEW_DATED = 3
BODY_TEXT = 60
PARAGRAPHS = 200


def kind_of(
    root: HtmlElement | None, url: str, entries: Sequence[ListItem], going: Going, article_address: bool
) -> str:
    """home | column | list | article. `article_address`: its address has an article's shape."""
    if root is None:
        return "article"
    if _meta(root, "articletitle") or article_address:
        return "article"
    if _HOME.match(urlsplit(url).path) and not _COLUMN.search(url):
        return "home"
    dated = sum(1 for entry in entries if entry.date)
    paragraphs, body = _text(root)
    tools = _tools(root)
    if going == "computed" or (dated >= FEW_DATED and _LIST.search(url) and tools < 4):
        return "list"
    if (body >= BODY_TEXT and tools >= 2) or (tools >= 3 and paragraphs >= PARAGRAPHS) or tools >= 5:
        return "article"
    if tools >= 3 and not dated:
        return "article"  # a text of few lines at a column's address, whose day, source and printer no list shows
    if dated >= FEW_DATED or (entries and _LIST.search(url)):
        return "list"
    if paragraphs >= PARAGRAPHS and _is_prose(root, paragraphs):
        return "article"
    return "list" if going == "drawn" else "column"


def _meta(root: HtmlElement, name: str) -> bool:
    wanted = root.xpath("//meta[@name and @content]")
    return any(meta.get("name", "").lower() == name and meta.get("content", "").strip() for meta in wanted)


def _text(root: HtmlElement) -> tuple[int, int]:
    """Characters in blocks of prose outside of links, and characters in what systems call an article's body."""
    prose = 0
    for text in root.xpath(
        "//body//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::select)]"
    ):
        bare = tidy(text)
        prose += len(bare) if len(bare) >= 20 else 0
    bodies = [one for one in root.xpath("//*[@id or @class]") if _BODY.search(one.get("id", "")) or _BODY.search(one.get("class", ""))]  # fmt: skip
    return prose, max((len(tidy(one.text_content())) for one in bodies), default=0)


def _tools(root: HtmlElement) -> int:
    """How many kinds of an article's furniture the page shows."""
    text = tidy(" ".join(root.xpath("//body//text()[not(ancestor::script or ancestor::style)]")))
    return sum(1 for shape in _TOOLS if shape.search(text))


def _is_prose(root: HtmlElement, paragraphs: int) -> bool:
    """More text than links have words."""
    linked = sum(len(tidy(link.text_content())) for link in root.iter("a"))
    return paragraphs > 2 * linked or paragraphs > 1500
