"""Which reader reads which kind of file. Imported only in the child process; each library loads when first needed."""

from __future__ import annotations

import functools
from collections.abc import Callable

from audit.attachments import archives, ofd, old_word, old_workbook, pdf, pictures, plain, rtf, word, workbook
from audit.attachments.content import Content, Unreadable
from audit.attachments.kinds import ARCHIVES
from audit.attachments.scan import Recognise

READERS: dict[str, Callable[[bytes], Content]] = {
    "pdf": pdf.read,
    "doc": old_word.read,
    "docx": word.read,
    "xlsx": workbook.read,
    "xls": old_workbook.read,
    "ofd": ofd.read,
    "rtf": rtf.read,
    "csv": plain.read_csv,
    "txt": plain.read_text,
    "png": pictures.read,
    "jpg": pictures.read,
    "gif": pictures.read,
    "bmp": pictures.read,
    "tif": pictures.read,
}


def _with_pictures(reader: Callable[[bytes], Content], body: bytes, recognise: Recognise) -> Content:
    """A zipped file with what is written on its pictures, where it says little or nothing itself."""
    try:
        plain = reader(body)
    except Unreadable as failure:
        if failure.reason != "no_text_layer":
            raise
        plain = Content(unread=failure.reason)
    return pictures.recognised_in_zip(body, recognise, plain) if plain.unread == "no_text_layer" else plain


SCANS: dict[str, Callable[[bytes, Recognise], Content]] = {
    "pdf": pdf.recognised,
    "docx": functools.partial(_with_pictures, word.read),
    "xlsx": functools.partial(_with_pictures, workbook.read),
    "ofd": functools.partial(_with_pictures, ofd.read),
    "png": pictures.recognised,
    "jpg": pictures.recognised,
    "gif": pictures.recognised,
    "bmp": pictures.recognised,
    "tif": pictures.recognised,
}
"""How a file is read that is a scan, where characters can be recognised."""


def read(kind: str, body: bytes, recognise: Recognise | None = None) -> Content:
    """Read a file; of an archive all files in it, or (`zip#3`) one of them, or (`zip#names`) their names.

    Raises Unreadable, and whatever a parser raises on a hostile file.
    """
    kind, _, part = kind.partition("#")
    if kind in ARCHIVES:
        return archives.read(kind, body, functools.partial(_one, recognise=recognise), part)
    return _one(kind, body, recognise)


def _one(kind: str, body: bytes, recognise: Recognise | None = None) -> Content:
    if recognise is not None and kind in SCANS:
        return SCANS[kind](body, recognise)
    return READERS[kind](body)
