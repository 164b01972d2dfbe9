"""PDF with a text layer: paragraphs by pdfium, tables with ruling lines by pdfplumber, both in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.attachments.content import MAX_CELLS, Content, Unreadable, row_line
from audit.attachments.pdf_lines import Line, furniture, is_cut, join, lines_of, paragraphs, without_furniture
from audit.attachments.pdf_tables import Ruled, is_ruled, joined, tables_of
from audit.model import Table

MAX_PAGES = 300
FEWEST_CHARACTERS = 10
SCANNED = 0.5
"""Share of a page that a picture covers when the page is a scan."""
_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
Block = Line | Table


def read(body: bytes) -> Content:
    """Text and ruled tables. Raises Unreadable (encrypted, damaged, no_text_layer).

    Pages after the 300th and scanned pages between pages of text are named in `Content.unread`.
    """
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "damaged") from error
    if not len(document):
        raise Unreadable("damaged")
    unread = "too_large" if len(document) > MAX_PAGES else ""
    pages: list[list[Line]] = []
    ruled: list[int] = []
    for number, page in enumerate(islice(document, MAX_PAGES)):
        lines = lines_of(page)
        pages.append(lines)
        if lines and is_ruled(page):
            ruled.append(number)
        if not lines and is_scan(page):
            unread = unread or "no_text_layer"
        page.close()
    document.close()
    if not readable("".join(line.text for lines in pages for line in lines)):
        raise Unreadable("no_text_layer")
    tables, complete = tables_of(body, ruled)
    blocks = _blocks(pages, tables)
    found = tuple(block for block in blocks if isinstance(block, tuple))
    if sum(len(table) * len(table[0]) for table in found) > MAX_CELLS:
        raise Unreadable("too_large")
    return Content(tuple(_texts(blocks)), found, 0, unread or ("" if complete else "too_large"))


def readable(text: str) -> bool:
    """Whether a text layer says something: fonts without a map to characters give odd signs only."""
    plain = re.sub(r"\s", "", text)
    return len(plain) >= FEWEST_CHARACTERS and len(_ODD.findall(plain)) <= 0.3 * len(plain)


def is_scan(page: Any) -> bool:
    """Whether pictures cover most of a page."""
    left, bottom, right, top = page.get_mediabox()
    area = max((right - left) * (top - bottom), 1.0)
    covered = 0.0
    for picture in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), 200):
        x0, y0, x1, y1 = picture.get_bounds()
        covered += max(x1 - x0, 0) * max(y1 - y0, 0)
    return bool(covered >= SCANNED * area)


def _blocks(pages: Sequence[Sequence[Line]], tables: dict[int, list[Ruled]]) -> list[Block]:
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
