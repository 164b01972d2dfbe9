"""Is evidence inside its freshness window? Undated evidence is never called late.

Windows (the rule book's freshness codes): FM, FQ, FH give one period of grace beyond the period itself, since this
period's figures are formed only after it ends; FY asks for the latest full year; FS, FE, F10 and F20 set no window for
evidence (a standing page; an event; a limit counted from a formed date that a page seldom shows). A point that may be
met by a standing page (FS/FQ) has no window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from audit.model import Document
from audit.text import normalise

_DAYS = {"FM": 62, "FQ": 184, "FH": 366}
_YEARS = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|学年|-20\d{2})")
_RANGE = re.compile(r"(20\d{2})\s*年?\s*(?:-|至|到)\s*(20\d{2})")


def dated(document: Document, parent: Document | None = None) -> date | None:
    """The day a document was published, as a reader sees it; an attachment has the day of its page."""
    own = document.published or document.metadata_published
    return own or (dated(parent) if parent else None)


def covered_year(title: str) -> int | None:
    """The latest year that a title speaks of (2025年度, 2021-2025年), None when it names none."""
    text = normalise(title)
    years = [int(year) for year in _YEARS.findall(text)] + [int(end) for _, end in _RANGE.findall(text)]
    return max(years, default=None)


def fresh(codes: Iterable[str], published: date | None, title: str, as_of: date) -> bool:
    """Whether evidence of that day and title is inside the window of `codes` on `as_of`."""
    codes = set(codes)
    if "FS" in codes:
        return True
    for code, days in _DAYS.items():
        if code in codes:
            return published is None or (as_of - published).days <= days
    if "FY" in codes:
        year = covered_year(title)
        if year is not None and year >= as_of.year - 1:
            return True
        if year is not None:
            return False
        return published is None or published.year >= as_of.year - 1
    return True


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
