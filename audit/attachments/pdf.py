"""PDF: paragraphs by pdfium, tables with ruling lines by pdfplumber, both in reading order; scanned pages where
characters can be recognised.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.attachments import scan
from audit.attachments.content import Content, Unreadable
from audit.attachments.page_blocks import content_of
from audit.attachments.pdf_lines import Line, lines_of
from audit.attachments.pdf_tables import is_ruled, tables_of

MAX_PAGES = 300
FEWEST_CHARACTERS = 10
FEWEST_ON_A_PAGE = 20
"""A scan with fewer has no text layer but the mark of the program that made it."""
SCANNED = 0.5
"""Share of a page that a picture covers when the page is a scan."""
_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_LARGEST = 4_000
"""Pixels of a rendered page's longer side."""


@dataclass
class _Pages:
    """A document page by page: lines, which pages have ruling lines, which are scans."""

    lines: list[list[Line]] = field(default_factory=list)
    ruled: list[int] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    cut: bool = False

    @property
    def text(self) -> str:
        return "".join(line.text for n, page in enumerate(self.lines) if n not in self.scans for line in page)


def read(body: bytes) -> Content:
    """Text and ruled tables. Raises Unreadable (encrypted, damaged, no_text_layer).

    Pages after the 300th and scanned pages between pages of text are named in `Content.unread`.
    """
    document = _opened(body)
    pages = _pages(document)
    document.close()
    if not readable(pages.text):
        raise Unreadable("no_text_layer")
    tables, complete = tables_of(body, pages.ruled)
    reason = "too_large" if pages.cut else "no_text_layer" if pages.scans else "" if complete else "too_large"
    return content_of(pages.lines, tables, reason)


def recognised(body: bytes, recognise: scan.Recognise) -> Content:
    """The same of a document with scanned pages (or whose text says nothing), these recognised. Raises Unreadable."""
    document = _opened(body)
    pages = _pages(document)
    says = readable(pages.text)
    wanted = pages.scans if says else list(range(len(pages.lines)))
    seen, done = _seen(document, wanted, recognise)
    document.close()
    if not says and not any(one.pieces for one in seen.values()):
        raise Unreadable("no_text_layer")
    tables, complete = tables_of(body, [number for number in pages.ruled if number not in seen])
    for number, one in seen.items():
        pages.lines[number], tables[number] = scan.page_of(one)
    reason = "too_large" if pages.cut else done or ("" if complete else "too_large")
    if not reason and not scan.is_sure(list(seen.values())):
        reason = "no_text_layer"
    return replace(content_of(pages.lines, tables, reason), ways=(scan.WAY,) if seen else ())


def _opened(body: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "damaged") from error
    if not len(document):
        raise Unreadable("damaged")
    return document


def _pages(document: Any) -> _Pages:
    pages = _Pages(cut=len(document) > MAX_PAGES)
    for number, page in enumerate(islice(document, MAX_PAGES)):
        lines = lines_of(page)
        pages.lines.append(lines)
        if sum(len(line.text) for line in lines) < FEWEST_ON_A_PAGE and is_scan(page):
            pages.scans.append(number)
        elif lines and is_ruled(page):
            pages.ruled.append(number)
        page.close()
    return pages


def _seen(document: Any, wanted: Sequence[int], recognise: scan.Recognise) -> tuple[dict[int, scan.Seen], str]:
    """What is seen on these pages, and why some were left out ("" when none was)."""
    until = time.process_time() + scan.SECONDS
    found: dict[int, scan.Seen] = {}
    for number in wanted:
        if len(found) == scan.MAX_PAGES:
            return found, "too_large"
        if time.process_time() > until:
            return found, "too_slow"
        page = document[number]
        scale = min(1 / scan.SCALE, _LARGEST / max(*page.get_size(), 1.0))
        found[number] = recognise(page.render(scale=scale).to_pil())
        page.close()
    return found, ""


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
