"""Personal data in pages and lists (PRIV-01 … PRIV-10, PRIV-13), and the masking of everything that leaves the audit.

The raw value never leaves: a hit is what the page calls the value, one masked example, a salted hash of the distinct
values, and a count. Law: 政府信息公开条例 art. 15, 社会救助暂行办法 art. 61, 个人信息保护法 arts. 25, 28, 34. Not seen
from text: faces and signatures in pictures (PRIV-11), and how long a list has stood (PRIV-12, needs a day to speak of).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from audit.grid import grids
from audit.model import Document, PrivacyHit, Table
from audit.personal import lists, prose
from audit.personal.found import Found, View
from audit.personal.numbers import luhn, mask, valid_id
from audit.personal.rosters import rosters
from audit.text import normalise

__all__ = ["luhn", "mask", "scan", "valid_id"]
FORM_LABELS = frozenset({"姓名", "户主", "申请人", "身份证号", "家庭住址", "联系电话", "性别", "年龄", "出生日期"})
SNIPPET = 60


def scan(document: Document, salt: bytes) -> tuple[PrivacyHit, ...]:
    """Personal data shown by a document, one hit per kind, and one more for what the page itself has masked.

    `salt` keeps the hashes from being looked up; it should be secret. Names and lines of officials, office contacts,
    legal persons and penalised parties are no findings. `count` is the number of distinct values; of masked ones, which
    cannot be told apart, the number of rows.
    """
    view = _view(document)
    found: dict[tuple[str, bool], list[Found]] = {}
    for detect in (*lists.DETECTORS, *prose.DETECTORS):
        for one in detect(view):
            found.setdefault((one.id, one.masked), []).append(one)
    return tuple(_hit(found[key], salt, document.url) for key in sorted(found))


def _view(document: Document) -> View:
    text = normalise(document.text)
    rows = text.split("\n")
    tables = document.tables or _tables(rows)
    title = normalise(document.title).replace("\n", "")
    return View(
        title=title,
        text=text,
        lines=tuple(line for line in rows if "\t" not in line),
        rosters=rosters(title, grids(tables, FORM_LABELS, rows)),
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
