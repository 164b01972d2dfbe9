"""Where pages lead, without a network."""

from __future__ import annotations

import pytest
from town import article, html, links, listing

from crawler.frontier import Want
from crawler.scope import territory
from crawler.walk import Steps, follow, page_name

BASE = "http://mzj.a.gov.cn/"
OWN = territory([BASE], ["http://zw.a.gov.cn/jyj/"])


def step(
    markup: str, role: str = "column", url: str = BASE + "zwgk/index.html", menu: tuple[str, ...] = (), **more: object
) -> Steps:
    want = Want(url=url, role=role, **more)  # type: ignore[arg-type]
    return follow(
        want, markup.encode(), "text/html; charset=utf-8", OWN, {BASE.removeprefix("http://") + one for one in menu}
    )


def wants(steps: Steps, role: str) -> dict[str, Want]:
    return {want.url.removeprefix(BASE): want for want in steps.wants if want.role == role}


def test_a_door_is_walked_for_its_links_and_not_for_its_articles() -> None:
    page = html(
        links(("/zwgk/shjz/", "社会救助"), ("/zwgk/qt/", "其他事项"))
        + listing(*[(f"/zwgk/t20250101_{n}.html", f"关于某事项第{n}号的通知全文", "2025-01-01") for n in range(4)])
    )
    steps = step(page, "door", columns=("政务公开",), weight=0.5, clicks=1)
    assert wants(steps, "column")["zwgk/shjz/"].columns == ("政务公开", "社会救助")
    assert wants(steps, "door")["zwgk/qt/"].columns == ("政务公开", "其他事项")
    assert not wants(steps, "article")
    assert not step(page, "door", clicks=5).wants


def test_the_parts_of_statutory_contents_are_columns_whatever_their_names() -> None:
    page = html(links(("/cjf/list.html", "厅发文件"), ("/kxy/list.html", "重大项目")))
    steps = step(page, "door", columns=("法定主动公开内容",), weight=0.58)
    assert set(wants(steps, "column")) == {"cjf/list.html", "kxy/list.html"}


def test_what_stands_on_the_home_page_too_is_no_part_of_a_column() -> None:
    page = html(links(("/jgcs/list.html", "领导之窗"), ("/zjzx/list.html", "资金清单")))
    steps = step(page, columns=("社会救助",), weight=0.74, menu=("jgcs/list.html",))
    assert set(wants(steps, "column")) == {"zjzx/list.html"}


def test_columns_side_by_side_in_one_folder_are_siblings() -> None:
    page = html(links(("/channels/2.html", "养老服务"), ("/channels/1.html", "社会救助")))
    steps = step(page, url=BASE + "channels/1.html", columns=("信息公开", "社会救助"))
    assert wants(steps, "column")["channels/2.html"].columns == ("信息公开", "养老服务")


@pytest.mark.parametrize("words", ["更多", ">>更多", "更多>>", "[更多]", "MORE+", ""])
def test_a_link_without_words_is_looked_into(words: str) -> None:
    steps = step(html(f'<h3>公示公告</h3><a href="/gsgg/list.html">{words}</a>'), "home", BASE)
    assert set(wants(steps, "probe")) == {"gsgg/list.html"}


def test_a_page_behind_such_a_link_is_what_it_calls_itself() -> None:
    rows = listing(*[(f"t20250101_{n}.html", f"关于某救助事项第{n}号的公示全文", "2025-01-01") for n in range(4)])
    named = step(html(rows, "社会救助-某市民政局"), "probe", BASE + "lm/12/index.html")
    assert named.columns == ("社会救助",)
    assert named.found == (("社会救助", BASE + "lm/12/index.html"),)
    assert len(wants(named, "article")) == 4
    other = step(html(rows, "局长信箱-某市民政局"), "probe", BASE + "lm/13/index.html")
    assert not other.found
    assert not wants(other, "article")


def test_a_page_tells_its_name_by_breadcrumb_or_title() -> None:
    assert (
        page_name(html('<div class="pos">当前位置：首页 &gt; 政务公开 &gt; 社会救助</div>', "某市民政局")) == "社会救助"
    )
    assert page_name(html("", "[通知公告]-某市民政局")) == "通知公告"
    assert page_name("") == ""


def test_a_column_on_an_unregistered_host_of_the_same_owner_is_named() -> None:
    page = html(
        links(
            ("http://zw.a.gov.cn/mzj/shjz/", "社会救助"),
            ("http://zw.a.gov.cn/jyj/ywjy/", "义务教育"),
            ("http://www.b.gov.cn/shjz/", "临时救助"),
            ("/gk/", "走进某市"),
        )
    )
    steps = step(page, "home", BASE)
    assert [(one.url, one.columns) for one in steps.beyond] == [("http://zw.a.gov.cn/mzj/shjz/", ("社会救助",))]


