"""What an unchanged homepage spares its site, and when it spares nothing."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from town import Reply, Site, Town, article, html, links, listing

from crawler import capture
from crawler.baseline import WEEKS
from crawler.capture import PageRow
from crawler.focus import Focus, focus_on
from crawler.frontier import Want
from crawler.homepage import Homepage
from crawler.run import crawl

QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0}
DAYS = [date(2026, 11, 2) + timedelta(weeks=week) for week in range(6)]
COLUMNS = {"jz": "社会救助", "yl": "养老服务", "tz": "通知公告"}
LISTS = [f"/{code}/index.html" for code in COLUMNS]
EMPTY = "/cs/index.html"
WAYS = ["/zwgk/index.html", "/map.html", "/tz.html"]
Entry = tuple[str, str, str]
serial = itertools.count()


def entry(code: str, number: int) -> Entry:
    return (
        f"/{code}/202610/t{number}.html",
        f"第{number}批{COLUMNS[code]}资金发放情况公示公告",
        f"2026-10-{number + 1:02}",
    )


def listed(site: Site, code: str, *numbers: int) -> list[Entry]:
    """Write a column's list and the articles that it names, newest first."""
    rows = [entry(code, number) for number in sorted(numbers, reverse=True)]
    site.pages[f"/{code}/index.html"] = html(menu() + listing(*rows))
    for href, title, _ in rows:
        site.pages.setdefault(href, article(title))
    return rows


def menu() -> str:
    return links(
        ("/", "首页"), ("/zwgk/index.html", "政务公开"), ("/map.html", "网站地图"), ("/tz.html", "通知公告"),
        *[(f"/{code}/index.html", COLUMNS[code]) for code in ("jz", "yl")], (EMPTY, "慈善事业"),
    )  # fmt: skip


def home(site: Site, *rows: Entry) -> None:
    site.pages["/"] = html(menu() + listing(*rows))


def furnish(site: Site) -> None:
    """A bureau whose homepage shows the newest entries of all its columns, of 养老服务 only the newest one."""
    rows = [*listed(site, "jz", 1, 2, 3, 4), *listed(site, "yl", 1, 2, 5)[:1], *listed(site, "tz", 6)]
    home(site, *rows)
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n", headers={"Content-Type": "text/plain"})
    site.pages["/zwgk/index.html"] = html(menu() + "<h2>政务公开</h2>" + links(*[(url, "公开目录") for url in LISTS]))
    site.pages["/map.html"] = html(menu())
    site.pages["/tz.html"] = html("", head='<meta http-equiv="refresh" content="0;url=/tz/index.html">')
    site.pages[EMPTY] = html(menu() + "<p>栏目正在建设。</p>")


def published(site: Site) -> None:
    """The next week a new entry stands in the list and on the homepage, as publishing systems have it."""
    rows = listed(site, "jz", 1, 2, 3, 4, 7)
    home(site, *rows[:4], entry("yl", 5), entry("tz", 6))


def only_listed(site: Site) -> None:
    """A new entry stands in the list alone."""
    listed(site, "jz", 1, 2, 3, 4, 7)


def stale(site: Site) -> None:
    """A homepage that nobody keeps up: it shows old entries of two columns, and not the newest of the site."""
    home(site, entry("jz", 4), entry("yl", 5))


def picked(site: Site) -> None:
    """A homepage that shows a choice of entries, and the newest of the site among them."""
    home(site, entry("jz", 3), entry("yl", 5), entry("tz", 6))


def gaps(site: Site) -> None:
    """A homepage that leaves out an entry between two that it shows."""
    home(site, entry("jz", 4), entry("jz", 2), entry("yl", 5), entry("tz", 6))


def more(site: Site) -> None:
    """A column that leads to pages of which the homepage knows nothing."""
    page = site.pages[LISTS[0]]
    assert isinstance(page, str)
    site.pages[LISTS[0]] = page.replace("<ul>", '<ul><a href="/jz/tk/index.html">特困供养</a>', 1)
    site.pages["/jz/tk/index.html"] = html(menu())


