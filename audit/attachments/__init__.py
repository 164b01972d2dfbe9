"""Attachments → `Document`: text and tables of pdf, doc, docx, wps, rtf, xls, xlsx, et, ofd, csv and txt
files, of zip (rar, 7z)
archives of these, and of scans and pictures where characters can be recognised; any other kind is `unread`.

Every file is hostile. Its size and its unpacked size are looked at first; then it is read in a child process with
limits on memory, processor time and wall time (`audit.attachments.child`), so a crash of a parser is a file that is
damaged, never a fault of the audit. Which reader reads which kind stands in `audit.attachments.readers.READERS`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from audit.attachments.archives import MAX_MEMBERS, NAMES, combined
from audit.attachments.child import CHILD, SCANS, Child, Ended
from audit.attachments.content import Content, Unreadable
from audit.attachments.extras import recognises_scans
from audit.attachments.kinds import ARCHIVES, has_macros, kind_of, refusal
from audit.attachments.titles import archive_title, title_of
from audit.html.fields import doc_number_line
from audit.html.signature import signature_date
from audit.model import Document

__all__ = ["kind_of", "read_attachment"]
HEAD_LINES = 12
MOST_ENDS = 3
"""How many files of an archive may end the process before the rest of it is given up."""


def read_attachment(body: bytes, name: str = "", url: str = "") -> Document:
    """Read a file. `name` is what a page calls it (its ending counts only where the bytes do not tell the kind).

    Never raises: a file that cannot be read comes back without text and with `unread` set to unsupported_kind,
    no_text_layer, encrypted, damaged, too_large or too_slow. A file read in part (300 pages of 400, scanned pages
    between pages of text, one damaged file in an archive) has both: its text, and why the rest is not there. `how` is
    attachment:KIND, then +ocr where characters were recognised, +macros where a program lies in the file, and of an
    archive the kinds that were read in it.
    """
    kind = kind_of(body, name)
    content = Content(unread=refusal(kind, body))
    if not content.unread:
        content = _recognised(kind, body, _read(kind, body))
    lines = [line for line in content.lines if line.strip()]
    unread = content.unread or ("" if lines else "no_text_layer")
    ways = (*content.ways, *(["macros"] if has_macros(kind, body) else []))
    title = archive_title(lines, name) if kind in ARCHIVES else title_of(lines[content.heads :], name)
    return Document(
        url=url,
        title=title,
        formed=signature_date(lines[content.heads :]),
        doc_number=doc_number_line(lines[:HEAD_LINES]),
        text="\n".join(lines),
        tables=content.tables,
        unread=unread,
        digest=hashlib.sha256(body).hexdigest(),
        how="+".join((f"attachment:{kind or 'unknown'}", *ways)),
    )


def _read(kind: str, body: bytes, child: Child = CHILD) -> Content:
    try:
        return child.read(kind, body)
    except Ended as end:
        return _piecewise(kind, body, child) if kind in ARCHIVES else Content(unread=end.reason)
    except Unreadable as failure:
        return Content(unread=failure.reason)


def _recognised(kind: str, body: bytes, content: Content) -> Content:
    """`content` with its scans recognised, where that is possible and gives text."""
    if content.unread != "no_text_layer" or not recognises_scans():
        return content
    seen = _read(kind, body, SCANS)
    return seen if seen.lines else content


def _piecewise(kind: str, body: bytes, child: Child) -> Content:
    """An archive file by file, after one of its files ended the process: that one is named, the others are read."""
    try:
        names = child.read(f"{kind}#{NAMES}", body).lines
    except Unreadable as failure:
        return Content(unread=failure.reason)
    found: list[tuple[str, Content]] = []
    ends = 0
    for number, name in enumerate(names[:MAX_MEMBERS]):
        if ends == MOST_ENDS:
            found.append(("……", Content(unread="too_slow")))
            break
        try:
            one = child.read(f"{kind}#{number}", body)
            found.append((name, replace(one, lines=one.lines[1:])))
        except Unreadable as failure:
            ends += isinstance(failure, Ended)
            found.append((name, Content(unread=failure.reason)))
    try:
        return combined(found)
    except Unreadable as failure:
        return Content(unread=failure.reason)
