"""A document made ready for judging: normalised, cut into lines and sentences, its tables given headers.

A `Reading` is what every check looks at. It holds text only from title, body, tables and attachment names; menus,
footers and URLs never get this far.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.grid import Grid, grids
from audit.model import Document
from audit.text import Segmenter, normalise, sentences


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

    @functools.cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for line in self.lines for sentence in sentences(line))

    @functools.cached_property
    def heading(self) -> str:
        """Title and innermost column on two lines: where a topic announces itself."""
        return f"{self.title}\n{self.columns[-1] if self.columns else ''}"

    @property
    def length(self) -> int:
        """Characters of the body without blanks."""
        return len(re.sub(r"\s", "", self.text))

    def spans(self, term: str, text: str) -> tuple[tuple[int, int], ...]:
        """Accepted hits of one term in a piece of this document."""
        return self.segmenter.spans(term, text)

    def first(self, terms: Iterable[str], text: str) -> str | None:
        """The first of `terms` that counts in `text`."""
        return next((term for term in terms if term in text and self.spans(term, text)), None)

    def count(self, terms: Iterable[str], text: str) -> int:
        """How many accepted hits of any of `terms` are in `text`."""
        return sum(len(self.spans(term, text)) for term in terms if term in text)


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
    return Reading(
        document=document,
        segmenter=segmenter,
        title=normalise(document.title).replace("\n", ""),
        columns=tuple(normalise(column) for column in document.columns),
        lines=tuple(line.replace("\t", " ") for line in lines),
        text="\n".join(kept),
        grids=tables,
    )


@functools.cache
def terms_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Rule terms in the form the text has."""
    return tuple(normalise(text) for text in texts)
