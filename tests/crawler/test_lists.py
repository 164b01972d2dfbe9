"""Lists of every publishing style: entries, further pages, and what cannot be followed."""

from __future__ import annotations

import pytest

from crawler.cms import page_kind, read_list, redirect_target, sub_columns
from crawler.cms.items import ListItem

BASE = "http://a.gov.cn/xxgk/tzgg/index.html"


def entries(count: int = 4, pager: str = "", row: str = '<li><a href="t2026010{i}_{i}.html" title="关于第{i}号事项的公示">关于第{i}号事项的公示</a><span>2026-01-0{i}</span></li>') -> str:  # fmt: skip
    rows = "".join(row.replace("{i}", str(i)) for i in range(1, count + 1))
    return f"<html><body><ul class='list'>{rows}</ul>{pager}</body></html>"


def names(pages: tuple[str, ...]) -> list[str]:
    return [page.rsplit("/", 1)[-1] for page in pages]


@pytest.mark.parametrize(
    ("pager", "url", "expected"),
    [
        ('<script>createPageHTML(3, 0, "index", "html");</script>', BASE, ["index_1.html", "index_2.html"]),
        ('<script>var countPage = 3;createPageHTML(countPage, 0, "index", "html");</script>', BASE, ["index_1.html", "index_2.html"]),
        ("<script>createPageHTML('page_div',3, 1,'xwzx_list','shtml',60)</script>", BASE, ["xwzx_list_2.shtml", "xwzx_list_3.shtml"]),
        ("<script>new Pager({size:3, current:0, prefix:'index', suffix:'html'})</script>", BASE, ["index_1.html", "index_2.html"]),
        ('<a class="next" href="index_2.html">&gt;</a>', BASE, ["index_2.html"]),
        ('<a href="#" onclick="location.href=\'index_2.htm\'">下一页</a>', BASE, ["index_2.htm"]),
        (
            '<div class="pager"><a href="1751_2.html">下一页</a><a href="1751_5.html">尾页</a></div>',
            "http://a.gov.cn/channels/1751.html",
            ["1751_2.html", "1751_5.html", "1751_3.html", "1751_4.html"],
        ),
    ],
)  # fmt: skip
def test_further_pages_are_computed(pager: str, url: str, expected: list[str]) -> None:
    page = read_list(entries(pager=pager), url)
    assert sorted(names(page.more)) == sorted(expected)
    assert page.unfollowable == ""


def test_vsb_counts_down() -> None:
    pager = '<div class="pages">共4页 <a href="rczp/3.htm">下页</a><a href="rczp/1.htm">尾页</a></div>'
    page = read_list(entries(pager=pager), "http://a.gov.cn/rczp.htm")
    assert set(page.more) == {f"http://a.gov.cn/rczp/{i}.htm" for i in (1, 2, 3)}


def test_the_last_page_leads_nowhere_new() -> None:
    pager = '<script>createPageHTML(3, 2, "index", "html");</script>'
    assert set(names(read_list(entries(pager=pager), BASE.replace("index", "index_2")).more)) == {"index_1.html"}
    assert read_list(entries(pager='<script>createPageHTML(1, 0, "index", "html");</script>'), BASE).more == ()


def test_a_pager_whose_way_onward_is_dead_while_the_way_back_lives_ends_here() -> None:
    pager = (
        '<div class="pager"><a href="1760.html">首页</a> <a href="1760.html">上一页</a> '
        "<span>下一页</span> <span>末页</span> 共2页</div>"
    )
    assert read_list(entries(pager=pager), "http://a.gov.cn/channels/1760_2.html").unfollowable == ""


@pytest.mark.parametrize(
    ("pager", "reason"),
    [
        ("""<a href="javascript:__doPostBack('ctl00$anpPageIndex','2')">2</a>""", "postback"),
        ('<script>$("#page").pagination({pageSize:10,total:97,current:1});</script>', "script_list"),
        ('<div>共9页 <a href="javascript:;">下一页</a></div>', "script_list"),
    ],
)
def test_what_cannot_be_followed_is_named(pager: str, reason: str) -> None:
    assert read_list(entries(count=9, pager=pager), BASE).unfollowable == reason


def test_a_script_pager_with_demo_numbers_is_not_believed() -> None:
    pager = '<script>$(".page").pagination({pageSize:20,total:1000});</script>'
    assert read_list(entries(count=3, pager=pager), BASE).unfollowable == ""


