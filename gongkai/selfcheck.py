"""`gongkai selfcheck`: a unit's web editor gets exactly the supervisor's verdict, and the shortest list of what to add."""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from audit.model import DEFICIENT, OUTCOME_LABELS, Outcome
from rules.options import book_option, overlay_option

if TYPE_CHECKING:
    from audit.model import Document, Finding
    from audit.proof.selfcheck import PageAnswer, SelfCheck
    from audit.proof.stored import StoredRun
    from audit.proof.whatif import Flip
    from crawler.units import Unit
    from rules.model import Book

RUN_ID = "selfcheck"
MAX_NAMED = 3


class SelfcheckError(click.ClickException):
    """The check could not be made. One line that says what to do."""

    exit_code = 2


@click.command()
@click.argument("pages", nargs=-1, metavar="[FILE|URL]...")
@click.option("--unit", "unit_id", required=True, metavar="ID", help="Whose pages they are.")
@click.option("--units", type=click.Path(dir_okay=False, path_type=Path), help="The registry (default: the run's).")
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Data directory with a run."
)
@click.option("--run", "run_id", default="", metavar="RUN", help="Which run (default: the newest audited one).")
@click.option("--url", default="", help="The address at which the FILE will stand.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to speak of (default: the run's, else today)."
)
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True,
              help="Seconds between two requests to one host.")  # fmt: skip
@book_option
@overlay_option
@click.option("--json", "want_json", is_flag=True, help="Print one JSON object.")
@click.option("--fail-on-any", is_flag=True, help="Exit 1 when something is left to do (for scripts).")
def selfcheck(
    pages: tuple[str, ...], unit_id: str, units: Path | None, data: Path | None, run_id: str, url: str,
    as_of: datetime | None, delay: float, directory: Path | None, overlays: tuple[Path, ...], want_json: bool,
    fail_on_any: bool,
) -> None:  # fmt: skip
    """Check pages before they are published, or a whole site before the supervisor does.

    With pages and a stored run (--data): the unit's verdicts as if these pages stood on its site. With pages alone:
    what they show and what their records lack. Without pages: the verdicts of the stored run, or, with --units alone,
    of a visit to the site made now. Nothing is written.

    \b
    gongkai selfcheck --unit mzj --data DIR draft.html notice.xlsx
    gongkai selfcheck --unit mzj --units units.csv https://example.gov.cn/notice.html
    gongkai selfcheck --unit mzj --units units.csv
    """
    from rules.load import load_book

    if not data and not units:
        raise click.UsageError("name --data DIR (a stored run) or --units FILE (the registry)")
    if url and len([page for page in pages if not _is_url(page)]) != 1:
        raise click.UsageError("--url goes with exactly one FILE")
    with tempfile.TemporaryDirectory(prefix="gongkai-") as scratch:
        asked = load_book(directory, overlays) if directory or overlays else None
        run, registry = _known(data, run_id, units, asked)
        unit = next((one for one in registry if one.unit_id == unit_id), None)
        if unit is None:
            raise SelfcheckError(f"{unit_id}: no such unit; there are {', '.join(one.unit_id for one in registry)}")
        settled = click.get_current_context().get_parameter_source("overlays") is ParameterSource.DEFAULT_MAP
        judged = run.book() if run and (asked is None or (settled and not directory)) else None
        rules = judged or asked or load_book()
        day = as_of.date() if as_of else run.as_of if run else date.today()
        if not pages and run is None:
            run = _visited(unit, registry, Path(scratch), delay, day, rules)
        given = list(_given(pages, unit, registry, Path(scratch), delay, url))
        answer = _answer(run, unit, given, rules, day)
    click.echo(json.dumps(_plain(answer), ensure_ascii=False, default=str) if want_json else "\n".join(_lines(answer, unit, rules)))  # fmt: skip
    if fail_on_any and answer.actions:
        sys.exit(1)


def _known(
    data: Path | None, run_id: str, units: Path | None, book: Book | None
) -> tuple[StoredRun | None, Sequence[Unit]]:
    """The stored run, where there is one, and the registry."""
    from audit.proof.stored import stored_run
    from crawler.units import UnitsError, load_units
    from rules.load import load_book

    run = stored_run(data, run_id) if data else None
    try:
        registry: Sequence[Unit] = (
            load_units(units, (book or load_book()).duties) if units else run.units if run else ()
        )
    except UnitsError as error:
        raise SelfcheckError(str(error)) from error
    return run, registry


def _visited(unit: Unit, registry: Sequence[Unit], scratch: Path, delay: float, day: date, book: Book) -> StoredRun:
    """The unit's whole site, visited and audited now in a directory that is thrown away."""
    from audit.proof.stored import stored_run
    from audit.run import audit
    from crawler.run import CrawlError, crawl

    try:
        crawl(registry, scratch, RUN_ID, delay, only=[unit.unit_id])
    except CrawlError as error:
        raise SelfcheckError(str(error)) from error
    audit(scratch, RUN_ID, [unit], book, day)
    return stored_run(scratch, RUN_ID)


