"""Dates, tables, breadcrumbs and trees on their own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from audit.html.blocks import blocks_of
from audit.html.dates import dates_in, first_date, short_date, url_date
from audit.html.fields import doc_number_in, doc_number_line
from audit.html.inline import inner_text, tidy
from audit.html.links import column_path
from audit.html.tables import MAX_PLACES, MAX_SPAN, grid, is_data
from audit.html.tree import parse


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年4月12日", date(2024, 4, 12)),
        ("2024 年 4 月 12 日", date(2024, 4, 12)),
        ("2024-04-12 08:30", date(2024, 4, 12)),
        ("2024.4.12", date(2024, 4, 12)),
        ("20240412", date(2024, 4, 12)),
        ("二〇一六年十二月三十一日", date(2016, 12, 31)),
        ("二○一○年十月一日", date(2010, 10, 1)),
        ("二零二零年二月二十日", date(2020, 2, 20)),
        ("2024年4月", None),
        ("2024-13-40", None),
        ("编号 1202404121", None),
        ("1888年1月1日", None),
    ],
)
def test_full_dates(text: str, day: date | None) -> None:
    assert first_date(text) == day


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_is_read_back_in_every_arabic_form(day: date) -> None:
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    ):
        assert first_date(f"发布：{form} 来源") == day


def test_dates_come_in_order() -> None:
    days = [day for _, _, day in dates_in("自2024年4月12日起，二○二四年五月一日止，2024-05-03公布")]

    assert days == [date(2024, 4, 12), date(2024, 5, 1), date(2024, 5, 3)]


def test_two_digit_years_only_at_the_start() -> None:
    assert short_date("19-09-18 10:00") == date(2019, 9, 18)
    assert short_date("第19-09-18号") is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.gov.cn/zwgk/202004/t20200413_216.html", date(2020, 4, 13)),
        ("http://a.gov.cn/art/2020/4/13/art_1_2.html", date(2020, 4, 13)),
        ("http://a.gov.cn/2022/08-11/255.html", date(2022, 8, 11)),
        ("http://a.gov.cn/content/20200413.html", None),
    ],
)
def test_dates_in_addresses(url: str, day: date | None) -> None:
    assert url_date(url) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("关于开展评估的通知（青民发〔2024〕12号）", "青民发〔2024〕12号"),
        ("青民发 [2024] 12 号", "青民发[2024]12号"),
        ("青政办〔2024〕第3号", "青政办〔2024〕第3号"),
        ("中华人民共和国国务院令第711号", "中华人民共和国国务院令第711号"),
        ("2024年12号台风", None),
    ],
)
def test_document_numbers(text: str, number: str | None) -> None:
    assert doc_number_in(text) == number


def test_a_number_inside_a_sentence_is_not_the_documents_own() -> None:
    assert doc_number_line(["根据青民发〔2024〕12号要求"]) is None
    assert doc_number_line(["（青民发〔2024〕12号）"]) == "青民发〔2024〕12号"


def element(markup: str) -> html.HtmlElement:
    """The first element of `markup`."""
    return html.fragment_fromstring(markup)


def test_merged_cells_fill_every_place_they_span() -> None:
    table = element(
        "<table><tr><td rowspan=2>甲</td><td>一</td><td>二</td></tr><tr><td colspan=2>三</td></tr><tr><td>乙</td><td>四</td></tr></table>"
    )

    assert grid(table) == (("甲", "一", "二"), ("甲", "三", "三"), ("乙", "四", ""))


def test_a_hostile_span_does_not_fill_the_memory() -> None:
    table = element("<table><tr><td colspan=9999999 rowspan=9999999>甲</td><td>一</td></tr></table>")

    assert len(grid(table)[0]) == MAX_SPAN + 1


def test_many_hostile_spans_end_the_table() -> None:
    cells = "<td colspan=200 rowspan=200>甲</td>" * 40
    rows = grid(element(f"<table>{f'<tr>{cells}</tr>' * 40}</table>"))

    assert sum(map(len, rows)) < 2 * MAX_PLACES


@pytest.mark.parametrize(
    ("markup", "data"),
    [
        ("<table><tr><th>项目</th><th>金额</th></tr><tr><td>甲</td><td>1</td></tr></table>", True),
        ("<table><tr><td>只有一列</td></tr><tr><td>没有数据</td></tr></table>", False),
        ("<table><tr><td><table><tr><td>内</td><td>表</td></tr></table></td><td>外</td></tr></table>", False),
        (f"<table><tr><td>左</td><td>{'<p>很长的一段正文，讲了许多事情。</p>' * 40}</td></tr></table>", False),
    ],
)
def test_data_tables_and_layout_tables(markup: str, data: bool) -> None:
    assert is_data(element(markup)) is data


def test_a_table_inside_a_layout_table_is_kept() -> None:
    markup = "<table><tr><td><p>说明</p><table><tr><th>项目</th><th>金额</th></tr><tr><td>甲</td><td>1</td></tr></table></td></tr></table>"

    assert [block.text for block in blocks_of(element(markup))] == ["说明", "项目\t金额", "甲\t1"]


def test_a_caption_stands_before_its_rows() -> None:
    markup = (
        "<table><caption>单位：万元</caption><tr><th>项目</th><th>金额</th></tr><tr><td>甲</td><td>1</td></tr></table>"
    )

    assert blocks_of(element(markup))[0].text == "单位：万元"


def test_text_behind_comments_and_scripts_is_kept() -> None:
    markup = "<div>来源：<!--begin-->县民政局<!--end--> 发布<script>var a='x';</script>于四月<br>第二行</div>"

    assert [block.text for block in blocks_of(element(markup))] == ["来源：县民政局 发布于四月", "第二行"]


def test_cells_with_paragraphs_are_one_line() -> None:
    assert inner_text(element("<td><p>第一段</p><p>第二段<br>第三段</p></td>")) == "第一段 第二段 第三段"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("crumb", "path"),
    [
        ("<div>当前位置：<a>首页</a> > <a>政务公开</a> > <a>养老服务</a></div>", ("政务公开", "养老服务")),
        ("<div>您的位置：<a>首页</a>&nbsp;»&nbsp;<a>政务公开</a>&nbsp;»&nbsp;正文</div>", ("政务公开",)),
        ("<div><a>首页</a>>><a>要闻</a>>>今天的标题今天的标题今天</div>", ("要闻",)),
        (
            "<div>当前位置： <a>首页</a>&nbsp;-&nbsp;<a>机构设置</a>&nbsp;-&nbsp;<a>公文通知</a></div>",
            ("机构设置", "公文通知"),
        ),
        (
            "<table><tr><td>当前位置：</td><td><a>首页</a></td><td>&gt;<a>投资</a></td><td>&gt;<a>运行</a></td></tr></table>",
            ("投资", "运行"),
        ),
        ("<div><a>首页</a> <a>政务公开</a></div>", ()),
    ],
)
def test_breadcrumbs(crumb: str, path: tuple[str, ...]) -> None:
    assert column_path(blocks_of(element(crumb)), "今天的标题今天的标题今天") == path


def test_inlined_pictures_and_declarations_do_not_disturb_the_tree() -> None:
    markup = (
        "<?xml version='1.0' encoding='gb2312'?><html><body><img src='data:image/png;base64,"
        + "QUJD" * 5000
        + "'><p>正文</p></body></html>"
    )
    root = parse(markup)

    assert root.findtext(".//p") == "正文"
    assert len(html.tostring(root)) < 500
