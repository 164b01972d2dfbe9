"""Small sites in the manner of each publishing system: what they serve, and which articles a reader can reach there.

Every site has one column (社会救助) whose list runs over three pages; what is between its home page and its articles is the
system's own way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from town import Page, Reply, Site, article, html, links

COUNT, SIZE = 25, 10
PAGES = -(-COUNT // SIZE)
JSON = {"Content-Type": "application/json; charset=utf-8"}
Href = Callable[[int], str]
Furnish = Callable[[Site], set[str]]
"""In: a site. It is furnished. Out: the paths of its articles."""


def title(number: int) -> str:
    return f"关于第{number}批临时救助资金发放情况的公示"


def day(number: int) -> str:
    return f"2026-03-{number:02d}"


def on_page(page: int) -> range:
    """The numbers of the articles on a page of the list."""
    return range((page - 1) * SIZE + 1, min(page * SIZE, COUNT) + 1)


def rows(page: int, href: Href) -> str:
    return "<ul class='list'>" + "".join(f'<li><a href="{href(n)}">{title(n)}</a><span>{day(n)}</span></li>' for n in on_page(page)) + "</ul>"  # fmt: skip


def entrance(site: Site, path: str, head: str = "") -> None:
    site.pages["/"] = html(links((path, "社会救助"), ("/gk.html", "单位概况")), "某市民政局", head)
    site.pages["/gk.html"] = html("<p>本单位负责全市社会救助工作。</p>")


def articles(site: Site, href: Href, numbers: Iterable[int] = range(1, COUNT + 1)) -> set[str]:
    found = {href(n) for n in numbers}
    site.pages |= {path: article("公示") for path in found}
    return found


def listed(
    site: Site, address: Callable[[int], str], href: Href, pager: Callable[[int], str], head: str = ""
) -> set[str]:
    """A list whose pages have addresses."""
    entrance(site, address(1), head)
    for page in range(1, PAGES + 1):
        site.pages[address(page)] = html(rows(page, href) + pager(page), "社会救助", head)
    return articles(site, href)


def record(number: int, site: Site, href: Href) -> dict[str, object]:
    return {"title": title(number), "url": f"//{site.address}:{site.port}{href(number)}", "publishedTimeStr": f"{day(number)} 09:00:00"}  # fmt: skip


def answer(value: object, callback: str = "") -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(f"{callback}({text});".encode() if callback else text.encode(), headers=JSON)


def trs(site: Site) -> set[str]:
    return listed(
        site, lambda p: f"/shjz/index{f'_{p - 1}' if p > 1 else ''}.html", lambda n: f"/shjz/202603/t202603{n:02d}_{n}.html",
        lambda p: f'<script>createPageHTML({PAGES}, {p - 1}, "index", "html");</script>',
    )  # fmt: skip


def ucap(site: Site) -> set[str]:
    return listed(
        site, lambda p: f"/mz/c100495/xwzx_list{f'_{p}' if p > 1 else ''}.shtml", lambda n: f"/mz/c100495/202603/{n:032x}.shtml",
        lambda p: f"<div id='page_div'></div><script>createPageHTML('page_div',{PAGES}, {p},'xwzx_list','shtml',{COUNT});</script>",
    )  # fmt: skip


def ucap_search(site: Site) -> set[str]:
    channel = "0f3a5b7c9d1e2f3a4b5c6d7e8f901234"
    href: Href = lambda n: f"/mz/c100496/202603/{n:032x}.shtml"  # noqa: E731
    drawn = f"<ul class='list' id='newslist'></ul><script>var channelId = '{channel}'; $.get('/common/search/' + channelId + query, draw);</script>"
    entrance(site, "/mz/c100496/zfxxgk_list.shtml")
    site.pages["/mz/c100496/zfxxgk_list.shtml"] = html(drawn, "社会救助")

    def search(asked: Mapping[str, str]) -> Page:
        page = int(asked["page"])
        results = [record(n, site, href) for n in on_page(page)]
        return answer({"status": 0, "data": {"total": COUNT, "rows": SIZE, "page": page, "results": results}})

    site.services[f"/common/search/{channel}"] = search
    return articles(site, href)


def jcms(site: Site) -> set[str]:
    href: Href = lambda n: f"/art/2026/3/{n}/art_9_{n}.html"  # noqa: E731

    def store(page: int) -> str:
        records = "".join(f"<record><![CDATA[<li><a href='{href(n)}'>{title(n)}</a><b>{day(n)}</b></li>]]></record>" for n in on_page(page))  # fmt: skip
        return f"<datastore><totalrecord>{COUNT}</totalrecord><totalpage>{PAGES}</totalpage><recordset>{records}</recordset></datastore>"

    entrance(site, "/col/col9/index.html")
    script = f"$('#5').jpage({{perPage:{SIZE},totalRecord:{COUNT},proxyUrl:'/module/web/jpage/dataproxy.jsp',proxyParam:{{col:1,webid:'7',path:'/',columnid:9,unitid:'5',webname:'某市'}}}})"
    site.pages["/col/col9/index.html"] = html(f'<div id="5"><script type="text/xml">{store(1)}</script></div><script>{script}</script>', "社会救助")  # fmt: skip

    def proxy(asked: Mapping[str, str]) -> Page:
        return Reply(f"<?xml version='1.0' encoding='UTF-8'?>{store(int(asked['startrecord']) // SIZE + 1)}".encode())

    site.services["/module/web/jpage/dataproxy.jsp"] = proxy
    return articles(site, href)


def jpaas(site: Site) -> set[str]:
    href: Href = lambda n: f"/shjz/art/2026/art_{n:032x}.html"  # noqa: E731
    service = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    query = "{'parseType':'buildstatic','webId':'3185','tplSetId':'o0Yc','pageType':'column','tagId':'信息列表','editType':'null','pageId':'12'}"
    entrance(site, "/col/col12/index.html")
    site.pages["/col/col12/index.html"] = html(f'<div class="page-content"><script url="{service}" queryData="{query}"></script></div>', "社会救助")  # fmt: skip

    def unit(asked: Mapping[str, str]) -> Page:
        page = json.loads(asked.get("paramJson", '{"pageNo":1}'))["pageNo"]
        markup = rows(page, href) + f'<div class="pagination" rows="{SIZE}" count="{COUNT}" pageNo="{page}"></div>'
        return answer({"success": True, "data": {"html": markup}})

    site.services[service] = unit
    return articles(site, href)


def vsb(site: Site) -> set[str]:
    def pager(page: int) -> str:
        onward = "" if page == PAGES else f'<a href="/shjz/{PAGES - page}.htm">下页</a> <a href="/shjz/1.htm">尾页</a>'
        return f'<div class="pb_sys_common">共{COUNT}条 {page}/{PAGES} {onward}</div>'

    return listed(site, lambda p: "/shjz.htm" if p == 1 else f"/shjz/{PAGES - p + 1}.htm", lambda n: f"/info/1003/{n}.htm", pager)  # fmt: skip


def siteserver(site: Site) -> set[str]:
    def pager(page: int) -> str:
        onward = (
            "<span>下一页</span>" if page == PAGES else f'<a class="page-next" href="12_{page + 1}.html">下一页</a>'
        )
        return f'<div class="pagination">第{page}/{PAGES}页 {onward}</div>'

    return listed(site, lambda p: f"/channels/12{f'_{p}' if p > 1 else ''}.html", lambda n: f"/contents/12/{n}.html", pager)  # fmt: skip


def epoint(site: Site) -> set[str]:
    handler = """$("#page").on("pageClicked", function (event, data) { if(data.pageIndex==0){ window.location.href="/shjz/moreinfo.html"; }
        else if(data.pageIndex<100){ window.location.href="/shjz/"+(data.pageIndex+1)+".html"; }
        else{ window.location.replace("/shjz/moreinfo.html?categoryNum=005&pageIndex="+(data.pageIndex+1)); } });"""
    return listed(
        site, lambda p: f"/shjz/{p if p > 1 else 'moreinfo'}.html", lambda n: f"/shjz/202603{n:02d}/{n:08x}-1111-2222-3333-444455556666.html",
        lambda p: f'<div class="ewb-page" id="page"></div><script>$("#page").pagination({{pageIndex:{p - 1},pageSize:{SIZE},total:{COUNT}}});{handler}</script>',
    )  # fmt: skip


def guangdong(site: Site) -> set[str]:
    def pager(page: int) -> str:
        onward = (
            ""
            if page == PAGES
            else f'<a class="next" href="index_{page + 1}.html">&gt;</a> <a class="last" href="index_{PAGES}.html">&gt;|</a>'
        )
        return f'<div class="page">{onward}</div>'

    return listed(site, lambda p: f"/shjz/index{f'_{p}' if p > 1 else ''}.html", lambda n: f"/shjz/content/post_{n + 9000}.html", pager)  # fmt: skip


def catalogue(site: Site) -> set[str]:
    """Guangdong's catalogue: two columns of a tree, both drawn by script."""
    href: Href = lambda n: f"/gkmlpt/content/3/{n}/post_{n + 9000}.html"  # noqa: E731
    tree = [
        {
            "id": 1,
            "name": "法定主动公开内容",
            "children": [{"id": 11, "name": "社会救助"}, {"id": 12, "name": "养老服务", "children": []}],
        }
    ]
    site.pages["/"] = html(links(("/gkmlpt/index", "政府信息公开"), ("/gk.html", "单位概况")))
    site.pages["/gk.html"] = html("<p>本单位负责全市社会救助工作。</p>")
    config = f"window._CONFIG = {{ SID: '755031', DETAIL: {{}}, TREE: {json.dumps(tree, ensure_ascii=False)} }}"
    site.pages["/gkmlpt/index"] = html(f"<div id='app'></div><script>{config}</script>", "政府信息公开目录")
    split = {"11": range(1, 21), "12": range(21, COUNT + 1)}
    for column, numbers in split.items():

        def feed(asked: Mapping[str, str], numbers: range = numbers) -> Page:
            some = list(numbers)[(int(asked["page"]) - 1) * SIZE : int(asked["page"]) * SIZE]
            found = [
                {"id": n, "title": title(n), "url": site.url[:-1] + href(n), "display_publish_time": 1772416800}
                for n in some
            ]
            return answer({"articles": found, "total": len(numbers)})

        site.services[f"/gkmlpt/api/all/{column}"] = feed
    return articles(site, href)


