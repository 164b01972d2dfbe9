"""All the book's words in one automaton: a text is read once, whatever the number of words.

`ahocorasick_rs` (Rust, a DFA over all words) does it where it has a wheel; elsewhere one `str.find` after another finds
the same places, only slower.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Iterable, Sequence

Places = dict[str, list[int]]
"""Word → where it begins, ascending. Words that overlap are all there."""
_SEAM = re.compile(r"[\s《》。!?;]")


def _found_by_search(words: Sequence[str]) -> Callable[[str], Places]:
    """The same as the automaton, one word after another."""

    def find(text: str) -> Places:
        found: Places = {}
        for word in words:
            at = text.find(word)
            while at >= 0:
                found.setdefault(word, []).append(at)
                at = text.find(word, at + 1)
        return found

    return find


def _found_by_automaton(words: Sequence[str]) -> Callable[[str], Places]:
    from ahocorasick_rs import AhoCorasick, Implementation

    if not words:
        return lambda text: {}
    search = AhoCorasick(words, implementation=Implementation.DFA, store_patterns=False).find_matches_as_indexes

    def find(text: str) -> Places:
        found: Places = {}
        for number, start, _ in search(text, overlapping=True):
            found.setdefault(words[number], []).append(start)
        return found

    return find


try:
    import ahocorasick_rs as _ahocorasick_rs  # noqa: F401
except ImportError:  # no wheel for this machine
    FINDERS = {"search": _found_by_search}
    FASTEST = "search"
else:
    FINDERS = {"automaton": _found_by_automaton, "search": _found_by_search}
    FASTEST = "automaton"


MOST_PLACES = 5_000
"""Lines or sentences of one document that a recogniser looks at."""


class Scanner:
    """Finds many words in a text at once."""

    def __init__(self, words: Iterable[str], finder: str = FASTEST) -> None:
        self.words = frozenset(word for word in words if word and "\n" not in word)
        self.find: Callable[[str], Places] = FINDERS[finder](sorted(self.words))
        self.strangers = functools.lru_cache(maxsize=50_000)(self._strangers)

    def _strangers(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `words` that the automaton does not know."""
        return tuple(word for word in words if word not in self.words)

    def index(self, pieces: Sequence[str]) -> Index:
        """Which of several pieces hold which words."""
        return Index(self, pieces)


class Index:
    """Several pieces of text (lines, sentences, cells) scanned at once: which of them hold a word."""

    def __init__(self, scanner: Scanner, pieces: Sequence[str]) -> None:
        self.pieces = pieces
        self._scanner = scanner
        starts: list[int] = []
        at = 0
        for piece in pieces:
            starts.append(at)
            at += len(piece) + 1
        self._of: dict[str, list[int]] = {}
        for word, places in scanner.find("\n".join(pieces)).items():
            numbers = self._of[word] = []
            for place in places:
                number = bisect.bisect_right(starts, place) - 1
                if not numbers or numbers[-1] != number:
                    numbers.append(number)

    def holding(self, words: tuple[str, ...]) -> Sequence[int]:
        """The numbers of the pieces that hold at least one of `words`, ascending; all, where a word is not known."""
        if not self.pieces:
            return ()
        if self._scanner.strangers(words):
            return range(len(self.pieces))
        found = [self._of[word] for word in words if word in self._of]
        if len(found) == 1:
            return found[0]
        return sorted(set().union(*found)) if found else ()

    @property
    def words(self) -> Iterable[str]:
        """The words that stand in any piece."""
        return self._of.keys()


@functools.cache
def crosses_seams(word: str) -> bool:
    """Whether a word holds a character (blank, quotation mark, end of a sentence) at which pieces of a text are put together, so that
    it may stand in two pieces joined and in neither alone."""
    return _SEAM.search(word) is not None


@functools.lru_cache(maxsize=50_000)
def longest_in(text: str, words: frozenset[str]) -> int:
    """The length of the longest of `words` that stands in a short text (0: none does)."""
    return max(map(len, _scanner(words).find(text)), default=0)


@functools.lru_cache(maxsize=8)
def _scanner(words: frozenset[str]) -> Scanner:
    return Scanner(words)
