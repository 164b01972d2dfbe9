"""The whole crawl against small local sites: what is reached, what is refused, and how every failure is named."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from town import Reply, Site, Town, article, html, links, listing

from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.run import CrawlError, answered, crawl
from crawler.units import Override, Unit

QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0}
RUN = "2026-11-25"


def furnish(site: Site) -> Site:
    """A small bureau: a door, two columns (one with sub-columns and a script pager), articles, files, news."""
    nav = links(("/", "首页"), ("/zwgk/", "政务公开"), ("/news/", "工作动态"), ("/map.html", "网站地图"))
    site.pages |= {
        "/": html(nav + listing(("/news/1.html", "局领导慰问一线职工并调研重点工作", "2025-03-01"))),
        "/map.html": html(nav + links(("/shfl/index.html", "社会福利"))),
        "/zwgk/": html(nav + links(("/zwgk/shjz/index.html", "社会救助"))),
        "/zwgk/shjz/index.html": html(
            nav
            + links(("dibao/index.html", "城乡最低生活保障"))
            + listing(*[(f"202503/t20250302_{n}.html", f"关于发放第{n}批临时救助资金的公示公告", "2025-03-02") for n in range(3)])
            + '<script>createPageHTML(2, 0, "index", "html");</script>'
        ),
        "/zwgk/shjz/index_1.html": html(
            nav + listing(*[(f"202502/t20250202_{n}.html", f"关于发放第{n}批救助物资的公示公告", "2025-02-02") for n in range(3, 6)])
            + '<script>createPageHTML(2, 1, "index", "html");</script>'
        ),
        "/zwgk/shjz/dibao/index.html": html(nav + listing(("t20250101_9.html", "城市低保对象名单公示第九期", "2025-01-01"), ("gone.html", "已撤下的名单公示第八期", "2025-01-01"))),
        "/zwgk/shjz/dibao/t20250101_9.html": article("城市低保对象名单公示", attachments='<a href="/upload/mingdan.xlsx">附件：名单.xlsx</a>'),
        "/upload/mingdan.xlsx": Reply(b"PK\x03\x04 sheet", headers={"Content-Type": "application/octet-stream"}),
        "/shfl/index.html": html(nav + listing(*[(f"t20250405_{n}.html", f"养老机构备案信息第{n}批公示", "2025-04-05") for n in range(2)])),
        "/news/": html(nav + listing(*[(f"/news/{n}.html", f"局领导调研重点工作第{n}次", "2025-03-01") for n in range(3)])),
    }  # fmt: skip
    for n in range(3):
        site.pages[f"/zwgk/shjz/202503/t20250302_{n}.html"] = article(f"第{n}批临时救助资金公示")
        site.pages[f"/zwgk/shjz/202502/t20250202_{n + 3}.html"] = article(f"第{n}批救助物资公示")
        site.pages[f"/shfl/t20250405_{n}.html"] = article(f"养老机构备案第{n}批")
    return site


@dataclass
class Crawled:
    """One crawl over all the sites: the tests look at a site each."""

    data: Path
    sites: Mapping[str, Site]
    visits: Mapping[str, Visit]
    secret: Site
    times: list[float]

    def rows(self, name: str) -> dict[str, PageRow]:
        """A unit's ledger by path (what lies on another host by its whole address)."""
        rows = capture.read_pages(capture.unit_dir(self.data, RUN, name))
        return {row.url.replace(self.sites[name].url, "/"): row for row in rows}

    def fetched(self, name: str) -> set[str]:
        return {path for path, row in self.rows(name).items() if row.state == "fetched"}


FAILING = ("error", "denied", "slow", "cut", "huge", "bomb", "challenge", "loop", "loop2", "self", "inside", "private")
CHALLENGE = Reply(b"<script>document.cookie='__jsl_clearance=1'</script>", 521)


