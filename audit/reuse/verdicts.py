"""Which parts of a verdict of before still hold under the present book.

A point's verdict on a document hangs on the point's own entry, its domain's surroundings (gate, records, kinds), and the
words of the whole book in so far as they stand in the document: a term that another rule adds may cut its runs otherwise.
What cannot be told from the screened document is judged again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.judge import Judge
from audit.plan import leading
from audit.reuse.cache import BookWords, Cache, Verdict
from audit.reuse.screened import Screened
from audit.text import normalise
from rules.load import book_digest, point_digest
from rules.model import Book

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BLANK = re.compile(r"\s")
_ASIDE = re.compile(r"\([^()]*\)|[\s:/]")
_DECLARES = re.compile("情况的?说明")
"""In every title or text that may declare that there is nothing to publish: which points it names hangs on them all."""


@dataclass(frozen=True, slots=True)
class Change:
    """What tells two books apart. `points`: entries that are new, gone or changed. `wakes`: by changed point the words
    one of which must stand in a document for the point to have an answer (None: it may always have one)."""

    points: frozenset[str]
    words: frozenset[str]
    wakes: dict[str, frozenset[str] | None]


class Reuse:
    """The present book, and what a cache knows of earlier ones."""

    def __init__(self, judge: Judge, cache: Cache) -> None:
        self.cache = cache
        self.digest = book_digest(judge.book)
        self._book = judge.book
        self._now = BookWords(
            points={point: point_digest(judge.book, point) for point in judge.book.points},
            domains={
                domain.prefix: _around(domain.model_dump_json(exclude={"points"})) for domain in judge.book.domains
            },
            words=judge.words,
        )
        self._kept = False
        self._changes: dict[str, Change | None] = {self.digest: _SAME}

    def keep(self, verdicts: Mapping[bytes, Verdict]) -> None:
        """Keep what the present book said, and the book, for audits to come."""
        if not self._kept:
            self.cache.keep_book(self.digest, self._now)
            self._kept = True
        self.cache.keep_verdicts(self.digest, verdicts)

    def again(self, book: str, page: Screened) -> frozenset[str] | None:
        """The points to ask again of a document that the book of that digest judged (None: all, with all else)."""
        if book not in self._changes:
            self._changes[book] = self._change(book)
        change = self._changes[book]
        if change == _SAME:
            return frozenset()
        if change is None or not page.whole:
            return None
        texts = _texts(page)
        if any(_stands(word, texts) for word in change.words):
            return None
        woken = {
            point for point, words in change.wakes.items() if words is None or any(_stands(one, texts) for one in words)
        }
        if woken or _DECLARES.search(texts[1]):
            return change.points
        return frozenset()

    def without(self, verdict: Verdict, book: str) -> Verdict:
        """A verdict of that book without what it said of changed points."""
        change = self._changes.get(book)
        return merged(dropped(verdict, change.points), NOTHING, self._book) if change and change != _SAME else verdict

    def _change(self, digest: str) -> Change | None:
        then = self.cache.book(digest)
        if then is None:
            return None
        now = self._now
        points = {one for one in {*then.points, *now.points} if then.points.get(one) != now.points.get(one)}
        if then.domains != now.domains:
            return None
        wakes = {point: _wakes(self._book, point) for point in points if point in now.points}
        return Change(frozenset(points), then.words ^ now.words, wakes)


_SAME = Change(frozenset(), frozenset(), {})


def dropped(verdict: Verdict, points: Iterable[str]) -> Verdict:
    """`verdict` without what it says of `points`."""
    gone = frozenset(points)
    return replace(
        verdict,
        evidence=tuple(one for one in verdict.evidence if one.point not in gone),
        lookalikes=tuple(one for one in verdict.lookalikes if one.point not in gone),
        doubts=tuple(one for one in verdict.doubts if one.point not in gone),
        declarations=tuple(one for one in verdict.declarations if one.point not in gone),
    )


NOTHING = Verdict(frozenset(), (), (), (), (), ())


def merged(old: Verdict, new: Verdict, book: Book) -> Verdict:
    """What `new` says of some points put into `old`, in the order of the book."""
    places = {point: place for place, point in enumerate(book.points)}
    return replace(
        old,
        evidence=tuple(sorted((*old.evidence, *new.evidence), key=lambda one: places[one.point])),
        lookalikes=tuple(sorted((*old.lookalikes, *new.lookalikes), key=lambda one: places[one.point])),
        doubts=tuple(sorted((*old.doubts, *new.doubts), key=lambda one: places[one.point])),
    )


def _wakes(book: Book, point: str) -> frozenset[str] | None:
    found: set[str] = set()
    for rule in book.points[point].recognise:
        words = leading(rule)
        if words is None:
            return None
        found |= words
    return frozenset(found)


def _texts(page: Screened) -> tuple[str, str, str]:
    """All that is said in a document, as it stands, without blanks, and without what label words are matched without."""
    document = page.document
    cells = (cell for table in document.tables for row in table for cell in row)
    whole = normalise("\n".join((document.title, *document.columns, document.text, *cells)))
    return whole, _BLANK.sub("", whole), _ASIDE.sub("", whole)


def _stands(word: str, texts: Iterable[str]) -> bool:
    """Whether the Chinese parts of a word stand in any of the texts (its digits may have been hidden)."""
    parts = _CHINESE.findall(word)
    return any(all(part in text for part in parts) for text in texts)


def _around(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
