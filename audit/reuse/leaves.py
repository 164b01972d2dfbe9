"""The documents of a visit on their way to judgement: screened at once, read from the captures only where need be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.judge import Judge, Judgement
from audit.model import Document, Issuer
from audit.read import read_bytes
from audit.reuse.cache import Cache, Verdict, key_of
from audit.reuse.screened import Hide, Screened, hidden, screen
from audit.reuse.verdicts import Reuse, merged
from audit.text import normalise
from crawler import capture
from crawler.capture import PageRow

READ_KINDS = frozenset({"article", "attachment", "other"})
UNSETTLED = frozenset({"too_slow"})
"""Why a file was not read today may not hold tomorrow: nothing to keep."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document of a visit: screened, with the way to the raw one. `key`: what it is kept under (empty: not at all)."""

    screened: Screened
    raw: Callable[[], tuple[Document, Hide]]
    key: bytes = b""

    @property
    def document(self) -> Document:
        return self.screened.document

    def issued_by(self, issuer: Issuer) -> Leaf:
        """The same with its issuer told."""
        document = replace(self.document, issuer=issuer)
        return replace(self, screened=replace(self.screened, document=document))


def documents_of(directory: Path, pages: Sequence[PageRow]) -> Iterator[Document]:
    """Extract every captured page of a unit that can carry content, and every attachment."""
    return (_extracted(directory, row) for row in pages if readable(row))


def readable(row: PageRow) -> bool:
    """Whether a page was seen and can carry content."""
    return row.state in ("fetched", "unchanged") and row.kind in READ_KINDS


def leaf_of(document: Document, salt: bytes) -> Leaf:
    """A document at hand as a leaf."""
    screened, hide = screen(document, salt)
    return Leaf(screened, lambda: (document, hide))


def leaves_of(directory: Path, pages: Sequence[PageRow], salt: bytes, cache: Cache | None) -> list[Leaf]:
    """The documents of a unit's visit. With a cache only bodies that it does not know are read."""
    rows = [row for row in pages if readable(row)]
    if cache is None:
        return [leaf_of(_extracted(directory, row), salt) for row in rows]
    keys = [_key(row, salt) for row in rows]
    known = cache.pages(key for key in keys if key)
    leaves: list[Leaf] = []
    fresh: dict[bytes, Screened] = {}
    for row, key in zip(rows, keys, strict=True):
        if key in known:
            leaves.append(_known(directory, row, known[key], key, salt))
            continue
        document = _read(directory, row)
        screened, hide = screen(document, salt)
        if key and document.unread not in UNSETTLED:
            fresh[key] = screened
        else:
            key = b""
        leaves.append(_fresh(row, screened, document, hide, key))
    cache.keep_pages(fresh)
    return leaves


def judged(
    leaves: Sequence[Leaf], repeated: Mapping[str, frozenset[str]], judge: Judge, reuse: Reuse | None
) -> list[Judgement]:
    """Judge every document, the host's repeated lines left out; what was judged before is not judged again.

    In: the documents in their places, the repeated lines of each host as `boilerplate` tells them of these documents.
    """
    theirs = [_repeated_in(leaf.document, repeated) for leaf in leaves]
    keys = [_verdict_key(leaf, lines) for leaf, lines in zip(leaves, theirs, strict=True)]
    known = reuse.cache.verdicts(key for key in keys if key) if reuse else {}
    fresh: dict[bytes, Verdict] = {}
    found: list[Judgement] = []
    for leaf, lines, key in zip(leaves, theirs, keys, strict=True):
        book, verdict = known.get(key, ("", None))
        if reuse is None or verdict is None:
            judgement = _judge(leaf, lines, judge)
        else:
            judgement = _as_judgement(_again(leaf, lines, judge, reuse, book, verdict), leaf.document)
        if reuse and key and book != reuse.digest:
            fresh[key] = _verdict(judgement)
        found.append(judgement)
    if reuse:
        reuse.keep(fresh)
    return found


