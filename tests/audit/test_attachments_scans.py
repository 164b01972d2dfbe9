"""Scans and pictures: without a recogniser, with one (a small one of our own, that knows what it is shown), and with
the real one where it is installed.
"""

from __future__ import annotations

import importlib.util
import io
import struct
import zlib
from collections.abc import Iterator, Sequence

import docx
import pytest
from files import PdfPaper, saved
from ofd_files import OfdPaper
from old_word_files import WordFile
from packed_files import zipped
from PIL import Image, ImageDraw, ImageFont

from audit.attachments import child, pdf, pictures, read_attachment, readers, scan
from audit.attachments.content import Content, Unreadable
from audit.attachments.extras import recognises_scans
from audit.attachments.pdf_lines import Line
from audit.attachments.ruling import Rule, tables_of, text_lines
from audit.attachments.scan import Seen
from audit.privacy import scan as personal

LONG = "根据市委、市政府关于做好受灾群众冬春生活救助工作的部署，现将我区2026年第一批救灾资金下达到各乡镇，请严格按照规定的程序发放到户。"
needs_ocr = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("rapidocr", "onnxruntime")), reason="needs gongkai[ocr]"
)


@pytest.fixture(scope="module", autouse=True)
def _end_children() -> Iterator[None]:
    yield
    child.CHILD.stop()
    child.SCANS.stop()


def line(text: str, left: float, top: float, size: float = 10) -> Line:
    return Line(text, left, left + size * len(text), top, top + size)


def sees(*lines: str, score: float = 0.99) -> scan.Recognise:
    """A recogniser that reads these lines on every page."""
    pieces = tuple(line(text, 50, 100 + 20 * number) for number, text in enumerate(lines))
    return lambda picture: Seen(pieces, (score,) * len(pieces), (), 800)


def image(form: str = "PNG", size: tuple[int, int] = (300, 200), frames: int = 1) -> bytes:
    target = io.BytesIO()
    pages = [Image.new("L", size, 255 - number) for number in range(frames)]
    pages[0].save(target, form, **({"save_all": True, "append_images": pages[1:]} if frames > 1 else {}))
    return target.getvalue()


def word(*lines: str, picture: bool = True) -> bytes:
    paper = docx.Document()
    for text in lines:
        paper.add_paragraph(text)
    if picture:
        paper.add_picture(io.BytesIO(image()))
    return saved(paper)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (image(), "a.png"),
        (image("JPEG"), "a.jpeg"),
        (image("TIFF", frames=2), "a.tiff"),
        (image("GIF"), "a.gif"),
        (image("BMP"), "a.bmp"),
        (PdfPaper().picture().page().done(), "a.pdf"),
        (OfdPaper().picture().done(), "a.ofd"),
        (word(), "a.docx"),
        (zipped([("a.png", image())]), "a.zip"),
    ],
)
def test_without_a_recogniser_scans_have_no_text_layer(body: bytes, name: str) -> None:
    assert not recognises_scans()
    document = read_attachment(body, name)
    assert (document.unread, document.text, document.ways[1:]) == ("no_text_layer", "", ())
    named = read_attachment(body, f"青河县低保对象名单公示.{name.rpartition('.')[2]}")
    assert {hit.id for hit in personal(named, b"salt")} == {"PRIV-11"}


def test_a_few_words_beside_pictures_are_read_in_part() -> None:
    document = read_attachment(word("附件：救助对象名单"), "a.docx")
    assert (document.text, document.unread) == ("附件：救助对象名单", "no_text_layer")
    assert read_attachment(word(LONG, LONG), "a.docx").unread == ""
    assert read_attachment(word("附件：救助对象名单", picture=False), "a.docx").unread == ""
    assert read_attachment(WordFile().paragraph("附件：名单\x01").done(), "a.doc").unread == "no_text_layer"


def test_a_scan_with_the_mark_of_its_program_has_no_text_layer() -> None:
    paper = PdfPaper()
    for _ in range(4):
        paper.picture().line("由某扫描程序创建", y=30).page()
    assert read_attachment(paper.done(), "a.pdf").unread == "no_text_layer"


def test_scanned_pages_are_recognised_between_pages_of_text() -> None:
    body = PdfPaper().paragraph(LONG).page().picture().page().done()
    content = pdf.recognised(body, sees("监督电话：12317"))
    assert content == Content((LONG, "监督电话：12317"), (), 0, "", ("ocr",))
    assert pdf.recognised(PdfPaper().paragraph(LONG).done(), sees("x")) == Content((LONG,))


def test_what_was_read_without_certainty_still_counts_as_unread() -> None:
    body = PdfPaper().picture().page().done()
    content = pdf.recognised(body, sees("监督电话：12317", score=0.6))
    assert (content.lines, content.unread) == (("监督电话：12317",), "no_text_layer")
    with pytest.raises(Unreadable, match="no_text_layer"):
        pdf.recognised(body, sees())


