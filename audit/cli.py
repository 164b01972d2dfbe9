"""Commands of the audit room. Heavy libraries are imported inside the commands, so that each starts quickly."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.effort_cli import cache_option, workers_option
from rules.options import book_option, overlay_option

if TYPE_CHECKING:
    from audit.judge import Judgement
    from audit.model import Document, Evidence, PrivacyHit
    from rules.model import Book

FILES = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILES)
@click.option(
    "--url", default="", help="The address that every FILE came from: makes links absolute and helps with dates."
)
def extract(files: tuple[Path, ...], url: str) -> None:
    """Read pages and attachments: one JSON object a line, in the order given.

    \b
    gongkai extract notice.html --url http://mzj.example.gov.cn/tzgg/202404/t20240415_1.html
    gongkai extract page.html list.xlsx report.pdf
    """
    from audit.read import read_file

    for path in files:
        click.echo(json.dumps(as_json(read_file(path, url)), ensure_ascii=False))


def as_json(document: Document) -> dict[str, Any]:
    """`document` as `gongkai extract` prints it: the keys of the contract, in its order; dates YYYY-MM-DD or None."""
    return {
        "url": document.url,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "metadata_published": document.metadata_published.isoformat() if document.metadata_published else None,
        "source": document.source,
        "doc_number": document.doc_number,
        "text": document.text,
        "page_type": document.page_type,
        "columns": list(document.columns),
        "attachments": [{"url": link.url, "name": link.name, "kind": link.kind} for link in document.attachments],
        "tables": [[list(row) for row in table] for table in document.tables],
    }


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILES)
@click.option("--url", default="", help="The address that every FILE came from.")
@book_option
@overlay_option
def judge(files: tuple[Path, ...], url: str, directory: Path | None, overlays: tuple[Path, ...]) -> None:
    """Say which points each page or attachment is evidence for: one JSON object a line, in the order given.

    A page is judged at its word: freshness and duty are left out, snippets are masked.

    \b
    gongkai judge notice.html --url http://mzj.example.gov.cn/tzgg/202404/t20240415_1.html
    """
    from audit.judge import Judge
    from audit.privacy import scan
    from audit.read import read_file

    judge_ = Judge(_book(directory, overlays))
    by_hand = frozenset(point.id for point in judge_.book.points.values() if point.level == "M")
    for path in files:
        document = read_file(path, url)
        click.echo(json.dumps(judged(judge_.judge(document), scan(document, b"page"), by_hand), ensure_ascii=False))


def judged(judgement: Judgement, hits: Sequence[PrivacyHit], by_hand: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A judgement as `gongkai judge` prints it: the keys of the contract, in its order.

    What points to those that only people decide (`by_hand`) is no evidence for a page to show.
    """
    document = judgement.document
    return {
        "url": document.url,
        "title": document.title,
        "page_type": document.page_type,
        "issuer": document.issuer,
        "evidence": [
            {
                "point": one.point,
                "scheme": _relief(one),
                "grade": one.grade,
                "value": one.value,
                "snippet": one.snippet,
                "record": one.record,
                "reason": one.reason,
            }
            for one in _once(judgement.evidence)
            if one.point not in by_hand
        ],
        "lookalikes": [{"point": one.point, "why": one.why} for one in judgement.lookalikes],
        "privacy": [{"id": hit.id, "masked": hit.masked, "count": hit.count, "snippet": hit.snippet} for hit in hits],
    }


def _once(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """Evidence of a point that is judged by 类别 other than a kind of relief is told once for each record."""
    best: dict[tuple[str, str | None, str | None], Evidence] = {}
    for one in evidence:
        key = (one.point, _relief(one), one.record)
        if key not in best or (one.partial, -int(one.grade[1])) < (best[key].partial, -int(best[key].grade[1])):
            best[key] = one
    yield from best.values()


def _relief(one: Evidence) -> str | None:
    return one.scheme if one.scheme and one.scheme.startswith("SC-") else None


@click.command()
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--run", "run_id", default="", help="Which run (default: the newest).")
@click.option("--units", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A newer registry.")
@click.option("--unit", "only", multiple=True, help="Only this unit (may be given several times).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the findings speak of (default: the run's).")
@workers_option
@cache_option
@book_option
@overlay_option
def audit(
    data: Path, run_id: str, units: Path | None, only: tuple[str, ...], as_of: datetime | None, workers: int,
    cached: bool, directory: Path | None, overlays: tuple[Path, ...],
) -> None:  # fmt: skip
    """Audit a stored run again, offline: from captures to findings. Load the result with `gongkai export`."""
    from audit.run import audit as audit_run
    from crawler import capture
    from crawler.units import UnitsError, load_units, stored_units

    run = capture.run_dir(data, run_id) if run_id else next(reversed(capture.run_dirs(data)), None)
    if run is None or not run.exists():
        raise click.UsageError(f"{data}: no such run; crawl first")
    book = _book(directory, overlays)
    try:
        registry = load_units(units, book.duties) if units else stored_units(run)
    except UnitsError as error:
        raise click.UsageError(str(error)) from error
    if unknown := set(only) - {unit.unit_id for unit in registry}:
        raise click.UsageError(f"{', '.join(sorted(unknown))}: no such unit in the registry")
    wanted = [unit for unit in registry if not only or unit.unit_id in only]
    tell = functools.partial(click.echo, err=True)
    try:
        stored = capture.read_run(run).get("as_of")
        day = as_of.date() if as_of else date.fromisoformat(stored) if stored else date.today()
        findings = audit_run(data, run.name, wanted, book, day, tell, workers, cached)
        broken = sorted({unit.unit_id for unit in wanted}.intersection(capture.read_run(run).get("broken", [])))
    except capture.CaptureError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{run.name}: {len(findings)} findings, as of {day}", err=True)
    if broken:
        click.echo(f"Error: {', '.join(broken)}: could not be audited and have no findings; see above why", err=True)
        raise SystemExit(2)


def _book(directory: Path | None, overlays: Sequence[Path]) -> Book:
    from rules.load import RuleError, load_book

    try:
        return load_book(directory, overlays)
    except RuleError as error:
        raise click.UsageError(str(error)) from error
