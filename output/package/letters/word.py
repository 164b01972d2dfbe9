"""A letter as a Word document that the office can go on writing in. The only importer of docx here, with word_styles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from output.package.letters.letter import Chart, Column, Heading, Letter, Table, china_date, plain
from output.package.letters.press import midnight
from output.package.letters.word_foot import TWIPS, WIDTH, add_run, colophon, page_numbers, whole
from output.package.letters.word_styles import indent, new_document

Draw = Callable[[Chart], Sequence[bytes]]


def word_letter(letter: Letter, templates: Path | None, draw: Draw) -> bytes:
    """The letter as .docx, the same bytes for the same letter; `draw` makes the pictures of a chart.

    Raises LetterError for a base document that cannot be read.
    """
    document = new_document(templates)
    _head(document, letter)
    for block in letter.blocks:
        if isinstance(block, Table):
            _table(document, block)
        elif isinstance(block, Chart):
            _chart(document, block, draw(block))
        else:
            _say(
                document,
                f"公文{('一级', '二级')[block.level - 1]}" if isinstance(block, Heading) else "公文正文",
                block.text,
            )
    _close(document, letter)
    page_numbers(document)
    _properties(document, letter)
    return _packed(document, letter.day)


def _say(document: Any, style: str, text: str) -> Any:
    paragraph = document.add_paragraph(style=style)
    add_run(paragraph, plain(text))
    return paragraph


def _head(document: Any, letter: Letter) -> None:
    from docx.shared import Pt

    if letter.head:
        mark = _say(document, "公文标志", letter.head)
        mark.runs[0].font.size = Pt(min(40, int(WIDTH / 25.4 * 72 / max(1, len(letter.head)))))
        _blank(document)
        _rule(_say(document, "公文字号", letter.number))
    else:
        _say(document, "公文落款", letter.number)
    _blank(document)
    title = document.add_paragraph(style="公文标题")
    for number, line in enumerate(letter.title):
        run = add_run(title, plain(line))
        if number < len(letter.title) - 1:
            run.add_break()
    if letter.mark:
        _say(document, "公文稿别", f"（{letter.mark}）")
    _blank(document)
    _say(document, "公文主送", f"{letter.salutation}：")


def _blank(document: Any) -> Any:
    return document.add_paragraph(style="公文主送")


def _rule(paragraph: Any) -> None:
    """The red rule 4 mm beneath the number."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="6" w:color="D00000"/></w:pBdr>'
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def _close(document: Any, letter: Letter) -> None:
    """Attachments, signature and note, kept on the page of the last paragraph of the body."""
    start = len(document.paragraphs) - 1
    if letter.attachments:
        _blank(document)
        for number, name in enumerate(letter.attachments, 1):
            many = len(letter.attachments) > 1
            label = f"{number}." if many else ""
            made = _say(document, "公文附件", f"{'附件：' if number == 1 else ''}{label}{name}")
            before = 3.0 if number == 1 else 0.0
            hang = before + (0.75 if many else 0)
            indent(made._p.get_or_add_pPr(), left=5 + (0.75 if many else 0), hanging=hang)
    _blank(document)
    _blank(document)
    dated = china_date(letter.day)
    over = (_wide(letter.issuer) - _wide(dated)) / 2
    inset = max(4.0, over)
    for text, right in ((letter.issuer, inset - over), (dated, inset)):
        indent(_say(document, "公文落款", text)._p.get_or_add_pPr(), right=right)
    if letter.note:
        _say(document, "公文正文", f"（{letter.note}）")
    for paragraph in document.paragraphs[start:-1]:
        paragraph.paragraph_format.keep_with_next = True
    for paragraph in document.paragraphs[start:]:
        paragraph.paragraph_format.keep_together = True
    colophon(document, letter)


def _wide(text: str) -> float:
    """Width in characters of the body: a digit is half of one."""
    return sum(0.5 if one.isascii() else 1 for one in text)


def _table(document: Any, table: Table) -> None:
    _say(document, "公文表题", table.caption)
    made = _grid(document, len(table.rows) + 1, table.columns)
    _fill(made.rows[0], [one.title for one in table.columns], table.columns, "公文表头")
    _repeat(made.rows[0])
    for row, texts in zip(made.rows[1:], table.rows, strict=True):
        _fill(row, texts, table.columns, "公文表格")


def _grid(document: Any, count: int, columns: Sequence[Column]) -> Any:
    from docx.shared import Mm

    made = document.add_table(count, len(columns))
    made.style = "Table Grid" if "Table Grid" in {one.name for one in document.styles} else None
    made.autofit = False
    total = sum(one.width for one in columns)
    for column, one in zip(made.columns, columns, strict=True):
        column.width = Mm(WIDTH * one.width / total)
    _centred(made)
    return made


def _centred(made: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = made._tbl.tblPr
    width = round(WIDTH / 25.4 * 72 * TWIPS)
    for tag in ("tblW", "tblCellMar", "jc"):
        old = properties.find(f"{{{properties.nsmap['w']}}}{tag}")
        if old is not None:
            properties.remove(old)
    properties.insert(1, parse_xml(f'<w:tblW {nsdecls("w")} w:w="{width}" w:type="dxa"/>'))
    properties.insert(2, parse_xml(f'<w:jc {nsdecls("w")} w:val="center"/>'))
    sides = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    look = properties.find(f"{{{properties.nsmap['w']}}}tblLook")
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    properties.append(margins) if look is None else look.addprevious(margins)


def _fill(row: Any, texts: Sequence[str], columns: Sequence[Column], style: str) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for cell, text, column in zip(row.cells, texts, columns, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        add_run(paragraph, plain(text))
        if style == "公文表格":
            paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, column.align.upper())
    whole(row)


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _chart(document: Any, chart: Chart, pictures: Sequence[bytes]) -> None:
    from docx.shared import Mm

    _say(document, "公文表题", chart.caption)
    for picture in pictures:
        paragraph = document.add_paragraph(style="公文图片")
        shown = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(WIDTH - 1))
        shown._inline.docPr.set("descr", plain(chart.alt))


def _properties(document: Any, letter: Letter) -> None:
    known = document.core_properties
    made = midnight(letter.day).replace(tzinfo=None)
    known.title, known.author, known.last_modified_by = (
        plain("".join(letter.title)),
        plain(letter.issuer),
        plain(letter.issuer),
    )
    known.subject, known.keywords, known.comments, known.category = plain(letter.mark), "", "", ""
    known.created = known.modified = made
    known.last_printed = made
    known.revision, known.language = 1, "zh-CN"


def _packed(document: Any, day: date) -> bytes:
    """The document's bytes with one time in every entry of the archive, that of the day."""
    held, packed = io.BytesIO(), io.BytesIO()
    document.save(held)
    with zipfile.ZipFile(held) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()
