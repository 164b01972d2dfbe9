"""The words of a book: those that are looked for in texts, and those that label values and name columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.text import normalise, terms_of
from rules.model import Book
from rules.strict import Model


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _walk(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _walk(item)


_WORDY = frozenset({
    "title", "title_also", "not_title", "text_any", "not_text", "column", "labels", "weak", "headers", "not_labels", "terms", "not_terms", "body",
    "optional", "not_headers", "parts", "names", "columns", "name_headers", "rows_title", "people", "fields", "said", "named",
})  # fmt: skip


def words_of(book: Book) -> set[str]:
    """Every word of the book that is looked for in texts."""
    found: set[str] = set()

    def collect(model: Model) -> None:
        for name in type(model).model_fields:
            value = getattr(model, name)
            if isinstance(value, Model):
                collect(value)
            elif isinstance(value, dict) and value and all(isinstance(item, Model) for item in value.values()):
                for item in value.values():
                    collect(item)
            elif isinstance(value, tuple) and value and isinstance(value[0], Model):
                for item in value:
                    collect(item)
            elif name in _WORDY and isinstance(value, (tuple, dict)):
                found.update(_walk(value))

    for domain in book.domains:
        collect(domain)
    return {term for term in found if re.search(r"[\u4e00-\u9fff]", term)}


def labels_of(book: Book) -> Iterator[str]:
    """Labels and header words: they tell a key-value table from a table with a header row."""
    for domain in book.domains:
        for kind in domain.records.values():
            yield from terms_of(kind.name_headers)
            yield from terms_of(kind.labels)
        for point in domain.points:
            for rule in point.recognise:
                if rule.check == "field":
                    yield from terms_of(rule.labels + rule.weak + rule.headers)
                elif rule.check == "table":
                    yield from (normalise(term) for group in rule.headers + rule.optional for term in group)
                elif rule.check == "form":
                    groups = (*rule.fields.values(), *rule.headers.values())
                    yield from (normalise(term) for group in groups for term in group)
