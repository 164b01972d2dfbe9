"""Personal data in files as offices publish them: hidden sheets, rows and columns, text layers, tables, plain files.
And what only a person or a calendar can tell: pictures, and lists that stand too long."""

from __future__ import annotations

from datetime import date

import docx
import openpyxl
import pytest
import xlwt
from captured import Answer, write_unit
from files import PdfPaper, saved

from audit import tables
from audit.attachments import read_attachment
from audit.model import Document
from audit.privacy import examine, scan
from audit.run import audit
from crawler import capture
from crawler.units import Unit
from rules.load import load_book

HEAD = ("姓名", "身份证号", "联系电话", "银行卡号")
ROW = ("欧阳建设", "229999195003071238", "13900000001", "6228480402564890018")
WANTED = {"PRIV-01", "PRIV-02", "PRIV-03"}
AS_OF = date(2026, 11, 23)


def kinds(body: bytes, name: str) -> set[str]:
    return {hit.id for hit in scan(read_attachment(body, name), b"salt") if not hit.masked}


def xlsx(part: str) -> bytes:
    """A workbook whose list of persons is hidden in one way."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("青河县临时救助发放汇总", "", "", ""))
    hidden = book.create_sheet("底稿") if part in ("hidden", "veryHidden") else sheet
    hidden.append(HEAD)
    hidden.append(ROW)
    if hidden is not sheet:
        hidden.sheet_state = part
    if part == "row":
        sheet.row_dimensions[3].hidden = True
    if part == "column":
        for letter in "BCD":
            sheet.column_dimensions[letter].hidden = True
    return saved(book)


def xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("汇总").write(0, 0, "青河县临时救助发放汇总")
    hidden = book.add_sheet("名单")
    hidden.visibility = 2
    for number, row in enumerate((HEAD, ROW)):
        for place, cell in enumerate(row):
            hidden.write(number, place, cell)
    return saved(book)


def word() -> bytes:
    paper = docx.Document()
    paper.add_paragraph("青河县临时救助对象公示")
    table = paper.add_table(rows=2, cols=4)
    for row, cells in zip(table.rows, (HEAD, ROW), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return saved(paper)


def pdf() -> bytes:
    return PdfPaper().title("临时救助对象公示").table([HEAD, ROW]).page().done()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("一.xlsx", xlsx("")),
        ("隐藏工作表.xlsx", xlsx("hidden")),
        ("深度隐藏工作表.xlsx", xlsx("veryHidden")),
        ("隐藏行.xlsx", xlsx("row")),
        ("隐藏列.xlsx", xlsx("column")),
        ("深度隐藏工作表.xls", xls()),
        ("表格.docx", word()),
        ("文字层.pdf", pdf()),
        ("清册.csv", "\n".join(",".join(row) for row in (HEAD, ROW)).encode("gb18030")),
        ("清册.txt", f"欧阳建设 身份证号：{ROW[1]}\n本人手机 {ROW[2]}\n一卡通账号：{ROW[3]}".encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kind_of_file_is_read_to_its_hidden_parts(name: str, body: bytes) -> None:
    assert kinds(body, name) >= WANTED


def test_numbers_that_a_sheet_holds_as_numbers_are_read_in_full() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD[:2])
    book.active.append(("欧阳建设", 229999195003071238))
    assert "PRIV-01" in kinds(saved(book), "低保.xlsx")


def test_a_list_that_is_a_scan_is_for_a_person_to_look_at() -> None:
    scan_of_list = PdfPaper().picture().page().done()
    assert kinds(scan_of_list, "青河县低保对象名单公示.pdf") == {"PRIV-11"}
    assert kinds(scan_of_list, "青河县低保工作方案.pdf") == set()
    photo = Document(url="u", title="临时救助发放名单", how="attachment:jpg", unread="unsupported_kind")
    (hit,) = scan(photo, b"salt")
    assert (hit.id, hit.masked, hit.count) == ("PRIV-11", False, 1)


def test_pictures_are_counted_and_never_named_after_persons() -> None:
    said = ("欧阳建设身份证正面", "欧阳建设户口本首页", "村民大会现场")
    (hit,) = scan(Document(url="u", title="临时救助公示", text="公示" * 100, pictures=said), b"salt")
    assert (hit.id, hit.count) == ("PRIV-11", 2)
    assert "欧阳" not in hit.snippet and "身份证" in hit.snippet


LIST = Document(url="u", title="青河县临时救助对象公示", text="姓名\t村\t金额\n欧阳建设\t柳林村\t1200")


@pytest.mark.parametrize(
    ("published", "late"),
    [(date(2025, 11, 22), True), (date(2025, 11, 23), False), (date(2026, 5, 6), False), (None, False)],
)
def test_a_welfare_list_stands_too_long_after_a_year(published: date | None, late: bool) -> None:
    hits = examine(LIST).hits(b"salt", published, AS_OF)
    assert [(hit.id, hit.masked, hit.count) for hit in hits] == ([("PRIV-12", False, 1)] if late else [])


def test_masked_names_and_lists_of_other_kinds_do_not_stand_too_long() -> None:
    old = date(2020, 1, 1)
    masked = Document(url="u", title="临时救助对象公示", text="姓名\t村\n欧阳某某\t柳林村\n王某\t大河村")
    assert all(hit.masked for hit in examine(masked).hits(b"salt", old, AS_OF))
    prize = Document(url="u", title="作文比赛获奖名单", text="姓名\t学校\n欧阳小明\t柳林小学")
    assert examine(prize).hits(b"salt", old, AS_OF) == ()


def web(title: str, body: str, day: str) -> bytes:
    prose = "<p>经入户调查、民主评议和公示，县民政局审核确认如下，公示期七天，请群众监督，电话0431-81234567。</p>"
    text = f"<div><h1>{title}</h1><p>发布时间：{day} 来源：青河县民政局</p><div>{prose}{body}</div></div>"
    return f"<html><head><title>{title}</title></head><body>{text}</body></html>".encode()


def people(*rows: tuple[str, ...]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table border='1'>{lines}</table>"


LISTS = {
    "clean": ("青河县临时救助对象公示", people(("姓名", "村", "金额"), ("欧阳某", "柳林村", "1200"), ("司马某", "大河村", "1000")), "2026-05-06"),
    "open": ("青河县临时救助对象公示", people(("姓名", "联系电话", "金额"), ("欧阳建设", "13900000001", "1200")), "2026-05-06"),
    "old": ("青河县临时救助对象公示", people(("姓名", "村", "金额"), ("欧阳建设", "柳林村", "1200")), "2024-05-06"),
    "none": ("青河县临时救助资金发放情况", people(("乡镇", "户数", "金额"), ("柳林镇", "12", "12000")), "2026-05-06"),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """SA-11 of four units, each with one page beside its policies: outcome and reason."""
    data, units = tmp_path_factory.mktemp("data"), []
    for name, (title, body, day) in LISTS.items():
        site = f"http://{name}.qinghe.example"
        write_unit(data, "r1", name, {
            f"{site}/1.html": Answer(body=web(title, body, day), columns=("社会救助",)),
            f"{site}/2.html": Answer(body=web("青河县临时救助办法", "", day), columns=("社会救助",)),
        })  # fmt: skip
        units.append(
            Unit(unit_id=name, name="青河县民政局", kind="department", duty=("civil_affairs",), sites=(f"{site}/",))
        )
    audit(data, "r1", units, load_book(), AS_OF)
    found = {name: tables.read(capture.unit_dir(data, "r1", name), "findings") for name in LISTS}
    return {
        name: next((row["outcome"], row["reason"]) for row in rows if row["point_id"] == "SA-11")
        for name, rows in found.items()
    }


Verdicts = dict[str, tuple[str, str]]


def test_privacy_is_protected_where_lists_were_seen_and_nothing_stands_open(verdicts: Verdicts) -> None:
    assert verdicts["clean"] == ("met", "所见1份个人名单中未见未遮挡的个人信息")


def test_an_open_number_is_a_suspicion_for_a_person_and_no_gap(verdicts: Verdicts) -> None:
    outcome, reason = verdicts["open"]
    assert outcome == "manual" and "手机号码" in reason and "立即" in reason


def test_a_list_of_last_year_but_one_is_named(verdicts: Verdicts) -> None:
    outcome, reason = verdicts["old"]
    assert outcome == "manual" and "公示超期" in reason


def test_without_lists_there_is_nothing_to_check(verdicts: Verdicts) -> None:
    assert verdicts["none"][0] == "inapplicable"


def test_every_entry_says_what_is_right_and_what_is_not() -> None:
    points = [point for point in load_book().points.values() if point.id.startswith("PRIV-")]
    assert len(points) == 13
    assert all(point.status == "active" and point.level == "X" for point in points)
    assert all(point.good and point.bad and point.satisfied_by and point.fix for point in points)
