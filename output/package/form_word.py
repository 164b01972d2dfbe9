"""整改反馈表.docx: the same form for units that fill it in with a word processor. Format: ECMA-376 part 1, WordprocessingML."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from output.exports.cells import clean
from output.package.form import COLUMNS, HOW_TO, MARK, NUMBER_LABEL, OURS, TITLE, Form, FormRow
from output.package.stable import settle

WIDTHS = (10, 22, 40, 18, 35, 38, 15, 22, 19, 26, 27, 5)
"""Millimetres of each column; together what an A4 page across leaves between its margins."""
MARGIN, BODY, TINY = 10, 9, 3
_GREY = "EDEDED"


def write_form_word(form: Form, path: Path) -> Path:
    """Write the form to `path` (docx)."""
    document = docx.Document()
    _page(document, form)
    _line(document, f"{form.unit_name}社会公益事业建设领域政府信息公开{TITLE}", 16, "黑体", centred=True)
    for at, text in enumerate(HOW_TO, 1):
        _line(document, f"{at}. {text}", 9, "宋体")
    _line(document, f"{NUMBER_LABEL}：{form.number}　　检查批次：{form.run_id}　　问题：{len(form.rows)}项", 9, "宋体")
    table = parse_xml(_table(form))
    document.element.body.insert(len(document.element.body) - 1, table)
    document.save(str(path))
    return settle(path)


def _page(document: Any, form: Form) -> None:
    made = datetime.combine(form.day, time())
    about = document.core_properties
    about.title, about.author, about.comments = f"{form.unit_name}{TITLE}", "", form.number
    about.created = about.modified = made
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(13)
    section.footer_distance = Mm(6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(BODY)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(parse_xml(_PAGE_NUMBER))


def _line(document: Any, text: str, size: float, font: str, *, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(6 if centred else 1)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold = Pt(size), centred
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(form: Form) -> str:
    """The whole table as markup: a library that adds cell by cell takes minutes for some hundred rows."""
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in WIDTHS)
    head = "".join(_head_cell(at, name) for at, name in enumerate(COLUMNS))
    return (
        f"<w:tbl {nsdecls('w')}>{_TABLE}<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        f"{''.join(map(_row, form.rows))}</w:tbl>"
    )


def _row(row: FormRow) -> str:
    cells = [*map(_shown, row.ours()), *[""] * (len(COLUMNS) - len(OURS) - 1), row.mark]
    body = "".join(_cell(at, text) for at, text in enumerate(cells))
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_twips(16)}" w:hRule="atLeast"/></w:trPr>{body}</w:tr>'


def _head_cell(at: int, name: str) -> str:
    return _markup(at, name, bold=True, fill="D9D9D9" if name in (*OURS, MARK) else "", size=TINY if name == MARK else BODY, centred=True)  # fmt: skip


def _cell(at: int, text: str) -> str:
    name = COLUMNS[at]
    ours = name in (*OURS, MARK)
    centred = name in ("序号", "整改期限")
    return _markup(
        at, text, bold=False, fill=_GREY if ours else "", size=TINY if name == MARK else BODY, centred=centred
    )


def _markup(at: int, text: str, *, bold: bool, fill: str, size: int, centred: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    align = '<w:jc w:val="center"/>' if centred else ""
    face = f'<w:rFonts w:eastAsia="{"黑体" if bold else "宋体"}"/>{"<w:b/>" if bold else ""}<w:sz w:val="{2 * size}"/>'
    run = f'<w:r><w:rPr>{face}</w:rPr><w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(WIDTHS[at])}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{align}<w:rPr><w:sz w:val="{2 * size}"/></w:rPr></w:pPr>{run}</w:p></w:tc>'
    )


def _shown(value: int | str | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE = (
    f'<w:tblPr><w:tblW w:w="{_twips(sum(WIDTHS))}" w:type="dxa"/><w:tblBorders>{_SIDES}</w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_PAGE_NUMBER = (
    f'<w:r {nsdecls("w")}><w:t xml:space="preserve">— </w:t><w:fldChar w:fldCharType="begin"/>'
    '<w:instrText xml:space="preserve">PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>1</w:t>'
    '<w:fldChar w:fldCharType="end"/><w:t xml:space="preserve"> —</w:t></w:r>'
)