def failing(site: Site, never: threading.Event) -> None:
    """A column in which everything goes wrong that can."""
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /zwgk/shjz/private.html\n", headers={"Content-Type": "text/plain"})  # fmt: skip
    items = [(f"/zwgk/shjz/{name}.html", f"关于{name}情况的公示公告正文", "2025-03-02") for name in FAILING]
    site.pages["/zwgk/shjz/index.html"] = html(listing(*items))
    site.pages |= {f"/zwgk/shjz/{name}.html": page for name, page in {
        "error": Reply(b"x", 500),
        "denied": Reply(b"x", 403),
        "slow": Reply(b"x", wait=never),
        "cut": Reply(b"x" * 10, length=5000),
        "huge": Reply(b"y" * 300_000),
        "bomb": Reply(gzip.compress(b"\0" * 5_000_000), headers={"Content-Encoding": "gzip"}),
        "challenge": Reply(b"<script>var arg1='7';document.cookie='acw_sc__v2='+x</script>"),
        "loop": Reply(status=302, headers={"Location": "/zwgk/shjz/loop2.html"}),
        "loop2": Reply(status=302, headers={"Location": "/zwgk/shjz/loop.html"}),
        "self": Reply(status=302, headers={"Location": "/zwgk/shjz/self.html"}),
        "inside": Reply(status=302, headers={"Location": f"http://127.0.0.1:{site.port}/"}),
        "private": article("无"),
    }.items()}  # fmt: skip


def portal(site: Site) -> None:
    """Two bureaus on one host; every page links to both."""
    nav = links(
        ("/zcbm/mzj/", "市民政局"),
        ("/zcbm/jyj/", "市教育局"),
        ("/zcbm/jyj/col/index.html", "义务教育"),
        ("/zcbm/mzj/col/index.html", "社会救助"),
    )
    for code, name in (("mzj", "社会救助"), ("jyj", "义务教育")):
        site.pages[f"/zcbm/{code}/"] = html(nav + links((f"/zcbm/{code}/col/index.html", name)))
        site.pages[f"/zcbm/{code}/col/index.html"] = html(
            nav + listing(*[(f"t20250302_{n}.html", f"关于{name}事项第{n}号的公示", "2025-03-02") for n in range(2)])
        )
        for n in range(2):
            site.pages[f"/zcbm/{code}/col/t20250302_{n}.html"] = article(f"{name}第{n}号")


