"""PDF with a text layer: lines by pypdfium2, tables with ruling lines by pdfplumber."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2 as pdfium

from audit.attachments.content import Content, Unreadable
from audit.model import Table

_PAGE_NUMBER = re.compile(r"^[-—–－ ]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–－ ]*$")
MAX_PAGES = 300
MAX_TABLE_PAGES = 40
FEWEST_CHARACTERS = 10


def read(body: bytes) -> Content:
    """Text and ruled tables. Raises Unreadable (encrypted, damaged, no_text_layer, too_large)."""
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "damaged") from error
    if len(document) > MAX_PAGES:
        raise Unreadable("too_large")
    pages = [page.get_textpage().get_text_bounded() for page in document]
    lines = [line.strip() for page in pages for line in page.replace("\r", "").split("\n")]
    lines = [line for line in lines if line and not _PAGE_NUMBER.match(line)]
    if sum(len(line) for line in lines) < FEWEST_CHARACTERS:
        raise Unreadable("no_text_layer")
    document.close()
    return Content(tuple(lines), _tables(body))


def _tables(body: bytes) -> tuple[Table, ...]:
    import pdfplumber

    found: list[Table] = []
    with pdfplumber.open(BytesIO(body)) as document:
        for page in document.pages[:MAX_TABLE_PAGES]:
            if len(page.lines) + len(page.rects) < 4:
                continue
            for rows in page.extract_tables():
                found.append(tuple(tuple((cell or "").replace("\n", "") for cell in row) for row in rows))
            page.close()
    return tuple(found)
