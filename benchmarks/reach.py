"""Whole real sites, served on loopback and crawled: the share of pages reachable by clicks that were captured.

``python -m benchmarks.reach --corpus DIR [--check]``

DIR holds ``sites/*.tar.xz``, one real site each. What a person can reach is told by a walk of its own over the files: from
the front page along every link, frame, refresh and further page of a list, as far as the files go. Exit codes: 0 done,
1 with `--check` when less than 95 % of the articles were captured, 2 when there are no sites.
"""

from __future__ import annotations

import functools
import re
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from crawler import capture
from crawler.charset import decode
from crawler.cms import page_kind, read_list
from crawler.links import anchors, frame_links, parse, redirect_target
from crawler.run import crawl
from crawler.scope import canonical, key
from crawler.units import Unit

FLOOR = 0.95
RUN = "2026-11-25"
PAGE = re.compile(r"/$|\.(?:s?html?|jsp|aspx|php)$", re.I)


@click.command()
@click.option("--corpus", required=True, type=click.Path(path_type=Path), help="Folder with sites/*.tar.xz.")
@click.option("--check", is_flag=True, help="Exit 1 when a site falls below the floor.")
def main(corpus: Path, check: bool) -> None:
    """Print how much of whole real sites a crawl captures."""
    archives = sorted((corpus / "sites").glob("*.tar.xz"))
    if not archives:
        raise click.UsageError(f"{corpus} holds no sites/*.tar.xz: name the folder of the real sites with --corpus.")
    below = False
    click.echo(f"{'site':20}{'pages':>8}{'captured':>10}{'articles':>10}{'captured':>10}{'share':>8}")
    for number, archive in enumerate(archives, start=1):
        pages, articles, captured = _measured(archive, f"127.0.3.{number}")
        share = len(articles & captured) / max(len(articles), 1)
        name = archive.name.removesuffix(".tar.xz")
        click.echo(f"{name:20}{len(pages):8}{len(pages & captured):10}{len(articles):10}{len(articles & captured):10}{share:8.3f}")  # fmt: skip
        below = below or share < FLOOR
    if check and below:
        sys.exit(1)


def _measured(archive: Path, address: str) -> tuple[set[str], set[str], set[str]]:
    """(pages reachable by clicks, the articles among them, pages captured), as keys of their addresses."""
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(archive) as packed:
            packed.extractall(scratch, filter="data")
        (root,) = [path for path in Path(scratch).iterdir() if path.is_dir()]
        with _served(root, address) as site:
            unit = Unit(unit_id="site", name="某市教育局", kind="department", duty=("education",), sites=(site,))
            data = Path(scratch) / "data"
            crawl([unit], data, RUN, delay=0, max_pages=100_000)
        rows = capture.read_pages(capture.unit_dir(data, RUN, "site"))
        captured = {key(row.url) for row in rows if row.state in ("fetched", "redirected")}
        found = dict(_clicked(root, site))
    articles = {key(url) for url, markup in found.items() if page_kind(markup, url) == "article"}
    return {key(url) for url in found}, articles, captured


@contextmanager
def _served(root: Path, address: str) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads a log."""

    server = ThreadingHTTPServer((address, 0), functools.partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{address}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _clicked(root: Path, site: str) -> Iterator[tuple[str, str]]:
    """Addresses and markup of the pages that a person reaches from the front page."""
    waiting, seen = [site], {key(site)}
    while waiting:
        url = waiting.pop()
        path = root / unquote(urlsplit(url).path).lstrip("/")
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file() or not PAGE.search(urlsplit(url).path):
            continue
        markup = decode(file.read_bytes())
        yield url, markup
        for target in map(canonical, _onward(markup, url)):
            if target.startswith(site) and key(target) not in seen:
                seen.add(key(target))
                waiting.append(target)


def _onward(markup: str, url: str) -> Iterator[str]:
    tree = parse(markup)
    yield from (link.url for link in anchors(tree, url)) if tree is not None else ()
    yield from frame_links(markup, url)
    yield from read_list(markup, url).more
    yield redirect_target(markup, url) or ""


if __name__ == "__main__":
    main()
