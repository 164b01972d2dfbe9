"""How long evidence counts: from its day, its title and the point's freshness codes to the last day of its window.

FM, FQ, FH: a month, a quarter, a half-year, and as much again, since a period's figures are formed only after it ends.
FY: the latest full year. Its figures are formed in the year after, and the latest day by which a rule wants figures of
all sorts is the 30 June of the lottery funds (民政部彩票公益金使用管理信息公开办法, art. 10): until the day that is due
(`Point.due`, else 30 June) the year before still does. FS, FE, F10 and F20 set no window: a standing page; an event
(`audit.events`); a limit counted from the formed day (`audit.lateness`). A point that may be met by a standing page
(FS/FQ) has no window. Undated evidence is never called old, unless its title speaks of an old year (N7).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from datetime import date, timedelta

from audit.model import Document
from audit.text import normalise

_DAYS = {"FM": 62, "FQ": 184, "FH": 366}
Due = tuple[int, int]
"""Month and day."""
DUE: Due = (6, 30)
_YEARLY_REPORT = re.compile(r"(?:年度|年)报告|年报")
"""A report named for no year is about the year before the one it was published in."""
_YEARS = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|学年|-20\d{2})")
_RANGE = re.compile(r"(20\d{2})\s*年?\s*(?:-|至|到)\s*(20\d{2})")


def dated(document: Document, parent: Document | None = None) -> date | None:
    """The day a document was published, as a reader sees it; an attachment has the day of its page."""
    own = document.published or document.metadata_published
    return own or (dated(parent) if parent else None)


@functools.lru_cache(maxsize=50_000)
def covered_year(title: str) -> int | None:
    """The latest year that a title speaks of (2025年度, 2021-2025年), None when it names none."""
    text = normalise(title)
    years = [int(year) for year in _YEARS.findall(text)] + [int(end) for _, end in _RANGE.findall(text)]
    return max(years, default=None)


def reported_year(title: str, published: date | None) -> int | None:
    """The year that information is about: the one its title speaks of, else, for a yearly report, the one before its
    publication."""
    year = covered_year(title)
    if year is None and published is not None and _YEARLY_REPORT.search(normalise(title)):
        return published.year - 1
    return year


def valid_until(codes: Iterable[str], published: date | None, title: str, due: Due = DUE) -> date | None:
    """The last day on which evidence of that day and title is inside the window of `codes`; None: no end is known.

    `due`: month and day by which a year's information must be there in the year after (FY).
    """
    codes = set(codes)
    if "FS" in codes:
        return None
    year = covered_year(title)
    for code, days in _DAYS.items():
        if code in codes:
            ends = [date(year + 1, 12, 31)] if year is not None else []
            ends += [published + timedelta(days=days)] if published is not None else []
            return min(ends, default=None)
    if "FY" in codes:
        year = reported_year(title, published) or (published.year if published else None)
        return None if year is None else date(year + 2, *due)
    return None


def fresh(codes: Iterable[str], published: date | None, title: str, as_of: date, due: Due = DUE) -> bool:
    """Whether evidence of that day and title is inside the window of `codes` on `as_of`."""
    until = valid_until(codes, published, title, due)
    return until is None or as_of <= until


def windows(codes: Iterable[str], published: date | None, title: str, as_of: date) -> float | None:
    """How old evidence is, counted in the windows of `codes`; None where none applies or its age is not known.

    The window of FY is one year: figures of two years ago are two windows old.
    """
    codes = set(codes)
    for code, days in _DAYS.items():
        if code in codes:
            return None if published is None else round((as_of - published).days / days, 2)
    year = covered_year(title) or (published.year if published else None)
    return float(as_of.year - year) if "FY" in codes and year is not None else None
