"""Where a page turns its leaves: the part around 下一页 and 尾页, and what it says of the number of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.cms.dates import DATE
from crawler.links import tidy

NEXT = re.compile(r"^\W*(?:下\s*一?\s*[页頁]|后\s*一?\s*[页頁]|next(?:\s*page)?)\W*$|^(?:>|>>|»|›|→)$", re.I)
LAST = re.compile(r"^\W*(?:尾\s*[页頁]|末\s*[页頁]|最[后末]一?[页頁]|last(?:\s*page)?)\W*$|^(?:>\||>>\|)$", re.I)
BACK = re.compile(r"^\W*(?:首\s*[页頁]|第一[页頁]|[上前]\s*一?\s*[页頁]|first|prev(?:ious)?(?:\s*page)?)\W*$|^(?:<|<<|«|‹|←)$", re.I)  # fmt: skip
NUMBER = re.compile(r"^[\[【(]?\s*(?:第\s*)?(\d{1,4})\s*(?:页\s*)?[\]】)]?$")
PAGER_CLASS = re.compile(r"pag(?:e|er|ing|ination)(?![a-z])|pagination|fenye|turnpage|p_(?:next|last|no|pages)|digg|pagelist|(?:^|\s)pg(?:\s|$)|(?:^|\s)pages(?:\s|$)", re.I)  # fmt: skip
NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:[\s_-]|$)", re.I)
_OF = (
    re.compile(r"第?\s*(?P<here>\d{1,4})\s*页?\s*[/／|]\s*共?\s*(?P<all>\d{1,4})\s*页"),
    re.compile(r"页\s*[次码数]?\s*[:：]\s*(?P<here>\d{1,4})\s*[/／]\s*(?P<all>\d{1,4})"),
    re.compile(r"(?:总共|共有|共计|共|总)\s*[页頁]?数?\s*[:：]?\s*(?P<all>\d{1,4})\s*[页頁]"),
    re.compile(r"总页数\s*[:：]?\s*(?P<all>\d{1,4})"),
)
_ENTRIES = re.compile(r"(?:总共|共有|共计|共)\s*\d+\s*[条篇项]")
_BARE_OF = re.compile(r"(?<![\d/-])(?P<here>\d{1,4})\s*[/／]\s*(?P<all>\d{1,4})(?![\d/-])")
_HERE = re.compile(r"(?:当前(?:页|是|为)?|第)\s*[:：]?\s*第?\s*(\d{1,4})\s*页")
_SIGNS = (
    "//body//text()[contains(., '页') or contains(., '頁') or contains(., '>') or contains(., '»') or contains(., '›')"
    " or contains(., '→') or contains(., 'ext') or contains(., 'NEXT') or contains(., 'ast')]"
    "[string-length() < 80][not(parent::script or parent::style)]/parent::*|//input[contains(@value, '页')]|//img[contains(@alt, '页')]"
)
_COUNTS = "//body//text()[contains(., '页')][string-length() < 80][not(parent::script or parent::style or parent::a)]/parent::*"
_PAGER_WORDS = re.compile("[页頁条]")
_WEEKDAYS = re.compile(r"日\s*一\s*二\s*三|一\s*二\s*三\s*四\s*五|周一|星期一|Mon\b")
DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=4)
def region(root: HtmlElement) -> HtmlElement | None:
    """The part of a page that turns its leaves: around 下一页 / 尾页, or a row of numbers that is called a pager."""
    for element in root.xpath(_SIGNS):
        words = tidy(element.text_content()) or element.get("value") or element.get("alt") or ""
        if len(words) > 12 or not (NEXT.match(words) or LAST.match(words)):
            continue
        if re.search(r"\w", words) or NEXT_CLASS.search(element.get("class", "")) or _is_pager(element):
            return _around(element)
    for element in root.xpath(
        "//*[self::div or self::ul or self::p or self::td or self::nav or self::span][@id or @class]"
    ):
        if PAGER_CLASS.search(_names(element)) and (sum(1 for _ in numbers(element)) > 1 or _leads_on(element)):
            return element
    if (row := _row_of_numbers(root)) is not None:
        return row
    if (choice := _choice_of_pages(root)) is not None:
        return choice
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
            rows.setdefault(around, []).append((int(match.group(1)), shape_of(href)))
    for around, found in rows.items():
        row = [number for number, _ in found]
        apart = [after - before for before, after in pairwise(row)]
        alike = len(found) > 1 and Counter(shape for _, shape in found).most_common(1)[0][1] >= max(2, len(found) - 1)
        if alike and row[0] <= 2 and all(step in (1, 2) for step in apart) and not _WEEKDAYS.search(bare(around)):
            return _around(around)
    return None


def _choice_of_pages(root: HtmlElement) -> HtmlElement | None:
    """A drop-down list that names the pages 1, 2, 3 … with their addresses."""
    for choice in root.iter("select"):
        pages = [option for option in choice.iter("option") if (option.get("value") or "").strip()]
        named = [match and int(match.group(1)) for match in (NUMBER.match(tidy(one.text_content())) for one in pages)]
        if len(named) > 1 and named == list(range(1, len(named) + 1)):
            return choice
    return None


def _chosen(choice: HtmlElement) -> tuple[int, int]:
    """(this page, number of pages) of a drop-down list of pages; it stands at the first one unless told otherwise."""
    pages = [option for option in choice.iter("option") if (option.get("value") or "").strip()]
    return next((number for number, one in enumerate(pages, 1) if one.get("selected") is not None), 1), len(pages)


def _leads_on(element: HtmlElement) -> bool:
    """Whether a pager has a link without words whose class says that it leads to the next page."""
    return any(
        NEXT_CLASS.search(link.get("class", "")) and not tidy(link.text_content()) and link.get("href", "#")[:1] != "#"
        for link in element.iter("a")
    )  # fmt: skip


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_pager(element: HtmlElement) -> bool:
    """Whether a sign such as > stands among page numbers."""
    near = element.getparent()
    for _ in range(2):
        if near is None:
            return False
        if any(True for _ in numbers(near)) or PAGER_CLASS.search(_names(near)) or _ENTRIES.search(bare(near)):
            return True
        near = near.getparent()
    return False


def numbers(element: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that hold nothing but a page's number."""
    for one in element.iter("a", "span", "li", "em", "b", "strong"):
        if not len(one) and NUMBER.match(tidy(one.text_content())):
            yield one


