"""Pagers of every publishing system: all pages from any page, never one beyond the last."""

from __future__ import annotations

import pytest

from crawler.cms import FAMILIES, family, next_page, read_list

HOST = "http://a.gov.cn"


def page(pager: str, head: str = "") -> str:
    rows = "".join(
        f"<li><a href='d{i}.html'>关于第{i}批救助资金发放的公示</a><span>2026-03-0{i}</span></li>" for i in range(1, 9)
    )
    return f"<html><head>{head}</head><body><div class='box'><ul class='list'>{rows}</ul>{pager}</div></body></html>"


def links(*pairs: tuple[str, str]) -> str:
    return "".join(f'<a href="{href}">{text}</a>' for text, href in pairs)


def names(pages: tuple[str, ...]) -> list[str]:
    return [one.rsplit("/", 1)[-1] for one in pages]


SERIES = {
    "trs": (
        lambda k: f"<script>createPageHTML(5, {k - 1}, 'index', 'html');</script>",
        ["/x/index.html", "/x/index_1.html", "/x/index_2.html", "/x/index_3.html", "/x/index_4.html"],
    ),
    "trs, written by its own script": (
        lambda k: f"""<script>var currentPage = {k - 1};var countPage = 3;var nextPage = currentPage + 1;
                  document.write("<a href=\\"index_" + nextPage + ".html\\">下一页</a>");</script>""",
        ["/x/index.html", "/x/index_1.html", "/x/index_2.html"],
    ),
    "ucap": (
        lambda k: f"<script>createPageHTML('page_div',4, {k},'nav_list','shtml',61);</script>",
        ["/c1/nav_list.shtml", "/c1/nav_list_2.shtml", "/c1/nav_list_3.shtml", "/c1/nav_list_4.shtml"],
    ),
    "siteserver": (
        lambda k: f"<div class='pagination'>第{k}/12页 "
        + links(*[(str(n), f"88_{n}.html" if n > 1 else "88.html") for n in range(max(1, k - 1), min(12, k + 1) + 1)])
        + "</div>",
        ["/channels/88.html", *(f"/channels/88_{n}.html" for n in range(2, 13))],
    ),
    "address parameter": (
        lambda k: f"<div>共45条记录 {k}/3页 " + links(*[(str(n), f"list.jsp?col=88&page={n}&size=15") for n in range(1, 4) if n != k]) + "</div>",
        ["/list.jsp?col=88&size=15", "/list.jsp?col=88&page=2&size=15", "/list.jsp?col=88&page=3&size=15"],
    ),
    "laypage": (
        lambda k: f"""<div id="page"></div><script>laypage.render({{elem:'page',count:58,limit:20,curr:{k},
                  jump:function(obj,first){{if(!first){{location.href="list_"+obj.curr+".html";}}}}}});</script>""",
        ["/x/list.html", "/x/list_2.html", "/x/list_3.html"],
    ),
    "drop-down list": (
        lambda k: "<select onchange='location.href=this.value'>"
        + "".join(f"<option value='/x/list_{n}.html'{' selected' * (n == k)}>第{n}页</option>" for n in range(1, 4))
        + "</select>",
        ["/x/list_1.html", "/x/list_2.html", "/x/list_3.html"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERIES)
def test_every_page_knows_the_same_pages(name: str) -> None:
    pager, pages = SERIES[name]
    whole = [HOST + one for one in pages]
    for number, url in enumerate(whole, start=1):
        read = read_list(page(pager(number)), url)
        assert set(read.more) == set(whole[1:]) - {url}, number
        assert read.total_pages == len(whole) and read.unfollowable == ""
        assert next_page(page(pager(number)), url) == (whole[number] if number < len(whole) else None)


def test_vsb_counts_down_from_any_page() -> None:
    pager = lambda k, *pairs: f"<div>共80条 {k}/4 {links(*pairs)}</div>"  # noqa: E731
    first = page(pager(1, ("下页", "tzgg/3.htm"), ("尾页", "tzgg/1.htm")))
    assert names(read_list(first, f"{HOST}/tzgg.htm").more) == ["3.htm", "2.htm", "1.htm"]
    third = page(pager(3, ("首页", "../tzgg.htm"), ("上页", "3.htm"), ("下页", "1.htm"), ("尾页", "1.htm")))
    assert names(read_list(third, f"{HOST}/tzgg/2.htm").more) == ["3.htm", "1.htm"]
    assert next_page(third, f"{HOST}/tzgg/2.htm") == f"{HOST}/tzgg/1.htm"
    two = page("<div>共2页 " + links(("下页", "tzgg/1.htm"), ("尾页", "tzgg/1.htm")) + "</div>")
    assert names(read_list(two, f"{HOST}/tzgg.htm").more) == ["1.htm"]


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ('<p><a href="index_2.html" class="next">&gt;</a></p>', ["index_2.html"]),
        ('<div class="pages"><a class="next" href="index_2.html">下一页</a><a class="last" href="index_4.html">尾页</a></div>',
         ["index_2.html", "index_3.html", "index_4.html"]),
        ("<div><a href=\"#\" onclick=\"location.href='index_2.jhtml'\">下一页</a> 共3页</div>", ["index_2.jhtml", "index_3.jhtml"]),
        ('<div class="p"><a href="javascript:goPage(\'/x/index_2.html\')">下一页</a></div>', ["index_2.html"]),
        ('<select onchange="location.href=this.value"><option value="list_1.html">1</option><option value="list_2.html">2</option></select>'
         '<span><a href="list_2.html">下一页</a></span>', ["list_2.html"]),
        ('<div class="page"><span>1</span>' + links(("2", "/e/action/list.php?page=1&id=3"), ("3", "/e/action/list.php?page=2&id=3")) + "</div>",
         ["list.php?page=1&id=3", "list.php?page=2&id=3"]),
        ('<div class="foot-bar">共 15 条 <a href="index_2.html">&gt;</a></div>', ["index_2.html"]),
        ('<div class="pager"><a href="/x/index_2.html" class="next"></a></div>', ["index_2.html"]),
        ("<div>页次：1/3 " + links(("下一页", "sjb-3_2_tree.TreeTempUrl_11.html")) + "</div>",
         ["sjb-3_2_tree.TreeTempUrl_11.html", "sjb-3_3_tree.TreeTempUrl_11.html"]),
    ],
)  # fmt: skip
def test_pagers_of_links(pager: str, expected: list[str]) -> None:
    assert names(read_list(page(pager), f"{HOST}/x/index.html").more) == expected