def aspnet(site: Site) -> set[str]:
    """AspNetPager: the server takes only events that the page posted from has shown."""

    def page_of(page: int) -> str:
        shown = "".join(f"""<a href="javascript:__doPostBack('ctl00$pager','{p}')">{p}</a>""" for p in range(1, PAGES + 1) if abs(p - page) == 1)  # fmt: skip
        onward = (
            "<a disabled='disabled'>下一页</a>"
            if page == PAGES
            else f"""<a href="javascript:__doPostBack('ctl00$pager','{page + 1}')">下一页</a>"""
        )
        return html(
            f'<form method="post" action="./list.aspx?cid=3" id="form1"><input type="hidden" name="__VIEWSTATE" value="vs+{page}/=" />'
            f'<input type="hidden" name="__EVENTVALIDATION" value="ev{page}" /><input type="text" name="keyword" value="" />'
            f"{rows(page, lambda n: f'/show.aspx?id={n}')}<div id='ctl00_pager'>{shown} {onward}</div></form>", "社会救助")  # fmt: skip

    def turn(form: Mapping[str, str]) -> Page:
        before, page = int(form["__VIEWSTATE"][3:-2]), int(form["__EVENTARGUMENT"])
        valid = (
            form["__EVENTTARGET"] == "ctl00$pager"
            and abs(page - before) == 1
            and form["__EVENTVALIDATION"] == f"ev{before}"
        )
        return page_of(page) if valid and "keyword" not in form else Reply(b"Invalid postback", 500)

    entrance(site, "/list.aspx?cid=3")
    site.pages["/list.aspx?cid=3"] = page_of(1)
    site.posts["/list.aspx?cid=3"] = turn
    return articles(site, lambda n: f"/show.aspx?id={n}")


