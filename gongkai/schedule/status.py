"""What `gongkai schedule status` shows: the next run, whether one goes on now, the past ones, and mail that waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gongkai.schedule import ledger
from gongkai.schedule.calendar import following
from gongkai.schedule.decide import Nothing, decide
from gongkai.schedule.ledger import LOW, PUBLISHED, RESTING, Week
from gongkai.schedule.settings import ScheduleSettings
from gongkai.weekly import LOCK
from output.alone import held
from output.mail import outbox

SHOWN = 12
RESULTS = {PUBLISHED: "published", LOW: "covered too little, not published", RESTING: "waits for the hours of a site"}


def status_of(data: Path, settings: ScheduleSettings, now: datetime) -> Mapping[str, Any]:
    """The state of the schedule as plain values, times in the schedule's zone."""
    said = ledger.events(data)
    weeks, installed = ledger.weeks(said), ledger.installed_at(said)
    decision = decide(now, weeks, installed, settings)
    waits = isinstance(decision, Nothing)
    next_run = decision.until if isinstance(decision, Nothing) else now
    return {
        "now": _here(now, settings),
        "running": held(data / LOCK),
        "due_now": not waits,
        "next": _here(next_run, settings),
        "next_week": _here(following(weeks[-1].slot), settings) if weeks else None,
        "installed": _here(installed, settings),
        "waiting_mails": outbox.waiting(data),
        "weeks": [_week(week, settings) for week in weeks[-SHOWN:]],
    }


def as_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """The same for a terminal."""
    yield f"next run      {found['next']}" + (" (due now)" if found["due_now"] else "")
    yield f"running now   {'yes' if found['running'] else 'no'}"
    yield f"installed     {found['installed'] or 'no timer was installed from here'}"
    yield f"waiting mail  {len(found['waiting_mails'])}"
    for week in reversed(found["weeks"]):
        tries = f"attempt {week['attempts']}" if week["attempts"] > 1 else ""
        more = f" ({', '.join(part for part in (tries, week['text']) if part)})" if tries or week["text"] else ""
        yield f"{week['slot']}  {week['run_id'] or '-':<16}  {week['result']}{more}"


def _week(week: Week, settings: ScheduleSettings) -> dict[str, Any]:
    if not week.begun:
        result = f"missed: {week.missed}"
    elif week.open:
        result = f"missed: {week.missed}" if week.missed else "begun, not ended"
    else:
        result = RESULTS.get(week.code if week.code is not None else -1, "failed")
    return {
        "slot": _here(week.slot, settings), "run_id": week.run_id, "as_of": str(week.as_of or ""), "result": result,
        "attempts": week.begun, "cut_off": week.cut, "begun_at": _here(week.begun_at, settings),
        "ended_at": _here(week.ended_at, settings), "text": week.text,
    }  # fmt: skip


def _here(moment: datetime | None, settings: ScheduleSettings) -> str | None:
    return moment.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M") if moment else None