@pytest.mark.parametrize(
    "pager",
    [
        "",
        '<div class="page"><a href="javascript:;">上一页</a><a class="current">1</a><a href="javascript:;">下一页</a></div>',
        '<div class="page"><a href="index_1.html">上一页</a><a href="javascript:;">下一页</a><a>共30条 当前第3/3页</a></div>',
        '<div class="page">共1页 <a href="javascript:;">下一页</a></div>',
        '<div class="page"><span>上页</span><span class="NextDisabled">下页</span></div>',
        '<script>createPageHTML(1, 0, "index", "html");</script>',
        '<div class="pager"><a href="#" class="next"></a></div>',
        "<select onchange='location.href=this.value'><option value='/2026.html'>2026</option><option value='/2025.html'>2025</option></select>",
        "<div>共 15 条信息</div><p>首页 &gt; <a href='/x/'>通知公告</a></p>",
    ],
)
def test_a_list_that_ends_here(pager: str) -> None:
    read = read_list(page(pager), f"{HOST}/x/index_9.html")
    assert read.unfollowable == "" and next_page(page(pager), f"{HOST}/x/index_9.html") is None


@pytest.mark.parametrize(
    ("pager", "reason"),
    [
        ("<a href=\"javascript:__doPostBack('ctl00$AspNetPager1','2')\">下一页</a>", "postback"),
        ('<a href="javascript:__doPostBack(&#39;Grid&#39;,&#39;Page$2&#39;)">2</a>', "postback"),
        (
            '<div class="page"><a class="cur">1</a><a href="javascript:;">2</a><a href="javascript:;">下一页</a></div>',
            "script_list",
        ),
        ('<div>当前第1/9页 <a href="#" onclick="turn(2)">下一页</a></div>', "script_list"),
        ("<script>laypage.render({elem:'p',count:80,limit:8,jump:function(o){load(o.curr)}});</script>", "script_list"),
        ('<a class="btn" href="javascript:;" onclick="more()">加载更多</a>', "endless_scroll"),
        ("<button>点击加载更多</button>", "endless_scroll"),
    ],
)
def test_why_a_list_cannot_be_followed(pager: str, reason: str) -> None:
    read = read_list(page(pager), f"{HOST}/x/index.aspx")
    assert (read.more, read.unfollowable) == ((), reason)


def test_an_empty_place_that_a_script_fills_is_no_empty_list() -> None:
    drawn = "<script>$.ajax({url:'/api/list'})</script><div><ul id='newsList'></ul></div>"
    assert read_list(drawn, f"{HOST}/x/").unfollowable == "script_list"
    assert read_list("<div><ul id='newsList'></ul><p>暂无内容</p></div>", f"{HOST}/x/").unfollowable == ""


def test_a_script_that_fetches_the_next_page_while_scrolling() -> None:
    script = '<script>$(window).scroll(function(){$.get("index_" + n + ".html", add)})</script>'
    assert names(read_list(page(script), f"{HOST}/x/index.html").more) == ["index_1.html"]
    assert next_page(page(script), f"{HOST}/x/index_2.html") == f"{HOST}/x/index_3.html"


