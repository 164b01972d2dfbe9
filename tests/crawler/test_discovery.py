"""Which links lead to the disclosure columns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import columns
from crawler.discovery import breadcrumb, closed_columns, column_links, offers_search

HOME = """<body><ul>
<li><a href="/zwgk/">政务公开</a></li><li><a href="/zwgk/shgysy/">社会公益事业建设领域政府信息公开</a></li>
<li><a href="/zwgk/zdly/">重点领域信息公开</a></li><li><a href="/zwgk/fpjz/">扶贫救助</a></li>
<li><a href="javascript:void(0)" onclick="window.open('/zwgk/ndbg/')">政府信息公开年报</a></li>
<li><a href="/zwgk/ndbg/t20260120_1.html">云河市教育局2025年政府信息公开工作年度报告</a></li>
<li><a href="/zp/">招聘公告</a></li><li><a href="/dj/">党史学习教育</a></li><li><a href="javascript:;">义务教育</a></li>
<li><a href="mailto:a@a.cn">监督投诉</a></li></ul></body>"""


def test_the_named_column_comes_first_and_doors_last() -> None:
    links = column_links(HOME, "http://a.gov.cn/")
    assert [link.text for link in links][:2] == ["社会公益事业建设领域政府信息公开", "重点领域信息公开"]
    assert {link.kind for link in links} == {"domain", "door", "support"}
    assert next(link for link in links if link.kind == "support").url == "http://a.gov.cn/zwgk/ndbg/"


@pytest.mark.parametrize(
    "text", ["招聘公告", "党史学习教育", "义务教育", "监督投诉", "云河市教育局2025年政府信息公开工作年度报告"]
)
def test_other_links_are_left(text: str) -> None:
    assert text not in {link.text for link in column_links(HOME, "http://a.gov.cn/")}


@pytest.mark.parametrize("href", ["/", "/index.html", "http://a.gov.cn"])
def test_the_banner_is_no_column_whatever_the_unit_is_called(href: str) -> None:
    assert column_links(f'<a href="{href}">云河市住房保障局</a>', "http://a.gov.cn/wsbs/") == []


def test_a_slug_speaks_where_the_words_do_not() -> None:
    (link,) = column_links('<a href="/zdlyxxgk/">专项工作</a>', "http://a.gov.cn/")
    assert (link.kind, link.why) == ("domain", "zdlyxxgk")


def test_offsite_links_are_marked() -> None:
    (link,) = column_links('<a href="http://zwgk.b.gov.cn/jyj/">政府信息公开</a>', "http://a.gov.cn/")
    assert link.offsite


def test_breadcrumb_from_the_page_or_its_meta() -> None:
    assert breadcrumb("<div>当前位置：首页 > 政务公开 > 扶贫救助</div>") == ("政务公开", "扶贫救助")
    assert breadcrumb('<meta name="ColumnName" content="扶贫救助"><body>x</body>') == ("扶贫救助",)


def test_the_columns_command(tmp_path: Path) -> None:
    page = tmp_path / "home.html"
    page.write_text(HOME, encoding="gbk")
    result = CliRunner().invoke(columns, [str(page), "--url", "http://a.gov.cn/"])
    links = json.loads(result.stdout)
    assert (
        result.exit_code == 0
        and links[0]["url"] == "http://a.gov.cn/zwgk/shgysy/"
        and links[0]["score"] > links[-1]["score"]
    )


@pytest.mark.parametrize(
    "link",
    [
        "<a href='javascript:;' onclick=\"window.open('/zwgk/shjz/')\">社会救助</a>",
        "<a href=\"javascript:openUrl('/zwgk/shjz/')\">社会救助</a>",
        "<a href='#' data-url='/zwgk/shjz/'>社会救助</a>",
        "<li onclick=\"location.href='/zwgk/shjz/'\">社会救助</li>",
        "<a href='/zwgk/shjz/'><img alt='社会救助' src='a.png'></a>",
        "<a href='/zwgk/shjz/' title='社会救助'>更多</a>",
        "<select onchange='window.open(this.value)'><option value='/zwgk/shjz/'>社会救助</option></select>",
        "<map><area href='/zwgk/shjz/' alt='社会救助'></map>",
        "<base href='http://a.gov.cn/zwgk/'><a href='shjz/#top'>社会救助</a>",
    ],
)
def test_links_of_every_make(link: str) -> None:
    (found,) = column_links(f"<html><body>{link}</body></html>", "http://a.gov.cn/index.html")
    assert (found.url, found.text, found.kind) == ("http://a.gov.cn/zwgk/shjz/", "社会救助", "domain")


@pytest.mark.parametrize(
    "text",
    [
        "省生态环境厅",
        "人力资源和社会保障局",
        "市卫生健康委员会",
        "全市安全生产工作会议召开",
        "关于印发养老服务规划的通知",
    ],
)
def test_authorities_and_headlines_are_no_columns(text: str) -> None:
    assert column_links(f"<a href='/x/y.html'>{text}</a>", "http://a.gov.cn/") == []


def test_a_guide_that_is_one_article_is_found() -> None:
    (link,) = column_links("<a href='/gk/content/post_12.html'>政府信息公开指南</a>", "http://a.gov.cn/")
    assert link.kind == "support"


@pytest.mark.parametrize(
    "crumb",
    [
        "<div>您现在的位置：<a href='/'>网站首页</a> &gt;&gt; <a href='/a/'>政务公开</a> &gt;&gt; 扶贫救助</div>",
        "<div class='crumb'><a href='/'>首页</a><a href='/a/'>政务公开</a><a href='/b/'>扶贫救助</a></div>",
        "<div class='dqwz'><p>当前位置：<a href='/'>首页</a>&nbsp;-&gt;&nbsp;<a href='/a/'>政务公开</a>&nbsp;-&gt;&nbsp;<a href=''>扶贫救助</a></p></div>",
        "<p>当前位置 : 首页 / 政务公开 / 扶贫救助 / 正文</p>",
    ],
)
def test_breadcrumbs_of_every_make(crumb: str) -> None:
    menu = "<ul><li><a href='/x/'>政务服务</a></li></ul>"
    assert breadcrumb(f"<body>{menu}{crumb}<p>{'正文' * 200}</p></body>") == ("政务公开", "扶贫救助")


@pytest.mark.parametrize(
    ("page", "offered"),
    [
        ("<form action='/s' method='get'><input name='q'></form>", True),
        ("<form action='/s' method='post'><input type='text' name='a' placeholder='请输入关键词'></form>", True),
        ("<input type='search'>", True),
        ("<form action='/login'><input name='user'><input type='password' name='word2'></form>", False),
        ("<a href='/search.html'>搜索</a>", False),
        ("", False),
    ],
)
def test_a_search_box_is_seen(page: str, offered: bool) -> None:
    assert offers_search(page) is offered


@pytest.mark.parametrize(
    "markup", ["", "<!-- x -->", "<a href='http://[bad'>政务公开</a>", "<a href='mailto:a@b.cn'>政务公开</a>"]
)
def test_pages_without_links(markup: str) -> None:
    assert column_links(markup, "http://a.gov.cn/") == [] and breadcrumb(markup) == ()


def test_friends_links_come_after_the_site_s_own() -> None:
    page = "<a href='http://zz.cn/'>学生资助网络平台</a><a href='/xxgk/'>信息公开</a><a href='http://zwgk.a.gov.cn/jyj/'>社会公益事业</a>"
    links = column_links(page, "http://jyj.a.gov.cn/")
    assert [(link.url, link.offsite) for link in links] == [
        ("http://zwgk.a.gov.cn/jyj/", True), ("http://jyj.a.gov.cn/xxgk/", False), ("http://zz.cn/", True),
    ]  # fmt: skip


def test_the_columns_command_wants_a_web_address(tmp_path: Path) -> None:
    (tmp_path / "home.html").write_text(HOME)
    result = CliRunner().invoke(columns, [str(tmp_path / "home.html"), "--url", "a.gov.cn"])
    assert result.exit_code == 2 and "'a.gov.cn' is no web address" in result.stderr


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (
            "<ul><li><a href='javascript:;'>社会公益事业</a></li><li><a href='/a/'>政务公开</a></li></ul>",
            ["社会公益事业"],
        ),
        ("<a href='javascript:void(0)'>重点领域信息公开</a>", ["重点领域信息公开"]),
        ("<li><a href='javascript:;'>重点领域</a><ul><li><a href='/fp/'>扶贫</a></li></ul></li>", []),
        ("<a href='javascript:;'>社会公益事业</a><a href='/gy/'>社会公益事业</a>", []),
        ("<a href='javascript:;'>教育</a><a href='#'>通知公告</a>", []),
        ("<a href='javascript:;'>关于印发重点领域信息公开工作方案的通知</a>", []),
    ],
)
def test_columns_behind_dead_links_are_named(page: str, names: list[str]) -> None:
    assert closed_columns(page, "http://a.gov.cn/") == names
