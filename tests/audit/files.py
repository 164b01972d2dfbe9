"""Makes real files for the tests of attachments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Table

FONT = "STSong-Light"
LEFT, TOP, SIZE, PER_LINE = 80, 760, 14, 30
GRID = [("GRID", (0, 0), (-1, -1), 1, "black"), ("FONTNAME", (0, 0), (-1, -1), FONT)]


class PdfPaper:
    """A PDF as an office program prints it: titles in the middle, paragraphs indented by two and filled to the right."""

    def __init__(self, password: str = "") -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._target = io.BytesIO()
        self._canvas = canvas.Canvas(self._target, pagesize=A4, encrypt=password or None)
        self._y = float(TOP)

    def title(self, text: str) -> PdfPaper:
        self._canvas.setFont(FONT, 20)
        self._canvas.drawCentredString(A4[0] / 2, self._y, text)
        self._y -= 36
        return self

    def paragraph(self, text: str, indent: int = 2) -> PdfPaper:
        first = PER_LINE - indent
        lines = [text[:first], *(text[at : at + PER_LINE] for at in range(first, len(text), PER_LINE))]
        self._canvas.setFont(FONT, SIZE)
        for number, line in enumerate(lines):
            self._canvas.drawString(LEFT + (indent * SIZE if number == 0 else 0), self._y, line)
            self._y -= 24
        return self

    def line(self, text: str, x: float = LEFT, y: float | None = None) -> PdfPaper:
        self._canvas.setFont(FONT, SIZE)
        self._canvas.drawString(x, self._y if y is None else y, text)
        if y is None:
            self._y -= 24
        return self

    def table(self, rows: Sequence[Sequence[str]], style: Sequence[tuple[object, ...]] = ()) -> PdfPaper:
        table = Table([list(row) for row in rows], style=[*GRID, *style])
        _, height = table.wrap(A4[0] - 2 * LEFT, 700)
        self._y -= height
        table.drawOn(self._canvas, LEFT, self._y)
        self._y -= 30
        return self

    def picture(self) -> PdfPaper:
        self._canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)
        return self

    def turn(self, degrees: int) -> PdfPaper:
        """A page stored lying down and shown upright, as wide tables are printed."""
        width, height = A4
        corner = {0: (0.0, 0.0), 90: (width, 0.0), 180: (width, height), 270: (0.0, height)}[degrees]
        self._canvas.setPageRotation(degrees)
        self._canvas.translate(*corner)
        self._canvas.rotate(degrees)
        self._y = height - 120 if degrees in (0, 180) else width - 120
        return self

    def page(self, number: str = "") -> PdfPaper:
        """End the page, with `number` at its foot."""
        if number:
            self.line(number, A4[0] / 2, 40)
        self._canvas.showPage()
        self._y = float(TOP)
        return self

    def done(self) -> bytes:
        self._canvas.save()
        return self._target.getvalue()


def saved(book: object) -> bytes:
    """The bytes of anything that has a `save`."""
    target = io.BytesIO()
    book.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(body: bytes, part: str, old: str, new: str) -> bytes:
    """A zip with one piece of one part replaced."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode()
    assert old in before
    return packed({**parts, part: before.replace(old, new).encode()})


def formatted(cells: Sequence[tuple[object, str]]) -> bytes:
    """A workbook of one row per (value, number format)."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, (value, code) in enumerate(cells):
            sheet.write(row, 0, "值")
            sheet.write(row, 1, value, book.add_format({"num_format": code}))
    return target.getvalue()
