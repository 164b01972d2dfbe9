"""开普 UCAP: page 1 is xwzx_list.shtml, page 2 is xwzx_list_2.shtml; createPageHTML takes other arguments than TRS's.

Lists drawn by script come from the channel search (``/common/search/<channel>``, ``/searchList/<channel>``,
``/search/<channel>``; JSON with data → total, page, rows, results), which the page names with its channel's id.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Feed, Paging, numbered
from crawler.links import resolve

_CALL = re.compile(
    r"""createPageHTML\s*\(\s*["'][^"']*["']\s*,\s*["']?(\d+)["']?\s*,\s*["']?\d+["']?\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']"""
)
_SERVICE = re.compile(r"""["'](?P<service>[^"'\s]*/(?:common/search|searchList|search)/)(?P<channel>[0-9a-f]{16,40}|\d{3,})?(?P<query>\?[^"']*)?["']""")  # fmt: skip
_CHANNEL = re.compile(r"""\bchannel_?id["']?\s*(?:=|:|,\s*content\s*=)\s*["']([0-9a-f]{16,40}|\d{3,})["']""", re.I)
_META = "//meta[translate(@name, 'CHANELID', 'chanelid')='channelid']/@content"
QUERY = "?_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName=&page=1"


def call(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """``createPageHTML('page_div',50, 1,'xwzx_list','shtml',1000)``: place, pages, this page, stem, suffix, entries."""
    match = _CALL.search(markup)
    if match is None:
        return None
    total, stem, suffix = int(match.group(1)), match.group(2), match.group(3)
    return numbered(url, [f"{stem}.{suffix}", *(f"{stem}_{i}.{suffix}" for i in range(2, total + 1))])


def channel_search(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """The first page of the channel's search, where the page names service and channel."""
    for match in _SERVICE.finditer(markup):
        told = _CHANNEL.search(markup)
        metas = [value for value in root.xpath(_META) if re.fullmatch(r"[0-9a-f]{16,40}|\d{3,}", value)]
        channel = match.group("channel") or (told.group(1) if told else next(iter(metas), ""))
        if not channel:
            continue
        query = match.group("query") or ""
        whole = bool(match.group("channel")) and "_isJson" in query and re.search(r"[?&]page=\d", query)
        return Paging(feeds=(Feed(resolve(url, match.group("service") + channel + (query if whole else QUERY))),))
    return None


FAMILY = Family(
    hints=("ucap", "createpagehtml", "/common/search/", *(f"/c{digit}" for digit in range(10))),
    mark=re.compile(
        r"UCAPCONTENT|UCAP-CONTENT|createPageHTML\s*\(\s*['\"]|/c\d{5,6}/|/common/search/[0-9a-f]{16}", re.I
    ),
    article=re.compile(
        r"/c\d{5,6}/(?:20\d{2}/\d{1,2}/\d{1,2}|20\d{4}|20\d{2}-\d{2}/\d{2})/[0-9a-z_]{6,}|/content_[0-9a-f]{6,}\."
    ),
    pagers=(call, channel_search),
)