def _again(leaf: Leaf, lines: frozenset[str], judge: Judge, reuse: Reuse, book: str, verdict: Verdict) -> Verdict:
    """A verdict of that book made one of the present book."""
    ask = reuse.again(book, leaf.screened)
    if ask is None:
        return _verdict(_judge(leaf, lines, judge))
    verdict = reuse.without(verdict, book)
    if not ask:
        return verdict
    new = _verdict(_judge(leaf, lines, judge, ask))
    return replace(
        merged(verdict, new, judge.book), domains=new.domains, records=new.records, declarations=new.declarations
    )


def _judge(leaf: Leaf, lines: frozenset[str], judge: Judge, only: frozenset[str] | None = None) -> Judgement:
    raw, hide = leaf.raw()
    raw = replace(raw, issuer=leaf.document.issuer)
    return hidden(judge.judge(raw, _raw_lines(raw, leaf.document, lines), only), hide, leaf.document)


def _repeated_in(document: Document, repeated: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The lines of a document that its host repeats."""
    host = document.url.split("/")[2] if document.url.count("/") >= 2 else ""
    lines = repeated.get(host)
    return lines.intersection(normalise(document.text).split("\n")) if lines else frozenset()


def _raw_lines(raw: Document, shown: Document, lines: frozenset[str]) -> frozenset[str]:
    """The lines of the raw document that became `lines` in the screened one (hiding keeps the number of lines)."""
    if not lines:
        return lines
    pairs = zip(normalise(raw.text).split("\n"), normalise(shown.text).split("\n"), strict=False)
    return frozenset(line for line, shown_line in pairs if shown_line in lines)


def _key(row: PageRow, salt: bytes) -> bytes:
    """What a page is kept under; a row without a digest stands for no known body."""
    return key_of(row.digest, row.final_url or row.url, row.content_type, row.anchor, salt) if row.digest else b""


def _verdict_key(leaf: Leaf, lines: frozenset[str]) -> bytes:
    document = leaf.document
    place = (document.columns, document.issuer, document.parent_url, document.unread, sorted(lines))
    return key_of(leaf.key, *place) if leaf.key else b""


def _read(directory: Path, row: PageRow) -> Document:
    body = capture.read_body(directory, row)
    return read_bytes(body, row.final_url or row.url, row.content_type, name=row.anchor)


def _extracted(directory: Path, row: PageRow) -> Document:
    return placed(_read(directory, row), row)


def _known(directory: Path, row: PageRow, screened: Screened, key: bytes, salt: bytes) -> Leaf:
    def raw() -> tuple[Document, Hide]:
        document = _extracted(directory, row)
        return document, screen(document, salt)[1]

    return Leaf(replace(screened, document=placed(screened.document, row)), raw, key)


def _fresh(row: PageRow, screened: Screened, document: Document, hide: Hide, key: bytes) -> Leaf:
    raw = placed(document, row)
    return Leaf(replace(screened, document=placed(screened.document, row)), lambda: (raw, hide), key)


def placed(document: Document, row: PageRow) -> Document:
    """A page's document with what only the crawl knows of it: the page that offers it, the columns that led there."""
    if row.kind == "attachment":
        document = replace(document, parent_url=row.referrer or None)
    elif document.how == "picture" and not document.text:
        document = replace(document, unread="picture")
    return replace(document, columns=column_path(row.columns, document.columns))


def column_path(walked: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """The columns a document stands in: those the crawl came through, then those its own breadcrumb shows.

    A link may name a column with the one above it (重点领域信息公开-督导评估): that is no further column.
    """
    return (*(name for name in walked if name not in shown and name.rpartition("-")[2] not in shown), *shown)


def _verdict(judgement: Judgement) -> Verdict:
    return Verdict(
        domains=judgement.domains,
        evidence=judgement.evidence,
        lookalikes=judgement.lookalikes,
        records=judgement.records,
        doubts=judgement.doubts,
        declarations=judgement.declarations,
    )


def _as_judgement(verdict: Verdict, document: Document) -> Judgement:
    return Judgement(
        document=document,
        domains=verdict.domains,
        evidence=verdict.evidence,
        lookalikes=verdict.lookalikes,
        records=verdict.records,
        doubts=verdict.doubts,
        declarations=verdict.declarations,
    )
