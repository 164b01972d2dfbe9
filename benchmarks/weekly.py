"""What a later week asks of a site, and whether it changes a finding: the sample city and larger sites, unchanged.

``python -m benchmarks.weekly [--weeks 6] [--articles 800] [--corpus DIR] [--check]``

The *share* is requests of a week over requests of the first visit, robots.txt and failures included, as the servers saw
them. A *flip* is a finding whose outcome, page, proof or reason is another than after the first visit; every week is
judged as of the same day, so that only the crawl can flip one. The larger sites are of the benchmark of the crawl
(`benchmarks.sites`) and differ in how they answer conditions: `validators` sends ETag and Last-Modified and 304s, `etag`
an ETag only, `new etag` another one each time, `none` nothing. With `--corpus`, whole real sites (``DIR/sites/*.tar.xz``)
take the place of all others.
"""

from __future__ import annotations

import hashlib
import sys
import tarfile
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import click

from audit.model import Finding
from audit.run import audit
from benchmarks.sites import SiteShape
from crawler.run import crawl
from crawler.units import Unit, load_units
from gongkai.demo.city import AS_OF
from gongkai.demo.cli import city, write_units
from gongkai.demo.server import _Handler as CityHandler
from rules.load import load_book

MOST = 0.15
"""The share that a second visit may ask."""
_serial = count()
Validators = Callable[[bytes], Mapping[str, str]]


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


KINDS: Mapping[str, Validators] = {
    "validators": lambda body: {"ETag": _tag(body), "Last-Modified": "Mon, 03 Mar 2025 08:00:00 GMT"},
    "etag": lambda body: {"ETag": "W/" + _tag(body)},
    "new etag": lambda body: {"ETag": f'"{next(_serial)}"'},
    "none": lambda body: {},
}


@dataclass(frozen=True, slots=True)
class Week:
    """One run: what it asked, what of it was unchanged by the site's own word, and what was found."""

    requests: int
    not_modified: int
    findings: Mapping[object, object]


class _SiteHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, shape: SiteShape, validators: Validators, hits: Counter[str]) -> None:
        self.shape, self.validators, self.hits = shape, validators, hits
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self.shape.answer(self.path)
        sent = self.validators(body) if body is not None else {}
        asked = (self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
        same = body is not None and any(value and value in sent.values() for value in asked)
        self.hits["requests"] += 1
        self.hits["not modified"] += same
        self.send_response(304 if same else 404 if body is None else 200)
        for name, value in sent.items():
            self.send_header(name, value)
        if not same:
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(b"" if same else body or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted, not told."""


@contextmanager
def larger_site(validators: Validators, articles: int) -> Iterator[tuple[list[Unit], Counter[str]]]:
    """One site of that many articles, served while the block runs, and the counter of its requests."""
    hits: Counter[str] = Counter()
    handler = partial(_SiteHandler, shape=SiteShape(articles), validators=validators, hits=hits)
    with _serving(handler) as port:
        unit = Unit(unit_id="site", name="某市民政局", kind="department", duty=("civil_affairs",),
                    sites=(f"http://127.0.0.1:{port}/",))  # fmt: skip
        yield [unit], hits


@contextmanager
def sample_city(folder: Path) -> Iterator[tuple[list[Unit], Counter[str]]]:
    """The units of the sample city, served while the block runs, and the counter of the requests to all of them."""
    hits: Counter[str] = Counter()
    answer = CityHandler.do_GET

    def counted(self: CityHandler) -> None:
        hits["requests"] += 1
        answer(self)

    with ExitStack() as stack:
        sample = stack.enter_context(city())
        CityHandler.do_GET = counted  # type: ignore[method-assign]
        stack.callback(setattr, CityHandler, "do_GET", answer)
        write_units(folder / "units.csv", sample.sites)
        yield list(load_units(folder / "units.csv")), hits


@contextmanager
def real_site(archive: Path, folder: Path) -> Iterator[tuple[list[Unit], Counter[str]]]:
    """A whole real site out of an archive, served by files while the block runs, and the counter of its requests."""
    hits: Counter[str] = Counter()

    class Counted(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            hits["requests"] += 1
            super().do_GET()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            hits["not modified"] += code == 304

        def log_message(self, format: str, *args: object) -> None:
            """Requests are counted, not told."""

    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (root,) = [path for path in folder.iterdir() if path.is_dir()]
    with _serving(partial(Counted, directory=str(root))) as port:
        unit = Unit(unit_id="site", name="某市教育局", kind="department", duty=("education",), sites=(f"http://127.0.0.1:{port}/",))  # fmt: skip
        yield [unit], hits


@contextmanager
def _serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def weeks(units: Sequence[Unit], data: Path, hits: Counter[str], number: int) -> Iterator[Week]:
    """Crawl and judge the units in so many weeks in a row."""
    book = load_book()
    for week in range(number):
        hits.clear()
        day: date = AS_OF + timedelta(weeks=week)
        crawl(units, data, day.isoformat(), delay=0, max_pages=100_000)
        requests, same = hits["requests"], hits["not modified"]
        found = audit(data, day.isoformat(), units, book, AS_OF, lambda said: None)
        yield Week(requests, same, {_key(one): _said(one) for one in found})


def _key(one: Finding) -> object:
    return one.unit_id, one.point_id, one.scheme_id, one.record_key


def _said(one: Finding) -> object:
    return {name: value for name, value in asdict(one).items() if name not in ("run_id", "searched_pages")}


def flips(one: Week, other: Week) -> int:
    """Findings that are not the same in both weeks."""
    keys = one.findings.keys() | other.findings.keys()
    return sum(one.findings.get(key) != other.findings.get(key) for key in keys)


def _tell(name: str, series: Sequence[Week]) -> None:
    first = series[0]
    for number, week in enumerate(series, start=1):
        click.echo(
            f"{name:<12} week {number}: {week.requests:5} requests, share {week.requests / first.requests:6.1%}, "
            f"{week.not_modified:4} times 304, {flips(first, week)} flips of {len(first.findings)} findings"
        )


def _measured(name: str, units: Sequence[Unit], hits: Counter[str], number: int) -> bool:
    """Measure and print so many weeks. Out: whether the second asks too much, or a finding flips."""
    with tempfile.TemporaryDirectory() as data:
        series = list(weeks(units, Path(data), hits, number))
    _tell(name, series)
    return series[1].requests > MOST * series[0].requests or any(flips(series[0], week) for week in series)


@click.command()
@click.option("--weeks", "number", type=click.IntRange(min=2), default=6, show_default=True)
@click.option("--articles", type=click.IntRange(min=1), default=800, show_default=True, help="Of each larger site.")
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), help="Folder with sites/*.tar.xz: these only.")
@click.option("--check", is_flag=True, help="Exit 1 for a flip, or a second visit that asks too much.")
def main(number: int, articles: int, corpus: Path | None, check: bool) -> None:
    """Measure and print, one line a week."""
    wrong = False
    if corpus is not None:
        for archive in sorted((corpus / "sites").glob("*.tar.xz")):
            with tempfile.TemporaryDirectory() as files, real_site(archive, Path(files)) as (units, hits):
                wrong |= _measured(archive.name.split(".")[0], units, hits, number)
        sys.exit(check and wrong)
    for name, validators in KINDS.items():
        with larger_site(validators, articles) as (units, hits):
            wrong |= _measured(name, units, hits, number)
    with tempfile.TemporaryDirectory() as folder, sample_city(Path(folder)) as (units, hits):
        wrong |= _measured("sample city", units, hits, number)
    sys.exit(check and wrong)


if __name__ == "__main__":
    main()
