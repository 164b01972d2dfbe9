"""Pagers that call a function of the page's own: ``goPage(2)``.

The function either builds an address from the number (``location.href = "list.do?col=3&page=" + p``) or writes it into
a hidden field of a form and submits that (``document.pf.currentPage.value = n``). Only hidden fields are ever sent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import zip_longest
from urllib.parse import urlencode, urlsplit

from lxml.html import HtmlElement

from crawler.cms.paging import MAX_PAGES, Paging, Post, numbered
from crawler.cms.region import LAST, NEXT, NUMBER, region, stated
from crawler.links import resolve, tidy

_FUNCTION = re.compile(r"(?:function\s+(\w+)\s*\(\s*(\w+)|(\w+)\s*=\s*function\s*\(\s*(\w+))[^)]*\)\s*\{")
_CALL = re.compile(r"\b(\w+)\s*\(\s*['\"]?(\d{1,5})['\"]?\s*\)")
_SUBMIT = re.compile(r"\bsubmit\s*\(")
LONGEST_FUNCTION = 800
LONGEST_FORM = 20_000


def called(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A pager whose links call a function with a page's number, when what the function does can be computed."""
    if "function" not in markup or "(" not in markup:
        return None
    calls = _calls(root)
    for name, argument, body in _functions(markup) if calls else ():
        values = calls.get(name)
        if not values or max(values) < 2:
            continue
        here, said = stated(root, region(root))
        total, shift = said or max(values), _shift(values)
        pages = range(2, min(total, MAX_PAGES) + 1)
        if address := _address(body, argument, url):
            return numbered(url, ["", *(address(page + shift) for page in pages)], here or 1)
        if form := _form(root, body, argument):
            return _by_form(form[0], form[1], url, pages, shift, here or 1)
    return None


def _functions(markup: str) -> Iterator[tuple[str, str, str]]:
    """(name, first argument, text) of the functions that a page defines."""
    starts = list(_FUNCTION.finditer(markup))
    for match, following in zip_longest(starts, starts[1:]):
        stop = min(following.start() if following else len(markup), match.end() + LONGEST_FUNCTION)
        body = markup[match.end() : stop].partition("</script")[0]
        yield match[1] or match[3], match[2] or match[4], body


def _calls(root: HtmlElement) -> dict[str, dict[int, int]]:
    """By function: what links give it by the page that they name. Numbers, 下一页 for the second page, 尾页."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for element in root.iter("a", "input", "button", "span", "li"):
        calls = _CALL.findall(f"{element.get('href', '')} {element.get('onclick', '')}")
        words = (tidy(element.text_content()) or element.get("value") or element.get("title") or "") if calls else ""
        shown = NUMBER.match(words)
        if not shown and not (NEXT.match(words) or LAST.match(words)):
            continue
        for name, number in dict(reversed(calls)).items():  # of two calls of one function the first counts
            found[name] |= {int(shown[1] if shown else number): int(number)}
    return found


def _shift(values: dict[int, int]) -> int:
    """-1 where the function counts pages from nought."""
    return -1 if values and all(value == page - 1 for page, value in values.items() if page > 1) else 0


def _address(body: str, argument: str, url: str) -> Callable[[int], str] | None:
    match = re.search(
        rf"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|window\.open\s*\(|\.href\s*=)\s*["']([^"'<>]*)["']\s*\+\s*{argument}\b\s*(?:\+\s*["']([^"'<>]*)["'])?""",
        body,
    )
    if match is None or not (match[1] or match[2]):
        return None
    head, tail = match[1], match[2] or ""
    return lambda page: resolve(url, f"{head}{page}{tail}")


def _form(root: HtmlElement, body: str, argument: str) -> tuple[HtmlElement, str] | None:
    """The form that the function submits, and the field that it writes the number into."""
    written = re.search(
        rf"""(?:(\w+)|\[["'](\w+)["']\]|(?:ById|\$)\(["']#?(\w+)["']\))\.val(?:ue\s*=\s*|\(\s*){argument}\b""", body
    )
    if written is None or not _SUBMIT.search(body):
        return None
    field = next(name for name in written.groups() if name)
    for form in root.iter("form"):
        for one in form.iter("input"):
            if field in (one.get("name"), one.get("id")) and one.get("name"):
                return form, one.get("name", "")
    return None


def _by_form(form: HtmlElement, field: str, url: str, pages: range, shift: int, here: int) -> Paging | None:
    action = resolve(url, form.get("action") or url) or url
    hidden = [(one.get("name", ""), one.get("value", "")) for one in form.iter("input") if one.get("type", "").lower() == "hidden" and one.get("name")]  # fmt: skip
    kept = [(name, value) for name, value in hidden if name != field]
    bodies = {page: urlencode([*kept, (field, str(page + shift))]) for page in pages}
    if urlsplit(action).netloc != urlsplit(url).netloc or any(len(body) > LONGEST_FORM for body in bodies.values()):
        return None
    if form.get("method", "get").lower() == "post":
        posts = tuple(Post(page, action, body) for page, body in bodies.items() if page != here)
        return Paging((), "", pages.stop - 1, posts=posts)
    base = action.partition("?")[0]
    return numbered(url, ["", *(f"{base}?{body}" for body in bodies.values())], here)
