"""Word 97 to 2003 (doc), and what WPS saves as wps: paragraphs and tables. Format: [MS-DOC]; container: [MS-CFB].

A reader of our own: the libraries there are give the text without its tables. Macros and embedded objects are not
looked at. Word 6 and 95 keep their text otherwise and are an unsupported kind.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from io import BytesIO

import olefile

from audit.attachments.content import FEW_CHARACTERS, MAX_CHARACTERS, Content, Unreadable
from audit.attachments.old_word_pages import Formats, Piece, pieces, text_of
from audit.attachments.word_rows import Paragraph, Story

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


def read(body: bytes) -> Content:
    """Text and tables, merged cells filled; text boxes come last. A few words beside pictures are read in part.

    Raises Unreadable (damaged, encrypted, unsupported_kind, no_text_layer, too_large).
    """
    try:
        with olefile.OleFileIO(BytesIO(body)) as container:
            text, formats, found, boxes = _opened(container)
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Unreadable("damaged") from error
    story = Story()
    for until, paragraph, words in _paragraphs(text[:boxes], found, formats, 0):
        story.add(until, paragraph, _plain(words))
    for until, paragraph, words in _paragraphs(text[boxes:], found, formats, boxes):
        story.add(until, paragraph, _plain(words))
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


def _plain(words: str) -> str:
    text = words.translate(_SIGNS)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
