"""A marked reviewer's list in the journal: all of it or nothing, once, and with a second person where one is asked for."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from run_files import finding, write_run

from gongkai.cli import main
from output import store
from output.cases.settings import CaseSettings
from output.journal.model import Act, Entry
from output.journal.store import JournalError, open_journal
from output.package import lists, reviewing
from output.package.content import Problem, read_content
from output.package.reading import ReplyError
from output.package.reviewing import Review, review_from_file
from output.package.rows import REVIEW_COLUMNS

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
DAY = date(2026, 11, 30)
TWO = CaseSettings(second_person=("waive",))
OPINION = "复核意见"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    doubtful = {"searched_pages": 3}
    many = [
        finding("nync", "PA-04", "missing", record_key=f"r{at}", record_name=f"第{at}项目", **doubtful)
        for at in range(21)
    ]
    singles = [
        finding(who, one, "missing", **doubtful) for who in ("nync", "mzj") for one in ("PA-01", "PA-10", "SA-02")
    ]
    write_run(data, "2026-11-23", singles + many)
    store.build(data)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of it to write in."""
    return shutil.copytree(built, tmp_path / "data", symlinks=True)


def waiting(data: Path) -> list[Problem]:
    """What stands in the list, in its order."""
    with store.connect(data) as db:
        return [one for unit in read_content(db, None).units for one in unit.reviewer]


def line_of(data: Path, unit: int, point: str) -> int:
    """Where the list has a point of the first or second unit."""
    return [at for at, one in enumerate(waiting(data), 1) if one.point_id == point][unit]


def marked(data: Path, cells: dict[int, dict[str, Any]], name: str = "list.xlsx", day: date = DAY) -> Path:
    """The list of the day with some rows (from 1) filled in."""
    with store.connect(data) as db:
        (path,) = lists.write_review(read_content(db, None), day, data)
    book = openpyxl.load_workbook(path)
    for line, row in cells.items():
        for column, value in row.items():
            book.worksheets[0].cell(3 + line, REVIEW_COLUMNS.index(column) + 1).value = value
    book.save(data / name)
    return data / name


def read(data: Path, path: Path, reader: str = "李明", **more: Any) -> Review:
    return review_from_file(data, path, reader, **{"now": NOW} | more)


def journal(data: Path) -> list[Entry]:
    with open_journal(data) as opened:
        return opened.entries()


def faults(data: Path, path: Path, reader: str = "李明", **more: Any) -> list[tuple[int, str]]:
    before = journal(data)
    with pytest.raises(ReplyError) as refused:
        read(data, path, reader, **more)
    assert refused.value.exit_code == 2 and "nothing was applied" in refused.value.message
    assert journal(data) == before
    return [(one.line, one.why) for one in refused.value.faults]


def test_marks_become_decisions(data: Path) -> None:
    path = marked(
        data,
        {
            1: {OPINION: "属实"},
            2: {OPINION: "误报", "复核说明": "栏目在市政府网站", "复核人": "王芳", "复核日期": date(2026, 12, 1)},
            3: {OPINION: "不适用"},
            4: {OPINION: "情况说明认可"},
        },
    )
    review = read(data, path)
    assert (review.run_id, review.empty) == ("2026-11-23", len(waiting(data)) - 4)
    said = [(one.act, one.ground, one.person, one.text, one.case_id) for one in journal(data)]
    assert said == [
        (Act.confirm, "", "李明", "", waiting(data)[0].case_id),
        (Act.waive, "false_positive", "王芳", "复核说明：栏目在市政府网站；复核日期：2026-12-01；读入：李明", waiting(data)[1].case_id),
        (Act.waive, "not_applicable", "李明", "", waiting(data)[2].case_id),
        (Act.waive, "explained", "李明", "", waiting(data)[3].case_id),
    ]  # fmt: skip
    assert {one.batch for one in journal(data)} == {f"review:{review.number}"}
    store.build(data)
    assert len(waiting(data)) == review.empty


