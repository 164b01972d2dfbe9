"""Word (docx): paragraphs and tables in the order of the document. Format: ECMA-376 part 1, WordprocessingML.

A reader of our own, because python-docx leaves out what stands in content controls, text boxes and tracked insertions.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from audit.attachments.content import FEW_CHARACTERS, MAX_CELLS, Content, Unreadable, one_line, row_line
from audit.model import Table

MAIN = "word/document.xml"
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "tblPr", "tcPr", "trPr"})
_MAX_SPAN = 200
Element = etree._Element


def read(body: bytes) -> Content:
    """Text and tables; a merged cell stands in every place it covers. Raises Unreadable (damaged, no_text_layer).

    A few words beside pictures are read in part: the rest is in the pictures.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            markup = archive.read(MAIN)
            pictures = any(name.startswith("word/media/") for name in archive.namelist())
        root = etree.fromstring(markup, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged") from error
    start = root.find("{*}body")
    if start is None:
        raise Unreadable("damaged")
    reader = _Reader()
    reader.blocks(start)
    if not any(reader.lines):
        raise Unreadable("no_text_layer" if pictures else "damaged")
    mostly_pictures = pictures and sum(map(len, reader.lines)) < FEW_CHARACTERS
    return Content(tuple(reader.lines), tuple(reader.tables), 0, "no_text_layer" if mostly_pictures else "")


class _Reader:
    """Collects lines and tables while it walks the body."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[Table] = []
        self.cells = 0

    def blocks(self, parent: Element) -> None:
        """Everything directly under `parent`; containers (content controls, insertions) are looked into."""
        for child in parent:
            name = _name(child)
            if name == "p":
                self.paragraph(child)
            elif name == "tbl":
                self.table(child)
            elif name not in _SKIPPED:
                self.blocks(child)

    def paragraph(self, paragraph: Element) -> None:
        self.lines += [line for part in _text(paragraph).split("\n") if (line := one_line(part))]
        for box in _boxes(paragraph):
            self.blocks(box)

    def table(self, table: Element) -> None:
        rows = list(_rows(table))
        if len(rows) == 1 and len(cells := list(_cells(rows[0]))) == 1:
            self.blocks(cells[0])  # a frame around text is no table
            return
        filled = _filled(rows)
        self.cells += sum(len(row) for row in filled)
        if self.cells > MAX_CELLS:
            raise Unreadable("too_large")
        if filled:
            self.tables.append(filled)
            self.lines += [row_line(row) for row in filled]
        for nested in table.iterfind(".//{*}tbl"):
            if next((one for one in nested.iterancestors() if _name(one) == "tbl"), None) is table:
                inner = _filled(list(_rows(nested)))
                self.tables += [inner] if len(inner) > 1 else []


def _filled(rows: list[Element]) -> Table:
    """The cells of a table, every merged cell repeated over all the places it spans."""
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = [""] * _number(row, "trPr/gridBefore")
        above = grid[-1] if grid else []
        for cell in _cells(row):
            place, span = len(line), max(_number(cell, "tcPr/gridSpan", 1), 1)
            merge = cell.find("{*}tcPr/{*}vMerge")
            text = _cell_text(cell)
            if merge is not None and _value(merge, "continue") == "continue" and place < len(above):
                text = text or above[place]
            across = cell.find("{*}tcPr/{*}hMerge")
            if across is not None and _value(across, "continue") == "continue" and line:
                text = text or line[-1]
            line += [text] * span
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    return tuple(tuple(line + [""] * (width - len(line))) for line in grid if any(line))


def _cell_text(cell: Element) -> str:
    """All text of a cell on one line, also that of a table inside it."""
    return one_line(" ".join(_text(one) for one in cell.iter("{*}p") if not _deleted(one)))


def _deleted(element: Element) -> bool:
    return any(_name(one) in _SKIPPED for one in element.iterancestors())


def _rows(table: Element) -> Iterator[Element]:
    yield from _beneath(table, "tr")


def _cells(row: Element) -> Iterator[Element]:
    yield from _beneath(row, "tc")


def _beneath(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows or cells, also those inside content controls and insertions."""
    for child in parent:
        if _name(child) == wanted:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _beneath(child, wanted)


def _text(paragraph: Element) -> str:
    """What a paragraph says, its own runs only: line breaks kept, deleted text and text boxes left out."""
    parts: list[str] = []
    _gather(paragraph, parts)
    return "".join(parts)


def _gather(element: Element, parts: list[str]) -> None:
    for child in element:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in ("tab", "ptab"):
            parts.append(" ")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name not in _SKIPPED and name not in ("drawing", "pict", "object", "txbxContent", "p", "tbl"):
            _gather(child, parts)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes anchored in a paragraph; the second copy for old programs (Fallback) is left out."""
    for box in paragraph.iter("{*}txbxContent"):
        above = list(box.iterancestors())
        inside = above[: above.index(paragraph)]
        if not any(_name(one) in (*_SKIPPED, "txbxContent") for one in inside):
            yield box


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Element, default: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).endswith("}val") or key == "val"), default)


def _number(element: Element, path: str, default: int = 0) -> int:
    found = element.find("/".join("{*}" + step for step in path.split("/")))
    value = _value(found, str(default)) if found is not None else str(default)
    return min(int(value), _MAX_SPAN) if value.isdecimal() else default
