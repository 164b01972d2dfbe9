"""The reply form as it goes out, and a filled one as it comes back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
from told import DAY, DEADLINE, RUN, case_id, problem, unit

from output.package import sealed
from output.package.answers import Answer, CaseFacts, Fault, batch_of, filled, read_answers
from output.package.form import COLUMNS, HOW_TO, MARK, OURS, THEIRS, Form, belongs, form_number, make_form
from output.package.form_book import HEAD_ROW, write_form_book
from output.package.form_word import write_form_word
from output.package.sealed import Refused, open_sealed

MADE = make_form(unit(), DAY, DEADLINE)
CASES = {case_id(at): CaseFacts(unit_id="nync", open=True, state="已告知") for at in range(1, 5)}
GOOD = {
    "整改措施": "已补充公布",
    "整改结果（网址）": "http://nync.example/new.html",
    "责任人": "王芳",
    "联系电话": "0431-88779005",
}
Writer = Callable[[Form, Path], Path]


def fill_book(path: Path, cells: Mapping[int, Mapping[str, object]]) -> Path:
    """Fill rows (from 1) of an xlsx form."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for line, told in cells.items():
        for name, value in told.items():
            page.cell(HEAD_ROW + 1 + line, COLUMNS.index(name) + 1).value = value  # type: ignore[assignment]
    book.save(path)
    return path


def fill_word(path: Path, cells: Mapping[int, Mapping[str, object]]) -> Path:
    document = docx.Document(str(path))
    for line, told in cells.items():
        for name, value in told.items():
            document.tables[0].rows[line].cells[COLUMNS.index(name)].text = str(value)
    document.save(str(path))
    return path


def read(path: Path, cases: Mapping[str, CaseFacts] = CASES) -> tuple[list[Answer], list[str]]:
    content = open_sealed(path)
    sheet = filled(content.lines, content.tables)
    assert not isinstance(sheet, Fault), sheet
    answers, faults = read_answers(sheet, "nync", cases)
    return answers, [str(fault) for fault in faults]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form_book(MADE, tmp_path_factory.mktemp("form") / "form.xlsx")


@pytest.fixture
def book(blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(blank, tmp_path / "整改反馈表.xlsx"))


def test_our_cells_are_locked_and_theirs_open(book: Path) -> None:
    page = openpyxl.load_workbook(book).worksheets[0]
    assert page.protection.sheet
    row = HEAD_ROW + 2
    locked = {name: page.cell(row, at).protection.locked for at, name in enumerate(COLUMNS, 1)}
    assert [name for name, shut in locked.items() if not shut] == list(THEIRS)
    assert page.column_dimensions["L"].hidden and page.cell(HEAD_ROW + 1, 12).value == MARK


def test_dates_are_checked_on_entry(book: Path) -> None:
    page = openpyxl.load_workbook(book).worksheets[0]
    rules = {str(rule.sqref): rule.type for rule in page.data_validations.dataValidation}
    column = chr(ord("A") + COLUMNS.index("完成时间"))
    assert rules[f"{column}{HEAD_ROW + 2}:{column}{HEAD_ROW + 4}"] == "date"


@pytest.mark.parametrize("write", [write_form_book, write_form_word])
def test_equal_forms_are_equal_files(tmp_path: Path, write: Writer) -> None:
    assert write(MADE, tmp_path / "a").read_bytes() == write(MADE, tmp_path / "b").read_bytes()


