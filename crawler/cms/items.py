"""The entries of a list page: repeated rows that hold a link and, nearly always, a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.links import Anchor, anchors, file_kind, tidy

DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[-./年]\s*(1[0-2]|0?[1-9])\s*[-./月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*日?"
    r"|(?<!\d)(\d{2})-(1[0-2]|0[1-9])-(3[01]|[12]\d|0[1-9])(?!\d)"
)
_SHORT_DATE = re.compile(r"[\[(（【]?\s*(?:1[0-2]|0[1-9])[-./](?:3[01]|[12]\d|0[1-9])\s*[\])）】]?$")
_NOT_ITEM = re.compile(
    r"^(?:更多|首页|上一?页|下一?页|尾页|末页|返回|详细|查看|全文|阅读全文|\d+|>+|more)[>》\s]*$", re.I
)
CLIMB = 5
MOST_LINKS_IN_ROW = 4
FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry. `title` as a reader sees it (perhaps cut with …), `date` as YYYY-MM-DD or ""."""

    url: str
    title: str
    date: str


def items(root: HtmlElement, url: str) -> list[ListItem]:
    """The list's entries in the order of the page; an empty list when the page has no repeated rows."""
    links = [anchor for anchor in (*anchors(root, url), *_dead(root)) if _may_be_item(anchor)]
    places = {element: place for place, element in enumerate(root.iter("a"))}
    links.sort(key=lambda anchor: places.get(anchor.element, 0))
    rows: dict[HtmlElement, list[Anchor]] = {}
    for anchor in links:
        row = _row(anchor)
        if row is not None:
            rows.setdefault(row, []).append(anchor)
    groups: dict[tuple[str, ...], list[HtmlElement]] = defaultdict(list)
    for row in rows:
        groups[_signature(row)].append(row)
    dated = {key: group for key, group in groups.items() if len(group) >= FEWEST_ROWS}
    if dated:
        best = max(dated.values(), key=lambda group: _weight(group, rows))
        return [_item(row, rows[row]) for row in best]
    if len(rows) == 1 and len(links) < 30:
        return [_item(row, found) for row, found in rows.items()]
    return _undated(links)


def _dead(root: HtmlElement) -> Iterator[Anchor]:
    """Links without an address of their own (``javascript:``): entries a reader sees, which nobody can fetch."""
    for element in root.iter("a"):
        href = (element.get("href") or "").strip()
        if href.startswith(("javascript:", "#")) and not element.get("onclick"):
            yield Anchor("", tidy(element.text_content()), tidy(element.get("title", "")), element)


def _may_be_item(anchor: Anchor) -> bool:
    words = anchor.text or anchor.title
    return anchor.element.tag == "a" and len(words) >= 2 and not _NOT_ITEM.match(words)


def _row(anchor: Anchor) -> HtmlElement | None:
    """The smallest part of the page that holds the link and a date, if it holds few other links."""
    element = anchor.element
    for _ in range(CLIMB):
        if element.tag in ("body", "html", "table", "tbody"):
            return None
        text = tidy(element.text_content())
        if len(element.xpath(".//a[@href]")) > MOST_LINKS_IN_ROW or len(text) > 1200:
            return None
        if DATE.search(text) or _SHORT_DATE.search(text):
            return _whole(element)
        parent = element.getparent()
        if parent is None:
            return None
        element = parent
    return None


def _whole(element: HtmlElement) -> HtmlElement:
    """The list row around a link that holds its own date."""
    for _ in range(3):
        parent = element.getparent()
        if element.tag in ("li", "tr", "dd", "dl") or parent is None or parent.tag in ("body", "ul", "tbody", "table"):
            break
        if len(parent.xpath(".//a[@href]")) > MOST_LINKS_IN_ROW:
            break
        element = parent
    return element


def _signature(row: HtmlElement) -> tuple[str, ...]:
    parent = row.getparent()
    above = parent.getparent() if parent is not None else None
    names = [str(row.tag)]
    for element in (parent, above):
        names.append(f"{element.tag}.{_class(element)}" if element is not None else "")
    return tuple(names)


def _class(element: HtmlElement) -> str:
    return re.sub(r"\d+", "", (element.get("class") or "").strip())


def _weight(group: Sequence[HtmlElement], rows: dict[HtmlElement, list[Anchor]]) -> tuple[int, int]:
    titles = [max((len(anchor.text) for anchor in rows[row]), default=0) for row in group]
    full = sum(1 for row in group if DATE.search(tidy(row.text_content())))
    return full * 2 + len(group), sum(min(length, 40) for length in titles)


def _item(row: HtmlElement, found: Sequence[Anchor]) -> ListItem:
    main = max(found, key=lambda anchor: (not DATE.fullmatch(anchor.text), not file_kind(anchor.url), len(anchor.text)))
    title = _title(main)
    dates = list(DATE.finditer(tidy(row.text_content()).replace(title, " ", 1))) or list(DATE.finditer(title))
    return ListItem(main.url, _without_date(title), iso(dates[0]) if dates else "")


def _title(anchor: Anchor) -> str:
    """The link's own words; its heading where a whole block (title, summary, date) is one link."""
    for heading in anchor.element.iter("h1", "h2", "h3", "h4", "h5", "h6", "dt", "strong"):
        if text := tidy(heading.text_content()):
            return text
    if len(anchor.text) > 60 and 4 <= len(anchor.title) < len(anchor.text):
        return anchor.title
    blocks = anchor.element.xpath("./div|./p|./span")
    if len(blocks) > 1 and (text := tidy(blocks[0].text_content())) and not DATE.fullmatch(text):
        return text
    return anchor.text or anchor.title


def iso(match: re.Match[str]) -> str:
    """A matched date as YYYY-MM-DD; two-digit years are of this century."""
    year, month, day, short, short_month, short_day = match.groups()
    if year:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return f"20{short}-{short_month}-{short_day}"


def _without_date(text: str) -> str:
    bare = re.sub(
        rf"[\[(（【]?\s*(?:{DATE.pattern})(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s*[\])）】]?$", "", text
    ).strip()
    bare = re.sub(rf"^[\[(（【]?\s*(?:{DATE.pattern})\s*[\])）】]?", "", bare).strip()
    return bare.lstrip("·•▪■◆>-").strip() or text


def _undated(links: Sequence[Anchor]) -> list[ListItem]:
    """A list without dates: the largest family of rows whose links are long enough to be titles."""
    groups: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in links:
        row = anchor.element.getparent()
        if row is not None:
            groups[_signature(row)].append(anchor)
    titled = [group for group in groups.values() if len(group) >= 3 and _mean(group) >= 12]
    if not titled:
        return []
    best = max(titled, key=lambda group: len(group) * min(_mean(group), 30))
    return [ListItem(anchor.url, anchor.text or anchor.title, "") for anchor in best]


def _mean(group: Sequence[Anchor]) -> float:
    return sum(len(anchor.text) for anchor in group) / len(group)