def homes(site: Site) -> None:
    """A home page that is a stub, and a door that moved."""
    site.pages["/home.html"] = site.pages["/"]
    site.pages["/"] = html("", head='<meta http-equiv="refresh" content="0;url=/home.html">')
    site.pages["/zwgk/"] = Reply(status=301, headers={"Location": "/gk/index.html"})
    site.pages["/gk/index.html"] = html(links(("/zwgk/shjz/index.html", "社会救助")))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data, never, times = tmp_path_factory.mktemp("data"), threading.Event(), list[float]()
    with Town() as town:
        names = ("good", "bad", "blocked", "empty", "lonely", "broken", "portal", "whole", "budget", "script", "homes", "named", "slowly", "secret")  # fmt: skip
        sites = {name: town.site(number) for number, name in enumerate(names, start=1)}
        for name in ("good", "bad", "budget", "script", "homes"):
            furnish(sites[name])
        sites["good"].pages["/shfl/t20250405_0.html"] = Reply(gzip.compress(article("压缩").encode()), headers={"Content-Encoding": "gzip"})  # fmt: skip
        failing(sites["bad"], never)
        sites["blocked"].pages |= {"/": CHALLENGE, "/robots.txt": CHALLENGE}
        sites["empty"].pages["/"] = html('<div id="app"></div><script src="/app.js"></script>')
        sites["lonely"].pages["/"] = html(
            "<h1>某市民政局</h1><p>本局地址某市某路一号，各项业务请到政务服务大厅办理，咨询请见大厅公告。</p>" * 3
        )
        sites["broken"].pages["/"] = Reply(b"x", 500)
        portal(sites["portal"])
        sites["whole"].pages |= {
            "/": html(links(("/a/", "走进某市"), ("/b.html", "领导分工"))),
            "/a/": html(links(("/a/1.html", "内设处室"), ("/a/x.doc", "通讯录"))),
            "/a/1.html": article("内设处室"),
            "/a/x.doc": Reply(b"\xd0\xcf\x11\xe0"),
            "/b.html": article("领导分工"),
        }
        sites["script"].pages["/shfl/index.html"] = html(
            listing(*[(f"t20250405_{n}.html", f"养老机构备案信息第{n}批公示", "2025-04-05") for n in range(2)])
            + "<script>$('#page').pagination({pageSize:2,total:97,current:1});</script>"
        )
        homes(sites["homes"])
        sites["named"].pages |= {
            "/": html(links(("/x.html", "走进某市"))),
            "/hidden/": html(
                listing(*[(f"{n}.html", f"关于资金使用情况第{n}号的公示", "2025-03-02") for n in range(2)])
            ),
            "/hidden/0.html": article("一"),
            "/hidden/1.html": article("二"),
        }

        def clocked() -> Reply:
            times.append(time.monotonic())
            return Reply(html(links(*[(f"/{n}.html", f"走进某市{n}") for n in range(2)])).encode())

        sites["slowly"].pages |= {"/": clocked, "/0.html": clocked, "/1.html": clocked}
        sites["slowly"].pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.4\n", headers={"Content-Type": "text/plain"})  # fmt: skip
        secret = sites.pop("secret")
        sites["homes"].pages["/robots.txt"] = Reply(status=302, headers={"Location": secret.url + "robots.txt"})
        units = [site.unit(name) for name, site in sites.items() if name != "portal"]
        units += [sites["portal"].unit("mzj", "zcbm/mzj/"), sites["portal"].unit("jyj", "zcbm/jyj/", duty="education")]
        sites |= {"mzj": sites["portal"], "jyj": sites["portal"]}
        said = {"budget": Override(max_pages=9), "named": Override(column_urls=(sites["named"].url + "hidden/",))}
        units = [replace(unit, override=said.get(unit.unit_id, unit.override)) for unit in units]
        units += spelled(town.port, secret)
        visits = crawl(units, data, RUN, delay=0, contact="ask@example.gov.cn", settings=QUICK | {"DOWNLOAD_MAXSIZE": 100_000})  # fmt: skip
        never.set()
        yield Crawled(data, sites, {one.unit_id: one for one in visits}, secret, times)


def spelled(port: int, secret: Site) -> list[Unit]:
    """Units whose addresses are other spellings of one that the registry does not name; one is down, one unknown."""
    sites = {
        "hex": (f"http://0x7f.0.7.{secret.address.rsplit('.')[-1]}:{port}/",),
        "decimal": (f"http://{int.from_bytes(bytes(map(int, secret.address.split('.'))))}:{port}/",),
        "down": (f"http://127.0.7.99:{port}/",),
        "none": (),
    }
    return [
        Unit(unit_id=name, name="某局", kind="department", duty=("education",), sites=urls)
        for name, urls in sites.items()
    ]


def test_columns_are_walked_to_their_end(crawled: Crawled) -> None:
    one, rows, site = crawled.visits["good"], crawled.rows("good"), crawled.sites["good"]
    assert one.state == "complete", one
    assert crawled.fetched("good") == set(site.pages) - {"/shfl/t20250405_2.html"}
    assert rows["/zwgk/shjz/dibao/gone.html"].state == "absent"
    file = rows["/upload/mingdan.xlsx"]
    assert (file.kind, file.columns) == ("attachment", ("政务公开", "社会救助", "城乡最低生活保障"))
    assert file.referrer.endswith("/t20250101_9.html")
    assert rows["/zwgk/shjz/202502/t20250202_3.html"].list_date == "2025-02-02"
    assert rows["/zwgk/shjz/index_1.html"].kind == "list"
    assert rows["/shfl/t20250405_1.html"].columns == ("社会福利",)
    assert (one.attachments, one.misses) == (1, 0)
    assert set(one.columns_found) >= {"社会救助", "社会福利"}
    assert set(site.hits.values()) == {1}
    assert all(agent.startswith("gongkai/") and "ask@example.gov.cn" in agent for agent in site.agents)


