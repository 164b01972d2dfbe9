"""Crawl the units of a run: one child process, every unit in it, each host in its own slot.

The child is a process of its own because a reactor cannot be started twice, and because a crash or a full memory must
not take the caller with it. What it learns it writes to the run directory; nothing comes back through the pipe.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from crawler import capture
from crawler.capture import CaptureError, Visit
from crawler.focus import WHOLE, Focus
from crawler.recorder import now
from crawler.units import Unit, named_places, store_units, unit_of

MAX_PAGES = 3000
DELAY = 1.0
MIN_ANSWERED = 0.5
"""Share of the visited units that must have answered; below it the run says more about our line than about them, and is
not published: the latest published run stays the one before."""
UNANSWERED = ("unreachable", "blocked")
LOG_NAME = "crawl.log"
_MAX_CONCURRENT = 256


class CrawlError(Exception):
    """The crawl could not be run or did not get to its end. The message says what to do."""


class RestingError(CrawlError):
    """All that is left are units that may be asked at their hours only."""


def crawl(
    units: Sequence[Unit], data: Path, run_id: str, delay: float = DELAY, max_pages: int = MAX_PAGES,
    only: Collection[str] = (), contact: str = "", settings: Mapping[str, Any] | None = None, pages: Sequence[str] = (),
    as_of: date | None = None, full: bool = False, focus: Focus = WHOLE,
) -> list[Visit]:  # fmt: skip
    """Visit the units (all, or those named in `only`) and leave their captures in the run directory.

    Units that were visited before in this run are left as they are; an unfinished visit is resumed. `delay` is the time
    between two requests to one host, `contact` goes into the user agent, `settings` changes Scrapy's. With
    `pages` only these addresses and their files are fetched. `as_of` is the day of the run (default: the day that its
    id begins with), which tells what an earlier run need not be asked again; `full` asks for everything. The
    `focus` says what is asked for in any case and what is not again. Returns the visits, in the order of `units`.
    Raises CrawlError when a visit could not be brought to its end.
    """
    wanted = [unit for unit in units if not only or unit.unit_id in only]
    unknown = set(only) - {unit.unit_id for unit in wanted}
    if unknown or not wanted:
        raise CrawlError(f"{', '.join(sorted(unknown)) or 'nothing'}: no such unit in the registry")
    run = capture.run_dir(data, run_id)
    before = capture.read_run(run)
    capture.update_run(
        run, run_id=run_id, started_at=before.get("started_at") or now(), crawled=False, delay=delay,
        max_pages=max_pages, contact=contact, units=sorted({*before.get("units", ()), *(u.unit_id for u in wanted)}),
    )  # fmt: skip
    store_units(run, units)
    left = [unit.unit_id for unit in wanted if _visit(data, run_id, unit) is None]
    if left:
        _child({
            "units": [asdict(unit) for unit in units], "data": str(data), "run": run_id, "delay": delay,
            "max_pages": max_pages, "unit": ",".join(left), "contact": contact, "settings": dict(settings or {}),
            "pages": list(pages), "as_of": as_of.isoformat() if as_of else "", "full": full,
            "focus": [focus.columns if focus.columns is None else sorted(focus.columns), focus.urls, sorted(focus.told)],
        }, run / LOG_NAME)  # fmt: skip
    done = [visit for unit in wanted if (visit := _visit(data, run_id, unit)) is not None]
    if len(done) < len(wanted):
        resting = [one for one in wanted if one.override.window and _visit(data, run_id, one) is None]
        if len(resting) == len(wanted) - len(done):
            told = ", ".join(f"{one.unit_id} ({one.override.window})" for one in resting)
            raise RestingError(f"these units may be asked at their hours only, run again then to go on: {told}")
        raise CrawlError(f"{len(wanted) - len(done)} visits were not finished; run again to go on, see {run / LOG_NAME}")  # fmt: skip
    every = [visit for unit in units if (visit := _visit(data, run_id, unit)) is not None]
    capture.update_run(run, crawled=True, crawled_at=now(), published=enough(every))
    return done


def _visit(data: Path, run_id: str, unit: Unit) -> Visit | None:
    return capture.read_visit(capture.unit_dir(data, run_id, unit.unit_id))


def answered(visits: Collection[Visit]) -> float:
    """The share of visits to which the unit answered; compare it with MIN_ANSWERED."""
    return sum(visit.state not in UNANSWERED for visit in visits) / len(visits) if visits else 0.0


def enough(visits: Collection[Visit]) -> bool:
    """Whether so many units answered that the run may be published."""
    return answered(visits) >= MIN_ANSWERED


def _child(job: Mapping[str, Any], log: Path) -> None:
    """Run the job in a process of its own and wait. Raises CrawlError when it fails."""
    root = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(path for path in (root, os.environ.get("PYTHONPATH", "")) if path)
    process = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths})  # fmt: skip
    try:
        process.communicate(json.dumps(job).encode())
    except KeyboardInterrupt:
        process.wait()  # it got the signal too, and is closing its files
        raise
    if process.returncode < 0:
        raise CrawlError(f"the crawl was killed by {signal.Signals(-process.returncode).name}; run again to go on")
    if process.returncode:
        raise CrawlError(f"the crawl stopped; run again to go on, see {log}")


def _die_with_parent() -> None:
    """Ask Linux to end this process with its caller: an orphan would crawl on beside the next run (prctl(2))."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        logging.getLogger(__name__).debug("this system cannot tie a process to its parent")


