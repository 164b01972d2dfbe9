"""A second week of the sample city, and a week in which most of it is down."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.model import Finding
from audit.proof.replay import case_id
from audit.run import audit
from crawler import capture
from crawler.focus import WHOLE, Focus
from crawler.run import crawl
from crawler.units import COLUMNS, Unit, load_units
from gongkai.demo.build import build
from gongkai.demo.city import AS_OF, load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve
from gongkai.watch import watched
from gongkai.weekly import LOW_COVERAGE, run_job
from output.exports.lists import EXPORTS
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from rules.load import load_book

UNITS = ("wjw", "tyj", "fgj")
WEEKS = [(AS_OF + timedelta(weeks=week)).isoformat() for week in range(3)]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    sample = build(tmp_path_factory.mktemp("city"), free_port(load_city(), 19400))
    path = tmp_path_factory.mktemp("registry") / "units.csv"
    write_units(path, tuple(site for site in sample.sites if site.unit in UNITS))
    with serve(sample):
        yield path


def said(findings: list[Finding]) -> list[dict[str, object]]:
    return [asdict(one) for one in findings]


def test_an_unchanged_city_has_the_same_findings_every_week(registry: Path, tmp_path: Path) -> None:
    units: list[Unit] = list(load_units(registry))
    book, found = load_book(), list[list[dict[str, object]]]()
    for run_id in WEEKS:
        visits = crawl(units, tmp_path, run_id, delay=0)
        for cached in (True, False):
            found.append(said(audit(tmp_path, run_id, units, book, AS_OF, lambda line: None, cached=cached)))
    assert all(visit.unchanged == visit.pages + visit.attachments for visit in visits)
    assert len(found[0]) > 100
    assert all(findings == found[0] for findings in found[1:])


def test_a_week_in_which_most_of_the_city_is_down_is_not_published(registry: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    good = run_job(registry, data, AS_OF, delay=0)
    with registry.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    for number, row in enumerate(rows[1:], start=1):
        row["sites"] = f"http://127.0.99.{number}:9/"
    broken = tmp_path / "units.csv"
    with broken.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    bad = run_job(broken, data, AS_OF + timedelta(weeks=1), delay=0)
    assert (good.exit_code, bad.exit_code) == (0, LOW_COVERAGE)
    assert "not published: only 33% of 3 units answered" in bad.said[0]
    run = capture.read_run(capture.run_dir(data, bad.run_id))
    assert (run["published"], run["audited"], run["finished"]) == (False, True, True)
    assert [path.name for path in (data / EXPORTS).iterdir()] == [good.run_id]


def tell(data: Path, number: str) -> None:
    """Note that a unit was told of a case."""
    with open_journal(data) as journal:
        journal.append([Entry(case_id=number, act=Act.notify, person="赵敏", at=datetime(2026, 11, 24, tzinfo=UTC))])


def test_a_page_that_a_told_unit_mends_in_place_is_seen_in_the_next_week(tmp_path: Path) -> None:
    sample = build(tmp_path / "city", free_port(load_city(), 19600))
    units, data = tmp_path / "units.csv", tmp_path / "data"
    write_units(units, tuple(site for site in sample.sites if site.unit == "mzj"))
    with serve(sample):
        before = run_job(units, data, AS_OF, delay=0)
        wanting = next(one for one in before.findings if one.point_id == "SA-10" and one.outcome == "missing")
        tell(data, case_id("mzj", asdict(wanting)))
        page = sample.folder / "mzj" / wanting.url.split("/", 3)[3]
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<p></p>", "<p>为412名残疾人适配辅具515件</p>"), encoding="utf-8")
        after = run_job(units, data, AS_OF + timedelta(weeks=1), delay=0)
    again = [one for one in after.findings if one.record_key == wanting.record_key and one.point_id == "SA-10"]
    assert [one.outcome for one in again] == ["met"]
    asked = capture.read_pages(capture.unit_dir(data, after.run_id, "mzj"))
    assert {row.checked for row in asked if row.url == wanting.url} == {after.run_id}
    assert {row.checked for row in asked if row.kind == "article"} == {before.run_id, after.run_id}


def test_a_unit_that_was_told_nothing_is_asked_no_more_than_its_lists_ask(registry: Path, tmp_path: Path) -> None:
    first = run_job(registry, tmp_path, AS_OF, delay=0)
    assert first.findings
    assert watched(tmp_path) == WHOLE
    pages = [one for one in first.findings if one.outcome == "partial" and not one.point_id.startswith("SITE-")]
    tell(tmp_path, case_id(pages[0].unit_id, asdict(pages[0])))
    assert watched(tmp_path) == Focus(urls=(pages[0].url,), told=frozenset({pages[0].unit_id}))
    absent = next(one for one in first.findings if one.outcome == "missing" and one.unit_id != pages[0].unit_id)
    tell(tmp_path, case_id(absent.unit_id, asdict(absent)))
    both = (pages[0], absent)
    assert watched(tmp_path) == Focus(
        urls=tuple(sorted(one.url for one in both)), told=frozenset(one.unit_id for one in both)
    )
