"""The kind of a file: by its first bytes, then by what its container holds, and only then by the ending of its name."""

from __future__ import annotations

import zipfile
from io import BytesIO

PICTURES = frozenset({"png", "jpg", "gif", "bmp", "tif"})
ARCHIVES = frozenset({"zip", "rar", "7z"})
PACKED = frozenset({"docx", "xlsx", "ofd", "zip"})
"""Kinds that are a zip."""
READABLE = frozenset({"pdf", "doc", "docx", "xlsx", "xls", "ofd", "rtf", "csv", "txt"}) | ARCHIVES | PICTURES
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
STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
"""Streams of the compound file format; their names stand in its directory as UTF-16 (MS-CFB 2.6.1)."""
CLASSES = {0x00020906: "doc", 0x00020820: "xls", 0x00020810: "xls"}
"""First part of the class that a compound file's root says it is of: Word 97, Excel 97, Excel 5."""
ALIASES = {"jpeg": "jpg", "tiff": "tif"}
DIRECTORY_END = b"PK\x05\x06"
MAX_DIRECTORY = 3_000_000
"""Bytes of a zip's directory: a longer one would cost more memory than the whole file."""


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
    if is_markup(body):
        return "html"
    if ending == "xls" and body and b"\x00" not in body[:4096]:
        return "csv"
    return ALIASES.get(ending, ending)


def is_markup(body: bytes) -> bool:
    """Whether a file begins like a page: many a program exports one under the ending doc or xls."""
    return body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def has_macros(kind: str, body: bytes) -> bool:
    """Whether an office file brings a program along. It is never run, and not looked at."""
    if kind in ("docx", "xlsx"):
        return b"vbaProject.bin" in body
    return kind in ("doc", "xls") and "_VBA_PROJECT".encode("utf-16-le") in body


def _zip_kind(body: bytes, ending: str) -> str:
    if _has_long_directory(body):
        return "zip"
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
    root = body.find("Root Entry\0".encode("utf-16-le"))
    told = CLASSES.get(int.from_bytes(body[root + 80 : root + 84], "little")) if root > 0 else None
    found = {kind for name, kind in STREAMS.items() if (name + "\0").encode("utf-16-le") in body}
    if told in found:
        return str(told)
    if len(found) > 1:  # a file that holds another one
        return {"wps": "doc", "doc": "doc", "et": "xls", "xls": "xls"}.get(ending, ending)
    return found.pop() if found else ending or "ole"


def _has_long_directory(body: bytes) -> bool:
    """Whether a zip's directory says, or hides, that it is longer than any that is read."""
    at = body.rfind(DIRECTORY_END)
    return at >= 0 and int.from_bytes(body[at + 12 : at + 16], "little") > MAX_DIRECTORY


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
    return _packed_badly(kind, body) if kind in PACKED else ""


def _packed_badly(kind: str, body: bytes) -> str:
    if _has_long_directory(body):
        return "too_large"
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "damaged"
    if kind != "zip" and any(part.flag_bits & 1 for part in parts):
        return "encrypted"
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or unpacked > most_unpacked(len(body)):
        return "too_large"
    return ""


def most_unpacked(size: int) -> int:
    """How many bytes a packed file of this size may hold."""
    return min(MAX_UNPACKED, max(SMALL, size * MAX_RATIO))
