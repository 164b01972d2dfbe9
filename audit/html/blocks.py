"""A page as a flat row of blocks: one line of text each, with where it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from audit.html.inline import BLOCK_TAGS, SEGMENT, SKIPPED_TAGS, bare, inner_text, mark, tidy
from audit.html.tables import is_data, rows_of

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADING_NAMES = re.compile(
    r"title|(?:^|[\s_-])(?:(?:xw|wz|zw|nr|xx|wj|gg|art)?bt|tit|biaoti|headline|timu)(?:$|[\s_-])", re.IGNORECASE
)
_HIDING = frozenset("ng-hide hidden hide d-none dn displaynone disnone visuallyhidden sr-only".split())
"""Class names that nearly every style sheet uses for things not shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One line. `marked` keeps the borders of inline elements, `length` and `linked` count characters without blanks,
    `owner` is the block element it stands in, `table` the data table of which it is a row."""

    text: str
    marked: str
    length: int
    linked: int
    owner: HtmlElement
    hidden: bool = False
    table: HtmlElement | None = None


@dataclass(slots=True)
class _Line:
    parts: list[str] = field(default_factory=list)
    linked: int = 0


def is_hidden(element: HtmlElement) -> bool:
    """Whether `element` itself says that it is not shown."""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    return not _HIDING.isdisjoint((element.get("class") or "").split())


def is_heading(element: HtmlElement) -> bool:
    """Whether `element` is a heading by its tag, or calls itself one."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return element.tag in ("h1", "h2", "h3", "h4") or bool(_HEADING_NAMES.search(names))


def blocks_of(root: HtmlElement) -> tuple[Block, ...]:
    """Every line of text below `root`, in the order of the page. A row of a data table is one line."""
    return tuple(_Flattening(root).run())


class _Flattening:
    """Walks a tree once. A class because the walk carries a line that many events add to."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.owners: list[HtmlElement] = [root]
        self.hidden: list[HtmlElement] = []
        self.links = 0
        self.line = _Line()
        self.blocks: list[Block] = []

    def run(self) -> list[Block]:
        walk = etree.iterwalk(self.root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event in ("comment", "pi"):
                self.add(element.tail)
            elif event == "end":
                self.leave(element)
            elif self.enter(element):
                walk.skip_subtree()
        self.flush()
        return self.blocks

    def enter(self, element: HtmlElement) -> bool:
        """Start `element`. Out: whether its inside is to be passed over."""
        if is_hidden(element):
            self.hidden.append(element)
        if element.tag in BLOCK_TAGS:
            self.flush()
            self.owners.append(element)
        else:
            self.line.parts.append(SEGMENT)
        if element.tag == "a":
            self.links += 1
        if element.tag in SKIPPED_TAGS:
            return True
        if element.tag == "table" and is_data(element):
            self.rows(element)
            return True
        self.add(element.text)
        return False

    def leave(self, element: HtmlElement) -> None:
        if element.tag in BLOCK_TAGS:
            self.flush()
            self.owners.pop()
        else:
            self.line.parts.append(SEGMENT)
        if element.tag == "a":
            self.links -= 1
        if self.hidden and self.hidden[-1] is element:
            self.hidden.pop()
        if element is not self.root:
            self.add(element.tail)

    def add(self, text: str | None) -> None:
        if text:
            self.line.parts.append(text)
            if self.links:
                self.line.linked += len(bare(text))

    def flush(self) -> None:
        raw = "".join(self.line.parts)
        text = tidy(raw)
        if text:
            block = Block(text, mark(raw), len(bare(text)), self.line.linked, self.owners[-1], bool(self.hidden))
            self.blocks.append(block)
        self.line = _Line()

    def rows(self, table: HtmlElement) -> None:
        for caption in table.findall("caption"):
            self.add(inner_text(caption))
            self.flush()
        for cells in rows_of(table):
            texts = [inner_text(cell) for cell in cells]
            if not any(texts):
                continue
            text = "\t".join(texts)
            linked = sum(len(bare(inner_text(link))) for cell in cells for link in cell.iter("a"))
            hidden = bool(self.hidden) or is_hidden(cells[0].getparent())
            self.blocks.append(Block(text, text, len(bare(text)), linked, table, hidden, table))