def framed(site: Site) -> None:
    """A part of the homepage comes in a frame, with entries that the rest does not show."""
    page = site.pages["/"]
    assert isinstance(page, str)
    site.pages["/"] = page.replace("</body>", '<iframe src="/block.html"></iframe></body>')
    site.pages["/block.html"] = html(listing(entry("yl", 2)))


def counting(path: str, asked: Mapping[str, str], reply: Reply) -> Reply:
    """Every page counts its visitors."""
    return replace(reply, body=reply.body + f"<!-- 您是第{next(serial)}位访客 -->".encode())


@dataclass(frozen=True)
class Case:
    """What the site is before the first week, what is done to it before the second, and what that one asks for."""

    asked: list[str]
    before: Callable[[Site], None] = furnish
    then: Callable[[Site], None] = field(default=lambda site: None)
    told: bool = False


def and_then(change: Callable[[Site], None]) -> Callable[[Site], None]:
    return lambda site: (furnish(site), change(site))[1]


JZ, YL, TZ = LISTS
CASES = {
    "quiet": Case([EMPTY]),
    "published": Case([EMPTY, *LISTS, *WAYS, entry("jz", 7)[0]], then=published),
    "stale": Case([EMPTY, *LISTS, *WAYS], and_then(stale)),
    "picked": Case([EMPTY, JZ], and_then(picked)),
    "gaps": Case([EMPTY, JZ], and_then(gaps)),
    "more": Case([EMPTY, JZ, "/jz/tk/index.html"], and_then(more)),
    "framed": Case([EMPTY, "/block.html"], and_then(framed)),
    "counting": Case([EMPTY]),
    "told": Case([EMPTY, *LISTS, *WAYS], told=True),
    "hidden": Case([EMPTY], then=only_listed),
}


@dataclass
class Weeks:
    data: Path
    sites: dict[str, Site]
    hits: list[dict[str, Counter[str]]]

    def rows(self, week: int, name: str) -> dict[str, PageRow]:
        rows = capture.read_pages(capture.unit_dir(self.data, DAYS[week].isoformat(), name))
        return {row.url.replace(self.sites[name].url, "/"): row for row in rows}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    data = tmp_path_factory.mktemp("data")
    with Town() as town:
        made = Weeks(data, {name: town.site(number) for number, name in enumerate(CASES, start=1)}, [])
        units = [site.unit(name) for name, site in made.sites.items()]
        focus = Focus(told=frozenset(name for name, case in CASES.items() if case.told))
        for week, day in enumerate(DAYS):
            for name, site in made.sites.items():
                {0: CASES[name].before, 1: CASES[name].then}.get(week, lambda site: None)(site)
                site.answering = counting if name == "counting" else site.answering
                site.hits.clear()
            crawl(units, data, day.isoformat(), delay=0, settings=QUICK, focus=focus)
            made.hits.append({name: site.hits.copy() for name, site in made.sites.items()})
        yield made


@pytest.mark.parametrize("name", CASES)
def test_the_second_week_asks_for_what_the_homepage_does_not_vouch_for(weeks: Weeks, name: str) -> None:
    assert set(weeks.hits[1][name]) == {"/", "/robots.txt", *CASES[name].asked}
    assert set(weeks.hits[1][name].values()) == {1}


@pytest.mark.parametrize("name", ["quiet", "picked", "gaps", "framed", "counting"])
def test_the_rows_are_those_of_the_first_week(weeks: Weeks, name: str) -> None:
    told = ("kind", "columns", "reason", "final_url", "referrer", "anchor", "list_date")
    first, *later = ({path: [getattr(row, part) for part in told] for path, row in weeks.rows(week, name).items()}
                     for week in range(len(DAYS)))  # fmt: skip
    assert len(first) == len(weeks.sites[name].pages) - 1
    assert all(rows == first for rows in later)