def gridview(site: Site) -> set[str]:
    """GridView: Page$Next says nothing of its page, only the view state does; the form goes to another address."""

    def page_of(page: int) -> str:
        onward = (
            ""
            if page == PAGES
            else """<td><a href="javascript:__doPostBack('GridView1','Page$Next')">下一页</a></td>"""
        )
        cells = "".join(
            f"<tr><td><a href='/show/{n}.html'>{title(n)}</a></td><td>{day(n)}</td></tr>" for n in on_page(page)
        )
        return html(f'<form method="post" action="/inner.aspx"><input type="hidden" name="__VIEWSTATE" value="{page}" /><table>{cells}<tr>{onward}</tr></table></form>', "社会救助")  # fmt: skip

    entrance(site, "/shjz/")
    site.pages["/shjz/"] = page_of(1)
    site.posts["/inner.aspx"] = lambda form: page_of(int(form["__VIEWSTATE"]) + 1)
    return articles(site, lambda n: f"/show/{n}.html")


def empire(site: Site) -> set[str]:
    def pager(page: int) -> str:
        numbers = "".join(f'<a href="/e/action/ListInfo/?classid=3&amp;page={p - 1}">{p}</a>' if p != page else f"<b>{p}</b>" for p in range(1, PAGES + 1))  # fmt: skip
        return f'<div class="page"><a title="Total record">&nbsp;<b>{COUNT}</b> </a>{numbers}</div>'

    return listed(
        site, lambda p: "/shjz/" if p == 1 else f"/e/action/ListInfo/?classid=3&page={p - 1}", lambda n: f"/shjz/2026-03-{n:02d}/{n}.html", pager
    )  # fmt: skip


