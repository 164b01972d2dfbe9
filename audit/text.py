"""Normalising and segmenting Chinese text. The only importer of jieba.

A term counts where it is a whole token, a run of whole tokens, or a dictionary sub-word of one token (jieba's search
mode); a run may begin with the last and end with the first sub-word of a compound (重大疾病 in 重大|疾病防治). A hit that
straddles a token boundary (税收 in 非税|收入) does not.
"""

from __future__ import annotations

import functools
import logging
import math
import re
import sys
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from audit.scan import Scanner
from rules.pause import collector_paused

_NOT_LOADED = object()
_BETWEEN_CJK = re.compile(r"(?<=[\u4e00-\u9fff])[ \u00a0\u3000]+(?=[\u4e00-\u9fff])")
_CELL = 60
_BROKEN_NAME = re.compile(r"(?<=\bPM) (?=2\.5|10\b)")
"""Many offices write PM 2.5."""
_BLANKS = re.compile(r"[ \u00a0\u3000]+")
_DASHES = str.maketrans(dict.fromkeys("—–―‐‑−－", "-") | {"：": ":", "∶": ":", "﹕": ":"})


def normalise(text: str) -> str:
    """Bring `text` to one form: NFKC, no blanks between Chinese characters (责 任 人 → 责任人), one colon, one dash.

    Lines and tabs (cell borders) are kept. Normalising twice changes nothing.
    """
    return _normalised(text) if len(text) > _CELL else _normalised_cell(text)


def _normalised(text: str) -> str:
    lines = unicodedata.normalize("NFKC", text).translate(_DASHES).splitlines()
    return "\n".join("\t".join(_cell(cell) for cell in line.split("\t")) for line in lines)


_normalised_cell = functools.lru_cache(maxsize=50_000)(_normalised)
"""Cells and titles come again and again."""


def _cell(cell: str) -> str:
    if " " not in cell:  # NFKC has made every blank this one
        return cell.strip()
    cell = _BLANKS.sub(" ", _BETWEEN_CJK.sub("", cell)).strip()
    return _BROKEN_NAME.sub("", cell) if "PM " in cell else cell


_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;]?")
LONGEST_RUN = 2_000
"""Characters without any punctuation that are cut as one: jieba's time grows with the square of what it does not know.
No sentence is a tenth as long; a longer run is cut in pieces of this length."""
_SHORT, _LONG = 400, 5_000
"""Characters of a run whose cut is kept, and of a text whose runs are: longer ones are seldom met again."""


