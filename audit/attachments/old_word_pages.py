"""Where the characters of an old Word file stand, and how they are formatted. Format: [MS-DOC] 2.4 and 2.9.

A file holds its text in pieces; formatting is kept for ranges of the file, on pages of 512 bytes (FKP). Only what tells
a table's rows and cells, and deleted words, is read.
"""

from __future__ import annotations

import itertools
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from audit.attachments.word_rows import Cell, Paragraph

PAGE = 512
MAX_PAGES = 20_000
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_ROW, _HUGE, _TABS, _DELETED = 0xD608, 0x6646, 0xC615, 0x0800
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Bytes of a property's operand by the first three bits of its number; 6 has its length in front ([MS-DOC] 2.2.5.1)."""
_COMPRESSED = 1 << 30
_ACROSS, _DOWN, _FIRST_DOWN = 0x03, 0x20, 0x40


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `first` to `last` (not included) of the text, and where in the file they begin."""

    first: int
    last: int
    place: int
    width: int


def pieces(clx: bytes, most: int) -> list[Piece]:
    """The piece table: pieces in the order of the text, of `most` characters together. Raises ValueError, struct.error."""
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise ValueError("no piece table")
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    start = at + 5 + 4 * (count + 1)
    found = []
    for number in range(count):
        where = struct.unpack_from("<I", clx, start + 8 * number + 2)[0]
        first, last = places[number], min(places[number + 1], most)
        if first < last:
            packed = bool(where & _COMPRESSED)
            place = where & (_COMPRESSED - 1)
            found.append(Piece(first, last, place // 2 if packed else place, 1 if packed else 2))
    if any(before.last != after.first for before, after in itertools.pairwise(found)):
        raise ValueError("pieces with gaps")
    return found


def text_of(piece: Piece, document: bytes) -> str:
    """The characters of a piece, one for each code unit (half a character beyond the basic plane stays half)."""
    length = piece.last - piece.first
    raw = document[piece.place : piece.place + length * piece.width]
    if piece.width == 1:
        return raw.decode("cp1252", "replace").ljust(length, "\0")
    units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
    return "".join(map(chr, units)).ljust(length, "\0")


class Formats:
    """Paragraph formats by place in the file, and the ranges of the file that hold deleted words."""

    def __init__(self, document: bytes, paragraphs: bytes, characters: bytes, data: bytes) -> None:
        runs = sorted(_runs(document, paragraphs, 13), key=lambda run: run[:2])
        self._starts = [start for start, _, _ in runs]
        self._runs = [(end, _paragraph(_papx(document, at), data) if at else Paragraph()) for _, end, at in runs]
        found = _runs(document, characters, 1)
        self.deleted = [(start, end) for start, end, at in found if at and _is_deleted(_chpx(document, at))]

    def at(self, place: int) -> Paragraph:
        """The format of the paragraph whose mark stands at `place`."""
        index = bisect_right(self._starts, place) - 1
        if index < 0 or place >= self._runs[index][0]:
            return Paragraph()
        return self._runs[index][1]


def _runs(document: bytes, table: bytes, size: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, where its properties stand or 0) of every range that the formatting pages of one kind hold."""
    count = min((len(table) - 4) // 8, MAX_PAGES)
    for number in range(max(count, 0)):
        page = (struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF) * PAGE
        if page + PAGE > len(document):
            continue
        runs = document[page + PAGE - 1]
        if 4 * (runs + 1) + size * runs > PAGE - 1:
            continue
        places = struct.unpack_from(f"<{runs + 1}I", document, page)
        for run in range(runs):
            offset = document[page + 4 * (runs + 1) + size * run]
            yield places[run], places[run + 1], page + 2 * offset if offset else 0


def _papx(document: bytes, at: int) -> bytes:
    size = document[at]
    start, length = (at + 2, 2 * document[at + 1]) if size == 0 else (at + 1, 2 * size - 1)
    return document[start + 2 : start + length]


def _chpx(document: bytes, at: int) -> bytes:
    return document[at + 1 : at + 1 + document[at]]


def _properties(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties of a format: number and operand; what runs over the end is left out."""
    at = 0
    while at + 2 <= len(raw):
        number = raw[at] | raw[at + 1] << 8
        at += 2
        if number == _ROW:
            size = (int.from_bytes(raw[at : at + 2], "little") or 1) + 1
        elif number >> 13 == 6:
            if at >= len(raw) or (number == _TABS and raw[at] == 255):
                return
            size = 1 + raw[at]
        else:
            size = _SIZES[number >> 13]
        yield number, raw[at : at + size]
        at += size


def _paragraph(raw: bytes, data: bytes, huge: bool = True) -> Paragraph:
    told = dict(_properties(raw))
    if huge and len(told.get(_HUGE, b"")) == 4:
        at = int.from_bytes(told[_HUGE], "little")
        length = int.from_bytes(data[at : at + 2], "little")
        return _paragraph(data[at + 2 : at + 2 + length], data, huge=False)
    depth = int.from_bytes(told.get(_DEPTH, b""), "little") if _DEPTH in told else int(_on(told.get(_IN_TABLE)))
    return Paragraph(
        depth=min(depth, 8),
        row_end=_on(told.get(_ROW_END)) or _on(told.get(_INNER_ROW_END)),
        cell_end=_on(told.get(_INNER_CELL)),
        cells=_cells(told.get(_ROW, b"")),
    )


def _cells(raw: bytes) -> tuple[Cell, ...]:
    """The cells of a row (TDefTableOperand, [MS-DOC] 2.9.315)."""
    count = raw[2] if len(raw) > 2 else 0
    if not count or len(raw) < 3 + 2 * (count + 1):
        return ()
    edges = struct.unpack_from(f"<{count + 1}h", raw, 3)
    flags = raw[3 + 2 * (count + 1) :]
    found = []
    for number in range(count):
        told = int.from_bytes(flags[20 * number : 20 * number + 2], "little")
        down = bool(told & _DOWN) and not told & _FIRST_DOWN
        found.append(Cell(edges[number], edges[number + 1], bool(told & _ACROSS), down))
    return tuple(found)


def _is_deleted(raw: bytes) -> bool:
    return any(number == _DELETED and _on(operand) for number, operand in _properties(raw))


def _on(operand: bytes | None) -> bool:
    return bool(operand and operand[0])
