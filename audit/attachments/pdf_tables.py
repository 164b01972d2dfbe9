"""Tables with ruling lines in a PDF, by pdfplumber: only for pages that have such lines, since a page costs 50 ms."""

from __future__ import annotations

import time
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pypdfium2.raw as raw

from audit.attachments.content import one_line
from audit.attachments.page_blocks import Box, Ruled
from audit.attachments.pdf_lines import join

FEWEST_STROKES = 4
MOST_STROKES = 8_000
MAX_PAGES = 100
SECONDS = 25
"""Of processor time for the tables of one file."""


def is_ruled(page: Any) -> bool:
    """Whether a pdfium page has enough drawn lines for a table (and not so many that it is a map)."""
    count = 0
    for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        count += 1
        if count > MOST_STROKES:
            return False
    return count >= FEWEST_STROKES


def tables_of(body: bytes, pages: Sequence[int]) -> tuple[dict[int, list[Ruled]], bool]:
    """Tables of some pages (numbered from 0), and whether all of them could be looked at within the limits."""
    if not pages:
        return {}, True
    import pdfplumber

    until = time.process_time() + SECONDS
    found: dict[int, list[Ruled]] = {}
    chosen = list(pages[:MAX_PAGES])
    with pdfplumber.open(BytesIO(body), pages=[number + 1 for number in chosen]) as document:
        for number, page in zip(chosen, document.pages, strict=False):
            if time.process_time() > until:
                return found, False
            found[number] = [one for one in map(_ruled, page.find_tables()) if one is not None]
            page.close()
    return found, len(chosen) == len(pages)


def _ruled(table: Any) -> Ruled | None:
    """A table with merged cells filled; None for frames around text."""
    texts = [[_tidy(cell) for cell in row] for row in table.extract(x_tolerance=2)]
    areas = [
        (box, text)
        for row, line in zip(table.rows, texts, strict=False)
        for box, text in zip(row.cells, line, strict=False)
        if box
    ]
    for row, line in zip(table.rows, texts, strict=False):
        for column, box in enumerate(row.cells):
            if box is None:
                line[column] = _covering(areas, _middle(table, column), (row.bbox[1] + row.bbox[3]) / 2)
    rows = tuple(tuple(line) for line in texts if any(line))
    if len(rows) < 2 or max(len(row) for row in rows) < 2 or sum(1 for row in rows for cell in row if cell) < 3:
        return None
    return Ruled(rows, table.bbox)


def _middle(table: Any, column: int) -> float:
    """The middle of a column, by the narrowest cell that stands in it."""
    boxes = [row.cells[column] for row in table.rows if column < len(row.cells) and row.cells[column]]
    narrow = min(boxes, key=lambda box: box[2] - box[0], default=table.bbox)
    return float(narrow[0] + narrow[2]) / 2


def _covering(areas: Sequence[tuple[Box, str]], across: float, down: float) -> str:
    return next(
        (text for (left, top, right, bottom), text in areas if left <= across <= right and top <= down <= bottom), ""
    )


def _tidy(cell: str | None) -> str:
    text = ""
    for line in (cell or "").split("\n"):
        text = join(text, one_line(line))
    return text
