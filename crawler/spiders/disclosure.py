"""The one spider for every site: walks each unit's disclosure columns to their end.

It only carries: visits say what they want, Scrapy fetches it (one request per host at a time, hosts in parallel), and
the visits take what came. Many units run in one process.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import capture
from crawler.baseline import baseline, day_of
from crawler.capture import CaptureError
from crawler.focus import WHOLE, Focus
from crawler.guard import guarded_resolver
from crawler.hours import Clock, clock, hours_of
from crawler.line import WINDOW
from crawler.pace import PaceKeeper
from crawler.second import LONGER
from crawler.units import Unit, UnitsError, lax_hosts, load_units, named_places, territory_of
from crawler.visit import UnitVisit
from crawler.wire import VISIT, WANT, answer_of, miss_reason, request_for

log = logging.getLogger(__name__)
progress = logging.getLogger("crawler.progress")


class DisclosureSpider(scrapy.Spider):
    """`scrapy crawl disclosure -a unit=ID -a units=units.csv -a data=DIR`; several ids joined by commas, none for all."""

    name = "disclosure"

    def __init__(
        self, units: str | list[Unit] = "units.csv", data: str = "data", unit: str = "", run: str = "",
        max_pages: int | str = 3000, pages: Sequence[str] = (), as_of: str = "", full: bool | str = False,
        focus: Focus = WHOLE, **_: Any,
    ) -> None:  # fmt: skip
        """`as_of`: the day of the run, else the day that its name begins with. `full`: every page is fetched anew.
        `focus`: what is asked for in any case, and what of an earlier run's pages is not at all.
        """
        super().__init__()
        self.registry = load_units(Path(units)) if isinstance(units, str) else units
        self.data, self.run_id, self.max_pages = Path(data), run or date.today().isoformat(), int(max_pages)
        self.wanted = [one for one in unit.split(",") if one] or [one.unit_id for one in self.registry]
        unknown = set(self.wanted) - {one.unit_id for one in self.registry}
        if unknown:
            raise UnitsError(f"{', '.join(sorted(unknown))}: no such unit in the registry")
        self.visits: list[UnitVisit] = []
        self.clock: Clock = clock()
        self.lax_hosts = frozenset(host for one in self.registry for host in lax_hosts(one))
        self.waking: dict[str, asyncio.TimerHandle] = {}
        self.pages = pages
        self.day = date.fromisoformat(as_of) if as_of else day_of(self.run_id)
        self.focus = focus
        self.full = str(full).lower() in ("true", "1", "yes")

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        guarded_resolver().named |= named_places(spider.registry)
        spider.clock = clock(crawler.settings.get("CLOCK_STARTS", ""))
        crawler.signals.connect(spider.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(spider.spider_idle, signals.spider_idle)
        crawler.signals.connect(spider.spider_closed, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for unit in self.registry:
            if unit.unit_id not in self.wanted:
                continue
            directory = capture.unit_dir(self.data, self.run_id, unit.unit_id)
            if capture.read_visit(directory) is not None:
                progress.info("%s: visited before, skipped", unit.unit_id)
                continue
            territory = territory_of(unit, self.registry)
            kept = (self.data, self.run_id, unit.unit_id, self.day, self.full, self.focus)
            visit = UnitVisit(
                unit, territory, self.run_id, directory, self.max_pages, pages=self.pages,
                before=None if self.pages else baseline(*kept),
                drawn_pages=self.settings.getint("DRAWN_PAGES") if self.settings.getbool("DRAWS") else 0,
            )  # fmt: skip
            self.visits.append(visit)
            for url in unit.sites if unit.override.delay is not None else ():
                self.slow_down(urlsplit(url).hostname or "", unit.override.delay or 0.0)
        for visit in self.visits:
            async for request in self.advance(visit):
                yield request

    async def advance(self, visit: UnitVisit) -> AsyncIterator[scrapy.Request]:
        """Requests for what a visit wants next; a visit that wants nothing more is finished."""
        while (request := self.following(visit)) is not None:
            if isinstance(request, scrapy.Request):
                yield request
            else:
                await asyncio.sleep(0)
        self.close_if_done(visit)

    def close_if_done(self, visit: UnitVisit) -> None:
        """Finish a visit that wants nothing more. Raises CaptureError when the disk refuses."""
        if not self.rests(visit) and visit.idle():
            done = visit.finish()
            progress.info("%s: %s, %d pages, %d attachments, %d unchanged, %d misses", done.unit_id, done.state,
                          done.pages, done.attachments, done.unchanged, done.misses)  # fmt: skip

    def following(self, visit: UnitVisit) -> scrapy.Request | bool | None:
        """The next request of a visit; True for a page that needed none; None when there is nothing to ask for now."""
        if self.rests(visit):
            return None
        want = visit.next() if visit.in_flight < WINDOW else None
        if want is None:
            return None
        if visit.replay(want):
            return True
        visit.in_flight += 1
        more = {"download_timeout": self.settings.getfloat("DOWNLOAD_TIMEOUT") * LONGER, "dont_retry": True}
        request = request_for(visit, want, callback=self.parse, errback=self.failed)
        request.meta.update(more if visit.agenda.looks.number > 1 else {})
        return request

    def rests(self, visit: UnitVisit) -> bool:
        """Whether the unit's hours are over for now. It is gone on with when they begin, or left to the resumed run."""
        if visit.finished:
            return True
        window = visit.unit.override.window
        seconds = hours_of(window).opens_in(self.clock()) if window else 0.0
        if not seconds or visit.in_flight or visit.unit.unit_id in self.waking:
            return seconds > 0
        if seconds > self.settings.getfloat("LONGEST_CLOSED"):
            progress.info("%s: may be asked %s only, left for a later run", visit.unit.unit_id, window)
            visit.abandon()
        else:
            progress.info("%s: may be asked %s only, waits %.0f minutes", visit.unit.unit_id, window, seconds / 60)
            loop = asyncio.get_running_loop()
            self.waking[visit.unit.unit_id] = loop.call_later(seconds + 0.01, self.wake, visit)
        return True

    def wake(self, visit: UnitVisit) -> None:
        """Go on with a visit whose unit's hours begin."""
        self.waking.pop(visit.unit.unit_id, None)
        try:
            self.go_on(visit)
        except CloseSpider as error:
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=error.reason))

    def go_on(self, visit: UnitVisit) -> None:
        """Ask for what a visit wants next, outside of any answer."""
        with _closing_on_full_disk():
            while (request := self.following(visit)) is not None:
                if isinstance(request, scrapy.Request):
                    self.crawler.engine.crawl(request)
            self.close_if_done(visit)

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[scrapy.Request]:
        visit: UnitVisit = response.meta[VISIT]
        visit.in_flight -= 1
        with _closing_on_full_disk():
            visit.take(response.meta[WANT], answer_of(response))
            async for request in self.advance(visit):
                yield request

    async def failed(self, failure: Failure) -> AsyncIterator[scrapy.Request]:
        request: Any = failure.request  # type: ignore[attr-defined]
        visit: UnitVisit = request.meta[VISIT]
        visit.in_flight -= 1
        with _closing_on_full_disk():
            if isinstance(failure.value, CaptureError):
                raise failure.value
            visit.miss(request.meta[WANT], miss_reason(failure.value or Exception()))
            async for one in self.advance(visit):
                yield one

    def robots_parsed(self, robotparser: Any, request: scrapy.Request) -> None:
        """Follow a Crawl-delay that is longer than our own delay."""
        delay = robotparser.crawl_delay(self.settings.get("ROBOTSTXT_USER_AGENT"))
        if delay:
            cap = self.settings.getfloat("CRAWL_DELAY_CAP")
            self.slow_down(urlsplit(request.url).hostname or "", min(float(delay), cap))

    def slow_down(self, host: str, delay: float) -> None:
        """Ask a host no more often than once in `delay` seconds, from its next request on."""
        keeper = self.crawler.get_extension(PaceKeeper)
        if keeper is None:
            raise RuntimeError("nothing keeps the pace; run the spider with the settings in crawler.settings")
        keeper.at_least(host, delay)

    def visit_of_host(self, host: str) -> UnitVisit | None:
        """The first open visit to a unit of this host: what is stored for the host itself is stored there."""
        return next((visit for visit in self.visits if not visit.finished and host in visit.hosts()), None)

    def spider_idle(self) -> None:
        """When all other units are done, sites that were down get their second look. Raises DontCloseSpider then."""
        late = [visit for visit in self.visits if visit.postponed()]
        for visit in late:
            progress.info("%s: did not answer, tried again", visit.unit.unit_id)
            with _closing_on_full_disk():
                visit.look_again()
            self.go_on(visit)
        if late or self.waking:
            raise DontCloseSpider

    def spider_closed(self, reason: str) -> None:
        """Visits still open were broken by us (they end as partial) or interrupted (the next run goes on)."""
        for timer in self.waking.values():
            timer.cancel()
        for visit in [visit for visit in self.visits if not visit.finished]:
            if reason == "finished":
                log.error("%s: the crawl broke off", visit.unit.unit_id)
                visit.break_off()
            else:
                visit.abandon()


@contextmanager
def _closing_on_full_disk() -> Iterator[None]:
    """A capture that cannot be written ends the crawl of all units: going on would lose what is fetched."""
    try:
        yield
    except CaptureError as error:
        log.critical("%s", error)
        raise CloseSpider("capture_failed") from error
