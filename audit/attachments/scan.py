"""What is seen on a scanned page, and how it becomes lines and tables. Nothing here needs the recogniser itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.attachments.content import Content, Unreadable
from audit.attachments.page_blocks import Ruled, content_of
from audit.attachments.pdf_lines import EDGE, Line
from audit.attachments.ruling import Rule, tables_of, text_lines

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 150
SCALE = 72 / DPI
MAX_PAGES = 20
"""Of one file: a page costs some seconds."""
SECONDS = 200
"""Of processor time for one file, less than its process may take: what was recognised is kept."""
SURE = 0.8
WELL = 0.9
"""Share of the characters that must be sure, or the file still counts as unread beside its text."""
NEAR = 3.0
WAY = "ocr"


@dataclass(frozen=True, slots=True)
class Seen:
    """One page: its pieces of text with how sure each is (0 to 1), and its ruling lines. Places are in points."""

    pieces: tuple[Line, ...]
    scores: tuple[float, ...]
    rules: tuple[Rule, ...]
    height: float


Recognise = Callable[["Image"], Seen]


def page_of(seen: Seen) -> tuple[list[Line], list[Ruled]]:
    """The lines of a page, from top to bottom, and its ruled tables."""
    tables = tables_of(seen.rules, seen.pieces, NEAR)
    return text_lines(seen.pieces, tables, seen.height, EDGE), tables


def content_of_scans(scans: Sequence[Seen], unread: str = "") -> Content:
    """Pages that are nothing but scans, as a document. Raises Unreadable (no_text_layer where no character is seen)."""
    if not any(seen.pieces for seen in scans):
        raise Unreadable("no_text_layer")
    pages = [page_of(seen) for seen in scans]
    reason = unread or ("" if is_sure(scans) else "no_text_layer")
    content = content_of([lines for lines, _ in pages], {n: tables for n, (_, tables) in enumerate(pages)}, reason)
    return Content(content.lines, content.tables, 0, content.unread, (WAY,))


def is_sure(scans: Sequence[Seen]) -> bool:
    """Whether nearly all characters were recognised with certainty. A value that was misread must not be missed."""
    told = [(len(piece.text), score) for seen in scans for piece, score in zip(seen.pieces, seen.scores, strict=True)]
    return sum(length for length, score in told if score >= SURE) >= WELL * sum(length for length, _ in told)