def test_jcms_records_in_cdata() -> None:
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2026/1/{i}/art_1_{i}.html' title='第{i}条'>救助资金公示第{i}期</a><b>2026-01-0{i}</b></li>]]></record>"
        for i in range(1, 4)
    )
    store = f"<datastore><nextgroup><![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=2&amp;col=1'></a>]]></nextgroup><recordset>{records}</recordset></datastore>"
    page = read_list(
        f'<html><body><script type="text/xml">{store}</script></body></html>', "http://a.gov.cn/col/col1/index.html"
    )
    assert page.items[0] == ListItem("http://a.gov.cn/art/2026/1/1/art_1_1.html", "救助资金公示第1期", "2026-01-01")
    assert len(page.items) == 3
    assert [feed.url for feed in page.feeds] == ["http://a.gov.cn/module/web/jpage/dataproxy.jsp?page=2&col=1"]


@pytest.mark.parametrize(
    "row",
    [
        "<li><span>2026-01-0{i}</span><a href='{i}.html'>关于第{i}号事项的公示</a></li>",
        "<tr><td>{i}</td><td><a href='{i}.html'>关于第{i}号事项的公示</a></td><td>2026.01.0{i}</td></tr>",
        "<dd><a href='{i}.html'>关于第{i}号事项的公示</a> (2026/1/{i})</dd>",
        "<li><a href='{i}.html'><h3>关于第{i}号事项的公示</h3><p>摘要很长很长,介绍事项的来龙去脉和办理结果。</p><span>2026年1月{i}日</span></a></li>",
        "<li><a href='{i}.html'>关于第{i}号事项的公示</a><a href='{i}.html'>2026-01-0{i}</a></li>",
    ],
)
def test_dates_stand_anywhere(row: str) -> None:
    found = read_list(entries(row=row), BASE).items
    assert [(item.title, item.date) for item in found[:2]] == [
        ("关于第1号事项的公示", "2026-01-01"),
        ("关于第2号事项的公示", "2026-01-02"),
    ]
    assert len(found) == 4


@pytest.mark.parametrize("title", ["2026年春季学期资助情况", "关于2026年11月3日受理事项的公示"])
def test_a_date_in_a_title_hides_no_entry(title: str) -> None:
    rows = f"<li><span>2026-09-04</span><a href='a.html'>{title}</a></li>"
    rows += "<li><span>2026-08-25</span><a href='b.html'>高中国家助学金申请指南</a></li>"
    found = read_list(f"<html><body><ul>{rows}</ul></body></html>", BASE).items
    assert [(item.title, item.date) for item in found] == [
        (title, "2026-09-04"),
        ("高中国家助学金申请指南", "2026-08-25"),
    ]


def test_a_menu_is_not_the_list() -> None:
    menu = "".join(f"<li><a href='/c{i}/'>栏目名称第{i}个</a></li>" for i in range(9))
    assert len(read_list(f"<ul class='menu'>{menu}</ul>" + entries(), BASE).items) == 4


@pytest.mark.parametrize(
    "stub",
    [
        '<meta http-equiv="refresh" content="0; url=/xxgk/list.html">',
        "<script>window.location.href='/xxgk/list.html'</script>",
        "<script>location.replace(\"/xxgk/list.html\")</script>",
        '<div style="display:none"><p id="url">/xxgk/list.html</p></div><script>var url=document.getElementById("url").innerText;window.open(url,"_self");</script>',
        """<script>document.write('<meta http-equiv="refresh" content="0;url=/xxgk/list.html">')</script>""",
    ],
)  # fmt: skip
def test_stubs_lead_on(stub: str) -> None:
    markup = f"<html><head><title>跳转</title></head><body>{stub}</body></html>"
    assert redirect_target(markup, "http://a.gov.cn/jump.html") == "http://a.gov.cn/xxgk/list.html"
    assert page_kind(markup, "http://a.gov.cn/jump.html") == "redirect"


def test_a_page_with_content_is_no_stub() -> None:
    markup = f"<body><p>{'本局职责如下，' * 30}</p><script>if(phone) location.href='/m/'</script></body>"
    assert redirect_target(markup, "http://a.gov.cn/a.html") is None


def test_kinds_of_pages() -> None:
    article = '<meta name="ArticleTitle" content="公示"><body>' + "正文" * 200 + "</body>"
    assert page_kind(article, "http://a.gov.cn/x/1.html") == "article"
    assert page_kind(entries(), BASE) == "list"
    assert page_kind(entries(), "http://a.gov.cn/") == "home"


def test_sub_columns_are_those_below() -> None:
    page = (
        "<a href='/xxgk/fp/zj/'>资金分配</a><a href='/xxgk/fp/xm/index.html'>项目公示</a><a href='/djgz/'>党建工作</a>"
    )
    assert {link.text for link in sub_columns(f"<body>{page}</body>", "http://a.gov.cn/xxgk/fp/index.html")} == {
        "资金分配",
        "项目公示",
    }
