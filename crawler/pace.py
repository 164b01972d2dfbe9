"""How fast each host is asked: never faster than its delay, slower while it says that it is asked too much.

A 429 or 503 doubles the delay, a Retry-After (RFC 9110, section 10.2.3) is waited for; answers in a row let the delay
come down again. The downloader asks one page at a time from a host, whatever it is for: pages, robots.txt, retries,
redirects, files.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Self

from scrapy import signals
from scrapy.http import Request, Response

from crawler.hours import Clock, clock

log = logging.getLogger(__name__)
TOO_MUCH = frozenset({429, 503})
EASED_AFTER = 10
"""Answers in a row after which a host's delay is halved again."""
LEAST_GAP = 0.97
"""Share of the delay that lies at least between two requests, whatever held the first one up."""
LONGEST_WAIT = 120.0
"""Seconds of a Retry-After that are waited for; a host that asks for more is asked again in the second look."""


@dataclass(slots=True)
class Pace:
    """One host's delay in seconds: what it should be (`least`), and what it is now."""

    least: float
    delay: float
    _answers: int = 0

    def slower(self, first: float, cap: float) -> None:
        """The host is asked too much: twice the delay, at least `first`, at most `cap` (or what it should be anyway)."""
        self.delay, self._answers = max(self.least, min(cap, max(2 * self.delay, first))), 0

    def answered(self) -> None:
        """The host answered as it should."""
        self._answers += 1
        if self._answers >= EASED_AFTER and self.delay > self.least:
            # Halving alone would approach a delay of nothing for ever.
            eased = self.delay / 2
            self.delay, self._answers = self.least if eased - self.least < 0.1 else eased, 0


def wait_of(header: str, moment: datetime) -> float:
    """Seconds that a Retry-After asks to wait, within bounds; 0.0 for none and for one that cannot be read."""
    text = header.strip()
    if text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=moment.tzinfo)
    return min(max((until - moment).total_seconds(), 0.0), LONGEST_WAIT)


class PaceKeeper:
    """Scrapy extension: keeps the pace of every host in the downloader's slots."""

    def __init__(self, crawler: Any, now: Clock, timer: Callable[[], float] = monotonic) -> None:
        self._crawler, self._now, self._timer = crawler, now, timer
        self._usual = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._first, self._cap = (crawler.settings.getfloat(name) for name in ("SLOWER_FROM", "CRAWL_DELAY_CAP"))
        self._paces: dict[str, Pace] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        keeper = cls(crawler, clock(crawler.settings.get("CLOCK_STARTS", "")))
        crawler.signals.connect(keeper.came, signals.response_downloaded)
        return keeper

    def at_least(self, host: str, delay: float) -> None:
        """Ask a host no more often than once in `delay` seconds, from its next request on."""
        pace = self._pace(host)
        pace.least = max(pace.least, delay)
        pace.delay = max(pace.delay, pace.least)
        self._set(host, pace)

    def sent(self, host: str) -> None:
        """A request leaves for the host: the time to the next one is counted from now, but for a little."""
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, self._timer() - (1 - LEAST_GAP) * slot.delay)

    def came(self, response: Response, request: Request) -> None:
        """A response came: the downloader asks us before it lets the host's next request go."""
        host = request.meta.get("download_slot", "")
        if response.status not in TOO_MUCH:
            if host in self._paces:
                self._paces[host].answered()
                self._set(host, self._paces[host])
            return
        pace = self._pace(host)
        pace.slower(self._first, self._cap)
        wait = wait_of((response.headers.get("Retry-After") or b"").decode("latin-1"), self._now())
        log.warning("%s answers %d: asked once in %.1f s, next in %.1f s", host, response.status, pace.delay, max(wait, pace.delay))  # fmt: skip
        self._set(host, pace)
        self._retime(host, wait)

    def _pace(self, host: str) -> Pace:
        return self._paces.setdefault(host, Pace(self._usual, self._usual))

    def _set(self, host: str, pace: Pace) -> None:
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": pace.delay}
        if host in downloader.slots:
            downloader.slots[host].delay = pace.delay

    def _retime(self, host: str, wait: float) -> None:
        """Let the host's next request wait so many seconds from now, and no less than its delay."""
        slot = self._crawler.engine.downloader.slots[host]
        slot.lastseen = max(slot.lastseen, self._timer() + wait - slot.delay)
        if slot.latercall:  # timed by the old delay; the downloader times its next request right after this
            slot.latercall.cancel()
            slot.latercall = None
