"""Working days in China, with the days off and the make-up days (调休) that the State Council decrees year by year.

The calendar is the package chinesecalendar (MIT licence), whose data are the yearly notices 国务院办公厅关于××年部分节假日
安排的通知 (2004 on, with the longer spring holiday of 2020). The next year's notice comes out in November, so a date may
lie beyond what is known: then the answer says which years are covered, and counts nothing. The only importer of
chinese_calendar.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """Working days between two days: `days`, or None and in `why` the reason in Chinese."""

    days: int | None
    why: str = ""


def covered_years() -> range:
    """The years of which every day is known to be a working day or not."""
    from chinese_calendar.constants import holidays

    years = {day.year for day in holidays}
    return range(min(years), max(years) + 1)


def working_days_between(start: date, end: date) -> Span:
    """Count the working days after `start` up to and with `end`.

    Zero on the same day, negative when `end` lies before `start`, so that counts of adjoining spans add up. Unknown
    (`days` is None) when one of the two lies in a year that the calendar does not cover.
    """
    years = covered_years()
    if start.year not in years or end.year not in years:
        return Span(None, f"工作日历仅覆盖{years[0]}年至{years[-1]}年，未计算间隔工作日")
    days = _working_days()
    return Span(bisect.bisect_right(days, end) - bisect.bisect_right(days, start))


def nth_working_day(start: date, number: int) -> date | None:
    """The `number`-th working day after `start`; None when it, or `start`, lies outside the covered years."""
    if start.year not in covered_years():
        return None
    days = _working_days()
    at = bisect.bisect_right(days, start) + number - 1
    return days[at] if at < len(days) else None


@functools.cache
def _working_days() -> Sequence[date]:
    from chinese_calendar import is_workday

    years = covered_years()
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    every = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(day for day in every if is_workday(day))
