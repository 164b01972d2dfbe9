"""The columns below a column: under its own path, or in a menu that bears its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.cms.dates import DATE
from crawler.discovery import ColumnLink, breadcrumb_of, score
from crawler.links import Anchor, anchors, links, resolve, tidy

_INDEX = re.compile(r"(?i)^(?:index|list|default|main)?(?:_\d+)?(?:\.\w+)?$")
_PAGE = re.compile(r"(?i)^(?:index|list|default)(?:_\d+)?\.\w+$|_\d+\.s?html?$|/\d+\.html?$")
_NOT_COLUMN = re.compile(r"更多|首页|页$|^\d+$|返回|下载|^\W+$|打印|关闭|登录|注册")
_STORE = frozenset({"channels", "col", "node", "list", "category", "article", "articles", "content", "contents", "info", "news",
                    "newslist", "page", "pages", "html", "channel", "column", "columns", "lists"})  # fmt: skip
"""Folders that hold the pages of every column side by side: being in one says nothing."""
LONGEST_NAME = 20
CLIMB = 2
FEWEST = 2
MOST = 60


def below(root: HtmlElement, url: str, articles: re.Pattern[str]) -> list[ColumnLink]:
    """Links to sub-columns, best first, each address once. Pages of other hosts and articles are not among them."""
    folders = _folders(url)
    found: dict[str, ColumnLink] = {}
    mine = {link.element for link in _menu(root, url, articles)}
    for link in anchors(root, url):
        name = _name(link)
        if (
            not name
            or link.url == url
            or urlsplit(link.url).netloc != urlsplit(url).netloc
            or _is_article(articles, link.url)
        ):
            continue
        if link.element not in mine and not any(_under(link.url, folder) for folder in folders):
            continue
        if not _dated(link.element):
            weight, why, kind = score(name)
            found.setdefault(link.url, ColumnLink(link.url, name, max(weight, 40), why or "below", kind or "support"))
    for address in _frames(root, url):
        found.setdefault(address, ColumnLink(address, _last(root) or "frame", 40, "below", "support"))
    return sorted(found.values(), key=lambda link: -link.score)


@lru_cache(maxsize=4096)
def _is_article(articles: re.Pattern[str], url: str) -> bool:
    return bool(articles.search(url))


def _name(link: Anchor) -> str:
    name = re.sub(r"[\s>»·|]", "", link.text or link.title)
    return "" if not 2 <= len(name) <= LONGEST_NAME or _NOT_COLUMN.search(name) else name


def _folders(url: str) -> list[str]:
    """Where the columns below this page lie: its folder if it is that folder's front page, or the folder of its name."""
    path = urlsplit(url).path
    base, _, name = url.split("?", 1)[0].rpartition("/")
    parts = [part for part in path.split("/")[:-1] if part]
    stem = name.rpartition(".")[0]
    found = [f"{base}/{stem}/"] if stem and not _INDEX.match(name) else []
    if parts and parts[-1].lower() not in _STORE and not stem.isdigit():
        found.append(f"{base}/")
    return found


def _under(target: str, folder: str) -> bool:
    """Deeper in a folder, and no further page of the list itself."""
    return target.startswith(folder) and bool(rest := target[len(folder) :]) and not _PAGE.search(rest.split("?")[0])


def _dated(element: HtmlElement) -> bool:
    parent = element.getparent()
    text = tidy(parent.text_content()) if parent is not None else ""
    return len(text) < 200 and bool(DATE.search(text))


def _last(root: HtmlElement) -> str:
    return (breadcrumb_of(root) or ("",))[-1]


def _menu(root: HtmlElement, url: str, articles: re.Pattern[str]) -> list[Anchor]:
    """The links under a heading that is this column's name (the last step of its breadcrumb)."""
    name = _last(root)
    if not name:
        return []
    for heading in root.xpath("//body//text()[normalize-space() = $name]/parent::*", name=name):
        if heading.tag in ("script", "title", "option") or _in_crumb(heading) or _one_of_many(heading):
            continue
        around = heading
        for _ in range(CLIMB):
            parent = around.getparent()
            if parent is None or parent.tag in ("body", "html"):
                break
            around = parent
            own = [
                link
                for link in links(around, url)
                if link.url and link.element.tag == "a" and not _in_crumb(link.element)
            ]
            named = [
                link for link in own if _name(link) and _name(link) != name and not _is_article(articles, link.url)
            ]
            if len(named) >= FEWEST:
                whole = len(own) <= MOST and len(named) * 2 > len(own) and not any(_dated(link.element) for link in own)
                if whole and _heads(heading, named[0].element):
                    return named
                break
    return []


def _heads(heading: HtmlElement, first: HtmlElement) -> bool:
    """Whether a heading comes before the first link of its menu."""
    order = list(heading.getroottree().getroot().iter(heading.tag, "a"))
    return order.index(heading) < order.index(first)


def _one_of_many(heading: HtmlElement) -> bool:
    """Whether a name is itself an entry of a menu, beside others, and heads nothing."""
    for one in (heading, *list(heading.iterancestors())[:2]):
        parent = one.getparent()
        if one.tag in ("li", "td", "dd") and parent is not None:
            deeper = one.find(".//ul") is not None or one.find(".//dl") is not None
            return not deeper and sum(1 for other in parent if other.tag == one.tag) > 1
    return False


def _in_crumb(element: HtmlElement) -> bool:
    for one in (element, *list(element.iterancestors())[:3]):
        if one.tag in ("body", "html") or len(text := tidy(one.text_content())) > 120:
            return False
        if re.search(r"位置|首页\s*[>»/]", text[:14]):
            return True
    return False


def _frames(root: HtmlElement, url: str) -> Iterator[str]:
    """Pages of the same host that this one shows in a frame: a catalogue's list often stands in one."""
    for source in root.xpath("//iframe/@src|//frame/@src"):
        address = resolve(url, source)
        if address and address != url and urlsplit(address).netloc == urlsplit(url).netloc:
            yield address