@pytest.mark.parametrize(
    ("mark", "url", "name"),
    [
        ("<div class='TRS_Editor'>", "/a.html", "trs"),
        ("<UCAPCONTENT>", "/a.html", "ucap"),
        ("<datastore>", "/col/col1/index.html", "jcms"),
        ("<div id='vsb_content_2'>", "/info/1/2.htm", "vsb"),
        ("", "/gk/content/post_123.html", "guangdong"),
        ("", "/channels/12.html", "siteserver"),
        ("<td class='ewb-trade-td'>", "/a.html", "epoint"),
        ("", "/index_2.jhtml", "jeecms"),
        ("<input name='__VIEWSTATE'>", "/a.aspx", "aspnet"),
        ("<p>", "/a.html", "generic"),
    ],
)
def test_families_are_known_by_their_marks(mark: str, url: str, name: str) -> None:
    assert family(page(mark), HOST + url) == name and name in FAMILIES


def test_an_older_script_of_trs_counts_entries() -> None:
    told = 'var m_nRecordCount="25";var m_nCurrPage=0;var m_nPageSize=10;var m_strPageName="index";var m_strPageExt="html";'
    read = read_list(page(f"<div id='pager'></div><script>{told}</script>"), f"{HOST}/c/index.html")

    assert names(read.more) == ["index_1.html", "index_2.html"]


CALLED = {
    "an address": (
        "<a href='javascript:goPage(2)'>下一页</a><a href='javascript:goPage(4)'>尾页</a>"
        "<script>function goPage(p){ if(p<1){return;} window.location.href='list.do?col=3&no='+p; }</script>",
        [f"/a/list.do?col=3&no={k}" for k in (2, 3, 4)],
    ),
    "an address that counts from nought": (
        "<div class='page'><a onclick='turn(1)'>2</a><a onclick='turn(2)'>3</a></div>"
        "<script>var turn = function(n){ location.href = 'list_' + n + '.html'; }</script>",
        ["/a/list_1.html", "/a/list_2.html"],
    ),
    "a form that asks": (
        "<form name='pf' action='list.do'><input type='hidden' name='cid' value='8'>"
        "<input type='hidden' name='now' value='1'><input name='words' value='x'></form>"
        "<a href='#' onclick='toPage(2)'>下一页</a><a href='#' onclick='toPage(3)'>末页</a>"
        "<script>function toPage(n){document.pf.now.value=n;document.pf.submit();}</script>",
        ["/a/list.do?cid=8&now=2", "/a/list.do?cid=8&now=3"],
    ),
}


@pytest.mark.parametrize("name", CALLED)
def test_a_function_of_the_pages_own_is_followed(name: str) -> None:
    pager, wanted = CALLED[name]
    read = read_list(page(pager), f"{HOST}/a/list.do?col=3")

    assert [one.removeprefix(HOST) for one in read.more] == wanted


def test_a_function_that_posts_a_form_is_followed_by_posts_to_the_same_host_only() -> None:
    pager = (
        "<form id='f' method='post' action='{}'><input type='hidden' id='pg' name='page' value='1'></form>"
        "<a href='javascript:go(2)'>下一页</a><script>function go(n){{$('#pg').val(n);$('#f').submit();}}</script>"
    )
    read = read_list(page(pager.format("/a/list.do")), f"{HOST}/a/")

    assert [(post.page, post.action, post.form) for post in read.posts] == [(2, f"{HOST}/a/list.do", "page=2")]
    assert not read_list(page(pager.format("http://b.gov.cn/list.do")), f"{HOST}/a/").goes_on()


def test_a_function_that_does_something_else_is_no_pager() -> None:
    pager = "<a href='javascript:zoom(2)'>2</a><script>function zoom(n){document.body.style.zoom=n;}</script>"

    assert not read_list(page(pager), f"{HOST}/a/").goes_on()


@pytest.mark.parametrize(
    "pager",
    [
        "<div class='pg'><a href='list.html'><img alt='上一页'></a><a href='list_2.html'><img alt='下一页'></a></div>",
        "<div class='pg'><a class='next' tagname='/a/list_2.html' href='javascript:void(0)'>下页</a> 共2页</div>",
    ],
)
def test_signs_that_are_pictures_and_addresses_that_scripts_read_are_followed(pager: str) -> None:
    assert next_page(page(pager), f"{HOST}/a/list.html") == f"{HOST}/a/list_2.html"


def test_a_row_called_pages_turns_them_though_it_holds_two_numbers_alone() -> None:
    pager = "<ul class='pages'><li><a href='list.html'>1</a></li><li><a href='list_2.html'>2</a></li></ul>"

    assert next_page(page(pager), f"{HOST}/a/list.html") == f"{HOST}/a/list_2.html"
