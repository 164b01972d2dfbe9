"""Attachments → `Document`: text and tables of pdf, docx, xlsx, xls and csv files; any other kind is `unread`, by name.

Every file is hostile. Its size and its unpacked size are looked at first; then it is read in a child process with
limits on memory, processor time and wall time (`audit.attachments.child`), so a crash of a parser is a file that is
damaged, never a fault of the audit.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from io import BytesIO

from audit.attachments.child import CHILD, Failed
from audit.attachments.content import Content
from audit.model import Document

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LABEL = re.compile(r"附件\s*\d*\s*[:：]?$|单位\s*[:：]|[(（]来源")
MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
READABLE = ("pdf", "docx", "xlsx", "xls", "csv", "txt")
OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd", "ppt/presentation.xml": "pptx"}
MARKS = {
    b"%PDF": "pdf",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
    b"II*\x00": "tif",
    b"MM\x00*": "tif",
}


def read_attachment(body: bytes, name: str = "", url: str = "") -> Document:
    """Read a file. `name` is what a page calls it (its ending counts only where the bytes do not tell the kind).

    Never raises: a file that cannot be read comes back with `unread` set to unsupported_kind, no_text_layer,
    encrypted, damaged, too_large or too_slow.
    """
    kind, unread = kind_of(body, name), ""
    content = Content()
    if len(body) > MAX_BYTES:
        unread = "too_large"
    elif kind in ("docx", "xlsx"):
        unread = _packed_badly(body)
    if not unread and kind not in READABLE:
        unread = "unsupported_kind"
    if not unread:
        try:
            content = CHILD.read(kind, body)
        except Failed as failure:
            unread = failure.reason
    text = "\n".join(line for line in content.lines if line.strip())
    if not unread and not text:
        unread = "no_text_layer" if kind == "pdf" else "damaged"
    return Document(
        url=url,
        title=_title(content, name),
        text=text,
        tables=content.tables,
        page_type="other",
        unread=unread,
        digest=hashlib.sha256(body).hexdigest(),
        how=f"attachment:{kind or 'unknown'}",
    )


def kind_of(body: bytes, name: str) -> str:
    """The kind of a file: by its first bytes and, inside a zip, its parts; by the ending of its name otherwise."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    for mark, kind in MARKS.items():
        if body.startswith(mark):
            return kind
    if body.startswith(b"PK\x03\x04"):
        return _zip_kind(body)
    if body.startswith(OFFICE_MARK):
        return _office_kind(body, ending)
    return ending


def _zip_kind(body: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(body)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return "zip"
    return next((kind for part, kind in ZIP_PARTS.items() if part in names), "zip")


def _office_kind(body: bytes, ending: str) -> str:
    """Word, Excel and encrypted OOXML share one container; the names of its streams stand in it as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in body:
        return "encrypted"
    if "Workbook".encode("utf-16-le") in body or ending in ("xls", "et"):
        return "xls"
    return ending if ending in ("doc", "wps", "ppt") else "doc"


def _packed_badly(body: bytes) -> str:
    try:
        parts = zipfile.ZipFile(BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return "damaged"
    if any(part.flag_bits & 1 for part in parts):
        return "encrypted"
    unpacked = sum(part.file_size for part in parts)
    heavy = any(
        part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1) for part in parts
    )
    return "too_large" if unpacked > MAX_UNPACKED or heavy else ""


def _title(content: Content, name: str) -> str:
    """The document's first line that can be a title, else how the page calls the file."""
    plain = name.rsplit(".", 1)[0] if "." in name else name
    for line in content.lines[:6]:
        text = line.strip()
        if "\t" not in text and 4 <= len(text) <= 80 and len(_CHINESE.findall(text)) >= 4 and not _LABEL.match(text):
            return text
    return plain
