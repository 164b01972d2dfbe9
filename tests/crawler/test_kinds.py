"""What a page is, where a stub leads, which files it offers, and what lies below a column."""

from __future__ import annotations

import pytest

from crawler.cms import attachment_links, page_kind, redirect_target, sub_columns

HOST = "http://a.gov.cn"
PROSE = "<p>按照省市有关要求，现将本年度临时救助资金的发放对象、标准和金额予以公示，接受社会监督。</p>" * 8
ROWS = "".join(f"<li><a href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></li>" for i in range(1, 7))
MENU = "".join(f"<li><a href='/{i}/'>栏目{i}</a></li>" for i in range(9))


@pytest.mark.parametrize(
    ("body", "path", "kind"),
    [
        (f"<ul>{ROWS}</ul>", "/", "home"),
        (f"<ul>{MENU}</ul>", "/index.html", "home"),
        (f"<ul>{MENU}</ul>", "/index.php?from=app", "home"),
        (f"<ul>{ROWS}</ul>", "/index.php?m=content&a=lists&catid=9", "list"),
        (f"<ul>{ROWS}</ul>", "/zwgk/gsgg/", "list"),
        (f"<ul>{ROWS}</ul>", "/zwgk/gsgg.htm", "list"),
        (f"<ul>{MENU}</ul>", "/zwgk/", "column"),
        (PROSE, "/zwgk/a.html", "article"),
        (f"<ul>{ROWS}</ul>{PROSE}", "/zwgk/202603/t20260302_1.html", "article"),
        (f"<div>发布时间：2026-03-02 来源：本局 打印 关闭</div><div id='zoom'>{PROSE}</div><div class='hot'><ul>{ROWS}</ul></div>", "/zwgk/8.html", "article"),
        (f"<div>发布时间：2026-03-02 来源：本局 浏览次数：8 字体：大 中 小</div><div>{PROSE}</div><p>上一篇：无</p>", "/8.html", "article"),
        ("<p class='dqwz'><a href='/'>首页</a> &gt; <a href='/xxgk/'>信息公开</a></p><h1>咨询电话</h1><p>发布时间：2026-03-02 来源：本局</p><p>救助咨询：0600-8801</p><a>打印本页</a>", "/c100566/one.html", "article"),
        ("<script>$.get('/x')</script><ul class='newslist'></ul>", "/zwgk/gs.aspx", "list"),
        ("", "/zwgk/empty.html", "column"),
    ],
)  # fmt: skip
def test_kinds(body: str, path: str, kind: str) -> None:
    assert page_kind(f"<html><head><title>x</title></head><body>{body}</body></html>", HOST + path) == kind


def test_metadata_says_article() -> None:
    assert (
        page_kind(f'<meta name="ArticleTitle" content="公示"><body><ul>{ROWS}</ul></body>', f"{HOST}/zwgk/")
        == "article"
    )
    assert page_kind(f'<meta name="ArticleTitle" content=""><body><ul>{ROWS}</ul></body>', f"{HOST}/zwgk/") == "list"


def test_a_stub_that_names_itself_leads_nowhere() -> None:
    assert redirect_target("<meta http-equiv='refresh' content='5;url=/a/'>", f"{HOST}/a/") is None
    assert redirect_target("<meta http-equiv='refresh' content='5'>", f"{HOST}/a/") is None


def test_files_by_path_and_by_the_name_of_a_download() -> None:
    page = (
        "<a href='P020260302.xlsx'>名单</a><a href='/download.jsp?id=3'>公示表.docx</a><a href='a.html'>正文.html</a>"
        "<a href='P020260302.xlsx'>再次</a><a href='/x.PDF?v=1' title='说明'></a><a href='/1.jpg'>附件：救助名单.JPG</a>"
        "<a href='/2.jpg'>大图</a><a href='/3.jpg'><img src='/3s.jpg'></a><a href='/4.png'>logo.png</a>"
    )
    assert attachment_links(page, f"{HOST}/a/b.html") == [
        (f"{HOST}/a/P020260302.xlsx", "名单", "xlsx"),
        (f"{HOST}/download.jsp?id=3", "公示表.docx", "docx"),
        (f"{HOST}/x.PDF?v=1", "说明", "pdf"),
        (f"{HOST}/1.jpg", "附件：救助名单.JPG", "jpg"),
    ]


def below(body: str, path: str) -> set[str]:
    return {link.url.removeprefix(HOST) for link in sub_columns(f"<body>{body}</body>", HOST + path)}


def test_below_the_folder_or_the_name_of_a_page() -> None:
    page = (
        "<a href='/zwgk/shjz/dbbz/'>低保标准</a><a href='/zwgk/shjz/dbbz/index_2.html'>第二</a><a href='/zwgk/tz/'>通知</a>"
        "<a href='/zwgk/shjz/202603/t20260302_1.html'>低保公示</a><a href='http://b.gov.cn/zwgk/shjz/x/'>别处</a>"
    )
    assert below(page, "/zwgk/shjz/index.html") == {"/zwgk/shjz/dbbz/"} == below(page, "/zwgk/shjz.htm") - {"/zwgk/tz/"}


def test_a_store_of_all_channels_is_no_tree_but_a_named_menu_is() -> None:
    menu = "<div class='left'><h2>社会救助</h2><ul><li><a href='/channels/11.html'>低保标准</a></li><li><a href='/channels/12.html'>特困供养</a></li></ul></div>"
    crumb = "<div class='crumb'>当前位置：<a href='/'>首页</a> > <a href='/channels/10.html'>社会救助</a></div>"
    top = "<ul><li><a href='/channels/1.html'>机构概况</a></li><li><a href='/channels/2.html'>互动交流</a></li></ul>"
    assert below(top + crumb + menu, "/channels/10.html") == {"/channels/11.html", "/channels/12.html"}
    assert below(top, "/channels/10.html") == set()


def test_an_entry_of_a_menu_heads_nothing() -> None:
    menu = "<ul><li><a href='/c1/a.html'>通知公告</a></li><li><a href='/c2/a.html'>人事任免</a></li><li><a href='/c3/a.html'>招考录用</a></li></ul>"
    crumb = "<div class='crumb'>当前位置：<a href='/'>首页</a> > 通知公告</div>"
    assert below(crumb + menu, "/c1/a.html") == set()
    nested = "<ul><li><a href='/c1/a.html'>通知公告</a><ul><li><a href='/c4/a.html'>市级公告</a></li><li><a href='/c5/a.html'>区级公告</a></li></ul></li><li><a href='/c2/a.html'>人事任免</a></li></ul>"
    assert below(crumb + nested, "/c1/a.html") == {"/c4/a.html", "/c5/a.html"}


def test_a_frame_holds_what_the_column_shows() -> None:
    frames = "<iframe src='/gkml/list.jsp?id=7'></iframe><iframe src='http://tq.example/w'></iframe>"
    assert below(frames, "/gkml/index.html") == {"/gkml/list.jsp?id=7"}
