"""Attachments: real files of every kind, made here, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import docx
import openpyxl
import pytest
import xlwt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import SimpleDocTemplate, Table

from audit.attachments import kind_of, read_attachment
from audit.attachments.child import CHILD


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def saved(book: object) -> bytes:
    target = io.BytesIO()
    book.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


def pdf(lines: list[str], password: str = "") -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    page = canvas.Canvas(target, pagesize=A4, encrypt=password or None)
    page.setFont("STSong-Light", 12)
    for number, line in enumerate(lines):
        page.drawString(72, 760 - 20 * number, line)
    page.showPage()
    page.save()
    return target.getvalue()


def test_pdf_with_a_text_layer() -> None:
    document = read_attachment(
        pdf(["云河市救灾资金公示", "现下达救灾资金120万元。", "- 1 -"]), "a.pdf", "http://a/a.pdf"
    )
    assert document.title == "云河市救灾资金公示"
    assert document.text == "云河市救灾资金公示\n现下达救灾资金120万元。"
    assert (document.unread, document.how) == ("", "attachment:pdf")


def test_pdf_with_a_ruled_table() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    style = [("GRID", (0, 0), (-1, -1), 1, "black"), ("FONTNAME", (0, 0), (-1, -1), "STSong-Light")]
    SimpleDocTemplate(target).build([Table([["项目名称", "金额"], ["引水工程", "268"]], style=style)])
    assert read_attachment(target.getvalue(), "a.pdf").tables == ((("项目名称", "金额"), ("引水工程", "268")),)


def test_a_scan_has_no_text_layer() -> None:
    assert read_attachment(pdf([]), "a.pdf").unread == "no_text_layer"


def test_an_encrypted_pdf() -> None:
    assert read_attachment(pdf(["机密"], password="x"), "a.pdf").unread == "encrypted"


def test_a_truncated_pdf() -> None:
    assert read_attachment(pdf(["云河市救灾资金公示"])[:300], "a.pdf").unread in ("damaged", "no_text_layer")


def test_docx_keeps_paragraphs_and_tables_in_order_and_fills_merged_cells() -> None:
    word = docx.Document()
    word.add_paragraph("项目公示")
    table = word.add_table(2, 3)
    for index, text in enumerate(("项目名称", "资金来源", "")):
        table.cell(0, index).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    for index, text in enumerate(("引水工程", "中央", "省级")):
        table.cell(1, index).text = text
    word.add_paragraph("监督电话：12317")
    document = read_attachment(saved(word), "a.docx")
    assert document.text.split("\n") == [
        "项目公示", "项目名称\t资金来源\t资金来源", "引水工程\t中央\t省级", "监督电话：12317",
    ]  # fmt: skip
    assert document.tables[0][0] == ("项目名称", "资金来源", "资金来源")


def test_xlsx_with_merged_cells_dates_and_a_hidden_sheet() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["2026年项目表", None], ["项目名称", "日期"], ["引水工程", datetime(2026, 5, 6)], ["道路工程", 12.0]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.create_sheet("底稿").append(["王某", "说明"])
    book["底稿"].sheet_state = "hidden"
    document = read_attachment(saved(book), "项目表.xlsx")
    assert document.tables[0] == (
        ("2026年项目表", "2026年项目表"), ("项目名称", "日期"), ("引水工程", "2026-05-06"), ("道路工程", "12"),
    )  # fmt: skip
    assert "底稿（隐藏工作表）" in document.text
    assert "2026年项目表\n项目名称\t日期" in document.text


def test_xls_of_the_old_kind() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_merge(0, 0, 0, 1, "分配表")
    for column, text in enumerate(("乡镇", "金额")):
        sheet.write(1, column, text)
    sheet.write(2, 0, "柳林镇")
    sheet.write(2, 1, 80)
    document = read_attachment(saved(book), "a.xls")
    assert document.tables[0] == (("分配表", "分配表"), ("乡镇", "金额"), ("柳林镇", "80"))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_csv_in_any_charset(encoding: str) -> None:
    document = read_attachment("项目名称,金额\n引水工程,268\n".encode(encoding), "a.csv")
    assert document.tables == ((("项目名称", "金额"), ("引水工程", "268")),)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"Rar!\x1a\x07\x00", "a.rar"),
        (b"\x89PNG\r\n", "a.png"),
        (b"%!PS", "a.ceb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
    ],
)
def test_other_kinds_are_unread_by_name(body: bytes, name: str) -> None:
    assert read_attachment(body, name).unread == "unsupported_kind"


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_bytes_tell_the_kind_before_the_name() -> None:
    assert kind_of(packed({"OFD.xml": b"<x/>"}), "a.docx") == "ofd"
    assert kind_of(packed({"word/document.xml": b"<x/>"}), "a.doc") == "docx"


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    assert read_attachment(packed({"word/document.xml": b"0" * 60_000_000}), "a.docx").unread == "too_large"


def test_a_sheet_with_one_cell_in_the_farthest_corner_harms_nobody() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "一"
    book.active["XFD1048576"] = "二"
    document = read_attachment(saved(book), "a.xlsx")
    assert (document.unread, document.tables) == ("", ((("一", ""),), (("", "二"),)))
    assert read_attachment("甲,乙\n一,二\n".encode(), "a.csv").unread == ""


def test_damaged_office_files() -> None:
    assert read_attachment(packed({"word/document.xml": b"<x/>"}), "a.docx").unread == "damaged"
    assert read_attachment(packed({"xl/workbook.xml": b"<x/>"}), "a.xlsx").unread == "damaged"
