"""Questions of the whole rule book put to a little site of pages."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from small_book import AS_OF, visit

from audit.judge import Judge
from audit.model import Document, Finding, Outcome
from audit.question import Question, Site
from crawler.capture import PageRow
from crawler.units import Unit
from rules.load import load_book

UNIT = Unit(unit_id="u1", name="云河市应急管理局", kind="department", duty=("emergency",), sites=("http://a.gov.cn/",))


@functools.cache
def judge() -> Judge:
    """The whole book made ready; once for all tests."""
    return Judge(load_book())


def site(documents: Sequence[Document], kind: str = "department", finished: str = "") -> Site:
    """A site of these pages, visited by the day `finished`."""
    return Site(
        unit=replace(UNIT, kind=kind),
        visit=replace(visit(), finished_at=finished),
        judgements=tuple(judge().judge(document) for document in documents),
        misses=(),
        own_names=(UNIT.name,),
    )


def ask(
    point: str,
    documents: Sequence[Document],
    as_of: date = AS_OF,
    kind: str = "department",
    finished: str = "",
    misses: tuple[PageRow, ...] = (),
) -> Question:
    """The question of a point put to a site of these pages."""
    book = judge().book
    return Question(
        site=replace(site(documents, kind, finished), misses=misses),
        domain=book.domain_of(point),
        point=book.points[point],
        scheme=None,
        role="lead",
        judge=judge(),
        digest="d",
        as_of=as_of,
    )


def verdict(point: str, documents: Sequence[Document], **more: object) -> Finding:
    """The one finding of a point."""
    from audit.evaluate import evaluate

    (finding,) = evaluate(ask(point, documents, **more))  # type: ignore[arg-type]
    return finding


def outcome(point: str, documents: Sequence[Document], **more: object) -> Outcome:
    """Its outcome."""
    return verdict(point, documents, **more).outcome
