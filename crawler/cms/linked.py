"""Pagers made of real links: they name a few pages (next, last, the neighbours' numbers).

Where the addresses differ in one number, the others follow from them: counting up from any start, or down (博达 VSB).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.cms.dates import DATE
from crawler.cms.paging import MAX_PAGES, Paging, numbered
from crawler.links import Anchor, links, tidy

NEXT = re.compile(r"^\W*(?:下\s*一?\s*[页頁]|后\s*一?\s*[页頁]|next(?:\s*page)?)\W*$|^(?:>|>>|»|›|→)$", re.I)
LAST = re.compile(r"^\W*(?:尾\s*[页頁]|末\s*[页頁]|最[后末]一?[页頁]|last(?:\s*page)?)\W*$|^(?:>\||>>\|)$", re.I)
BACK = re.compile(r"^\W*(?:首\s*[页頁]|第一[页頁]|[上前]\s*一?\s*[页頁]|first|prev(?:ious)?(?:\s*page)?)\W*$|^(?:<|<<|«|‹|←)$", re.I)  # fmt: skip
NUMBER = re.compile(r"^[\[【(]?\s*(?:第\s*)?(\d{1,4})\s*(?:页\s*)?[\]】)]?$")
PAGER_CLASS = re.compile(r"pag(?:e|er|ing|ination)(?![a-z])|pagination|fenye|turnpage|p_(?:next|last|no|pages)|digg|pagelist", re.I)  # fmt: skip
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:[\s_-]|$)", re.I)
_DEAD_CLASS = re.compile(r"disable|\bno\b|none|gray|grey|nolink", re.I)
_HERE_CLASS = re.compile(r"cur|active|\bon\b|now|thisclass|select|\bhover\b|p_no_d", re.I)
_OF = (
    re.compile(r"第?\s*(?P<here>\d{1,4})\s*页?\s*[/／|]\s*共?\s*(?P<all>\d{1,4})\s*页"),
    re.compile(r"页\s*[次码数]?\s*[:：]\s*(?P<here>\d{1,4})\s*[/／]\s*(?P<all>\d{1,4})"),
    re.compile(r"(?:总共|共有|共计|共|总)\s*[页頁]?数?\s*[:：]?\s*(?P<all>\d{1,4})\s*[页頁]"),
    re.compile(r"总页数\s*[:：]?\s*(?P<all>\d{1,4})"),
)
_BARE_OF = re.compile(r"(?<![\d/-])(?P<here>\d{1,4})\s*[/／]\s*(?P<all>\d{1,4})(?![\d/-])")
_HERE = re.compile(r"(?:当前(?:页|是|为)?|第)\s*[:：]?\s*第?\s*(\d{1,4})\s*页")
_SIGNS = (
    "//body//text()[contains(., '页') or contains(., '頁') or contains(., '>') or contains(., '»') or contains(., '›')"
    " or contains(., '→') or contains(., 'ext') or contains(., 'NEXT') or contains(., 'ast')]"
    "[string-length() < 80][not(parent::script or parent::style)]/parent::*|//input[contains(@value, '页')]"
)
_COUNTS = "//body//text()[contains(., '页')][string-length() < 80][not(parent::script or parent::style or parent::a)]/parent::*"
_PAGER_WORDS = re.compile("[页頁条]")
_WEEKDAYS = re.compile(r"日\s*一\s*二\s*三|一\s*二\s*三\s*四\s*五|周一|星期一|Mon\b")
_OFFSET = re.compile(r"(?:start|offset|skip|from|first|limitstart|begin)=#", re.I)
_DIGITS = re.compile(r"\d+")
_PAGE_SPOT = re.compile(
    r"(?:page(?:no|num|index)?|cur(?:rent)?page|[?&]p)=#|[_-]#(?=[._]\w+|\.\w+$)|/page/#|/#(?=\.\w+$|/?$)", re.I
)


@lru_cache(maxsize=4)
def region(root: HtmlElement) -> HtmlElement | None:
    """The part of a page that turns its leaves: around 下一页 / 尾页, or a row of numbers that is called a pager."""
    for element in root.xpath(_SIGNS):
        words = tidy(element.text_content()) or element.get("value", "")
        if len(words) > 12 or not (NEXT.match(words) or LAST.match(words)):
            continue
        if re.search(r"\w", words) or _NEXT_CLASS.search(element.get("class", "")) or _is_pager(element):
            return _around(element)
    for element in root.xpath(
        "//*[self::div or self::ul or self::p or self::td or self::nav or self::span][@id or @class]"
    ):
        if PAGER_CLASS.search(_names(element)) and sum(1 for _ in _numbers(element)) > 1:
            return element
    if (row := _row_of_numbers(root)) is not None:
        return row
    for element in root.xpath(_COUNTS):
        if any(shape.search(tidy(element.text_content())) for shape in _OF[:3]):
            around = _around(element)
            return around if around.find(".//a") is not None else None
    return None


def _row_of_numbers(root: HtmlElement) -> HtmlElement | None:
    """A row of links that are nothing but the numbers of pages following each other, to addresses of one shape.

    The days of a calendar are none: they lie in the cells of a table, under the names of the weekdays.
    """
    rows: dict[HtmlElement, list[tuple[int, str]]] = {}
    for link in root.iter("a"):
        match = NUMBER.match(tidy(link.text_content()))
        wrap = link.getparent()
        if match and wrap is not None and (href := link.get("href", "")) and not href.lower().startswith(("javascript:", "#")):  # fmt: skip
            around = wrap.getparent() if wrap.tag in ("li", "span", "em") and wrap.getparent() is not None else wrap
            rows.setdefault(around, []).append((int(match.group(1)), _skeleton(href)))
    for around, found in rows.items():
        numbers = [number for number, _ in found]
        apart = [after - before for before, after in pairwise(numbers)]
        alike = len(found) > 1 and Counter(shape for _, shape in found).most_common(1)[0][1] >= max(2, len(found) - 1)
        if alike and numbers[0] <= 2 and all(step in (1, 2) for step in apart) and not _WEEKDAYS.search(_bare(around)):
            return _around(around)
    return None


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_pager(element: HtmlElement) -> bool:
    """Whether a sign such as > stands among page numbers."""
    near = element.getparent()
    for _ in range(2):
        if near is None:
            return False
        if any(True for _ in _numbers(near)) or PAGER_CLASS.search(_names(near)):
            return True
        near = near.getparent()
    return False


def _numbers(element: HtmlElement) -> Iterator[HtmlElement]:
    for one in element.iter("a", "span", "li", "em", "b", "strong"):
        if not len(one) and NUMBER.match(tidy(one.text_content())):
            yield one


def _around(element: HtmlElement) -> HtmlElement:
    """The largest part around a pager's sign that holds nothing but a pager."""
    best = element
    for parent in element.iterancestors():
        if parent.tag in ("body", "html", "form") or len(tidy(_bare(parent))) > 260:
            break
        if DATE.search(_bare(parent)) or any(not _belongs(tidy(link.text_content())) for link in parent.iter("a")):
            break
        best = parent
    return best