class Segmenter:
    """jieba with the book's terms as its user dictionary.

    jieba cuts each maximal run of Chinese characters, letters and digits by itself, so only the run that holds a hit
    is cut, with the same boundaries as cutting the whole text. `also` are words to look for that are no dictionary
    words.
    """

    def __init__(self, terms: Iterable[str], also: Iterable[str] = ()) -> None:
        self._jieba: Any = None
        self._terms = frozenset(normalise(term) for term in terms)
        self._cuts = functools.lru_cache(maxsize=20_000)(self._cut)
        self._long_cuts = functools.lru_cache(maxsize=64)(self._cut)
        self._runs = functools.lru_cache(maxsize=4_000)(Runs)
        self._long_runs = functools.lru_cache(maxsize=8)(Runs)
        self.scanner = Scanner((*self._terms, *map(normalise, also)))

    def _cut(self, run: str) -> tuple[frozenset[int], tuple[tuple[int, int], ...]]:
        if self._jieba is None:
            self._jieba = _ready(self._terms)
        tokens = [(start, end) for _, start, end in self._jieba.tokenize(run)]
        edges = frozenset(edge for token in tokens for edge in token) | self._seams(run, tokens)
        return edges, tuple(token for token in tokens if token[1] - token[0] > 2)

    def _seams(self, run: str, tokens: list[tuple[int, int]]) -> frozenset[int]:
        """Where a long term of the book is two dictionary words put together (全民健身 = 全民 + 健身).

        Without them one term of the book would hide another that begins inside it (健身中心 in 全民健身|中心).
        """
        words = self._jieba.FREQ
        return frozenset(
            cut
            for start, end in tokens
            if end - start >= 4 and run[start:end] in self._terms
            for cut in range(start + 2, end - 1)
            if words.get(run[start:cut]) and words.get(run[cut:end])
        )

    def accepts(self, text: str, start: int, end: int) -> bool:
        """Whether the hit `text[start:end]` is whole tokens, or a dictionary sub-word of one token."""
        runs = self._runs(text) if len(text) < _LONG else self._long_runs(text)
        number = runs.around(start, end)
        if number < 0:
            return True
        cut = runs.cuts.get(number)
        if cut is None:
            run = text[runs.starts[number] : runs.ends[number]]
            cut = runs.cuts[number] = run, *(self._cuts(run) if len(run) < _SHORT else self._long_cuts(run))
        word, edges, long_tokens = cut
        low, high = start - runs.starts[number], end - runs.starts[number]
        if low in edges and high in edges:
            return True
        if self._begins(word, low, edges) and self._ends(word, high, edges):
            return True
        inside = any(token[0] <= low and high <= token[1] for token in long_tokens)
        return inside and bool(self._jieba.FREQ.get(text[start:end]))

    def _begins(self, run: str, low: int, edges: frozenset[int]) -> bool:
        """Whether a word begins here: at an edge, or as the last word of a compound (名单 of 失信名单 in 失信名单|查询)."""
        return low in edges or self._is_word(run[low : min(edge for edge in edges if edge > low)])

    def _ends(self, run: str, high: int, edges: frozenset[int]) -> bool:
        """Whether a word ends here: at an edge, or as the first word of a compound (疾病 of 疾病防治 in 重大|疾病防治)."""
        return high in edges or self._is_word(run[max(edge for edge in edges if edge < high) : high])

    def _is_word(self, text: str) -> bool:
        return len(text) > 1 and bool(self._jieba.FREQ.get(text))

    def spans(self, term: str, text: str) -> tuple[tuple[int, int], ...]:
        """Where `term` (already normalised) counts in `text`, as (start, end)."""
        found: list[int] = []
        at = text.find(term)
        while at >= 0:
            found.append(at)
            at = text.find(term, at + 1)
        return tuple(self.accepted(term, text, found))

    def accepted(self, term: str, text: str, starts: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Those places of `term` in `text` that count."""
        return ((at, at + len(term)) for at in starts if self.accepts(text, at, at + len(term)))


class Runs:
    """Where the runs of a text stand, in pieces of LONGEST_RUN, and how those were cut that were looked at."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.cuts: dict[int, tuple[str, frozenset[int], tuple[tuple[int, int], ...]]] = {}
        for run in _RUN.finditer(text):
            for start in range(run.start(), run.end(), LONGEST_RUN):
                self.starts.append(start)
                self.ends.append(min(start + LONGEST_RUN, run.end()))

    def around(self, start: int, end: int) -> int:
        """The number of the run that holds a whole hit; -1 when the hit crosses runs by itself."""
        number = bisect_right(self.starts, start) - 1
        return number if number >= 0 and end <= self.ends[number] else -1


def _load_jieba() -> Any:
    with warnings.catch_warnings(), collector_paused():
        # jieba 0.42.1 (2020, its last release) holds invalid escapes. Where setuptools is about it imports the slow and
        # deprecated pkg_resources, though it reads its files as well without.
        warnings.simplefilter("ignore")
        hidden = sys.modules.get("pkg_resources", _NOT_LOADED)
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
        try:
            import jieba
        finally:
            if hidden is _NOT_LOADED:
                del sys.modules["pkg_resources"]
            else:
                sys.modules["pkg_resources"] = hidden  # type: ignore[assignment]
    logging.getLogger("jieba").setLevel(logging.WARNING)
    return jieba


@functools.lru_cache(maxsize=2)
def _ready(terms: frozenset[str]) -> Any:
    """A tokenizer of the process for these terms; judges of the same words share it."""
    return _tokenizer(_load_jieba(), terms)


def _tokenizer(jieba: Any, terms: frozenset[str]) -> Any:
    """A tokenizer with jieba's dictionary and the book's terms.

    jieba's own initialize() spends most of its time on the prefixes of all words, and writes its model to a marshal file
    of a fixed name in a shared directory, where anyone could plant one. Here the dictionary is read plainly, and the
    words of a text are found by their length instead of by their prefixes, and weighed at once: the same cuts.

    The sum of all counts stays the dictionary's, so a term of the book changes the cuts of the runs that hold it and no
    others (`audit.cache` rests on this).
    """

    reach: dict[str, int] = {}
    """How long the longest word is that begins with these two characters."""

    class Plain(jieba.Tokenizer):  # type: ignore[misc]
        def get_DAG(self, sentence: str) -> dict[int, list[int]]:
            return {}  # `calc` finds the words by itself

        def calc(self, sentence: str, DAG: object, route: dict[int, tuple[float, int]]) -> None:
            count, length, log_total = self.FREQ.get, len(sentence), math.log(self.total)
            scores = [0.0] * (length + 1)
            for start in range(length - 1, -1, -1):
                best, last = -math.inf, start
                for end in range(start + 1, min(length, start + reach.get(sentence[start : start + 2], 1)) + 1):
                    if found := count(sentence[start:end]):
                        score = math.log(found) - log_total + scores[end]
                        if score >= best:
                            best, last = score, end - 1
                scores[start] = best if best > -math.inf else scores[start + 1] - log_total
                route[start] = scores[start], last

    tokenizer = Plain()
    with collector_paused(), tokenizer.get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
        counts = [int(count) for count in fields[1::3]]
        tokenizer.FREQ, tokenizer.total = dict(zip(fields[0::3], counts, strict=True)), sum(counts)
        tokenizer.initialized = True
        total = tokenizer.total
        for term in sorted(terms):
            if not tokenizer.FREQ.get(term):
                tokenizer.add_word(term)
                tokenizer.total = total  # else every word's weight would change with every term
        for word in tokenizer.FREQ:
            start = word[:2]
            if len(word) > reach.get(start, 1):
                reach[start] = len(word)
    return tokenizer


def plain_tokenizer() -> Any:
    """The tokenizer of jieba's own dictionary, without the words of any rule: what it cuts is the same for every book."""
    return _ready(frozenset())


def sentences(text: str) -> tuple[str, ...]:
    """Sentences of `text` (already normalised), in order; a line break always ends one."""
    return tuple(part for match in _SENTENCE.finditer(text) if (part := match.group().strip()))


@functools.cache
def terms_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Rule terms in the form the text has."""
    return tuple(normalise(text) for text in texts)
