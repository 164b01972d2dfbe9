"""How lists go on: every kind of pager whose further pages can be computed, and the names of those that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.links import anchors

MAX_PAGES = 2000
_NEXT = re.compile(r"^(?:下一?页|后一页|下页|next|>|>>|»|›|下一页\s*[>»›]*|\[下一页\])$", re.I)
_LAST = re.compile(r"^(?:尾页|末页|最后一?页|last|\[尾页\])$", re.I)
_PAGER_CLASS = re.compile(r"pag(?:e|er|ing|ination)|fenye|turnpage|p_next|p_last|p_no|digg|(?:^|[\s_-])next", re.I)
_TOTAL = (
    re.compile(r"共\s*(\d{1,5})\s*页"),
    re.compile(r"第?\s*\d{1,5}\s*[/／]\s*(\d{1,5})\s*页?"),
    re.compile(r"页次[:：]\s*\d+\s*/\s*(\d{1,5})"),
)


@dataclass(frozen=True, slots=True)
class Paging:
    """`more`: addresses of the list's other pages; `unfollowable`: why further pages cannot be computed ("" if none)."""

    more: tuple[str, ...] = ()
    total_pages: int | None = None
    unfollowable: str = ""


def paging(root: HtmlElement, markup: str, url: str) -> Paging:
    """What a list page says of its further pages: a script call whose pages can be computed, links, or neither."""
    for call in SCRIPT_PAGERS:
        if found := call(markup, url):
            return found
    return _linked(root, markup, url)


def trs(markup: str, url: str) -> Paging | None:
    """TRS WCM: ``createPageHTML(4, 0, "index", "html")`` – page i of 0…n-1 is index_i.html, the first is index.html."""
    match = re.search(r"""createPageHTML\s*\(\s*(\w+)\s*,\s*(\w+)\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']""", markup)
    if not match:
        return None
    total = _number(match.group(1), markup)
    stem, suffix = match.group(3), match.group(4)
    return _range(url, total, lambda i: f"{stem}_{i}.{suffix}", range(1, total)) if total is not None else None


def ucap(markup: str, url: str) -> Paging | None:
    """UCAP: ``createPageHTML('page_div',50, 1,'xwzx_list','shtml',1000)`` – page i of 2…n is xwzx_list_i.shtml."""
    match = re.search(
        r"""createPageHTML\s*\(\s*["'][^"']*["']\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*["']([^"']+)["']\s*,\s*["'](\w+)["']""",
        markup,
    )
    if not match:
        return None
    total, stem, suffix = int(match.group(1)), match.group(3), match.group(4)
    return _range(url, total, lambda i: f"{stem}_{i}.{suffix}", range(2, total + 1))


def site_made(markup: str, url: str) -> Paging | None:
    """A site's own ``Pager({size:3, current:0, prefix:'index', suffix:'html'})`` over TRS pages."""
    match = re.search(r"Pager\s*\(\s*\{([^}]*)\}", markup)
    if not match:
        return None
    options = dict(re.findall(r"""(\w+)\s*:\s*["']?([^,"'}]+)["']?""", match.group(1)))
    total = _number(options.get("size", ""), markup)
    if total is None or "prefix" not in options:
        return None
    stem, suffix = options["prefix"].strip(), options.get("suffix", "html").strip()
    return _range(url, total, lambda i: f"{stem}_{i}.{suffix}", range(1, total))


def endless_scroll(markup: str, url: str) -> Paging | None:
    """A script that fetches index_N.html when the reader scrolls: only the page after this one is known."""
    match = re.search(r"""["']([\w/]*index)_["']\s*\+\s*\w+\s*\+\s*["']\.(s?html?)["']""", markup)
    if not match or "createPageHTML" in markup:
        return None
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    here = re.search(r"_(\d+)\.", name)
    following = int(here.group(1)) + 1 if here else 1
    return Paging((urljoin(url, f"index_{following}.{match.group(2)}"),), None)


