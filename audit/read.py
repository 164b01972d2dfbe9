"""Bytes of any kind → Document: a page goes to `audit.extract`, everything else to `audit.attachments`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from audit.attachments.kinds import is_markup
from audit.limits import MOST_MARKUP, TOO_LARGE, bounded
from audit.model import Document

_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"7z\xbc\xaf")
_FILES = frozenset({"pdf", "doc", "docx", "xls", "xlsx", "csv", "ofd", "wps", "et", "zip", "rar", "7z", "txt", "rtf", "ceb", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff"})  # fmt: skip


def is_attachment(body: bytes, name: str) -> bool:
    """Whether these bytes are a file rather than a page: by their first bytes, else by the name's ending."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if body.startswith(_BINARY):
        return True
    return ending in _FILES and not is_markup(body)


def read_bytes(
    body: bytes, url: str = "", content_type: str = "", columns: tuple[str, ...] = (), name: str = ""
) -> Document:
    """Extract a page or a file. `name` is how a page calls the file; the file's own name ends the URL's path."""
    path = unquote(urlsplit(url).path).rsplit("/", 1)[-1]
    if is_attachment(body, path) or is_attachment(body, name):
        return _file(body, name or path, url)
    return _page(body, url, content_type, columns)


def read_file(path: Path, url: str = "") -> Document:
    """Extract a file from disk. Raises OSError when it cannot be read."""
    body = path.read_bytes()
    if is_attachment(body, path.name):
        return _file(body, path.name, url or path.name)
    return _page(body, url or path.name)


def _page(body: bytes, url: str, content_type: str = "", columns: tuple[str, ...] = ()) -> Document:
    """A page within the limits of `audit.limits`: of a larger one, its first part, marked as read in part."""
    from audit.extract import extract

    document = extract(body[:MOST_MARKUP], url, content_type, columns)
    if len(body) > MOST_MARKUP:
        document = replace(document, digest=hashlib.sha256(body).hexdigest(), unread=document.unread or TOO_LARGE)
    return bounded(document)


def _file(body: bytes, name: str, url: str) -> Document:
    from audit.attachments import read_attachment
    from audit.issuer import issuer
    from audit.pagetype import page_type

    document = bounded(read_attachment(body, name, url))
    if not document.text:
        return document
    document = replace(document, page_type=page_type(document))
    return replace(document, issuer=issuer(document))
