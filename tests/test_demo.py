"""The whole job on the sample city: every finding is what a careful person would say of the pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

from audit.model import Finding, Outcome
from crawler import capture
from crawler.units import load_units
from gongkai.demo.build import build
from gongkai.demo.city import AS_OF, CityError, load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve
from gongkai.demo.truth import Key, load_truth
from gongkai.weekly import JobError, Result, next_run, run, run_job
from rules.load import load_book

STATES = {"rsj": "blocked", "canlian": "unreachable", "fgj": "no_column"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def result(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    sample = build(tmp_path_factory.mktemp("city"), free_port(load_city(), 18900))
    write_units(data / "units.csv", sample.sites)
    with serve(sample):
        return run_job(data / "units.csv", data, AS_OF, delay=0)


def key(finding: Finding) -> Key:
    return Key(finding.unit_id, finding.point_id, finding.scheme_id or "", finding.record_key or "")


def disclosures(result: Result) -> list[Finding]:
    """The findings on what must be published; the site checks stand apart."""
    return [finding for finding in result.findings if not finding.point_id.startswith("SITE-")]


def differences(findings: dict[Key, Finding], truth: dict[Key, Outcome]) -> list[str]:
    lines = []
    for one in sorted(findings.keys() | truth.keys()):
        finding, wanted = findings.get(one), truth.get(one)
        if finding is None or finding.outcome != wanted:
            place = " ".join(part for part in (one.unit, one.point, one.scheme, one.record) if part)
            said = f"{finding.outcome} ({finding.reason[:160]}) {finding.url or ''}" if finding else "nothing"
            lines.append(f"{place}: truth {wanted or 'nothing'}, program {said}")
    return lines


def test_every_finding_is_the_true_one(result: Result) -> None:
    findings = {key(finding): finding for finding in disclosures(result)}
    assert len(findings) == len(disclosures(result)), "two findings for one point of one unit, record or kind of relief"
    wrong = differences(findings, load_truth(load_book()))
    assert not wrong, f"{len(wrong)} of {len(findings)} findings differ:\n" + "\n".join(wrong)


def test_three_sites_as_a_whole_are_what_a_person_read_of_them(result: Result) -> None:
    truth = yaml.safe_load((Path(__file__).parent / "site_truth.yml").read_text(encoding="utf-8"))
    found = [one for one in result.findings if one.point_id.startswith("SITE-") and one.unit_id in truth]
    wrong = [
        f"{one.unit_id} {one.point_id}: truth {wanted}, program {one.outcome} ({one.reason})"
        for one in found
        if one.outcome != (wanted := truth[one.unit_id].get(one.point_id, "met"))
    ]
    assert len(found) == 3 * 16
    assert not wrong, "\n".join(wrong)


def test_site_checks_stand_apart_in_the_database_and_the_lists(result: Result, data: Path) -> None:
    sites = [one for one in result.findings if one.point_id.startswith("SITE-")]
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        shown = db.sql("SELECT count(*), count(basis), count(fix) FROM site_check").fetchall()
        others = ("deficiency", "weekly_change", "heatmap_all", "point_score", '"case"')
        counted = [db.sql(f"SELECT count(*) FROM {name} AS one WHERE one::VARCHAR LIKE '%SITE-%'").fetchall() for name in others]  # noqa: S608  # fmt: skip
    assert shown == [(len(sites),) * 3]
    assert counted == [[(0,)]] * len(others)
    book = load_workbook(data / "exports" / result.run_id / "nync-问题清单.xlsx", read_only=True)
    rows = [list(row) for row in book["网站检查"].iter_rows(values_only=True)]
    listed = {row[2]: row[5] for row in rows if str(row[2]).startswith("SITE-")}
    assert listed["SITE-02"] == "未达标"
    assert listed["SITE-05"] == "需人工核实"
    assert "SITE-01" not in listed
    assert not any("SITE-" in str(cell) for row in book["问题清单"].iter_rows(values_only=True) for cell in row)


def test_every_visit_ended_as_the_site_deserves(result: Result) -> None:
    states = {visit.unit_id: visit.state for visit in result.visits}
    assert states == {site.unit: STATES.get(site.unit, "complete") for site in load_city()}


def test_database_lists_and_summary_agree_with_the_findings(result: Result, data: Path) -> None:
    counted = Counter(finding.outcome for finding in disclosures(result))
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        stored = dict(
            db.sql("SELECT outcome, count(*) FROM finding WHERE NOT is_site(point_id) GROUP BY ALL").fetchall()
        )
        lacking = db.sql("SELECT count(*) FROM deficiency").fetchall()[0][0]
    assert stored == {outcome.value: number for outcome, number in counted.items()}
    assert lacking == sum(counted[outcome] for outcome in (Outcome.MISSING, Outcome.PARTIAL, Outcome.STALE))
    assert any(path.suffix == ".xlsx" for path in (data / "exports" / result.run_id).iterdir())
    assert f"{len(disclosures(result))}" in "\n".join(result.said)


def test_a_finished_run_is_followed_by_a_new_one(result: Result, data: Path) -> None:
    assert result.run_id == AS_OF.isoformat()
    assert result.exit_code == 0
    assert next_run(data, AS_OF) == f"{AS_OF.isoformat()}.002"


def test_an_unfinished_run_is_gone_on_with(tmp_path: Path) -> None:
    capture.update_run(capture.run_dir(tmp_path, "2026-11-23"), crawled=True)
    assert next_run(tmp_path, AS_OF) == "2026-11-23"


def test_an_unknown_unit_stops_the_job_before_anything_runs(tmp_path: Path) -> None:
    write_units(tmp_path / "units.csv", load_city())
    with pytest.raises(JobError, match="no unit has the id gibtsnicht"):
        run_job(tmp_path / "units.csv", tmp_path, AS_OF, ["gibtsnicht"])
    assert not (tmp_path / "runs").exists()


def test_a_bad_registry_is_told_with_its_line(tmp_path: Path) -> None:
    bad = tmp_path / "units.csv"
    bad.write_text("unit_id,name,kind,duty,sites\nx,某局,department,cooking,http://a.example/\n", encoding="utf-8")
    answer = CliRunner().invoke(run, ["--units", str(bad), "--data", str(tmp_path)])
    assert answer.exit_code == 2
    assert "units.csv:2: column duty:" in answer.output


def test_the_registry_of_the_city_is_a_good_one(tmp_path: Path) -> None:
    write_units(tmp_path / "units.csv", load_city())
    units = load_units(tmp_path / "units.csv")
    assert len(units) == 15
    assert {unit.kind for unit in units} == {"department", "district", "zone", "institution"}
    assert len({unit.sites for unit in units}) == 15


def test_a_truth_that_names_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    truth = tmp_path / "truth.yml"
    truth.write_text("events: DR-01\nunits: {nowhere: {}}\n", encoding="utf-8")
    with pytest.raises(CityError, match=r"disagree about the units .*nowhere"):
        load_truth(load_book(), truth)


def test_a_late_publication_is_a_flag_and_changes_no_outcome(result: Result, data: Path) -> None:
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        flags = db.sql("SELECT unit_id, proof FROM flag WHERE kind = 'late'").fetchall()
    proof = "成文日期2026年1月18日，公开日期2026年3月24日，相隔43个工作日，超过10个工作日时限"
    assert flags == [("wjw", proof)]
    told = [one for one in result.findings if proof in one.reason]
    assert told
    assert {one.outcome for one in told} == {Outcome.MET}


def test_what_was_made_for_the_audit_is_flagged_and_nothing_else(result: Result, data: Path) -> None:
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        flags = db.sql("SELECT kind, unit_id, title FROM flagged ORDER BY ALL").fetchall()
    assert flags == [
        ("burst", "lingang", "招商引资"),
        ("copied", "lingang", "临港经开区优化窗口服务工作综述"),
        ("keyword_stuffing", "lingang", "重点项目情况"),
        ("late", "wjw", "关于提高计划生育特殊困难家庭扶助标准的通知"),
        ("redated", "qinghe", "关于河湾路临时停车泊位启用的公告"),
        ("template", "lingang", "园区企业家座谈会发言摘要"),
    ]
