"""A re-check asks the site for what its case needs, and takes the rest from the last good visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from town import Site, Town, article, html, links, listing

from crawler import capture
from crawler.capture import PageRow
from crawler.focus import Focus, focus_on
from crawler.frontier import Want
from crawler.run import crawl

QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0}
WEEK, RECHECK = "2026-11-02", "2026-11-04.recheck-001"
COLUMNS = {"jz": "社会救助", "yl": "养老服务"}


def entry(code: str, number: int) -> tuple[str, str, str]:
    return f"/{code}/202503/t{number}.html", f"关于发放第{number}批{COLUMNS[code]}资金的公示公告", "2025-03-02"


@pytest.fixture
def site() -> Iterator[Site]:
    with Town() as town:
        site = town.site(1)
        site.pages["/"] = html(links(*[(f"/{code}/index.html", name) for code, name in COLUMNS.items()]))
        for code in COLUMNS:
            rows = [entry(code, number) for number in range(3)]
            site.pages[f"/{code}/index.html"] = html(listing(*rows))
            site.pages |= {href: article(title) for href, title, _ in rows}
        yield site


def rechecked(site: Site, data: Path, focus: Focus) -> dict[str, PageRow]:
    """The rows of a re-check two days after a whole visit, by path; `site.hits` counts the re-check alone."""
    site.hits.clear()
    crawl([site.unit()], data, RECHECK, delay=0, settings=QUICK, as_of=date(2026, 11, 4), focus=focus)
    rows = capture.read_pages(capture.unit_dir(data, RECHECK, "U02"))
    return {row.url.removeprefix(site.url.rstrip("/")): row for row in rows}


def test_only_the_focus_is_asked_for_and_the_rest_stands(site: Site, tmp_path: Path) -> None:
    crawl([site.unit()], tmp_path, WEEK, delay=0, settings=QUICK, as_of=date(2026, 11, 2))
    changed = article("关于发放第1批社会救助资金的公示公告", "责任人：李明。监督电话：0431-12345678。" * 9)
    site.pages["/jz/202503/t1.html"] = changed
    site.pages["/yl/index.html"] = html(listing(entry("yl", 1)))
    rows = rechecked(site, tmp_path, focus_on(["社会救助"], [site.url + "jz/202503/t1.html"]))
    asked = {path for path in site.hits if path != "/robots.txt"}
    assert asked == {"/", "/jz/index.html", "/jz/202503/t1.html"}
    assert rows["/jz/202503/t1.html"].state == "fetched"
    assert {rows[f"/yl/202503/t{number}.html"].run for number in range(3)} == {WEEK}
    assert rows["/yl/index.html"].state == "unchanged"
    body = capture.read_body(capture.unit_dir(tmp_path, RECHECK, "U02"), rows["/jz/202503/t1.html"])
    assert body == changed.encode()


def test_a_new_page_of_the_focus_and_the_page_that_the_unit_named_are_fetched(site: Site, tmp_path: Path) -> None:
    crawl([site.unit()], tmp_path, WEEK, delay=0, settings=QUICK, as_of=date(2026, 11, 2))
    new, named = "/jz/202611/t9.html", "/zwgk/answer.html"
    site.pages["/jz/index.html"] = html(listing((new, "关于社会救助监督电话的公告公示", "2026-11-03"), entry("jz", 0)))
    site.pages |= {new: article("关于社会救助监督电话的公告公示"), named: article("整改情况说明")}
    away = "http://elsewhere.example/answer.html"
    rows = rechecked(site, tmp_path, focus_on(["社会救助"], [site.url.rstrip("/") + named, away]))
    assert rows[new].state == rows[named].state == "fetched"
    assert not [path for path in rows if "elsewhere" in path]


def test_a_recheck_lies_apart_from_the_runs(site: Site, tmp_path: Path) -> None:
    crawl([site.unit()], tmp_path, WEEK, delay=0, settings=QUICK, as_of=date(2026, 11, 2))
    rechecked(site, tmp_path, focus_on([], []))
    assert [path.name for path in capture.run_dirs(tmp_path)] == [WEEK]
    assert capture.read_run(tmp_path / capture.RECHECKS / RECHECK)["crawled"] is True


def test_a_focus_knows_its_pages_in_every_spelling() -> None:
    focus = focus_on(["社会救助"], ["http://a.example/x/../b.html#top", "http://a.example/b.html"])
    assert focus.urls == ("http://a.example/b.html",)
    assert focus.named("https://a.example/b.html")
    assert focus.holds(Want(url="http://a.example/", role="home"))
    assert focus.holds(Want(url="http://a.example/c", role="list", columns=("政务公开", "社会救助")))
    assert not focus.holds(Want(url="http://a.example/c", role="list", columns=("政务公开",)))