def test_what_was_confirmed_goes_out_and_what_was_waived_never(data: Path) -> None:
    confirmed, waived = waiting(data)[0].case_id, waiting(data)[1].case_id
    read(data, marked(data, {1: {OPINION: "属实"}, 2: {OPINION: "误报"}}))
    store.build(data)
    with store.connect(data) as db:
        units = read_content(db, None).units
    assert [one.case_id for unit in units for one in unit.problems] == [confirmed]
    assert [one.case_id for unit in units for one in unit.waived] == [waived]


def test_a_fold_is_decided_under_its_own_number(data: Path) -> None:
    review = read(data, marked(data, {line_of(data, 0, "PA-04"): {OPINION: "确认属实"}}))
    assert [one.case_id[0] for one in review.entries] == ["F"]
    store.build(data)
    assert store.ask(data, "SELECT DISTINCT confirmed FROM \"case\" WHERE point_id = 'PA-04'")[1] == [(True,)]


def test_the_same_list_again_adds_nothing_and_more_marks_add_only_what_is_new(data: Path) -> None:
    read(data, marked(data, {1: {OPINION: "属实"}, 2: {OPINION: "误报"}}))
    path = marked(data, {1: {OPINION: "属实"}, 2: {OPINION: "误报"}, 3: {OPINION: "不适用"}})
    assert [one.ground for one in read(data, path).entries] == ["not_applicable"]
    assert read(data, path).entries == () and len(journal(data)) == 3
    assert read(data, path, "赵强").entries == ()  # he agrees with what stands


def test_sorted_filtered_and_shortened_lists_are_read(data: Path) -> None:
    path = marked(data, {1: {OPINION: "属实"}, 2: {OPINION: "误报"}})
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    for at, row in enumerate(reversed(rows[:3]), 4):
        for column, value in enumerate(row, 1):
            page.cell(at, column).value = value
    page.delete_rows(7, len(rows))
    page.row_dimensions[5].hidden = True
    book.save(path)
    assert {one.act for one in read(data, path).entries} == {Act.confirm, Act.waive}


def test_dry_run_writes_nothing(data: Path) -> None:
    assert len(read(data, marked(data, {1: {OPINION: "属实"}}), dry_run=True).entries) == 1
    assert journal(data) == []


def test_every_bad_row_is_named_and_nothing_applied(data: Path) -> None:
    path = marked(
        data,
        {
            1: {OPINION: "属实"},
            2: {OPINION: "可能"},
            3: {OPINION: "属实", "编号": "C0123456789abcdef"},
            4: {OPINION: "属实", "编号": waiting(data)[0].case_id},
            5: {"复核说明": "没有意见"},
            6: {OPINION: "误报", "复核日期": "昨天"},
            7: {OPINION: "误报", "复核日期": date(2026, 12, 2), "复核人": "王" * 51},
        },
    )
    assert faults(data, path) == [
        (2, "“复核意见”只能填“属实”、“误报”、“不适用”、“情况说明认可”：可能"),
        (3, "没有这个编号的问题"),
        (4, "编号、序号或校验码与发出的表不一致，可能被改动或来自另一张表"),
        (5, "填了“复核说明”，未填“复核意见”"),
        (6, "“复核日期”不是日期：昨天，请写作 2026-12-01"),
        (7, "“复核人”超过50字"),
        (7, "“复核日期”2026-12-02尚未到来"),
    ]


def test_a_case_twice_is_refused(data: Path) -> None:
    path = marked(data, {1: {OPINION: "属实"}})
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for cell in page[4]:
        page.cell(5, cell.column).value = cell.value
    book.save(path)
    assert faults(data, path) == [(2, "与第1行编号重复")]


def test_a_list_that_was_never_made_or_is_none_is_refused(data: Path) -> None:
    path = marked(data, {1: {OPINION: "属实"}})
    book = openpyxl.load_workbook(path)
    note = book.worksheets[0].cell(2, 1)
    note.value = str(note.value).replace("GK2-2026", "GK2-2025")
    book.save(path)
    ((line, why),) = faults(data, path)
    assert line == 0 and "不是由本系统生成" in why
    openpyxl.Workbook().save(data / "empty.xlsx")
    assert faults(data, data / "empty.xlsx") == [(0, "未见清单编号，请用发出的待复核清单原表填写")]
    shutil.copy(path, data / "list.xlsm")
    assert faults(data, data / "list.xlsm") == [(0, "文件带宏，请另存为 xlsx 或 docx 后重新发送")]


