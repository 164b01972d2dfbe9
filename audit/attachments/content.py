"""What a reader of one kind of file gives back, and the words for what it could not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.model import Table

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
MAX_CELLS = 500_000
UNREAD = ("unsupported_kind", "no_text_layer", "encrypted", "damaged", "too_large", "too_slow")
"""Why a file, or a part of it, could not be read. No other word is ever used."""


@dataclass(frozen=True, slots=True)
class Content:
    """`lines`: blocks in reading order, the cells of a table row joined by a tab. `tables`: merged cells filled.

    `heads` says how many of the first lines are no text of the document (a sheet's name). `unread` is set when only a
    part could be read: pages over a limit, or scanned pages between pages of text.
    """

    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    heads: int = 0
    unread: str = ""


class Unreadable(Exception):
    """A file that gave nothing. `reason` is one of UNREAD."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def row_line(row: Sequence[str]) -> str:
    """A table row as a line of text; a caption merged over the whole row is said once."""
    filled = [cell for cell in row if cell]
    if len(filled) > 1 and len(set(filled)) == 1 and _CHINESE.search(filled[0]):
        return filled[0]
    return "\t".join(row).rstrip("\t")


def one_line(text: str) -> str:
    """`text` of a cell or a paragraph without line breaks and tabs."""
    return " ".join(text.split())
