"""What one pass over a page brings, and that no page can make it hang."""

from __future__ import annotations

import time
from datetime import date

import pytest

from audit.site import checks
from audit.site.checks import sample
from audit.site.facts import LINKS, page_facts
from audit.site.model import PageFacts
from crawler.capture import PageRow

URL = "http://mzj.linhe.gov.cn/zwgk/"
LIMIT = 20.0
"""Seconds, on a loaded machine, within which the worst page is done."""


def facts(markup: str, kind: str = "list") -> PageFacts:
    return page_facts(markup.encode(), URL, kind, "text/html")


def test_days_stand_beside_links_or_in_their_addresses() -> None:
    got = facts(
        "<ul><li><a href='a.html'>关于提高低保标准的通知</a><span>2026-10-08</span></li>"
        "<li><a href='202611/t20261105_1.html'>关于发放高龄津贴的通知</a></li>"
        "<li><span>[11-07]</span><a href='b.html'>关于开展慈善活动的公告</a></li>"
        "<li><a href='http://other.com/c.html'>别的网站上的一篇文章</a><span>2026-11-20</span></li></ul>"
    )
    assert got.newest == date(2026, 11, 5)
    assert got.short_days == {(11, 7)}
    assert (got.entries, got.dated) == (3, 3)


def test_numbers_that_are_no_days_are_left_out() -> None:
    assert facts("<li><a href='a.html'>关于提高低保标准的通知</a>点击 13-45 次</li>").short_days == frozenset()


def test_a_page_is_asked_what_it_links_to() -> None:
    got = facts("<a href='a.html'>甲</a><a href='../c.html'>丙</a>")
    assert got.linked(URL + "a.html")
    assert got.linked("http://mzj.linhe.gov.cn/c.html")
    assert not got.linked(URL + "b.html")


def test_nothing_of_a_text_is_kept() -> None:
    title = "王小明家庭低保公示 110101199003070000"
    got = facts(f"<head><title>{title}</title><meta name='ArticleTitle' content='{title}'><meta name='Description' content='{title}'>"
                f"</head><body><p>{title}</p><a href='/x.html'>{title}</a><a href='/y.html'>关于王小明低保问题的咨询</a></body>")  # fmt: skip
    assert "王小明" not in repr(got)
    assert got.metas["articletitle"]


def test_names_of_tags_are_taken_in_any_case_and_the_filled_one_counts() -> None:
    got = facts(
        "<head><meta name='SITENAME' content=''><meta name='sitename' content=' 临河市  民政局 '></head><body>x</body>"
    )
    assert got.metas["sitename"] == "临河市 民政局"


def test_pictures_name_a_link_by_their_alt() -> None:
    got = facts("<a href='/x/'><img alt='局长信箱' src='x.png'></a><a href='/y/'><img src='y.png'></a>", kind="home")
    assert [(one.key, one.text) for one in got.marks] == [("mailbox", "局长信箱")]
    assert got.wordless == 1


@pytest.mark.parametrize("markup", ["", "<!-- -->", "\0\0", "<" * 500])
def test_a_page_without_a_tree_has_no_facts(markup: str) -> None:
    assert facts(markup).entries == 0


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 10_000 + "<a href='/x'>政府信息公开指南</a>" + "</div>" * 10_000,
        "<div style='display:none'>" * 3_000 + "<a href='http://abc-789.com/'>x</a>",
        "<table><tr><td>" + "<a href='/x.html'>关于做好某项工作的通知</a> 文字 " * 20_000,
        "2026-" * 400_000,
        "<li>" + "1-1-" * 300_000 + "<a href='/x.html'>关于做好某项工作的通知</a></li>",
    ],
    ids=["nested", "hidden", "links", "years", "days"],
)
def test_no_page_makes_it_hang(markup: str) -> None:
    begun = time.monotonic()
    got = facts(markup)
    assert time.monotonic() - begun < LIMIT
    assert got.entries <= LINKS


def test_of_a_large_site_all_ways_and_an_even_sample_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_PAGES", 10)
    ways = [PageRow(url=f"{URL}{n}/", state="fetched", kind="list") for n in range(4)]
    texts = [PageRow(url=f"{URL}{n}.html", state="fetched", kind="article") for n in range(30)]
    files = [PageRow(url=f"{URL}{n}.pdf", state="fetched", kind="attachment") for n in range(30)]
    chosen = sample([*texts, *ways, *files])
    assert chosen[:4] == ways
    assert chosen[4:] == texts[::5]
