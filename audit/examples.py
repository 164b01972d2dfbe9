"""The examples of the rule book are its tests: a good one must be evidence for its point, a bad one must not.

For what must not stand on a page (kind `privacy`) a good example shows nothing of it unmasked, and a bad one does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from audit import privacy
from audit.judge import Judge
from audit.model import Document
from rules.model import Book, Example, Point

PRIVACY = "privacy"
DAY = date(2026, 1, 1)
"""The day that examples of lists which have stood too long speak of."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that no longer holds: which, and what the judge said instead."""

    point: str
    example: str
    why: str


def document(example: Example) -> Document:
    """The little page of an example as a `Document`. A page without a stated type is a notice."""
    if example.html:
        from audit.extract import extract

        columns = (example.column,) if example.column else ()
        read = extract(example.html.encode("utf-8"), "https://example.gov.cn/", "text/html; charset=utf-8", columns)
        title = example.title or read.title
        return replace(read, title=title, page_type=example.page_type or read.page_type)
    rows = "\n".join("\t".join(row) for row in example.table)
    return Document(
        url="https://example.gov.cn/",
        title=example.title,
        text="\n".join(part for part in (example.text, rows) if part),
        tables=(example.table,) if example.table else (),
        columns=(example.column,) if example.column else (),
        page_type=example.page_type or "notice",
        source="示例单位",
    )


def failures(book: Book, judge: Judge, only: str = "") -> Iterator[Failure]:
    """Run every example of every active point (of `only` that point when named) and yield those that fail."""
    for point in book.points.values():
        if point.status == "active" and point.id.startswith(only):
            private = book.domain_of(point.id).kind == PRIVACY
            yield from _of_exposure(point) if private else _of_point(point, judge)


def count(book: Book, only: str = "") -> int:
    """How many examples `failures` runs."""
    points = [point for point in book.points.values() if point.status == "active" and point.id.startswith(only)]
    return sum(len(point.good) + len(point.bad) for point in points)


def _of_point(point: Point, judge: Judge) -> Iterator[Failure]:
    if not any(rule.check not in ("column", "structure") for rule in point.recognise):
        return
    for example, wanted in [*((one, True) for one in point.good), *((one, False) for one in point.bad)]:
        judgement = judge.judge(document(example))
        found = [one for one in judgement.evidence if one.point == point.id]
        if example.scheme:
            found = [one for one in found if one.scheme == example.scheme]
        if wanted and not found:
            why = next((one.why for one in judgement.lookalikes if one.point == point.id), "no mention was recognised")
            gate = "" if point.id.rpartition("-")[0] in judgement.domains else " (the domain's gate stayed closed)"
            yield Failure(point.id, example.name, f"no evidence: {why}{gate}")
        if not wanted and found:
            yield Failure(point.id, example.name, f"taken for evidence: {found[0].value} ({found[0].reason})")


def _of_exposure(point: Point) -> Iterator[Failure]:
    for example, clean in [*((one, True) for one in point.good), *((one, False) for one in point.bad)]:
        page = document(example)
        hits = privacy.examine(page).hits(b"", page.published, DAY)
        shown = next((hit for hit in hits if hit.id == point.id and not hit.masked), None)
        if clean and shown:
            yield Failure(point.id, example.name, f"taken for personal data: {shown.snippet}")
        if not clean and not shown:
            others = ", ".join(sorted({hit.id for hit in hits})) or "nothing"
            yield Failure(point.id, example.name, f"not seen; {others} was found")
