"""Pagers that no one system owns: script templates with a known number of pages, endless scrolling, 加载更多."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.marks import bears
from crawler.cms.paging import Paging, numbered
from crawler.links import links, resolve

_TEMPLATE = re.compile(
    r"""(?:location(?:\.href)?\s*=|window\.open\s*\(|href\s*=\s*\\?["']?)\s*["']([^"'<>]*)["']\s*\+\s*(?P<expression>\(?\s*[\w.]+\s*(?:[-+]\s*1)?\s*\)?)\s*(?:\+\s*["']([^"'<>]*)["'])?"""
)
_PAGE_NAME = re.compile(r"(?:^|\.)(?:cur\w*|page\w*|num|index|i|n|p|api\.getCurrent)\b", re.I)
_PAGES = re.compile(r"""\b(?:page_?count|total_?pages?|page_?total|max_?page|sum_?page|pages)["']?\s*[:=]\s*["']?(\d{1,5})""", re.I)  # fmt: skip
_PAGES_WORDS = (
    "pagecount", "page_count", "totalpage", "total_page", "pagetotal", "page_total", "maxpage", "max_page",
    "sumpage", "sum_page", "pages",
)  # fmt: skip
_CALL = re.compile(r"(?:laypage|pagination|Paging|pager)\b.{0,20}\(\s*\{(.{0,900}?)\}\s*\)", re.S | re.I)
_CALL_WORDS = ("laypage", "pagination", "paging", "pager")
_ENTRIES = re.compile(r"""\b(?:total_?(?:record|count|num|data)?s?|record_?count|row_?count|count)["']?\s*[:=]\s*["']?(\d{1,7})""", re.I)  # fmt: skip
_SIZE = re.compile(r"""\b(?:limit|page_?size|per_?page|rows|size|show_?data)["']?\s*[:=]\s*["']?(\d{1,4})""", re.I)
_SCROLL = re.compile(r"""["']([\w./]*?)index_["']\s*\+\s*\w+\s*\+\s*["']\.(s?html?)["']""")
_LOAD_MORE = re.compile(r"^(?:点击|上拉|下拉)?\s*(?:加载|查看|显示)更多[^，。]{0,4}$|^(?:加载|更多)\.{2,}$")
_PULL = re.compile(r"pull_?up|load_?more|more_?load|remore|more_?btn", re.I)


def template(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """``location.href = "list_" + obj.curr + ".html"`` beside a number of pages (laypage and other script pagers)."""
    total = _total(markup)
    if total is None:
        return None
    for match in _TEMPLATE.finditer(markup):
        head, tail, expression = match.group(1), match.group(3) or "", match.group("expression")
        if not _PAGE_NAME.search(expression.strip("() ")) or not re.search(r"[_=/-]$|^$", head) or not (head or tail):
            continue
        back = 1 if re.search(r"-\s*1", expression) else 0
        pages = [resolve(url, f"{head}{page - back}{tail}") for page in range(2, total + 1)]
        return numbered(url, ["", *pages])
    return None


@lru_cache(maxsize=4)
def _total(markup: str) -> int | None:
    """Pages as the script counts them: outright, or entries over entries a page."""
    if bears(markup, _PAGES_WORDS) and (match := _PAGES.search(markup)):
        return int(match.group(1))
    call = _CALL.search(markup) if bears(markup, _CALL_WORDS) else None
    entries, size = (_ENTRIES.search(call.group(1)), _SIZE.search(call.group(1))) if call else (None, None)
    if entries and size and int(size.group(1)):
        return -(-int(entries.group(1)) // int(size.group(1)))
    return None


def counted(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A script pager that counts several pages and names no address."""
    total = _total(markup)
    if total is None or total < 2 or not re.search(r"laypage|\.pagination\s*\(|Paging\s*\(|pager\s*\(", markup):
        return None
    match = _SIZE.search(markup)
    return Paging((), "", total, "script_list", int(match.group(1)) if match else None)


def endless_scroll(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A script fetches index_N.html when the reader scrolls: only the page after this one is known."""
    match = _SCROLL.search(markup) if "index_" in markup else None
    if match is None or not re.search(r"\.(?:get|ajax|load)\s*\(|XMLHttpRequest|fetch\s*\(", markup):
        return None
    here = re.search(r"_(\d+)\.\w+$", url)
    following = resolve(url, f"index_{int(here.group(1)) + 1 if here else 1}.{match.group(2)}")
    return Paging((following,), following)


def load_more(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """「加载更多」: a script appends entries that have no page of their own."""
    if not any(word in markup for word in ("更多", "加载", "ull", "ore", "ULL", "ORE")):
        return None
    for link in links(root, url):
        names = f"{link.element.get('class', '')} {link.element.get('id', '')}"
        if not link.url and (_LOAD_MORE.match(link.text) or (link.element.get("onclick") and _PULL.search(names))):
            return Paging((), "", None, "endless_scroll")
    for element in root.xpath("//button|//*[contains(@class, 'more') and not(self::a)]"):
        if not element.xpath(".//a[@href]") and _LOAD_MORE.match(element.text_content().strip()):
            return Paging((), "", None, "endless_scroll")
    return None


FAMILY = Family(mark=re.compile(r"(?!)"))
