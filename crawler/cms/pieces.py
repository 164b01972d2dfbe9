"""The texts of a list's row, and where else the day of an entry stands: a <time> element, a column's head, the dd below."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.cms.dates import has_date
from crawler.links import tidy

_INLINE = frozenset({"span", "font", "em", "i", "b", "small", "label", "time", "strong"})


def pieces_of(element: HtmlElement) -> list[str]:
    """Every text in `element`, in order, and the days that it names out of sight."""
    if not len(element):
        return [piece] if (piece := tidy(element.text or "")) else []
    shown = [piece for text in element.itertext() if isinstance(text, str) and (piece := tidy(text))]
    return [*shown, *days_named(element)]


def days_named(element: HtmlElement) -> list[str]:
    """The days that <time> elements name in an attribute, however they write them for a reader."""
    return [named for one in element.iter("time") if (named := one.get("datetime"))]


def by_columns(row: HtmlElement) -> list[str]:
    """The cells of a table's row, each behind the words that head its column; nothing where no row heads the table."""
    if row.tag != "tr" or (table := next(row.iterancestors("table"), None)) is None:
        return []
    first = next(table.iter("tr"))
    heads, cells = first.xpath("./th|./td"), row.xpath("./th|./td")
    words = [tidy(head.text_content()) for head in heads]
    if first is row or len(heads) != len(cells) or not any(re.search("日期|时间", word) for word in words):
        return []
    return [piece for word, cell in zip(words, cells, strict=True) for piece in (word, tidy(cell.text_content()))]


def _rest_of_line(element: HtmlElement) -> list[str]:
    found = [tidy(element.tail or "")]
    for one in element.itersiblings():
        if one.tag not in _INLINE:
            break
        found += [*pieces_of(one), tidy(one.tail or "")]
    return [piece for piece in found if piece and has_date(piece)]


def set_below(element: HtmlElement) -> list[str]:
    """What stands right behind a link and holds none: the rest of its line, or the dd below its dt."""
    if line := _rest_of_line(element):
        return line
    for one in (element, *islice(element.iterancestors(), 2)):
        following = one.getnext()
        if one.tag in ("dt", "h2", "h3", "h4", "h5") and following is not None and following.find(".//a") is None:
            return pieces_of(following)
    return []
