"""The foot of a letter in Word: copies, printer and day of printing on the last page, the number on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from output.package.letters.letter import Letter, china_date, plain
from output.package.letters.word_styles import SI

WIDTH = 156
"""Millimetres of the type area."""
TWIPS = 20
"""In a point."""
_LINE, _COPIES = 22.0, 26
"""Points of a line of the colophon, and characters in one of its lines."""


def add_run(paragraph: Any, text: str) -> Any:
    """Text whose quotation marks are set as Chinese ones, full width."""
    from docx.oxml.ns import qn

    run = paragraph.add_run(text)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return run


def whole(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def colophon(document: Any, letter: Letter) -> None:
    """抄送, 印发机关 and 印发日期 at the foot of the last page: a table that floats at the type area's lower edge."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    copies = f"抄送：{letter.copies}。" if letter.copies else ""
    heights = [_LINE * -(-len(copies) // _COPIES)] if copies else []
    made = document.add_table(len(heights) + 1, 1)
    _float(made, [*heights, _LINE])
    if copies:
        first = made.rows[0].cells[0].paragraphs[0]
        first.style = "公文版记"
        add_run(first, plain(copies))
        _inset(first, hanging=3 * SI)
    last = made.rows[-1].cells[0].paragraphs[0]
    last.style = "公文版记"
    add_run(last, f"{plain(letter.printed_by)}\t{china_date(letter.day)}印发")
    _inset(last)
    last.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH / 25.4 * 72 - SI), WD_TAB_ALIGNMENT.RIGHT)
    tail = document.add_paragraph(style="公文版记")
    tail.paragraph_format.line_spacing = Pt(1)


def _inset(paragraph: Any, hanging: float = 0) -> None:
    from docx.shared import Pt

    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Pt(SI + hanging), Pt(-hanging)
    shape.right_indent = Pt(SI)


def _float(made: Any, heights: Sequence[float]) -> None:
    """Thick rules (0.35 mm) above and beneath, thin ones (0.25 mm) between; row heights in points."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt

    names = nsdecls("w")
    width = round(WIDTH / 25.4 * 72 * TWIPS)
    above = round(((297 - 35) / 25.4 * 72 - sum(heights)) * TWIPS)
    thick, thin = (f'w:val="single" w:sz="{size}" w:space="0" w:color="000000"' for size in (8, 6))
    properties = made._tbl.tblPr
    for old in list(properties):
        properties.remove(old)
    for xml in (
        f'<w:tblpPr {names} w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="margin" '
        f'w:tblpX="1" w:tblpY="{above}"/>',
        f'<w:tblOverlap {names} w:val="never"/>',
        f'<w:tblW {names} w:w="{width}" w:type="dxa"/>',
        f"<w:tblBorders {names}><w:top {thick}/><w:bottom {thick}/><w:insideH {thin}/></w:tblBorders>",
        f'<w:tblLayout {names} w:type="fixed"/>',
        f'<w:tblCellMar {names}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>',
    ):
        properties.append(parse_xml(xml))
    for column in made._tbl.tblGrid:
        column.set(qn("w:w"), str(width))
    for row, height in zip(made.rows, heights, strict=True):
        row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.EXACTLY
        row.cells[0].width = width * 635
        whole(row)


def page_numbers(document: Any) -> None:
    """— 1 — outside: right on odd pages, left on even ones, one character in from the edge."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        if any(paragraph.text.strip() or paragraph._p.xpath(".//w:instrText") for paragraph in footer.paragraphs):
            continue
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "公文页码"
        paragraph.alignment = side
        _inset(paragraph)
        paragraph.add_run("— ")
        _field(paragraph, "PAGE")
        paragraph.add_run(" —")


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
