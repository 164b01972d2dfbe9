"""Word 97 to 2003 (doc), and what WPS saves as wps: paragraphs and tables. Format: [MS-DOC]; container: [MS-CFB].

A reader of our own: the libraries there are give the text without its tables. Macros and embedded objects are not
looked at. Word 6 and 95 keep their text otherwise and are an unsupported kind.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import olefile

from audit.attachments.content import FEW_CHARACTERS, MAX_CELLS, MAX_CHARACTERS, Content, Unreadable, one_line, row_line
from audit.attachments.old_word_pages import Cell, Formats, Paragraph, Piece, pieces, text_of
from audit.model import Table

_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_OLDEST = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_STORIES = range(0x4C, 0x6C, 4)
"""Lengths of text, footnotes, headers, macros, notes, endnotes, text boxes, boxes in headers (FibRgLw97)."""
_BOXES = 6
_CHARACTERS, _PARAGRAPHS, _PIECES = 0xFA, 0x102, 0x1A2
"""Where the file's head says where the tables of formats and of pieces stand (FibRgFcLcb97)."""
_MARK = re.compile("[\r\x07\x0c]")
_FIELD = re.compile("[\x13\x14\x15]")
_PICTURE = re.compile("[\x01\x08]")
_SIGNS = {
    0x0B: "\n",
    0x1E: "-",
    0xA0: " ",
    0x09: " ",
    **dict.fromkeys((0, 1, 2, 3, 4, 5, 6, 8, 0x13, 0x14, 0x15, 0x1F)),
}
_NEAR = 60
"""Twips (a millimetre) by which the edges of a column may differ between rows."""


def read(body: bytes) -> Content:
    """Text and tables, merged cells filled; text boxes come last. A few words beside pictures are read in part.

    Raises Unreadable (damaged, encrypted, unsupported_kind, no_text_layer, too_large).
    """
    try:
        with olefile.OleFileIO(BytesIO(body)) as container:
            text, formats, found, boxes = _opened(container)
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Unreadable("damaged") from error
    story = _Story()
    for until, paragraph, words in _paragraphs(text[:boxes], found, formats, 0):
        story.add(until, paragraph, words)
    for until, paragraph, words in _paragraphs(text[boxes:], found, formats, boxes):
        story.add(until, paragraph, words)
    story.close(0)
    if not story.lines:
        raise Unreadable("no_text_layer" if _PICTURE.search(text) else "damaged")
    mostly_pictures = bool(_PICTURE.search(text)) and sum(map(len, story.lines)) < FEW_CHARACTERS
    return Content(tuple(story.lines), tuple(story.tables), 0, "no_text_layer" if mostly_pictures else "")


def _opened(container: olefile.OleFileIO[str]) -> tuple[str, Formats, list[Piece], int]:
    """The text (then the text boxes), formats, pieces, and where the boxes begin in the text."""
    document = _stream(container, "WordDocument")
    identity, version = struct.unpack_from("<HH", document)
    (flags,) = struct.unpack_from("<H", document, 10)
    if identity == _WORD_6 or (identity == _WORD_97 and version < _OLDEST):
        raise Unreadable("unsupported_kind")
    if identity != _WORD_97:
        raise Unreadable("damaged")
    if flags & _ENCRYPTED:
        raise Unreadable("encrypted")
    table = _stream(container, "1Table" if flags & _SECOND_TABLE else "0Table")
    data = _stream(container, "Data") if container.exists("Data") else b""
    lengths = [max(struct.unpack_from("<i", document, at)[0], 0) for at in _STORIES]
    if sum(lengths) > 4 * MAX_CHARACTERS:
        raise Unreadable("too_large")
    found = pieces(_part(document, table, _PIECES), sum(lengths) + 1)
    formats = Formats(document, _part(document, table, _PARAGRAPHS), _part(document, table, _CHARACTERS), data)
    text = _without(_deleted(found, formats), "".join(text_of(piece, document) for piece in found))
    begin = sum(lengths[:_BOXES])
    main, boxes = text[: lengths[0]], text[begin : begin + lengths[_BOXES]]
    text = main.ljust(begin, "\0") + boxes
    return _without(_instructions(text), text), formats, found, begin


def _stream(container: olefile.OleFileIO[str], name: str) -> bytes:
    return bytes(container.openstream(name).read())


def _part(document: bytes, table: bytes, at: int) -> bytes:
    place, length = struct.unpack_from("<II", document, at)
    return table[place : place + length]


def _deleted(found: Sequence[Piece], formats: Formats) -> Iterator[tuple[int, int]]:
    """Deleted words as ranges of the text."""
    for start, end in formats.deleted:
        for piece in found:
            last = piece.place + (piece.last - piece.first) * piece.width
            if start < last and end > piece.place:
                first = piece.first + max(start - piece.place, 0) // piece.width
                yield first, piece.first + (min(end, last) - piece.place) // piece.width


