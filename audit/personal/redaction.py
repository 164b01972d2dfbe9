"""Making a text unreadable where it shows personal data: what is kept of a page beside the audit must not repeat it.

Numbers are hidden by their form (`numbers.mask`). Names, addresses and illnesses have none: those that the detectors
found on the page are hidden wherever the same page's text, snippets and titles say them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.personal.found import Found
from audit.personal.numbers import mask
from audit.personal.people import is_full_name, starred_name
from audit.text import normalise

_TOKENS = re.compile(r"([\t\n|:：,，;；。()（）]+)")
MOST_IN_PROSE = 500
"""Words hidden inside sentences too; a longer list is a table, whose cells are hidden one by one."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """What to hide of one document: `words` as whole cells, `prose` wherever they stand."""

    words: frozenset[str] = frozenset()
    prose: re.Pattern[str] | None = None

    def __call__(self, text: str) -> str:
        """`text` with personal numbers starred and the document's own personal words hidden."""
        text = mask(text)
        if self.words:
            text = "".join(map(self._cell, _TOKENS.split(text)))
        return self.prose.sub(lambda match: _hidden(normalise(match.group())), text) if self.prose else text

    def _cell(self, token: str) -> str:
        return _hidden(normalise(token).strip()) if len(token) > 1 and normalise(token).strip() in self.words else token


def redaction(found: Iterable[Found]) -> Redaction:
    """What the findings of one document ask to hide (masked ones ask for nothing)."""
    words = frozenset(word for one in found if not one.masked for word in one.secrets if len(word) > 1)
    if not words:
        return Redaction()
    longest = sorted(words, key=lambda word: (-len(word), word))[:MOST_IN_PROSE]
    # Blanks between Chinese characters are gone from the words, and may still stand in the text.
    prose = re.compile("|".join(r"[ \u3000]?".join(map(re.escape, word)) for word in longest))
    return Redaction(words, prose)


def _hidden(word: str) -> str:
    return starred_name(word) if is_full_name(word) else "*" * min(len(word), 8)
