"""The plain way to match: cut every text from end to end with jieba, then look at every token's ends.

It knows the rule of `audit.text.Segmenter.accepts` and none of its short cuts: what benchmarks and tests compare with.
"""

from __future__ import annotations

from audit.text import Segmenter, _load_jieba, _tokenizer

Spans = tuple[tuple[int, int], ...]


class CutEverything:
    """A segmenter that cuts the whole text for every question (`tokens` may be kept between questions)."""

    def __init__(self, like: Segmenter) -> None:
        self._terms = like._terms
        self._cutter = _tokenizer(_load_jieba(), self._terms)

    def tokens(self, text: str) -> list[tuple[int, int]]:
        """The tokens of a text, as (start, end)."""
        return [(start, end) for _, start, end in self._cutter.tokenize(text)]

    def spans(self, term: str, text: str, tokens: list[tuple[int, int]] | None = None) -> Spans:
        """Where `term` counts in `text`."""
        tokens = self.tokens(text) if tokens is None else tokens
        edges = {edge for token in tokens for edge in token} | self._seams(text, tokens)
        return tuple((low, high) for low, high in _places(term, text) if self._counts(text, low, high, edges, tokens))

    def found(self, terms: tuple[str, ...], text: str) -> dict[str, Spans]:
        """Every one of `terms` that counts in `text`, with its places; the text is cut once."""
        tokens = self.tokens(text)
        spans = ((term, self.spans(term, text, tokens)) for term in terms if term in text)
        return {term: places for term, places in spans if places}

    def _seams(self, text: str, tokens: list[tuple[int, int]]) -> set[int]:
        return {
            cut
            for start, end in tokens
            if end - start >= 4 and text[start:end] in self._terms
            for cut in range(start + 2, end - 1)
            if self._word(text[start:cut]) and self._word(text[cut:end])
        }

    def _counts(self, text: str, low: int, high: int, edges: set[int], tokens: list[tuple[int, int]]) -> bool:
        if not all(character.isalnum() or character in "+#&._%-" for character in text[low:high]):
            return True
        after = text[low : min(edge for edge in edges if edge > low)]
        before = text[max(edge for edge in edges if edge < high) : high]
        begins = low in edges or (len(after) > 1 and self._word(after))
        ends = high in edges or (len(before) > 1 and self._word(before))
        inside = any(end - start > 2 and start <= low and high <= end for start, end in tokens)
        return (begins and ends) or (inside and self._word(text[low:high]))

    def _word(self, text: str) -> bool:
        return bool(self._cutter.FREQ.get(text))


def _places(term: str, text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = text.find(term)
    while at >= 0:
        found.append((at, at + len(term)))
        at = text.find(term, at + 1)
    return found
