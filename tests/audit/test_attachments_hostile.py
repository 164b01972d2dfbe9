"""Files made to do harm: each ends in a named reason, within its limits, and the next file is read."""

from __future__ import annotations

import hashlib
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator

import docx
import openpyxl
import pytest
import xlwt
from files import PdfPaper, changed, packed, saved
from ofd_files import OfdPaper
from old_word_files import WordFile, compound
from packed_files import rar, zipped

import audit.attachments as attachments
from audit.attachments import read_attachment
from audit.attachments.child import CHILD, Child
from audit.attachments.content import UNREAD

SMALL = 400 << 20


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """A reader with little memory and time, so that its limits are met soon."""
    small = Child(seconds=4, memory=SMALL)
    yield small
    small.stop()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1 (its catalog)."""
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + one + b"\nendobj\n")
    start = out.tell()
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size + table)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


CATALOG, FONT = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
ONE_PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>/Contents 5 0 R>>"
FORM = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 35>>stream\n/X Do /X Do /X Do /X Do /X Do /X Do\nendstream"


def stream(body: bytes) -> bytes:
    raw = zlib.compress(body, 9)
    return b"<</Length %d/Filter/FlateDecode>>stream\n" % len(raw) + raw + b"\nendstream"


PDFS: dict[str, Callable[[], bytes]] = {
    "a million words": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, FONT, stream(b"BT /F 9 Tf " + b"(abcdefghij) Tj " * 2_000_000 + b"ET")),
    "a million lines": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, FONT, stream(b"1 1 m 2 2 l S " * 2_000_000)),
    "blanks": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, FONT, stream(b" " * 100_000_000)),
    "a page in itself": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, FONT, stream(b"/X Do"), FORM),
    "pages in themselves": lambda: pdf_of(CATALOG, b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>", PAGE, FONT, stream(b"")),
    "a hundred thousand pages": lambda: pdf_of(CATALOG, b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100_000 + b"]>>", PAGE, FONT, stream(b"")),
    "brackets": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, b"[" * 50_000 + b"]" * 50_000, stream(b"")),
}  # fmt: skip


@pytest.mark.parametrize("made", PDFS.values(), ids=PDFS.keys())
def test_a_pdf_that_asks_for_all_there_is(made: Callable[[], bytes], child: Child) -> None:
    body, before = made(), time.monotonic()
    content = attachments._read("pdf", body, child)
    assert content.unread in UNREAD and sum(map(len, content.lines)) <= 5_000_000
    assert time.monotonic() - before < 15
    assert attachments._read("txt", "公示".encode(), child).lines == ("公示",)


def test_a_pdf_that_lies_about_its_pages_is_read() -> None:
    body = pdf_of(CATALOG, b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>", PAGE, FONT, stream(b"BT /F 9 Tf (hello world) Tj ET"))  # fmt: skip
    assert read_attachment(body, "a.pdf").text == "hello world"


WORD, SHEET = saved(docx.Document()), saved(openpyxl.Workbook())
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "公示公示公示"><!ENTITY f SYSTEM "file:///etc/passwd">{ENTITIES}]>'


@pytest.mark.parametrize(
    "body",
    [
        changed(WORD, "word/document.xml", "<w:document", f"{BOMB}<w:document"),
        changed(SHEET, "xl/workbook.xml", "<workbook", f"{BOMB}<workbook"),
        changed(SHEET, "xl/worksheets/sheet1.xml", "<worksheet", f"{BOMB}<worksheet"),
    ],
)
def test_files_that_bring_entities_along_are_read_without_them(body: bytes) -> None:
    for old in ("<w:body>", "<sheetData", "<sheets>"):
        for part in ("word/document.xml", "xl/worksheets/sheet1.xml"):
            try:
                body = changed(body, part, old, "&e11;&f;" + old)
            except (KeyError, AssertionError):
                continue
    document = read_attachment(body, "a")
    assert "root:" not in document.text and "公示公示" not in document.text
    assert document.unread in ("", "damaged")


def test_a_word_file_of_much_text_is_stopped_by_its_memory(child: Child) -> None:
    noise = hashlib.shake_128(b"1").hexdigest(900_000)
    markup = f"<d><body><p><r><t>{noise}</t></r></p>{'<p><r><t>公示</t></r></p>' * 3_000_000}</body></d>"
    body = packed({"word/document.xml": markup.encode()})
    assert attachments.refusal("docx", body) == ""
    assert attachments._read("docx", body, child).unread in ("too_large", "damaged", "too_slow")


def test_elements_without_end_in_one_another() -> None:
    depth = 100_000
    markup = "<d><body>" + "<sdt>" * depth + "<p><r><t>公示</t></r></p>" + "</sdt>" * depth + "</body></d>"
    assert read_attachment(packed({"word/document.xml": markup.encode()}), "a.docx").unread in ("damaged", "too_large")


def test_two_cells_in_far_corners_of_an_old_sheet(child: Child) -> None:
    book = xlwt.Workbook()
    cells = book.add_sheet("一")
    cells.write(0, 0, "一")
    cells.write(65535, 255, "二")
    assert attachments._read("xls", saved(book), child).unread in ("too_large", "damaged")


def test_encrypted_files_of_every_kind() -> None:
    begin = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 6)
    locked_sheet = begin + struct.pack("<HHHHH", 0x002F, 6, 0, 1, 2) + struct.pack("<HH", 0x000A, 0)
    files = {
        "a.pdf": PdfPaper("geheim").title("云河市救灾资金公示").done(),
        "a.doc": WordFile([("公示\r", b"")], flags=0x0300).done(),
        "a.xls": compound({"Workbook": locked_sheet}),
        "a.docx": compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        "a.ofd": packed({**OfdPaper().line("公示").parts(), "Encryptions.xml": b"<x/>"}),
    }
    assert {name: read_attachment(body, name).unread for name, body in files.items()} == dict.fromkeys(
        files, "encrypted"
    )


def test_programs_in_files_are_named_and_not_looked_at() -> None:
    for name, body in (("a.docx", WORD), ("a.xlsx", SHEET)):
        with_program = packed({**_parts(body), "word/vbaProject.bin": b"\xcc\x61"})
        assert read_attachment(with_program, name).how == f"attachment:{name[2:]}+macros"


def _parts(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


GOOD = {
    "doc": WordFile().paragraph("云河市救灾资金公示").row(["甲", "乙"], [0, 100, 200]).done(),
    "ofd": OfdPaper().line("云河市救灾资金公示").table([["甲", "乙"], ["丙", "丁"]]).done(),
    "zip": zipped([("公示.txt", "云河市救灾资金公示".encode()), ("a.doc", WordFile().paragraph("公示").done())]),
    "rar": rar({"公示.txt": "云河市救灾资金公示".encode()}),
}


@pytest.mark.parametrize("kind", GOOD)
def test_no_bytes_whatever_raise(kind: str) -> None:
    good = GOOD[kind]
    for step in range(1, 20):
        spoilt = bytearray(good)
        for at in range(step * 7, len(spoilt), 97 * step):
            spoilt[at] ^= 0x55
        for body in (bytes(spoilt), good[: len(good) * step // 20]):
            assert read_attachment(body, f"a.{kind}").unread in ("", *UNREAD)


@pytest.mark.parametrize("kind", ["pdf", "doc", "docx", "xls", "xlsx", "ofd", "zip", "rar", "7z", "png", "csv", "txt"])
def test_bytes_of_no_kind_under_every_name(kind: str) -> None:
    for body in (b"", b"\x00" * 3000, hashlib.shake_128(b"2").digest(3000), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)):  # fmt: skip
        document = read_attachment(body, f"a.{kind}")
        assert document.unread in ("", *UNREAD)
        assert document.text or document.unread


def test_no_file_is_read_otherwise_for_the_one_before_it() -> None:
    good = "村名,户数\n柳林村,12\n".encode()
    first = read_attachment(good, "a.csv")
    for before in (bytes(3000), b"1", b"\xff" * 10, b"a" * 100_000):
        read_attachment(before, "a.csv")
        assert read_attachment(good, "a.csv") == first