def _given(
    pages: Sequence[str], unit: Unit, registry: Sequence[Unit], scratch: Path, delay: float, url: str
) -> Iterator[Document]:
    """The pages that were named, read: files from the disk, addresses (with their attachments) from the site."""
    from audit.read import read_file

    for page in pages:
        if not _is_url(page):
            path = Path(page)
            if path.is_dir():
                raise SelfcheckError(f"{page}: is a directory; name its pages, such as {page.rstrip('/')}/*.html")
            if not path.is_file():
                raise SelfcheckError(f"{page}: no such file; an address begins with http:// or https://")
            document = read_file(path, url)
            yield document if url else replace(document, url=path.resolve().as_uri())
    if wanted := [page for page in pages if _is_url(page)]:
        yield from _fetched(wanted, unit, registry, scratch, delay)


def _fetched(
    wanted: Sequence[str], unit: Unit, registry: Sequence[Unit], scratch: Path, delay: float
) -> Iterator[Document]:
    from audit.run import documents_of
    from crawler import capture
    from crawler.run import CrawlError, crawl
    from crawler.units import territory_of

    territory = territory_of(unit, registry)
    if outside := [page for page in wanted if not territory.article(page)]:
        raise SelfcheckError(
            f"{outside[0]}: lies outside the sites of {unit.unit_id}; the supervisor does not look there"
        )
    try:
        crawl(registry, scratch, f"{RUN_ID}-pages", delay, only=[unit.unit_id], pages=wanted)
    except CrawlError as error:
        raise SelfcheckError(str(error)) from error
    directory = capture.unit_dir(scratch, f"{RUN_ID}-pages", unit.unit_id)
    rows = capture.read_pages(directory)
    for row in rows:
        if row.state in ("missed", "absent"):
            click.echo(f"{row.url}: not had ({row.reason or row.status})", err=True)
    documents = list(documents_of(directory, rows))
    if not documents:
        raise SelfcheckError(f"{wanted[0]}: the page could not be had; see the lines above")
    yield from documents


def _answer(run: StoredRun | None, unit: Unit, given: list[Document], book: Book, day: date) -> SelfCheck:
    from audit.judge import Judge
    from audit.proof.selfcheck import of_pages, with_pages

    judge, salt = Judge(book), secrets.token_bytes(16)
    if run is None:
        return of_pages(unit, given, judge, day, salt)
    return with_pages(run, unit.unit_id, given, judge, day, salt)


def _is_url(page: str) -> bool:
    return page.startswith(("http://", "https://"))


def _plain(answer: SelfCheck) -> dict[str, Any]:
    return {
        "pages": [
            {
                "url": page.document.url,
                "title": page.document.title,
                "page_type": page.document.page_type,
                "findings": [asdict(one) for one in page.findings],
                "privacy": [{"id": hit.id, "count": hit.count, "snippet": hit.snippet} for hit in page.privacy if not hit.masked],
            }
            for page in answer.pages
        ],
        "findings": [asdict(one) for one in answer.findings],
        "flips": [asdict(one) for one in answer.flips],
        "actions": [asdict(one) for one in answer.actions],
    }  # fmt: skip


def _lines(answer: SelfCheck, unit: Unit, book: Book) -> Iterator[str]:
    for page in answer.pages:
        yield from _page(page, book)
    if turned := [one for one in answer.flips if one.before and one.after]:
        yield "公布后结论变化："
        for flip in turned:
            record = f"〔{flip.record_name}〕" if flip.record_name else ""
            yield f"  {flip.point_id} {book.points[flip.point_id].name}{record}：{_turn(flip)}"
        yield ""
    settled = sum(one.outcome is Outcome.MET for one in answer.findings)
    left = sum(one.outcome in DEFICIENT for one in answer.findings)
    yield f"{unit.name}：达标{settled}项，待整改{left}项" + ("，按以下清单办理即可：" if left else "")
    for number, action in enumerate(answer.actions, start=1):
        yield f"{number:>3}. [{action.severity}] {action.text}" + (f"  {action.url}" if action.url else "")


def _page(page: PageAnswer, book: Book) -> Iterator[str]:
    yield f"《{page.document.title or '无标题'}》 {page.document.url}"
    groups: dict[tuple[str, Outcome], list[Finding]] = {}
    for one in page.findings:
        groups.setdefault((one.point_id, one.outcome), []).append(one)
    for (point_id, outcome), group in groups.items():
        names = [one.record_name for one in group if one.record_name]
        said = f"{len(names)}项记录（{'、'.join(names[:MAX_NAMED])}{'等' * (len(names) > MAX_NAMED)}）" if names[1:] else group[0].reason  # fmt: skip
        yield f"  {OUTCOME_LABELS[outcome]}  {point_id} {book.points[point_id].name}：{said}"
    if not page.findings:
        yield "  本页未见可计入本单位公开要点的内容"
    for hit in page.privacy:
        if not hit.masked:
            yield f"  立即整改  {hit.id}：{hit.snippet}（{hit.count}处），请隐去后再公布"
    yield ""


def _turn(flip: Flip) -> str:
    return f"{OUTCOME_LABELS[Outcome(flip.before)]} → {OUTCOME_LABELS[Outcome(flip.after)]}"
