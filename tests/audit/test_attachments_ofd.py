"""OFD: paragraphs, ruled tables, columns, templates, scans, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from files import packed
from ofd_files import SIZE, OfdPaper

from audit.attachments import ofd, read_attachment
from audit.attachments.child import CHILD
from audit.model import Document

LONG = "根据市委、市政府关于做好受灾群众冬春生活救助工作的部署，现将我区2026年第一批救灾资金下达到各乡镇，请严格按照规定的程序发放到户，确保群众安全温暖过冬。"


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def document(paper: OfdPaper, name: str = "a.ofd") -> Document:
    return read_attachment(paper.done(), name)


def test_lines_become_paragraphs_in_the_order_of_the_page() -> None:
    paper = (
        OfdPaper().line("监督电话：12317", y=200).line("云河市救灾资金公示", 60).paragraph(LONG).paragraph(LONG[:40])
    )
    found = document(paper, "公示.zip")
    assert found.text.split("\n") == ["云河市救灾资金公示", LONG, LONG[:40], "监督电话：12317"]
    assert (found.title, found.how, found.unread) == ("云河市救灾资金公示", "attachment:ofd", "")


def test_a_ruled_table_stands_where_it_is_read_with_merged_cells_filled() -> None:
    rows = [("项目", "资金来源", ""), ("", "中央", "省级"), ("引水工程", "12", "3")]
    found = document(OfdPaper().line("下表为项目资金：").table(rows, [(0, 1)]).line("监督电话：12317"))
    filled = (("项目", "资金来源", "资金来源"), ("", "中央", "省级"), ("引水工程", "12", "3"))
    assert found.tables == (filled,)
    assert found.text.split("\n") == [
        "下表为项目资金：", "项目\t资金来源\t资金来源", "\t中央\t省级", "引水工程\t12\t3", "监督电话：12317",
    ]  # fmt: skip


def test_a_table_over_a_page_end_is_one() -> None:
    head, body = ("乡镇", "金额（万元）"), [(f"柳林{n}镇", str(n)) for n in range(10, 16)]
    found = document(OfdPaper().table([head, *body[:3]]).page().table([head, *body[3:]]))
    assert found.tables == ((head, *body),)


def test_pieces_of_a_line_are_joined_and_columns_parted() -> None:
    paper = OfdPaper().line("责任人：", y=50).line("王主任", 25 + 4 * SIZE, 50).line("电话12345", 140, 50)
    paper.line("甲乙丙丁", y=70, steps=f"{SIZE} 60 {SIZE}")
    assert document(paper).text.split("\n") == ["责任人：王主任 电话12345", "甲乙 丙丁"]


def test_turned_and_hidden_text() -> None:
    paper = OfdPaper().line("缩放的资金公示文字", y=40, matrix="0.5 0 0 0.5 0 0")
    body = paper.parts()
    page = "Doc_0/Pages/Page_0/Content.xml"
    hidden = body[page].replace(b"</ofd:Layer>", b'<ofd:TextObject Visible="false" Boundary="0 0 9 9" Size="5"><ofd:TextCode>x</ofd:TextCode></ofd:TextObject></ofd:Layer>')  # fmt: skip
    assert read_attachment(packed({**body, page: hidden}), "a.ofd").text == "缩放的资金公示文字"


def test_templates_belong_to_the_page_and_repeat_like_headers() -> None:
    paper = OfdPaper("云河市民政局办公室印发")
    assert document(paper.line("第一页的内容")).text == "云河市民政局办公室印发\n第一页的内容"
    for number in range(2, 6):
        paper.page().line(f"第{'一二三四五'[number - 1]}页的不同内容。")
    assert "印发" not in document(paper).text


def test_scans_have_no_text_layer_and_scanned_pages_are_named() -> None:
    assert document(OfdPaper().picture()).unread == "no_text_layer"
    assert document(OfdPaper()).unread == "no_text_layer"
    found = document(OfdPaper().paragraph(LONG).page().picture())
    assert (found.text, found.unread) == (LONG, "no_text_layer")


def test_pages_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd, "MAX_PAGES", 2)
    paper = OfdPaper().line("第一页的资金公示")
    for number in "二三四":
        paper.page().line(f"第{number}页的资金公示")
    content = ofd.read(paper.done())
    assert (content.lines, content.unread) == (("第一页的资金公示", "第二页的资金公示"), "too_large")


def test_what_cannot_be_read_is_named() -> None:
    parts = OfdPaper().line("资金公示").parts()
    assert read_attachment(packed({**parts, "Encryptions.xml": b"<x/>"}), "a.ofd").unread == "encrypted"
    assert read_attachment(packed({**parts, "OFD.xml": b"<x"}), "a.ofd").unread == "damaged"
    del parts["Doc_0/Pages/Page_0/Content.xml"]
    assert read_attachment(packed(parts), "a.ofd").unread == "damaged"
    assert read_attachment(packed({"OFD.xml": b"<x/>"}), "a.pdf").unread == "damaged"


def test_entities_are_neither_blown_up_nor_fetched() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "公示公示公示"><!ENTITY f SYSTEM "file:///etc/passwd">{levels}]>'
    parts = OfdPaper().line("甲&乙").parts()
    page = "Doc_0/Pages/Page_0/Content.xml"
    hostile = parts[page].decode().replace("<ofd:Page", f"{bomb}<ofd:Page", 1).replace("甲&amp;乙", "甲&e11;&f;乙")
    found = read_attachment(packed({**parts, page: hostile.encode()}), "a.ofd")
    assert "root:" not in found.text and len(found.text) < 100


def test_paths_stay_in_the_package() -> None:
    parts = OfdPaper().line("资金公示内容").parts()
    parts["OFD.xml"] = parts["OFD.xml"].replace(b"/Doc_0/Document.xml", b"../../../../etc/passwd")
    assert read_attachment(packed(parts), "a.ofd").unread == "damaged"
    parts = {name.replace("/", "\\") if "Page_0" in name else name: body for name, body in OfdPaper().line("资金公示内容").parts().items()}  # fmt: skip
    assert read_attachment(packed(parts), "a.ofd").text == "资金公示内容"
