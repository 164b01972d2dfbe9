"""One pass over a text finds what looking for every word by itself finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.scan import FINDERS, Index, Scanner, crosses_seams, longest_in

TEXT = st.text(alphabet="资金来源公示ab1 \n。《》", max_size=60)
WORDS = st.lists(st.text(alphabet="资金来源公示ab1", min_size=1, max_size=4), max_size=12)


def by_hand(words: list[str], text: str) -> dict[str, list[int]]:
    found = {word: [at for at in range(len(text)) if text.startswith(word, at)] for word in words}
    return {word: places for word, places in found.items() if places}


@pytest.mark.parametrize("finder", FINDERS)
@given(words=WORDS, text=TEXT)
def test_every_finder_finds_all_places_of_all_words(finder: str, words: list[str], text: str) -> None:
    assert Scanner(words, finder).find(text) == by_hand(words, text)


@given(words=WORDS, pieces=st.lists(TEXT.map(lambda text: text.replace("\n", "")), max_size=8), asked=WORDS)
def test_an_index_tells_the_pieces_that_hold_a_word(words: list[str], pieces: list[str], asked: list[str]) -> None:
    index = Index(Scanner(words), pieces)
    known = tuple(word for word in asked if word in words)
    assert list(index.holding(known)) == [n for n, piece in enumerate(pieces) if any(word in piece for word in known)]
    assert set(index.words) == {word for word in words if any(word in piece for piece in pieces)}


def test_a_word_that_the_automaton_does_not_know_hides_no_piece() -> None:
    index = Index(Scanner(["资金"]), ["甲", "生词", "资金"])
    assert list(index.holding(("资金", "生词"))) == [0, 1, 2]


def test_words_that_may_come_about_where_pieces_are_joined() -> None:
    assert crosses_seams("《通知》") and crosses_seams("项目 名称")
    assert not crosses_seams("项目(工程)名称") and not crosses_seams("元/人")


def test_the_longest_word_in_a_cell() -> None:
    words = frozenset({"资金", "资金来源", "来源"})
    assert longest_in("项目资金来源", words) == 4
    assert longest_in("建设地点", words) == 0
