"""Nothing is a miss before a second look; a site that is down gets its own after all others are done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from test_weekly import RUNS, entry, furnish
from town import Reply, Site, Town

from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.run import answered, crawl, enough
from crawler.second import LONGER, Looks

QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 1, "RETRY_TIMES": 0, "SLOWER_FROM": 0.01}


@dataclass
class Flaky:
    """A page that goes wrong so many times before it answers."""

    page: Any
    wrong: Reply
    times: int
    asked: list[float] = field(default_factory=list)

    def __call__(self) -> Reply:
        self.asked.append(time.monotonic())
        if len(self.asked) <= self.times:
            return self.wrong
        return Reply(self.page.encode()) if isinstance(self.page, str) else self.page


def flaky(site: Site, path: str, wrong: Reply, times: int = 1) -> Flaky:
    page = Flaky(site.pages[path], wrong, times)
    site.pages[path] = page
    return page


@dataclass
class Crawled:
    data: Path
    sites: dict[str, Site]
    flaky: dict[str, Flaky]
    visits: dict[str, Visit]

    def row(self, name: str, path: str) -> PageRow:
        rows = capture.read_pages(capture.unit_dir(self.data, RUNS[0], name))
        return next(row for row in rows if row.url == self.sites[name].url + path[1:])


BUSY = Reply(b"Too Many Requests", 429)
BROKEN = Reply(b"x", 500)
CASES: dict[str, Callable[[threading.Event], tuple[Reply, int]]] = {
    "slow": lambda never: (Reply(b"x", wait=never), 1),
    "broken": lambda never: (BROKEN, 1),
    "cut": lambda never: (Reply(b"x" * 10, length=5000), 1),
    "busy": lambda never: (BUSY, 1),
    "always-slow": lambda never: (Reply(b"x", wait=never), 9),
    "always-broken": lambda never: (BROKEN, 9),
    "always-busy": lambda never: (BUSY, 9),
}
COLUMN = "/jz/index.html"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data, never = tmp_path_factory.mktemp("data"), threading.Event()
    with Town() as town:
        names = (*CASES, "column", "late", "down", "forbidden", "sound")
        sites = {name: town.site(number) for number, name in enumerate(names, start=1)}
        pages = {}
        for name, site in sites.items():
            furnish(site, articles=4, rows=4)
            if name in CASES:
                pages[name] = flaky(site, entry("jz", 1)[0], *CASES[name](never))
        pages["column"] = flaky(sites["column"], COLUMN, BROKEN)
        pages["late"] = flaky(sites["late"], "/", BROKEN)
        pages["down"] = flaky(sites["down"], "/", BROKEN, 99)
        pages["forbidden"] = flaky(sites["forbidden"], entry("jz", 1)[0], Reply(b"x", 403), 99)
        units = [site.unit(name) for name, site in sites.items()]
        visits = crawl(units, data, RUNS[0], delay=0, settings=QUICK)
        never.set()
        yield Crawled(data, sites, pages, {one.unit_id: one for one in visits})


@pytest.mark.parametrize("name", ["slow", "broken", "cut", "busy"])
def test_what_fails_once_is_seen_at_the_second_look(crawled: Crawled, name: str) -> None:
    row = crawled.row(name, entry("jz", 1)[0])
    assert (row.state, row.reason, row.looks) == ("fetched", "", 2)
    assert (crawled.visits[name].state, crawled.visits[name].misses) == ("complete", 0)
    assert len(crawled.flaky[name].asked) == 2
    rows = capture.read_pages(capture.unit_dir(crawled.data, RUNS[0], name))
    assert rows[-1] == row, "the second look comes after everything else"


@pytest.mark.parametrize(("name", "reason"), [("always-slow", "timeout"), ("always-broken", "http_5xx"), ("always-busy", "blocked")])  # fmt: skip
def test_what_fails_twice_is_named(crawled: Crawled, name: str, reason: str) -> None:
    row = crawled.row(name, entry("jz", 1)[0])
    assert (row.state, row.reason, row.looks) == ("missed", reason, 2)
    assert crawled.visits[name].state == "partial"
    assert len(crawled.flaky[name].asked) == 2


def test_the_second_look_waits_longer(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        furnish(site, articles=2, rows=2)
        body = site.pages[entry("jz", 1)[0]]
        assert isinstance(body, str)

        def slow() -> Reply:
            time.sleep(1.2)  # the behaviour itself: longer than the first look waits, shorter than the second
            return Reply(body.encode())

        site.pages[entry("jz", 1)[0]] = slow
        (visit,) = crawl([site.unit()], tmp_path, RUNS[0], delay=0, settings=QUICK | {"DOWNLOAD_TIMEOUT": 0.7})
    assert LONGER == 3
    assert (visit.state, visit.misses) == ("complete", 0)


def test_what_is_no_accident_is_not_tried_again(crawled: Crawled) -> None:
    row = crawled.row("forbidden", entry("jz", 1)[0])
    assert (row.state, row.reason, row.looks) == ("missed", "http_4xx", 0)
    assert len(crawled.flaky["forbidden"].asked) == 1


def test_a_column_that_came_at_the_second_look_is_walked(crawled: Crawled) -> None:
    assert (crawled.visits["column"].state, crawled.visits["column"].documents) == ("complete", 8)
    assert crawled.row("column", entry("jz", 3)[0]).state == "fetched"


def test_a_site_that_is_down_is_tried_again_after_all_others(crawled: Crawled) -> None:
    assert crawled.visits["late"].state == "complete"
    assert crawled.visits["late"].documents == crawled.visits["sound"].documents
    assert (crawled.visits["down"].state, crawled.row("down", "/").looks) == ("unreachable", 2)
    last = max(crawled.flaky[name].asked[-1] for name in CASES)
    for name in ("late", "down"):
        assert len(crawled.flaky[name].asked) == 2
        assert crawled.flaky[name].asked[1] > last


def test_looks_end() -> None:
    looks = Looks()
    for _ in range(8):
        assert not looks.given_up()
        looks.note("timeout")
    assert looks.given_up() == "timeout"
    looks.note("")
    assert not looks.given_up()
    assert list(looks.again()) == []
    assert looks.number == 1


def test_a_run_in_which_too_few_units_answer_is_not_published(tmp_path: Path) -> None:
    with Town() as town:
        sites = [town.site(number) for number in (1, 2, 3)]
        units = [site.unit(f"U{number}") for number, site in enumerate(sites)]
        for site in sites:
            furnish(site, articles=2, rows=2)
        crawl(units, tmp_path, RUNS[0], delay=0, settings=QUICK)
        for site in sites[:2]:
            site.pages["/"] = BROKEN
        visits = crawl(units, tmp_path, RUNS[1], delay=0, settings=QUICK)
    assert answered(visits) == pytest.approx(1 / 3)
    assert not enough(visits)
    assert [capture.read_run(capture.run_dir(tmp_path, run))["published"] for run in RUNS[:2]] == [True, False]
