"""A document made ready for judging: normalised, cut into lines and sentences, its tables given headers.

A `Reading` is what every check looks at. It holds text only from title, body, tables and attachment names; menus,
footers and URLs never get this far.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.model import Document
from audit.scan import Index, Places
from audit.tabular.forms import paragraphs, with_colons
from audit.tabular.grid import Grid, grids, told_one_by_one
from audit.tabular.gridview import GridView
from audit.text import Segmenter, normalise, sentences, terms_of

__all__ = ["RECORD_TYPES", "Reading", "read", "terms_of"]

RECORD_TYPES = frozenset({"notice", "list_of_names", "statistics", "other", "tender"})
"""Types of page that can be a record, or tell several in their text."""

_NEW_ERA = re.compile(
    "衔接资金|衔接推进|乡村振兴|防返贫|防止返贫|监测对象|脱贫户|脱贫人口|巩固拓展|常态化帮扶|开发式帮扶"
)
_OLD_ERA = re.compile("扶贫|贫困户|脱贫攻坚|精准脱贫|建档立卡")


@dataclass(frozen=True)
class Reading:
    """One document as the checks see it."""

    document: Document
    segmenter: Segmenter
    title: str
    columns: tuple[str, ...]
    lines: tuple[str, ...]
    """Body lines that are not table rows."""
    text: str
    """The whole normalised text, table rows included."""
    grids: tuple[Grid, ...]
    _places: dict[str, Places] = field(default_factory=dict)
    _spans: dict[tuple[str, str], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    _counts: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)

    @functools.cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for line in self.lines for sentence in sentences(line))

    @functools.cached_property
    def heading(self) -> str:
        """Title and innermost column on two lines: where a topic announces itself."""
        return f"{self.title}\n{self.columns[-1] if self.columns else ''}"

    @functools.cached_property
    def length(self) -> int:
        """Characters of the body without blanks."""
        return len(re.sub(r"\s", "", self.text))

    @functools.cached_property
    def whole(self) -> str:
        """Title and body on lines of their own."""
        return f"{self.title}\n{self.text}"

    @functools.cached_property
    def line_index(self) -> Index:
        return self.segmenter.scanner.index(self.lines)

    @functools.cached_property
    def sentence_index(self) -> Index:
        return self.segmenter.scanner.index(self.sentences)

    @functools.cached_property
    def views(self) -> tuple[GridView, ...]:
        """The tables, ready for many rules."""
        return tuple(GridView(grid, self.segmenter.scanner) for grid in self.grids)

    @functools.cached_property
    def era(self) -> str | None:
        """ "new" or "old" by the words of the poverty campaign (the present one, and that before 2021-02)."""
        if _NEW_ERA.search(self.title) or _NEW_ERA.search(self.text):
            return "new"
        return "old" if _OLD_ERA.search(self.title) or _OLD_ERA.search(self.text) else None

    def places(self, text: str) -> Places:
        """Where the book's words stand in a piece of this document; every piece is scanned once."""
        found = self._places.get(text)
        if found is None:
            found = self._places[text] = self._body() if text is self.text else self.segmenter.scanner.find(text)
        return found

    def _body(self) -> Places:
        """The places in the body, by those in the whole: no word goes over the end of a line."""
        first = len(self.title) + 1
        shifted = {
            word: [start - first for start in starts if start >= first]
            for word, starts in self.places(self.whole).items()
        }
        return {word: starts for word, starts in shifted.items() if starts}

    def spans(self, term: str, text: str) -> tuple[tuple[int, int], ...]:
        """Accepted hits of one term in a piece of this document."""
        key = term, text
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = tuple(self._accepted(term, text))
        return found

    def _accepted(self, term: str, text: str) -> Iterable[tuple[int, int]]:
        if term not in self.segmenter.scanner.words:
            return self.segmenter.spans(term, text)
        return self.segmenter.accepted(term, text, self.places(text).get(term, ()))

    def first(self, terms: tuple[str, ...], text: str) -> str | None:
        """The first of `terms` that counts in `text`."""
        return next((term for term in self._standing(terms, text) if self._stands(term, text)), None)

    def _standing(self, terms: tuple[str, ...], text: str) -> Iterable[str]:
        """Those of `terms` that stand in `text`, counted or not, in their order."""
        found = self.places(text)
        if self.segmenter.scanner.strangers(terms):
            return (term for term in terms if term in text)
        if len(found) < 4:
            return () if found.keys().isdisjoint(terms) else (term for term in terms if term in found)
        return (term for term in terms if term in found)

    def _stands(self, term: str, text: str) -> bool:
        """Whether `term` counts anywhere in `text`."""
        spans = self._spans.get((term, text))
        return bool(spans) if spans is not None else any(True for _ in self._accepted(term, text))

    def count(self, terms: tuple[str, ...], text: str) -> int:
        """How many accepted hits of any of `terms` are in `text`."""
        key = terms, text
        if key not in self._counts:
            self._counts[key] = sum(len(self.spans(term, text)) for term in self._standing(terms, text))
        return self._counts[key]


def read(
    document: Document, segmenter: Segmenter, labels: frozenset[str], boilerplate: frozenset[str] = frozenset()
) -> Reading:
    """Make a `Reading` of a document.

    `labels` are the book's label words (they tell a key-value table from a table with a header row); `boilerplate`
    are normalised lines that stand on a large share of the host's pages.
    """
    text = normalise(document.text)
    kept = [line for line in text.split("\n") if line and line not in boilerplate]
    tables = grids(document.tables, labels, kept)
    lines = kept if not tables else [line for line in kept if "\t" not in line]
    lines += [note for grid in tables for note in grid.notes]
    if document.page_type in RECORD_TYPES:
        forms, rest = paragraphs(with_colons(lines, labels), labels)
        lines = list(rest)
        tables += told_one_by_one(forms)
    return Reading(
        document=document,
        segmenter=segmenter,
        title=normalise(document.title).replace("\n", ""),
        columns=tuple(normalise(column) for column in document.columns),
        lines=tuple(line.replace("\t", " ") for line in lines),
        text="\n".join(kept),
        grids=tables,
    )
