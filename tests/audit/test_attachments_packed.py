"""Archives: what is in them, names in every charset, what is named as unread, bombs, and a file that ends the process."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator

import docx
import openpyxl
import pytest
import xlwt
from files import PdfPaper, packed, saved
from old_word_files import WordFile
from packed_files import locked, old_rar, rar, sevened, zipped

import audit.attachments as attachments
from audit.attachments import archives, read_attachment
from audit.attachments.child import CHILD, Child
from audit.attachments.content import Content, Unreadable
from audit.model import Document
from audit.privacy import scan

try:
    import libarchive  # it looks for the system's library, and says in several ways that there is none
except (ImportError, OSError, AttributeError, TypeError):
    libarchive = None
needs_libarchive = pytest.mark.skipif(libarchive is None, reason="needs libarchive-c and the system's libarchive")
NOTICE = "云河市救灾资金公示\n监督电话：12317\n".encode()


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def word(text: str) -> bytes:
    paper = docx.Document()
    paper.add_paragraph(text)
    return saved(paper)


def test_all_files_are_read_one_after_another_each_under_its_name() -> None:
    body = zipped(
        [
            ("附件/1.2026年项目资金公示表.xlsx", sheet(("项目名称", "金额"), ("引水工程", 268))),
            ("附件/2.救助政策.docx", word("对特困人员给予救助。")),
            ("附件/3.通知.doc", WordFile().paragraph("关于做好低保工作的通知").done()),
            ("附件/4.说明.pdf", PdfPaper().line("资金来源为中央财政专项资金").done()),
        ]
    )
    document = read_attachment(body, "附件.zip", "http://a/a.zip")
    assert document.text.split("\n") == [
        "1.2026年项目资金公示表", "项目名称\t金额", "引水工程\t268", "2.救助政策", "对特困人员给予救助。", "3.通知",
        "关于做好低保工作的通知", "4.说明", "资金来源为中央财政专项资金",
    ]  # fmt: skip
    assert document.tables == ((("项目名称", "金额"), ("引水工程", "268")),)
    assert (document.how, document.unread) == ("attachment:zip+xlsx+docx+doc+pdf", "")
    assert document.ways == ("zip", "xlsx", "docx", "doc", "pdf")
    assert document.title == "1.2026年项目资金公示表"


def test_the_title_is_what_the_page_calls_it_where_that_is_one() -> None:
    body = zipped([("a.txt", NOTICE)])
    assert read_attachment(body, "附件：2026年临时救助对象名单.zip").title == "2026年临时救助对象名单"
    assert read_attachment(body, "附件1.zip").title == "云河市救灾资金公示"


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_names_are_read_in_the_charset_of_the_program_that_wrote_them(charset: str) -> None:
    body = zipped([("柳林镇救助名单.txt", NOTICE)], charset)
    assert read_attachment(body, "a.zip").text.split("\n")[0] == "柳林镇救助名单"


def test_names_are_only_ever_shown() -> None:
    body = zipped([("../../etc/passwd", b"x"), ("C:\\a\\\u202egpj.txt", NOTICE), ("名" * 300 + ".bin", b"x")])
    lines = read_attachment(body, "a.zip").text.split("\n")
    assert lines[0] == "../../etc/passwd（未能读取：格式暂不支持）"
    assert lines[1] == "gpj" and len(lines[-1]) < 150


def test_what_systems_leave_behind_is_no_file() -> None:
    left = [("__MACOSX/._a.txt", b"x"), (".DS_Store", b"x"), ("a/Thumbs.db", b"x"), ("~$a.docx", b"x"), ("b/", b"")]
    document = read_attachment(zipped([*left, ("a.txt", NOTICE)]), "a.zip")
    assert (document.unread, document.text.count("未能读取")) == ("", 0)


def test_files_that_cannot_be_read_are_named_beside_those_that_can() -> None:
    body = zipped(
        [
            ("locked.txt", NOTICE),
            ("图.png", b"\x89PNG\r\n\x1a\n"),
            ("坏.docx", word("x")[:200]),
            ("程序.exe", b"MZ"),
            ("公示.txt", NOTICE),
        ]
    )
    document = read_attachment(locked(body, "locked.txt"), "a.zip")
    assert document.text.split("\n") == [
        "locked.txt（未能读取：已加密）", "图.png（未能读取：为扫描件或图片）", "坏.docx（未能读取：文件损坏）",
        "程序.exe（未能读取：格式暂不支持）", "公示", "云河市救灾资金公示", "监督电话：12317",
    ]  # fmt: skip
    assert document.unread == "no_text_layer"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (locked(zipped([("a.txt", NOTICE)]), "a.txt"), "encrypted"),
        (zipped([]), "damaged"),
        (zipped([("a.txt", NOTICE)])[:-30], "damaged"),
        (zipped([("a.exe", b"MZ")]), "unsupported_kind"),
        (b"Rar!\x1a\x07\x01\x00" + b"\xff" * 60, "damaged"),
        (b"7z\xbc\xaf\x27\x1c" + b"\xff" * 60, "damaged"),
    ],
)
@needs_libarchive
def test_archives_without_anything_to_read(body: bytes, reason: str) -> None:
    document = read_attachment(body, "a.zip")
    assert (document.unread, document.text) == (reason, "")


@needs_libarchive
@pytest.mark.parametrize("write", [rar, old_rar, sevened])
def test_rar_and_7z_are_read_like_zip(write: Callable[[dict[str, bytes]], bytes]) -> None:
    body = write({"a/public.txt": NOTICE, "b.xlsx": sheet(("项目名称", "金额"), ("引水工程", 268))})
    document = read_attachment(body, "附件")
    assert document.text.split("\n") == [
        "public", "云河市救灾资金公示", "监督电话：12317", "b", "项目名称\t金额", "引水工程\t268",
    ]  # fmt: skip
    assert document.ways[1:] == ("txt", "xlsx") and document.unread == ""


@needs_libarchive
def test_chinese_names_in_rar_and_7z() -> None:
    for write in (rar, sevened):
        assert read_attachment(write({"救助名单.txt": NOTICE}), "a").text.startswith("救助名单\n")


def test_without_libarchive_rar_and_7z_are_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "libarchive", None)
    for kind in ("rar", "7z"):
        with pytest.raises(Unreadable) as caught:
            archives.read(kind, b"Rar!", lambda kind, body: Content())
        assert caught.value.reason == "unsupported_kind"


def test_an_archive_in_an_archive_is_read_and_a_third_one_is_not() -> None:
    inner = zipped([("公示.txt", NOTICE)])
    assert "12317" in read_attachment(zipped([("a.zip", inner)]), "a.zip").text
    deep = read_attachment(zipped([("a.zip", zipped([("b.zip", inner)])), ("c.txt", b"\xe7\x94\xb2")]), "a.zip")
    assert (deep.text, deep.unread) == ("b.zip（未能读取：文件过大）\nc\n甲", "too_large")


@pytest.mark.parametrize(
    "bomb",
    [
        lambda: packed({"a.txt": b"0" * 60_000_000}),
        lambda: zipped([(f"{number}.txt", bytes(3_000_000)) for number in range(70)]),
        lambda: zipped([("a.zip", packed({"a.txt": b"0" * 60_000_000})), ("b.bin", bytes(range(256)) * 3000)]),
    ],
    ids=["one", "together", "nested"],
)
def test_bombs_are_named_at_little_cost(bomb: Callable[[], bytes]) -> None:
    body, before = bomb(), time.monotonic()
    document = read_attachment(body, "a.zip")
    assert document.unread == "too_large" and len(document.text) < 100
    assert time.monotonic() - before < 8


@needs_libarchive
def test_a_bomb_whose_directory_tells_nothing_is_stopped_while_it_unpacks() -> None:
    document = read_attachment(sevened({"a.txt": b"0" * 30_000_000, "b.txt": NOTICE}), "a.7z")
    assert document.unread == "too_large"


def test_files_that_overlap_count_each() -> None:
    """A bomb of one body that many entries of the directory share (Fifield, WOOT 2019)."""
    one = zipped([("a.txt", b"0" * 900_000)])
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        start = archive.start_dir
    entry = one[start : one.rfind(b"PK\x05\x06")]
    many = entry * 2000
    end = bytearray(one[one.rfind(b"PK\x05\x06") :])
    end[8:12] = (2000).to_bytes(2, "little") * 2
    end[12:16] = len(many).to_bytes(4, "little")
    assert read_attachment(one[:start] + many + bytes(end), "a.zip").unread == "too_large"


def test_a_directory_without_end_is_not_even_listed() -> None:
    body = bytearray(zipped([("a.txt", NOTICE)]))
    at = body.rfind(b"PK\x05\x06")
    body[at + 12 : at + 16] = (400_000_000).to_bytes(4, "little")
    assert read_attachment(bytes(body), "a.zip").unread == "too_large"


def test_the_files_after_the_two_hundredth_are_not_read() -> None:
    document = read_attachment(zipped([(f"{n}.txt", b"\xe7\x94\xb2") for n in range(300)]), "a.zip")
    assert document.unread == "too_large"
    assert document.text.count("甲") == 200 and document.text.endswith("……（未能读取：文件过大）")


def test_a_file_that_ends_the_process_is_named_and_the_others_are_read() -> None:
    book = xlwt.Workbook()
    cells = book.add_sheet("一")
    cells.write(0, 0, "一")
    cells.write(65535, 255, "二")
    body = zipped([("公示.txt", NOTICE), ("坏.xls", saved(book)), ("名单.csv", "甲,乙\n一,二\n".encode())])
    child = Child(memory=300 << 20)
    content = attachments._read("zip", body, child)
    child.stop()
    assert content.lines == (
        "公示", "云河市救灾资金公示", "监督电话：12317", "坏.xls（未能读取：文件损坏）", "名单", "甲\t乙", "一\t二",
    )  # fmt: skip
    assert (content.unread, content.ways) == ("damaged", ("txt", "csv"))


def test_personal_data_in_an_archive_is_seen() -> None:
    rows = [("姓名", "身份证号"), ("欧阳建设", "229999195003071238")]
    document = read_attachment(zipped([("名单.xlsx", sheet(*rows))]), "附件.zip")
    assert "PRIV-01" in {hit.id for hit in scan(document, b"salt") if not hit.masked}
    scanned = Document(url="u", title="临时救助发放名单", how="attachment:zip", unread="no_text_layer")
    assert {hit.id for hit in scan(scanned, b"salt")} == {"PRIV-11"}
