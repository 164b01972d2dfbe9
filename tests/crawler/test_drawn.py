"""Pages that a script draws: what a browser shows of them, what it must not do, and what is told without one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from town import Page, Reply, Site, Town, article, html, links

from crawler import browser, capture
from crawler.capture import PageRow, Visit
from crawler.exchanges import read_exchange
from crawler.run import LOG_NAME, crawl
from crawler.units import Override

RUN, LATER = "2026-11-23", "2026-11-30"
QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0, "DRAWN_TIMEOUT": 4, "DRAWN_PAGES": 8}
COUNT = 25
needs_browser = pytest.mark.skipif(not (browser.program() and browser.find_spec(browser.EXTRA)), reason="no Chromium here")  # fmt: skip


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