def _belongs(words: str) -> bool:
    """Whether a link's words can be a pager's."""
    return len(words) <= 4 or words.isdigit() or bool(_PAGER_WORDS.search(words))


def _bare(element: HtmlElement) -> str:
    return " ".join(element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::option)]"))


def stated(root: HtmlElement, pager: HtmlElement | None) -> tuple[int | None, int | None]:
    """(this page, number of pages) as words say them: 第1/4页, 共26页, and a bare 1/4 within the pager."""
    inside = tidy(_bare(pager)) if pager is not None else ""
    here = all_ = None
    for text, shapes in ((inside, (*_OF, _BARE_OF)), (tidy(_bare(root)) if not inside else "", _OF[:2])):
        for shape in shapes:
            if match := shape.search(text):
                found = match.groupdict()
                if found.get("here") and int(found["here"]) > int(found["all"]):
                    continue
                here = here or (int(found["here"]) if found.get("here") else None)
                all_ = all_ or int(found["all"])
    if here is None and (match := _HERE.search(inside)):
        here = int(match.group(1))
    return here, all_


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
    return bool(NEXT.match(words)) or (len(words) <= 4 and not words.isdigit() and bool(_NEXT_CLASS.search(link.element.get("class", ""))))  # fmt: skip


def _is_previous(link: Anchor) -> bool:
    """A live way back one page: with none onward, the list ends here."""
    words = link.text or link.title
    return bool(BACK.match(words)) and words.strip("[]<«‹ ").startswith(("上", "前", "p", "P"))


def marked(pager: HtmlElement) -> int | None:
    """The page number that the pager shows as the current one."""
    for element in _numbers(pager):
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
        fits = [(page, _value(address, spot)) for page, address in pairs if page > 1 and _skeleton(address) == skeleton]
        if (line := _line(fits, skeleton, spot)) is not None:
            step, base = line
            model = next(address for _, address in pairs if _skeleton(address) == skeleton)
            ends_at = [(_value(one, spot) - base) // step for one in ends if _skeleton(one) == skeleton]
            top = total or max([*(page for page, _ in fits), *ends_at])
            return ["", *(_with(model, spot, step * page + base) for page in range(2, min(top, MAX_PAGES) + 1))]
        votes = Counter(("up", value - page) for page, value in fits)
        votes.update(Counter(("down", value + page) for page, value in fits))
        if not votes:
            continue
        (way, shift), count = max(votes.items(), key=lambda vote: (vote[1], vote[0][0] == "up", -abs(vote[0][1])))
        if way == "down" and count < 2 and (total is None or shift != total + 1):
            continue
        known = [_value(address, spot) for address in ends if _skeleton(address) == skeleton]
        pages = [page for page, _ in fits] + [value - shift if way == "up" else shift - value for value in known]
        top = total or (shift - 1 if way == "down" else max(pages))
        if not 1 < top <= 100_000 or max(pages) > top:
            continue
        model = next(address for _, address in pairs if _skeleton(address) == skeleton)
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
    return int(_DIGITS.findall(address)[spot])


def _skeleton(address: str) -> str:
    return _DIGITS.sub("#", address)


def _spots(addresses: Sequence[str], url: str) -> Iterator[tuple[str, int]]:
    """Shapes of address that the pager uses, most frequent first, with the place of the number that varies."""
    for skeleton, _ in Counter(map(_skeleton, addresses)).most_common():
        rows = [_DIGITS.findall(address) for address in dict.fromkeys(addresses) if _skeleton(address) == skeleton]
        if len(rows) == 1 and _skeleton(url) == skeleton:
            rows.append(_DIGITS.findall(url))
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
    matches = list(_DIGITS.finditer(model))
    start, end = matches[spot].span()
    return f"{model[:start]}{value}{model[end:]}"


def _ends_here(own: Sequence[Anchor], pager: HtmlElement, here: int | None, total: int | None) -> bool:
    """Whether a pager without live links is that of a list's only or last page."""
    if total is not None:
        return total <= 1 or here == total
    dead = [link for link in own if not link.url and _turns(link)]
    numbers = [int(match.group(1)) for link in dead if (match := NUMBER.match(link.text))]
    if numbers and max(numbers) > 1 and here != max(numbers):
        return False
    forward = [link for link in dead if _is_next(link) and not _DEAD_CLASS.search(link.element.get("class", ""))]
    return not forward or (numbers == [1])
