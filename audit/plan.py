"""Which recognisers a document can wake: those one of whose leading words stands in it. The others answer nothing, so
they are not asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from audit.checks import CHECKS
from audit.reading import Reading
from audit.scan import crosses_seams
from audit.text import terms_of
from rules.model import Book, Domain, Point
from rules.recognisers import Recognise


@dataclass(frozen=True, slots=True)
class Step:
    """One recogniser of one active point, in the order of the book. `words`: the rule's title, title_also, not_title,
    text_any, not_text and column words in normal form."""

    domain: Domain
    point: Point
    rule: Recognise
    words: tuple[tuple[str, ...], ...]


class Plan:
    """The recognisers of a book by the words that wake them."""

    def __init__(self, book: Book) -> None:
        self.steps = tuple(_steps(book))
        self.points = tuple(dict.fromkeys(step.point.id for step in self.steps))
        self._by_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, step in enumerate(self.steps):
            words = leading(step.rule)
            if words is None or any(map(crosses_seams, words)):
                self._always.append(number)
                continue
            for word in words:
                self._by_word.setdefault(word, []).append(number)

    @property
    def words(self) -> Iterable[str]:
        """Every word that wakes a recogniser."""
        return self._by_word.keys()

    def woken(self, reading: Reading) -> Iterator[Step]:
        """The recognisers that may have an answer to a document, in the order of the book."""
        numbers = set(self._always)
        for word in present(reading):
            numbers.update(self._by_word.get(word, ()))
        return (self.steps[number] for number in sorted(numbers))


def present(reading: Reading) -> set[str]:
    """The book's words that stand anywhere in what the checks look at."""
    found = set(reading.places(reading.whole))
    found.update(*(reading.places(column) for column in reading.columns))
    for view in reading.views:
        found.update(reading.places(view.head))
        found.update(view.headers.words, view.rows.words, view.keys.words)
        found.update(reading.places("\n".join(key for key, _ in view.grid.pairs)))
    return found


def leading(rule: Recognise) -> frozenset[str] | None:
    """Words one of which must stand in a document before a recogniser has any answer (None: it may always have one)."""
    words = frozenset(_LEADING[rule.check](rule)) if rule.check in _LEADING else frozenset()
    return words or None


def _needed_parts(rule: Any) -> Iterable[str]:
    groups = rule.parts.values() if (rule.partial_from or rule.need) > 0 else ()
    return (word for group in groups for word in terms_of(group))


def _groups_of_form(rule: Any) -> Iterable[tuple[str, ...]]:
    return (*rule.fields.values(), *rule.headers.values(), *rule.said.values())


_LEADING: dict[str, Callable[[Any], Iterable[str]]] = {
    "field": lambda rule: terms_of(rule.labels + rule.weak + rule.headers),
    "figures": lambda rule: terms_of(rule.terms[0]) if rule.terms else (),
    "topic": lambda rule: terms_of(rule.title),
    "table": lambda rule: tuple(word for group in rule.headers for word in terms_of(group)),
    "parts": _needed_parts,
    "form": lambda rule: (word for group in _groups_of_form(rule) for word in terms_of(group)),
}


def _steps(book: Book) -> Iterator[Step]:
    for domain in book.domains:
        for point in domain.points:
            for rule in point.recognise:
                if point.status == "active" and rule.check in CHECKS:
                    title = () if rule.check == "topic" else rule.title
                    words = (title, rule.title_also, rule.not_title, rule.text_any, rule.not_text, rule.column)
                    yield Step(domain, point, rule, tuple(map(terms_of, words)))
