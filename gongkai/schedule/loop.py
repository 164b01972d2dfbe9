"""The schedule in the foreground: look at the ledger, and call the one command when something is due.

This module is light: it lives for months, and most calls of the command find nothing to do.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gongkai.schedule import ledger
from gongkai.schedule.decide import Decision, Nothing, decide
from gongkai.schedule.settings import ScheduleSettings
from output.mail import outbox

MAIL_EVERY = timedelta(hours=1)
"""How often a mail that waits is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is looked at. `mailing`: whether there is a server to which a mail that waits could go."""

    data: Path
    schedule: ScheduleSettings
    now: Callable[[], datetime]
    say: Callable[[str], None]
    mailing: bool = False

    def decision(self) -> Decision:
        """What is due now."""
        said = ledger.events(self.data)
        return decide(self.now(), ledger.weeks(said), ledger.installed_at(said), self.schedule)

    def mail_waits(self) -> bool:
        """Whether a mail could be tried."""
        return self.mailing and bool(outbox.waiting(self.data))

    def idle(self) -> bool:
        """Whether there is nothing at all to do."""
        return isinstance(self.decision(), Nothing) and not self.mail_waits()


def keep(
    watch: Watch, command: Sequence[str], pause: float, sleep: Callable[[float], None], rounds: int | None = None
) -> None:
    """Keep the schedule until the process ends (or for `rounds` looks, in tests)."""
    mailed = watch.now()
    told: datetime | None = None
    while rounds is None or rounds > 0:
        rounds = rounds - 1 if rounds is not None else None
        decision, now = watch.decision(), watch.now()
        if not isinstance(decision, Nothing) or (now - mailed >= MAIL_EVERY and watch.mail_waits()):
            subprocess.run(command, check=False)  # noqa: S603 - our own command
            mailed = now
        elif decision.until != told:
            told = decision.until
            watch.say(f"next: {told.astimezone(watch.schedule.zone):%Y-%m-%d %H:%M %Z}")
        sleep(pause)
