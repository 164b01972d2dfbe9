"""Time as an argument: what the moment is, and how to wait."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` is aware; `sleep` takes seconds."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Pace:
    """At most so many messages a minute: a server that counts must never have reason to refuse."""

    per_minute: int
    clock: Clock
    _times: deque[datetime] = field(default_factory=deque)

    def wait(self) -> None:
        """Return when the next message may go."""
        if len(self._times) >= self.per_minute:
            wait = (self._times.popleft() + timedelta(minutes=1) - self.clock.now()).total_seconds()
            if wait > 0:
                self.clock.sleep(wait)
        self._times.append(self.clock.now())
