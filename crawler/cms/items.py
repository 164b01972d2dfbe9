"""The entries of a list page: repeated rows that hold a link and, nearly always, a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.cms.dates import DATE, SHORT, date_of, has_date, is_date, without_date, without_parts
from crawler.cms.pieces import by_columns, days_named, pieces_of, set_below
from crawler.links import Anchor, file_kind, links, tidy

_NOT_ITEM = re.compile(
    r"^[\W_]*(?:更多|首页|上一?页|下一?页|下页|尾页|末页|返回|详细|详情|查看|查看详情|全文|阅读全文|\d+|more)[\W_]*$",
    re.I,
)
_ASIDE = re.compile(r"(?:^|[\s_-])side|hot|rank|recommend|tuijian|relat|xiangguan|foot|friend|banner|swiper|slide|crumb|(?:^|[\s_-])nav(?:[\s_-]|bar|$)", re.I)  # fmt: skip
_EMPTY = re.compile(
    r"共\s*0\s*[条篇]|暂无(?:相关)?(?:内容|数据|信息|记录|文章|公开)|(?:没有|未)(?:找到|查询到|检索到)(?:相关|任何)?(?:内容|数据|信息|记录)?"
)
ROWS = frozenset({"li", "tr", "dd", "dl"})
CLIMB = 5
NEAR = 4
MOST_LINKS_IN_ROW = 4
LONGEST_ROW = 1200
FEWEST_ROWS = 2
TITLE = 12

Rows = dict[HtmlElement, list[Anchor]]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry. `title` as a reader sees it (perhaps cut with …), `date` as YYYY-MM-DD or "".

    `url` is "" where the entry's address cannot be computed.
    """

    url: str
    title: str
    date: str


def items(root: HtmlElement, url: str, pager: HtmlElement | None = None) -> list[ListItem]:
    """The list's entries in the order of the page; an empty list when the page has no repeated rows.

    `pager` is the part that turns the pages: of several lists on the page, the one beside it is meant.
    """
    found = [link for link in links(root, url) if _may_be_item(link)]
    rows = _rows(found)
    groups: dict[tuple[str, ...], list[HtmlElement]] = defaultdict(list)
    for row in rows:
        groups[_signature(row)].append(row)
    undated = _undated(found)
    dated = [group for group in groups.values() if len(group) >= FEWEST_ROWS]
    if not dated:
        if len(rows) == 1 and len(found) < 30:
            return [_item(row, own) for row, own in rows.items()]
        return [_bare(link) for link in undated]
    if max(map(len, dated)) < 6 and _EMPTY.search(_visible(root)):
        return []
    best = max(dated, key=lambda group: _weight(group, rows, pager))
    if undated and _undated_leads(undated, best, pager):
        return [_bare(link) for link in undated]
    return [_item(row, rows.get(row) or own) for row, own in _completed(_beside(best, pager), found, rows)]


def _may_be_item(link: Anchor) -> bool:
    words = link.text or link.title
    return link.element.tag not in ("option", "area") and len(words) >= 2 and not _NOT_ITEM.match(words)


def _rows(found: Sequence[Anchor]) -> Rows:
    rows: Rows = {}
    seen: dict[HtmlElement, HtmlElement | bool] = {}
    for link in found:
        row = _row(link, seen)
        if row is not None:
            rows.setdefault(row, []).append(link)
    return rows


def _row(link: Anchor, seen: dict[HtmlElement, HtmlElement | bool]) -> HtmlElement | None:
    """The smallest part of the page that holds the link and a date, if it holds few other links.

    `seen` remembers what was found of each part: its row, False where none can be around it, True to look further up.
    """
    element = link.element
    for _ in range(CLIMB):
        if element not in seen:
            seen[element] = _row_at(element)
        found = seen[element]
        if not isinstance(found, bool):
            return found
        parent = element.getparent()
        if not found or parent is None:
            return None
        element = parent
    return None


