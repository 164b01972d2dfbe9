"""What a reader of one kind of file gives back, and the words for what it could not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from audit.model import Table

Item = TypeVar("Item")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
MAX_CELLS = 500_000
FEW_CHARACTERS = 100
"""A document with fewer, and with pictures in it, says most of what it says in the pictures."""
MAX_CHARACTERS = 5_000_000
"""Of lines, and again of tables: ten times the longest yearbook. One long cell merged over a sheet makes many."""
UNREAD = {
    "unsupported_kind": "格式暂不支持",
    "no_text_layer": "为扫描件或图片",
    "encrypted": "已加密",
    "damaged": "文件损坏",
    "too_large": "文件过大",
    "too_slow": "读取超时",
}
"""Why a file, or a part of it, could not be read, and how people are told. No other word is ever used."""


@dataclass(frozen=True, slots=True)
class Content:
    """`lines`: blocks in reading order, the cells of a table row joined by a tab. `tables`: merged cells filled.

    `heads` says how many of the first lines are no text of the document (a sheet's name). `unread` is set when only a
    part could be read: pages over a limit, or scanned pages between pages of text. `ways` are further words on how it
    was read: "ocr", or the kinds of the files in an archive.
    """

    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    heads: int = 0
    unread: str = ""
    ways: tuple[str, ...] = ()


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


def limited(content: Content) -> Content:
    """`content` cut where it passes MAX_CHARACTERS, and then named too_large."""
    lines = list(_until(content.lines, len, MAX_CHARACTERS))
    cells = [(number, row) for number, table in enumerate(content.tables) for row in table]
    rows = list(_until(cells, lambda one: sum(map(len, one[1])), MAX_CHARACTERS))
    if len(lines) == len(content.lines) and len(rows) == len(cells):
        return content
    tables: list[list[tuple[str, ...]]] = [[] for _ in content.tables]
    for number, row in rows:
        tables[number].append(row)
    kept = tuple(tuple(table) for table in tables if table)
    return replace(content, lines=tuple(lines), tables=kept, unread=content.unread or "too_large")


def _until(items: Sequence[Item], size: Callable[[Item], int], most: int) -> Iterator[Item]:
    for item in items:
        most -= size(item)
        if most < 0:
            return
        yield item
