"""The hours in which a unit's site may be asked, as overrides.yml names them: "22:00-06:00", in China's time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
MINUTES = 24 * 60
Clock = Callable[[], datetime]
_SHAPE = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–—]\s*([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day, in minutes after midnight; it may reach over midnight. `end` is no longer part of it."""

    start: int
    end: int

    def opens_in(self, moment: datetime) -> float:
        """Seconds until the hours begin, 0.0 within them. `moment` must know its time zone."""
        here = moment.astimezone(CHINA)
        now = here.hour * MINUTES // 24 + here.minute
        if (now - self.start) % MINUTES < (self.end - self.start) % MINUTES:
            return 0.0
        return ((self.start - now) % MINUTES) * 60 - here.second - here.microsecond / 1e6


def hours_of(text: str) -> Hours:
    """Read "22:00-06:00". Raises ValueError for anything else, and for hours without length."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'{text!r} is not allowed; write hours as "22:00-06:00" (China time)')
    first, second, third, fourth = map(int, match.groups())
    if (first, second) == (third, fourth):
        raise ValueError(f"{text!r} begins where it ends; leave the window out to allow the whole day")
    return Hours(first * 60 + second, third * 60 + fourth)


def clock(start: str = "") -> Clock:
    """What tells the time: this machine, or a clock that shows `start` (ISO 8601 with zone) when it is first looked at
    and goes on from there.

    Raises ValueError when `start` is no such time.
    """
    if not start:
        return lambda: datetime.now(CHINA)
    begin, zeros = datetime.fromisoformat(start), list[float]()
    if begin.tzinfo is None:
        raise ValueError(f"{start!r} names no time zone")

    def shown() -> datetime:
        now = time.monotonic()
        zeros[:] = zeros or [now]
        return begin + timedelta(seconds=now - zeros[0])

    return shown
