"""What is judged on a site, not on a page: its columns, and how its records are made (checks column and structure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from audit.model import Document
from audit.text import Segmenter, normalise
from rules.recognisers import ColumnCheck


@dataclass(frozen=True, slots=True)
class ColumnEntries:
    """A column that the crawl walked: how many entries it holds, and the days of those that are dated."""

    name: str
    entries: int
    days: frozenset[date]
    url: str

    def newest(self, as_of: date) -> date | None:
        """The day of the newest entry; what is dated after `as_of` says nothing of that day."""
        return max((day for day in self.days if day <= as_of), default=None)


def columns_of(documents: Iterable[Document], days: Mapping[str, date | None]) -> dict[str, ColumnEntries]:
    """Every column name in the documents' paths with its entries; `days` gives the day of a document by its URL."""
    found: dict[str, ColumnEntries] = {}
    for document in documents:
        for name in document.columns:
            key = normalise(name)
            old = found.get(key, ColumnEntries(name, 0, frozenset(), document.url))
            day = days.get(document.url)
            found[key] = ColumnEntries(name, old.entries + 1, old.days | {*([day] if day else [])}, old.url)
    return found


@dataclass(frozen=True, slots=True)
class ColumnAnswer:
    """`column` is the best match; `weak`: only a neighbouring name; `late`: its newest entry is too old."""

    column: ColumnEntries | None
    weak: bool = False
    late: bool = False


def find_column(
    rule: ColumnCheck, columns: Mapping[str, ColumnEntries], segmenter: Segmenter, as_of: date
) -> ColumnAnswer:
    """Which walked column answers a column rule. `as_of` is the day of the audit."""
    for names, weak in ((rule.names, False), (rule.weak, True)):
        matches = [
            column
            for key, column in columns.items()
            if column.entries and any(segmenter.spans(normalise(name), key) for name in names)
        ]
        if matches:
            best = max(matches, key=lambda column: (column.newest(as_of) or date.min, column.entries))
            newest = best.newest(as_of)
            late = bool(rule.within_months and newest and (as_of - newest).days > rule.within_months * 31)
            return ColumnAnswer(best, weak, late)
    return ColumnAnswer(None)
