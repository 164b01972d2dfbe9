"""Rich text: charsets, tables, what is left out."""

from __future__ import annotations

import pytest

from audit.attachments import read_attachment, rtf
from audit.attachments.content import Content, Unreadable

HEAD = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Times;}}{\colortbl;\red0;}{\info{\title x}}"


def rich(*parts: str) -> bytes:
    """A rich text file; Chinese as bytes of GBK, written in hexadecimal."""

    def written(sign: str) -> str:
        return sign if sign.isascii() else "".join(f"\\'{byte:02x}" for byte in sign.encode("gbk"))

    return (HEAD + "".join("".join(map(written, part)) for part in parts) + "}").encode("ascii")


def row(*cells: str, flags: tuple[str, ...] = ()) -> str:
    marks = (*flags, *[""] * (len(cells) - len(flags)))
    edges = "".join(rf"{mark}\cellx{1000 * number}" for number, mark in enumerate(marks, 1))
    return rf"\trowd{edges}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row\pard "


@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "公示"])
def test_rich_text_is_read_under_every_name(name: str) -> None:
    document = read_attachment(rich(r"云河市2026年项目公示\par ", r"现将项目情况公示如下：\par "), name)
    assert document.text.split("\n") == ["云河市2026年项目公示", "现将项目情况公示如下："]
    assert (document.how, document.unread, document.title) == ("attachment:rtf", "", "云河市2026年项目公示")


def test_tables_with_merged_cells() -> None:
    found = rtf.read(
        rich(
            r"项目情况\par ",
            row("项目", "资金", "", flags=("", r"\clmgf", r"\clmrg")),
            row("引水工程", "中央", "省级", flags=(r"\clvmgf",)),
            row("", "3", "4", flags=(r"\clvmrg",)),
            r"监督电话：12317\par ",
        )
    )
    table = (("项目", "资金", "资金"), ("引水工程", "中央", "省级"), ("引水工程", "3", "4"))
    assert found == Content(
        ("项目情况", "项目\t资金\t资金", "引水工程\t中央\t省级", "引水工程\t3\t4", "监督电话：12317"), (table,)
    )


def test_a_table_within_a_table() -> None:
    inner = "".join(
        rf"\pard\intbl\itap2 {one}\nestcell {other}\nestcell {{\*\nesttableprops\trowd\cellx500\cellx1000\nestrow}}{{\nonesttables\par }}"
        for one, other in (("乡镇", "金额"), ("柳林镇", "80"))
    )
    body = rich(r"\pard\intbl 附表\cell ", inner, r"\pard\intbl\cell \trowd\cellx1000\cellx2000\row\pard ", row("合计", "80"))  # fmt: skip
    assert rtf.read(body).tables == (
        (("乡镇", "金额"), ("柳林镇", "80")),
        (("附表", "乡镇 金额 柳林镇 80"), ("合计", "80")),
    )


def test_unicode_fonts_and_signs() -> None:
    body = rich(r"\uc1\u20113?\u27827?\u-10174?\u-8277? \u8212-{\f1 caf\'e9}\~\{a\}\line\'bd\'f0\'b6A\par ")
    assert rtf.read(body).lines[0] == "云河𠮫 —café {a}"
    assert rtf.read(rich(r"{\uc2\u26434 ??镇}\par ")).lines == ("杂镇",)


def test_what_is_no_text_is_left_out() -> None:
    body = rich(
        r"{\header 页眉\par}{\*\generator 甲;}{\field{\*\fldinst HYPERLINK x}{\fldrslt 网站}}{\deleted 旧}新",
        r"{\pict\pngblip 89504e47}{\*\bkmkstart a}{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt 框中的话\par}}}",
        r"\bin4 }}{{末",
    )
    assert rtf.read(body).lines == ("网站新框中的话", "末")


def test_what_cannot_be_read_is_named() -> None:
    for body, reason in (
        (rich(r"{\pict 8950}"), "no_text_layer"),
        (rich(""), "damaged"),
        (b"{\\rtf1" + b"{" * 2000, "damaged"),
    ):
        with pytest.raises(Unreadable) as caught:
            rtf.read(body)
        assert caught.value.reason == reason
    assert rtf.read(rich(r"附件：名单\par{\pict 8950}")).unread == "no_text_layer"
    assert rtf.read(rich(r"\par 公示内容")[:-9]).lines == ("公示内",)
