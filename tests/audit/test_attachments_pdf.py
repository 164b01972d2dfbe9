"""PDF: paragraphs, page furniture, ruled tables, scans."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from files import PdfPaper

from audit.attachments import pdf as reader
from audit.attachments import read_attachment
from audit.attachments.child import CHILD
from audit.attachments.page_blocks import joined
from audit.model import Document

LONG = "根据市委、市政府关于做好受灾群众冬春生活救助工作的部署，现将我区2026年第一批救灾资金下达到各乡镇，请严格按照规定的程序发放到户，确保群众安全温暖过冬。"


@pytest.fixture(scope="module", autouse=True)
def _end_child() -> Iterator[None]:
    yield
    CHILD.stop()


def document(paper: PdfPaper) -> Document:
    return read_attachment(paper.done(), "a.pdf")


def test_a_sentence_over_several_lines_is_one_block() -> None:
    found = document(PdfPaper().title("云河市救灾资金公示").paragraph(LONG).paragraph(LONG[:40]).page("- 1 -"))
    assert found.text.split("\n") == ["云河市救灾资金公示", LONG, LONG[:40]]
    assert found.title == "云河市救灾资金公示"


def test_short_lines_stay_apart() -> None:
    lines = ["监督电话：12317", "联系人：王主任", "2026年5月6日"]
    paper = PdfPaper().paragraph(LONG)
    for line in lines:
        paper.line(line)
    assert document(paper).text.split("\n") == [LONG, *lines]


def test_a_sentence_and_a_table_over_a_page_end_are_made_one() -> None:
    head, body = ("乡镇", "金额（万元）"), [(f"柳林{n}镇", str(n)) for n in range(10, 16)]
    paper = PdfPaper().paragraph(LONG[:50]).page().paragraph(LONG[50:], indent=0)
    paper.table([head, *body[:3]]).page().table([head, *body[3:]])
    found = document(paper)
    assert found.text.split("\n")[0] == LONG
    assert found.tables == ((head, *body),)


def test_tables_that_do_not_fit_stay_apart() -> None:
    assert joined((("a", "b"),), (("a", "b", "c"),)) is None
    assert joined((("a", "b"), ("1", "2")), (("3", "4"),)) == (("a", "b"), ("1", "2"), ("3", "4"))


def test_a_ruled_table_stands_where_it_is_read_with_merged_cells_filled() -> None:
    rows = [("项目", "资金来源", ""), ("", "中央", "省级"), ("引水工程", "12", "3")]
    paper = PdfPaper().line("下表为项目资金：").table(rows, [("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1))])
    found = document(paper.line("监督电话：12317"))
    assert found.tables == ((("项目", "资金来源", "资金来源"), ("项目", "中央", "省级"), ("引水工程", "12", "3")),)
    assert found.text.split("\n") == [
        "下表为项目资金：", "项目\t资金来源\t资金来源", "项目\t中央\t省级", "引水工程\t12\t3", "监督电话：12317",
    ]  # fmt: skip


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_keeps_its_table(degrees: int) -> None:
    rows = (("乡镇", "金额"), ("柳林镇", "80"))
    found = document(PdfPaper().turn(degrees).line("资金分配情况如下").table(rows))
    assert (found.tables, found.text) == ((rows,), "资金分配情况如下\n乡镇\t金额\n柳林镇\t80")


def test_a_frame_around_text_is_no_table() -> None:
    found = document(PdfPaper().line("资金分配情况如下").table([["本表由柳林镇人民政府填写"]]))
    assert found.tables == () and "本表由柳林镇人民政府填写" in found.text


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    paper = PdfPaper()
    for number in range(1, 5):
        paper.line("云河市民政局办公室印发").paragraph(f"第{'一二三四'[number - 1]}章的内容是不同的内容。").page(
            f"第 {number} 页 共 4 页"
        )
    found = document(paper)
    assert "印发" not in found.text and "共 4 页" not in found.text and found.text.count("的内容是不同的内容。") == 4


def test_scans_have_no_text_layer() -> None:
    assert document(PdfPaper().picture()).unread == "no_text_layer"


def test_a_scanned_page_between_pages_of_text_is_named() -> None:
    found = document(PdfPaper().paragraph(LONG).page().picture().page())
    assert (found.text, found.unread) == (LONG, "no_text_layer")


def test_a_text_layer_of_odd_signs_is_none() -> None:
    assert not reader.readable("\ue001\ue002\ue003\ue004\ue005\ue006\ue007公示公示公示")
    assert reader.readable(LONG)


def test_pages_beyond_the_limit_are_named() -> None:
    paper = PdfPaper()
    for number in range(reader.MAX_PAGES + 2):
        paper.line(f"资金公示的第{number}部分内容。", y=500).page()
    found = document(paper)
    assert found.unread == "too_large"
    assert f"第{reader.MAX_PAGES - 1}部分" in found.text and f"第{reader.MAX_PAGES}部分" not in found.text
