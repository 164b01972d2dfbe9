"""Verdicts of a stored run can be explained, given again, tried under another book, and asked for beforehand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import rules
from audit import tables
from crawler import capture
from gongkai.cli import main
from gongkai.demo.build import build
from gongkai.demo.city import AS_OF, load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve
from gongkai.weekly import run_job

UNITS = ("mzj", "nync")
PROJECT = """<html><head><meta charset="utf-8"></head><body><div class="article">
<h1>关于2026年衔接推进乡村振兴补助资金项目安排的公示</h1><p>发布时间：2026-04-01 来源：云河市农业农村局</p><div id="zoom">
<p>现将我市项目安排情况公示如下。</p>
<table><tr><td>序号</td><td>项目名称</td><td>建设地点</td><td>资金规模（万元）</td><td>责任单位</td></tr>
<tr><td>1</td><td>东村木耳大棚项目</td><td>东村</td><td>60</td><td>东村村委会</td></tr>
<tr><td>2</td><td>西村道路硬化项目</td><td>西村</td><td>80</td><td>西村村委会</td></tr></table></div></div></body></html>"""
STANDARD = """<html><head><meta charset="utf-8"></head><body><div class="article">
<h1>关于公布2026年残疾人两项补贴标准的公告</h1><p>发布时间：2026-04-01 来源：云河市民政局</p><div id="zoom">
<p>经市政府同意，自2026年4月1日起，困难残疾人生活补贴标准为每人每月120元，重度残疾人护理补贴标准为每人每月130元。</p>
<p>请符合条件的残疾人到户籍所在地乡镇人民政府或者街道办事处申请。</p></div></div></body></html>"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run of two units of the sample city, whose sites are still served."""
    folder = tmp_path_factory.mktemp("data")
    sample = build(tmp_path_factory.mktemp("city"), free_port(load_city(), 19200))
    write_units(folder / "units.csv", sample.sites)
    with serve(sample):
        run_job(folder / "units.csv", folder, AS_OF, UNITS, delay=0)
        yield folder


