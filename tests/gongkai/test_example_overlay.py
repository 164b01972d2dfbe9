"""The overlay that ships as an example: it is clean, its examples hold, and a small site is audited under it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audit.model import Finding
from audit.run import audit
from crawler import capture
from crawler.capture import PageRow, Visit, write_visit
from crawler.recorder import Exchange, UnitCapture
from crawler.units import Unit, load_units, store_units
from gongkai.cli import main
from output.exports.lists import write_lists
from output.store import ask, build
from rules.load import load_book
from rules.model import Book

OVERLAY = Path(__file__).parents[2] / "examples" / "overlays" / "lottery_city"
AS_OF = date(2026, 11, 23)
SITE = "http://mzj.yunhe.example/"
PAGE = """<html><head><title>{title}</title></head><body><h1>{title}</h1>
<div>发布时间：2026-05-20 来源：云河市民政局</div><div class="TRS_Editor">{body}</div></body></html>"""
PROJECTS = """<p>根据有关规定，现将本级福利彩票公益金资助项目及执行情况公示如下，接受社会监督。</p>
<table><tr><th>项目名称</th><th>实施单位</th><th>资助金额（万元）</th><th>执行进度</th><th>受益情况</th></tr>
<tr><td>失能老年人照护楼改造</td><td>市社会福利院</td><td>120</td><td>80%</td><td>老年人136人</td></tr>
<tr><td>社区儿童之家设备购置</td><td>江北区民政局</td><td>18</td><td>100%</td><td></td></tr></table>
<p>监督电话：0600-66120399</p>"""
SCALE = "<p>2025年，市本级安排福利彩票公益金1360万元，实际支出1302万元，结转58万元。</p>"
PAGES = {
    "gyj/1.html": ("2025年度福利彩票公益金资助项目公示", PROJECTS),
    "gyj/2.html": ("云河市民政局2025年度福利彩票公益金使用情况公告", SCALE),
}
MZJ = Unit(unit_id="mzj", name="云河市民政局", kind="department", duty=("civil_affairs",), sites=(SITE,))


def captured(data: Path) -> None:
    """The small site as a crawl leaves it."""
    directory = capture.unit_dir(data, "r1", "mzj")
    with UnitCapture(directory, {"software": "tests"}) as store:
        for path, (title, body) in PAGES.items():
            page = PAGE.format(title=title, body=body).encode()
            kind = "text/html; charset=utf-8"
            exchange = Exchange(
                url=SITE + path, method="GET", request_headers=[], status=200, reason="OK",
                response_headers=[("Content-Type", kind)], body=page,
            )  # fmt: skip
            place = store.record(exchange)
            store.row(
                PageRow(
                    url=SITE + path, state="fetched", kind="article", status=200, columns=("信息公开", "彩票公益金"),
                    content_type=kind, length=len(page), warc=place.warc, offset=place.offset, fetched_at=place.at,
                )
            )  # fmt: skip
    store_units(capture.run_dir(data, "r1"), [MZJ])
    write_visit(
        directory,
        Visit(
            run_id="r1", unit_id="mzj", state="complete", pages=4, documents=2, attachments=0, misses=0,
            columns_found=("信息公开", "彩票公益金"), started_at="2026-11-23T00:00:00Z",
            finished_at="2026-11-23T00:10:00Z",
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(None, [OVERLAY])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, book: Book) -> Path:
    found = tmp_path_factory.mktemp("lottery")
    captured(found)
    audit(found, "r1", [MZJ], book, AS_OF)
    capture.update_run(capture.run_dir(found, "r1"), finished=True)
    return found


@pytest.fixture(scope="module")
def findings(data: Path, book: Book) -> list[Finding]:
    return audit(data, "r1", [MZJ], book, AS_OF)


def of(findings: list[Finding], point_id: str) -> dict[str | None, str]:
    return {one.record_name: str(one.outcome) for one in findings if one.point_id == point_id}


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_it_has_no_faults_and_lint_tells_the_merged_book() -> None:
    told = run("rules", "lint", "--overlay", str(OVERLAY))
    assert told.exit_code == 0, told.output
    assert "LF     6 points (6 active)  彩票公益金" in told.stderr
    assert "8 active, 4 retired" in told.stderr
    (did,) = (line for line in told.stderr.splitlines() if line.startswith("overlay lottery_city: "))
    for what in ("new domain LF", "added GR-21, LF-01", "retired SA-07", "civil_affairs (leads)", "every duty (leads)"):
        assert what in did


def test_show_says_which_layer_a_point_comes_from() -> None:
    show = ("rules", "show", "--overlay", str(OVERLAY))
    assert "来自：lottery_city（新增）" in run(*show, "LF-01").stdout
    assert "来自：基础规则；lottery_city（停用）" in run(*show, "SA-07").stdout
    assert "来自：基础规则\n" in run(*show, "PA-04").stdout
    assert "来自：" not in run("rules", "show", "PA-04").stdout


def test_the_projects_are_judged_one_by_one(findings: list[Finding]) -> None:
    assert of(findings, "LF-01") == {None: "met"}
    one, two = "失能老年人照护楼改造", "社区儿童之家设备购置"
    assert of(findings, "LF-02") == {one: "met", two: "met"}
    assert of(findings, "LF-03") == {one: "met", two: "met"}
    assert of(findings, "LF-04")[one] == "met"
    assert of(findings, "LF-04")[two] == "missing"
    assert of(findings, "LF-06") == {one: "met", two: "met"}


def test_every_duty_unit_owes_a_supervision_telephone(findings: list[Finding], book: Book) -> None:
    assert of(findings, "GR-21") == {None: "met"}
    assert all(any("GR-21" in role.points for role in duty.leads) for duty in book.duties.values())


def test_what_is_retired_or_another_s_is_not_asked(findings: list[Finding]) -> None:
    asked = {one.point_id for one in findings}
    assert not asked & {"SA-07", "SA-08", "SA-09", "SA-10", "LF-05"}
    assert {"SA-01", "GR-01"} <= asked


def test_the_database_and_the_lists_know_the_eighth_domain(data: Path) -> None:
    build(data)
    _, rows = ask(data, "SELECT domain_title FROM point WHERE point_id = 'LF-04'")
    assert rows == [("彩票公益金",)]
    _, rows = ask(data, "SELECT record_name FROM deficiency WHERE point_id = 'LF-04'")
    assert rows == [("社区儿童之家设备购置",)]
    _, rows = ask(data, "SELECT domain_title FROM heatmap WHERE domain = 'LF'")
    assert rows == [("彩票公益金",)]
    _, rows = ask(data, "SELECT domain FROM point GROUP BY domain ORDER BY min(place)")
    assert [domain for (domain,) in rows][6:9] == ["CS", "LF", "GR"]
    assert write_lists(data, "r1").files


def test_a_unit_with_the_city_s_own_duty_is_accepted(tmp_path: Path, book: Book) -> None:
    file = tmp_path / "units.csv"
    head = "unit_id,name,kind,duty,sites,parent,email,notes\n"
    file.write_text(
        head + "tc,云河市体彩中心,institution,sports_lottery_centre,http://tc.example/,,,\n", encoding="utf-8"
    )
    assert [unit.duty for unit in load_units(file, book.duties)] == [("sports_lottery_centre",)]
    assert run("units", "check", str(file)).exit_code == 2
    assert run("units", "check", str(file), "--overlay", str(OVERLAY)).exit_code == 0


def test_whatif_lists_the_verdicts_that_the_overlay_brings(data: Path) -> None:
    told = run("rules", "whatif", "--data", str(data))
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert any("mzj/LF-01" in line and "met → -" in line for line in lines)
    assert any("mzj/SA-07" in line and "- → met" in line for line in lines)
    same = run("rules", "whatif", "--data", str(data), "--overlay", str(OVERLAY))
    assert not [line for line in same.stdout.splitlines() if "/LF-" in line or "/SA-" in line or "/GR-" in line]


def test_selfcheck_judges_as_the_run_did_unless_told_otherwise(data: Path, tmp_path: Path) -> None:
    (tmp_path / "none" / "book").mkdir(parents=True)
    settings = tmp_path / "gongkai.toml"
    settings.write_text('rules_overlay = "none"\n', encoding="utf-8")
    ask_ = ("--settings", str(settings), "selfcheck", "--unit", "mzj", "--data", str(data))
    assert "LF-04" in run(*ask_).stdout
    assert "LF-04" not in run(*ask_, "--overlay", str(tmp_path / "none")).stdout


def test_judge_takes_the_overlay(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(title=PAGES["gyj/2.html"][0], body=SCALE), encoding="utf-8")
    assert '"LF-01"' in run("judge", str(file), "--overlay", str(OVERLAY)).stdout
    assert '"LF-01"' not in run("judge", str(file)).stdout
