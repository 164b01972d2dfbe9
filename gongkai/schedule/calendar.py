"""Which moments the schedule names. Pure: the present moment is an argument."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from gongkai.schedule.settings import WEEKDAYS, ScheduleSettings

WEEK = timedelta(weeks=1)


def slot_of(now: datetime, settings: ScheduleSettings) -> datetime:
    """The last scheduled moment that is not after `now`, in the schedule's zone."""
    here = now.astimezone(settings.zone)
    back = (here.weekday() - WEEKDAYS.index(settings.weekday)) % 7
    slot = datetime.combine(here.date() - timedelta(days=back), settings.at, settings.zone)
    return slot if slot <= here else slot - WEEK


def following(slot: datetime) -> datetime:
    """The scheduled moment after `slot`: a week later by the clock on the wall."""
    return slot + WEEK


def between(after: datetime, before: datetime, settings: ScheduleSettings) -> Iterator[datetime]:
    """Scheduled moments after `after` and before `before`, the oldest first."""
    slot = slot_of(after, settings)
    while (slot := following(slot)) < before:
        yield slot
