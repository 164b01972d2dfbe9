"""Was a document published later than its limit? A flag for a person; the outcome of a point never hangs on it.

Two limits are known. Working days from the day a document was formed to the day it was published: 20 (条例 art. 26), 10
for points with F10 (catalogues of 社会救助 and 养老服务). And the day of the year by which a year's information is due
(`Point.due`: annual report 条例 art. 49, lottery funds 民政部办法 art. 10). Undated is never late; a text of another body
is not measured, since its limit ran for that body; a year that the calendar does not cover is said and not guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from audit.flags.model import Flag
from audit.html.dates import first_date, url_date
from audit.model import Document
from audit.question import Site
from audit.reasons import china_date
from audit.text import normalise
from audit.timely.freshness import reported_year
from audit.timely.workdays import working_days_between
from rules.model import Point

WORKING_DAYS = {"F20": 20, "F10": 10}
ROW_DAYS = {
    "EN-09": ("受理日期", "受理时间", "批复日期", "批复时间", "审批日期", "审批时间", "批准时间"),
    "EN-11": ("处罚日期", "处罚决定日期", "决定日期", "处罚时间", "作出决定日期", "作出处罚决定日期", "决定书日期"),
    "HC-11": ("处罚日期", "处罚决定日期", "决定日期", "处罚时间", "作出决定日期"),
    "HC-12": ("处罚决定日期", "决定日期", "处罚日期"),
    "HC-13": ("列入日期", "列入时间", "决定日期"),
}
"""Point → columns that give the day on which a row of its tables was formed (a penalty and each stage of an assessment are
published within 20 working days)."""
WINDOW = 366
"""Days before the audit in which a publication is looked at: what was late years ago is no matter for today."""


@dataclass(frozen=True, slots=True)
class Delay:
    """`proof` is the fact in Chinese. `late` is False where the days could not be counted."""

    proof: str
    late: bool


def delay(site: Site, document: Document, point: Point, as_of: date) -> Delay | None:
    """How late evidence for a point was published within the last year; None when in time or nothing can be said."""
    day = _earliest(site, document)
    if day is None or document.issuer != "self" or not 0 <= (as_of - day).days <= WINDOW:
        return None
    return (
        _past_due(site, document, point, day) or _past_limit(site, document, point, day) or _rows(document, point, day)
    )


def _earliest(site: Site, document: Document) -> date | None:
    """The earliest day of publication that a page bears: a site that moved shows new ones."""
    page = site.parent(document) or document
    days = [day for day in (page.published, page.metadata_published, url_date(page.url)) if day is not None]
    return min(days) if page.published is not None else None


def _past_due(site: Site, document: Document, point: Point, day: date) -> Delay | None:
    due = point.due_day(site.unit.kind)
    year = reported_year(document.title, day)
    if due is None or year is None or day <= (limit := date(year + 1, *due)):
        return None
    return Delay(f"公开日期{china_date(day)}，晚于{year}年度信息的公开期限{china_date(limit)}", late=True)


def _past_limit(site: Site, document: Document, point: Point, day: date) -> Delay | None:
    parent = site.parent(document)
    formed = (parent.formed if parent else None) or document.formed
    if formed is None or formed >= day or point.due:
        return None
    limit = WORKING_DAYS["F10" if "F10" in point.freshness else "F20"]
    span = working_days_between(formed, day)
    dates = f"成文日期{china_date(formed)}，公开日期{china_date(day)}"
    if span.days is None:
        return Delay(f"{dates}，{span.why}", late=False) if (day - formed).days > limit else None
    if span.days <= limit:
        return None
    return Delay(f"{dates}，相隔{span.days}个工作日，超过{limit}个工作日时限", late=True)


def _rows(document: Document, point: Point, day: date) -> Delay | None:
    """Rows that were formed too long before the page was published; the oldest is named."""
    formed = sorted(_row_days(document, ROW_DAYS.get(point.id, ())))
    counted = [(one, working_days_between(one, day).days) for one in formed if (day - one).days <= WINDOW]
    limit = WORKING_DAYS["F20"]
    late = [(one, days) for one, days in counted if days is not None and days > limit]
    if not late:
        return None
    first, days = late[0]
    proof = f"所列{len(formed)}条中{len(late)}条的公开超过{limit}个工作日时限，最早一条形成于{china_date(first)}"
    return Delay(f"{proof}，公开日期{china_date(day)}，相隔{days}个工作日", late=True)


def _row_days(document: Document, headers: Collection[str]) -> Iterator[date]:
    for table in document.tables:
        for number, row in enumerate(table[:2]):
            columns = [at for at, cell in enumerate(row) if normalise(cell) in headers]
            if columns:
                cells = (one[columns[0]] for one in table[number + 1 :] if len(one) > columns[0])
                yield from (found for cell in cells if (found := first_date(cell)) is not None)
                break


def late_flags(site: Site, points: Iterable[Point], as_of: date) -> Iterator[Flag]:
    """One flag for each page that is evidence for one of `points` (or one of its files is), and late.

    A page that is late for several points is told by the shortest limit.
    """
    wanted = sorted(points, key=lambda point: (not point.due, "F10" not in point.freshness, point.id))
    told: set[str] = set()
    for judgement in site.judgements:
        document = judgement.document
        page = document.parent_url or document.url
        shown = {one.point for one in judgement.evidence}
        delays = (delay(site, document, point, as_of) for point in wanted if point.id in shown)
        found = next((one for one in delays if one is not None and one.late), None)
        if found is not None and page not in told:
            told.add(page)
            yield Flag(kind="late", url=page, proof=found.proof)
