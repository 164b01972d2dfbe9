"""What is to be done now. Pure: the ledger's weeks and the moment go in, one decision comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongkai.schedule.calendar import between, following, slot_of
from gongkai.schedule.ledger import LOW, PUBLISHED, RESTING, Week
from gongkai.schedule.settings import ScheduleSettings

MOST_CUTS = 5
"""A run that was cut off so often will be cut off again: somebody has to look at the machine."""
NOT_RUN, NOT_FINISHED = "not run", "cut off and not finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """Nothing is due before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run is due for a slot: a new one (`run_id` ""), or the one that was begun. `missed` slots are made up for by it."""

    slot: datetime
    run_id: str = ""
    as_of: date
    missed: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """The run was cut off too often: it counts as failed."""

    slot: datetime
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """The run ended, but nobody was told yet."""

    week: Week


Decision = Nothing | Run | GiveUp | Tell


def decide(now: datetime, weeks: Sequence[Week], installed: datetime | None, settings: ScheduleSettings) -> Decision:
    """What is due at `now`. Only the newest slot is ever run: weeks that were missed are made up for by it, once."""
    slot, today = slot_of(now, settings), now.astimezone(settings.zone).date()
    week = next((one for one in weeks if one.slot == slot), None)
    if week is None or not week.begun:
        if installed is not None and slot < installed:
            return Nothing(until=following(slot))
        return Run(slot=slot, as_of=today, missed=missed(slot, weeks, installed, settings))
    if week.open:
        return _cut_off(week)
    if not week.told and week.code != RESTING:
        return Tell(week=week)
    if week.code == PUBLISHED:
        return Nothing(until=following(slot))
    return _once_more(week, now, today, settings)


def _cut_off(week: Week) -> Decision:
    assert week.as_of is not None  # noqa: S101 - begun events say it
    if week.cut >= MOST_CUTS:
        return GiveUp(slot=week.slot, run_id=week.run_id)
    return Run(slot=week.slot, run_id=week.run_id, as_of=week.as_of)


def _once_more(week: Week, now: datetime, today: date, settings: ScheduleSettings) -> Decision:
    """After a run that failed, covered too little, or waits for the hours of a site."""
    assert week.as_of is not None and week.ended_at is not None  # noqa: S101 - both events were seen
    if week.code == RESTING:
        return Run(slot=week.slot, run_id=week.run_id, as_of=week.as_of)
    if week.failed > settings.retries or week.cut >= MOST_CUTS:
        return Nothing(until=following(week.slot))
    again = week.ended_at + timedelta(hours=settings.retry_after)
    if now < again:
        return Nothing(until=again)
    if week.code == LOW:
        return Run(slot=week.slot, as_of=today)
    return Run(slot=week.slot, run_id=week.run_id, as_of=week.as_of)


def missed(
    slot: datetime, weeks: Sequence[Week], installed: datetime | None, settings: ScheduleSettings
) -> tuple[tuple[datetime, str], ...]:
    """Slots before `slot` that nobody ran or that were not brought to an end, and which of the two; each only once."""
    told = {week.slot for week in weeks if week.missed}
    cut = [(week.slot, NOT_FINISHED) for week in weeks if week.slot < slot and week.open and week.slot not in told]
    known = {week.slot for week in weeks}
    last = max((one for one in (*known, *([installed] if installed else ())) if one < slot), default=None)
    gone = [(one, NOT_RUN) for one in between(last, slot, settings) if one not in known] if last else []
    return tuple(sorted(cut + gone))
