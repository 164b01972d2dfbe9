"""Records: one project notice, one table row. Every record of its kind must carry the fields its points ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.reading import RECORD_TYPES, Reading, terms_of
from audit.shapes import is_null
from audit.tabular.grid import Grid
from audit.tabular.gridview import MAX_NAME, name_column
from rules.model import Domain, RecordKind

_NOT_KEY = re.compile(r"[\W_]")
_TITLE = re.compile(r"^(?:关于)?(.{4,}?)(?:情况)?的?(?:公示|公告|公示公告|通告|公开)(?:表|内容|信息)?$|^关于(.{4,})$")


@dataclass(frozen=True, slots=True)
class Record:
    """A record found in a document: `table` tells a row from a whole page."""

    domain: str
    kind: str
    key: str
    name: str
    url: str
    table: bool
    prose: bool = False
    """One of several that a text tells one after the other: in its own way a row, but no table to a reader."""
    schemes: frozenset[str] = frozenset()
    """The 类别 it belongs to, where a point asked of records is judged by them."""


def record_key(name: str) -> str:
    """The same record in other places has the same key: punctuation, blanks and the words of a title around its name
    (关于…的公示) do not matter."""
    plain = _NOT_KEY.sub("", name)[:MAX_NAME]
    title = _TITLE.match(plain)
    return (title[1] or title[2]) if title else plain


def records(domain: Domain, reading: Reading, bound: Mapping[str, str]) -> Iterator[Record]:
    """The records of a document.

    `bound`: labels to which the document binds a value outside tables, with the value; a page with one of a kind's own
    labels, or with one of its title words, is a record by itself unless a table of it already lists records. It is
    called what it calls itself (项目名称：…), so that it meets its row in other notices; else by its title.
    """
    for name, kind in domain.records.items():
        rows = [record for grid in reading.grids for record in _rows(domain, name, kind, grid, reading)]
        yield from rows
        if not rows and reading.document.page_type in RECORD_TYPES and _is_record(kind, reading, bound):
            label = _own_name(kind, bound) or reading.title or reading.document.url
            yield Record(domain.prefix, name, record_key(label), label[:MAX_NAME], reading.document.url, False)


def _rows(domain: Domain, name: str, kind: RecordKind, grid: Grid, reading: Reading) -> Iterator[Record]:
    index = name_column(kind, grid.headers)
    if index is None or (kind.rows_title and not reading.first(terms_of(kind.rows_title), reading.heading)):
        return
    if reading.first(terms_of(kind.not_title), reading.title):
        return
    for row in grid.rows:
        if index < len(row) and not is_null(row[index]):
            label = row[index][:MAX_NAME]
            yield Record(domain.prefix, name, record_key(label), label, reading.document.url, True, grid.prose)


def _own_name(kind: RecordKind, bound: Mapping[str, str]) -> str:
    words = (label for label in terms_of(kind.labels) if label in terms_of(kind.name_headers))
    return next((bound[label] for label in words if label in bound and not is_null(bound[label])), "")


def _is_record(kind: RecordKind, reading: Reading, bound: Mapping[str, str]) -> bool:
    if reading.first(terms_of(kind.not_title), reading.title):
        return False
    if reading.first(terms_of(kind.title), reading.title):
        return True
    return any(label in bound for label in terms_of(kind.labels))
