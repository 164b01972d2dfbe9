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
from collections.abc import Iterator
from dataclasses import replace
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


@pytest.fixture
def town() -> Iterator[Town]:
    with Town() as open_town:
        yield open_town


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


def visit(tmp_path: Path, *units: Unit, **options: Any) -> tuple[list[Visit], dict[str, PageRow]]:
    options.setdefault("delay", 0)
    options["settings"] = QUICK | options.get("settings", {})
    visits = crawl(list(units), tmp_path, RUN, **options)
    rows: dict[str, PageRow] = {}
    for unit in units:
        rows |= {row.url: row for row in capture.read_pages(capture.unit_dir(tmp_path, RUN, unit.unit_id))}
    return visits, rows


def path_of(row: PageRow, site: Site) -> str:
    return "/" + row.url.removeprefix(site.url)


def test_columns_are_walked_to_their_end_and_nothing_else(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    (one,), rows = visit(tmp_path, site.unit())
    reached = {path_of(row, site): row for row in rows.values()}
    assert one.state == "complete", one
    assert {path for path, row in reached.items() if row.state == "fetched"} == {
        path for path in site.pages if not path.startswith("/news") and path != "/shfl/t20250405_2.html"
    }
    assert reached["/zwgk/shjz/dibao/gone.html"].state == "absent"
    file = reached["/upload/mingdan.xlsx"]
    assert (file.kind, file.columns) == ("attachment", ("政务公开", "社会救助", "城乡最低生活保障"))
    assert file.referrer.endswith("/t20250101_9.html")
    assert reached["/zwgk/shjz/202502/t20250202_3.html"].list_date == "2025-02-02"
    assert reached["/zwgk/shjz/index_1.html"].kind == "list"
    assert (one.documents, one.attachments, one.misses) == (9, 1, 0)
    assert set(one.columns_found) >= {"社会救助", "社会福利"}
    assert all(hits == 1 for hits in site.hits.values())
    assert site.agents == {next(iter(site.agents))} and "gongkai/" in next(iter(site.agents))


def test_every_stored_body_is_the_one_that_was_served(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    unit = site.unit()
    site.pages["/shfl/t20250405_0.html"] = Reply(
        gzip.compress(article("压缩").encode()), headers={"Content-Encoding": "gzip"}
    )
    _, rows = visit(tmp_path, unit)
    directory = capture.unit_dir(tmp_path, RUN, unit.unit_id)
    for row in rows.values():
        if row.state == "fetched":
            page = site.pages[path_of(row, site)]
            body = page.encode() if isinstance(page, str) else page.body if isinstance(page, Reply) else b""
            body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            assert capture.read_body(directory, row) == body
            assert row.length == len(body)


def test_failures_have_names(town: Town, tmp_path: Path) -> None:
    site, never = furnish(town.site(1)), threading.Event()
    bad = {
        "error": (Reply(b"x", 500), "http_5xx"),
        "denied": (Reply(b"x", 403), "http_4xx"),
        "slow": (Reply(b"x", wait=never), "timeout"),
        "cut": (Reply(b"x" * 10, length=5000), "timeout"),
        "huge": (Reply(b"y" * 300_000), "too_large"),
        "bomb": (Reply(gzip.compress(b"\0" * 5_000_000), headers={"Content-Encoding": "gzip"}), "too_large"),
        "challenge": (Reply(b"<script>var arg1='7';document.cookie='acw_sc__v2='+x</script>"), "blocked"),
        "loop": (Reply(status=302, headers={"Location": "/zwgk/shjz/loop2.html"}), ""),
        "loop2": (Reply(status=302, headers={"Location": "/zwgk/shjz/loop.html"}), ""),
        "self": (Reply(status=302, headers={"Location": "/zwgk/shjz/self.html"}), "redirect_limit"),
        "inside": (Reply(status=302, headers={"Location": f"http://127.0.0.1:{town.port}/"}), ""),
        "private": (article("无"), "robots"),
    }
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /zwgk/shjz/private.html\n", headers={"Content-Type": "text/plain"})  # fmt: skip
    items = [(f"/zwgk/shjz/{name}.html", f"关于{name}情况的公示公告正文", "2025-03-02") for name in bad]
    site.pages["/zwgk/shjz/index.html"] = html(listing(*items))
    site.pages |= {f"/zwgk/shjz/{name}.html": page for name, (page, _) in bad.items()}
    (one,), rows = visit(tmp_path, site.unit(), settings={"DOWNLOAD_MAXSIZE": 100_000})
    never.set()
    told = {path_of(row, site).split("/")[-1].removesuffix(".html"): row for row in rows.values()}
    assert {name: told[name].reason for name in bad} == {name: reason for name, (_, reason) in bad.items()}
    assert told["inside"].state == "redirected"
    assert one.state == "partial"
    assert one.misses == sum(bool(reason) for _, reason in bad.values())
    assert told["error"].columns == ("政务公开", "社会救助")


def test_an_address_inside_our_network_is_never_asked(town: Town, tmp_path: Path) -> None:
    site, secret = furnish(town.site(1)), town.site(9)
    secret.pages["/"] = html("secret")
    targets = {
        "/a.html": secret.url,
        "/b.html": f"http://0x7f.0.7.9:{town.port}/",
        "/c.html": f"http://2130708233:{town.port}/",
        "/d.html": f"http://[::ffff:127.0.7.9]:{town.port}/",
    }
    for path, target in targets.items():
        site.pages[path] = Reply(status=302, headers={"Location": target})
    units = [replace(site.unit(), unit_id=f"E{n}", sites=(site.url + path[1:],)) for n, path in enumerate(targets)]
    spelled = Unit(
        unit_id="E9", name="某局", kind="department", duty=("education",), sites=(f"http://localhost:{town.port}/",)
    )
    other = Unit(unit_id="E8", name="某局", kind="department", duty=("education",), sites=(secret.url + "x/",))
    for unit in units:
        crawl([unit], tmp_path / unit.unit_id, RUN, delay=0, settings=QUICK)
    assert not secret.hits
    (one,) = crawl([spelled, other], tmp_path, RUN, delay=0, settings=QUICK, only=["E9"])
    assert (one.state, secret.hits) == ("unreachable", {})


def test_a_site_that_is_down_blocked_or_empty_never_takes_another_down(town: Town, tmp_path: Path) -> None:
    good, blocked, empty, lonely, broken = furnish(town.site(1)), town.site(2), town.site(3), town.site(4), town.site(5)
    challenge = Reply(b"<script>document.cookie='__jsl_clearance=1'</script>", 521)
    blocked.pages |= {"/": challenge, "/robots.txt": challenge}
    empty.pages["/"] = html('<div id="app"></div><script src="/app.js"></script>')
    lonely.pages["/"] = html(
        "<h1>某市民政局</h1><p>本站正在升级，各项业务请到政务服务大厅办理，咨询电话请见大厅公告。</p>" * 3
    )
    broken.pages["/"] = Reply(b"x", 500)
    down = Unit(
        unit_id="down", name="某局", kind="department", duty=("education",), sites=(f"http://127.0.7.99:{town.port}/",)
    )
    none = replace(down, unit_id="none", sites=())
    units = [good.unit("good"), blocked.unit("blocked"), empty.unit("empty"), lonely.unit("lonely"), broken.unit("broken"), down, none]  # fmt: skip
    visits, rows = visit(tmp_path, *units)
    states = {one.unit_id: one.state for one in visits}
    assert states == {
        "good": "complete", "blocked": "blocked", "empty": "partial", "lonely": "no_column", "broken": "unreachable",
        "down": "unreachable", "none": "unreachable",
    }  # fmt: skip
    notes = {one.unit_id: one.note for one in visits}
    assert "only one page answered" in notes["lonely"]
    assert "drawn by script" in notes["empty"]
    assert "names no site" in notes["none"]
    assert rows[empty.url].reason == "empty"
    assert answered(visits) == pytest.approx(3 / 7)


def test_on_a_shared_portal_each_unit_gets_its_own_pages(town: Town, tmp_path: Path) -> None:
    portal = town.site(1)
    for code, name in (("mzj", "社会救助"), ("jyj", "义务教育")):
        nav = links(
            ("/zcbm/mzj/", "市民政局"),
            ("/zcbm/jyj/", "市教育局"),
            ("/zcbm/jyj/col/index.html", "义务教育"),
            ("/zcbm/mzj/col/index.html", "社会救助"),
        )
        portal.pages[f"/zcbm/{code}/"] = html(nav + links((f"/zcbm/{code}/col/index.html", name)))
        portal.pages[f"/zcbm/{code}/col/index.html"] = html(
            nav + listing(*[(f"t20250302_{n}.html", f"关于{name}事项第{n}号的公示", "2025-03-02") for n in range(2)])
        )
        for n in range(2):
            portal.pages[f"/zcbm/{code}/col/t20250302_{n}.html"] = article(f"{name}第{n}号")
    first, second = portal.unit("U02", "zcbm/mzj/"), portal.unit("U03", "zcbm/jyj/", duty="education")
    visits, _ = visit(tmp_path, first, second)
    for unit, code in ((first, "mzj"), (second, "jyj")):
        rows = capture.read_pages(capture.unit_dir(tmp_path, RUN, unit.unit_id))
        assert {path_of(row, portal) for row in rows} == {path for path in portal.pages if f"/{code}/" in path}
    assert [one.state for one in visits] == ["complete", "complete"]


def test_a_site_without_a_disclosure_column_is_walked_whole(town: Town, tmp_path: Path) -> None:
    site = town.site(1)
    site.pages |= {
        "/": html(links(("/a/", "机构设置"), ("/b.html", "领导分工"))),
        "/a/": html(links(("/a/1.html", "内设处室"), ("/a/x.doc", "机构表"))),
        "/a/1.html": article("内设处室"),
        "/a/x.doc": Reply(b"\xd0\xcf\x11\xe0"),
        "/b.html": article("领导分工"),
    }
    (one,), _ = visit(tmp_path, site.unit())
    assert (one.state, one.pages, one.attachments) == ("no_column", 4, 1)
    assert set(site.hits) >= set(site.pages)


def test_the_page_budget_leaves_misses_with_their_columns(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    (one,), rows = visit(tmp_path, site.unit(), max_pages=9)
    over = [row for row in rows.values() if row.reason == "budget"]
    assert one.state == "partial"
    assert len([row for row in rows.values() if row.reason != "budget"]) == 9
    assert over and all(row.columns for row in over)
    assert site.hits["/zwgk/shjz/index_1.html"] == 1


def test_a_list_that_goes_on_where_we_cannot_is_told(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    site.pages["/shfl/index.html"] = html(
        listing(*[(f"t20250405_{n}.html", f"养老机构备案信息第{n}批公示", "2025-04-05") for n in range(2)])
        + "<script>$('#page').pagination({pageSize:2,total:97,current:1});</script>"
    )
    (one,), rows = visit(tmp_path, site.unit())
    (told,) = [row for row in rows.values() if row.reason == "script_list"]
    assert (told.kind, told.columns) == ("list", ("社会福利",))
    assert rows[site.url + "shfl/index.html"].state == "fetched"
    assert one.state == "partial"


def test_redirects_inside_a_page_and_to_another_door_of_the_host_are_followed(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    site.pages["/home.html"] = site.pages["/"]
    site.pages["/"] = html("", head='<meta http-equiv="refresh" content="0;url=/home.html">')
    site.pages["/zwgk/"] = Reply(status=301, headers={"Location": "/gk/index.html"})
    site.pages["/gk/index.html"] = html(links(("/zwgk/shjz/index.html", "社会救助")))
    (one,), rows = visit(tmp_path, site.unit())
    assert rows[site.url].state == "redirected"
    assert rows[site.url].final_url == site.url + "home.html"
    assert rows[site.url + "home.html"].kind == "home"
    assert one.state == "complete"


def test_a_column_named_in_the_overrides_is_walked(town: Town, tmp_path: Path) -> None:
    site = town.site(1)
    site.pages |= {
        "/": html(links(("/x.html", "机构设置"))),
        "/hidden/": html(listing(*[(f"{n}.html", f"关于资金使用情况第{n}号的公示", "2025-03-02") for n in range(2)])),
        "/hidden/0.html": article("一"),
        "/hidden/1.html": article("二"),
    }
    unit = replace(site.unit(), override=Override(column_urls=(site.url + "hidden/",)))
    (one,), rows = visit(tmp_path, unit)
    assert one.state == "complete"
    assert rows[site.url + "hidden/1.html"].kind == "article"
    assert "/x.html" not in site.hits


def test_a_page_that_breaks_the_parsing_is_told_and_the_rest_goes_on(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    site.pages["/zwgk/shjz/dibao/t20250101_9.html"] = "<p>" + "<div>" * 60_000 + "<a href='http://[bad/x.pdf'>附件</a>"
    (one,), rows = visit(tmp_path, site.unit())
    assert rows[site.url + "shfl/t20250405_1.html"].state == "fetched"
    assert one.state in ("complete", "partial")


def test_a_delay_of_robots_txt_is_kept(town: Town, tmp_path: Path) -> None:
    site, times = town.site(1), list[float]()

    def page() -> Reply:
        times.append(time.monotonic())
        return Reply(html(links(*[(f"/{n}.html", f"机构设置{n}") for n in range(2)])).encode())

    site.pages |= {"/": page, "/0.html": page, "/1.html": page}
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.4\n", headers={"Content-Type": "text/plain"})
    visit(tmp_path, site.unit())
    assert len(times) == 3
    assert min(later - earlier for earlier, later in zip(times, times[1:], strict=False)) >= 0.35


def test_a_unit_that_was_visited_is_left_alone(town: Town, tmp_path: Path) -> None:
    site = furnish(town.site(1))
    first, _ = visit(tmp_path, site.unit())
    site.hits.clear()
    again, _ = visit(tmp_path, site.unit())
    assert again == first
    assert not site.hits
    run = capture.read_run(capture.run_dir(tmp_path, RUN))
    assert (run["crawled"], run["units"], run["delay"]) == (True, ["U02"], 0)


def test_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    unit = Unit(unit_id="U1", name="某局", kind="department", duty=("education",), sites=())
    with pytest.raises(CrawlError, match="U9: no such unit"):
        crawl([unit], tmp_path, RUN, only=["U9"])


def test_a_crawl_killed_at_any_moment_goes_on_without_fetching_anything_twice(town: Town, tmp_path: Path) -> None:
    whole = furnish(town.site(1))
    visit(tmp_path / "whole", whole.unit())
    site, unit, stop = furnish(town.site(2)), town_unit(town, 2), threading.Event()
    directory = capture.unit_dir(tmp_path, RUN, unit.unit_id)
    for gate in ("/zwgk/shjz/index_1.html", "/shfl/t20250405_1.html"):
        page, stop = site.pages[gate], threading.Event()
        site.pages[gate] = Reply(b"", wait=stop)
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(job(unit, tmp_path)).encode())
        process.stdin.close()
        settle(site, gate, directory)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        stop.set()
        site.pages[gate] = page
        kept = {row.url for row in capture.read_pages(directory)}
        assert kept and capture.read_visit(directory) is None
        before = site.hits.copy()
        site.hits = before.copy()
    known = {row.url for row in capture.read_pages(directory)}
    hits = site.hits.copy()
    (one,) = crawl([unit], tmp_path, RUN, delay=0, settings=QUICK)
    rows = capture.read_pages(directory)
    assert one.state == "complete"
    assert {path_of(row, site) for row in rows} == {
        path_of(row, whole) for row in capture.read_pages(capture.unit_dir(tmp_path / "whole", RUN, "U02"))
    }
    for url in known:
        path = "/" + url.removeprefix(site.url)
        assert site.hits[path] == hits[path], path


def town_unit(town: Town, number: int) -> Unit:
    return Unit(unit_id="U02", name="某市民政局", kind="department", duty=("civil_affairs",), sites=(f"http://127.0.7.{number}:{town.port}/",))  # fmt: skip


def job(unit: Unit, data: Path) -> dict[str, Any]:
    from dataclasses import asdict

    capture.update_run(capture.run_dir(data, RUN), run_id=RUN)
    return {"units": [asdict(unit)], "data": str(data), "run": RUN, "delay": 0, "max_pages": 3000, "unit": "",
            "contact": "", "settings": QUICK | {"DOWNLOAD_TIMEOUT": 30}}  # fmt: skip


def settle(site: Site, gate: str, directory: Path) -> None:
    """Wait until the page at the gate hangs and everything else that was under way is written."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        rows = {row.url for row in capture.read_pages(directory)}
        asked = {path for path in site.hits if path not in ("/robots.txt", gate)}
        if site.hits[gate] and all(site.url + path[1:] in rows for path in asked):
            return
        time.sleep(0.05)
    raise AssertionError(f"{gate} was not reached: {site.hits}")
