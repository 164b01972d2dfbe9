"""大汉 jpaas (the later jcms): a list comes from ``/api-gateway/jpaas-publish-server/front/page/build/unit``.

An element of the page names the service and its parameters (``url="…" queryData="{'webId':'3185','pageId':'…',
'tplSetId':'…', 'tagId':'…'}"``); further pages are asked for by ``paramJson={"pageNo":2,"pageSize":15}``. The answer is
JSON whose ``data.html`` is the list's markup; ``rows``, ``count`` and ``pageNo`` of its pager say how many there are.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import MAX_PAGES, Feed, Paging
from crawler.links import resolve

SERVICE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*["']?([^"',{}]*)["']?""")
_SENT = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_NEEDED = frozenset({"webId", "pageId"})


def unit(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """Pages of the unit that lists: all of them where the page counts its entries, else the first."""
    if "querydata" not in markup.lower() and SERVICE not in url:
        return None
    asked = _asked(url)
    for element in root.xpath("//*[@querydata or (@rows and @count)]"):
        told = dict(_PAIR.findall(html.unescape(element.get("querydata", ""))))
        said = {name: told.get(name) or element.get(name.lower(), "") for name in ("rows", "count", "pageNo")}
        fields = asked or {name: told[name] for name in _SENT if told.get(name)}
        if not fields.keys() >= _NEEDED:
            continue
        service = url.partition("?")[0] if asked else resolve(url, element.get("url") or SERVICE)
        rows, count = _number(said["rows"]), _number(said["count"])
        pages = -(-count // rows) if rows and count is not None else None
        first = f"{service}?{urlencode(fields)}"
        if pages is None:
            return None if asked else Paging(feeds=(Feed(first),))
        further = tuple(Feed(_page(first, page, rows or 0)) for page in range(2, min(pages, MAX_PAGES) + 1))
        shown = asked or root.xpath("count(//li//a[@href]|//tr//a[@href]) > 2")
        return Paging((), "", pages, feeds=further if shown else (Feed(first), *further))
    return None


def _page(first: str, page: int, rows: int) -> str:
    return f"{first}&paramJson={quote(json.dumps({'pageNo': page, 'pageSize': str(rows)}, separators=(',', ':')), safe='')}"


def _asked(url: str) -> Mapping[str, str]:
    """The parameters of an address that is the service's own, without those of its page."""
    parts = urlsplit(url)
    return (
        {name: value for name, value in parse_qsl(parts.query) if name != "paramJson"} if SERVICE in parts.path else {}
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


FAMILY = Family(
    hints=("jpaas-publish-server", "querydata="),
    mark=re.compile(r"jpaas-publish-server|\bquery[dD]ata=[\"']\{"),
    article=re.compile(r"/art/\d{4}/art_[0-9a-f]{8,}\.", re.I),
    pagers=(unit,),
)
