"""Attachments → `Document`: text and tables of pdf, docx, xlsx, xls, csv and txt files; any other kind is `unread`.

Every file is hostile. Its size and its unpacked size are looked at first; then it is read in a child process with
limits on memory, processor time and wall time (`audit.attachments.child`), so a crash of a parser is a file that is
damaged, never a fault of the audit. Which reader reads which kind stands in `audit.attachments.readers.READERS`.
"""

from __future__ import annotations

import hashlib

from audit.attachments.child import CHILD
from audit.attachments.content import Content, Unreadable
from audit.attachments.kinds import kind_of, refusal
from audit.attachments.titles import title_of
from audit.html.fields import doc_number_line
from audit.html.signature import signature_date
from audit.model import Document

__all__ = ["kind_of", "read_attachment"]
HEAD_LINES = 12


def read_attachment(body: bytes, name: str = "", url: str = "") -> Document:
    """Read a file. `name` is what a page calls it (its ending counts only where the bytes do not tell the kind).

    Never raises: a file that cannot be read comes back without text and with `unread` set to unsupported_kind,
    no_text_layer, encrypted, damaged, too_large or too_slow. A file read in part (300 pages of 400, scanned pages
    between pages of text) has both: its text, and why the rest is not there.
    """
    kind = kind_of(body, name)
    content, unread = Content(), refusal(kind, body)
    if not unread:
        try:
            content = CHILD.read(kind, body)
            unread = content.unread
        except Unreadable as failure:
            unread = failure.reason
    lines = [line for line in content.lines if line.strip()]
    return Document(
        url=url,
        title=title_of(lines[content.heads :], name),
        formed=signature_date(lines[content.heads :]),
        doc_number=doc_number_line(lines[:HEAD_LINES]),
        text="\n".join(lines),
        tables=content.tables,
        unread=unread,
        digest=hashlib.sha256(body).hexdigest(),
        how=f"attachment:{kind or 'unknown'}",
    )
