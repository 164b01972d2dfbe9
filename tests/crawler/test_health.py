"""A visit against the earlier ones of its unit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import Town, article, html, links, listing

from crawler import capture
from crawler.capture import Visit
from crawler.health import compare
from crawler.run import crawl

GOOD = Visit(
    run_id="1", unit_id="mz", state="complete", pages=50, documents=40, attachments=10, misses=0,
    columns_found=("社会救助", "养老服务"), started_at="", finished_at="",
)  # fmt: skip


def visit(number: int, documents: int, shortfall: str = "", state: str = "complete") -> Visit:
    return replace(GOOD, run_id=str(number), documents=documents, attachments=0, shortfall=shortfall, state=state)


def test_a_first_visit_has_nothing_to_fall_short_of() -> None:
    assert compare(visit(1, 0), []).shortfall == ""


@pytest.mark.parametrize(("documents", "short"), [(50, False), (25, False), (24, True), (0, True)])
def test_less_than_half_of_the_last_good_visit_falls_short(documents: int, short: bool) -> None:
    found = compare(visit(2, documents), [GOOD])
    assert bool(found.shortfall) is short
    assert found.baseline == GOOD


def test_small_sites_come_and_go_by_a_page() -> None:
    assert compare(visit(2, 1), [visit(1, 4)]).shortfall == ""
    assert compare(visit(2, 0), [visit(1, 4)]).shortfall


def test_a_short_or_blocked_visit_is_no_measure() -> None:
    assert compare(visit(3, 5), [GOOD, visit(2, 4, shortfall="4")]).baseline == GOOD
    assert compare(visit(3, 5), [GOOD, visit(2, 90, state="blocked")]).baseline == GOOD


def test_what_stays_small_for_three_runs_is_believed() -> None:
    short = [visit(2, 10, shortfall="x"), visit(3, 11, shortfall="x")]
    assert compare(visit(4, 10), [GOOD, *short]).shortfall == ""
    assert compare(visit(4, 10), [GOOD, short[1]]).shortfall
    assert compare(visit(4, 3), [GOOD, *short]).shortfall
    assert compare(visit(4, 0), [GOOD, visit(2, 0, shortfall="x"), visit(3, 0, shortfall="x")]).shortfall


def test_columns_that_went_and_came_are_named() -> None:
    found = compare(replace(GOOD, columns_found=("社会救助", "慈善")), [GOOD])
    assert (found.vanished, found.appeared) == (("养老服务",), ("慈善",))


def test_no_column_has_vanished_from_a_site_that_did_not_answer() -> None:
    down = replace(GOOD, run_id="2", state="unreachable", pages=0, documents=0, columns_found=())
    assert GOOD.columns_found and compare(down, [GOOD]).vanished == ()


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 100))
def test_more_documents_never_raise_an_alarm(before: int, now: int, more: int) -> None:
    earlier = [visit(1, before)]
    if not compare(visit(2, now), earlier).shortfall:
        assert not compare(visit(2, now + more), earlier).shortfall


def test_a_crawl_that_finds_less_is_partial_and_says_so(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        names = [f"a{number}.html" for number in range(9)]
        site.pages |= {"/": html(links(("/jz/", "社会救助"), ("/yl/", "养老服务"))), "/yl/": html(listing(("/y.html", "养老机构备案公示信息", "2025-01-02"))), "/y.html": article("养老机构备案公示")}  # fmt: skip
        site.pages |= {f"/jz/{name}": article(f"救助资金公示{name}") for name in names}
        site.pages["/jz/"] = html(listing(*[(f"/jz/{name}", f"关于救助资金发放情况的公示{name}", "2025-03-02") for name in names]))  # fmt: skip
        first = crawl([site.unit()], tmp_path, "2025-01-01", delay=0)[0]
        site.pages["/"] = html(links(("/jz/", "社会救助")))
        site.pages["/jz/"] = html(listing(("/jz/a0.html", "关于救助资金发放情况的公示第一号", "2025-03-02")))
        second = crawl([site.unit()], tmp_path, "2025-01-08", delay=0)[0]
    assert (first.state, first.shortfall, first.vanished) == ("complete", "", ())
    assert second.state == "partial"
    assert second.shortfall == "1 documents and attachments, 10 in run 2025-01-01"
    assert second.vanished == ("养老服务",)
    assert capture.read_visit(capture.unit_dir(tmp_path, "2025-01-08", "U02")) == second
