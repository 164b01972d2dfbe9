"""Whether a page holds a word at all: asked before a pattern is searched for, which takes a hundred times as long."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def bears(markup: str, words: Iterable[str]) -> bool:
    """Whether one of the words, given in lower case, stands in the page in whatever case."""
    lowered = _lowered(markup)
    return any(word in lowered for word in words)


@lru_cache(maxsize=4)
def _lowered(markup: str) -> str:
    return markup.lower()
