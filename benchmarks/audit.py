"""How fast pages are matched and audited.

``python -m benchmarks.audit matching [--corpus DIR] [--pages 300]``
    MB/s of finding every word of the book, by one pass and cutting only what was hit, against cutting every text from end
    to end with jieba, in the same run on the same texts. Exit code 1 when the two differ in a single place.
``python -m benchmarks.audit judging [--corpus DIR] [--pages 300]``
    milliseconds per document of extraction, judging and the search for personal data.
``python -m benchmarks.audit cache [--sizes 1000,10000,100000] [--workers 1] [--check]``
    documents per second of a whole audit with the cache cold and warm, and the highest memory of each, on generated
    pages in units of a thousand. With --check exit code 1 when time per document or memory grows with the corpus.
All times are of one processor: what else the machine does changes them little.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from audit import privacy
from audit.judge import Judge
from audit.model import Document
from audit.read import read_bytes, read_file
from audit.reading import read
from benchmarks.cut_everything import CutEverything
from benchmarks.writing import page
from crawler import capture
from crawler.capture import PageRow, Visit, write_visit
from crawler.recorder import Exchange, UnitCapture
from crawler.units import Unit
from rules.load import load_book

AS_OF = date(2026, 11, 23)
UNIT_SIZE = 1000
HTML = "text/html; charset=utf-8"
GROWTH_OF_TIME, GROWTH_OF_MEMORY = 1.5, 1.5
"""What a tenfold corpus may cost more per document, and in memory."""
corpus_option = click.option(
    "--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Real pages."
)
pages_option = click.option("--pages", default=300, show_default=True, help="Generated pages, without --corpus.")


@click.group()
def main() -> None:
    """How fast pages are matched and audited."""


@main.command()
@corpus_option
@pages_option
def matching(corpus: Path | None, pages: int) -> None:
    """One pass over each text, and cutting what was hit, against cutting every text."""
    judge = Judge(load_book())
    documents = list(_documents(corpus, pages))
    texts = [read(one, judge.segmenter, judge.labels).whole for one in documents]
    size = sum(len(text.encode()) for text in texts) / 1e6
    whole = CutEverything(judge.segmenter)
    terms = tuple(sorted(judge.segmenter.scanner.words))
    whole.tokens(texts[0])
    judge.judge(Document(url="http://a.example/", title="资金", text="扶贫资金来源"))
    cutting, _ = _timed(lambda: [whole.tokens(text) for text in texts])
    plain, expected = _timed(lambda: [whole.found(terms, text) for text in texts])
    scanning, _ = _timed(lambda: [judge.segmenter.scanner.find(text) for text in texts])
    ours, found = _timed(lambda: [_found(judge, text) for text in texts])
    asked, characters = _asked(judge, documents)
    share = characters / sum(map(len, texts))
    click.echo(f"{len(texts)} texts, {size:.2f} MB, {len(terms)} words, {sum(map(len, found))} pairs of word and text")
    for name, seconds in (
        ("cutting every text with jieba", cutting),
        ("cutting every text, then looking up all words", plain),
        ("one pass for all words", scanning),
        ("one pass, then cutting around all words", ours),
        (f"one pass, then cutting what the judge asks ({share:.0%})", scanning + asked),
    ):
        click.echo(f"{name:58}{size / seconds:8.2f} MB/s")
    click.echo(f"all words: {plain / ours:.1f} times as fast as cutting every text and looking up")
    click.echo(f"the judge: {cutting / (scanning + asked):.1f} times as fast as cutting every text")
    differing = sum(one != other for one, other in zip(expected, found, strict=True))
    click.echo(f"texts with a different place: {differing}")
    sys.exit(1 if differing else 0)


def _asked(judge: Judge, documents: Iterable[Document]) -> tuple[float, int]:
    """Seconds of cutting, and characters cut, in judging every document afresh."""
    spent, characters = 0.0, 0
    segmenter = judge.segmenter
    for document in documents:
        kept: dict[str, Any] = {}

        def cut(run: str, kept: dict[str, Any] = kept) -> Any:
            nonlocal spent, characters
            if run not in kept:
                seconds, kept[run] = _timed(lambda: segmenter._cut(run))
                spent, characters = spent + seconds, characters + len(run)
            return kept[run]

        segmenter._runs.cache_clear()
        segmenter._long_runs.cache_clear()
        segmenter._cuts = segmenter._long_cuts = cut  # type: ignore[assignment]
        judge.judge(document)
    return spent, characters


@main.command()
@corpus_option
@pages_option
def judging(corpus: Path | None, pages: int) -> None:
    """Milliseconds per document of each step."""
    judge = Judge(load_book())
    judge.judge(Document(url="http://a.example/", title="资金", text="扶贫资金来源"))
    extracting, documents = _timed(lambda: list(_documents(corpus, pages)))
    first, judged = _timed(lambda: [judge.judge(one) for one in documents])
    second, _ = _timed(lambda: [judge.judge(one) for one in documents])
    personal, _ = _timed(lambda: [privacy.examine(one) for one in documents])
    told = (("extraction", extracting), ("judging", first), ("judging again", second), ("personal data", personal))
    click.echo(f"{len(documents)} documents, {sum(len(one.evidence) for one in judged)} pieces of evidence")
    for name, seconds in told:
        click.echo(f"{name:16}{1000 * seconds / len(documents):8.2f} ms per document")


@main.command()
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Documents, separated by commas.")
@click.option("--workers", default=1, show_default=True, help="Processes of the audit.")
@click.option("--check", is_flag=True, help="Exit 1 when time per document or memory grows.")
def cache(sizes: str, workers: int, check: bool) -> None:
    """Whole audits with the cache cold and warm."""
    rows = []
    click.echo(f"{'documents':>9}{'cold/s':>9}{'warm/s':>9}{'cold MB':>9}{'warm MB':>9}{'cache MB':>10}")
    for size in map(int, sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder)
            write_run(data, size)
            cold, warm = (_apart(data, size, workers) for _ in range(2))
            kept = sum(path.stat().st_size for path in (data / "cache").iterdir()) / 1e6
        rows.append((size, cold, warm))
        speeds = "".join(f"{size / one['seconds']:9.0f}" for one in (cold, warm))
        click.echo(f"{size:9}{speeds}{cold['memory']:9.0f}{warm['memory']:9.0f}{kept:10.1f}")
    grown = list(_growth(rows))
    for line, _ in grown:
        click.echo(line)
    sys.exit(1 if check and any(bad for _, bad in grown) else 0)


@main.command(hidden=True)
@click.argument("data", type=click.Path(path_type=Path))
@click.argument("size", type=int)
@click.argument("workers", type=int)
def one(data: Path, size: int, workers: int) -> None:
    """One audit, its time and memory as JSON: in a process of its own, so that memory is its own too."""
    from audit.run import audit

    seconds, findings = _timed(lambda: audit(data, "r1", units(size), load_book(), AS_OF, _silent, workers))
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    click.echo(json.dumps({"seconds": seconds, "memory": memory / 1024, "findings": len(findings)}))


def units(size: int) -> list[Unit]:
    """As many units as hold `size` pages."""
    return [
        Unit(
            unit_id=f"u{n}",
            name=f"云山县第{n}局",
            kind="district",
            duty=("district",),
            sites=(f"http://u{n}.example/",),
        )
        for n in range(-(-size // UNIT_SIZE))
    ]


def write_run(data: Path, size: int) -> None:
    """Captures of `size` generated pages, one unit after the other; no more than one page is in memory."""
    for number, unit in enumerate(units(size)):
        directory = capture.unit_dir(data, "r1", unit.unit_id)
        mine = range(number * UNIT_SIZE, min(size, (number + 1) * UNIT_SIZE))
        with UnitCapture(directory, {"software": "benchmark"}) as store:
            for one in mine:
                store.row(_captured(store, f"{unit.sites[0]}{one}.html", *page(one)))
        visit = Visit(
            run_id="r1", unit_id=unit.unit_id, state="complete", pages=len(mine), documents=len(mine), attachments=0,
            misses=0, columns_found=("政务公开",), started_at="2026-11-23T00:00:00Z", finished_at="2026-11-23T01:00:00Z",
        )  # fmt: skip
        write_visit(directory, visit)


def _captured(store: UnitCapture, url: str, body: bytes, column: str) -> PageRow:
    place = store.record(
        Exchange(
            url=url, method="GET", request_headers=[("User-Agent", "benchmark")], status=200, reason="OK",
            response_headers=[("Content-Type", HTML)], body=body,
        )
    )  # fmt: skip
    return PageRow(
        url=url, state="fetched", kind="article", status=200, columns=("政务公开", column), content_type=HTML,
        length=len(body), digest=hashlib.sha256(body).hexdigest(), warc=place.warc, offset=place.offset,
        fetched_at=place.at,
    )  # fmt: skip


def _apart(data: Path, size: int, workers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.audit", "one", str(data), str(size), str(workers)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


def _growth(rows: Iterable[tuple[int, dict[str, Any], dict[str, Any]]]) -> Iterator[tuple[str, bool]]:
    """From each size to the next: how time per document and memory grow, and whether that is too much."""
    rows = list(rows)
    for (small, *before), (large, *after) in itertools.pairwise(rows):
        for name, old, new in zip(("cold", "warm"), before, after, strict=True):
            per = (new["seconds"] / large) / (old["seconds"] / small)
            memory = new["memory"] / old["memory"]
            told = f"{small} → {large} {name}: time per document ×{per:.2f}, memory ×{memory:.2f}"
            yield told, per > GROWTH_OF_TIME or memory > GROWTH_OF_MEMORY


def _documents(corpus: Path | None, pages: int) -> Iterator[Document]:
    if corpus is not None:
        yield from (read_file(path, f"http://a.example/{path.name}") for path in sorted((corpus / "pages").iterdir()))
    else:
        yield from (read_bytes(page(number)[0], f"http://a.example/{number}.html", HTML) for number in range(pages))


def _found(judge: Judge, text: str) -> dict[str, tuple[tuple[int, int], ...]]:
    segmenter = judge.segmenter
    spans = ((term, tuple(segmenter.accepted(term, text, at))) for term, at in segmenter.scanner.find(text).items())
    return {term: places for term, places in spans if places}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, its children's too: what else the machine does changes little."""
    start = _processor_time()
    result = work()
    return _processor_time() - start, result


def _processor_time() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _silent(line: str) -> None:
    """Progress is not told."""


if __name__ == "__main__":
    main()