def _instructions(text: str) -> Iterator[tuple[int, int]]:
    """What a field is made by (HYPERLINK "…", PAGE), as ranges of the text: its result alone is read."""
    begun: list[tuple[int, bool]] = []
    for match in _FIELD.finditer(text):
        if match.group() == "\x13":
            begun.append((match.start(), False))
        elif begun:
            start, parted = begun.pop()
            if not parted:
                yield start, match.end()
            if match.group() == "\x14":
                begun.append((start, True))


def _without(ranges: Iterator[tuple[int, int]], text: str) -> str:
    """`text` with ranges made empty signs; every other character keeps its place."""
    parts, at = [], 0
    for start, end in sorted(ranges):
        if end > at:
            parts += [text[at : max(start, at)], "\0" * (end - max(start, at))]
            at = end
    return "".join([*parts, text[at:]])


def _paragraphs(
    text: str, found: Sequence[Piece], formats: Formats, first: int
) -> Iterator[tuple[str, Paragraph, str]]:
    """(mark, format, words) of every paragraph; `first` is where the text stands in the whole."""
    at, number = 0, 0
    for match in _MARK.finditer(text):
        place = first + match.start()
        while number < len(found) - 1 and found[number].last <= place:
            number += 1
        piece = found[number]
        where = piece.place + (place - piece.first) * piece.width
        yield match.group(), formats.at(where), text[at : match.start()]
        at = match.end()
    yield "\r", Paragraph(), text[at:]


@dataclass
class _Rows:
    """A table while it is read."""

    cells: list[list[str]] = field(default_factory=lambda: [[]])
    rows: list[tuple[tuple[str, ...], tuple[Cell, ...]]] = field(default_factory=list)

    def end_row(self, layout: tuple[Cell, ...]) -> None:
        cells = [one_line(" ".join(cell)) for cell in self.cells]
        if not cells[-1]:
            cells.pop()  # what stands after the last cell's mark
        if cells:
            self.rows.append((tuple(cells), layout))
        self.cells = [[]]


class _Story:
    """Collects lines and tables while it walks over the paragraphs."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[Table] = []
        self._open: list[_Rows] = []
        self._count = 0
        self._after_cell = False

    def add(self, mark: str, paragraph: Paragraph, words: str) -> None:
        """One paragraph: a line of its own, or a part of a cell in each of the tables that it stands in."""
        text = _plain(words)
        depth, row_end, cell_end = paragraph.depth, paragraph.row_end, paragraph.cell_end or mark == "\x07"
        if mark == "\x07" and not depth:  # formats are lost: two marks in a row end a row
            depth, row_end = 1, self._after_cell and not text
        self._after_cell = mark == "\x07" and not row_end
        self.close(depth)
        if not depth:
            self.lines += [line for part in text.split("\n") if (line := one_line(part))]
            return
        self._open += [_Rows() for _ in range(depth - len(self._open))]
        if row_end:
            self._count += len(self._open[-1].cells)
            if self._count > MAX_CELLS:
                raise Unreadable("too_large")
            self._open[-1].end_row(paragraph.cells)
            return
        for rows in self._open:
            rows.cells[-1].append(text)
        if cell_end:
            self._open[-1].cells.append([])

    def close(self, depth: int) -> None:
        """End the tables deeper than `depth`."""
        while len(self._open) > depth:
            rows = self._open.pop()
            rows.end_row(())
            table = _filled(rows.rows)
            if not self._open and len(table) == 1 and len(table[0]) == 1:
                self.lines.append(table[0][0])  # a frame around text is no table
            elif table and (not self._open or len(table) > 1):
                self.tables.append(table)
                self.lines += [] if self._open else [row_line(row) for row in table]


def _plain(words: str) -> str:
    text = words.translate(_SIGNS)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _filled(rows: Sequence[tuple[tuple[str, ...], tuple[Cell, ...]]]) -> Table:
    """The cells of a table, every merged cell repeated over all the places it spans."""
    edges = _edges(cell for texts, layout in rows if len(texts) <= len(layout) for cell in layout)
    if len(rows) * len(edges) > 20 * MAX_CELLS:
        raise Unreadable("too_large")
    grid: list[list[str]] = []
    for texts, layout in rows:
        line: list[str] = []
        above = grid[-1] if grid else []
        if len(texts) > len(layout):
            grid.append(list(texts))
            continue
        for text, cell in zip(texts, layout, strict=False):
            first, last = _column(edges, cell.left), _column(edges, cell.right)
            line += [""] * (first - len(line))
            if cell.across and not text and line:
                text = line[-1]
            line += [text or (above[at] if cell.down and at < len(above) else "") for at in range(len(line), last)]
        grid.append(line)
    width = max(map(len, grid), default=0)
    return tuple(tuple(line + [""] * (width - len(line))) for line in grid if any(line))


def _edges(cells: Iterator[Cell]) -> list[int]:
    """Where columns begin and end, edges that nearly meet taken for one."""
    found: list[int] = []
    for edge in sorted({edge for cell in cells for edge in (cell.left, cell.right)}):
        if not found or edge - found[-1] > _NEAR:
            found.append(edge)
    return found


def _column(edges: Sequence[int], edge: int) -> int:
    return max(bisect_right(edges, edge) - 1, 0)
