"""Reading pages of any publishing system: entries and further pages of a list, what a page is, what lies below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.cms import (  # fmt: skip
    aspnet,
    called,
    empire,
    epoint,
    feed,
    generic,
    govsearch,
    guangdong,
    jcms,
    jeecms,
    jpaas,
    service,
    siteserver,
    trs,
    ucap,
    vsb,
)
from crawler.cms.below import below
from crawler.cms.family import Family
from crawler.cms.items import ListItem, items
from crawler.cms.kind import ARTICLE, Going, kind_of
from crawler.cms.linked import linked
from crawler.cms.marks import bears
from crawler.cms.paging import Feed, Pager, Paging, Post
from crawler.cms.region import region
from crawler.discovery import ColumnLink
from crawler.links import parse, redirect_target, tidy

__all__ = [
    "ARTICLE_URL",
    "FAMILIES",
    "ListItem",
    "ListPage",
    "family",
    "next_page",
    "page_kind",
    "read_list",
    "scrolled",
    "sub_columns",
]

FAMILIES: Mapping[str, Family] = {
    "ucap": ucap.FAMILY,
    "jpaas": jpaas.FAMILY,
    "jcms": jcms.FAMILY,
    "vsb": vsb.FAMILY,
    "govsearch": govsearch.FAMILY,
    "trs": trs.FAMILY,
    "guangdong": guangdong.FAMILY,
    "siteserver": siteserver.FAMILY,
    "epoint": epoint.FAMILY,
    "jeecms": jeecms.FAMILY,
    "empire": empire.FAMILY,
    "aspnet": aspnet.FAMILY,
    "generic": generic.FAMILY,
}
"""In the order in which their marks are looked for: one page may carry the marks of several."""
ARTICLE_URL = re.compile("|".join(f"(?:{shape.pattern})" for shape in (ARTICLE, *(one.article for one in FAMILIES.values() if one.article))), re.I)  # fmt: skip
"""Addresses that are an article's by their shape, whatever system made it."""
LATER = (called.called, generic.template, generic.endless_scroll, generic.counted, generic.load_more)
_DRAWN = re.compile(
    r"(?:\$|\bjQuery)\.(?:ajax|get|post|getJSON)\s*\(|axios\b|\bfetch\s*\(|XMLHttpRequest|new\s+Vue\b|jsonp", re.I
)
_DRAWN_WORDS = ("$.", "jquery.", "axios", "fetch", "xmlhttprequest", "vue", "jsonp")
_HOLLOW = re.compile(
    r"\sv-for=|\sng-repeat=|\{\{\s*(?:item|row|list|d)\b|<%=\s*\w"
    r"|<(ul|ol|tbody|div)\b[^>]*(?:class|id)=[\"'][^\"']*(?:list|news|data|page|pagination)[^\"']*[\"'][^>]*>\s*(?:<!--.*?-->\s*)*</\1>",
    re.I | re.S,
)
"""A list without entries: a script's template, or an empty element whose name says that a list or a pager goes there."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list as read: its entries, the addresses of its other pages, and why more cannot be reached ("" if all can).

    `more` holds all pages after the first that can be computed, without this one; `posts` those that only a postback
    brings, `feeds` list services that hold further entries. `unfollowable`: postback | script_list | endless_scroll.
    `answered`: whether this is what a list service asked for a list may say; without entries only when it says so.
    """

    items: tuple[ListItem, ...] = ()
    more: tuple[str, ...] = ()
    total_pages: int | None = None
    unfollowable: str = ""
    posts: tuple[Post, ...] = ()
    feeds: tuple[Feed, ...] = ()
    answered: bool = True

    def goes_on(self) -> bool:
        """Whether further pages of the list can be asked for."""
        return bool(self.more or self.posts or self.feeds)


def family(markup: str, url: str) -> str:
    """Which publishing system made the page: a key of FAMILIES; "generic" when none is known by its marks."""
    return _family(markup, url)


@lru_cache(maxsize=4)
def _family(markup: str, url: str) -> str:
    return next((name for name, one in FAMILIES.items() if one.mark.search(url) or _marked(one, markup)), "generic")


def _marked(one: Family, markup: str) -> bool:
    """Whether a page bears a publishing system's mark."""
    return (not one.hints or bears(markup, one.hints)) and bool(one.mark.search(markup))


