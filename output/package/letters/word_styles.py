"""The styles of a letter in Word: page, grid, fonts, after GB/T 9704-2012.

A city may put a ``letter.docx`` into its templates directory: what it has of these styles, its page and its footers
stay; what it lacks is added. Fonts are named as official documents name them; the font table says what to take where a
machine has not got one (方正小标宋简体 → 华文中宋, 仿宋_GB2312 → 仿宋).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from output.package.letters.settings import LetterError

BASE = "letter.docx"
TIGHTER = -5
"""Twentieths of a point between characters, so that 28 of 16 pt fit into 156 mm. A grid of characters would say the same
to Word, but other programs give a character that is wider than its cell two of them."""
TITLE, SONG, FANG, BLACK, KAI = "方正小标宋简体", "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
DIGITS = "Times New Roman"
_SPARE = {TITLE: "华文中宋", SONG: "SimSun", FANG: "仿宋", BLACK: "SimHei", KAI: "楷体", DIGITS: "Liberation Serif"}
PITCH = 156 / 28 / 25.4 * 72
"""Points from one character to the next: 28 in 156 mm."""
LINE = 225 / 22 / 25.4 * 72
"""Points from one line to the next: 22 in 225 mm."""
SAN, SI, ER, SMALL = 16.0, 14.0, 22.0, 12.0
RED = "D00000"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. `indent` is its first line's, `right` what stays free on the right, in characters."""

    font: str = FANG
    size: float = SAN
    align: str = "both"
    indent: float = 0
    line: float = LINE
    bold: bool = False
    colour: str = ""
    before: float = 0
    after: float = 0
    level: int | None = None


STYLES: dict[str, Style] = {
    "公文标志": Style(TITLE, 40, "center", line=56, colour=RED, before=35 / 25.4 * 72 - 6),
    "公文字号": Style(align="center"),
    "公文标题": Style(TITLE, ER, "center", line=34),
    "公文稿别": Style(KAI, SAN, "center"),
    "公文主送": Style(align="left"),
    "公文正文": Style(indent=2),
    "公文一级": Style(BLACK, indent=2, align="left", level=0),
    "公文二级": Style(KAI, indent=2, align="left", level=1),
    "公文附件": Style(align="left"),
    "公文落款": Style(align="right"),
    "公文表题": Style(BLACK, SMALL, "center", line=20, before=6, after=3),
    "公文表头": Style(BLACK, SMALL, "center", line=16),
    "公文表格": Style(FANG, SMALL, "left", line=16),
    "公文图片": Style(align="center", line=0, after=6),
    "公文版记": Style(FANG, SI, "left", line=22),
    "公文页码": Style(SONG, SI, "left", line=0),
}


def new_document(templates: Path | None) -> Any:
    """An empty document with these styles. Raises LetterError for a city's base that cannot be read."""
    import docx

    own = templates / BASE if templates else None
    if own is None or not own.is_file():
        document = docx.Document()
        _page(document.sections[0])
    else:
        try:
            document = docx.Document(str(own))
        except Exception as error:  # zipfile, lxml and docx raise different kinds for what is no Word file
            raise LetterError(f"{own}: not a Word document that can be read ({type(error).__name__})") from error
    _empty(document)
    _styles(document)
    _font_table(document)
    return document


def _empty(document: Any) -> None:
    body = document.element.body
    for one in list(body):
        if not one.tag.endswith("}sectPr"):
            body.remove(one)


def _page(section: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(35 - 7 - 6)
    for old in section._sectPr.findall(f"{{{section._sectPr.nsmap['w']}}}docGrid"):
        section._sectPr.remove(old)
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{round(LINE * 20)}"/>'))


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    known = {one.name for one in document.styles}
    for name, style in STYLES.items():
        if name not in known:
            made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = document.styles["Normal"] if "Normal" in known else None
            made.quick_style = True
            _paragraph(made, style)
            set_fonts(made.element.get_or_add_rPr(), style.font)
            if style.size == SAN:
                _tighten(made.element.get_or_add_rPr())
    if "公文正文" not in known and "Normal" in known:
        set_fonts(document.styles["Normal"].element.get_or_add_rPr(), FANG)
        _paragraph(document.styles["Normal"], Style())


def _paragraph(made: Any, style: Style) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt, RGBColor

    sides = {"both": "JUSTIFY", "left": "LEFT", "center": "CENTER", "right": "RIGHT"}
    made.font.size, made.font.bold = Pt(style.size), False
    if style.colour:
        made.font.color.rgb = RGBColor.from_string(style.colour)
    shape = made.paragraph_format
    shape.alignment = getattr(WD_ALIGN_PARAGRAPH, sides[style.align])
    shape.space_before, shape.space_after = Pt(style.before), Pt(style.after)
    if style.line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(round(style.line, 2))
    else:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    shape.widow_control = style.size == SAN
    shape.keep_with_next = style.level is not None or (style.font == BLACK and style.size == SMALL)
    if style.line != LINE:
        _off_grid(made.element.get_or_add_pPr())
    if style.indent:
        indent(made.element.get_or_add_pPr(), first=style.indent)
    if style.level is not None:
        _append(made.element.get_or_add_pPr(), "outlineLvl", val=str(style.level))


def indent(properties: Any, *, left: float = 0, first: float = 0, hanging: float = 0, right: float = 0) -> None:
    """Set indents in characters of the body, which Word keeps when the size changes."""
    values: dict[str, str] = {}
    names = {"left": left, "firstLine": first, "hanging": hanging, "right": right}
    for name, count in names.items():
        if count:
            values[f"{name}Chars"], values[name] = str(round(count * 100)), str(round(count * PITCH * 20))
    old = properties.find(_w("ind"))
    if old is not None:
        properties.remove(old)
    made = _element("ind", **values)
    properties.insert_element_before(
        made, "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
        "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
    )  # fmt: skip


def set_fonts(properties: Any, font: str) -> None:
    """Chinese in `font`, digits and letters in Times New Roman; quotation marks as Chinese ones."""
    old = properties.find(_w("rFonts"))
    if old is not None:
        properties.remove(old)
    properties.insert(0, _element("rFonts", hint="eastAsia", ascii=DIGITS, hAnsi=DIGITS, eastAsia=font, cs=DIGITS))


def _tighten(properties: Any) -> None:
    properties.insert_element_before(
        _element("spacing", val=str(TIGHTER)), "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u",
        "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang", "w:eastAsianLayout",
        "w:specVanish", "w:oMath",
    )  # fmt: skip


def _off_grid(properties: Any) -> None:
    properties.insert_element_before(
        _element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
        "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
        "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
    )  # fmt: skip


def _font_table(document: Any) -> None:
    part = next(
        (one for one in document.part.package.iter_parts() if str(one.partname).endswith("fontTable.xml")), None
    )
    if part is None:
        return
    kept = part.blob.decode("utf-8")
    named = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(spare)}/>"
        f'<w:charset w:val="{"00" if name == DIGITS else "86"}"/>'
        f'<w:family w:val="{"roman" if name == DIGITS else "auto"}"/><w:pitch w:val="variable"/></w:font>'
        for name, spare in _SPARE.items()
        if f"w:name={quoteattr(name)}" not in kept or name == DIGITS
    )
    if f"w:name={quoteattr(DIGITS)}" in kept:
        named = named.rsplit("<w:font ", 1)[0]
    part._blob = kept.replace("</w:fonts>", f"{named}</w:fonts>").encode("utf-8")


def _append(properties: Any, tag: str, **values: str) -> None:
    properties.insert_element_before(
        _element(tag, **values), "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"
    )


def _element(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(_w(name), value)
    return made


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))
