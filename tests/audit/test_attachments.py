"""Attachments: kinds, limits, the child process, plain files. Real files, made here, and hostile ones."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import docx
import openpyxl
import pytest
from files import PdfPaper, packed, saved

from audit.attachments import kind_of, read_attachment
from audit.attachments.child import CHILD, Child
from audit.attachments.content import UNREAD, Content, Unreadable, limited
from audit.attachments.titles import title_of


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def test_a_file_says_how_it_was_read() -> None:
    document = read_attachment(PdfPaper().title("云河市二季度救灾资金公示").done(), "a.pdf", "http://a/a.pdf")
    assert (document.url, document.how, document.unread) == ("http://a/a.pdf", "attachment:pdf", "")
    assert len(document.digest) == 64


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_in_any_charset_with_any_delimiter(encoding: str, delimiter: str) -> None:
    rows = [["项目名称", "金额"], ["引水工程", "268"], ["道路，一期", "12"]]
    document = read_attachment("\r\n".join(delimiter.join(row) for row in rows).encode(encoding), "a.csv")
    assert document.tables == (tuple(map(tuple, rows)),)
    assert document.text.split("\n")[1] == "引水工程\t268"


def test_csv_with_quotes_line_breaks_and_a_delimiter_named_in_its_first_line() -> None:
    document = read_attachment('sep=;\n"甲;乙";"一\n二"\n丙;三\n'.encode(), "a.csv")
    assert document.tables == ((("甲;乙", "一 二"), ("丙", "三")),)


def test_a_csv_that_calls_itself_xls_is_read() -> None:
    assert read_attachment("村名\t户数\n柳林村\t12\n".encode("gbk"), "a.xls").tables == (
        (("村名", "户数"), ("柳林村", "12")),
    )


def test_plain_text() -> None:
    assert read_attachment("救助公示\n\n共救助12人。".encode("gbk"), "a.txt").text == "救助公示\n共救助12人。"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"%!PS", "a.ceb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.wps"),
        (packed({"ppt/presentation.xml": b"<x/>"}), "a.docx"),
        (b"<html><body>x</body></html>", "a.xls"),
        (b"whatever", ""),
    ],
)
def test_other_kinds_are_unread_by_name(body: bytes, name: str) -> None:
    document = read_attachment(body, name)
    assert (document.unread, document.text) == ("unsupported_kind", "")


def test_bytes_tell_the_kind_before_the_name() -> None:
    assert kind_of(packed({"OFD.xml": b"<x/>"}), "a.docx") == "ofd"
    assert kind_of(packed({"word/document.xml": b"<x/>"}), "a.doc") == "docx"
    assert kind_of(b"\xef\xbb\xbf%PDF-1.4", "a.doc") == "pdf"
    assert kind_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), "a.et") == "xls"


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_a_zip_bomb_is_refused_before_it_is_opened(part: str) -> None:
    CHILD.stop()
    assert read_attachment(packed({part: b"0" * 60_000_000}), "a").unread == "too_large"
    assert CHILD._process is None


def test_damaged_files() -> None:
    book = openpyxl.Workbook()
    sheet, word = saved(book), saved(docx.Document())
    bodies = {
        "a.docx": packed({"word/document.xml": b"<x/>"}),
        "b.docx": word[: len(word) // 2],
        "a.xlsx": packed({"xl/workbook.xml": b"<x/>"}),
        "b.xlsx": sheet[: len(sheet) // 2],
        "a.pdf": PdfPaper().title("云河市救灾资金公示").done()[:300],
        "a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le") + bytes(2000),
        "a.csv": b"",
    }
    assert {name: read_attachment(body, name).unread for name, body in bodies.items()} == dict.fromkeys(
        bodies, "damaged"
    )


def test_encrypted_files() -> None:
    locked = PdfPaper("geheim").title("云河市救灾资金公示").done()
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage\0".encode("utf-16-le")
    assert read_attachment(locked, "a.pdf").unread == "encrypted"
    assert read_attachment(office, "a.xlsx").unread == "encrypted"


def test_a_child_that_dies_is_a_damaged_file_and_the_next_file_is_read() -> None:
    csv = "甲,乙\n一,二\n".encode()
    assert read_attachment(csv, "a.csv").unread == ""
    assert CHILD._process is not None
    os.kill(CHILD._process.pid, signal.SIGSTOP)
    os.kill(CHILD._process.pid, signal.SIGKILL)
    assert read_attachment(csv, "a.csv").unread in ("", "damaged")
    assert read_attachment(csv, "a.csv").unread == ""


def test_a_child_that_takes_too_long_is_ended() -> None:
    child = Child(seconds=0.2)
    before = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        child.read("csv", b"1,2\n" * 9_000_000)
    child.stop()
    assert caught.value.reason == "too_slow"
    assert time.monotonic() - before < 5


def test_a_child_that_wants_too_much_memory_is_stopped() -> None:
    child = Child(memory=200 << 20)
    with pytest.raises(Unreadable) as caught:
        child.read("csv", b"\xe7\x94\xb2,2\n" * 6_000_000)
    child.stop()
    assert caught.value.reason in ("too_large", "damaged")


def test_a_cell_merged_over_a_sheet_cannot_fill_the_memory() -> None:
    long = "很长的说明" * 1000
    content = limited(Content(("甲", "乙"), ((("题",), *(((long,),) * 3000)),)))
    assert content.unread == "too_large" and content.lines == ("甲", "乙")
    assert 0 < len(content.tables[0]) < 3000
    small = Content(("甲",), ((("乙",),),))
    assert limited(small) is small


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "xls", "csv"])
def test_no_bytes_whatever_raise(kind: str) -> None:
    good = {
        "pdf": PdfPaper().title("云河市救灾资金公示").done(),
        "docx": saved(docx.Document()),
        "xlsx": saved(openpyxl.Workbook()),
        "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook\0".encode("utf-16-le") + bytes(600),
        "csv": "甲,乙\n".encode(),
    }[kind]
    for step in range(1, 24):
        spoilt = bytearray(good)
        for at in range(step * 7, len(spoilt), 97 * step):
            spoilt[at] ^= 0x55
        assert read_attachment(bytes(spoilt), f"a.{kind}").unread in ("", *UNREAD)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["附件1", "2026年临时救助对象名单", "姓名\t金额"], "2026年临时救助对象名单"),
        (["附件：临时救助对象名单", "x"], "临时救助对象名单"),
        (["云河市民政局文件", "云民发〔2026〕3号", "云河市民政局", "关于做好低保工作的通知", "各区："], "云河市民政局关于做好低保工作的通知"),
        (["索引号：123", "项目实施情况公示表（一季度）", "单位：万元"], "项目实施情况公示表（一季度）"),
        (["为做好救灾工作，现将有关情况公示如下。", "一、总体"], "附件2"),
        ([], "附件2"),
    ],
)  # fmt: skip
def test_titles(lines: list[str], title: str) -> None:
    assert title_of(lines, "附件2.docx") == title
