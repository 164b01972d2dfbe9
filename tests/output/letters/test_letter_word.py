"""The Word documents: fonts by their official names, page, headers, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm
from letter_cases import DAY, DEADLINE, SETTINGS, city, problem, unit

from output.package.letters.files import write_bulletin, write_notice
from output.package.letters.settings import LetterError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    return write_notice(unit(30), SETTINGS, DAY, DEADLINE, tmp_path)[0]


def fonts(document: Any, style: str) -> dict[str, str]:
    found = document.styles[style].element.find(f"{W}rPr/{W}rFonts")
    return {name.removeprefix(W): value for name, value in found.attrib.items()}


def test_fonts_are_named_as_official_letters_name_them(notice: Path) -> None:
    document = docx.Document(str(notice))
    names = {
        "公文标题": "方正小标宋简体",
        "公文正文": "仿宋_GB2312",
        "公文一级": "黑体",
        "公文二级": "楷体_GB2312",
        "公文页码": "宋体",
    }
    for style, font in names.items():
        said = fonts(document, style)
        assert said["eastAsia"] == font and said["ascii"] == said["hAnsi"] == "Times New Roman"
    table = zipfile.ZipFile(notice).read("word/fontTable.xml").decode()
    for font, spare in (("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "华文中宋")):
        assert f'w:name="{font}"><w:altName w:val="{spare}"/>' in table


def test_the_page_has_the_type_area_of_the_norm(notice: Path) -> None:
    section = docx.Document(str(notice)).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one / Mm(1)) for one in sides] == [37, 35, 28, 26]
    body = docx.Document(str(notice)).styles["公文正文"]
    assert body.font.size.pt == 16 and body.paragraph_format.line_spacing.pt == pytest.approx(28.99, abs=0.06)
    assert body.element.find(f"{W}rPr/{W}spacing").get(f"{W}val") == "-5"
    assert (16 - 0.25) * 28 <= 156 / 25.4 * 72 < (16 - 0.25) * 29
    assert body.element.find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"


def test_table_headers_repeat_and_rows_stay_whole(notice: Path) -> None:
    table = docx.Document(str(notice)).tables[0]
    assert table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in table.rows)
    assert len(table.rows) == SETTINGS.serious + 1


def test_the_signature_keeps_company(notice: Path) -> None:
    paragraphs = docx.Document(str(notice)).paragraphs
    at = next(number for number, one in enumerate(paragraphs) if one.text == "2026年11月25日")
    last = next(number for number in range(at, 0, -1) if "第四十七条的规定" in paragraphs[number].text)
    assert all(one.paragraph_format.keep_with_next for one in paragraphs[last:at])
    assert paragraphs[at + 1].text.startswith("（联系人：王某某")


def test_page_numbers_are_fields_outside(notice: Path) -> None:
    document = docx.Document(str(notice))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph._p.find(f"{W}fldSimple").get(f"{W}instr") == "PAGE"
        assert paragraph._p.find(f"{W}pPr/{W}jc").get(f"{W}val") == side


def test_hostile_text_stays_text_and_the_file_opens(tmp_path: Path) -> None:
    words = "<w:p>&amp;]]> \x0b\x00\ufffe{unit} =cmd|x \u202eabc"
    one = replace(problem(), reason=words, fix=words, page_title=words, point_name=words)
    path = write_notice(replace(unit(0), problems=(one,), name=words), SETTINGS, DAY, DEADLINE, tmp_path)[0]
    document = docx.Document(str(path))
    text = "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    assert "<w:p>&amp;]]>" in text and "{unit}" in text and "\u202e" not in text


def test_properties_and_bytes_are_those_of_the_day(notice: Path, tmp_path: Path) -> None:
    known = docx.Document(str(notice)).core_properties
    assert known.author == "云河市政务公开办公室" and known.created == known.modified
    assert known.created.isoformat().startswith("2026-11-24T16:00")
    again = write_notice(unit(30), SETTINGS, DAY, DEADLINE, tmp_path)[0]
    assert again.read_bytes() == notice.read_bytes()
    assert {entry.date_time for entry in zipfile.ZipFile(notice).infolist()} == {(2026, 11, 25, 0, 0, 0)}


def test_charts_are_pictures_with_words_beside_them(tmp_path: Path) -> None:
    path = write_bulletin(city(30), SETTINGS, DAY, tmp_path)[0]
    document = docx.Document(str(path))
    shown = document.inline_shapes
    assert len(shown) >= 4  # three or more parts of the heat map, one trend
    assert all(one.height <= Mm(215) and one.width <= Mm(156) for one in shown)
    assert all(one._inline.docPr.get("descr") for one in shown)
    assert "问题86项" in shown[-1]._inline.docPr.get("descr")


def test_a_citys_own_base_keeps_its_styles(tmp_path: Path) -> None:
    base = docx.Document()
    base.add_paragraph("样稿，不应出现")
    base.styles.add_style("公文正文", 1).font.name = "Own Font"
    base.sections[0].left_margin = Mm(30)
    templates = tmp_path / "templates"
    templates.mkdir()
    base.save(str(templates / "letter.docx"))
    path = write_notice(unit(1), SETTINGS.model_copy(update={"templates": templates}), DAY, DEADLINE, tmp_path)[0]
    made = docx.Document(str(path))
    assert made.styles["公文正文"].font.name == "Own Font" and round(made.sections[0].left_margin / Mm(1)) == 30
    assert "样稿" not in "".join(one.text for one in made.paragraphs)


def test_a_base_that_is_no_word_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"not a zip")
    with pytest.raises(LetterError, match=r"letter\.docx: not a Word document"):
        write_notice(unit(1), SETTINGS.model_copy(update={"templates": tmp_path}), DAY, DEADLINE, tmp_path)


def test_the_archive_is_whole(notice: Path) -> None:
    assert zipfile.ZipFile(io.BytesIO(notice.read_bytes())).testzip() is None
