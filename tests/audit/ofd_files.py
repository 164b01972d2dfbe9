"""Makes real OFD files (GB/T 33190), as the print drivers of office programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from files import packed

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 5.0


class OfdPaper:
    """An OFD file while it is written. Places are in millimetres from the top left corner."""

    def __init__(self, template: str = "") -> None:
        self._pages: list[list[str]] = [[]]
        self._template = self._text(template, 20, 8) if template else ""
        self._y = 30.0

    def line(self, text: str, x: float = 25.0, y: float | None = None, steps: str = "", matrix: str = "") -> OfdPaper:
        self._pages[-1].append(self._text(text, x, self._y if y is None else y, steps, matrix))
        self._y += 0 if y is not None else 9
        return self

    def paragraph(self, text: str, per_line: int = 32) -> OfdPaper:
        first = per_line - 2
        lines = [text[:first], *(text[at : at + per_line] for at in range(first, len(text), per_line))]
        for number, line in enumerate(lines):
            self.line(line, 35.0 if number == 0 else 25.0)
        return self

    def table(self, rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int]] = ()) -> OfdPaper:
        """A ruled table; `merged` are cells (row, column) that have no line on their right."""
        top, width, height = self._y, 160.0 / len(rows[0]), 10.0
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell:
                    self._pages[-1].append(self._text(cell, 25 + column * width + 2, top + row * height + 2))
                if (row, column) not in merged:
                    self._rule(25 + (column + 1) * width, top + row * height, 0, height)
        for row in range(len(rows) + 1):
            self._rule(25, top + row * height, 160, 0)
        self._rule(25, top, 0, height * len(rows))
        self._y += height * len(rows) + 8
        return self

    def picture(self) -> OfdPaper:
        self._pages[-1].append('<ofd:ImageObject ID="9" Boundary="0 0 210 297" ResourceID="7"/>')
        return self

    def page(self) -> OfdPaper:
        self._pages.append([])
        self._y = 30.0
        return self

    def _text(self, text: str, x: float, y: float, steps: str = "", matrix: str = "") -> str:
        wide = f'DeltaX="{steps or f"g {max(len(text) - 1, 1)} {SIZE}"}"'
        turned = f' CTM="{matrix}"' if matrix else ""
        return (
            f'<ofd:TextObject ID="1" Boundary="{x} {y} {len(text) * SIZE} {SIZE}" Font="2" Size="{SIZE}"{turned}>'
            f'<ofd:TextCode X="0" Y="{SIZE * 0.86}" {wide}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def _rule(self, x: float, y: float, width: float, height: float) -> None:
        self._pages[-1].append(
            f'<ofd:PathObject ID="3" Boundary="{x} {y} {max(width, 0.3)} {max(height, 0.3)}" LineWidth="0.3">'
            f"<ofd:AbbreviatedData>M 0 0 L {width} {height} </ofd:AbbreviatedData></ofd:PathObject>"
        )

    def parts(self) -> dict[str, bytes]:
        """The files in the package."""
        head = f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:%s {SPACE}>'
        used = '<ofd:Template TemplateID="50" ZOrder="Background"/>' if self._template else ""
        parts = {
            "OFD.xml": f"{head % 'OFD'}<ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"{head % 'Document'}<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f'<ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>'
            + "".join(f'<ofd:Page ID="{n + 100}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(self._pages)))
            + "</ofd:Pages></ofd:Document>",
            "Doc_0/Tpls/Tpl_0/Content.xml": f"{head % 'Page'}<ofd:Content><ofd:Layer ID="
            f'"60">{self._template}</ofd:Layer></ofd:Content></ofd:Page>',
        }  # fmt: skip
        for number, objects in enumerate(self._pages):
            parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
                f'{head % "Page"}{used}<ofd:Content><ofd:Layer ID="70">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
            )
        return {name: text.encode() for name, text in parts.items()}

    def done(self) -> bytes:
        return packed(self.parts())