def gongkai(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def findings(data: Path, unit_id: str) -> list[dict[str, object]]:
    run = capture.run_dirs(data)[-1]
    return tables.read(capture.unit_dir(data, run.name, unit_id), "findings")


def test_a_check_of_the_whole_site_is_told_by_itself(data: Path) -> None:
    told = gongkai("explain", "nync", "SITE-03", "--data", data)
    assert told.exit_code == 0, told.output
    assert "检查    SITE-03 栏目更新（网站检查，与公开要点分开，不计分）" in told.output
    assert "整改    更新逾期栏目" in told.output
    as_json = json.loads(gongkai("explain", "nync", "SITE-03", "--json", "--data", data).output)
    assert (as_json["point_id"], as_json["outcome"]) == ("SITE-03", "partial")


@pytest.mark.parametrize("unit_id", UNITS)
def test_every_disclosure_verdict_comes_out_the_same_from_the_stored_bytes(data: Path, unit_id: str) -> None:
    again = gongkai("replay", unit_id, "--data", data)
    assert again.exit_code == 0, again.output
    assert f"{len(findings(data, unit_id))} findings judged again, 0 differ" in again.stderr


def test_one_verdict_is_named_by_unit_and_point_or_by_its_case(data: Path) -> None:
    row = json.loads(gongkai("query", "SELECT case_id, unit_id, point_id FROM deficiency WHERE record_name IS NULL AND scheme_id IS NULL LIMIT 1", "--data", data, "--json").stdout)[0]  # fmt: skip
    by_case = gongkai("replay", row["case_id"], "--data", data)
    by_name = gongkai("replay", f"{row['unit_id']}/{row['point_id']}", "--data", data)
    assert by_case.exit_code == by_name.exit_code == 0
    assert by_case.stdout == by_name.stdout
    assert "agrees" in by_case.stdout


def test_an_altered_verdict_is_found_out(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "copy", symlinks=True)
    copy = tmp_path / "copy"
    directory = capture.unit_dir(copy, capture.run_dirs(copy)[-1].name, "mzj")
    rows = tables.read(directory, "findings")
    met = next(row for row in rows if row["outcome"] == "met")
    met["outcome"] = "missing"
    tables.write(directory, "findings", rows)
    again = gongkai("replay", "mzj", "--data", copy)
    assert again.exit_code == 1
    assert "outcome: stored missing, now met" in again.stdout
    assert "1 differ" in again.stderr


def test_an_altered_capture_is_found_out(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "copy", symlinks=True)
    for book in (tmp_path / "copy" / "books").iterdir():
        book.write_bytes(b"nothing")
    again = gongkai("replay", "mzj", "--data", tmp_path / "copy")
    assert again.exit_code == 2
    assert "the book that judged this run cannot be read" in again.stderr


def test_explain_shows_what_counted_what_did_not_and_what_would(data: Path) -> None:
    told = gongkai("explain", "mzj", "SA-07", "--data", data)
    assert told.exit_code == 0, told.output
    for part in (
        "结论    达标",
        "依据    《",
        "达标    写明年度",
        "检索    截至",
        "【计入 E3】",
        "【未计入】",
        "命中词语：",
        "彩票公益金",
    ):
        assert part in told.stdout
    missing = gongkai("explain", "mzj", "GR-20", "--data", data)
    assert "结论    未见" in missing.stdout
    assert "整改    " in missing.stdout


def test_explain_tells_each_kind_of_relief_apart(data: Path) -> None:
    told = gongkai("explain", "mzj", "SA-02", "--scheme", "SC-01", "--data", data, "--json")
    one = json.loads(told.stdout)
    assert one["scheme"] == "城乡低保"
    assert [page for page in one["considered"] if page["taken"] == "计入"]
    assert any("属于" in page["why"] for page in one["considered"] if page["taken"] == "未计入")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain", "nobody", "SA-07"), "no such unit"),
        (("explain", "mzj", "SA-99"), "no such point"),
        (("explain", "mzj", "ED-01"), "does not owe ED-01"),
        (("replay", "mzj/SA-99"), "no such finding"),
        (("replay", "C0000000000000000"), "no finding of run"),
        (("replay", "mzj", "--run", "1999-01-01"), "no audited run of this id"),
    ],
)
def test_a_wrong_name_gets_one_clear_line(data: Path, words: tuple[str, ...], said: str) -> None:
    result = gongkai(*words, "--data", data)
    assert result.exit_code == 2
    assert said in result.stderr


def copy_of_the_book(folder: Path) -> Path:
    packaged = Path(rules.__path__[0])
    shutil.copytree(packaged / "book", folder / "book")
    shutil.copy(packaged / "duties.yml", folder / "duties.yml")
    return folder


def test_whatif_of_the_same_book_flips_nothing(data: Path, tmp_path: Path) -> None:
    same = gongkai("rules", "whatif", "--book", copy_of_the_book(tmp_path / "book"), "--data", data)
    assert same.exit_code == 0, same.output
    assert same.stdout == ""
    assert "0 flip" in same.stderr


def test_whatif_lists_the_verdicts_that_flip_and_writes_nothing(data: Path, tmp_path: Path) -> None:
    book = copy_of_the_book(tmp_path / "book")
    relief = book / "book" / "relief.yml"
    text = relief.read_text(encoding="utf-8")
    start = text.index("recognise:", text.index("- id: SA-07"))
    stop = text.index("    good:", start)
    rule = "recognise:\n      - check: topic\n        title: [绝无此题]\n"
    relief.write_text(text[:start] + rule + text[stop:], encoding="utf-8")
    before = findings(data, "mzj")
    changed = gongkai("rules", "whatif", "--book", book, "--data", data, "--unit", "mzj", "--csv")
    assert changed.exit_code == 0, changed.output
    header, *lines = changed.stdout.splitlines()
    assert header.startswith("run_id,unit_id,point_id")
    assert [line.split(",")[2] for line in lines] == ["SA-07"]
    assert ",met,missing," in lines[0]
    assert "1 flip: 1 met → missing" in changed.stderr
    assert findings(data, "mzj") == before


