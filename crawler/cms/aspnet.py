"""ASP.NET WebForms: a further page has no address, only the pager's postback with the page's view state brings it.

``__doPostBack('ctl00$AspNetPager1','2')`` posts the page's own form with ``__EVENTTARGET`` and ``__EVENTARGUMENT`` set
(learn.microsoft.com, "ClientScriptManager.GetPostBackEventReference"). Pagers seen: AspNetPager (the argument is the
page), GridView (``Page$2``, ``Page$Next``), DataPager and site-made ones (a target of its own for every number), buttons
whose words are 下一页. Only hidden fields and the pager's own event are sent: nothing that a reader would fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.linked import marked
from crawler.cms.paging import Paging, Post
from crawler.cms.region import LAST, NEXT, NUMBER, region, stated
from crawler.links import resolve, tidy

_EVENT = re.compile(
    r"""(?:__doPostBack\(|PostBackOptions\()\s*(?P<q>['"])(?P<target>[^'"]*)(?P=q)\s*,\s*(?P<p>['"])(?P<argument>[^'"]*)(?P=p)"""
)
_ARGUMENT = re.compile(r"(?:Page\$)?(\d{1,5})$")
_WORD = re.compile(r"(?:Page\$)?(?:Next|Last)?$", re.I)
_PAGE = re.compile(r"#page=(\d+)$")
LONGEST_FORM = 1_000_000


@dataclass(frozen=True, slots=True)
class _Turn:
    """One link of the pager: the page that it leads to, and the fields that say so."""

    page: int
    fields: tuple[tuple[str, str], ...]


def postback(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A pager of postbacks: every page that it names, by the form that brings it."""
    if "__doPostBack" not in markup and "PostBackOptions" not in markup and "__VIEWSTATE" not in markup:
        return None
    pager = region(root)
    said, total = stated(root, pager)
    asked = _PAGE.search(url)
    here = int(asked.group(1)) if asked else said or (marked(pager) if pager is not None else None) or 1
    turns = {turn.page: turn for place in (root, pager) if place is not None for turn in _turns(place, here, total)}
    ahead = [turns[page] for page in sorted(turns) if page > 1 and page != here and (total is None or page <= total)]
    if not turns and not _unnamed(root):
        return None
    posts = [post for turn in ahead if (post := _post(root, url, turn)) is not None]
    lost = len(posts) < len(ahead) or (not turns and total != 1)
    return Paging((), "", total, "postback" if lost else "", posts=tuple(posts))


def _turns(place: HtmlElement, here: int, total: int | None) -> Iterator[_Turn]:
    for element in place.iter("a", "input", "button", "span", "li"):
        words = tidy(element.text_content()) or element.get("value", "") or element.get("title", "")
        script = f"{element.get('href', '')} {element.get('onclick', '')}"
        name, event = element.get("name", ""), _EVENT.search(script)
        if event is not None:
            page = _page_of(event.group("argument"), words, here, total)
            if page is not None:
                yield _Turn(page, (("__EVENTTARGET", event.group("target")), ("__EVENTARGUMENT", event.group("argument"))))  # fmt: skip
        elif name and element.get("type", "").lower() == "submit" and NEXT.match(words):
            yield _Turn(here + 1, ((name, element.get("value", "")),))


def _page_of(argument: str, words: str, here: int, total: int | None) -> int | None:
    """The page that an event leads to. A number that differs from the link's words is a calendar's day or a record's."""
    number, shown = _ARGUMENT.match(argument), NUMBER.match(words)
    if number is not None:
        page = int(number.group(1))
        own = shown is not None and int(shown.group(1)) == page
        return page if own or NEXT.match(words) or LAST.match(words) or words in ("...", "…") else None
    if not _WORD.match(argument):
        return None
    if NEXT.match(words):
        return here + 1 if total is None or here < total else None
    if LAST.match(words):
        return total
    return int(shown.group(1)) if shown else None


def _unnamed(root: HtmlElement) -> bool:
    """Whether the page turns its leaves by postback, with no link that says where to."""
    named = "contains(., 'age') or contains(., 'anp') or contains(., 'ext')"
    events = root.xpath(
        f"//@href[contains(., '__doPostBack')][{named}]|//@onclick[contains(., '__doPostBack')][{named}]"
    )
    return any(NEXT.match(tidy(event.getparent().text_content())) for event in events)


def _post(root: HtmlElement, url: str, turn: _Turn) -> Post | None:
    form = next((one for one in root.iter("form") if one.xpath(".//input[@name='__VIEWSTATE']")), None)
    form = next(iter(root.iter("form")), None) if form is None else form
    if form is None:
        return None
    base = url.partition("#")[0]
    action = resolve(base, form.get("action") or base) or base
    hidden = [(one.get("name"), one.get("value", "")) for one in form.iter("input") if one.get("type", "").lower() == "hidden" and one.get("name")]  # fmt: skip
    own = dict(turn.fields)
    fields = [(name, value) for name, value in hidden if name not in own] + list(turn.fields)
    body = urlencode(fields)
    if len(body) > LONGEST_FORM or urlsplit(action).netloc != urlsplit(base).netloc:
        return None
    return Post(turn.page, action, body)


FAMILY = Family(mark=re.compile(r"__VIEWSTATE|__doPostBack"), pagers=(postback,))
