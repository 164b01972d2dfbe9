"""Our crawl against a bare Scrapy spider that only follows the same links, and against `wget -r`: pages per second.

``python -m benchmarks.crawl [--hosts 4] [--articles 600] [--rounds 3] [--check]`` serves sites of the usual shape on
loopback and has each contestant fetch all of them, taking turns; captures and index are on for ours, the others keep
nothing (wget: files). Pages per second of wall time, and of the contestant's own processor time, which other work on the
machine disturbs less. ``--memory 1000 --memory 50000`` crawls sites of so many pages, with ``--weeks 2`` again a week later,
and prints the largest resident size of each. Exit code 1 with `--check` when ours is below 0.7 of the tutorial's spider, or
when the most pages take over 1.2 times the memory of the fewest.

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

FLOOR, GROWTH = 0.7, 1.2
RUNS = ("2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14")
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
        return week(urls, data, RUNS[0])


def week(urls: Sequence[str], data: str, run: str) -> int:
    """One run of a whole crawl."""
    units = units_at(len(urls), int(urls[0].split(":")[2].rstrip("/")))
    return sum(visit.pages for visit in crawl(units, Path(data), run, delay=0, max_pages=ENDLESS))


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


def remembered(pages: int, hosts: int, weeks: int) -> list[int]:
    """The largest resident size, in MiB, of a crawl of so many pages, week by week. Each in a process of its own, so that
    it counts alone.
    """
    script = "import resource, sys\nfrom benchmarks.crawl import week\npages = week(sys.argv[3:], *sys.argv[1:3])\n" \
             "print(pages, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"  # fmt: skip
    sizes = []
    with served(hosts, [pages // hosts]) as port, tempfile.TemporaryDirectory() as data:
        urls = [unit.sites[0] for unit in units_at(hosts, port)]
        for number, run in enumerate(RUNS[:weeks], 1):
            command = [sys.executable, "-c", script, data, run, *urls]
            came, size = map(int, subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split())
            click.echo(f"week {number}, {came} pages: {size} MiB at most")
            sizes.append(size)
    return sizes


def grown(sizes: Sequence[Sequence[int]]) -> float:
    """How many times the memory of the first size the last one takes, in the week in which it is most. Pure."""
    return max(last / first for first, last in zip(sizes[0], sizes[-1], strict=True))


@click.command()
@click.option("--hosts", default=4, show_default=True)
@click.option("--articles", default=600, show_default=True, help="Articles of each site.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--memory", "sizes", multiple=True, type=int, help="Crawl so many pages and print the memory; no race.")
@click.option(
    "--weeks", type=click.IntRange(1, len(RUNS)), default=1, show_default=True, help="Runs of each for memory."
)
@click.option("--check", is_flag=True, help="Exit 1 when ours is too slow, or its memory grows.")
def main(hosts: int, articles: int, rounds: int, sizes: tuple[int, ...], weeks: int, check: bool) -> None:
    """Race, or measure memory."""
    if sizes:
        growth = grown([remembered(size, hosts, weeks) for size in sorted(sizes)])
        click.echo(f"{growth:.2f} times the memory (at most {GROWTH})")
        sys.exit(check and growth > GROWTH)
    names = [name for name in CONTESTANTS if name != "wget" or shutil.which("wget")]
    with served(hosts, [articles], counting=False) as port:
        rates = told(raced(names, [unit.sites[0] for unit in units_at(hosts, port)], rounds))
    if check and rates["ours"][0] < FLOOR * rates["follow"][0]:
        sys.exit(1)


if __name__ == "__main__":
    main()