def test_every_stored_body_is_the_one_that_was_served(crawled: Crawled) -> None:
    directory = capture.unit_dir(crawled.data, RUN, "good")
    for path, row in crawled.rows("good").items():
        if row.state == "fetched":
            page = crawled.sites["good"].pages[path]
            body = page.encode() if isinstance(page, str) else page.body if isinstance(page, Reply) else b""
            body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            assert capture.read_body(directory, row) == body
            assert row.length == len(body)


def test_failures_have_names(crawled: Crawled) -> None:
    rows, one = crawled.rows("bad"), crawled.visits["bad"]
    told = {name: rows[f"/zwgk/shjz/{name}.html"] for name in FAILING}
    assert {name: row.reason for name, row in told.items()} == {
        "error": "http_5xx", "denied": "http_4xx", "slow": "timeout", "cut": "timeout", "huge": "too_large",
        "bomb": "too_large", "challenge": "blocked", "loop": "redirect_limit", "loop2": "", "self": "redirect_limit", "inside": "private_address",
        "private": "robots",
    }  # fmt: skip
    assert told["inside"].state == "missed"
    assert "/zwgk/shjz/private.html" not in crawled.sites["bad"].hits
    assert (one.state, one.misses) == ("partial", 11)
    assert told["error"].columns == ("政务公开", "社会救助")
    assert told["challenge"].warc


def test_an_address_inside_our_network_is_never_asked(crawled: Crawled) -> None:
    assert not crawled.secret.hits
    for name in ("hex", "decimal"):
        rows = capture.read_pages(capture.unit_dir(crawled.data, RUN, name))
        assert (crawled.visits[name].state, [row.reason for row in rows]) == ("unreachable", ["private_address"])


def test_no_unit_takes_another_down(crawled: Crawled) -> None:
    assert {name: one.state for name, one in crawled.visits.items()} == {
        "good": "complete", "bad": "partial", "blocked": "blocked", "empty": "partial", "lonely": "no_column",
        "broken": "unreachable", "mzj": "complete", "jyj": "complete", "whole": "no_column", "budget": "partial",
        "script": "partial", "homes": "complete", "named": "complete", "slowly": "no_column", "down": "unreachable",
        "none": "unreachable", "hex": "unreachable", "decimal": "unreachable",
    }  # fmt: skip
    notes = {name: one.note for name, one in crawled.visits.items()}
    assert "only one page answered" in notes["lonely"]
    assert "drawn by script" in notes["empty"]
    assert "names no site" in notes["none"]
    assert crawled.rows("empty")["/"].reason == "empty"
    assert answered(crawled.visits.values()) == pytest.approx(12 / 18)


@pytest.mark.parametrize("code", ["mzj", "jyj"])
def test_on_a_shared_portal_each_unit_gets_its_own_pages(crawled: Crawled, code: str) -> None:
    assert set(crawled.rows(code)) == {path for path in crawled.sites[code].pages if f"/{code}/" in path}


def test_a_site_without_a_disclosure_column_is_walked_whole(crawled: Crawled) -> None:
    one = crawled.visits["whole"]
    assert (one.pages, one.attachments) == (4, 1)
    assert set(crawled.sites["whole"].hits) >= set(crawled.sites["whole"].pages)


def test_the_page_budget_leaves_misses_with_their_columns(crawled: Crawled) -> None:
    rows = crawled.rows("budget")
    over = [row for row in rows.values() if row.reason == "budget"]
    assert len(rows) - len(over) == 9
    assert over and all(row.columns for row in over)
    assert crawled.sites["budget"].hits["/zwgk/shjz/index_1.html"] == 1
    assert not any(
        path.startswith("/news") for path in rows if rows[path].reason == "budget" and not rows[path].columns
    )