@pytest.mark.parametrize("name", CASES)
def test_every_page_is_asked_for_within_four_weeks(weeks: Weeks, name: str) -> None:
    for start in (1, 2):
        asked = set().union(*(weeks.hits[week][name] for week in range(start, start + WEEKS)))
        assert set(weeks.rows(start + WEEKS - 1, name)) <= asked | {"/"}


def test_what_only_its_list_shows_is_found_within_four_weeks(weeks: Weeks) -> None:
    """The price: an entry that a homepage with all others does not show."""
    new = entry("jz", 7)[0]
    seen = [new in weeks.rows(week, "hidden") for week in range(len(DAYS))]
    assert seen == sorted(seen) and not seen[0] and seen[WEEKS]


def test_a_re_check_asks_for_the_lists_of_its_columns(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        furnish(site)
        crawl([site.unit()], tmp_path, "2026-11-02", delay=0, settings=QUICK)
        site.hits.clear()
        focus = focus_on([COLUMNS["jz"]], [])
        crawl([site.unit()], tmp_path, "2026-11-04.recheck-001", delay=0, settings=QUICK, focus=focus)
    assert set(site.hits) == {"/", "/robots.txt", JZ}


def test_a_homepage_that_cannot_be_had_in_time_vouches_for_nothing(tmp_path: Path) -> None:
    """It comes at the second look only, when the columns named in overrides.yml were asked for already."""
    with Town() as town:
        site = town.site(1)
        furnish(site)
        unit = site.unit()
        unit = replace(unit, override=replace(unit.override, column_urls=(site.url[:-1] + JZ,)))
        crawl([unit], tmp_path, "2026-11-02", delay=0, settings=QUICK)
        whole, answers = site.pages["/"], iter([Reply(b"", 500)])
        site.pages["/"] = lambda: next(answers, Reply(str(whole).encode()))
        site.hits.clear()
        crawl([unit], tmp_path, "2026-11-09", delay=0, settings=QUICK)
    assert site.hits["/"] == 2
    assert {*LISTS, EMPTY, "/zwgk/index.html", "/tz.html"} <= set(site.hits)


def test_a_visit_killed_on_its_way_asks_for_no_more(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        furnish(site)
        crawl([site.unit()], tmp_path, "2026-11-02", delay=0, settings=QUICK)
        crawl([site.unit()], tmp_path, "2026-11-09", delay=0, settings=QUICK)
        directory = capture.unit_dir(tmp_path, "2026-11-09", "U02")
        undisturbed = capture.read_pages(directory)
        lines = (directory / capture.LEDGER).read_bytes().splitlines(keepends=True)
        for kept in (1, len(lines) // 2, len(lines) - 1):
            (directory / capture.VISIT).unlink()
            (directory / capture.LEDGER).write_bytes(b"".join(lines[:kept]))
            site.hits.clear()
            crawl([site.unit()], tmp_path, "2026-11-09", delay=0, settings=QUICK)
            again = [replace(row, fetched_at="", offset=0, warc="") for row in capture.read_pages(directory)]
            assert again == [replace(row, fetched_at="", offset=0, warc="") for row in undisturbed]
            assert set(site.hits) <= {"/robots.txt", EMPTY}


def test_a_homepage_whose_body_is_gone_vouches_for_nothing(tmp_path: Path) -> None:
    home = PageRow(url="http://a.example/", state="fetched", kind="home", digest="one", warc="gone.warc.gz")
    for digest in ("one", "other"):
        homepage = Homepage({home.url: home}.get, frozenset(), {home.url: replace(home, digest=digest)}, tmp_path)
        homepage.note(home.url)
        assert not homepage.vouches(Want(url=home.url + "zwgk/", role="door"), replace(home, kind="column"))
