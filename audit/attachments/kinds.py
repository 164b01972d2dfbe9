"""The kind of a file: by its first bytes, then by what its container holds, and only then by the ending of its name."""

from __future__ import annotations

import zipfile
from io import BytesIO

READABLE = frozenset({"pdf", "docx", "xlsx", "xls", "csv", "txt"})
MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
MAX_PARTS = 10_000
SMALL = 1_000_000
"""Unpacked bytes below which no ratio is dangerous: an almost empty sheet packs very well."""
MARKS = {
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\x00": "tif",
    b"MM\x00*": "tif",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "gz",
}
OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "OFD.xml": "ofd",
    "ppt/presentation.xml": "pptx",
    "content.xml": "odf",
}
STREAMS = {"Workbook": "xls", "Book": "xls", "WordDocument": "doc", "PowerPoint Document": "ppt"}
"""Streams of the compound file format; their names stand in its directory as UTF-16 (MS-CFB 2.6.1)."""


def kind_of(body: bytes, name: str) -> str:
    """The kind of a file, "" when nothing tells it. An encrypted office file is of kind "encrypted"."""
    ending = name.rsplit(".", 1)[-1].strip().lower() if "." in name else ""
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body, ending)
    if body.startswith(OFFICE_MARK):
        return _office_kind(body, ending)
    marked = next((kind for mark, kind in MARKS.items() if body.startswith(mark)), None)
    if marked:
        return marked
    if body.lstrip()[:1] == b"<":
        return "html"
    if ending == "xls" and body and b"\x00" not in body[:4096]:
        return "csv"
    return ending


def _zip_kind(body: bytes, ending: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return _torn_zip_kind(body, ending)
    return next((kind for part, kind in ZIP_PARTS.items() if part in names), "zip")


def _torn_zip_kind(body: bytes, ending: str) -> str:
    """A zip cut off before its directory still names its parts in their own headers."""
    found = next((kind for part, kind in ZIP_PARTS.items() if part.encode() in body), "zip")
    return ending if found == "zip" and ending in ZIP_PARTS.values() else found


def _office_kind(body: bytes, ending: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in body:
        return "encrypted"
    found = [kind for name, kind in STREAMS.items() if (name + "\0").encode("utf-16-le") in body]
    if len(set(found)) > 1 and ending in ("doc", "wps", "ppt", "dps"):
        return ending
    return found[0] if found else ending or "ole"


def refusal(kind: str, body: bytes) -> str:
    """Why a file must not even be opened ("" when it may be): one of the unread words."""
    if len(body) > MAX_BYTES:
        return "too_large"
    if kind == "encrypted":
        return "encrypted"
    if kind not in READABLE:
        return "unsupported_kind"
    if not body.strip():
        return "damaged"
    return _packed_badly(body) if kind in ("docx", "xlsx") else ""


def _packed_badly(body: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "damaged"
    if any(part.flag_bits & 1 for part in parts):
        return "encrypted"
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(sum(part.compress_size for part in parts), 1)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or (unpacked > SMALL and ratio > MAX_RATIO):
        return "too_large"
    return ""