def jeecms(site: Site) -> set[str]:
    def pager(page: int) -> str:
        onward = "" if page == PAGES else f"""<a href="#" onclick="location.href='index_{page + 1}.jhtml'">下一页</a>"""
        return f"<div>共{COUNT}条记录 {page}/{PAGES}页 {onward}</div>"

    return listed(site, lambda p: f"/shjz/index{f'_{p}' if p > 1 else ''}.jhtml", lambda n: f"/shjz/{n}.jhtml", pager)


def upper_case(site: Site) -> set[str]:
    """One flat array of upper-case records, fetched by the page's script."""
    href: Href = lambda n: f"/shjz/content_{n}.htm"  # noqa: E731
    entrance(site, "/shjz/")
    drawn = "<div class='news_list'></div><script>$.getJSON('/shjz/docList.json', {pageSize: 100}, draw)</script>"
    site.pages["/shjz/"] = html(drawn, "社会救助")
    array = [{"TITLE": title(n), "URL": href(n), "DOCRELPUBTIME": day(n)} for n in range(1, COUNT + 1)]
    site.services["/shjz/docList.json"] = lambda asked: answer(array)
    return articles(site, href)


def changchun(site: Site, service: Site, callback: str = "result") -> set[str]:
    """The platform of Jilin: 16 rows a page from a search service on another host."""
    href: Href = lambda n: f"/zcbm/mzj/zdlyjczwgk/202603/t202603{n:02d}_{n}.html"  # noqa: E731
    entrance(site, "/zcbm/mzj/zdlyjczwgk/")
    script = f"$.ajax({{type:'get',dataType:'jsonp',url:'{service.url}govsearch/jsonp/gkml/zf_list.jsp',data:{{page:1,lb:58855,pubURL:'{site.url}'}}}})"
    site.pages["/zcbm/mzj/zdlyjczwgk/"] = html(f"<ul id='list'></ul><script>{script}</script>", "社会救助")

    def search(asked: Mapping[str, str]) -> Page:
        numbers = list(range(1, COUNT + 1))[(int(asked["page"]) - 1) * 16 : int(asked["page"]) * 16]
        data = [{"title": title(n), "puburl": site.url[:-1] + href(n), "tip": {"dates": day(n), "filenum": ""}} for n in numbers]  # fmt: skip
        return answer({"num": COUNT, "nPage": 2, "data": data}, callback)

    service.services["/govsearch/jsonp/gkml/zf_list.jsp"] = search
    return articles(site, href)


