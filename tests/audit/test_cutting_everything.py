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
from audit.text import LONGEST_RUN
from benchmarks.cut_everything import CutEverything

WORDS = (
    "非税收入 税收 全民健身中心 健身中心 监督举报电话 举报电话 资金来源 来源 临时救助 救助 人民法院 法院 重大疾病防治 重大疾病 财政衔接资金 资金 孙丽 任局长 "
    "ISO9001 2026年 3.5% 、 。 ( ) \n \t 的 了 公示 县级 名单 不 未 公开"
).split(" ")


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


@settings(max_examples=150)
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
