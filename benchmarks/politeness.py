"""How close a crawl of many hosts comes to what politeness alone asks: its largest host's requests times the delay.

``python -m benchmarks.politeness [--hosts 50] [--delay 0.5] [--articles 40]`` serves so many sites on loopback, crawls
them, and reads from the server's own clock: the wall time against that bound, the smallest gap between the beginnings of
two requests to one host, and the most requests that were under way at one host. Exit code 1 when one is out of bounds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import click

from benchmarks.sites import MENU, address
from crawler.run import crawl
from crawler.units import Unit

SLACK = 1.15
LEAST_GAP = 0.95
RUN = "2026-11-23"
Request = tuple[str, str, float, float, float]
"""Host, path, by how much it was noted late at most, when it was noted, when it was answered."""


@dataclass(frozen=True)
class Politeness:
    """What the server saw of a crawl."""

    hosts: int
    delay: float
    wall: float
    largest: int
    requests: int
    gap: float
    together: int

    @property
    def bound(self) -> float:
        """Seconds that the largest host costs at this delay."""
        return self.largest * self.delay

    def faults(self, slack: float = SLACK) -> Iterator[str]:
        """What is out of bounds."""
        if self.wall > slack * self.bound:
            yield f"{self.wall:.1f} s are more than {slack} times {self.bound:.1f} s"
        if self.gap < LEAST_GAP * self.delay:
            yield f"two requests to one host began within {self.gap:.3f} s"
        if self.together > 1:
            yield f"{self.together} requests were under way at one host"


@contextmanager
def served(
    hosts: int, articles: Sequence[int], latency: float = 0.0, counting: bool = True, menu: int = MENU
) -> Iterator[int]:
    """Sites in a process of their own while the block runs; gives their port."""
    options = [part for count in articles for part in ("--articles", str(count))]
    options += [] if counting else ["--no-counting"]
    options += ["--hosts", str(hosts), "--latency", str(latency), "--menu", str(menu)]
    command = [sys.executable, "-m", "benchmarks.sites", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both were asked for
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def units_at(hosts: int, port: int) -> list[Unit]:
    """One unit for every site."""
    sites = [f"http://{address(number)}:{port}/" for number in range(hosts)]
    return [
        Unit(unit_id=f"U{number:03d}", name="某市民政局", kind="department", duty=("civil_affairs",), sites=(site,))
        for number, site in enumerate(sites)
    ]


def counted(port: int) -> list[Request]:
    """Every request that the sites saw, on their clock."""
    with urlopen(f"http://{address(0)}:{port}/counted") as answer:
        return [(host, path, late, began, ended) for host, path, late, began, ended in json.load(answer)]


def weighed(requests: Sequence[Request], delay: float) -> Politeness:
    """What the requests of a crawl say. Pure; wall time is from the first request to the end of the last."""
    times: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for host, _, late, began, ended in requests:
        times[host].append((began, ended, late))
    for each in times.values():
        each.sort()
    # Sites that are busy themselves note a request late, and the next one seems to come too soon after it.
    gaps = [later - earlier + late for each in times.values() for (earlier, _, late), (later, *_) in pairwise(each)]
    return Politeness(
        hosts=len(times),
        delay=delay,
        wall=max(ended for *_, ended in requests) - min(began for *_, began, _ in requests),
        largest=max(map(len, times.values())),
        requests=len(requests),
        gap=min(gaps, default=float("inf")),
        together=max(map(_most_together, times.values())),
    )


def _most_together(times: Sequence[tuple[float, float, float]]) -> int:
    moments = sorted([(began, 1) for began, *_ in times] + [(ended, -1) for _, ended, _ in times])
    most = now = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most


def measured(hosts: int, articles: Sequence[int], delay: float, latency: float = 0.0, menu: int = MENU) -> Politeness:
    """Crawl so many sites and weigh the requests."""
    with served(hosts, articles, latency, menu=menu) as port, tempfile.TemporaryDirectory() as data:
        crawl(units_at(hosts, port), Path(data), RUN, delay=delay)
        return weighed(counted(port), delay)


@click.command()
@click.option("--hosts", default=50, show_default=True)
@click.option("--articles", multiple=True, type=int, default=(10, 20, 40), show_default=True, help="Sites take turns.")
@click.option("--delay", default=1.0, show_default=True, help="Seconds between two requests to one host.")
@click.option("--menu", default=20, show_default=True, help="Links of the menu on every page.")
@click.option("--latency", default=0.05, show_default=True, help="Seconds that an answer takes.")
def main(hosts: int, articles: tuple[int, ...], delay: float, menu: int, latency: float) -> None:
    """Measure and print."""
    began = time.monotonic()
    found = measured(hosts, articles, delay, latency, menu)
    click.echo(
        f"{found.hosts} hosts, {found.requests} requests, the largest host {found.largest}, delay {delay} s: wall {found.wall:.1f} s,"
        f" bound {found.bound:.1f} s, ratio {found.wall / found.bound:.3f} (at most {SLACK}); smallest gap {found.gap:.3f} s,"
        f" at most {found.together} under way at a host; {time.monotonic() - began:.0f} s with start and end"
    )
    faults = list(found.faults())
    for fault in faults:
        click.echo(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
