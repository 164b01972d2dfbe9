"""The pace of a host, and the crawl's politeness as the hosts themselves see it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from town import Reply, Site, Town, article, html, links, listing

from benchmarks.politeness import Politeness, measured, weighed
from crawler import capture
from crawler.hours import CHINA
from crawler.pace import EASED_AFTER, LONGEST_WAIT, Pace, wait_of
from crawler.run import crawl
from crawler.units import Override

RUN = "2026-11-25"
NOON = datetime(2026, 11, 25, 12, tzinfo=CHINA)


def test_a_host_that_is_asked_too_much_is_asked_ever_more_slowly_up_to_a_bound() -> None:
    pace, delays = Pace(1.0, 1.0), []
    for _ in range(8):
        pace.slower(2.0, 60.0)
        delays.append(pace.delay)
    assert delays == [2, 4, 8, 16, 32, 60, 60, 60]


def test_without_a_delay_the_first_complaint_makes_one() -> None:
    pace = Pace(0.0, 0.0)
    pace.slower(2.0, 60.0)
    assert pace.delay == 2.0


def test_a_delay_that_is_longer_than_the_bound_anyway_stays() -> None:
    pace = Pace(90.0, 90.0)
    pace.slower(2.0, 60.0)
    assert pace.delay == 90.0


def test_answers_in_a_row_ease_the_delay_and_a_complaint_begins_anew() -> None:
    pace = Pace(1.0, 8.0)
    for _ in range(EASED_AFTER - 1):
        pace.answered()
    pace.slower(2.0, 60.0)
    for _ in range(EASED_AFTER - 1):
        pace.answered()
    assert pace.delay == 16.0
    for _ in range(10 * EASED_AFTER):
        pace.answered()
    assert pace.delay == 1.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 30 ", 30.0), ("86400", LONGEST_WAIT), ("Wed, 25 Nov 2026 04:00:20 GMT", 20.0),
     ("Wed, 25 Nov 2026 03:00:00 GMT", 0.0), ("Fri, 01 Jan 2100 00:00:00 GMT", LONGEST_WAIT), ("", 0.0), ("soon", 0.0), ("-3", 0.0)],
)  # fmt: skip
def test_a_retry_after_is_read_in_both_forms_and_bounded(header: str, seconds: float) -> None:
    assert wait_of(header, NOON) == seconds


def test_requests_are_weighed_by_host() -> None:
    requests = [
        ("a", "/", 0.0, 0.0, 0.1), ("a", "/1", 0.0, 1.0, 1.1), ("b", "/", 0.0, 0.2, 0.3), ("a", "/2", 0.0, 1.9, 2.0),
        ("b", "/1", 0.0, 2.5, 2.6),
    ]  # fmt: skip
    found = weighed(requests, 1.0)
    assert found == Politeness(hosts=2, delay=1.0, wall=2.6, largest=3, requests=5, gap=pytest.approx(0.9), together=1)
    assert list(found.faults()) == ["two requests to one host began within 0.900 s"]
    assert weighed([("a", "/", 0.0, 0.0, 1.0), ("a", "/1", 0.0, 0.5, 0.6)], 0.1).together == 2


def test_what_busy_sites_noted_late_is_no_haste() -> None:
    assert weighed([("a", "/", 0.25, 0.0, 0.1), ("a", "/1", 0.0, 0.75, 0.8)], 1.0).gap == 1.0


def test_many_hosts_take_no_longer_than_the_largest_of_them_asks() -> None:
    """Eight sites of different sizes; fifty are `benchmarks.politeness`. A loaded machine gets half as much again."""
    found = measured(8, [2, 10], 0.4, menu=4)
    assert (found.hosts, found.together) == (8, 1)
    assert found.largest * 8 >= found.requests
    assert list(found.faults(slack=1.5)) == []


def test_a_host_that_answers_more_slowly_than_it_is_asked_is_asked_one_page_at_a_time() -> None:
    found = measured(2, [3], 0.02, latency=0.15, menu=2)
    assert (found.hosts, found.together) == (2, 1)
    assert found.gap >= 0.15


class Clocked:
    """A site that keeps the times at which it was asked, and answers as it is told."""

    def __init__(self, site: Site, early: dict[str, list[Reply]]) -> None:
        self.times: list[tuple[float, str]] = []
        self.early = early
        rows = [(f"{number}.html", f"关于第{number}批救助资金发放的公示", "2026-10-12") for number in range(3)]
        pages = {
            "/": html(links(("/sj/", "社会救助"))),
            "/sj/": html(listing(*rows)),
            "/robots.txt": "User-agent: *\nDisallow:",
        }
        pages |= {
            f"/sj/{number}.html": article("公示", attachments='<a href="/f/a.pdf">附件.pdf</a>') for number in range(3)
        }
        site.pages |= {path: self._answer(path, page) for path, page in {**pages, "/f/a.pdf": "%PDF-1.4"}.items()}

    def _answer(self, path: str, page: str):
        def answer() -> Reply:
            self.times.append((time.monotonic(), path))
            waiting = self.early.get(path, [])
            return waiting.pop(0) if waiting else Reply(page.encode())

        return answer

    def gaps(self) -> list[float]:
        moments = [moment for moment, _ in self.times]
        return [later - earlier for earlier, later in pairwise(moments)]


def test_retries_redirects_files_and_the_second_look_keep_the_pace_of_their_host(tmp_path: Path) -> None:
    """Delay 0.3 s: robots.txt, pages, a 500 that is retried, one that comes twice and waits for the second look, a
    redirect and a file are all one row of requests.
    """
    early = {
        "/sj/0.html": [Reply(b"", 500), Reply(b"", 500)],
        "/sj/1.html": [Reply(status=302, headers={"Location": "/sj/2.html"})],
        "/sj/2.html": [Reply(b"", 500)],
    }
    with Town() as town:
        site = town.site(1)
        seen = Clocked(site, early)
        (visit,) = crawl([site.unit()], tmp_path, RUN, delay=0.3, settings={"RETRY_TIMES": 1})
    assert visit.misses == 0
    paths = Counter(path for _, path in seen.times)
    assert (paths["/sj/0.html"], paths["/sj/1.html"], paths["/sj/2.html"], paths["/f/a.pdf"]) == (3, 1, 2, 1)
    rows = capture.read_pages(capture.unit_dir(tmp_path, RUN, visit.unit_id))
    assert [row.looks for row in rows if row.url.endswith("/sj/0.html")] == [2]
    # The site's threads note a request when they are woken: the first is noted late, and the next seems to come soon.
    assert min(seen.gaps()[1:]) >= 0.9 * 0.3


def test_a_host_that_says_when_to_come_again_is_left_alone_until_then(tmp_path: Path) -> None:
    early = {"/sj/1.html": [Reply(b"", 503, {"Retry-After": "1"})]}
    with Town() as town:
        site, other = town.site(1), town.site(2)
        seen, beside = Clocked(site, early), Clocked(other, {})
        visits = crawl([site.unit("U1"), other.unit("U2")], tmp_path, RUN, delay=0.02, settings={"SLOWER_FROM": 0.1, "RETRY_TIMES": 1})  # fmt: skip
    assert [visit.state for visit in visits] == ["complete", "complete"]
    refused = next(moment for moment, path in seen.times if path == "/sj/1.html")
    after = [moment - refused for moment, _ in seen.times if moment > refused]
    assert 0.95 <= after[0] < 3
    assert min(later - earlier for earlier, later in pairwise(after)) >= 0.095
    assert max(beside.gaps()) < 1.0


def test_a_unit_is_asked_within_its_hours_only(tmp_path: Path) -> None:
    """The clock shows 21:59:58.5: one unit waits for 22:00, another is left to the run that goes on at night."""
    with Town() as town:
        sites = [town.site(number) for number in (1, 2, 3)]
        seen = [Clocked(site, {}) for site in sites]
        hours = ("", "22:00-06:00", "12:00-13:00")
        units = [replace(site.unit(f"U{n}"), override=Override(window=window)) for n, (site, window) in enumerate(zip(sites, hours, strict=True))]  # fmt: skip
        start = NOON.replace(hour=21, minute=59, second=58, microsecond=500_000)
        with pytest.raises(Exception, match=r"at their hours only.*: U2 \(12:00-13:00\)"):
            crawl(units, tmp_path, RUN, delay=0, settings={"CLOCK_STARTS": start.isoformat()})
        assert not seen[2].times
        assert seen[1].times[0][0] - seen[0].times[0][0] > 0.5
        noon = (start + timedelta(days=1)).replace(hour=12)
        visits = crawl(units, tmp_path, RUN, delay=0, settings={"CLOCK_STARTS": noon.isoformat()})
    assert [visit.state for visit in visits] == ["complete"] * 3
    assert capture.read_run(capture.run_dir(tmp_path, RUN))["crawled"]