def sitemap_only(site: Site) -> set[str]:
    """A front page drawn by script: only the map for machines names the pages."""
    href: Href = lambda n: f"/shjz/t202603{n:02d}_{n}.html"  # noqa: E731
    site.pages["/"] = html("<div id='app'></div><script>new Vue({el:'#app'})</script>")
    site.pages["/shjz/index.html"] = html(rows(1, href), "社会救助")
    named = ["shjz/index.html", *(href(n)[1:] for n in range(SIZE + 1, COUNT + 1))]
    urls = "".join(f"<url><loc>{site.url}{one}</loc></url>" for one in named)
    xml = '<?xml version="1.0" encoding="UTF-8"?>'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    parts = {"text": {"Content-Type": "text/xml"}}["text"]
    site.pages["/sitemap.xml"] = Reply(f"{xml}<sitemapindex {space}><sitemap><loc>{site.url}map-1.xml</loc></sitemap></sitemapindex>".encode(), headers=parts)  # fmt: skip
    site.pages["/map-1.xml"] = Reply(f"{xml}<urlset {space}>{urls}</urlset>".encode(), headers=parts)
    return articles(site, href)


def frameset(site: Site) -> set[str]:
    """A frameset, a menu in one frame, and the list of a column in a frame of its own."""
    href: Href = lambda n: f"/shjz/{n}.html"  # noqa: E731
    frames = (
        '<frameset cols="20%,80%"><frame src="menu.html" name="left"><frame src="main.html" name="main"></frameset>'
    )
    site.pages["/"] = f'<html><head><meta charset="utf-8"><title>某市民政局</title></head>{frames}</html>'
    site.pages["/menu.html"] = html(links(("/shjz/", "社会救助")))
    site.pages["/main.html"] = html("<p>欢迎访问</p>")
    site.pages["/shjz/"] = html('<h2>社会救助</h2><iframe src="list.html" width="100%"></iframe>', "社会救助")
    for page in range(1, PAGES + 1):
        onward = "" if page == PAGES else f'<a href="list_{page + 1}.html">下一页</a>'
        site.pages[f"/shjz/list{f'_{page}' if page > 1 else ''}.html"] = html(f"{rows(page, href)}<div>{onward}</div>")
    return articles(site, href)


def redirects(site: Site) -> set[str]:
    """A front page that refreshes away, and an entrance to the column that a script sends on."""
    found = trs(site)
    site.pages["/home/index.html"] = html(links(("/jump.html", "社会救助"), ("/gk.html", "单位概况")))
    site.pages["/"] = (
        '<html><head><meta http-equiv="Refresh" content="0; url=home/index.html"></head><body></body></html>'
    )
    site.pages["/jump.html"] = '<html><body><script>var to = "/shjz/"; setTimeout(function(){ top.location.href = to + "index.html"; }, 10);</script></body></html>'  # fmt: skip
    return found


def scroll_by_script(site: Site) -> set[str]:
    """The first page stands there; a script fetches the others as pieces of markup until one is empty."""
    href: Href = lambda n: f"/shjz/{n}.html"  # noqa: E731
    entrance(site, "/shjz/")
    script = 'var page = 1; $(window).scroll(function(){ page++; $.get("/shjz/more.php?cid=8&page=" + page, function(d){ $("ul").append(d) }) });'  # fmt: skip
    site.pages["/shjz/"] = html(f"{rows(1, href)}<div class='load-more'><a href='javascript:;' onclick='more()'>加载更多</a></div><script>{script}</script>", "社会救助")  # fmt: skip
    site.services["/shjz/more.php"] = lambda asked: (
        rows(int(asked["page"]), href) if int(asked["page"]) <= PAGES else ""
    )
    return articles(site, href)