def test_selfcheck_tells_what_a_draft_lacks(data: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.html"
    draft.write_text(PROJECT, encoding="utf-8")
    told = gongkai("selfcheck", draft, "--unit", "nync", "--units", data / "units.csv", "--as-of", "2026-11-23")
    assert told.exit_code == 0, told.output
    assert "达标  PA-03 项目名称：2项记录" in told.stdout
    assert "未见  PA-04 资金来源：2项记录" in told.stdout
    assert (
        told.stdout.count("1. [A] 在《关于2026年衔接推进乡村振兴补助资金项目安排的公示》中补充资金来源（PA-04）") == 1
    )


def test_selfcheck_tells_what_a_draft_would_settle(data: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.html"
    draft.write_text(STANDARD, encoding="utf-8")
    before = gongkai("selfcheck", "--unit", "mzj", "--data", data, "--json")
    after = gongkai("selfcheck", draft, "--unit", "mzj", "--data", data, "--json")
    assert before.exit_code == after.exit_code == 0, after.output
    flips = [
        (one["point_id"], one["scheme_id"], one["before"], one["after"]) for one in json.loads(after.stdout)["flips"]
    ]
    assert flips == [("SA-02", "SC-10", "stale", "met")]
    assert json.loads(before.stdout)["flips"] == []


def test_selfcheck_says_exactly_what_the_supervisor_says(data: Path) -> None:
    answer = json.loads(gongkai("selfcheck", "--unit", "mzj", "--data", data, "--json").stdout)
    said = {
        (one["point_id"], one["scheme_id"], one["record_key"]): (one["outcome"], one["reason"])
        for one in answer["findings"]
    }
    stored = {
        (one["point_id"], one["scheme_id"], one["record_key"]): (one["outcome"], one["reason"])
        for one in findings(data, "mzj")
    }
    assert said == {key: value for key, value in stored.items() if key in said}
    deficient = sum(outcome in ("missing", "partial", "stale") for outcome, _ in said.values())
    assert sum(one["settles"] for one in answer["actions"]) == deficient
    assert len(answer["actions"]) < deficient


def test_selfcheck_fetches_a_page_of_the_unit_and_no_other(data: Path) -> None:
    url = next(str(one["url"]) for one in findings(data, "mzj") if one["point_id"] == "SA-07")
    told = gongkai("selfcheck", url, "--unit", "mzj", "--units", data / "units.csv", "--delay", "0", "--as-of", "2026-11-23")  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "达标  SA-07" in told.stdout
    other = gongkai("selfcheck", "http://127.0.0.99:1/a.html", "--unit", "mzj", "--units", data / "units.csv")
    assert other.exit_code == 2
    assert "lies outside the sites of mzj" in other.stderr


def test_selfcheck_visits_the_whole_site_when_there_is_no_run(data: Path) -> None:
    told = gongkai("selfcheck", "--unit", "nync", "--units", data / "units.csv", "--delay", "0", "--as-of", "2026-11-23", "--fail-on-any")  # fmt: skip
    assert told.exit_code == 1
    deficient = [one for one in findings(data, "nync") if one["outcome"] in ("missing", "partial", "stale")]
    assert f"待整改{len([one for one in deficient if not str(one['point_id']).startswith('SITE')])}项" in told.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unit", "mzj"), "name --data DIR"),
        (("--unit", "nobody", "--units", "UNITS"), "no such unit"),
        (("--unit", "mzj", "--units", "UNITS", "nowhere.html"), "no such file"),
        (("--unit", "mzj", "--units", "UNITS", "."), "is a directory"),
        (("--unit", "mzj", "--units", "UNITS", "--url", "http://a.example/"), "--url goes with exactly one FILE"),
    ],
)
def test_selfcheck_refuses_what_it_cannot_check(data: Path, words: tuple[str, ...], said: str) -> None:
    result = gongkai("selfcheck", *(data / "units.csv" if word == "UNITS" else word for word in words))
    assert result.exit_code == 2
    assert said in result.stderr