def read_list(markup: str, url: str, system: str = "") -> ListPage:
    """Read a list page of any family, or a feed (JSON, JSONP, jcms records). `url` is its own address.

    `system` is the publishing system that is known to make the site, a key of FAMILIES; without it the page's own marks
    tell.
    """
    found, paging, answered = _read(markup, url, system)
    return ListPage(
        found, paging.more, paging.total_pages, paging.unfollowable, paging.posts, paging.feeds, answered
    )  # fmt: skip


def scrolled(read: ListPage, url: str) -> ListPage:
    """A list service's answer with the page after it, where the service does not say how many pages there are."""
    if read.goes_on() or not read.items or read.total_pages is not None:
        return read
    return replace(read, feeds=feed.open_ended(url).feeds)


def next_page(markup: str, url: str, system: str = "") -> str | None:
    """The page after this one; None on the last page, on a page without pager, or when it cannot be computed."""
    return _read(markup, url, system)[1].following or None


@lru_cache(maxsize=4)
def _read(markup: str, url: str, system: str) -> tuple[tuple[ListItem, ...], Paging, bool]:
    """One page is asked about several times in a row (its kind, its entries, its next page), so the last few are kept."""
    if (value := feed.parsed(markup)) is not None:
        entries = tuple(feed.entries(value, url))
        if not entries and (inner := feed.wrapped_list(value)):
            return _read_page(inner, url, system)
        spoken = feed.is_callback(markup) or not govsearch.is_ours(url)
        return entries, feed.paging(value, url, len(entries)), spoken and feed.is_answer(value, url, len(entries))
    return _read_page(markup, url, system)


def _read_page(markup: str, url: str, system: str) -> tuple[tuple[ListItem, ...], Paging, bool]:
    name = system or family(markup, url)
    unpack = FAMILIES[name].unpack
    root = parse(unpack(markup) if unpack else markup)
    if root is None:
        return (), Paging(), not markup.strip() and not govsearch.is_ours(url)
    found = tuple(items(root, url, region(root)))
    answered = bool(found) or feed.is_nothing(tidy(root.text_content()))
    return found, _settled(_paging(root, markup, url, name), found, root, markup, url), answered and not govsearch.is_ours(url)  # fmt: skip


def _paging(root: HtmlElement, markup: str, url: str, name: str) -> Paging | None:
    """A pager that one family recognises for sure; else links; else what scripts tell; else why there is no more."""
    sure = next((paging for pager in _pagers(name) if (paging := pager(root, markup, url))), None)
    if sure is not None and (sure.goes_on() or not sure.unfollowable):
        return sure
    by_links = linked(root, markup, url)
    if by_links is not None and by_links.more:
        return by_links
    told = [paging for pager in LATER if (paging := pager(root, markup, url))]
    computed = next((paging for paging in told if paging.goes_on()), None)
    return sure or computed or by_links or next(iter(told), None)


def _pagers(name: str) -> Iterator[Pager]:
    yield from FAMILIES[name].pagers
    for other, one in FAMILIES.items():
        if other != name:
            yield from one.pagers


def _settled(paging: Paging | None, found: tuple[ListItem, ...], root: HtmlElement, markup: str, url: str) -> Paging:
    """What is left to say when no pager computes the rest: the list's service is asked, or it is out of reach.

    A pager that counts pages of more entries than the only page shows carries somebody's demo numbers.
    """
    if paging is None:
        drawn = not found and bears(markup, _DRAWN_WORDS) and bool(_HOLLOW.search(markup) and _DRAWN.search(markup))
        paging = Paging((), "", None, "script_list" if drawn else "")
    elif paging.unfollowable and paging.size and 0 < len(found) * 3 < paging.size * 2:
        return Paging()
    if paging.unfollowable and not paging.goes_on() and (asked := service.feeds(root, markup, url, len(found))):
        return Paging((), "", paging.total_pages, feeds=asked)
    return paging


def page_kind(markup: str, url: str) -> str:
    """home | column | list | article | redirect: what a page is for the crawl."""
    if redirect_target(markup, url):
        return "redirect"
    found = read_list(markup, url)
    return kind_of(parse(markup), url, found.items, _going(found), bool(ARTICLE_URL.search(url)))


def _going(found: ListPage) -> Going:
    return "computed" if found.goes_on() else "drawn" if found.unfollowable else ""


def sub_columns(markup: str, url: str) -> list[ColumnLink]:
    """The columns below this one: short links under its own path, or in a menu that bears its name."""
    root = parse(markup)
    return [] if root is None else below(root, url, ARTICLE_URL)
