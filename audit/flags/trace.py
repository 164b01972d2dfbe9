"""What is kept of a document to compare it with others: dates, hashes of its sentences, and its own marks. No text.

A trace is a pure function of the document, so that it can be kept, and the flags of a run or of the run after it can be
raised from traces alone, in memory that does not grow with the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from audit.flags.names import PLACE, UNIT, Names, without_dates
from audit.model import Document
from audit.privacy import mask
from audit.text import normalise

SENTENCES = 256
"""Sentences kept of a document, those of the smallest hashes: of equal texts the same ones."""
SHORTEST = 12
"""Characters of the shortest sentence that is compared."""
TEXT_LIMIT = 200_000
"""Characters of a document that are looked at."""
_END = re.compile(r"[。!?;\n]")
_BLANK = re.compile(r"\s+")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_NOTHING = re.compile(
    r"无此|未发生|不涉及|没有发生|未开展|未实施|未收到|未产生|为零|均为0|情况说明|零报告|无[^，。]{0,12}(?:事项|情况|项目|记录)"
)
_SAID = re.compile(r"(?<![到至\-\d])(20[0-4]\d)\s*(?:年|[-./])\s*(?:(\d{1,2})\s*(?:月|[-./])\s*(?:(\d{1,2})(?!\d))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A document's trace.

    `body` is the hash of its text, dates left out, figures kept; `frame` that of its text without title and dates, 0
    when there is too little text to say anything by it or the text says that there was nothing to publish. `sentences` are hashes of sentences, names and dates left out,
    with their `lengths`; `own` those in which the unit speaks of itself, `here` those that speak of its place. `said` is
    the latest day that the text speaks of, up to the day shown.
    """

    url: str
    title: str
    page_type: str
    issuer: str
    columns: tuple[str, ...] = ()
    source: str = ""
    doc_number: str = ""
    is_attachment: bool = False
    has_files: bool = False
    published: date | None = None
    metadata_published: date | None = None
    formed: date | None = None
    said: date | None = None
    chars: int = 0
    body: int = 0
    frame: int = 0
    sentences: Sequence[int] = ()
    lengths: Sequence[int] = ()
    own: Sequence[int] = ()
    here: Sequence[int] = ()
    first_shown: date | None = None
    """The earliest day that a run saw shown for this text; `first_run` is that run, `first_url` where it stood."""
    first_run: str = ""
    first_url: str = ""


def trace(document: Document, lines: Sequence[str], names: Names) -> Trace:
    """The trace of a document of the unit called `names`. `lines` are its `body_lines`."""
    prose = "\n".join(line for line in lines if "\t" not in line)
    found = dict(sorted(sentences(prose, names).items())[:SENTENCES])
    title = _BLANK.sub("", normalise(document.title))
    text = "\n".join(lines)
    frame = _BLANK.sub("", text)
    frame = frame.replace(title, "") if title else frame
    return Trace(
        url=document.url,
        title=mask(document.title),
        page_type=document.page_type,
        issuer=document.issuer,
        columns=document.columns,
        source=mask(document.source or ""),
        doc_number=document.doc_number or "",
        is_attachment=document.parent_url is not None,
        has_files=bool(document.attachments or document.images or document.unread),
        published=document.published,
        metadata_published=document.metadata_published,
        formed=document.formed,
        said=_said(f"{title}\n{text}", document.published),
        chars=len(_BLANK.sub("", text)),
        body=_body(text),
        frame=0 if declares_nothing(lines) else _body(frame),
        sentences=tuple(found),
        lengths=tuple(len(masked) for masked, _ in found.values()),
        own=tuple(key for key, (masked, _) in found.items() if UNIT in masked),
        here=tuple(key for key, (masked, _) in found.items() if PLACE in masked),
    )


def body_lines(document: Document, repeated: frozenset[str] = frozenset()) -> list[str]:
    """The lines of a document that are its own, normalised: those that its host repeats left out."""
    return [line for line in normalise(document.text[:TEXT_LIMIT]).split("\n") if line and line not in repeated]


def declares_nothing(lines: Sequence[str]) -> bool:
    """Whether a text says that there was nothing to publish."""
    return bool(_NOTHING.search("\n".join(lines)))


def sentences(prose: str, names: Names) -> dict[int, tuple[str, str]]:
    """Hash → (sentence without names and dates, sentence as it stands) of every sentence long enough to compare."""
    return {digest(masked): (masked, raw) for masked, raw in _sentences(prose, names)}


def digest(text: str) -> int:
    """A hash of `text` in 63 bits, the same on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 1


def _sentences(prose: str, names: Names) -> Iterator[tuple[str, str]]:
    for part in _END.split(prose):
        raw = _BLANK.sub("", part)
        if len(raw) >= SHORTEST:
            masked = names.masked(raw)
            if len(masked) >= SHORTEST and len(_CJK.findall(masked)) >= SHORTEST // 2:
                yield masked, raw


def _body(text: str) -> int:
    bare = without_dates(_BLANK.sub("", text))
    return digest(bare) if len(_CJK.findall(bare)) >= 30 else 0


def _said(text: str, shown: date | None) -> date | None:
    """The latest day, month or year (as its first day) that `text` speaks of, not after `shown`."""
    if shown is None:
        return None
    found = {(int(year), int(month or 1), int(day or 1)) for year, month, day in _SAID.findall(text)}
    days = (_day(*parts) for parts in found)
    return max((day for day in days if day and day <= shown), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
