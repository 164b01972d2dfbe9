"""Personal data in pages and lists (PRIV-01 … PRIV-13), and the masking of everything that leaves the audit.

The raw value never leaves: a hit is what the page calls the value, one masked example, a salted hash of the distinct
values, and a count. Law: 政府信息公开条例 art. 15, 社会救助暂行办法 art. 61, 个人信息保护法 arts. 25, 28, 34. Pictures
(PRIV-11) are only named for a person to look at; how long a list has stood (PRIV-12) needs a day to speak of: `examine`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from audit.model import Document, PrivacyHit, Table
from audit.personal import lists, narrative, pictures, prose, standing
from audit.personal.forms import forms
from audit.personal.found import Found, View
from audit.personal.numbers import luhn, mask, valid_id
from audit.personal.redaction import Redaction, redaction
from audit.personal.rosters import rosters
from audit.tabular.grid import grids
from audit.text import normalise

__all__ = ["examine", "luhn", "mask", "scan", "valid_id"]
DETECTORS = (*lists.DETECTORS, *prose.DETECTORS, *narrative.DETECTORS, pictures.pictures)
FORM_LABELS = frozenset({"姓名", "户主", "申请人", "身份证号", "家庭住址", "联系电话", "性别", "年龄", "出生日期"})
SNIPPET = 60
PICTURE_KINDS = ("jpg", "jpeg", "png", "gif", "tif", "tiff", "bmp")


@dataclass(frozen=True, slots=True)
class Examined:
    """What one document shows. `lasting` are the lists that count once they have stood too long.

    It holds raw values and stays in memory: only `hits` and texts that went through `redaction` are ever written.
    """

    url: str
    found: tuple[Found, ...]
    lasting: tuple[Found, ...]
    names_persons: bool
    redaction: Redaction

    def hits(self, salt: bytes, published: date | None = None, as_of: date | None = None) -> tuple[PrivacyHit, ...]:
        """One hit per kind, with hashes under `salt`. With the day of the document (or of the page that offers it) and
        the day of the audit, lists that have stood for more than a year count too (PRIV-12)."""
        found = (*self.found, *self.lasting) if standing.is_over(published, as_of) else self.found
        kinds: dict[tuple[str, bool], list[Found]] = {}
        for one in found:
            kinds.setdefault((one.id, one.masked), []).append(one)
        return tuple(_hit(kinds[key], salt, self.url) for key in sorted(kinds))


def examine(document: Document) -> Examined:
    """Look for personal data in a document."""
    view = _view(document)
    found = tuple(one for detect in DETECTORS for one in detect(view))
    lasting = tuple(standing.standing(view))
    return Examined(document.url, found, lasting, bool(view.rosters), redaction((*found, *lasting)))


def scan(document: Document, salt: bytes) -> tuple[PrivacyHit, ...]:
    """Personal data shown by a document, one hit per kind, and one more for what the page itself has masked.

    `salt` keeps the hashes from being looked up; it should be secret. Names and lines of officials, office contacts,
    legal persons and penalised parties are no findings. `count` is the number of distinct values, in lists that of
    the persons told of; of masked ones, which cannot be told apart, the number of rows.
    """
    return examine(document).hits(salt)


def _view(document: Document) -> View:
    text = normalise(document.text)
    rows = text.split("\n")
    tables = document.tables or _tables(rows)
    title = normalise(document.title).replace("\n", "")
    lines = tuple(line for line in rows if "\t" not in line)
    return View(
        title=title,
        text=text,
        lines=lines,
        rosters=(*rosters(title, grids(tables, FORM_LABELS, rows)), *forms(title, lines)),
        pictures=tuple(normalise(words).replace("\n", " ") for words in document.pictures),
        scanned=_is_scanned(document),
    )


def _is_scanned(document: Document) -> bool:
    """Whether there is nothing to read because the document is a picture."""
    kind = next(iter(document.ways), "")
    return not document.text and (
        document.how == "picture" or document.unread == "no_text_layer" or kind in PICTURE_KINDS
    )


def _tables(lines: Iterable[str]) -> tuple[Table, ...]:
    """Tables out of the lines of a document that brought none: runs of lines with tabs."""
    found: list[list[tuple[str, ...]]] = [[]]
    for line in lines:
        if "\t" in line:
            found[-1].append(tuple(line.split("\t")))
        elif found[-1]:
            found.append([])
    return tuple(tuple(rows) for rows in found if rows)


def _hit(found: Sequence[Found], salt: bytes, url: str) -> PrivacyHit:
    values = sorted({value for one in found for value in one.values})
    first = found[0]
    return PrivacyHit(
        id=first.id,
        masked=first.masked,
        count=sum(one.places for one in found) if first.masked else len(values),
        snippet=mask(f"{first.label}: {first.shown}")[:SNIPPET],
        digest=_digest(values, salt),
        url=url,
    )


def _digest(values: Sequence[str], salt: bytes) -> str:
    key = hashlib.sha256(salt).digest()
    return hashlib.blake2b("\n".join(values).encode(), key=key, digest_size=16).hexdigest()
