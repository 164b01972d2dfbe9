"""How much of one document is judged. More than this was never published for people to read, and would hold up the rest.

What is cut off counts as unread, so that a point of the document's domain that is not found becomes `manual`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audit.model import Document, Table

MOST_CHARACTERS = 1_000_000
"""Of text: twice the longest yearbook."""
MOST_CELLS = 300_000
MOST_COLUMNS = 500
MOST_TITLE = 1_000
MOST_MARKUP = 6_000_000
"""Bytes of a page, its scripts and styles among them."""
TOO_LARGE = "too_large"


def bounded(document: Document) -> Document:
    """`document` within the limits: itself, or its first characters, rows and columns, marked `too_large`."""
    text = _head(document.text, MOST_CHARACTERS)
    tables = document.tables if _small(document.tables) else _first(document.tables)
    if text is document.text and tables is document.tables and len(document.title) <= MOST_TITLE:
        return document
    title = document.title[:MOST_TITLE]
    return replace(document, title=title, text=text, tables=tables, unread=document.unread or TOO_LARGE)


def _head(text: str, most: int) -> str:
    """The first whole lines of `text`; of one endless line its first characters."""
    if len(text) <= most:
        return text
    end = text.rfind("\n", 0, most + 1)
    return text[: end if end > most // 2 else most]


def _small(tables: Iterable[Table]) -> bool:
    sizes = [len(row) for table in tables for row in table]
    return sum(sizes) <= MOST_CELLS and max(sizes, default=0) <= MOST_COLUMNS


def _first(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The first rows of `tables` that together have no more than the cells allowed, none wider than allowed."""
    seen = 0
    found: list[Table] = []
    for table in tables:
        rows: list[tuple[str, ...]] = []
        for row in table:
            seen += min(len(row), MOST_COLUMNS)
            if seen > MOST_CELLS:
                return (*found, tuple(rows)) if rows else tuple(found)
            rows.append(row[:MOST_COLUMNS])
        found.append(tuple(rows))
    return tuple(found)
