"""Paragraphs, cells and rows of an old Word file, one after another, made to lines and tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.attachments.content import MAX_CELLS, Unreadable, one_line, row_line
from audit.model import Table

CELL = "\x07"
_NEAR = 60
"""Twips (a millimetre) by which the edges of a column may differ between rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How a row lays out a cell: its edges from the left in twips; whether it goes on with the one before or above."""

    left: int
    right: int
    across: bool
    down: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What formatting says of a paragraph. `depth`: how many tables it stands in."""

    depth: int = 0
    row_end: bool = False
    cell_end: bool = False
    cells: tuple[Cell, ...] = ()


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


class Story:
    """Collects lines and tables while it walks over the paragraphs."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[Table] = []
        self._open: list[_Rows] = []
        self._count = 0
        self._after_cell = False

    def add(self, mark: str, paragraph: Paragraph, text: str) -> None:
        """One paragraph and its mark (CELL ends a cell): a line of its own, or a part of a cell in each of the tables
        that it stands in."""
        depth, row_end, cell_end = paragraph.depth, paragraph.row_end, paragraph.cell_end or mark == CELL
        if mark == CELL and not depth:  # formats are lost: two marks in a row end a row
            depth, row_end = 1, self._after_cell and not text
        self._after_cell = mark == CELL and not row_end
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
