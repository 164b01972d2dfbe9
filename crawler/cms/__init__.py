"""Publishing systems: how each lists, pages and names things. Pure functions on markup; nothing here fetches.

`read_list` works on every family: what differs (script pagers, CDATA records, counting down) lives in `paging` and
`jcms`. `page_kind` tells what a page is for the crawl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.cms import jcms
from crawler.cms.items import ListItem, items
from crawler.cms.paging import paging
from crawler.discovery import ColumnLink, breadcrumb, column_links, score
from crawler.links import anchors, attachment_links, parse, redirect_target, tidy

__all__ = [
    "ListItem",
    "ListPage",
    "attachment_links",
    "breadcrumb",
    "column_links",
    "family",
    "next_page",
    "page_kind",
    "read_list",
    "redirect_target",
    "sub_columns",
]

FAMILIES: dict[str, re.Pattern[str]] = {
    "ucap": re.compile(r"UCAPCONTENT|UCAP-CONTENT|createPageHTML\s*\(\s*['\"]|/c\d{5,6}/"),
    "jcms": re.compile(r"<datastore>|/module/web/jpage|/art/\d{4}/\d|ZJEG_RSS|/col/col\d+"),
    "vsb": re.compile(r"vsb_content|v_news_content|_sitegray|/info/\d+/\d+\.htm|TreeTempUrl"),
    "trs": re.compile(r"TRS_Editor|TRS_UEDITOR|trs_editor_view|createPageHTML\s*\(|/t20\d{6}_\d+\.s?html"),
    "guangdong": re.compile(r"content/post_\d+|gkmlpt"),
    "siteserver": re.compile(r"/?channels/\d+|contents/\d+/\d+\.html|siteserver", re.I),
    "epoint": re.compile(r"ewb-|epoint", re.I),
    "jeecms": re.compile(r"jeecms|index_\d+\.jhtml|\.jhtml", re.I),
    "aspnet": re.compile(r"__VIEWSTATE|__doPostBack"),
}
ARTICLE_URL = re.compile(
    r"/t20\d{6}_\d+\.|/art_\d+_\d+|/art/\d{4}/\d{1,2}/\d{1,2}/|/content/post_\d+|/post_\d+\.|/info/\d+/\d+\.|/contents/\d+/\d+\."
    r"|/20\d{2}[-/]?\d{1,2}[-/]?\d{1,2}/[0-9a-f_]{4,}|/content_\d+|/20\d{4}/[0-9a-z_]{6,}\.s?html?$|[?&](?:article|news|info)?id=\d+",
    re.I,
)
LIST_URL = re.compile(
    r"/(?:index|list)(?:_\d+)?\.\w+$|/$|/channels/\d+|/col/col\d+|_list(?:_\d+)?\.|/c\d{5,6}/[a-z_]+\.", re.I
)
MENU = re.compile(r"left|menu|nav|side|tree|submenu|lm|tab|catalog|column|sub", re.I)
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list as read: its entries, the addresses of its other pages, and why more cannot be reached ("" if all can)."""

    items: tuple[ListItem, ...] = ()
    more: tuple[str, ...] = ()
    total_pages: int | None = None
    unfollowable: str = ""


def family(markup: str, url: str) -> str:
    """Which publishing system made the page: a key of FAMILIES, or "generic"."""
    return next((name for name, mark in FAMILIES.items() if mark.search(url) or mark.search(markup)), "generic")


def read_list(markup: str, url: str) -> ListPage:
    """Read a list page of any family. `url` is its own address."""
    written = jcms.unpacked(markup)
    root = parse(written)
    if root is None:
        return ListPage()
    found = tuple(items(root, url))
    groups = jcms.more(markup, url)
    if groups:
        return ListPage(found, groups, jcms.total_pages(markup), "")
    pages = paging(root, markup, url)
    unfollowable = pages.unfollowable
    if written != markup and (total := jcms.total_pages(markup)) and total * 10 > len(found) and not pages.more:
        unfollowable = "" if _all_there(markup, len(found)) else "script_list"
    return ListPage(found, pages.more, pages.total_pages, unfollowable)


def _all_there(markup: str, count: int) -> bool:
    total = re.search(r"""totalrecord["']?\s*[:=>]\s*["']?(\d+)""", markup, re.I)
    return total is None or count >= int(total.group(1))


