"""Our crawl against a bare Scrapy spider that only follows the same links, and against `wget -r`: pages per second.

``python -m benchmarks.crawl [--hosts 4] [--articles 600] [--rounds 3] [--check]`` serves sites of the usual shape on
loopback and has each contestant fetch all of them, taking turns; captures and index are on for ours, the others keep
nothing (wget: files). Pages per second of wall time, and of the contestant's own processor time, which other work on the
machine disturbs less. ``--memory 1000 --memory 50000`` crawls sites of so many pages and prints the largest resident size
of each. Exit code 1 with `--check` when ours is below 0.7 of the tutorial's spider.

Three bare spiders are measured: `follow` is the tutorial's (``response.follow_all(css="a")``), `extractor` uses
LinkExtractor, and `seen`, the fastest plain way, takes hrefs by XPath and makes no request that it knows already.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.politeness import served, units_at
from crawler.run import crawl

FLOOR = 0.7
RUN = "2026-11-23"
ENDLESS = 1_000_000
Fetch = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Speed:
    """One contestant's round: pages, seconds on the clock, seconds of processor time."""

    pages: int
    wall: float
    cpu: float


def ours(urls: Sequence[str]) -> int:
    """A whole crawl with captures and index."""
    with tempfile.TemporaryDirectory() as data:
        visits = crawl(units_at(len(urls), int(urls[0].split(":")[2].rstrip("/"))), Path(data), RUN, delay=0, max_pages=ENDLESS)  # fmt: skip
        return sum(visit.pages for visit in visits)


def bare(flavour: str) -> Fetch:
    """A spider of `benchmarks.bare`, one request at a time to each host as ours."""

    def fetch(urls: Sequence[str]) -> int:
        done = subprocess.run([sys.executable, "-m", "benchmarks.bare", flavour, "1", *urls], stdout=subprocess.PIPE, check=True)  # fmt: skip
        return int(json.loads(done.stdout)["pages"])

    return fetch


def wget(urls: Sequence[str]) -> int:
    """`wget -r`, one process a site, all at once."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["wget", "-q", "-r", "-l", "inf", "--no-verbose", "-P", folder]
        for process in [subprocess.Popen([*command, url]) for url in urls]:
            process.wait()
        return sum(path.is_file() for path in Path(folder).rglob("*"))


CONTESTANTS: dict[str, Fetch] = {
    "ours": ours, "follow": bare("follow"), "extractor": bare("extractor"), "seen": bare("seen"), "wget": wget,
}  # fmt: skip


def raced(names: Sequence[str], urls: Sequence[str], rounds: int) -> dict[str, list[Speed]]:
    """Every contestant in turn, so many rounds."""
    times: dict[str, list[Speed]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            times[name].append(_timed(CONTESTANTS[name], urls))
    return times


def _timed(fetch: Fetch, urls: Sequence[str]) -> Speed:
    began, used = time.monotonic(), _cpu()
    pages = fetch(urls)
    return Speed(pages, time.monotonic() - began, _cpu() - used)


def _cpu() -> float:
    """Processor time of this process's children that have ended."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def told(times: dict[str, list[Speed]]) -> dict[str, tuple[float, float]]:
    """Print the medians. Out: pages a second of each, by the clock and by processor time."""
    rates: dict[str, tuple[float, float]] = {}
    for name, rounds in times.items():
        wall, cpu = (statistics.median(one.pages / getattr(one, kind) for one in rounds) for kind in ("wall", "cpu"))
        rates[name] = wall, cpu
        click.echo(f"{name:10}{rounds[0].pages:8} pages{wall:8.1f} a second{cpu:8.1f} a second of processor time")
    for name in [name for name in rates if name != "ours"]:
        clock, processor = (mine / theirs for mine, theirs in zip(rates["ours"], rates[name], strict=True))
        click.echo(f"ours / {name:10}{clock:8.2f} by the clock{processor:8.2f} by processor time")
    return rates


def remembered(pages: int, hosts: int) -> int:
    """The largest resident size, in MiB, of a crawl of so many pages. A process of its own, so that it counts alone."""
    with served(hosts, [pages // hosts]) as port:
        script = "import resource, sys\nfrom benchmarks.crawl import ours\npages = ours(sys.argv[1:])\n" \
                 "print(pages, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"  # fmt: skip
        urls = [unit.sites[0] for unit in units_at(hosts, port)]
        done = subprocess.run([sys.executable, "-c", script, *urls], stdout=subprocess.PIPE, text=True, check=True)
        came, size = map(int, done.stdout.split())
        click.echo(f"{came} pages: {size} MiB at most")
        return size


@click.command()
@click.option("--hosts", default=4, show_default=True)
@click.option("--articles", default=600, show_default=True, help="Articles of each site.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--memory", "sizes", multiple=True, type=int, help="Crawl so many pages and print the memory; no race.")
@click.option("--check", is_flag=True, help="Exit 1 when ours is too slow.")
def main(hosts: int, articles: int, rounds: int, sizes: tuple[int, ...], check: bool) -> None:
    """Race, or measure memory."""
    if sizes:
        for size in sizes:
            remembered(size, hosts)
        return
    names = [name for name in CONTESTANTS if name != "wget" or shutil.which("wget")]
    with served(hosts, [articles], counting=False) as port:
        rates = told(raced(names, [unit.sites[0] for unit in units_at(hosts, port)], rounds))
    if check and rates["ours"][0] < FLOOR * rates["follow"][0]:
        sys.exit(1)


if __name__ == "__main__":
    main()