def script_table(markup: str, url: str) -> Paging | None:
    """A jQuery pager with a total above its page size and no addresses (Epoint and others)."""
    match = re.search(r"\.pagination\s*\(\s*\{(.{0,600}?)\}", markup, re.S)
    if not match:
        return None
    options = dict(re.findall(r"""(\w+)\s*:\s*["']?(\d+)""", match.group(1)))
    size, total = int(options.get("pageSize", 0)), int(options.get("total", 0))
    if size and total > size:
        return Paging((), -(-total // size), "script_list")
    return None


def postback(markup: str, url: str) -> Paging | None:
    """ASP.NET: the next page needs the page's view state."""
    if re.search(r"__doPostBack\((?:'|&#39;)[^'&]*(?:Page|Pager|anp)[^'&]*(?:'|&#39;)\s*,\s*(?:'|&#39;)\d+", markup):
        return Paging((), None, "postback")
    return None


SCRIPT_PAGERS = (ucap, trs, site_made, endless_scroll, script_table, postback)


def _number(text: str, markup: str) -> int | None:
    """A literal number, or the number that a script variable of that name is set to."""
    if text.strip().isdigit():
        return int(text)
    match = re.search(rf"""\b{re.escape(text.strip())}\s*=\s*["']?(\d+)""", markup) if text.strip() else None
    return int(match.group(1)) if match else None


def _range(url: str, total: int, name: object, numbers: Iterable[int]) -> Paging:
    make = name if callable(name) else str
    pages = [urljoin(url, make(i)) for i in list(numbers)[:MAX_PAGES]]
    return Paging(tuple(page for page in pages if page != url), total)


def _linked(root: HtmlElement, markup: str, url: str) -> Paging:
    """Pagers of real links (SiteServer, VSB counting down, Guangdong platform, JEECMS onclick …)."""
    text = " ".join(root.text_content().split())
    total = next((int(match.group(1)) for shape in _TOTAL if (match := shape.search(text))), None)
    pages = list(dict.fromkeys(page for page in _pager_links(root, url) if page != url))
    if not pages:
        clipped = total is not None and total > 1 and bool(re.search("下一?页", text))
        return Paging((), total, "script_list" if clipped else "")
    return Paging(tuple(_filled(pages, url, total)), total)


def _pager_links(root: HtmlElement, url: str) -> Iterator[str]:
    here = urlsplit(url)
    for anchor in anchors(root, url):
        target = urlsplit(anchor.url)
        if target.netloc != here.netloc:
            continue
        words = anchor.text or anchor.title
        named = bool(_NEXT.match(words) or _LAST.match(words)) or re.search(
            r"(?:^|\s)next(?:\s|$)", anchor.element.get("class", "")
        )
        if named or (words.isdigit() and len(words) <= 4 and _in_pager(anchor.element)):
            yield anchor.url


def _in_pager(element: HtmlElement) -> bool:
    for depth, parent in enumerate(element.iterancestors()):
        if _PAGER_CLASS.search(f"{parent.get('class', '')} {parent.get('id', '')}"):
            return True
        if depth >= 3:
            return False
    return False


def _filled(pages: list[str], url: str, total: int | None) -> list[str]:
    """All pages between those that the pager names: links that differ in one number span a range."""
    shapes: dict[tuple[str, str], set[int]] = {}
    for page in pages:
        if match := re.search(r"^(.*?)(\d+)(\D*)$", page):
            shapes.setdefault((match.group(1), match.group(3)), set()).add(int(match.group(2)))
    if not shapes:
        return pages
    (head, tail), numbers = max(shapes.items(), key=lambda item: len(item[1]))
    if max(numbers) - min(numbers) > MAX_PAGES or max(numbers) > 100_000:
        return pages
    top = max(numbers)
    counting_up = not (total and top == total - 1 and min(numbers) <= 1 and _is_first(url, head))
    if total and counting_up and min(numbers) <= 3:
        top = max(top, total)
    span = [f"{head}{number}{tail}" for number in range(min(numbers), top + 1)]
    return [page for page in dict.fromkeys([*pages, *span]) if page != url]


def _is_first(url: str, head: str) -> bool:
    """VSB: the list is rczp.htm and its other pages are rczp/1.htm … counted down."""
    return head.endswith("/") and url.rsplit(".", 1)[0] + "/" == head
