"""From the lines and ruled tables of pages to one run of paragraphs and tables, for every kind of file that has pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.attachments.content import MAX_CELLS, Content, Unreadable, row_line
from audit.attachments.pdf_lines import Line, furniture, is_cut, join, paragraphs, without_furniture
from audit.model import Table

Box = tuple[float, float, float, float]
Block = Line | Table


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table and where it stands: left, top, right, bottom in points from the top left corner of the page."""

    rows: Table
    box: Box


def content_of(pages: Sequence[Sequence[Line]], tables: Mapping[int, Sequence[Ruled]], unread: str = "") -> Content:
    """Paragraphs and tables of all pages in reading order; `tables` by the number of their page.

    Raises Unreadable (too_large).
    """
    blocks = _blocks(pages, tables)
    found = tuple(block for block in blocks if isinstance(block, tuple))
    if sum(len(table) * len(table[0]) for table in found) > MAX_CELLS:
        raise Unreadable("too_large")
    return Content(tuple(_texts(blocks)), found, 0, unread)


def joined(upper: Table, lower: Table) -> Table | None:
    """One table out of two halves on two pages, a repeated header left out; None when they do not fit."""
    if len(upper[0]) != len(lower[0]):
        return None
    repeated = 0
    while repeated < min(len(upper), len(lower), 3) and upper[repeated] == lower[repeated]:
        repeated += 1
    return upper + lower[repeated:]


def _blocks(pages: Sequence[Sequence[Line]], tables: Mapping[int, Sequence[Ruled]]) -> list[Block]:
    """Paragraphs and tables of all pages; what runs over a page's end is joined."""
    repeated = furniture(pages)
    found: list[Block] = []
    for number, lines in enumerate(pages):
        page = list(_page_blocks(without_furniture(lines, repeated), tables.get(number, [])))
        if found and page and (one := _over_the_edge(found[-1], page[0])) is not None:
            found[-1] = one
            page = page[1:]
        found += page
    return found


def _page_blocks(lines: Sequence[Line], tables: Sequence[Ruled]) -> Iterator[Block]:
    """The blocks of one page: a table stands where the first of its lines stood."""
    left = sorted(tables, key=lambda one: one.box[1])
    free: list[Line] = []
    for line in lines:
        inside = next((one for one in tables if _holds(one, line)), None)
        if inside is None:
            free.append(line)
        elif inside in left:
            yield from paragraphs(free)
            free = []
            left.remove(inside)
            yield inside.rows
    yield from paragraphs(free)
    yield from (one.rows for one in left)


def _holds(table: Ruled, line: Line) -> bool:
    left, top, right, bottom = table.box
    return top - 1 <= line.middle <= bottom + 1 and left - 2 <= (line.left + line.right) / 2 <= right + 2


def _over_the_edge(last: Block, first: Block) -> Block | None:
    """What a page's end cut in two, made one again: a table, or a paragraph that stops within a sentence."""
    if isinstance(last, Line) and isinstance(first, Line):
        return replace(last, text=join(last.text, first.text)) if is_cut(last, first) else None
    if isinstance(last, Line) or isinstance(first, Line):
        return None
    return joined(last, first)


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from map(row_line, block)