def test_what_others_decided_meanwhile_is_not_turned_round(data: Path) -> None:
    first, second, third = (one.case_id for one in waiting(data)[:3])
    path = marked(data, {1: {OPINION: "误报"}, 2: {OPINION: "属实"}, 3: {OPINION: "误报"}})
    with open_journal(data) as opened:
        opened.append(
            [
                Entry(case_id=first, act=Act.confirm, person="赵强", at=NOW),
                Entry(case_id=second, act=Act.waive, ground="false_positive", person="赵强", at=NOW),
                Entry(case_id=third, act=Act.close, person="赵强", at=NOW),
            ]
        )
    assert faults(data, path) == [
        (1, "该问题已由人工确认属实，与“误报”不符；请用 gongkai case show 查看后逐项处理"),
        (2, "该问题状态为“误报（撤销）”，不再接收复核意见；请用 gongkai case show 查看后逐项处理"),
        (3, "该问题状态为“复核通过（销号）”，不再接收复核意见；请用 gongkai case show 查看后逐项处理"),
    ]


def test_a_waive_waits_for_a_second_person_whose_copy_approves_it(data: Path) -> None:
    path = marked(data, {1: {OPINION: "误报"}, 2: {OPINION: "属实"}})
    assert [one.proposed for one in read(data, path, settings=TWO).entries] == [True, False]
    assert read(data, path, settings=TWO).entries == ()
    later = marked(data, {1: {OPINION: "误报"}}, "later.xlsx", date(2026, 12, 1))
    assert read(data, later, settings=TWO).entries == ()  # the same person proposes it once
    other = marked(data, {1: {OPINION: "误报", "复核人": "王芳"}}, "other.xlsx")
    assert faults(data, other, settings=TWO) == [(1, "李明已提议误报，须由另一人读入")]
    against = marked(data, {1: {OPINION: "不适用"}}, "against.xlsx")
    ((_, why),) = faults(data, against, "王芳", settings=TWO)
    assert why.startswith("李明已提议误报，待第二人同意")
    (approved,) = read(data, other, "王芳", settings=TWO).entries
    assert (approved.act, approved.person, approved.about) == (Act.approve, "王芳", journal(data)[0].entry_id)
    store.build(data, cases=TWO)
    state = store.ask(data, 'SELECT state FROM "case" WHERE case_id = $id', {"id": approved.case_id})[1]
    assert state == [("false_positive",)]
    assert read(data, other, "王芳", settings=TWO).entries == ()


def test_somebody_who_writes_at_the_same_moment_is_not_overruled(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, case_id = marked(data, {1: {OPINION: "误报"}, 2: {OPINION: "属实"}}), waiting(data)[0].case_id
    note = Entry(case_id=case_id, act=Act.note, person="赵强", at=NOW)

    def opened_late(*arguments: Any) -> Any:
        with open_journal(data) as other:
            other.append([note])
        return open_journal(*arguments)

    monkeypatch.setattr(reviewing, "open_journal", opened_late)
    with pytest.raises(JournalError, match="赵强 has written about it meanwhile"):
        read(data, path)
    assert [one.act for one in journal(data)] == [Act.note]


def test_the_command_shows_writes_and_refuses(data: Path) -> None:
    path = marked(data, {1: {OPINION: "属实"}, 2: {OPINION: "误报"}}, day=date(2026, 11, 23))
    run, words = CliRunner().invoke, ["case", "review", "--file", str(path), "--data", str(data)]
    assert "--by: say who reads it in" in run(main, words).stderr
    shown = run(main, [*words, "--by", "李明", "--dry-run"])
    assert "撤销（误报）  李明" in shown.stdout and "2 entries would be written" in shown.stderr and journal(data) == []
    assert run(main, [*words, "--by", "李明"]).exit_code == 0 and len(journal(data)) == 2
    wrong = run(main, ["case", "reply", "--file", str(path), "--data", str(data), "--by", "李明"])
    assert wrong.exit_code == 2 and "未见表单编号" in wrong.stderr
