"""Pagers made of real links: they name a few pages (next, last, the neighbours' numbers).

Where the addresses differ in one number, the others follow from them: counting up from any start, or down (博达 VSB).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from crawler.cms.paging import MAX_PAGES, Paging, numbered
from crawler.cms.region import BACK, DIGITS, LAST, NEXT, NEXT_CLASS, NUMBER, numbers, region, shape_of, stated
from crawler.links import Anchor, links, tidy

_DEAD_CLASS = re.compile(r"disable|\bno\b|none|gray|grey|nolink", re.I)
_HERE_CLASS = re.compile(r"cur|active|\bon\b|now|thisclass|select|\bhover\b|p_no_d", re.I)
_OFFSET = re.compile(r"(?:start|offset|skip|from|first|limitstart|begin)=#", re.I)
_PAGE_SPOT = re.compile(
    r"(?:page(?:no|num|index)?|cur(?:rent)?page|[?&]p)=#|[_-]#(?=[._]\w+|\.\w+$)|/page/#|/#(?=\.\w+$|/?$)", re.I
)


def linked(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """Pagers of real links, also by onclick: SiteServer, 博达 VSB, the Guangdong platform, JEECMS, site-made ones."""
    pager = region(root)
    if pager is None:
        return None
    own = list(links(pager, url))
    here, total = stated(root, pager)
    here = here or marked(pager)
    live = [link for link in own if link.url and _turns(link)]
    pairs = list(_pairs(live, here or 1, total))
    ends = [link.url for link in live if LAST.match(link.text or link.title)]
    pages = _series(url, pairs, ends, total)
    following = next((link.url for link in live if _is_next(link) and link.url != url), "")
    if pages:
        paging = numbered(url, pages, here or 1)
        counted = paging.total_pages if total or ends or not live else None
        return Paging(paging.more, following or paging.following, counted)
    more = tuple(
        dict.fromkeys(link.url for link in live if link.url != url and not BACK.match(link.text or link.title))
    )
    if more:
        return Paging(more, following, total)
    ended = _ends_here(own, pager, here, total) or any(_is_previous(link) for link in live)
    return Paging((), "", total, "" if ended else "script_list")


def _turns(link: Anchor) -> bool:
    words = link.text or link.title
    named = (
        NEXT.match(words)
        or LAST.match(words)
        or BACK.match(words)
        or NUMBER.match(words)
        or link.element.tag == "option"
    )
    return bool(named) or _is_next(link)


def _is_next(link: Anchor) -> bool:
    words = link.text or link.title
    return bool(NEXT.match(words)) or (len(words) <= 4 and not words.isdigit() and bool(NEXT_CLASS.search(link.element.get("class", ""))))  # fmt: skip


def _is_previous(link: Anchor) -> bool:
    """A live way back one page: with none onward, the list ends here."""
    words = link.text or link.title
    return bool(BACK.match(words)) and words.strip("[]<«‹ ").startswith(("上", "前", "p", "P"))


def marked(pager: HtmlElement) -> int | None:
    """The page number that the pager shows as the current one."""
    for element in numbers(pager):
        up = element.getparent()
        names = element.get("class", "") + " " + (up.get("class", "") if up is not None and up.tag == "li" else "")
        if _HERE_CLASS.search(names) or (element.tag in ("span", "em", "b", "strong") and element.find("a") is None):
            match = NUMBER.match(tidy(element.text_content()))
            return int(match.group(1)) if match else None
    return None


def _pairs(live: Sequence[Anchor], here: int, total: int | None) -> Iterator[tuple[int, str]]:
    """(page number, address) of the links that say which page they lead to."""
    for link in live:
        words = link.text or link.title
        if match := NUMBER.match(words):
            yield int(match.group(1)), link.url
        elif _is_next(link):
            yield here + 1, link.url
        elif LAST.match(words) and total:
            yield total, link.url
        elif _is_previous(link) and here > 1:
            yield here - 1, link.url


def _series(url: str, pairs: Sequence[tuple[int, str]], ends: Sequence[str], total: int | None) -> list[str]:
    """Addresses of all pages, "" for the first, where one number in them follows the page number; else nothing.

    `pairs` say which page an address is; `ends` are addresses of which only that they are pages is known.
    """
    for skeleton, spot in _spots([*(page for _, page in pairs), *ends], url):
        fits = [(page, _value(address, spot)) for page, address in pairs if page > 1 and shape_of(address) == skeleton]
        if (line := _line(fits, skeleton, spot)) is not None:
            step, base = line
            model = next(address for _, address in pairs if shape_of(address) == skeleton)
            ends_at = [(_value(one, spot) - base) // step for one in ends if shape_of(one) == skeleton]
            top = total or max([*(page for page, _ in fits), *ends_at])
            return ["", *(_with(model, spot, step * page + base) for page in range(2, min(top, MAX_PAGES) + 1))]
        votes = Counter(("up", value - page) for page, value in fits)
        votes.update(Counter(("down", value + page) for page, value in fits))
        if not votes:
            continue
        (way, shift), count = max(votes.items(), key=lambda vote: (vote[1], vote[0][0] == "up", -abs(vote[0][1])))
        if way == "down" and count < 2 and (total is None or shift != total + 1):
            continue
        known = [_value(address, spot) for address in ends if shape_of(address) == skeleton]
        pages = [page for page, _ in fits] + [value - shift if way == "up" else shift - value for value in known]
        top = total or (shift - 1 if way == "down" else max(pages))
        if not 1 < top <= 100_000 or max(pages) > top:
            continue
        model = next(address for _, address in pairs if shape_of(address) == skeleton)
        made = [page + shift if way == "up" else shift - page for page in range(2, min(top, MAX_PAGES) + 1)]
        return ["", *(_with(model, spot, value) for value in made)]
    return []


def _line(fits: Sequence[tuple[int, int]], skeleton: str, spot: int) -> tuple[int, int] | None:
    """(step, base) where an address counts entries: page 2 begins at 10, page 3 at 20. None where it counts pages."""
    points = sorted(set(fits))
    if len(points) > len({page for page, _ in points}):
        return None
    if len(points) > 1:
        (page, value), (other, further) = points[:2]
        step, rest = divmod(further - value, other - page)
        base = value - step * page
        fitting = rest == 0 and step > 1 and all(one == step * at + base for at, one in points)
        return (step, base) if fitting else None
    offset = [match for match in _OFFSET.finditer(skeleton) if skeleton[: match.end()].count("#") - 1 == spot]
    if points and offset and (step := points[0][1] // max(points[0][0] - 1, 1)) > 1:
        return step, -step
    return None


def _value(address: str, spot: int) -> int:
    return int(DIGITS.findall(address)[spot])


def _spots(addresses: Sequence[str], url: str) -> Iterator[tuple[str, int]]:
    """Shapes of address that the pager uses, most frequent first, with the place of the number that varies."""
    for skeleton, _ in Counter(map(shape_of, addresses)).most_common():
        rows = [DIGITS.findall(address) for address in dict.fromkeys(addresses) if shape_of(address) == skeleton]
        if len(rows) == 1 and shape_of(url) == skeleton:
            rows.append(DIGITS.findall(url))
        varying = [spot for spot in range(len(rows[0])) if len({row[spot] for row in rows}) > 1]
        if len(varying) == 1:
            yield skeleton, varying[0]
        elif len(rows) == 1 and (spot := _likely(skeleton)) is not None:
            yield skeleton, spot


def _likely(skeleton: str) -> int | None:
    """Where a single address keeps its page number: after a word for page, or at the end of its file name."""
    match = _PAGE_SPOT.search(skeleton)
    return skeleton[: match.end()].count("#") - 1 if match else None


def _with(model: str, spot: int, value: int) -> str:
    matches = list(DIGITS.finditer(model))
    start, end = matches[spot].span()
    return f"{model[:start]}{value}{model[end:]}"


def _ends_here(own: Sequence[Anchor], pager: HtmlElement, here: int | None, total: int | None) -> bool:
    """Whether a pager without live links is that of a list's only or last page."""
    if total is not None:
        return total <= 1 or here == total
    dead = [link for link in own if not link.url and _turns(link)]
    dead_numbers = [int(match.group(1)) for link in dead if (match := NUMBER.match(link.text))]
    if dead_numbers and max(dead_numbers) > 1 and here != max(dead_numbers):
        return False
    forward = [link for link in dead if _is_next(link) and not _DEAD_CLASS.search(link.element.get("class", ""))]
    return not forward or (dead_numbers == [1])
