"""Faults of the words in rules: given twice, written like patterns, or shut out by the rule's own exceptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rules.load import BookFiles, DomainFile
from rules.model import Book
from rules.recognisers import Recogniser
from rules.source import Fault
from rules.strict import Model

PATTERN_SIGNS = re.compile(r"[\\^$|{}\[\]*+?]")
OPPOSED: dict[str, tuple[str, ...]] = {
    "not_title": ("title", "title_also"),
    "not_text": ("text_any",),
    "not_terms": ("terms",),
    "not_labels": ("labels", "weak"),
    "not_headers": ("headers", "optional"),
}
"""What shuts out, and which lists of the same entry it can shut out for good."""
Path = tuple[str | int, ...]


def repeated_words(read: BookFiles, book: Book) -> Iterator[Fault]:
    """No word stands twice in one list, and no word is a pattern."""
    for file in read.domains:
        for path, words in _lists(file.domain, ()):
            place, owner = file.source.at(path), _owner(file, path)
            for word in (word for word, count in Counter(words).items() if count > 1):
                yield Fault(*place, owner, f"“{word}” stands twice in {_dotted(path)}; leave one")
            for word in words:
                if PATTERN_SIGNS.search(word):
                    what = f"“{word}” in {_dotted(path)} reads like a pattern; words are matched as they stand"
                    yield Fault(*place, owner, what)


def dead_words(read: BookFiles, book: Book) -> Iterator[Fault]:
    """No word is shut out by an exception of its own rule, no title opens nothing, no label is both full and weak."""
    for file in read.domains:
        for path, entry in _entries(file.domain, ()):
            owner = _owner(file, path)
            for closing, openings in OPPOSED.items():
                shut = _words_in(getattr(entry, closing, ()))
                for opening in openings:
                    words = _words_in(getattr(entry, opening, ()))
                    dead = {word: other for word in words for other in shut if other in word}
                    place = file.source.at((*path, closing))
                    if dead and len(dead) == len(words):
                        yield Fault(
                            *place, owner, f"{_dotted((*path, opening))} opens nothing: {closing} shuts out all"
                        )
                    else:
                        for word, other in dead.items():
                            what = f"“{word}” never counts: {closing} has “{other}”; take out one of them"
                            yield Fault(*place, owner, what)
            both = set(_words_in(getattr(entry, "weak", ()))) & set(
                _words_in(getattr(entry, "labels", getattr(entry, "names", ())))
            )
            for word in sorted(both):
                place = file.source.at((*path, "weak"))
                yield Fault(*place, owner, f"“{word}” is both a full and a weak word; leave one")


def _entries(value: object, path: Path) -> Iterator[tuple[Path, Model]]:
    """Every entry that opens and shuts out by words: recognisers, gates, kinds of record and of relief."""
    if isinstance(value, Model):
        if isinstance(value, Recogniser) or any(name in type(value).model_fields for name in OPPOSED):
            yield path, value
        for name in type(value).model_fields:
            yield from _entries(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _entries(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _entries(item, (*path, index))


def _words_in(value: object) -> Sequence[str]:
    """The words of a list, or of a list of lists."""
    if isinstance(value, str):
        return (value,)
    return [word for item in value for word in _words_in(item)] if isinstance(value, tuple) else ()


def _lists(value: object, path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every list of words with its place; examples and their tables left out."""
    if isinstance(value, Model):
        for name in type(value).model_fields:
            if name not in ("good", "bad", "basis"):
                yield from _lists(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _lists(item, (*path, key))
    elif isinstance(value, tuple):
        words = tuple(item for item in value if isinstance(item, str))
        if words:
            yield path, words
        for index, item in enumerate(value):
            yield from _lists(item, (*path, index))


def _owner(file: DomainFile, path: Path) -> str:
    if path and path[0] == "points" and isinstance(path[1], int):
        return file.domain.points[path[1]].id
    return ""


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path[2:] if path[0] == "points") or ".".join(str(step) for step in path)
