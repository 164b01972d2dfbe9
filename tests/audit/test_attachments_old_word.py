"""Word 97 files: text, tables with merged cells, fields, deleted words, text boxes, and what is refused."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from old_word_files import IN_TABLE, ROW_END, WordFile, compound, prl, row_format

from audit.attachments import read_attachment
from audit.attachments.child import CHILD

DOWN, FIRST_DOWN, FIRST_ACROSS, ACROSS = 0x20, 0x60, 0x01, 0x02


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def notice() -> WordFile:
    return WordFile().paragraph("云河市2026年项目公示").paragraph("现将项目情况公示如下。")


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "公示", "a.xls"])
def test_a_word_file_is_one_whatever_it_is_called(name: str) -> None:
    document = read_attachment(notice().done(), name)
    assert (document.how, document.unread) == ("attachment:doc", "")
    assert document.text.split("\n") == ["云河市2026年项目公示", "现将项目情况公示如下。"]
    assert document.title == "云河市2026年项目公示"


def test_tables_with_merged_cells_stand_where_they_are_read() -> None:
    word = notice().row(["项目", "资金来源"], [0, 2000, 6000])
    word.row(["", "中央", "省级"], [0, 2000, 4010, 6000])
    word.row(["引水工程", "12", "3"], [0, 2000, 4000, 6000], [FIRST_DOWN])
    word.row(["", "4", ""], [0, 1990, 4000, 6000], [DOWN])
    document = read_attachment(word.paragraph("监督电话：12317").done(), "a.doc")
    table = (("项目", "资金来源", "资金来源"), ("", "中央", "省级"), ("引水工程", "12", "3"), ("引水工程", "4", ""))
    assert document.tables == (table,)
    assert document.text.split("\n")[2:] == ["项目\t资金来源\t资金来源", "\t中央\t省级", "引水工程\t12\t3", "引水工程\t4", "监督电话：12317"]  # fmt: skip


def test_cells_merged_in_a_row_are_filled_and_lines_in_a_cell_joined() -> None:
    word = WordFile().row(["分配表", "", "说明"], [0, 1000, 2000, 3000], [FIRST_ACROSS, ACROSS])
    word.paragraph("柳林", "\r", IN_TABLE).paragraph("镇", "\x07", IN_TABLE).paragraph("80", "\x07", IN_TABLE)
    word.paragraph("", "\x07", IN_TABLE).paragraph("", "\x07", ROW_END + row_format([0, 1000, 2000, 3000]))
    assert read_attachment(word.done(), "a.doc").tables == ((("分配表", "分配表", "说明"), ("柳林 镇", "80", "")),)


def test_a_table_within_a_table_is_one_of_its_own() -> None:
    inner = prl(0x2416, b"\1") + prl(0x6649, struct.pack("<i", 2))
    word = WordFile().paragraph("附表", "\x07", IN_TABLE)
    for cells in (("乡镇", "金额"), ("柳林镇", "80")):
        for cell in cells:
            word.paragraph(cell, "\r", inner + prl(0x244B, b"\1"))
        word.paragraph("", "\r", inner + prl(0x244C, b"\1") + row_format([0, 500, 1000]))
    word.paragraph("", "\x07", IN_TABLE).paragraph("", "\x07", ROW_END + row_format([0, 1000, 2000]))
    word.row(["合计", "80"], [0, 1000, 2000])
    document = read_attachment(word.done(), "a.doc")
    assert document.tables == (
        (("乡镇", "金额"), ("柳林镇", "80")),
        (("附表", "乡镇 金额 柳林镇 80"), ("合计", "80")),
    )


def test_rows_are_told_by_their_marks_when_the_formats_are_lost() -> None:
    word = WordFile()
    for text in ("乡镇", "金额", "", "柳林镇", "80", ""):
        word.paragraph(text, "\x07")
    assert read_attachment(word.done(), "a.doc").tables == ((("乡镇", "金额"), ("柳林镇", "80")),)


def test_a_wide_row_keeps_its_format_elsewhere() -> None:
    edges = [100 * number for number in range(31)]
    data = row_format(edges)
    word = WordFile()
    for number in range(30):
        word.paragraph(str(number), "\x07", IN_TABLE)
    word.paragraph("", "\x07", ROW_END + prl(0x6646, struct.pack("<I", 0)))
    word.row(["合计"], [0, 3000])
    found = read_attachment(word.done(Data=struct.pack("<H", len(ROW_END + data)) + ROW_END + data), "a.doc")
    assert found.tables == ((tuple(map(str, range(30))), ("合计",) * 30),)


def test_fields_show_their_result_deleted_words_and_signs_are_left_out() -> None:
    word = (
        WordFile().crossed_out("旧文").paragraph('详见\x13 HYPERLINK "http://a/" \x14网站\x15，共\x13 PAGE \x15页\x01')
    )
    word.paragraph("第一行\x0b第二行\xa0末").paragraph("𠮷林乡\x1e一组")
    word.boxes = "框中的监督电话"
    found = read_attachment(word.done(), "a.doc").text.split("\n")
    assert found == ["详见网站，共页", "第一行", "第二行 末", "𠮷林乡-一组", "框中的监督电话"]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (WordFile([("a\r", b"")], identity=0xA5DC, version=0x68), "unsupported_kind"),
        (WordFile([("a\r", b"")], version=0x65), "unsupported_kind"),
        (WordFile([("a\r", b"")], flags=0x0300), "encrypted"),
        (WordFile([("a\r", b"")], identity=7), "damaged"),
        (WordFile([("a\r", b"")], flags=0), "damaged"),
        (WordFile([("\x01\r", b"")]), "no_text_layer"),
        (WordFile([("\r", b"")]), "damaged"),
    ],
)
def test_what_cannot_be_read_is_named(word: WordFile, reason: str) -> None:
    document = read_attachment(word.done(), "a.doc")
    assert (document.unread, document.text) == (reason, "")


def test_torn_and_spoilt_files_are_named() -> None:
    good = notice().row(["甲", "乙"], [0, 100, 200]).done()
    for size in (600, 2000, len(good) // 2):
        assert read_attachment(good[:size], "a.doc").unread == "damaged"
    for step in range(1, 30):
        spoilt = bytearray(good)
        for at in range(512 + step * 5, len(spoilt), 89 * step):
            spoilt[at] ^= 0xFF
        document = read_attachment(bytes(spoilt), "a.doc")
        assert document.unread or document.text


def test_macros_are_named_and_left_alone() -> None:
    assert read_attachment(notice().done(_VBA_PROJECT=b"\xcc\x61"), "a.doc").how == "attachment:doc+macros"


def test_a_word_file_that_holds_a_workbook_is_a_word_file() -> None:
    assert read_attachment(notice().done(Workbook=b"\x09\x08"), "附件").how == "attachment:doc"
    both = {"WordDocument": b"x", "Workbook": b"x"}
    assert read_attachment(compound(both), "a.wps").how == "attachment:doc"
    assert read_attachment(compound(both), "a.et").how == "attachment:xls"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_of_an_office_program_reads_like_its_docx(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("云河市救助资金公示", 1)
    word.add_paragraph("根据有关规定，现将资金分配情况公示如下：")
    table = word.add_table(3, 4)
    for row, cells in enumerate(
        (("乡镇", "资金", "", "备注"), ("", "中央", "省级", ""), ("柳林镇", "80", "20", "已发"))
    ):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    word.save(str(tmp_path / "a.docx"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "doc",
        "a.docx",
    ]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=120)
    if not (tmp_path / "a.doc").exists():
        pytest.skip("this LibreOffice has no Writer")
    new, old = (read_attachment((tmp_path / name).read_bytes(), name) for name in ("a.docx", "a.doc"))
    assert (old.text, old.tables) == (new.text, new.tables)