def test_an_article_leads_to_its_files_and_its_further_pages() -> None:
    page = article(
        "公示",
        attachments='<a href="/u/a.pdf">附件1.pdf</a><a href="http://cdn.b.com/b.pdf">附件2.pdf</a><a href="t20250101_1_2.html">下一页</a>',
    )
    steps = step(page, "article", BASE + "shjz/t20250101_1.html", columns=("社会救助",))
    assert wants(steps, "attachment")["u/a.pdf"].columns == ("社会救助",)
    assert set(wants(steps, "attachment")) == {"u/a.pdf"}
    assert steps.kind == "article"


def test_an_entry_that_is_a_list_is_walked_as_one() -> None:
    rows = listing(*[(f"t20250101_{n}.html", f"关于某救助事项第{n}号的公示全文", "2025-01-01") for n in range(4)])
    steps = step(html(rows), "article", BASE + "shjz/zjxm/index.html", columns=("社会救助",), clicks=3)
    assert steps.kind == "list"
    assert len(wants(steps, "article")) == 4


@pytest.mark.parametrize("role", ["column", "page"])
def test_a_dated_entry_that_is_no_list_is_an_article_without_prose(role: str) -> None:
    table = html(
        "<h1>资金分配公示</h1><table><tr><td>乡镇</td><td>金额</td></tr><tr><td>清河镇</td><td>120</td></tr></table>"
    )
    assert step(table, role, url=BASE + "cx/1.html", list_date="2026-04-01").kind == "article"
    assert step(table, role, url=BASE + "cx/1.html").kind == "column"


def test_files_and_stubs_are_known_by_what_they_are() -> None:
    want = Want(url=BASE + "x/mingdan.html", role="article")
    assert follow(want, b"%PDF-1.7", "text/html", OWN).kind == "attachment"
    stub = "<html><head><script>window.location.href='/zwgk/new/';</script></head><body></body></html>"
    assert step(stub, url=BASE + "old/").redirect == BASE + "zwgk/new/"


def test_an_address_that_winds_into_itself_is_left_alone() -> None:
    page = html(links(("/a/b/a/b/a/b/a/b/", "社会救助"), ("/shjz/", "社会福利")))
    assert set(wants(step(page, "home", BASE), "column")) == {"shjz/"}


def test_a_home_page_drawn_by_script_is_empty() -> None:
    assert step(html('<div id="app"></div>'), "home", BASE).empty
    assert not step(
        html("<p>本站内容请见政务大厅公告栏，联系电话见门口标牌，工作日上午九时至下午五时办公，欢迎各位来访咨询。</p>"),
        "home",
        BASE,
    ).empty


def test_a_page_put_together_from_whole_documents_is_seen_to_its_end() -> None:
    head = "<html><body><a href='/zwgk/nb/'>信息公开年报</a></body></html>"
    rest = "<div><a href='/zwgk/zdly/'>重点领域信息公开</a><a href='/tz/1.html' class='s'><img src='a.png'></a></div></body></html>"
    steps = step(head + rest, "home", url=BASE)
    assert set(wants(steps, "column")) == {"zwgk/nb/", "zwgk/zdly/"}
    assert BASE + "tz/1.html" in {one.url for one in steps.elsewhere}


def test_a_file_behind_a_link_without_an_address_is_named() -> None:
    text = "<p>现将年度报告予以公布，请各有关单位和群众监督。</p>" * 20
    files = "<a href='javascript:;'>2025年度报告.doc</a><a href='' title='名单（公示）.xlsx'></a><a href='#'>返回顶部</a><a href='a.pdf'>说明.pdf</a>"
    steps = step(article("年度报告", text + files), "article", url=BASE + "nb/t20260301_1.html", columns=("年报",))
    assert [(one.anchor, one.role, one.columns) for one in steps.closed] == [
        ("2025年度报告.doc", "attachment", ("年报",)),
        ("名单（公示）.xlsx", "attachment", ("年报",)),
    ]
    assert {one.referrer for one in steps.closed} == {BASE + "nb/t20260301_1.html"}


def test_the_registry_may_name_the_publishing_system() -> None:
    # The address looks like one system's, the entries stand in another's CDATA records, where no HTML parser sees them.
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2025/1/{n}/art_1_{n}.html'>救助资金第{n}批公示</a>2025-01-0{n}</li>]]></record>"
        for n in range(1, 5)
    )
    page = html(f'<script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>')
    want = Want(url=BASE + "c100495/index.html", role="list", columns=("社会救助",))

    def articles(system: str) -> int:
        return len(wants(follow(want, page.encode(), "text/html; charset=utf-8", OWN, system=system), "article"))

    assert (articles(""), articles("jcms")) == (0, 4)