def test_word_form_repeats_its_heading_and_keeps_rows_whole(tmp_path: Path) -> None:
    table = docx.Document(str(write_form_word(MADE, tmp_path / "f.docx"))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == list(COLUMNS)
    assert "w:tblHeader" in table.rows[0]._tr.xml and all("w:cantSplit" in row._tr.xml for row in table.rows)


def test_form_number_says_whose_it_is() -> None:
    assert MADE.number == form_number("nync", RUN, DAY)
    assert belongs(MADE.number, "nync", ["2026-11-30", RUN]) == RUN
    assert belongs(MADE.number, "mzj", [RUN]) is None
    assert belongs("GK1-20261399-0123456789ab", "nync", [RUN]) is None


def test_untouched_form_says_nothing(book: Path) -> None:
    assert read(book) == ([], [])


def test_filled_workbook_is_read(book: Path) -> None:
    fill_book(book, {1: {**GOOD, "完成时间": date(2026, 12, 1)}, 3: {"情况说明网址": "https://nync.example/s.html"}})
    answers, faults = read(book)
    assert not faults
    assert answers[0] == Answer(
        line=1, case_id=case_id(1), measure="已补充公布", results=("http://nync.example/new.html",), person="王芳",
        phone="0431-88779005", done=date(2026, 12, 1),
    )  # fmt: skip
    assert (answers[1].line, answers[1].statements) == (3, ("https://nync.example/s.html",))


def test_filled_word_form_is_read(tmp_path: Path) -> None:
    path = fill_word(write_form_word(MADE, tmp_path / "f.docx"), {2: {**GOOD, "完成时间": "2026年12月1日"}})
    answers, faults = read(path)
    assert (faults, answers[0].case_id, answers[0].done) == ([], case_id(2), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"编号": case_id(9)}, "没有这个编号的问题"),
        ({"编号": "PA-04"}, "编号“PA-04”不是问题编号，可能被改动"),
        ({"编号": None}, "编号为空"),
        ({"编号": case_id(4)}, "编号、序号或校验码与发出的表不一致，可能被改动或来自另一张表"),
        ({"序号": 7}, "编号、序号或校验码与发出的表不一致，可能被改动或来自另一张表"),
        ({"完成时间": "下周"}, "“完成时间”不是日期：下周，请写作 2026-12-01"),
        ({"完成时间": "2026-02-30"}, "“完成时间”不是日期：2026-02-30，请写作 2026-12-01"),
        ({"整改结果（网址）": "已整改"}, "“整改结果（网址）”不是网址：已整改"),
        ({"整改结果（网址）": "javascript:alert(1)"}, "“整改结果（网址）”不是网址：javascript:alert(1)"),
        ({"情况说明网址": "http://user:pw@nync.example/"}, "“情况说明网址”不是网址：http://user:pw@nync.example/"),
        ({"联系电话": "请联系王芳"}, "“联系电话”不是电话号码：请联系王芳"),
        ({"整改结果（网址）": None}, "未填“整改结果（网址）”“未完成原因”“情况说明网址”中的任何一项"),
        ({"整改措施": "长" * 1001}, "“整改措施”超过1000字"),
    ],
)  # fmt: skip
def test_bad_rows_are_told_by_line_and_reason(book: Path, told: dict[str, object], why: str) -> None:
    answers, faults = read(fill_book(book, {1: GOOD, 2: {**GOOD, **told}}))
    assert [one.line for one in answers] == [1]
    assert len(faults) == 1 and faults[0].startswith("第2行") and faults[0].endswith(f"：{why}")


def test_row_of_another_unit_is_told(book: Path) -> None:
    cases = CASES | {case_id(2): CaseFacts(unit_id="mzj", open=True, state="已告知")}
    assert read(book, cases)[1] == [f"第2行（{case_id(2)}）：该编号不属于本单位"]


def test_closed_case_takes_no_reply_and_its_empty_row_is_no_fault(book: Path) -> None:
    cases = CASES | {case_id(2): CaseFacts(unit_id="nync", open=False, state="复核通过（销号）")}
    assert read(book, cases)[1] == []
    assert read(fill_book(book, {2: GOOD}), cases)[1] == [
        f"第2行（{case_id(2)}）：该问题状态为“复核通过（销号）”，不再接收反馈"
    ]


def test_same_row_twice_is_told(book: Path) -> None:
    page = openpyxl.load_workbook(book).worksheets[0]
    first = {name: page.cell(HEAD_ROW + 2, at).value for at, name in enumerate(COLUMNS, 1) if name in (*OURS, MARK)}
    assert read(fill_book(book, {2: first}))[1] == [f"第2行（{case_id(1)}）：与第1行编号重复"]