def _row_at(element: HtmlElement) -> HtmlElement | bool:
    if element.tag in ("body", "html", "table", "tbody") or _count(element) > MOST_LINKS_IN_ROW:
        return False
    pieces = pieces_of(element)
    words = " ".join(pieces)
    if len(words) > LONGEST_ROW and len(tidy(element.text_content())) > LONGEST_ROW:
        return False
    return _whole(element) if has_date(words) or any(map(SHORT.match, pieces)) else True


def _count(element: HtmlElement) -> int:
    """Links with an address in a part of the page; more than a row may have are not counted on."""
    if not len(element):
        return 0
    found = (link for link in element.iter("a") if link is not element and link.get("href") is not None)
    return sum(1 for _ in islice(found, MOST_LINKS_IN_ROW + 1))


def _words(element: HtmlElement) -> str:
    """The text with a blank between its pieces: a date and a title that begins with a year are not one number."""
    return " ".join(pieces_of(element))


def _whole(element: HtmlElement) -> HtmlElement:
    """The list row around a link that holds its own date."""
    dates = _dates(element)
    for _ in range(3):
        parent = element.getparent()
        if element.tag in ROWS or parent is None or parent.tag in ("body", "ul", "ol", "tbody", "table"):
            break
        more = _dates(parent) > dates
        if _count(parent) > MOST_LINKS_IN_ROW or (more and _count(parent) > max(_count(element), 1)):
            break
        element = parent
    return element


def _dates(element: HtmlElement) -> int:
    found = pieces_of(element)
    return len(DATE.findall(" ".join(found))) + sum(1 for piece in found if SHORT.match(piece))


def _signature(row: HtmlElement) -> tuple[str, ...]:
    """What rows of one list share: their tag, and tag and class of the two elements around them."""
    parent = row.getparent()
    above = parent.getparent() if parent is not None else None
    return (str(row.tag), *(f"{one.tag}.{_class(one)}" if one is not None else "" for one in (parent, above)))


def _class(element: HtmlElement) -> str:
    return _without_numbers((element.get("class") or "").strip())


@lru_cache(maxsize=4096)
def _without_numbers(name: str) -> str:
    return re.sub(r"\d+", "", name)


def _weight(group: Sequence[HtmlElement], rows: Rows, pager: HtmlElement | None) -> tuple[float, int]:
    titles = sum(min(max((len(link.text) for link in rows[row]), default=0), 40) for row in group)
    full = sum(1 for row in group if has_date(_words(row)))
    weight = float(full * 2 + len(group))
    if (pager is not None and _near(group[0], pager)) or any(_near(row, pager) for row in group[-1:]):
        weight *= 3
    if _aside(group[0]):
        weight /= 4
    return weight, titles


def _near(element: HtmlElement, pager: HtmlElement | None) -> bool:
    return pager is not None and _distance(element, pager) <= NEAR


def _distance(element: HtmlElement, pager: HtmlElement) -> int:
    """How many steps up from an element's list the pager is inside, a large number when only the whole page holds it."""
    around = set(pager.iterancestors())
    parent = element.getparent()
    for steps, one in enumerate(parent.iterancestors() if parent is not None else (), start=1):
        if one in around:
            return steps if one.tag not in ("body", "html") else steps + NEAR
    return 99


def _aside(element: HtmlElement) -> bool:
    names = " ".join(f"{one.get('class', '')} {one.get('id', '')}" for one in element.iterancestors() if one.tag not in ("body", "html"))  # fmt: skip
    return bool(_ASIDE.search(names)) or any(one.tag in ("header", "footer", "nav", "aside") for one in element.iterancestors())  # fmt: skip


def _beside(group: Sequence[HtmlElement], pager: HtmlElement | None) -> Sequence[HtmlElement]:
    """Of rows in several places, those nearest to the pager, if it is near to any."""
    if pager is None:
        return group
    distances = [_distance(row, pager) for row in group]
    nearest = min(distances)
    return (
        [row for row, distance in zip(group, distances, strict=True) if distance == nearest]
        if nearest <= NEAR
        else group
    )


