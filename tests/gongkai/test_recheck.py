"""A re-check asks for what its case needs, judges that point alone, and says whether the case may be closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audit import tables
from audit.proof.replay import case_id, key_of
from crawler import capture
from gongkai.cli import main
from gongkai.demo.build import Sample, build
from gongkai.demo.city import AS_OF, load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve
from gongkai.recheck import Case, RecheckError, entry_of, recheck
from gongkai.weekly import run_job

UNIT, POINT, RECORD = "nync", "PA-10", "南渡县易地搬迁安置区帮扶车间项目"
LATER = AS_OF + timedelta(days=3)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sample, Path]]:
    """The served sites of the sample city, and a run of one unit."""
    data = tmp_path_factory.mktemp("data")
    sample = build(tmp_path_factory.mktemp("city"), free_port(load_city(), 19700))
    write_units(data / "units.csv", sample.sites)
    with serve(sample):
        run_job(data / "units.csv", data, AS_OF, (UNIT,), delay=0)
        yield sample, data


def case(data: Path, point: str = POINT, record: str = RECORD) -> Case:
    """The case of a stored finding."""
    rows = tables.read(capture.unit_dir(data, AS_OF.isoformat(), UNIT), "findings")
    row = next(row for row in rows if row["point_id"] == point and record in ("", row["record_name"]))
    point_id, scheme_id, record_key = key_of(row)
    return Case(case_id=case_id(UNIT, row), unit_id=UNIT, point_id=point_id, scheme_id=scheme_id, record_key=record_key)


def page_of(sample: Sample, data: Path) -> Path:
    """The served file of the page that the case speaks of."""
    rows = tables.read(capture.unit_dir(data, AS_OF.isoformat(), UNIT), "findings")
    url = next(row["url"] for row in rows if row["point_id"] == POINT and row["record_name"] == RECORD)
    return sample.folder / UNIT / url.split("/", 3)[3]


def test_a_case_passes_once_the_page_shows_it_and_not_before(city: tuple[Sample, Path]) -> None:
    sample, data = city
    one, page = case(data), page_of(sample, data)
    (before,) = recheck(data, [one], LATER, delay=0)
    assert (before.answer.passed, before.answer.outcome) == (False, "missing")
    original = page.read_bytes()
    try:
        page.write_bytes(original.replace(b"</p>", "</p><p>监督电话：12317、0600-68120018</p>".encode(), 1))
        (after,) = recheck(data, [one], LATER, delay=0)
    finally:
        page.write_bytes(original)
    assert (after.answer.passed, after.answer.outcome) == (True, "met")
    assert before.evidence_hash == "" != after.evidence_hash
    assert (before.run_id, after.run_id) == (f"{LATER}.recheck-001", f"{LATER}.recheck-002")
    entry = entry_of(after, "赵敏", datetime(2026, 11, 26, tzinfo=UTC))
    assert (entry.passed, entry.run_id, entry.url) == (True, after.run_id, after.answer.url)
    assert entry.text.startswith("达标：")


def test_little_is_asked_for_and_one_point_is_judged(city: tuple[Sample, Path]) -> None:
    _, data = city
    (found,) = recheck(data, [case(data)], LATER, delay=0)
    directory = capture.unit_dir(data, found.run_id, UNIT)
    pages = capture.read_pages(directory)
    asked = [row for row in pages if row.checked == LATER.isoformat()]
    assert 0 < len(asked) < len(pages) / 3
    assert {row["point_id"] for row in tables.read(directory, "findings")} == {POINT}
    assert [path.name for path in capture.run_dirs(data)] == [AS_OF.isoformat()]


def test_a_recheck_can_be_explained_and_given_again(city: tuple[Sample, Path]) -> None:
    _, data = city
    (found,) = recheck(data, [case(data)], LATER, delay=0)
    told = CliRunner().invoke(main, ["explain", UNIT, POINT, "--run", found.run_id, "--data", str(data)])
    again = CliRunner().invoke(main, ["replay", found.case.case_id, "--run", found.run_id, "--data", str(data)])
    assert (told.exit_code, again.exit_code) == (0, 0), told.output + again.output
    assert "未见" in told.output


def test_several_cases_of_a_unit_share_one_visit(city: tuple[Sample, Path]) -> None:
    _, data = city
    found = recheck(data, [case(data), case(data, "PA-06")], LATER, delay=0)
    assert [one.answer.passed for one in found] == [False, False]
    assert len({one.run_id for one in found}) == 1


def test_a_unit_that_is_gone_is_named(city: tuple[Sample, Path]) -> None:
    _, data = city
    gone = Case(case_id="C1", unit_id="xyz", point_id=POINT, scheme_id="", record_key="")
    with pytest.raises(RecheckError, match="C1: xyz is no unit of run 2026-11-23 any more"):
        recheck(data, [gone], date(2026, 11, 26))


def gongkai(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(data), "--as-of", LATER.isoformat()])


def test_an_answered_case_is_closed_by_the_recheck_and_reopened_by_the_next(city: tuple[Sample, Path]) -> None:
    sample, data = city
    number, page = case(data).case_id, page_of(sample, data)
    assert gongkai(data, "case", "reply", number[:9], "--by", "赵敏", "--text", "已补充监督电话").exit_code == 0
    original = page.read_bytes()
    try:
        page.write_bytes(original.replace(b"</p>", "</p><p>监督电话：12317、0600-68120018</p>".encode(), 1))
        closed = gongkai(data, "case", "recheck", "--replied", "--delay", "0", "--by", "王芳")
    finally:
        page.write_bytes(original)
    assert closed.exit_code == 0, closed.output
    assert f"{number}  passed  nync PA-10" in closed.output
    shown = json.loads(gongkai(data, "case", "show", number, "--json").output)
    assert (shown["state"], shown["closed_run"][:18]) == ("closed", f"{LATER}.recheck")
    assert shown["evidence_hash"]
    again = gongkai(data, "case", "recheck", number, "--delay", "0")
    assert f"{number}  not passed" in again.output
    assert json.loads(gongkai(data, "case", "show", number, "--json").output)["state"] == "found"


def test_what_cannot_be_rechecked_is_refused(city: tuple[Sample, Path]) -> None:
    _, data = city
    assert gongkai(data, "case", "recheck").exit_code == 2
    number = case(data, "PA-06").case_id
    said = gongkai(data, "case", "waive", number, "--ground", "false_positive", "--by", "赵敏")
    assert said.exit_code == 0, said.output
    unknown = gongkai(data, "case", "recheck", "C000000000000000f")
    assert (unknown.exit_code, "there is no such case" in unknown.output) == (2, True)
