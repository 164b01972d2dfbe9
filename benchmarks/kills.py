"""``kill -9`` in the middle of a crawl of the sample city, again and again: what is left must be as if nothing happened.

``python -m benchmarks.kills [--kills 20] [--seed 20261123]`` crawls the city twice: once undisturbed, and once by
processes that are killed when the sites were asked for so many pages (seeded), plus a moment (seeded). Then pages,
captures and findings are compared, and the requests that the sites saw. Exit code 1 when anything differs.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from warcio.archiveiterator import ArchiveIterator

from audit.run import audit
from crawler import capture
from crawler.run import crawl
from crawler.units import Unit, load_units
from gongkai.demo.build import build
from gongkai.demo.city import AS_OF, load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve
from rules.load import load_book

RUN = AS_OF.isoformat()
QUICK = {"RETRY_TIMES": 0}
LATEST = 0.05
"""Seconds after its page within which a kill comes."""
Page = tuple[Any, ...]


@dataclass(frozen=True)
class Crawled:
    """What a crawl left: its pages, the requests that the sites saw (robots.txt apart), and what was wrong on the way."""

    pages: dict[tuple[str, str], Page]
    asked: Counter[str]
    faults: tuple[str, ...] = ()
    kills: int = 0


def main_requests(asked: Sequence[str]) -> Counter[str]:
    """Requests by address, without robots.txt, which every process asks for anew."""
    return Counter(url for url in asked if not url.endswith("/robots.txt"))


def undisturbed(units: Sequence[Unit], data: Path, asked: list[str]) -> Crawled:
    """One crawl from beginning to end."""
    before = len(asked)
    crawl(units, data, RUN, delay=0, settings=QUICK)
    return Crawled(pages_of(data), main_requests(asked[before:]))


def killed(units: Sequence[Unit], data: Path, asked: list[str], moments: Sequence[tuple[int, float]]) -> Crawled:
    """A crawl whose processes are killed at `moments`: so many pages asked for since the first, so many seconds later."""
    before, kills = len(asked), 0
    written: list[dict[str, int]] = []
    for pages, late in moments:
        process = started(units, data)
        while process.poll() is None and len(set(asked[before:])) < pages:
            time.sleep(0.002)
        time.sleep(late)
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
        counts = Counter(asked[before:])
        written.append({key[1]: counts[key[1]] for key in pages_of(data)})
    crawl(units, data, RUN, delay=0, settings=QUICK)
    counts = main_requests(asked[before:])
    again = {url for known in written for url, count in known.items() if counts[url] > count}
    return Crawled(
        pages_of(data), counts, tuple(f"asked for again although written down: {url}" for url in sorted(again)), kills
    )


def moments(kills: int, pages: int, seed: int) -> list[tuple[int, float]]:
    """Random moments of a crawl of so many pages, the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - moments are no secrets
    spots = sorted(chance.randint(1, max(1, pages - 20)) for _ in range(kills))
    return [(spot, chance.uniform(0, LATEST)) for spot in spots]


def pages_of(data: Path) -> dict[tuple[str, str], Page]:
    """What the ledgers of the run say of every page, without times and places."""
    return {
        (directory.name, row.url): (row.state, row.kind, row.reason, row.digest, row.columns, row.list_date, row.anchor)
        for directory in capture.unit_dirs(capture.run_dir(data, RUN))
        for row in capture.read_pages(directory)
    }


def findings_of(units: Sequence[Unit], data: Path) -> list[dict[str, Any]]:
    """The findings on a run, as they are stored."""
    return [asdict(one) for one in audit(data, RUN, units, load_book(), AS_OF, lambda _: None, cached=False)]


def unreadable(data: Path) -> Iterator[str]:
    """Captures that a reader of WARC, or of gzip, does not get through, and rows whose body is not there."""
    for directory in capture.unit_dirs(capture.run_dir(data, RUN)):
        for path in sorted(directory.glob("capture-*.warc.gz")):
            try:
                with gzip.open(path) as stream:
                    while stream.read(1 << 20):
                        pass
                with path.open("rb") as source:
                    for record in ArchiveIterator(source, check_digests="raise"):
                        record.content_stream().read()
            except Exception as error:  # noqa: BLE001 - whatever a reader says against a capture is told
                yield f"{path}: {type(error).__name__} {error}"
        for row in capture.read_pages(directory):
            try:
                capture.read_body(directory, row)
            except capture.CaptureError as error:
                yield str(error)


def differences(one: Crawled, other: Crawled) -> Iterator[str]:
    """Pages that an interrupted crawl has otherwise than an undisturbed one."""
    for key in sorted(one.pages.keys() | other.pages.keys()):
        if one.pages.get(key) != other.pages.get(key):
            yield f"{key[1]}: {one.pages.get(key)} / {other.pages.get(key)}"


def started(units: Sequence[Unit], data: Path, settings: Mapping[str, Any] = QUICK) -> subprocess.Popen[bytes]:
    """The crawl's own process, as `crawler.run` starts it, so that it can be killed."""
    job = {
        "units": [asdict(unit) for unit in units], "data": str(data), "run": RUN, "delay": 0, "max_pages": 3000,
        "unit": "", "contact": "", "settings": dict(settings), "pages": [], "as_of": RUN, "full": False,
    }  # fmt: skip
    capture.update_run(capture.run_dir(data, RUN), run_id=RUN)
    process = subprocess.Popen([sys.executable, "-m", "crawler.run"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if process.stdin is not None:
        with process.stdin as pipe:
            pipe.write(json.dumps(job).encode())
    return process


def compared(units: Sequence[Unit], folder: Path, asked: list[str], kills: int, seed: int) -> Iterator[str]:
    """Crawl twice and say everything that differs; figures go to stdout. `folder` takes both data directories."""
    calm = undisturbed(units, folder / "calm", asked)
    torn = killed(units, folder / "torn", asked, moments(kills, len(calm.asked), seed))
    more = torn.asked.total() - calm.asked.total()
    hosts = len({site.split("/")[2] for unit in units for site in unit.sites})
    click.echo(
        f"{torn.kills} kills, {len(torn.pages)} pages; requests {calm.asked.total()} undisturbed, {torn.asked.total()} with"
        f" the kills: {more} more, {more / max(torn.kills, 1):.1f} a kill (one under way at each of {hosts} hosts)"
    )
    if torn.kills < kills:
        yield f"only {torn.kills} of {kills} kills met a running crawl"
    yield from torn.faults
    yield from differences(calm, torn)
    yield from unreadable(folder / "torn")
    if more > torn.kills * hosts:
        yield f"{more} requests more than in an undisturbed crawl"
    if findings_of(units, folder / "calm") != findings_of(units, folder / "torn"):
        yield "the findings differ"


@click.command()
@click.option("--kills", default=20, show_default=True, help="How often a process is killed.")
@click.option("--seed", default=20261123, show_default=True, help="Tells the moments.")
def main(kills: int, seed: int) -> None:
    """Crawl the sample city twice, once with kills, and compare."""
    with tempfile.TemporaryDirectory(prefix="gongkai-kills-") as name:
        folder = Path(name)
        sample = build(folder / "city", free_port(load_city()))
        write_units(folder / "units.csv", sample.sites)
        began = time.monotonic()
        with serve(sample) as asked:
            faults = list(compared(load_units(folder / "units.csv"), folder, asked, kills, seed))
        for fault in faults:
            click.echo(fault)
        click.echo(f"{len(faults)} differences, {time.monotonic() - began:.0f} s")
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
