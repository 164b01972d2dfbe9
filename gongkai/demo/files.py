"""The attachments of the sample city, made from their text when the site is built.

Kinds: xlsx, docx, csv and pdf hold what they say. ``.xls`` is a file kept in ``city/<unit>/`` (no library we ship
writes that format). ``.ofd`` and ``.rar`` and a ``扫描件`` pdf are real files of their kind that hold no readable text.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import docx
import xlsxwriter

from gongkai.demo import pdf
from gongkai.demo.city import CITY, CityError, File, Site
from gongkai.demo.markup import blocks, filled

MADE = datetime(2026, 11, 23)
OFD_ROOT = '<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.1"/>'
RAR_HEADER = b"Rar!\x1a\x07\x01\x00" + bytes(56)


def _xlsx(text: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("Sheet1")
        row = 0
        for block in blocks(text):
            for line in [[block]] if isinstance(block, str) else filled(block):
                sheet.write_row(row, 0, [_number(cell) for cell in line])
                row += 1
    return buffer.getvalue()


def _number(cell: str) -> str | float:
    return float(cell) if cell.replace(".", "", 1).isdigit() and not cell.startswith("0") and len(cell) < 9 else cell


def _docx(text: str) -> bytes:
    document = docx.Document()
    for block in blocks(text):
        if isinstance(block, str):
            document.add_paragraph(block.strip("*> "))
            continue
        rows = filled(block)
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                table.cell(y, x).text = cell
    buffer = io.BytesIO()
    document.save(buffer)
    return _undated(buffer)


def _undated(buffer: io.BytesIO) -> bytes:
    """The same archive without the time of its making, so that two builds are alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _csv(text: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for block in blocks(text):
        writer.writerows([[block]] if isinstance(block, str) else filled(block))
    return out.getvalue().encode("gb18030")


def _pdf(text: str) -> bytes:
    lines: list[str] = []
    for block in blocks(text):
        lines += [block.strip("*> ")] if isinstance(block, str) else ["  ".join(row) for row in filled(block)]
    return pdf.with_text(lines)


def _ofd(text: str) -> bytes:
    """An empty OFD container (GB/T 33190): nothing of `text` is in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("OFD.xml"), OFD_ROOT)
    return buffer.getvalue()


WRITERS: dict[str, Callable[[str], bytes]] = {
    "xlsx": _xlsx,
    "docx": _docx,
    "csv": _csv,
    "pdf": _pdf,
    "ofd": _ofd,
    "rar": lambda text: RAR_HEADER,
}


def content(site: Site, file: File, folder: Path = CITY) -> bytes:
    """The bytes of an attachment. Raises CityError for a kind that nobody here writes."""
    kind = file.name.rsplit(".", 1)[-1].lower()
    if kind == "xls":
        return (folder / site.unit / file.text.strip()).read_bytes()
    if "扫描件" in file.name:
        return pdf.scanned()
    if kind not in WRITERS:
        raise CityError(f"{site.unit}: {file.name}: no writer for .{kind}")
    return WRITERS[kind](file.text)