def _open_many() -> None:
    """Let this process hold open as many files as it may: a unit takes three, and there are hundreds of units."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _hear_nothing(event: Any) -> None:
    """Twisted's own observer of Twisted's log."""


def _talk() -> None:
    """What a person should see goes to stderr; everything goes to the log file."""
    for name, level in (("crawler.progress", logging.INFO), ("crawler", logging.ERROR)):
        handler = logging.StreamHandler()
        handler.setLevel(level)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logging.getLogger(name).addHandler(handler)


def _work(job: Mapping[str, Any]) -> int:
    """The child: crawl, and say by the exit code whether it came to its end."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings
    from twisted.logger import globalLogBeginner

    from crawler import chromium
    from crawler.settings import user_agent
    from crawler.spiders.disclosure import DisclosureSpider

    units = [unit_of(values) for values in job["units"]]
    hosts = {url.split("/")[2] for unit in units for url in unit.sites}
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    agent = user_agent(job["contact"])
    if chromium.draws() and any(unit.override.rendering != "never" for unit in units):
        from crawler import browser

        names = {host for unit in units for host, _ in named_places([unit])}
        settings.update(browser.settings(names, agent, settings.copy_to_dict() | job["settings"]), priority="project")
    settings.update(
        {
            "DOWNLOAD_DELAY": job["delay"],
            "USER_AGENT": agent,
            "CONCURRENT_REQUESTS": min(_MAX_CONCURRENT, 2 * len(hosts) + 8),
            "LOG_FILE": str(capture.run_dir(Path(job["data"]), job["run"]) / LOG_NAME),
            **job["settings"],
        },
        priority="cmdline",
    )
    process = AsyncCrawlerProcess(settings)
    # Until somebody listens to Twisted it prints what it thinks critical; Scrapy logs the same by another way.
    observers: list[Any] = [_hear_nothing]
    globalLogBeginner.beginLoggingTo(observers, redirectStandardIO=False)
    _talk()
    crawler = process.create_crawler(DisclosureSpider)
    columns, urls, told = job.get("focus", (None, (), ()))
    process.crawl(
        crawler, units=units, data=job["data"], run=job["run"], unit=job["unit"], max_pages=job["max_pages"],
        pages=job.get("pages", ()), as_of=job.get("as_of", ""), full=job.get("full", False),
        focus=Focus(columns=None if columns is None else frozenset(columns), urls=tuple(urls), told=frozenset(told)),
    )  # fmt: skip
    process.start()
    if process.bootstrap_failed:
        return 2
    return 0 if crawler.stats.get_value("finish_reason") == "finished" else 3


if __name__ == "__main__":
    _die_with_parent()
    _open_many()
    try:
        sys.exit(_work(json.load(sys.stdin)))
    except CaptureError as error:
        sys.exit(f"{error}")
