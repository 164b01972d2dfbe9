"""List services: what of a script can be followed, which answer is a list, and where a list without an end is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from systems import gridview
from town import Reply, Site, Town, article, html, links

from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.cms import ListPage, read_list
from crawler.frontier import Want
from crawler.links import attachment_links, frame_links, redirect_target
from crawler.run import crawl
from crawler.scope import canonical
from crawler.sitemap import site_addresses
from crawler.turns import MOST_TURNS, Ends

HOST = "http://a.gov.cn"
HOLE = "<ul id='newsList'></ul>"


def urls(read: ListPage) -> list[str]:
    return [feed.url.removeprefix(HOST) for feed in read.feeds]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$.get('/api/news/list', {channel: 5, page: page}, draw)", "/api/news/list?channel=5&page=1"),
        ("var pageNo=1; $.ajax({type:'GET', url:'/api/news?cid='+cid+'&pageNo='+pageNo}); var cid='77';", "/api/news?cid=77&pageNo=1"),
        ("let p = 0; let pageIndex = 0; axios.get('/list', {params: {id: 3, pageIndex: pageIndex, keyword: this.kw}})", "/list?id=3&pageIndex=0&keyword="),
        ("fetch(`/cms/articles?page=${page}&size=20`).then(draw)", "/cms/articles?page=1&size=20"),
        ("$.getJSON('list_' + page + '.json', draw)", "/x/list_1.json"),
        ("jQuery.ajax({url: \"/data/docs.json\", dataType: 'jsonp', data: {pagesize: 50}})", "/data/docs.json?pagesize=50"),
    ],
)  # fmt: skip
def test_the_address_of_a_service_is_put_together_as_the_script_does(script: str, expected: str) -> None:
    read = read_list(f"{HOLE}<script>{script}</script>", f"{HOST}/x/")
    assert (urls(read), read.unfollowable) == ([expected], "")


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/api/news/list', {page: page}, draw)",
        "$.ajax({type: 'POST', url: '/api/news/list', data: {page: page}})",
        "$.ajax({url: '/api/news/list', data: {token: makeToken(), page: page}})",
        "$.get(base() + '/list?page=' + page, draw)",
        "$.get('/stat/clickcount?page=' + page)",
        "$.ajax({url: '/user/login?page=' + page})",
    ],
)
def test_what_cannot_be_told_from_the_script_is_not_asked(script: str) -> None:
    read = read_list(f"{HOLE}<script>{script}</script>", f"{HOST}/x/")
    assert (urls(read), read.unfollowable) == ([], "script_list")


def feed(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


ROW = {"title": "临时救助资金公示", "url": "/1.html"}


@pytest.mark.parametrize(
    ("body", "url", "answered"),
    [
        (feed(total=1, data=[ROW]), "/api/list?page=1", True),
        (feed(total=0, data=[]), "/api/list?page=1", True),
        (feed(data=[]), "/api/list?page=4", True),
        (feed(total=40, data=[]), "/api/list?page=1", False),
        (feed(total=40, pages=3, data=[]), "/api/list?page=2", False),
        (feed(total=40, pages=3, data=[]), "/api/list?page=3", True),
        (feed(code=500, msg="系统繁忙"), "/api/list?page=1", False),
        (feed(data=[{"name": "分类", "id": 3}]), "/api/list?page=1", False),
        (feed(total=1, data=[ROW])[:-9], "/api/list?page=1", False),
        ("<html><body><h1>网站维护中，请稍后再来访问本站，谢谢您的理解与支持。</h1></body></html>", "/api/list?page=1", False),
        ("", "/more.php?page=9", True),
        ("<p>暂无更多内容</p>", "/more.php?page=9", True),
        (f"result({feed(num=0, nPage=0, data=[])});", "/govsearch/jsonp/gkml/zf_list.jsp?page=1", True),
        (f"\r\nresult({feed(num=1, nPage=1, data=[{'title': '公示', 'puburl': 'http://a/1.html'}])})", "/govsearch/jsonp/gkml/zf_list.jsp?page=1", True),
        (feed(num=0, nPage=0, data=[]), "/govsearch/jsonp/gkml/zf_list.jsp?page=1", False),
        ("result({", "/govsearch/jsonp/gkml/zf_list.jsp?page=1", False),
        ("", "/govsearch/jsonp/gkml/zf_list.jsp?page=1", False),
        (f"result({feed(num=5, nPage=1, data=[])})", "/govsearch/jsonp/gkml/zf_list.jsp?page=1", False),
    ],
)  # fmt: skip
def test_only_a_list_is_an_answer(body: str, url: str, answered: bool) -> None:
    assert read_list(body, HOST + url).answered is answered


def test_pages_counted_from_nought_have_no_last_one_too_many() -> None:
    rows = [{"title": f"公示{n}号", "url": f"/{n}.html"} for n in range(10)]
    read = read_list(feed(total=25, rows=rows), f"{HOST}/api/list?pageIndex=0")
    assert [url.removeprefix(f"{HOST}/api/list?") for url in read.more] == ["pageIndex=1", "pageIndex=2"]


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ("var u='/x/';location.href=u+'1.html'", "/x/1.html"),
        ("setTimeout('location.href=\\'/x/1.html\\'',10)", "/x/1.html"),
        ("window.open('/x/1.html','_self')", "/x/1.html"),
        ("if(/Android/.test(navigator.userAgent)){location.href='/m/'}else{location.href='/x/1.html'}", "/x/1.html"),
        ("window.open('/x/1.html','_blank')", None),
        ("if(/Android/.test(navigator.userAgent)){location.href='/m/'}", None),
        ("location.href = host() + '/x/'", None),
        ("if (location.href == '/x/') {}", None),
    ],
)
def test_where_a_script_sends_its_reader(script: str, target: str | None) -> None:
    found = redirect_target(f"<html><head><script>{script}</script></head><body></body></html>", f"{HOST}/")
    assert found == (target and HOST + target)


def test_a_refresh_for_readers_without_scripts_is_not_for_us() -> None:
    markup = (
        '<noscript><meta http-equiv="refresh" content="0;url=/nojs.html"></noscript><body><div id="app"></div></body>'
    )
    assert redirect_target(markup, f"{HOST}/") is None


def test_frames_show_pages_and_files() -> None:
    markup = (
        '<iframe src="list.html#top"></iframe><iframe src="about:blank"></iframe><iframe data-src="/late.html"></iframe>'
        '<iframe src="/pdfjs/web/viewer.html?file=%2Fupload%2Fmingdan.pdf"></iframe><embed src="/upload/b.pdf">'
    )
    assert {"http://a.gov.cn/x/list.html", "http://a.gov.cn/late.html"} <= set(frame_links(markup, f"{HOST}/x/"))
    files = {url for url, _, _ in attachment_links(markup, f"{HOST}/x/")}
    assert files == {f"{HOST}/upload/mingdan.pdf", f"{HOST}/upload/b.pdf"}


def test_a_map_for_machines_is_read_by_its_tags() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    pages = f"<?xml version='1.0'?><urlset {space}><url><loc>{HOST}/a?x=1&amp;y=2</loc></url><url><loc><![CDATA[{HOST}/b]]></loc></url></urlset>"
    assert site_addresses(pages) == ([f"{HOST}/a?x=1&y=2", f"{HOST}/b"], [])
    index = f"<sitemapindex {space}><sitemap><loc>{HOST}/m1.xml</loc></sitemap></sitemapindex>"
    assert site_addresses(index) == ([], [f"{HOST}/m1.xml"])
    assert site_addresses("<html><body><loc>x</loc></body></html>") == ([], [])


def test_the_number_of_a_site_is_no_session() -> None:
    assert canonical(f"{HOST}/gkmlpt/api/all/5?page=1&sid=755031").endswith("sid=755031")
    assert canonical(f"{HOST}/x.html?sid=755031a9b8c7d6e5f4") == f"{HOST}/x.html"


def test_a_calendar_is_no_pager() -> None:
    days = "".join(f"<a href='/rl.php?d={d}'>{d}</a>" for d in range(1, 31))
    month = f"<div class='cal'><p>日 一 二 三 四 五 六</p>{days}</div>"
    rows = "".join(f"<li><a href='/{n}.html'>关于第{n}批资金的公示</a>2026-03-0{n}</li>" for n in range(1, 6))
    assert not read_list(f"<ul>{rows}</ul>{month}", f"{HOST}/x/").goes_on()


def visited(site: Site, directory: Path, max_pages: int = 3000) -> tuple[Visit, dict[str, PageRow]]:
    (visit,) = crawl([site.unit("U02")], directory, "2026-11-25", delay=0, max_pages=max_pages, settings={"RETRY_TIMES": 0})  # fmt: skip
    rows = capture.read_pages(capture.unit_dir(directory, "2026-11-25", "U02"))
    return visit, {row.url.replace(site.url, "/"): row for row in rows}


def furnish(site: Site, number: Callable[[int], int]) -> None:
    """A column whose every page leads to a next one; page p shows the entries of page number(p)."""
    site.pages["/"] = html(links(("/list.php", "社会救助")))

    def page(asked: dict[str, str]) -> str:
        at = int(asked.get("page", "1"))
        rows = "".join(f"<li><a href='/{number(at)}/{n}.html'>关于第{number(at)}-{n}批资金的公示</a>2026-03-0{n}</li>" for n in range(1, 4))  # fmt: skip
        return html(f"<ul>{rows}</ul><div><a href='/list.php?page={at + 1}'>下一页</a></div>", "社会救助")

    site.services["/list.php"] = page  # type: ignore[assignment]


def test_a_pager_that_shows_its_last_page_for_ever_ends(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        furnish(site, lambda page: min(page, 3))
        site.pages |= {f"/{page}/{n}.html": article("公示") for page in (1, 2, 3) for n in (1, 2, 3)}
        visit, rows = visited(site, tmp_path, max_pages=60)
    assert {path for path, row in rows.items() if row.kind == "list"} == {
        "/list.php",
        *(f"/list.php?page={n}" for n in (2, 3, 4)),
    }
    assert (visit.state, visit.documents) == ("complete", 9)


def test_a_list_that_shows_ever_other_entries_is_left_after_so_many_pages() -> None:
    ends, want = Ends(), Want(url=f"{HOST}/list.php?page=2", role="list", columns=("社会救助",))
    shown = [(Want(url=f"{HOST}/{n}.html", role="article"),) for n in range(MOST_TURNS + 1)]
    assert {ends.reached(want, wants) for wants in shown[:-1]} == {""}
    assert ends.reached(want, shown[-1]) == "budget"
    assert ends.reached(want, shown[3]) == "round"
    assert ends.reached(want, ()) == "round"
    assert Ends().reached(want, shown[0]) == ""


def test_a_service_that_breaks_off_leaves_its_list_unseen(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        site.pages["/"] = html(links(("/a/", "社会救助"), ("/b/", "养老服务")))
        for name in ("a", "b"):
            site.pages[f"/{name}/"] = html(f"{HOLE}<script>$.get('/api/{name}/list', {{page: page}}, draw)</script>")
        data = [{"title": f"关于第{n}批资金的公示", "url": f"/a/{n}.html", "date": "2026-03-02"} for n in range(10)]
        site.services["/api/a/list"] = lambda asked: (
            feed(total=30, data=data) if asked["page"] == "1" else Reply(b"x", 404)
        )
        site.services["/api/b/list"] = lambda _: (
            "<html><body><p>系统正在维护升级，请您稍后再来访问，给您带来不便敬请谅解。</p></body></html>"
        )
        site.pages |= {f"/a/{n}.html": article("公示") for n in range(10)}
        visit, rows = visited(site, tmp_path)
    missed = {path: row.reason for path, row in rows.items() if row.state == "missed"}
    assert missed.pop("/api/b/list?page=1") in ("script_list", "maintenance")
    assert missed == dict.fromkeys(["/api/a/list?page=2", "/api/a/list?page=3"], "script_list")
    assert (visit.state, visit.documents) == ("partial", 10)


def test_a_postback_that_is_refused_leaves_its_page_unseen(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        site.pages["/"] = html(links(("/list.aspx", "社会救助")))
        rows = "".join(f"<li><a href='/{n}.html'>关于第{n}批资金的公示</a>2026-03-0{n}</li>" for n in range(1, 4))
        turn = """<a href="javascript:__doPostBack('p','2')">2</a><a href="javascript:__doPostBack('p','3')">3</a>"""
        site.pages["/list.aspx"] = html(
            f"<form><input type='hidden' name='__VIEWSTATE' value='x'><ul>{rows}</ul>{turn}</form>"
        )
        site.posts["/list.aspx"] = lambda form: (
            Reply(b"", 500) if form["__EVENTARGUMENT"] == "2" else Reply(status=302, headers={"Location": "/list.aspx"})
        )
        visit, seen = visited(site, tmp_path)
    missed = {path: row.reason for path, row in seen.items() if row.state == "missed"}
    assert missed == {"/list.aspx#page=2": "http_5xx", "/list.aspx#page=3": "script_list"}
    assert visit.state == "partial"


def test_an_interrupted_visit_goes_on_behind_a_postback(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        wanted = gridview(site)
        visited(site, tmp_path, max_pages=4)
        posted = site.hits["/inner.aspx"]
        (capture.unit_dir(tmp_path, "2026-11-25", "U02") / capture.VISIT).unlink()
        visit, rows = visited(site, tmp_path)
    assert posted > 0
    assert site.hits["/inner.aspx"] == 2
    assert (visit.state, wanted - set(rows)) == ("complete", set())


@pytest.mark.parametrize(
    "pager",
    [
        """<a href="javascript:__doPostBack('ctl00$Calendar1','7340')">5</a><a href="javascript:__doPostBack('ctl00$Calendar1','V7366')">&gt;</a>""",
        """<a href="javascript:__doPostBack('btnSearch','')">搜索</a><a href="javascript:__doPostBack('btnDelete','')">删除</a>""",
    ],
)
def test_only_a_pagers_own_event_is_posted(pager: str) -> None:
    markup = f"<form><input type='hidden' name='__VIEWSTATE' value='x'>{pager}</form>"
    assert read_list(markup, f"{HOST}/list.aspx").posts == ()


def test_what_a_postback_sends_is_the_forms_own_state_and_the_event() -> None:
    fields = "<input type='hidden' name='__VIEWSTATE' value='a/b='><input type='password' name='pw'><input type='text' name='q' value='x'><input type='checkbox' name='c' checked>"
    pager = """<a href="javascript:__doPostBack('g','Page$2')">2</a>"""
    (post,) = read_list(f"<form action='/in/list.aspx?a=1'>{fields}{pager}</form>", f"{HOST}/list.aspx").posts
    assert (post.page, post.action) == (2, f"{HOST}/in/list.aspx?a=1")
    assert post.form == "__VIEWSTATE=a%2Fb%3D&__EVENTTARGET=g&__EVENTARGUMENT=Page%242"
    outside = read_list(f"<form action='http://b.com/list.aspx'>{fields}{pager}</form>", f"{HOST}/list.aspx")
    assert (outside.posts, outside.unfollowable) == ((), "postback")