def _around(element: HtmlElement) -> HtmlElement:
    """The largest part around a pager's sign that holds nothing but a pager."""
    best = element
    for parent in element.iterancestors():
        if parent.tag in ("body", "html", "form") or len(tidy(bare(parent))) > 260:
            break
        if DATE.search(bare(parent)) or any(not _belongs(tidy(link.text_content())) for link in parent.iter("a")):
            break
        best = parent
    return best


def _belongs(words: str) -> bool:
    """Whether a link's words can be a pager's."""
    return len(words) <= 4 or words.isdigit() or bool(_PAGER_WORDS.search(words))


def bare(element: HtmlElement) -> str:
    return " ".join(element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::option)]"))


def stated(root: HtmlElement, pager: HtmlElement | None) -> tuple[int | None, int | None]:
    """(this page, number of pages) as words say them (第1/4页, 共26页, a bare 1/4 within the pager) or a drop-down list."""
    if pager is not None and pager.tag == "select":
        return _chosen(pager)
    inside = tidy(bare(pager)) if pager is not None else ""
    here = all_ = None
    for text, shapes in ((inside, (*_OF, _BARE_OF)), (tidy(bare(root)) if not inside else "", _OF[:2])):
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


def shape_of(address: str) -> str:
    """The shape of an address: its numbers left out."""
    return DIGITS.sub("#", address)
