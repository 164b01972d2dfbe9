"""Articles that a page keeps as data for a script, and particulars in other places than a labelled line."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest
from web_pages import FIRST, PROSE, TITLE, article, page, paragraphs

from audit.extract import extract

TEXT = "\n".join(PROSE)
HEAD = f"<h1>{TITLE}</h1><div class='info'>发布时间：2024-04-12 来源：县民政局</div>"


@pytest.mark.parametrize(
    "kept",
    [
        f"<div id='zoom'></div><textarea style='display:none'>{escape(paragraphs(*PROSE))}</textarea>",
        f"<div id='app'></div><script type='text/template'>{paragraphs(*PROSE)}</script>",
        f"<script type='text/html'>{paragraphs(*PROSE)}</script>",
    ],
)
def test_an_article_kept_as_escaped_markup_is_read(kept: str) -> None:
    assert extract(page(HEAD + kept)).text == TEXT


def test_a_copy_kept_for_a_script_is_no_second_body() -> None:
    copy = f"<script type='text/template'>{paragraphs(*PROSE)}</script>"
    assert extract(page(article() + copy)).text == TEXT


def test_a_script_that_runs_is_no_article() -> None:
    assert FIRST not in extract(page(f"{HEAD}<script>var x = 1; /*{FIRST}*/</script>")).text


@pytest.mark.parametrize(
    "leaf",
    [
        "<div><b>12</b><i>2024-04</i></div>",
        "<div><p>12</p><p>2024.04</p></div>",
        "<div><span>12日</span> <span>2024年4月</span></div>",
    ],
)
def test_a_calendar_leaf_tells_the_day(leaf: str) -> None:
    document = extract(page(f"{leaf}<h3>{TITLE}</h3><div>{paragraphs(*PROSE)}</div>"))

    assert document.published == date(2024, 4, 12)


def test_the_only_time_element_tells_the_day_and_several_do_not() -> None:
    body = f"<h2>{TITLE}</h2><p><time datetime='2024-04-12T08:00'>4月12日</time></p><div>{paragraphs(*PROSE)}</div>"

    assert extract(page(body)).published == date(2024, 4, 12)
    assert extract(page(f"{body}<time datetime='2024-05-01'>5月1日</time>")).published is None


def test_linked_data_tells_the_day() -> None:
    data = '<script type="application/ld+json">{"datePublished": "2024-04-12T08:00:00"}</script>'
    body = f"<h2>{TITLE}</h2><div>{paragraphs(*PROSE)}</div>"

    assert extract(page(body, head=data)).published == date(2024, 4, 12)


def test_particulars_by_their_rarer_names() -> None:
    info = "编辑日期：2024-04-12 信息提供：县财政局 评论：0"
    head = "<dl><dt>信息索引</dt><dd>A00200-0401-2024-0007</dd><dt>公开责任部门</dt><dd>县政府办公室</dd></dl>"
    plain = extract(page(article(info=info)))
    listed = extract(page(head + article(info="")))

    assert (plain.published, plain.source) == (date(2024, 4, 12), "县财政局")
    assert (listed.index_number, listed.source) == ("A00200-0401-2024-0007", "县政府办公室")


def test_the_counter_of_comments_is_no_part_of_the_source() -> None:
    assert (
        extract(page(article(info="2024-04-12 14:02 来源: 县水利局 评论:<b>0</b> 点击:<b></b>"))).source == "县水利局"
    )


def test_a_bar_of_praise_is_no_text() -> None:
    bar = "<p>点赞 12 收藏 3</p>"
    assert extract(page(article(paragraphs(*PROSE) + bar))).text == TEXT