def scroll_by_attribute(site: Site) -> set[str]:
    href: Href = lambda n: f"/shjz/{n}.html"  # noqa: E731
    entrance(site, "/shjz/")
    site.pages["/shjz/"] = html(f'<div class="infinite" data-url="/api/list?cid=8" data-page="1">{rows(1, href)}</div><button>点击加载更多</button>', "社会救助")  # fmt: skip

    def more(asked: Mapping[str, str]) -> Page:
        return answer({"code": 0, "list": [record(n, site, href) for n in on_page(int(asked["page"]))]})

    site.services["/api/list"] = more
    return articles(site, href)


def data_files(site: Site) -> set[str]:
    """TRS again, for telephones: a script cuts the name of a data file and numbers it; each sets a variable."""
    href: Href = lambda n: f"/shjz/t202603{n:02d}_{n}.html"  # noqa: E731
    entrance(site, "/shjz/")
    script = """function next(){ var url = "datas_9.json"; current = parseInt(current)+1; ext="_"+current;
        url=url.substring(0,url.length-5)+ext+".json"; loadJS(url); }"""
    site.pages["/shjz/"] = html(
        f"<iframe src='/pub_head.html'></iframe>{rows(1, href)}<a id='pullUp' onclick='next()' href='javascript:;'>加载更多</a><script>{script}</script>",
        "社会救助",
    )
    for page in range(2, PAGES + 1):
        value = {"datas": [{"title": title(n), "url": href(n), "date": day(n)} for n in on_page(page)]}
        text = json.dumps(value, ensure_ascii=False)
        site.pages[f"/shjz/datas_9_{page - 1}.json"] = Reply(f"var mydatas = {text};".encode(), headers=JSON)
    return articles(site, href)


def unknown(site: Site) -> set[str]:
    """No system that we know: a table, numbered links that count entries, not pages."""

    def pager(page: int) -> str:
        return "<p>" + "".join(f'<a href="/news.php?t=3&start={(p - 1) * SIZE}">{p}</a> ' for p in range(1, PAGES + 1) if p != page) + "</p>"  # fmt: skip

    def cells(page: int) -> str:
        return "<table>" + "".join(f"<tr><td>{n}</td><td><a href='/view.php?docid={n}'>{title(n)}</a></td><td>({day(n)})</td></tr>" for n in on_page(page)) + "</table>"  # fmt: skip

    address: Callable[[int], str] = lambda p: f"/news.php?t=3&start={(p - 1) * SIZE}" if p > 1 else "/news.php?t=3"  # noqa: E731
    entrance(site, address(1))
    for page in range(1, PAGES + 1):
        site.pages[address(page)] = html(cells(page) + pager(page), "社会救助")
    return articles(site, lambda n: f"/view.php?docid={n}")


SYSTEMS: Mapping[str, tuple[Furnish, str]] = {
    "trs": (trs, "trs"),
    "ucap": (ucap, "ucap"),
    "ucap search": (ucap_search, "ucap"),
    "jcms": (jcms, "jcms"),
    "jpaas": (jpaas, "jpaas"),
    "vsb": (vsb, ""),
    "siteserver": (siteserver, "siteserver"),
    "epoint": (epoint, "epoint"),
    "guangdong": (guangdong, ""),
    "catalogue": (catalogue, "guangdong"),
    "aspnet": (aspnet, "aspnet"),
    "gridview": (gridview, "aspnet"),
    "empire": (empire, "empire"),
    "jeecms": (jeecms, "jeecms"),
    "upper case": (upper_case, "generic"),
    "sitemap only": (sitemap_only, ""),
    "frameset": (frameset, "generic"),
    "redirects": (redirects, "trs"),
    "scroll by script": (scroll_by_script, "generic"),
    "scroll by attribute": (scroll_by_attribute, "generic"),
    "data files": (data_files, ""),
    "unknown": (unknown, "generic"),
}
"""Each site with the system that the visit should name, "" where the site shows none on its lists."""
