"""开普 UCAP: page 1 is xwzx_list.shtml, page 2 is xwzx_list_2.shtml; createPageHTML takes other arguments than TRS's."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Paging, numbered

_CALL = re.compile(
    r"""createPageHTML\s*\(\s*["'][^"']*["']\s*,\s*["']?(\d+)["']?\s*,\s*["']?\d+["']?\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']"""
)


def call(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """``createPageHTML('page_div',50, 1,'xwzx_list','shtml',1000)``: place, pages, this page, stem, suffix, entries."""
    match = _CALL.search(markup)
    if match is None:
        return None
    total, stem, suffix = int(match.group(1)), match.group(2), match.group(3)
    return numbered(url, [f"{stem}.{suffix}", *(f"{stem}_{i}.{suffix}" for i in range(2, total + 1))])


FAMILY = Family(
    mark=re.compile(r"UCAPCONTENT|UCAP-CONTENT|createPageHTML\s*\(\s*['\"]|/c\d{5,6}/", re.I),
    article=re.compile(
        r"/c\d{5,6}/(?:20\d{2}/\d{1,2}/\d{1,2}|20\d{4}|20\d{2}-\d{2}/\d{2})/[0-9a-z_]{6,}|/content_[0-9a-f]{6,}\."
    ),
    pagers=(call,),
)
