"""The words asked for before a pattern: no page that the pattern would find may lack them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cms import generic, reading
from crawler.cms.marks import bears

GUARDED = {
    "pages": (generic._PAGES, generic._PAGES_WORDS),
    "call": (generic._CALL, generic._CALL_WORDS),
    "drawn": (reading._DRAWN, reading._DRAWN_WORDS),
}


def test_a_word_is_found_in_whatever_case() -> None:
    assert bears("<b>PageCount</b>", ("other", "pagecount"))
    assert not bears("<b>Page Count</b>", ("pagecount",))


@pytest.mark.parametrize("name", GUARDED)
@given(data=st.data())
def test_what_a_pattern_finds_bears_one_of_its_words(name: str, data: st.DataObject) -> None:
    pattern, words = GUARDED[name]
    assert bears(data.draw(st.from_regex(pattern, alphabet=st.characters(max_codepoint=127))), words)
