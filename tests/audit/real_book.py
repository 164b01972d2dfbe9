"""The program's own book, put to pages that a test writes."""

from __future__ import annotations

import functools
from datetime import date

from audit.evaluate import evaluate
from audit.judge import Judge
from audit.model import Document, Evidence, Finding
from audit.question import Question, Site
from crawler.capture import PageRow, Visit
from crawler.units import Unit
from rules.load import load_book

AS_OF = date(2026, 11, 23)
BUREAU = "云山县综合局"


@functools.cache
def judge() -> Judge:
    return Judge(load_book())


def notice(title: str, *body: str | tuple[tuple[str, ...], ...], **more: object) -> Document:
    """A notice of the bureau: lines of text, and tables as tuples of rows."""
    tables = tuple(one for one in body if not isinstance(one, str))
    lines = [one if isinstance(one, str) else "\n".join("\t".join(row) for row in one) for one in body]
    values: dict[str, object] = {
        "url": f"http://zhj.example.gov.cn/{title}.html",
        "title": title,
        "text": "\n".join(lines),
        "tables": tables,
        "published": date(2026, 9, 1),
        "source": BUREAU,
        "page_type": "notice",
        "columns": ("信息公开",),
    }
    return Document(**(values | more))  # type: ignore[arg-type]


def shown(document: Document, point: str) -> list[Evidence]:
    """What one page is evidence for."""
    return [one for one in judge().judge(document).evidence if one.point == point]


def findings(point: str, documents: list[Document], scheme: str | None = None, *misses: PageRow) -> list[Finding]:
    """What the bureau's pages come to on one point (of one kind)."""
    book = judge().book
    unit = Unit(unit_id="zhj", name=BUREAU, kind="department", duty=("ecology",), sites=("http://zhj.example.gov.cn/",))
    visit = Visit(
        run_id="r", unit_id="zhj", state="complete", pages=30, documents=20, attachments=0, misses=0,
        columns_found=("信息公开",), started_at="", finished_at="",
    )  # fmt: skip
    judgements = tuple(judge().judge(document) for document in documents)
    site = Site(unit=unit, visit=visit, judgements=judgements, misses=misses, own_names=(BUREAU,))
    return evaluate(
        Question(
            site=site,
            domain=book.domain_of(point),
            point=book.points[point],
            scheme=scheme,
            role="lead",
            judge=judge(),
            digest="d",
            as_of=AS_OF,
        )
    )


def finding(point: str, documents: list[Document], scheme: str | None = None) -> Finding:
    """The one finding of a point."""
    (one,) = findings(point, documents, scheme)
    return one
