"""Whole little sites of each publishing system, crawled: every article that a reader can reach is captured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from systems import COUNT, SYSTEMS, changchun
from town import Site, Town
from warcio.archiveiterator import ArchiveIterator

from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.run import crawl

QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0}
RUN = "2026-11-25"
PLATFORM = {"changchun": "result", "bare": "", "unregistered": "result"}
"""Units of the platform of Jilin, and the callback in which their list service answers."""


@dataclass
class Crawled:
    """One crawl over all the little sites."""

    data: Path
    sites: dict[str, Site]
    wanted: dict[str, set[str]]
    visits: dict[str, Visit]

    def rows(self, name: str) -> dict[str, PageRow]:
        rows = capture.read_pages(capture.unit_dir(self.data, RUN, unit_id(name)))
        return {row.url.replace(self.sites[name].url, "/"): row for row in rows}


def unit_id(name: str) -> str:
    return name.replace(" ", "-")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("systems")
    with Town() as town:
        sites = {name: town.site(number) for number, name in enumerate(SYSTEMS, start=1)}
        wanted = {name: furnish(sites[name]) for name, (furnish, _) in SYSTEMS.items()}
        units = [sites[name].unit(unit_id(name)) for name in SYSTEMS]
        services = {name: town.site(number) for number, name in enumerate(PLATFORM, start=60)}
        sites |= {name: town.site(number) for number, name in enumerate(PLATFORM, start=80)}
        wanted |= {name: changchun(sites[name], services[name], callback) for name, callback in PLATFORM.items()}
        for name in PLATFORM:
            beside = (services[name].url,) if name != "unregistered" else ()
            units.append(replace(sites[name].unit(name), sites=(sites[name].url, *beside)))
        visits = crawl(units, data, RUN, delay=0, settings=QUICK)
        yield Crawled(data, sites, wanted, {visit.unit_id: visit for visit in visits})


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_article_of_a_system_is_captured(crawled: Crawled, name: str) -> None:
    rows = crawled.rows(name)
    fetched = {path for path, row in rows.items() if row.state == "fetched"}
    assert len(crawled.wanted[name]) == COUNT
    assert crawled.wanted[name] - fetched == set()
    assert {(path, row.reason) for path, row in rows.items() if row.state == "missed"} <= {("/", "empty")}
    assert all("社会救助" in rows[path].columns or "养老服务" in rows[path].columns for path in list(crawled.wanted[name])[:3]) or name == "sitemap only"  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (_, system) in SYSTEMS.items() if system])
def test_the_visit_names_the_system(crawled: Crawled, name: str) -> None:
    systems = crawled.visits[unit_id(name)].systems
    assert SYSTEMS[name][1] in systems if name == "jpaas" else systems[:1] == (SYSTEMS[name][1],)


def test_nothing_is_asked_for_twice(crawled: Crawled) -> None:
    twice = {name: {path: hits for path, hits in crawled.sites[name].hits.items() if hits > 1} for name in SYSTEMS}
    twice["gridview"].pop("/inner.aspx")
    twice["aspnet"].pop("/list.aspx?cid=3")
    assert {name: paths for name, paths in twice.items() if paths} == {}


def test_frames_that_every_page_repeats_are_left_alone(crawled: Crawled) -> None:
    assert "/pub_head.html" not in crawled.sites["data files"].hits


def test_a_postback_is_a_page_of_its_own_with_its_request_kept(crawled: Crawled) -> None:
    rows = crawled.rows("aspnet")
    second, third = rows["/list.aspx?cid=3#page=2"], rows["/list.aspx?cid=3#page=3"]
    directory = capture.unit_dir(crawled.data, RUN, "aspnet")
    assert b"2026-03-11" in capture.read_body(directory, second)
    assert b"2026-03-21" in capture.read_body(directory, third)
    assert crawled.sites["aspnet"].hits["/list.aspx?cid=3"] == 3
    sent = []
    for path in directory.glob("capture-*.warc.gz"):
        with path.open("rb") as source:
            sent += [
                (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
                for record in ArchiveIterator(source)
                if record.rec_type == "request" and record.http_headers.protocol == "POST"
            ]
    assert {url for url, _ in sent} == {crawled.sites["aspnet"].url + "list.aspx?cid=3"}
    assert sorted(body for _, body in sent)[0].startswith(b"__VIEWSTATE=vs%2B1%2F%3D&__EVENTVALIDATION=ev1&__EVENTTARGET=ctl00%24pager&__EVENTARGUMENT=2")  # fmt: skip


def test_a_list_service_is_asked_where_the_registry_names_it(crawled: Crawled) -> None:
    fetched = {path for path, row in crawled.rows("changchun").items() if row.state == "fetched"}
    assert crawled.wanted["changchun"] <= fetched
    assert crawled.visits["changchun"].state == "complete"


def test_what_is_no_call_of_the_callback_is_no_list(crawled: Crawled) -> None:
    rows = crawled.rows("bare")
    assert [(row.kind, row.reason) for row in rows.values() if row.state == "missed"] == [("list", "script_list")]
    assert crawled.visits["bare"].state == "partial"


def test_a_list_service_of_somebody_else_is_a_gap_by_name(crawled: Crawled) -> None:
    rows = crawled.rows("unregistered")
    assert [row.reason for row in rows.values() if row.state == "missed"] == ["off_site"]
    assert crawled.visits["unregistered"].state == "partial"