def test_row_left_out_harms_no_other(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened.worksheets[0].delete_rows(HEAD_ROW + 2)
    opened.save(book)
    answers, faults = read(fill_book(book, {1: GOOD}))
    assert (faults, [one.case_id for one in answers]) == ([], [case_id(2)])


def test_formula_counts_as_the_text_it_showed(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet()
        page.write_string(0, 0, MADE.number)
        row = {"序号": "1", "编号": case_id(1), "问题": "问题", "整改期限": "", MARK: MADE.rows[0].mark}
        for at, name in enumerate(COLUMNS):
            page.write_string(1, at, name)
            page.write_string(2, at, row.get(name, ""))
        page.write_formula(
            2, COLUMNS.index("未完成原因"), '=HYPERLINK("http://x.example","等待上级批复")', value="等待上级批复"
        )
    answers, faults = read(path)
    assert (faults, answers[0].why) == ([], "等待上级批复")


def test_ten_thousand_rows_are_refused(tmp_path: Path) -> None:
    many = make_form(unit(10_000), DAY, DEADLINE)
    content = open_sealed(write_form_book(many, tmp_path / "f.xlsx"))
    assert filled(content.lines, content.tables) == Fault(line=0, why="共10000行，超过5000行，不予读取")


def test_form_without_number_or_columns_is_refused(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    page = opened.worksheets[0]
    page.cell(HEAD_ROW + 1, COLUMNS.index(MARK) + 1).value = None
    opened.save(book)
    content = open_sealed(book)
    assert filled(content.lines, content.tables) == Fault(line=0, why="表头缺少“校验码”，请用原表填写")
    assert filled([], content.tables) == Fault(line=0, why="未见表单编号，请用发出的整改反馈表原表填写")
    other = form_number("mzj", RUN, DAY)
    assert filled([MADE.number, other], content.tables) == Fault(line=0, why="文件中有多个表单编号，请一表一发")


def with_member(path: Path, name: str, body: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return path


def renamed(path: Path, name: str) -> Path:
    return path.rename(path.with_name(name))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: with_member(path, "xl/vbaProject.bin", b"x"), "文件带宏"),
        (lambda path: renamed(path, "f.xlsm"), "文件带宏"),
        (lambda path: renamed(path, "f.pdf"), "只接收 xlsx 和 docx"),
        (lambda path: renamed(path, "f.docx"), "文件内容不是 docx"),
        (lambda path: with_member(path, "xl/media/a.bin", b"\0" * 150_000_000), "文件解压后过大"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600) and path, "文件已加密或为旧格式"),
        (lambda path: path.write_bytes(path.read_bytes()[:3000]) and path, "文件已损坏"),
        (lambda path: path.write_bytes(b"") or path, "文件已损坏"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_trusted_are_refused(book: Path, spoil: Callable[[Path], Path], why: str) -> None:
    with pytest.raises(Refused) as refused:
        open_sealed(spoil(book))
    assert refused.value.why.startswith(why)


def test_file_beyond_the_limit_is_refused_unread(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MAX_BYTES", 1000)
    with pytest.raises(Refused, match="文件超过"):
        open_sealed(book)


def test_expanding_entities_end_in_the_child(book: Path) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "'
        + b"x" * 1000
        + b'">'
        + b"".join(f'<!ENTITY b{at} "{"&b;" * 100 if at == 0 else f"&b{at - 1};" * 100}">'.encode() for at in range(6))
        + b"]><worksheet>&b5;</worksheet>"
    )
    target = book.with_name("bomb.xlsx")
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as made:
        for entry in source.infolist():
            made.writestr(entry.filename, bomb if entry.filename.endswith("sheet1.xml") else source.read(entry))
    try:
        content = open_sealed(target)
    except Refused:
        return
    assert isinstance(filled(content.lines, content.tables), Fault)


def test_batch_is_named_by_what_is_said() -> None:
    one, other = Answer(line=1, case_id=case_id(1), why="等"), Answer(line=1, case_id=case_id(1), why="待")
    assert batch_of("n", [one]) == batch_of("n", [one]) != batch_of("n", [other])
    assert batch_of("n", [one]) != batch_of("m", [one])


def test_instructions_tell_how_addresses_and_dates_are_written() -> None:
    assert "http" in HOW_TO[3] and "2026-12-01" in HOW_TO[3] and problem().case_id