def test_so_many_pages_and_no_more() -> None:
    paper = PdfPaper()
    for _ in range(scan.MAX_PAGES + 3):
        paper.picture().page()
    content = pdf.recognised(paper.done(), sees("甲乙丙丁"))
    assert content.unread == "too_large"
    tiff = pictures.recognised(image("TIFF", frames=scan.MAX_PAGES + 1), sees("甲乙丙丁"))
    assert tiff.unread == "too_large"


def test_pictures_in_office_files_ofd_and_archives_are_recognised() -> None:
    recognise = sees("监督电话：12317")
    assert readers.read("docx", word("附件：名单"), recognise).lines == ("附件：名单", "监督电话：12317")
    assert readers.read("docx", word(LONG, LONG), recognise) == Content((LONG, LONG))
    parts = OfdPaper().picture().parts() | {"Doc_0/Res/image_1.png": image()}
    assert readers.read("ofd", zipped(list(parts.items())), recognise).lines == ("监督电话：12317",)
    content = readers.read("zip", zipped([("扫描件.png", image()), ("a.txt", LONG.encode())]), recognise)
    assert content == Content(("扫描件", "监督电话：12317", "a", LONG), (), 0, "", ("png", "ocr", "txt"))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_pictures_of_every_form(form: str) -> None:
    assert pictures.recognised(image(form), sees("公示")).lines == ("公示",)


def test_hostile_pictures_are_named() -> None:
    def header(width: int, height: int) -> bytes:
        body = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        chunk = struct.pack(">I", 13) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
        return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))

    for body, reason in (
        (header(50_000, 50_000), "too_large"),
        (header(9_000, 9_000), "too_large"),
        (image()[:60], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (image(size=(20, 20)), "no_text_layer"),
    ):
        with pytest.raises(Unreadable) as caught:
            pictures.recognised(body, sees("公示"))
        assert caught.value.reason == reason


def rules(across: Sequence[float], down: Sequence[float]) -> list[Rule]:
    flat = [Rule(True, y, across[0], across[-1]) for y in down]
    return [*flat, *(Rule(False, x, down[0], down[-1]) for x in across)]


def test_a_table_of_rules_and_pieces() -> None:
    pieces = [
        line("乡镇", 12, 12),
        line("金额", 112, 12),
        line("柳林镇", 12, 42),
        line("8", 112, 40),
        line("0", 122, 41),
    ]
    (table,) = tables_of(rules([10, 110, 210], [10, 40, 70]), pieces, 3)
    assert table.rows == (("乡镇", "金额"), ("柳林镇", "80"))
    assert tables_of(rules([10, 110, 210], [10, 40, 70])[:-1], pieces, 3)[0].rows == table.rows


def test_broken_rules_are_made_whole_and_frames_and_maps_are_no_tables() -> None:
    pieces = [line("乡镇", 12, 12), line("金额", 112, 12), line("柳林镇", 12, 42), line("80", 112, 42)]
    broken = [
        part
        for rule in rules([10, 110, 210], [10, 40, 70])
        for part in (
            Rule(rule.flat, rule.at, rule.start, (rule.start + rule.end) / 2 - 1),
            Rule(rule.flat, rule.at + 1, (rule.start + rule.end) / 2 + 1, rule.end),
        )
    ]
    assert tables_of(broken, pieces, 3)[0].rows == (("乡镇", "金额"), ("柳林镇", "80"))
    assert tables_of(rules([10, 210], [10, 70]), pieces, 3) == []
    assert tables_of(rules([float(x) for x in range(0, 9000, 10)], [float(y) for y in range(0, 9000, 10)]), pieces, 3) == []  # fmt: skip
    assert text_lines(pieces, (), 800, 0.1)[0].text == "乡镇 金额"


@needs_ocr
def test_the_real_recogniser_reads_a_picture_and_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_OCR", "on")
    page = Image.new("RGB", (1000, 700), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(size=36)
    draw.text((100, 60), "Public notice 2026-05-06 tel 0431-12345", fill="black", font=font)
    across, down = (100, 400, 700, 900), (200, 280, 360, 440)
    rows = (("Project", "Amount", "Person"), ("Water", "268", "Wang"), ("Road", "12.5", "Li"))
    for x in across:
        draw.line((x, down[0], x, down[-1]), fill="black", width=3)
    for y in down:
        draw.line((across[0], y, across[-1], y), fill="black", width=3)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            draw.text((across[column] + 30, down[row] + 18), cell, fill="black", font=font)
    target = io.BytesIO()
    page.save(target, "PNG")
    document = read_attachment(target.getvalue(), "a.png")
    assert (document.how, document.unread) == ("attachment:png+ocr", "")
    assert document.tables == (rows,)
    assert "2026-05-06" in document.text and "0431-12345" in document.text
