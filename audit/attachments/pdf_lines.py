"""Lines of a PDF page with their places, and paragraphs made of them. Text by pdfium.

A PDF knows lines, not paragraphs: a sentence that runs over three lines must come out as one block, or nothing that it
says could be read. Chinese documents fill a line to the right margin and indent the first line of a paragraph.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as raw

from audit.attachments.content import one_line

PAGE_NUMBER = re.compile(
    r"^[-—–－―·•~ ]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－―·•~ ]*$"
)
EDGE_LINES = 2
EDGE = 0.11
"""Share of a page's height where headers and page numbers stand (GB/T 9704-2012: 28 mm from the foot)."""
_END = re.compile(r"[。；;：:!?！？]$")
_START = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]{1,4}[章条节编款]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|附\s*[件表]|[①-⑳])"
)
_WORD = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed. Places are in points from the left and the top of the page as it is shown."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    edge: bool = False
    """Whether the line stands where headers, footers and page numbers do."""

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own coordinates become those of the page as it is shown."""

    left: float
    bottom: float
    width: float
    height: float
    rotation: int

    @property
    def shown_height(self) -> float:
        return self.width if self.rotation in (90, 270) else self.height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """(from the left, from the top) of a point of the page."""
        x, y = x - self.left, y - self.bottom
        if self.rotation == 90:
            return y, x
        if self.rotation == 180:
            return self.width - x, y
        if self.rotation == 270:
            return self.height - y, self.width - x
        return x, self.height - y


def lines_of(page: Any) -> list[Line]:
    """The lines of a pdfium page in the order of the file."""
    left, bottom, right, top = page.get_mediabox()
    frame = Frame(left, bottom, right - left, top - bottom, page.get_rotation())
    textpage = page.get_textpage()
    try:
        return _lines(textpage.raw, frame)
    finally:
        textpage.close()


def _lines(textpage: Any, frame: Frame) -> list[Line]:
    found: list[Line] = []
    units: list[int] = []
    places: list[int] = []
    for index in range(raw.FPDFText_CountChars(textpage) + 1):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (0x0A, 0x0D) or not code:
            if text := one_line(_decoded(units)):
                found.append(_line(textpage, text, places, frame))
            units, places = [], []
            continue
        units.append(code)
        if code > 0x20 and code != 0x3000:
            places.append(index)
    return found


def _decoded(units: Sequence[int]) -> str:
    """Code units to text: pdfium hands out characters beyond the basic plane as two surrogates."""
    text = "".join(map(chr, units))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x02", "").replace("\ufffe", "")


def _line(textpage: Any, text: str, places: Sequence[int], frame: Frame) -> Line:
    corners = [point for index in {*places[:2], *places[-2:]} for point in _corners(textpage, index, frame)]
    if not corners:
        return Line(text, 0, 0, 0, 0)
    across, down = [x for x, _ in corners], [y for _, y in corners]
    edge = max(down) < EDGE * frame.shown_height or min(down) > (1 - EDGE) * frame.shown_height
    return Line(text, min(across), max(across), min(down), max(down), edge)


def _corners(textpage: Any, index: int, frame: Frame) -> list[tuple[float, float]]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
        return []
    return [frame.place(left.value, bottom.value), frame.place(right.value, top.value)]


def furniture(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Headers and footers: texts (figures left aside) in the margin of at least three pages and half of all."""
    edges = Counter(key for page in pages for key in {_key(line) for line in _margin(page)})
    return frozenset(key for key, count in edges.items() if count >= max(3, len(pages) / 2))


def without_furniture(page: Sequence[Line], repeated: frozenset[str]) -> list[Line]:
    """The lines of a page without its page number, header and footer."""
    dropped = {id(line) for line in _margin(page) if PAGE_NUMBER.match(line.text) or _key(line) in repeated}
    return [line for line in page if id(line) not in dropped]


def _margin(page: Sequence[Line]) -> list[Line]:
    return [line for line in (*page[:EDGE_LINES], *page[EDGE_LINES:][-EDGE_LINES:]) if line.edge]


def _key(line: Line) -> str:
    return re.sub(r"\d+|\s", "", line.text)


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """Lines joined to paragraphs; each keeps the place of its first line, and the bottom of its last."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    found: list[Line] = []
    last: Line | None = None
    for line in lines:
        if found and last and _goes_on(last, line, left, right):
            joined = join(found[-1].text, line.text)
            found[-1] = replace(found[-1], text=joined, bottom=max(found[-1].bottom, line.bottom))
        else:
            found.append(line)
        last = line
    return found


def _goes_on(last: Line, line: Line, left: float, right: float) -> bool:
    size = max(last.height, line.height)
    full = last.right >= right - 1.8 * size and last.right - last.left > 12 * size
    indented = line.left > left + 1.2 * size
    alike = min(last.height, line.height) > 0.75 * size
    near = -size < line.top - last.bottom < 2.5 * size
    return full and alike and near and not indented and not _END.search(last.text) and not _START.match(line.text)


def is_cut(last: Line, first: Line) -> bool:
    """Whether a paragraph at the end of a page goes on with the first one of the next page."""
    running = len(last.text) >= 25 and re.search("[,，、。]", last.text) and not _END.search(last.text)
    return bool(running) and first.left <= last.left + 0.5 * last.height and not _START.match(first.text)


def join(before: str, after: str) -> str:
    """Two halves of what a line break cut: Latin words keep a blank between them, everything else keeps none."""
    blank = bool(before and after and _WORD.match(before[-1]) and _WORD.match(after[0]))
    return f"{before}{' ' if blank else ''}{after}"
