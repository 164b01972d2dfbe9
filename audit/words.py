"""The words of a text as a search keeps them, and those of a question.

Kept are jieba's words of two characters and more, and the dictionary words of two or three characters inside longer
ones, so that 资金 finds 专项资金. Single characters are left out: they are in nearly every page. The words are of jieba's
own dictionary, not of a rule book: the index is the same before and after a change of rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from audit.text import LONGEST_RUN, normalise, plain_tokenizer

LONGEST_WORD = 32
"""Characters of the longest word that is kept: what is longer (a hash, an address) nobody searches by words."""
_RUN = re.compile(r"[\u4e00-\u9fd5]+|[a-z0-9]+(?:[.\-_][a-z0-9]+)*")


def count_words(text: str) -> Counter[str]:
    """How often each word stands in `text`."""
    return Counter(_with_inner(normalise(text).lower()))


def asked_words(text: str) -> list[str]:
    """The words of a question, each once, in order; empty when it has none of two characters."""
    return list(dict.fromkeys(_words(normalise(text).lower())))


def common_words(count: int) -> list[str]:
    """The `count` most frequent dictionary words of two characters and more, the commonest first."""
    counted = plain_tokenizer().FREQ
    return sorted((word for word in counted if len(word) > 1), key=lambda word: (-counted[word], word))[:count]


def _words(text: str) -> Iterator[str]:
    cut = plain_tokenizer().cut
    for match in _RUN.finditer(text):
        run = match.group()
        if run.isascii():
            found = iter((run,))
        else:
            found = (word for at in range(0, len(run), LONGEST_RUN) for word in cut(run[at : at + LONGEST_RUN]))
        yield from (word for word in found if 1 < len(word) <= LONGEST_WORD)


def _with_inner(text: str) -> Iterator[str]:
    counted = plain_tokenizer().FREQ
    for word in _words(text):
        yield word
        if not word.isascii():
            for size in (2, 3):
                if size < len(word):
                    parts = (word[at : at + size] for at in range(len(word) - size + 1))
                    yield from (part for part in parts if counted.get(part))
