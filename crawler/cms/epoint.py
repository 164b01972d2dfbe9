"""新点 Epoint: table rows with ``ewb-`` classes; the pager is ``pagination({pageSize:15,total:97,…})`` without addresses.

Where a page leads is written in the handler of the pager's event: static files (``"/jyxx/"+(data.pageIndex+1)+".html"``)
for the first hundred pages, and an address with ``pageIndex=`` for the others. Lists drawn by script ask
``…/rest/frontAppCustomAction/getPageInfoListNew`` by POST, which is not followed: it is a form of its own.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import MAX_PAGES, Paging, numbered
from crawler.links import resolve

_CALL = re.compile(r"\.pagination\s*\(\s*\{(.{0,800}?)\}", re.S)
_NUMBER = re.compile(r"""\b(pageSize|total|pageIndex)\s*:\s*["']?(\d+)""")
_GOES = re.compile(
    r"""location(?:\.href\s*=|\.replace\s*\(|\.assign\s*\(|\s*=)\s*["'](?P<head>[^"'\s]*)["']\s*\+\s*\(?\s*(?:data\.)?pageIndex\s*(?P<plus>\+\s*1)?\s*\)?\s*(?:\+\s*["'](?P<tail>[^"'\s]*)["'])?"""
)
_LIMIT = re.compile(r"pageIndex\s*<\s*(\d+)")


def script_table(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """Further pages are drawn by script: computed where its handler says where they are, else only counted."""
    match = _CALL.search(markup) if "pagination" in markup else None
    if match is None:
        return None
    options = {name: int(value) for name, value in _NUMBER.findall(match.group(1))}
    size, total = options.get("pageSize", 0), options.get("total", 0)
    if not size or total <= size:
        return None
    pages = -(-total // size)
    addresses = _addresses(markup, url, pages)
    return numbered(url, addresses) if addresses else Paging((), "", pages, "script_list", size)


def _addresses(markup: str, url: str, pages: int) -> list[str]:
    """Addresses of all pages, "" for the first; static files as far as the handler goes with them."""
    ways = [match for match in _GOES.finditer(markup) if match.group("head") or match.group("tail")]
    if not ways:
        return []
    files = next((one for one in ways if "?" not in one.group("head")), ways[0])
    asked = next((one for one in ways if "?" in one.group("head")), files)
    limit = _LIMIT.search(markup)
    last = int(limit.group(1)) if limit and asked is not files else pages
    found = [""]
    for page in range(2, min(pages, MAX_PAGES) + 1):
        way = files if page <= last else asked
        number = page if way.group("plus") else page - 1
        found.append(resolve(url, f"{way.group('head')}{number}{way.group('tail') or ''}"))
    return found


FAMILY = Family(
    hints=("ewb-", "epoint"),
    mark=re.compile(r"\bewb-|epoint", re.I),
    article=re.compile(r"/20\d{6}/[0-9a-f]{8}-[0-9a-f]{4}-|[?&]infoid=[0-9a-f-]{8,}", re.I),
    pagers=(script_table,),
)
