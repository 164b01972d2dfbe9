"""A returned form in the journal: all of it or nothing, once, and never over somebody's head."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from run_files import finding, write_run

from output import store
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.package.content import UnitContent, read_content
from output.package.form import COLUMNS, make_form
from output.package.form_book import HEAD_ROW, write_form_book
from output.package.reading import Reply, ReplyError, reply_from_file

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
DAY, DEADLINE = date(2026, 11, 30), date(2026, 12, 14)
LINK = {"整改结果（网址）": "http://nync.example/new.html", "责任人": "王芳", "联系电话": "88779005"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    points = ("PA-01", "PA-10", "SA-02")
    many = [finding("nync", "PA-04", "missing", record_key=f"r{at}", record_name=f"第{at}项目") for at in range(21)]
    write_run(data, "2026-11-23", [finding(who, one, "missing") for who in ("nync", "mzj") for one in points] + many)
    store.build(data)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of it to write in."""
    return shutil.copytree(built, tmp_path / "data", symlinks=True)


def told(data: Path, unit_id: str = "nync") -> UnitContent:
    with store.connect(data) as db:
        return next(one for one in read_content(db, None).units if one.unit_id == unit_id)


def returned(data: Path, cells: dict[int, dict[str, Any]], unit_id: str = "nync", name: str = "form.xlsx") -> Path:
    """The unit's form with some rows (from 1) filled in."""
    path = write_form_book(make_form(told(data, unit_id), DAY, DEADLINE), data / name)
    book = openpyxl.load_workbook(path)
    for line, row in cells.items():
        for column, value in row.items():
            book.worksheets[0].cell(HEAD_ROW + 1 + line, COLUMNS.index(column) + 1).value = value
    book.save(path)
    return path


def read(data: Path, path: Path, **more: Any) -> Reply:
    return reply_from_file(data, path, "李明", **{"now": NOW} | more)


def journal(data: Path) -> list[Entry]:
    with open_journal(data) as opened:
        return opened.entries()


def line_of(data: Path, point: str) -> int:
    return next(one.number for one in told(data).problems if one.point_id == point)


def test_rows_become_entries_of_their_cases(data: Path) -> None:
    lines = {point: line_of(data, point) for point in ("PA-01", "PA-10", "SA-02")}
    cells = {
        lines["PA-01"]: LINK | {"整改措施": "已补充", "完成时间": date(2026, 12, 1)},
        lines["PA-10"]: {"情况说明网址": "http://nync.example/s.html"},
        lines["SA-02"]: {"未完成原因": "等待上级文件"},
    }
    reply = read(data, returned(data, cells))
    assert (reply.unit_id, reply.run_id, reply.empty) == ("nync", "2026-11-23", 1)
    by_case = {one.case_id: one for one in journal(data)}
    cases = {one.point_id: by_case.get(one.case_id) for one in told(data).problems}
    first, second, third = cases["PA-01"], cases["PA-10"], cases["SA-02"]
    assert first and second and third and cases["PA-04"] is None
    assert (first.act, first.url, first.ground) == (Act.reply, "http://nync.example/new.html", "")
    assert (
        first.text
        == "整改措施：已补充；整改结果：http://nync.example/new.html；责任人：王芳；联系电话：88779005；完成时间：2026-12-01"
    )
    assert (second.act, second.ground, second.url) == (Act.reply, "explained", "http://nync.example/s.html")
    assert (third.act, third.text) == (Act.start, "未完成原因：等待上级文件")
    assert {one.batch for one in by_case.values()} == {reply.batch} and {one.person for one in by_case.values()} == {
        "李明"
    }


def test_fold_is_answered_under_its_own_number(data: Path) -> None:
    reply = read(data, returned(data, {line_of(data, "PA-04"): LINK}))
    assert reply.entries[0].case_id.startswith("F")
    store.build(data)
    states = store.ask(data, "SELECT DISTINCT state FROM \"case\" WHERE point_id = 'PA-04'")[1]
    assert states == [("replied",)]


