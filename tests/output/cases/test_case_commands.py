"""`gongkai case …` as people use it: numbers by their beginning, decisions at once, what makes no sense refused."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from run_files import finding, write_run

from audit import tables
from crawler import capture
from gongkai.cli import main
from output import store
from output.cases.decide import Decision
from output.cases.desk import decide, open_desk
from output.cases.settings import CasesError, CaseSettings
from output.journal.model import Act, Entry
from output.journal.store import JournalError, open_journal

TWO = CaseSettings(second_person=("close", "waive"))
NOW = datetime(2026, 1, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GONGKAI_PERSON", raising=False)
    monkeypatch.delenv("GONGKAI_JOURNAL", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [finding("nync", "PA-01", "missing"), finding("nync", "PA-10", "partial"), finding("mzj", "SA-02", "stale")]
    place = tmp_path_factory.mktemp("built")
    write_run(place, "2026-01-05", rows, as_of=date(2026, 1, 5))
    store.build(place)
    return place


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "data", symlinks=True))


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["case", *words, "--data", str(data)])


def listed(data: Path, *words: str) -> list[dict[str, Any]]:
    result = run(data, "list", "--json", *words)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def numbers(data: Path) -> list[str]:
    return [row["case_id"] for row in listed(data, "--all")]


def test_list_narrows_and_speaks_csv_and_json(data: Path) -> None:
    assert [row["point_id"] for row in listed(data)] == ["SA-02", "PA-01", "PA-10"]
    assert [row["unit_id"] for row in listed(data, "--unit", "mzj")] == ["mzj"]
    assert [row["point_id"] for row in listed(data, "--point", "PA-10", "--state", "found")] == ["PA-10"]
    assert listed(data, "--overdue") == []
    rows = list(csv.DictReader(io.StringIO(run(data, "list", "--csv", "--as-of", "2026-01-15").stdout)))
    assert [(row["label"], row["days_open"]) for row in rows] == [("发现", "10")] * 3
    assert "云" not in run(data, "list").stdout
    assert run(data, "list", "--csv", "--json").exit_code == 2
    assert run(data, "list", "--all", "--overdue").exit_code == 2


def test_a_decision_is_seen_at_once_and_by_the_beginning_of_the_number(data: Path) -> None:
    case = numbers(data)[0]
    result = run(data, "confirm", case[:9].lower(), "--by", "王芳", "--text", "现场核实")
    assert (result.exit_code, result.stdout) == (0, f"{case}  确认属实  发现\n")
    assert [row["confirmed"] for row in listed(data, "--unit", "mzj")] == [True]
    assert run(data, "waive", case, "--by", "王芳", "--ground", "explained").exit_code == 0
    assert listed(data, "--unit", "mzj") == []
    assert [(row["state"], row["closed_by"], row["last_entry"]) for row in listed(data, "--state", "explained")] == [
        ("explained", "王芳", 2)
    ]
    shown = run(data, "show", case).stdout
    for words in ("情况说明认可", "现场核实", "发现问题", "确认属实", "#2", "gongkai explain mzj SA-02"):
        assert words in shown
    whole = json.loads(run(data, "show", case, "--json").stdout)
    assert [event["event"] for event in whole["events"]] == ["opened", "confirm", "waive"]
    assert whole["finding"]["outcome"] == "stale"


@pytest.mark.parametrize("act", ["reply", "close", "confirm", "reject", "approve"])
def test_what_makes_no_sense_is_refused_and_says_what_does(data: Path, act: str) -> None:
    case = numbers(data)[0]
    run(data, "close", case, "--by", "王芳")
    result = run(data, act, case, "--by", "李强")
    assert result.exit_code == 2
    assert f"case {case}: {act} makes no sense, it is closed 复核通过（销号）" in result.stderr
    assert "possible: recheck, note, reopen" in result.stderr
    assert run(data, "reopen", case, "--by", "李强").exit_code == 0


def test_the_words_of_another_record_are_not_shown(tmp_path: Path) -> None:
    page = "http://nync.example/list"
    rows = [finding("nync", "PA-04", "missing", record_key=one, record_name=one, url=page) for one in ("甲路", "乙路")]
    write_run(tmp_path, "2026-01-05", rows, as_of=date(2026, 1, 5))
    said = {"run_id": "2026-01-05", "unit_id": "nync", "point_id": "PA-04", "url": page, "grade": "E3", "value": "3"}
    shown = [{**said, "record_key": "甲路", "record_name": "甲路", "snippet": "甲路资金3万元"}]
    tables.write(capture.unit_dir(tmp_path, "2026-01-05", "nync"), "evidence", shown)
    store.build(tmp_path)
    snippets = {
        row["record_name"]: json.loads(run(tmp_path, "show", row["case_id"], "--json").stdout)["finding"]["snippet"]
        for row in listed(tmp_path)
    }
    assert snippets == {"甲路": "甲路资金3万元", "乙路": None}


def test_several_cases_or_none(data: Path) -> None:
    first, second, _ = numbers(data)
    run(data, "close", first, "--by", "王芳")
    result = run(data, "start", second, first, "--by", "王芳")
    assert (result.exit_code, "nothing was written" in result.stderr) == (2, True)
    assert [row["state"] for row in listed(data, "--all")] == ["closed", "found", "found"]
    assert run(data, "start", *numbers(data)[1:], "--by", "王芳").exit_code == 0
    assert [row["state"] for row in listed(data)] == ["fixing", "fixing"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "C0000000000000000"), "there is no such case"),
        (("show", "C"), "is the beginning of several"),
        (("list", "--unit", "nobody"), "nobody: there is no such unit; there are mzj"),
        (("list", "--point", "XX-01"), "XX-01: there is no such point; there are"),
        (("note", "%s"), "--by: say who decides"),
        (("note", "%s", "--by", " "), "--by: say who decides"),
        (("waive", "%s", "--by", "王芳"), "--ground"),
        (("reply", "--by", "王芳"), "name the cases"),
        (("note", "%s", "--by", "王芳", "--seen", "-1"), "--seen"),
    ],
)
def test_bad_input_is_told_in_a_line(data: Path, words: tuple[str, ...], said: str) -> None:
    case = numbers(data)[0]
    result = run(data, *(word.replace("%s", case) for word in words))
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_person_comes_from_the_environment_or_the_settings(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = numbers(data)[0]
    Path("gongkai.toml").write_text('[cases]\nperson = "设置里的人"\n', encoding="utf-8")
    assert "written by 设置里的人" in run(data, "note", case).stderr
    monkeypatch.setenv("GONGKAI_PERSON", "环境里的人")
    assert "written by 环境里的人" in run(data, "note", case).stderr
    assert "written by 王芳" in run(data, "note", case, "--by", "王芳").stderr


def test_a_second_person_approves_where_the_settings_ask_for_it(data: Path) -> None:
    Path("gongkai.toml").write_text('[cases]\nsecond_person = ["close", "waive"]\n', encoding="utf-8")
    case = numbers(data)[0]
    assert "待第二人同意" in run(data, "close", case, "--by", "王芳").stdout
    assert [(row["state"], row["proposed"]) for row in listed(data, "--proposed")] == [("found", "close")]
    assert "王芳 proposed to close it" in run(data, "close", case, "--by", "李强").stderr
    alone = run(data, "approve", case, "--by", "王 芳")
    assert (alone.exit_code, "a second person must approve" in alone.stderr) == (2, True)
    assert run(data, "approve", case, "--by", "李强").stdout == f"{case}  同意  复核通过（销号）\n"
    other = numbers(data)[1]
    run(data, "waive", other, "--by", "王芳", "--ground", "false_positive")
    assert run(data, "refuse", other, "--by", "李强").exit_code == 0
    assert [(row["state"], row["proposed"]) for row in listed(data, "--all")][:2] == [("closed", None), ("found", None)]


def test_a_looser_setting_later_does_not_let_a_proposal_through(data: Path) -> None:
    case = numbers(data)[0]
    with open_desk(data, TWO, date(2026, 1, 6)) as desk:
        decide(desk, [case], Decision(act=Act.close, person="王芳", at=NOW))
    assert [row["state"] for row in listed(data, "--unit", "mzj")] == ["found"]


def test_what_another_wrote_meanwhile_refuses_the_decision(data: Path) -> None:
    case = numbers(data)[0]
    mine = Decision(act=Act.close, person="王芳", at=NOW)
    with open_desk(data, CaseSettings(), date(2026, 1, 6)) as desk:
        with open_journal(data) as journal:
            journal.append([Entry(case_id=case, act=Act.reply, person="李强", at=NOW)])
        with pytest.raises(JournalError, match=r"李强 has written about it meanwhile \(reply, entry 1\)"):
            decide(desk, [case], mine)
    result = run(data, "close", case, "--by", "王芳", "--seen", "0")
    assert (result.exit_code, "李强 has written about it meanwhile" in result.stderr) == (2, True)
    assert run(data, "close", case, "--by", "王芳", "--seen", "1").exit_code == 0


def test_a_number_that_goes_on_under_others_is_written_under_those(tmp_path: Path) -> None:
    address = "http://nync.example/jia"
    old = finding("nync", "PA-04", "missing", record_key="甲", record_name="甲路一二期", url=address)
    write_run(tmp_path, "2026-01-05", [old], as_of=date(2026, 1, 5))
    write_run(
        tmp_path, "2026-01-12",
        [finding("nync", "PA-04", "missing", record_key=name, record_name=name, url=address) for name in ("东段", "西段")],
    )  # fmt: skip
    store.build(tmp_path)
    (before,) = (row["case_id"] for row in listed(tmp_path, "--state", "continued"))
    assert run(tmp_path, "reply", before, "--by", "王芳").exit_code == 0
    assert [row["state"] for row in listed(tmp_path, "--all")] == ["replied", "continued", "replied"]
    assert "转入新编号" in run(tmp_path, "show", before).stdout


def test_an_older_database_is_told_to_be_built_again(tmp_path: Path) -> None:
    duckdb.connect(tmp_path / store.DATABASE).close()
    with pytest.raises(CasesError, match="build it again"), open_desk(tmp_path, CaseSettings(), date(2026, 1, 6)):
        pass


def test_a_decision_needs_its_parts() -> None:
    with pytest.raises(CasesError, match="--by"):
        Decision(act=Act.note, person=" ", at=NOW)
    with pytest.raises(CasesError, match="only waive"):
        Decision(act=Act.close, person="王芳", at=NOW, ground="explained")
    with pytest.raises(CasesError, match="--ground"):
        Decision(act=Act.waive, person="王芳", at=NOW)


def test_a_lost_journal_stops_the_next_database_and_nothing_is_dropped(data: Path) -> None:
    assert run(data, "note", numbers(data)[0], "--by", "赵敏", "--text", "已电话核实").exit_code == 0
    before = store.build(data)
    (data / "journal.sqlite").rename(data / "kept.sqlite")
    with pytest.raises(store.StoreError, match=r"ends with entry 0, the database knows entry 1: .* restore it"):
        store.build(data)
    assert (data / store.DATABASE).resolve() == before.resolve()
    (data / "kept.sqlite").rename(data / "journal.sqlite")
    assert store.build(data) != before
