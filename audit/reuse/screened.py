"""A document as it may be kept beside the audit: personal words hidden, personal data told by kind, count and hash.

Everything behind the judge (findings, flags, lists, the cache) works on screened documents and judgements, so that it
comes to the same whether a document was read just now or last week.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from audit import privacy
from audit.judge import Judgement
from audit.model import Document, PrivacyHit, Table
from audit.personal.redaction import Redaction
from audit.personal.standing import is_over
from audit.records import record_key

Hide = Callable[[str], str]
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Screened:
    """One document without its personal words. It answers like `privacy.Examined`, without holding a raw value.

    `fresh`: the hits of every day; `standing`: those once a list has stood too long. `whole`: no Chinese word was
    hidden, so whatever word is looked for stands here if it stood on the page.
    """

    document: Document
    fresh: tuple[PrivacyHit, ...]
    standing: tuple[PrivacyHit, ...]
    names_persons: bool
    whole: bool

    @property
    def redaction(self) -> Redaction:
        """Nothing is left to hide but numbers."""
        return Redaction()

    def hits(
        self, salt: bytes = b"", published: date | None = None, as_of: date | None = None
    ) -> tuple[PrivacyHit, ...]:
        """The hits, hashed under the salt that the document was screened with."""
        return self.standing if is_over(published, as_of) else self.fresh


def screen(document: Document, salt: bytes) -> tuple[Screened, Hide]:
    """Look for personal data and hide it. Out: the screened document, and what hides its words in other texts."""
    examined = privacy.examine(document)
    hide = examined.redaction
    kept = _hidden(document, hide)
    screened = Screened(
        document=kept,
        fresh=examined.hits(salt),
        standing=examined.hits(salt, date.min, date.max),
        names_persons=examined.names_persons,
        whole=_chinese(document) == _chinese(kept),
    )
    return screened, hide


def _hidden(document: Document, hide: Hide) -> Document:
    return replace(
        document,
        title=hide(document.title),
        source=document.source and hide(document.source),
        text=hide(document.text),
        tables=_tables(document.tables, hide),
        attachments=tuple(replace(link, name=hide(link.name)) for link in document.attachments),
        pictures=tuple(map(hide, document.pictures)),
        concealed=hide(document.concealed),
    )


def _tables(tables: tuple[Table, ...], hide: Hide) -> tuple[Table, ...]:
    """All tables hidden at once: what a number is may stand in the head of its column."""
    lines = "\n".join("\t".join(_BREAKS.sub(" ", cell) for cell in row) for table in tables for row in table)
    hidden = iter(hide(lines).split("\n"))
    return tuple(tuple(tuple(next(hidden).split("\t")[: len(row)]) for row in table) for table in tables)


def _chinese(document: Document) -> str:
    texts = (document.title, document.text, *(cell for table in document.tables for row in table for cell in row))
    return "".join(_CHINESE.findall("".join(texts)))


def hidden(judgement: Judgement, hide: Hide, document: Document) -> Judgement:
    """`judgement` of a page as one of its screened `document`: no personal word of the page is said again."""
    return replace(
        judgement,
        document=document,
        evidence=tuple(
            replace(one, value=hide(one.value), snippet=hide(one.snippet), record=one.record and hide(one.record))
            for one in judgement.evidence
        ),
        lookalikes=tuple(replace(one, snippet=hide(one.snippet)) for one in judgement.lookalikes),
        doubts=tuple(replace(one, why=hide(one.why)) for one in judgement.doubts),
        declarations=tuple(replace(one, snippet=hide(one.snippet)) for one in judgement.declarations),
        records=tuple(
            replace(one, name=name, key=record_key(name)) if (name := hide(one.name)) != one.name else one
            for one in judgement.records
        ),
    )