def next_page(markup: str, url: str) -> str | None:
    """The page after this one, as its pager names it; None on the last page or when it cannot be computed."""
    root = parse(markup)
    if root is None:
        return None
    for anchor in anchors(root, url):
        classes = anchor.element.get("class", "")
        if re.fullmatch(r"(?:下一?页|next)\s*[>»›]*", anchor.text, re.I) or re.search(
            r"(?:^|\s)next(?:\s|$)", classes, re.I
        ):
            return anchor.url if anchor.url != url else None
    more = read_list(markup, url).more
    return next(iter(more), None)


def page_kind(markup: str, url: str) -> str:
    """home | column | list | article | redirect: what a page is for the crawl."""
    if redirect_target(markup, url):
        return "redirect"
    path = urlsplit(url).path
    if path in ("", "/") or re.fullmatch(r"/(?:index|default|main)\.\w+", path):
        return "home"
    root = parse(markup)
    if root is None:
        return "article"
    if _meta(root, "articletitle") or ARTICLE_URL.search(url):
        return "article"
    found = read_list(markup, url)
    dated = sum(1 for item in found.items if item.date)
    if dated >= 3 or found.more or (found.items and LIST_URL.search(url)):
        return "list"
    text = _text_length(root)
    links = len(root.xpath("//a[@href]"))
    if _meta(root, "pubdate") or text > 60 * max(links, 1) or (text > 300 and links < 15):
        return "article"
    return "column"


def _text_length(root: HtmlElement) -> int:
    """Characters outside of links, scripts and styles."""
    parts = root.xpath("//body//text()[not(ancestor::a or ancestor::script or ancestor::style)]")
    return sum(len(part.strip()) for part in parts)


def _meta(root: HtmlElement, name: str) -> bool:
    wanted = root.xpath("//meta[@name and @content]")
    return any(meta.get("name", "").lower() == name and meta.get("content", "").strip() for meta in wanted)


def sub_columns(markup: str, url: str) -> list[ColumnLink]:
    """The columns below this one: short links under the same path, or in a menu beside the page's content.

    Links that only the site's main menu holds (other disclosure columns, the home page) are not among them.
    """
    root = parse(markup)
    if root is None:
        return []
    folders = _folders(url)
    host = urlsplit(url).netloc
    found: dict[str, ColumnLink] = {}
    for anchor in anchors(root, url):
        name = re.sub(r"[\s>»·|]", "", anchor.text or anchor.title)
        if not 2 <= len(name) <= LONGEST_NAME or anchor.url == url or urlsplit(anchor.url).netloc != host:
            continue
        if (
            ARTICLE_URL.search(anchor.url)
            or re.search(r"更多|首页|页$|^\d+$|返回|下载", name)
            or not any(_is_below(anchor.url, one) for one in folders)
        ):
            continue
        if _dated(anchor.element):
            continue
        weight, why, kind = score(name)
        found.setdefault(anchor.url, ColumnLink(anchor.url, name, max(weight, 40), why or "below", kind or "support"))
    return sorted(found.values(), key=lambda link: -link.score)


def _folders(url: str) -> tuple[str, ...]:
    """Where a column's own columns may lie: in its folder (…/fp/index.html) or below its name (…/fp.htm → …/fp/)."""
    folder, _, name = url.rpartition("/")
    stem = name.rsplit(".", 1)[0]
    own = (f"{folder}/{stem}/",) if "." in name and stem not in ("index", "list", "default") else ()
    return (f"{folder}/", *own)


def _is_below(target: str, folder: str) -> bool:
    """Deeper in the column's own folder; the folder of the whole site does not count."""
    if urlsplit(folder).path.strip("/") == "" or not target.startswith(folder):
        return False
    rest = target[len(folder) :]
    return bool(rest) and not re.fullmatch(r"(?:index|list)(?:_\d+)?\.\w+|.*_\d+\.s?html?", rest)


def _dated(element: HtmlElement) -> bool:
    parent = element.getparent()
    text = tidy(parent.text_content()) if parent is not None else ""
    return len(text) < 200 and bool(re.search(r"(?:19|20)\d{2}[-./年]\d{1,2}", text))
