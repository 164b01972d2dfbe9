"""Looking only at the runs that hold a hit comes to the same as cutting every text from end to end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_book import judge

from audit.checks import CHECKS
from audit.examples import document
from audit.model import Document
from audit.reading import Reading, read
from audit.text import LONGEST_RUN, Segmenter, _load_jieba, _tokenizer

WORDS = (
    "非税收入 税收 全民健身中心 健身中心 监督举报电话 举报电话 资金来源 来源 临时救助 救助 人民法院 法院 重大疾病防治 重大疾病 财政衔接资金 资金 孙丽 任局长 "
    "ISO9001 2026年 3.5% 、 。 ( ) \n \t 的 了 公示 县级 名单 不 未 公开"
).split(" ")


class CutEverything(Segmenter):
    """The rule of `Segmenter.accepts` told of the tokens of the whole text: no run is ever looked for."""

    def __init__(self, like: Segmenter) -> None:
        self._words = like._terms
        self._cutter = _tokenizer(_load_jieba(), self._words)

    def spans(self, term: str, text: str) -> tuple[tuple[int, int], ...]:
        tokens = [(start, end) for _, start, end in self._cutter.tokenize(text)]
        edges = {edge for token in tokens for edge in token}
        for start, end in tokens:
            if end - start >= 4 and text[start:end] in self._words:
                edges |= {
                    cut
                    for cut in range(start + 2, end - 1)
                    if self._word(text[start:cut]) and self._word(text[cut:end])
                }
        places = (at for at in range(len(text)) if text.startswith(term, at))
        return tuple((at, at + len(term)) for at in places if self._holds(text, at, at + len(term), edges, tokens))

    def _holds(self, text: str, low: int, high: int, edges: set[int], tokens: list[tuple[int, int]]) -> bool:
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


@pytest.fixture(scope="module")
def whole() -> CutEverything:
    return CutEverything(judge().segmenter)


def pages() -> Iterator[Document]:
    for point in judge().book.points.values():
        yield from map(document, (*point.good, *point.bad))


def reading(page: Document) -> Reading:
    return read(page, judge().segmenter, judge().labels)


def test_the_examples_of_the_book_cut_from_end_to_end(whole: CutEverything) -> None:
    hits = 0
    for page in itertools.islice(pages(), 0, None, 3):
        one = reading(page)
        for term in one.places(one.whole):
            expected = whole.spans(term, one.whole)
            assert one.spans(term, one.whole) == expected, (term, page.title)
            hits += len(expected)
    assert hits > 1000


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_text_cut_from_end_to_end(whole: CutEverything, words: list[str]) -> None:
    one = reading(Document(url="http://a.example/", text="".join(words)))
    for term in one.places(one.text):
        expected = whole.spans(term, one.text)
        assert one.spans(term, one.text) == expected == judge().segmenter.spans(term, one.text)
        assert (one.first((term,), one.text) == term) is bool(expected)
        assert one.count((term,), one.text) == len(expected)


def test_a_run_without_end_is_cut_in_pieces() -> None:
    text = "资金来源" * LONGEST_RUN
    assert len(reading(Document(url="http://a.example/", text=text)).spans("资金来源", text)) == LONGEST_RUN


def test_a_recogniser_that_is_not_woken_has_no_answer() -> None:
    plan, asleep = judge().plan, 0
    for page in pages():
        one = reading(page)
        woken = {id(step.rule) for step in plan.woken(one)}
        for step in plan.steps:
            if id(step.rule) not in woken:
                asleep += 1
                assert not list(CHECKS[step.rule.check](step.rule, step.domain, one)), (step.point.id, page.title)
    assert asleep > 10_000
