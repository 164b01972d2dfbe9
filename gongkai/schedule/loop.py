"""The schedule in the foreground: look at the ledger, and call the one command when something is due."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gongkai.schedule import ledger
from gongkai.schedule.decide import Nothing, decide
from output.mail import outbox

if TYPE_CHECKING:
    from gongkai.schedule.job import Job

MAIL_EVERY = timedelta(hours=1)
"""How often a mail that waits is tried again."""


def keep(
    job: Job, command: Sequence[str], pause: float, sleep: Callable[[float], None], rounds: int | None = None
) -> None:
    """Keep the schedule until the process ends (or for `rounds` looks, in tests)."""
    mailed = job.now()
    told: datetime | None = None
    while rounds is None or rounds > 0:
        rounds = rounds - 1 if rounds is not None else None
        said, now = ledger.events(job.data), job.now()
        decision = decide(now, ledger.weeks(said), ledger.installed_at(said), job.schedule)
        mail_waits = job.mail is not None and bool(outbox.waiting(job.data)) and now - mailed >= MAIL_EVERY
        if not isinstance(decision, Nothing) or mail_waits:
            subprocess.run(command, check=False)  # noqa: S603 - our own command
            mailed = now
        elif decision.until != told:
            told = decision.until
            job.say(f"next: {told.astimezone(job.schedule.zone):%Y-%m-%d %H:%M %Z}")
        sleep(pause)
