"""A table as the checks see it: its words indexed once, its cells looked at once for each shape, whatever the number of
rules that ask."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable

from audit.scan import Index, Scanner
from audit.shapes import cell_shows, is_null
from audit.tabular.grid import Grid
from audit.text import terms_of
from rules.model import Domain, RecordKind

MAX_NAME = 60
_ASIDE = re.compile(r"\([^()]*\)")
_ASIDE_OR_BLANK = re.compile(r"\([^()]*\)|\s")
_SERIAL = re.compile(r"^\d{1,5}$|^[一二三四五六七八九十]{1,3}$")


class GridView:
    """One table of a document, ready for many rules."""

    def __init__(self, grid: Grid, scanner: Scanner) -> None:
        self.grid = grid
        self._scanner = scanner
        self._cells: dict[tuple[str, str, int], dict[str, bool]] = defaultdict(dict)
        self._rows: dict[tuple[str, str], dict[int, bool]] = defaultdict(dict)
        self._names: dict[str, tuple[int, ...]] = {}

    @functools.cached_property
    def head(self) -> str:
        """All headers and the caption on one line."""
        return f"{' '.join(self.grid.headers)} {self.grid.caption}"

    @functools.cached_property
    def headers(self) -> Index:
        return self._scanner.index(self.grid.headers)

    @functools.cached_property
    def rows(self) -> Index:
        """Every row as one line."""
        return self._scanner.index([" ".join(row) for row in self.grid.rows])

    @functools.cached_property
    def keys(self) -> Index:
        """The labels of a key-value table without brackets and blanks."""
        return self._scanner.index([_ASIDE_OR_BLANK.sub("", key) for key, _ in self.grid.pairs])

    def shows(self, shape: str, row: int, column: int, domain: Domain) -> bool:
        """Whether a cell shows a shape; equal cells of a column are looked at once."""
        cell = self.grid.rows[row][column]
        known = self._cells[shape, domain.shapes.get(shape, ""), column]
        if cell not in known:
            known[cell] = cell_shows(shape, cell, self.grid.headers[column], self.grid.caption, domain.shapes)
        return known[cell]

    def row_shows(self, shape: str, row: int, domain: Domain) -> bool:
        """Whether any cell of a row shows a shape."""
        known = self._rows[shape, domain.shapes.get(shape, "")]
        if row not in known:
            width = min(len(self.grid.headers), len(self.grid.rows[row]))
            known[row] = any(self.shows(shape, row, column, domain) for column in range(width))
        return known[row]

    def name(self, row: int, domain: Domain) -> str:
        """How a row is called (see `called`)."""
        columns = self._names.get(domain.prefix)
        if columns is None:
            columns = self._names[domain.prefix] = name_columns(domain, self.grid.headers)
        return called(columns, self.grid.rows[row])


def name_column(kind: RecordKind, headers: tuple[str, ...]) -> int | None:
    """The column that names the records of this kind, the most specific header word first."""
    leaves = [header.rsplit("/", 1)[-1] for header in headers]
    lengths = [len(_ASIDE.sub("", leaf)) for leaf in leaves]
    for word in terms_of(kind.name_headers):
        for index, leaf in enumerate(leaves):
            if word in leaf and len(word) * 3 >= lengths[index]:
                return index
    return None


def name_columns(domain: Domain, headers: tuple[str, ...]) -> tuple[int, ...]:
    """The columns that name a domain's records, kind by kind."""
    found = (name_column(kind, headers) for kind in domain.records.values())
    return tuple(index for index in found if index is not None)


def called(columns: Iterable[int], row: tuple[str, ...]) -> str:
    """How a row is called: its cell in the first naming column that is filled, else its first cell that is no serial
    number."""
    for index in columns:
        if index < len(row) and not is_null(row[index]):
            return row[index][:MAX_NAME]
    plain = (cell for cell in row if not is_null(cell) and not _SERIAL.match(cell))
    return next(plain, "")[:MAX_NAME]