def _completed(
    group: Sequence[HtmlElement], found: Sequence[Anchor], rows: Rows
) -> Iterator[tuple[HtmlElement, list[Anchor]]]:
    """The rows of a list with those few of its rows that show no date, in the order of the page."""
    known = set(group)
    parents = {row.getparent() for row in group}
    extra: Rows = {}
    for link in found:
        for row in (link.element, *link.element.iterancestors()):
            if row.getparent() in parents:
                if row not in known and row not in rows and row.tag == group[0].tag and len(link.text) >= 6:
                    extra.setdefault(row, []).append(link)
                break
    if len(extra) * 3 > len(group):
        extra = {}
    for parent in dict.fromkeys(row.getparent() for row in group):
        for row in parent if parent is not None else ():
            if row in known or row in extra:
                yield row, rows.get(row) or extra[row]


def _item(row: HtmlElement, own: Sequence[Anchor]) -> ListItem:
    main = max(own, key=lambda link: (not is_date(link.text), not file_kind(link.url), len(link.text or link.title)))
    title = _title(main)
    inside = set(main.element.iter())
    pieces = [
        piece
        for element in row.iter()
        for text in ((element.text if isinstance(element.tag, str) else None), element.tail if element is not row else None)
        if text and (piece := tidy(text)) and piece != title
        and (element not in inside or element is main.element or piece != main.text)
    ]  # fmt: skip
    return ListItem(
        main.url, without_date(title), date_of(by_columns(row) or [*pieces, *days_named(row)], title, main.url)
    )


def _title(link: Anchor) -> str:
    """The link's own words; its heading where a whole block (title, summary, date) is one link."""
    for heading in link.element.iter("h1", "h2", "h3", "h4", "h5", "h6", "dt", "strong"):
        if text := tidy(heading.text_content()):
            return text
    if len(link.text) > 60 and 4 <= len(link.title) < len(link.text):
        return link.title
    blocks = [text for one in link.element.xpath("./div|./p|./span") if (text := tidy(one.text_content()))]
    titles = [text for text in blocks if not is_date(text) and len(text) > 3]
    if len(blocks) > 1 and titles:
        return titles[0]
    pieces = pieces_of(link.element)
    kept = without_parts(pieces)
    if kept and len(kept) < len(pieces):
        return tidy("".join(kept))
    return link.text or link.title


def _undated(found: Sequence[Anchor]) -> list[Anchor]:
    """A list without dates: the largest family of rows whose links are long enough to be titles."""
    groups: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    aside: dict[HtmlElement | None, bool] = {}
    for link in found:
        row = link.element.getparent()
        if row is None:
            continue
        above = row.getparent()
        if above not in aside:
            aside[above] = _aside(row)
        if not aside[above]:
            groups[_signature(row)].append(link)
    titled = [group for group in groups.values() if len(group) >= 3 and _mean(group) >= TITLE]
    return max(titled, key=lambda group: len(group) * min(_mean(group), 30), default=[])


def _undated_leads(undated: Sequence[Anchor], dated: Sequence[HtmlElement], pager: HtmlElement | None) -> bool:
    """Whether the page's list is the one without dates, and the dated rows stand beside it."""
    if pager is not None and _near(undated[-1].element, pager) != _near(dated[-1], pager):
        return _near(undated[-1].element, pager) and len(undated) >= 5
    return len(undated) >= 3 * len(dated) and (_aside(dated[0]) or len(dated) < 5)


def _bare(link: Anchor) -> ListItem:
    title = link.text or link.title
    return ListItem(link.url, without_date(title), date_of(set_below(link.element), title, link.url))


def _mean(group: Sequence[Anchor]) -> float:
    return sum(len(link.text) for link in group) / len(group)


def _visible(root: HtmlElement) -> str:
    return " ".join(root.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))
