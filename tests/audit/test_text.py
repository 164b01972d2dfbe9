"""Normalising and segmenting: the boundary rule on which every keyword rests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text import Segmenter, _load_jieba, _tokenizer, normalise, sentences


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(["税收", "资金来源", "责任人", "监督举报电话", "法院", "县级资金"])


def test_whole_tokens_and_subwords_count(segmenter: Segmenter) -> None:
    assert segmenter.spans("税收", "税收增长") == ((0, 2),)
    assert segmenter.spans("法院", "市人民法院公告") != ()
    assert segmenter.spans("资金来源", "项目资金来源:中央") == ((2, 6),)
    assert segmenter.spans("责任人", "项目责任人:王强") == ((2, 5),)


def test_a_hit_that_straddles_a_token_boundary_does_not_count(segmenter: Segmenter) -> None:
    assert segmenter.spans("税收", "全年非税收入增长") == ()


def test_a_term_of_the_book_does_not_hide_another_that_begins_inside_it() -> None:
    segmenter = Segmenter(["全民健身", "健身中心"])
    assert segmenter.spans("健身中心", "市全民健身中心竣工") == ((3, 7),)


def test_a_run_may_end_inside_a_compound_where_a_word_ends() -> None:
    segmenter = Segmenter(["重大疾病", "失信名单", "严重违法失信名单", "失信名单查询"])
    assert segmenter.spans("重大疾病", "全省重大疾病防治规划") == ((2, 6),)
    assert segmenter.spans("失信名单查询", "严重违法失信名单查询指引") == ((4, 10),)


def test_cutting_the_run_of_a_hit_equals_cutting_the_whole_text(segmenter: Segmenter) -> None:
    text = "本年非税收入下降,税收收入上升;县级资金到位。非税收入。"
    alone = {(text.index("税收收入"), text.index("税收收入") + 2)}
    assert set(segmenter.spans("税收", text)) == alone


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_normalise_joins_spaced_characters_and_keeps_cells_and_lines() -> None:
    assert normalise("责 任 人：张三\t联系电话－１２３\n 下一行") == "责任人:张三\t联系电话-123\n下一行"


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences("一句。二句;三句\n四句") == ("一句。", "二句;", "三句", "四句")


def test_the_cuts_are_those_of_jieba_itself() -> None:
    terms = frozenset({"衔接资金", "监督举报电话", "全民健身中心"})
    ours = _tokenizer(_load_jieba(), terms)
    theirs = _load_jieba().Tokenizer()
    theirs.FREQ, theirs.total = theirs.gen_pfdict(theirs.get_dict_file())
    theirs.initialized = True
    for term in sorted(terms):
        theirs.add_word(term)
    text = (
        "云山县2026年财政衔接资金项目公告,监督举报电话12317。全民健身中心位于河东区,本年非税收入下降。"
        "市人民政府办公厅关于印发《突发公共卫生事件应急预案》的通知,ISO9001质量管理体系认证,孙丽任局长。"
    )
    assert list(ours.tokenize(text)) == list(theirs.tokenize(text))