def test_same_form_again_adds_nothing_also_saved_anew(data: Path) -> None:
    path = returned(data, {1: LINK})
    assert len(read(data, path).entries) == 1
    book = openpyxl.load_workbook(path)
    book.save(data / "again.xlsx")
    again = read(data, data / "again.xlsx")
    assert (again.known, again.entries, len(journal(data))) == (True, (), 1)


def test_corrected_form_adds_only_what_is_new(data: Path) -> None:
    read(data, returned(data, {1: LINK}))
    reply = read(data, returned(data, {1: LINK, 2: {"未完成原因": "经费未到"}}))
    assert [one.text for one in reply.entries] == ["未完成原因：经费未到"] and len(journal(data)) == 2


def test_dry_run_writes_nothing(data: Path) -> None:
    assert len(read(data, returned(data, {1: LINK}), dry_run=True).entries) == 1
    assert journal(data) == []


def test_one_bad_row_and_nothing_is_applied(data: Path) -> None:
    path = returned(data, {1: LINK, 2: {**LINK, "完成时间": "下周"}, 3: {**LINK, "编号": "C0123456789abcdef"}})
    with pytest.raises(ReplyError) as refused:
        read(data, path)
    assert [(one.line, one.why) for one in refused.value.faults] == [
        (2, "“完成时间”不是日期：下周，请写作 2026-12-01"),
        (3, "没有这个编号的问题"),
    ]
    assert "nothing was applied; 2 faults" in refused.value.message and refused.value.exit_code == 2
    assert journal(data) == []


def test_case_of_another_unit_is_refused(data: Path) -> None:
    strange = told(data, "mzj").problems[0].case_id
    with pytest.raises(ReplyError, match="该编号不属于本单位"):
        read(data, returned(data, {1: {**LINK, "编号": strange}}))


def test_form_of_another_unit_is_noticed(data: Path) -> None:
    path = returned(data, {1: LINK})
    with pytest.raises(ReplyError, match="这是临河市农业农村局的表，不是临河市民政局的"):
        read(data, path, unit_id="mzj")


def test_number_that_was_never_given_is_refused(data: Path) -> None:
    path = returned(data, {1: LINK})
    book = openpyxl.load_workbook(path)
    cell = book.worksheets[0].cell(3, 1)
    cell.value = str(cell.value).replace("GK1-2026", "GK1-2025")
    book.save(path)
    with pytest.raises(ReplyError, match="不是由本系统发出"):
        read(data, path)


def test_case_closed_since_the_database_was_built_takes_no_reply(data: Path) -> None:
    path = returned(data, {1: LINK})
    closed = Entry(case_id=told(data).problems[0].case_id, act=Act.close, person="赵强", at=NOW)
    with open_journal(data) as opened:
        opened.append([closed])
    with pytest.raises(ReplyError, match=r"复核通过（销号）.*不再接收反馈"):
        read(data, path)
    assert len(journal(data)) == 1


def test_file_that_is_no_form_is_refused(data: Path) -> None:
    openpyxl.Workbook().save(data / "empty.xlsx")
    with pytest.raises(ReplyError):
        read(data, data / "empty.xlsx")
    with pytest.raises(ReplyError, match="无法打开"):
        read(data, data / "none.xlsx")


def test_two_people_reading_at_once_lose_nothing(data: Path) -> None:
    paths = [returned(data, {at: LINK}, name=f"{at}.xlsx") for at in (1, 2)]
    ready = threading.Barrier(len(paths))
    failed: list[BaseException] = []

    def one(path: Path) -> None:
        ready.wait()
        try:
            read(data, path)
        except BaseException as error:  # noqa: BLE001 - told by the test, in its own thread
            failed.append(error)

    threads = [threading.Thread(target=one, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(journal(data)) == 2
