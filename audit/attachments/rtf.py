"""Rich text (rtf), which many an office system writes under the ending doc: paragraphs and tables. Format: Rich Text Format
Specification 1.9.1. Pictures, objects, headers and whatever else is no text of the document are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from audit.attachments.content import FEW_CHARACTERS, Content, Unreadable
from audit.attachments.word_rows import CELL, Cell, Paragraph, Story

MAX_DEPTH = 500
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote "
    b"annotation atnid atnauthor fldinst listtable listoverridetable revtbl rsidtbl generator themedata xmlnstbl "
    b"colorschememapping datastore latentstyles nonshppict bkmkstart bkmkend private template filetbl tc xe nonesttables sp".split()
)
_KEPT = frozenset({b"nesttableprops", b"shpinst"})
"""Groups marked as unknown to old programs that hold text or rows all the same."""
_SIGNS = {
    b"line": "\n", b"tab": " ", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"~": " ", b"_": "-",
}  # fmt: skip
_CHARSETS = {0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 238: "cp1250", 204: "cp1251"}
_PAGES = {936: "gb18030", 54936: "gb18030", 950: "cp950", 65001: "utf-8"}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group hands on to the groups in it and forgets at its end."""

    silent: bool = False
    fonts: bool = False
    deleted: bool = False
    charset: str = ""
    skip: int = 1
    """Characters that stand for one in Unicode, for programs that know none."""


@dataclass
class _Row:
    """How the row being read lays out its cells."""

    edges: list[Cell] = field(default_factory=list)
    across: bool = False
    down: bool = False


def read(body: bytes) -> Content:
    """Text and tables, merged cells filled; a few words beside pictures are read in part.

    Raises Unreadable (damaged, no_text_layer, too_large).
    """
    reader = _Reader()
    reader.read(body)
    lines, story = reader.story.lines, reader.story
    if not lines:
        raise Unreadable("no_text_layer" if reader.pictures else "damaged")
    few = reader.pictures and sum(map(len, lines)) < FEW_CHARACTERS
    return Content(tuple(lines), tuple(story.tables), 0, "no_text_layer" if few else "")


class _Reader:
    """Walks over the tokens of a file and hands its paragraphs to a story."""

    def __init__(self) -> None:
        self.story = Story()
        self.pictures = False
        self._state = _State()
        self._above: list[_State] = []
        self._page = "cp1252"
        self._font_charsets: dict[int, str] = {}
        self._font = 0
        self._text: list[str] = []
        self._raw = bytearray()
        self._skip = 0
        self._depth = 0
        self._starred = False
        self._row = _Row()

    def read(self, body: bytes) -> None:
        at = 0
        while match := _TOKEN.match(body, at):
            at = match.end()
            word, number, code, symbol, brace, plain = match.groups()
            if brace:
                self._group(brace)
            elif word == b"bin":
                at += max(int(number or 0), 0)
            elif word:
                self._control(word, int(number) if number else None)
            elif symbol == b"*":
                self._starred = True
            elif symbol and symbol not in b"\r\n":
                self._say(_SIGNS.get(symbol, symbol.decode("latin-1") if symbol in b"\\{}" else ""))
            elif code or plain:
                self._bytes(bytes([int(code, 16)]) if code else plain)
        self._end("\r", Paragraph())
        self.story.close(0)

    def _group(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self._above) > MAX_DEPTH:
                raise Unreadable("damaged")
            self._above.append(self._state)
        elif self._above:
            self._state = self._above.pop()
        self._skip = 0

    def _control(self, word: bytes, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word == b"u":
            self._unicode(number or 0)
            return
        self._flush()
        self._skip = 0
        if word in _LEFT_OUT or (starred and word not in _KEPT):
            self.pictures = self.pictures or word in (b"pict", b"shppict")
            self._state = replace(self._state, silent=True, fonts=word == b"fonttbl")
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in (b"f", b"fcharset", b"ansicpg", b"uc", b"plain", b"deleted"):
            self._character(word, number)
        elif not self._state.silent:
            self._layout(word, number)

    def _character(self, word: bytes, number: int | None) -> None:
        """What tells how the bytes that follow are to be read."""
        value = number or 0
        if word == b"ansicpg":
            self._page = _PAGES.get(value, f"cp{value}" if value in range(1250, 1259) else "cp1252")
        elif word == b"uc":
            self._state = replace(self._state, skip=min(max(value, 0), 9))
        elif word == b"f":
            self._font = value
            self._state = replace(self._state, charset=self._font_charsets.get(value, ""))
        elif word == b"fcharset" and self._state.fonts:
            self._font_charsets[self._font] = _CHARSETS.get(value, "")
        elif word == b"deleted":
            self._state = replace(self._state, deleted=number != 0)
        elif word == b"plain":
            self._state = replace(self._state, deleted=False, charset="")

    def _layout(self, word: bytes, number: int | None) -> None:
        """Paragraphs, cells and rows."""
        row = self._row
        if word in (b"par", b"sect", b"page"):
            self._end("\r", Paragraph(self._depth))
        elif word == b"pard":
            self._depth = 0
        elif word == b"intbl":
            self._depth = max(self._depth, 1)
        elif word == b"itap":
            self._depth = min(max(number or 0, 0), 8)
        elif word == b"trowd":
            self._row = _Row()
        elif word in (b"clmrg", b"clmgf"):
            row.across = True
        elif word == b"clvmrg":
            row.down = True
        elif word == b"cellx":
            left = row.edges[-1].right if row.edges else 0
            row.edges.append(Cell(left, number or 0, row.across, row.down))
            row.across = row.down = False
        elif word in (b"cell", b"nestcell"):
            self._end(CELL, Paragraph(max(self._depth, 1) if word == b"cell" else max(self._depth, 2), cell_end=True))
        elif word in (b"row", b"nestrow"):
            depth = 1 if word == b"row" else max(self._depth, 2)
            self._end(CELL, Paragraph(depth, row_end=True, cells=tuple(row.edges)))

    def _unicode(self, number: int) -> None:
        self._flush()
        self._say(chr(number % 0x10000))
        self._skip = self._state.skip

    def _bytes(self, raw: bytes) -> None:
        dropped = min(self._skip, len(raw))
        self._skip -= dropped
        if not self._state.silent and not self._state.deleted:
            self._raw += raw[dropped:]
        self._starred = False

    def _say(self, text: str) -> None:
        self._flush()
        if not self._state.silent and not self._state.deleted:
            self._text.append(text)

    def _flush(self) -> None:
        """What was read so far is text of the charset that holds until now."""
        if self._raw:
            self._text.append(bytes(self._raw).decode(self._state.charset or self._page, "replace"))
            self._raw.clear()

    def _end(self, mark: str, paragraph: Paragraph) -> None:
        self._flush()
        text = "".join(self._text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._text.clear()
        self.story.add(mark, paragraph, text)
