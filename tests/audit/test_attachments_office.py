"""Word and Excel: order, merged cells, number formats, what is hidden."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import docx
import openpyxl
import pytest
import xlsxwriter
import xlwt
from docx.oxml import parse_xml
from files import changed, formatted, saved

from audit.attachments import read_attachment, workbook
from audit.attachments.child import CHILD
from audit.attachments.content import row_line
from audit.attachments.numbers import general, shown
from audit.model import Document

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def word_of(*markup: str) -> Document:
    word = docx.Document()
    for one in markup:
        word.element.body.insert(len(word.element.body) - 1, parse_xml(one.replace(">", f" {WORD}>", 1)))
    return read_attachment(saved(word), "a.docx")


def test_docx_keeps_paragraphs_and_tables_in_order_and_fills_merged_cells() -> None:
    word = docx.Document()
    word.add_paragraph("项目公示")
    table = word.add_table(3, 3)
    for index, text in enumerate(("项目名称", "资金来源", "")):
        table.cell(0, index).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    for row, cells in ((1, ("引水工程", "中央", "省级")), (2, ("", "3", "4"))):
        for index, text in enumerate(cells):
            table.cell(row, index).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    word.add_paragraph("监督电话：12317")
    document = read_attachment(saved(word), "a.docx")
    assert document.text.split("\n") == [
        "项目公示", "项目名称\t资金来源\t资金来源", "引水工程\t中央\t省级", "引水工程\t3\t4", "监督电话：12317",
    ]  # fmt: skip
    assert document.tables == (
        (("项目名称", "资金来源", "资金来源"), ("引水工程", "中央", "省级"), ("引水工程", "3", "4")),
    )
    assert document.title == "项目公示"


def test_docx_reads_controls_insertions_and_boxes_and_not_what_was_deleted() -> None:
    document = word_of(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件里的文字</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>旧文</w:delText></w:r></w:del><w:r><w:t>文字</w:t><w:br/><w:t>第二行</w:t><w:tab/><w:t>接着</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>外面</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    )
    assert document.text.split("\n") == ["控件里的文字", "新增文字", "第二行 接着", "外面", "框里"]


def test_docx_nested_tables_and_frames() -> None:
    word = docx.Document()
    frame = word.add_table(1, 1)
    frame.cell(0, 0).paragraphs[0].text = "框中的公示"
    outer = word.add_table(1, 2)
    outer.cell(0, 0).text = "附表"
    inner = outer.cell(0, 1).add_table(2, 2)
    for place, text in (((0, 0), "乡镇"), ((0, 1), "金额"), ((1, 0), "柳林镇"), ((1, 1), "80")):
        inner.cell(*place).text = text
    document = read_attachment(saved(word), "a.docx")
    assert document.text.split("\n") == ["框中的公示", "附表\t乡镇 金额 柳林镇 80"]
    assert document.tables[1] == (("乡镇", "金额"), ("柳林镇", "80"))


def test_docx_of_pictures_only_has_no_text_layer() -> None:
    word = docx.Document()
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (20, 20), 100).save(picture, "PNG")
    word.add_picture(io.BytesIO(picture.getvalue()))
    assert read_attachment(saved(word), "a.docx").unread == "no_text_layer"


def test_docx_entities_are_not_resolved() -> None:
    body = saved(_one_paragraph("一"))
    hostile = changed(
        body, "word/document.xml", "<w:document", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document'
    )
    hostile = changed(hostile, "word/document.xml", "一</w:t>", "一&e;</w:t>")
    document = read_attachment(hostile, "a.docx")
    assert "root:" not in document.text and document.unread in ("", "damaged")


def _one_paragraph(text: str) -> object:
    word = docx.Document()
    word.add_paragraph(text)
    return word


def test_xlsx_with_merged_cells_dates_and_hidden_parts() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2026年项目表", None],
        ["项目名称", "日期"],
        ["引水工程", datetime(2026, 5, 6)],
        ["道路工程", 12.0],
        [None, 7],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A4:A5")
    sheet.row_dimensions[3].hidden = True
    draft = book.create_sheet("底稿")
    draft.append(["王某", "说明"])
    draft.sheet_state = "hidden"
    named = book.create_sheet("二季度发放明细")
    named.append(["柳林镇", "80"])
    named.column_dimensions["B"].hidden = True
    document = read_attachment(saved(book), "项目表.xlsx")
    assert document.tables[0] == (
        ("2026年项目表", "2026年项目表"), ("项目名称", "日期"), ("引水工程", "2026-05-06"), ("道路工程", "12"), ("道路工程", "7"),
    )  # fmt: skip
    assert document.text.split("\n") == [
        "Sheet（含隐藏行1行）", "2026年项目表", "项目名称\t日期", "引水工程\t2026-05-06", "道路工程\t12", "道路工程\t7",
        "底稿（隐藏工作表）", "王某\t说明", "二季度发放明细（含隐藏列1列）", "柳林镇\t80",
    ]  # fmt: skip
    assert document.title == "2026年项目表"


def test_xlsx_blocks_under_an_empty_row_are_tables_of_their_own() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["乡镇", "金额"], ["柳林镇", 80], [], ["大河镇", 90], [], ["学校", "人数"], ["一小", 5]):
        sheet.append(row)
    tables = read_attachment(saved(book), "a.xlsx").tables
    assert tables == ((("乡镇", "金额"), ("柳林镇", "80"), ("大河镇", "90")), (("学校", "人数"), ("一小", "5")))


def test_xlsx_cells_in_far_corners_cost_two_cells() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "一"
    book.active["XFD1048576"] = "二"
    whole = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048575"/></mergeCells>'
    body = changed(saved(book), "xl/worksheets/sheet1.xml", "</sheetData>", whole)
    document = read_attachment(body, "a.xlsx")
    assert document.unread == "" and [cell for table in document.tables for row in table for cell in row if cell] == [
        "一",
        "一",
        "二",
    ]


def test_xlsx_with_too_many_cells_keeps_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_CELLS", 30)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name in ("一季度", "二季度"):
            sheet = book.add_worksheet(name)
            for row in range(9):
                sheet.write_row(row, 0, ["柳林镇", row])
    content = workbook.read(target.getvalue())
    assert content.unread == "too_large"
    assert content.lines[:2] == ("一季度", "柳林镇\t0") and content.lines[-1] == "柳林镇\t6"


def test_a_row_of_equal_figures_is_not_taken_for_a_caption() -> None:
    assert row_line(("0", "0", "")) == "0\t0" and row_line(("分配表", "分配表", "")) == "分配表"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (12, '0"万元"', "12万元"),
        (45418, "yyyy/m/d", "2024-05-06"),
        (45418, 'yyyy"年"m"月"d"日"', "2024年5月6日"),
        (45418, 'yyyy"年"m"月"', "2024年5月"),
        (45418, "m/d", "05-06"),
        (45418.5, "yyyy-mm-dd hh:mm", "2024-05-06 12:00"),
        (0.75, "h:mm", "18:00"),
        (1.5, "[h]:mm", "36:00"),
        (45418, "[$-804]yyyy年m月d日", "2024年5月6日"),
        (7, "000", "007"),
        (-3.456, "#,##0.00_);(#,##0.00)", "(3.46)"),
        (1234567.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "1,234,567.00"),
        (2.5, "0", "3"),
        (13500, "General", "13500"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678.9, '0!.0,"万"', "12345678.9"),
        (3.0, "0.##", "3"),
        (1500, "0.0,", "1.5"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_shown(value: float, code: str, text: str) -> None:
    assert read_attachment(formatted([(value, code)]), "a.xlsx").tables == ((("值", text),),)


def test_long_numbers_keep_their_digits_and_nonsense_stays_as_it_is() -> None:
    assert general(Decimal("2.20102198001012E+17")) == "220102198001012000"
    assert shown("abc", "0.00") == "abc" and shown("1E999", "General") == "1E999"
    assert shown("-5", "yyyy-m-d") == "-5" or shown("-5", "yyyy-m-d")
    assert shown("1", "yyyy-m-d", epoch_1904=True) == "1904-01-02"


def test_xls_of_the_old_kind() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("发放明细")
    sheet.write_merge(0, 0, 0, 2, "分配表")
    for column, text in enumerate(("乡镇", "金额", "日期")):
        sheet.write(1, column, text)
    sheet.write_merge(2, 3, 0, 0, "柳林镇")
    sheet.write(2, 1, 80)
    sheet.write(2, 2, datetime(2026, 5, 6), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(3, 1, 12.5)
    hidden = book.add_sheet("底稿")
    hidden.write(0, 0, "王某")
    hidden.write(0, 1, "说明")
    hidden.visibility = 1
    document = read_attachment(saved(book), "a.xls")
    assert document.tables == (
        (("分配表",) * 3, ("乡镇", "金额", "日期"), ("柳林镇", "80", "2026-05-06"), ("柳林镇", "12.5", "")),
        (("王某", "说明"),),
    )
    assert document.text.startswith("发放明细\n分配表\n") and "底稿（隐藏工作表）" in document.text
