"""The disclosure platform of Jilin and Changchun: lists come by JSONP from a search service on another host.

``…/govsearch/jsonp/gkml/zf_list.jsp?page=1&lb=<channel>&pubURL=<area root>&callback=result`` answers with
``num``, ``nPage`` and ``data[]`` (title, puburl, tip.dates), 16 rows a page. ``num:0,data:[]`` is an empty list; an answer
that is no call of the callback is none. A page names the service in a script; the answer itself is read as a feed.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Feed, Paging

_SERVICE = re.compile(
    r"""["'](?P<service>(?:https?:)?//[^"'\s]+/govsearch/jsonp/[^"'?\s]*list\w*\.jsp)(?P<query>\?[^"']*)?"""
)
_CHANNEL = re.compile(r"""\b(?:lb|channelId|channelid|lanmuId)["']?\s*[:=]\s*["']?(\d{3,})""")
_ROOT = re.compile(r"""\bpubURL["']?\s*[:=]\s*["'](https?://[^"']+)""")


def service(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """The first page of the service's list, where the page names service and channel."""
    match = _SERVICE.search(markup) if "/govsearch/jsonp/" in markup else None
    if match is None:
        return None
    query = match.group("query") or ""
    channel = re.search(r"\blb=(\d+)", query) or _CHANNEL.search(markup)
    if channel is None:
        return Paging((), "", None, "script_list")
    area = _ROOT.search(markup)
    place = area.group(1) if area else "/".join(url.split("/")[:3])
    one = channel.group(1)
    feed = urljoin(url, match.group("service"))
    feed += f"?page=1&lb={one}&callback=result&searchColumn=all&searchYear=all&pubURL={quote(place, safe='')}&SType=1&channelId={one}"  # fmt: skip
    return Paging(feeds=(Feed(feed),))


def is_ours(url: str) -> bool:
    """Whether an address is the service's: it answers by JSONP, whatever it has to say."""
    return "/govsearch/jsonp/" in url


FAMILY = Family(mark=re.compile(r"/govsearch/jsonp/"), pagers=(service,))
