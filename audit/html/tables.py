"""Tables: which ones hold data and which only lay out a page; their cells, with merged ones filled."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from audit.html.inline import inner_text
from audit.model import Table

LONG_CELL = 400
SHORT_ARTICLE = 80
"""So long is the text of several sentences in a cell that has its row for itself when the table lays out an article."""
MAX_SPAN = 200
MAX_PLACES = 400_000
"""More than any honest cell spans, and than any honest table holds: hostile spans must not fill the memory."""

_DIGITS = re.compile(r"\d+")


def rows_of(table: HtmlElement) -> list[list[HtmlElement]]:
    """The rows of `table` itself, as lists of cells; rows of nested tables are not its own."""
    found = table.xpath("./tr | ./tbody/tr | ./thead/tr | ./tfoot/tr")
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in found]


def is_data(table: HtmlElement) -> bool:
    """Whether `table` holds data. A table lays out a page when it holds other tables, has a single column, or when
    one cell holds a long text of several paragraphs that is most of what the table says."""
    if table.find(".//table") is not None:
        return False
    rows = [row for row in rows_of(table) if row]
    if not rows or max(len(row) for row in rows) < 2:
        return False
    if len(rows) == 1 and any(cell.find(".//p") is not None for cell in rows[0]):
        return False
    lengths = [(len(inner_text(cell)), cell, len(row) == 1) for row in rows for cell in row]
    longest, cell, alone = max(lengths, key=lambda entry: entry[0])
    paragraphs = len(cell.xpath(".//p | .//br | .//div"))
    article = alone and longest > SHORT_ARTICLE and inner_text(cell).count("。") > 1
    long = article or (longest > LONG_CELL and paragraphs > 2)
    return not (long and paragraphs > 1 and longest > 0.6 * sum(length for length, *_ in lengths))


def grid(table: HtmlElement) -> Table:
    """The cells of `table` as rows of text, every merged cell repeated over all the places it spans."""
    filled: dict[tuple[int, int], str] = {}
    for index, row in enumerate(rows_of(table)):
        column = 0
        for cell in row:
            while (index, column) in filled:
                column += 1
            if len(filled) > MAX_PLACES:
                return _rectangle(filled, index + 1)
            text = inner_text(cell)
            for down in range(_span(cell, "rowspan")):
                for right in range(_span(cell, "colspan")):
                    filled[index + down, column + right] = text
    return _rectangle(filled, len(rows_of(table)))


def _rectangle(filled: dict[tuple[int, int], str], height: int) -> Table:
    width = max((column for _, column in filled), default=-1) + 1
    rows = (tuple(filled.get((row, column), "") for column in range(width)) for row in range(height))
    return tuple(row for row in rows if any(row))


def _span(cell: HtmlElement, name: str) -> int:
    found = _DIGITS.search(cell.get(name) or "1")
    return min(max(int(found.group()) if found else 1, 1), MAX_SPAN)