def test_a_list_that_goes_on_where_we_cannot_is_told(crawled: Crawled) -> None:
    rows = crawled.rows("script")
    (told,) = [row for row in rows.values() if row.reason == "script_list"]
    assert (told.kind, told.columns) == ("list", ("社会福利",))
    assert rows["/shfl/index.html"].state == "fetched"


def test_redirects_inside_a_page_and_to_another_door_of_the_host_are_followed(crawled: Crawled) -> None:
    rows = crawled.rows("homes")
    assert rows["/"].state == "redirected"
    assert rows["/"].final_url == crawled.sites["homes"].url + "home.html"
    assert rows["/home.html"].kind == "home"


def test_a_column_named_in_the_overrides_is_walked(crawled: Crawled) -> None:
    assert crawled.rows("named")["/hidden/1.html"].kind == "article"


def test_a_delay_of_robots_txt_is_kept(crawled: Crawled) -> None:
    assert len(crawled.times) == 3
    # Two delays of 0.4 s lie between them; a busy server may note the first request late.
    assert crawled.times[-1] - crawled.times[0] >= 0.5


def test_a_unit_that_was_visited_is_left_alone(crawled: Crawled) -> None:
    site = crawled.sites["good"]
    before = site.hits.copy()
    assert crawl([site.unit("good")], crawled.data, RUN, delay=0) == [crawled.visits["good"]]
    assert site.hits == before
    run = capture.read_run(capture.run_dir(crawled.data, RUN))
    assert (run["crawled"], run["delay"], len(run["units"])) == (True, 0, 18)


def test_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    unit = Unit(unit_id="U1", name="某局", kind="department", duty=("education",), sites=())
    with pytest.raises(CrawlError, match="U9: no such unit"):
        crawl([unit], tmp_path, RUN, only=["U9"])


GATE = "/zwgk/shjz/202502/t20250202_4.html"


def test_a_crawl_killed_at_any_moment_goes_on_without_fetching_anything_twice(crawled: Crawled, tmp_path: Path) -> None:
    with Town() as town:
        site, stop = furnish(town.site(1)), threading.Event()
        unit, directory = site.unit(), capture.unit_dir(tmp_path, RUN, "U02")
        page = site.pages[GATE]
        site.pages[GATE] = Reply(b"", wait=stop)
        process = started(unit, tmp_path)
        try:
            settle(site, directory)
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            stop.set()
        site.pages[GATE] = page
        assert capture.read_visit(directory) is None
        known = {row.url.replace(site.url, "/") for row in capture.read_pages(directory)}
        hits = {path: site.hits[path] for path in known}
        (one,) = crawl([unit], tmp_path, RUN, delay=0, settings=QUICK)
        rows = {row.url.replace(site.url, "/"): row for row in capture.read_pages(directory)}
    assert one.state == "complete"
    assert len(known) > 5
    assert set(rows) == set(crawled.rows("good"))
    assert {path: site.hits[path] for path in known} == hits
    assert {path: count for path, count in site.hits.items() if count > 1} == {"/robots.txt": 2, GATE: 2}
    assert all(capture.read_body(directory, row) for row in rows.values() if row.state == "fetched")


def started(unit: Unit, data: Path) -> subprocess.Popen[bytes]:
    """The crawl's child process by itself, so that it can be killed."""
    job = {"units": [asdict(unit)], "data": str(data), "run": RUN, "delay": 0, "max_pages": 3000, "unit": "", "contact": "",
           "settings": {"DOWNLOAD_TIMEOUT": 30}}  # fmt: skip
    capture.update_run(capture.run_dir(data, RUN), run_id=RUN)
    process = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    with process.stdin as pipe:
        pipe.write(json.dumps(job).encode())
    return process


def settle(site: Site, directory: Path) -> None:
    """Wait until the page at the gate hangs and everything else that was asked for is written down."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        rows = {row.url for row in capture.read_pages(directory)}
        asked = {path for path in site.hits if path not in ("/robots.txt", GATE)}
        if site.hits[GATE] and all(site.url + path[1:] in rows for path in asked):
            return
        time.sleep(0.02)
    raise AssertionError(f"{GATE} was not reached: {site.hits}")
