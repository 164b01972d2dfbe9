"""The weekly job: crawl, audit, store, export. Each part can be run again by itself; this only runs them in order."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from audit.effort_cli import cache_option, workers_option
from audit.model import Finding
from audit.run import audit
from crawler import capture
from crawler.capture import CaptureError, Visit
from crawler.run import DELAY, MAX_PAGES, UNANSWERED, CrawlError, answered, crawl, enough
from crawler.units import UnitsError, load_units
from gongkai.watch import watched
from output.alone import alone
from output.cases.settings import DEFAULT_CASES, CaseSettings, cases_option, read_cases
from output.exports.lists import write_lists
from output.memory import memory_option
from output.score import ScoreSettings, read_score
from output.store import build
from output.summary import lines, summary
from rules.load import load_book
from rules.model import Book
from rules.options import book_option, overlay_option

LOW_COVERAGE = 3
MOST_RUNS = 1000
LOCK = "run.lock"
"""In the data directory: held while a run of all or some units goes on, by hand or by the schedule."""


class JobError(click.ClickException):
    """The job could not be run."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What a job leaves beside its files: the run's id, its visits, all findings, and closing lines for a person."""

    run_id: str
    visits: Sequence[Visit]
    findings: Sequence[Finding]
    said: Sequence[str]

    @property
    def exit_code(self) -> int:
        """0, or 3 when so few units answered that the run says more about our line than about them."""
        return 0 if enough(self.visits) else LOW_COVERAGE


def run_job(
    units: Path, data: Path, as_of: date, unit_ids: Sequence[str] = (), delay: float = DELAY,
    max_pages: int = MAX_PAGES, book: Book | None = None, contact: str = "", score: ScoreSettings | None = None,
    workers: int = 1, cached: bool = True, full: bool = False, run_id: str = "",
    cases: CaseSettings = DEFAULT_CASES, memory: str = "",
) -> Result:  # fmt: skip
    """Visit the units of a registry file, judge them on the day `as_of`, store and export; progress goes to stderr.

    `memory` is the most that the database may take while it is built. `book` judges (None: the program's own); `contact` is named to the sites; `score` weighs, `cases` says where
    decisions are kept. `workers` processes share
    the audit, which uses again what earlier ones kept where `cached`. `full`: every page is fetched anew. A run in which
    too few units answered is stored, but not published: the lists and the database's latest run stay those before it.
    A run of the same day that was not brought to its end is gone on with, or the run `run_id`. Raises JobError with one
    clear message when the registry or the crawl cannot be used (its cause says more), and RuleError or StoreError for
    the book and the database.
    """
    book = book or load_book()
    try:
        registry = load_units(units, book.duties)
        if unknown := set(unit_ids) - {unit.unit_id for unit in registry}:
            raise JobError(f"{units}: no unit has the id {', '.join(sorted(unknown))}")
        run_id = run_id or next_run(data, as_of)
        capture.update_run(capture.run_dir(data, run_id), run_id=run_id, as_of=as_of.isoformat())
        visits = crawl(
            registry, data, run_id, delay, max_pages, unit_ids, contact, as_of=as_of, full=full,
            focus=watched(data, cases),
        )  # fmt: skip
        wanted = [unit for unit in registry if not unit_ids or unit.unit_id in unit_ids]
        tell = functools.partial(click.echo, err=True)
        findings = audit(data, run_id, wanted, book, as_of, tell, workers, cached)
    except (UnitsError, CaptureError, CrawlError) as error:
        raise JobError(str(error)) from error
    build(data, score or ScoreSettings(), cases, memory)
    published = capture.read_run(capture.run_dir(data, run_id)).get("published", True)
    if published:
        write_lists(data, run_id, unit_ids)
    capture.update_run(capture.run_dir(data, run_id), finished=True)
    said = lines(summary(data, run_id)) if published else _held_back(run_id, visits)
    return Result(run_id, visits, findings, said)


def _held_back(run_id: str, visits: Sequence[Visit]) -> list[str]:
    down = [visit.unit_id for visit in visits if visit.state in UNANSWERED]
    return [
        f"run           {run_id} is stored, but not published: only {answered(visits):.0%} of {len(visits)} units answered",
        f"no answer     {', '.join(down)}",
        "lists         those of the last published run stay; see to the line and run again",
    ]


def next_run(data: Path, as_of: date) -> str:
    """The run of that day which is not finished, else a new one: 2026-11-23, 2026-11-23.002, … Raises JobError."""
    for number in range(1, MOST_RUNS):
        name = as_of.isoformat() + (f".{number:03d}" if number > 1 else "")
        if not capture.read_run(capture.run_dir(data, name)).get("finished"):
            return name
    raise JobError(f"{data}: there are {MOST_RUNS} runs of {as_of} already; choose another data directory")


def unfinished(data: Path) -> tuple[str, date] | None:
    """The newest run when it was not brought to its end, with its own day; None when there is nothing to go on with."""
    runs = capture.run_dirs(data)
    said = capture.read_run(runs[-1]) if runs else {}
    if not said or said.get("finished"):
        return None
    day = str(said.get("as_of") or runs[-1].name[:10])
    try:
        return runs[-1].name, date.fromisoformat(day)
    except ValueError:
        return None  # a run with a name and a day of its own was made by hand


@click.command()
@click.option("--units", type=click.Path(path_type=Path), required=True, help="The registry, units.csv.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="The data directory.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the findings speak of (default: today).")
@click.option("--unit", "unit_ids", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--delay", type=click.FloatRange(min=0), default=DELAY, show_default=True,
              help="Seconds between two requests to one host; 0 is for a site of one's own.")  # fmt: skip
@click.option("--max-pages", type=click.IntRange(min=1), default=MAX_PAGES, show_default=True,
              help="Pages of one unit after which the rest counts as unseen.")  # fmt: skip
@click.option("--contact", default="", help="A mail address or page for the user agent: whom a site can ask about us.")
@click.option("--score", "score_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A TOML file whose table [score] sets the weights of the score (docs/score.zh.md).")  # fmt: skip
@click.option("--resume", is_flag=True,
              help="Go on with the newest run if it was cut off, for the day it was begun for.")  # fmt: skip
@click.option("--full", is_flag=True, help="Fetch every page anew, also what the last good visit says is unchanged.")
@cases_option
@memory_option
@workers_option
@cache_option
@book_option
@overlay_option
def run(
    units: Path, data: Path, as_of: datetime | None, unit_ids: tuple[str, ...], delay: float, max_pages: int,
    contact: str, score_file: Path | None, resume: bool, full: bool, workers: int, cached: bool, directory: Path | None,
    overlays: tuple[Path, ...], cases_file: Path | None, memory: str,
) -> None:  # fmt: skip
    """The weekly job: crawl, audit, store and export.

    \b
    gongkai run --units units.csv --data DIR
    gongkai run --units units.csv --data DIR --unit mzj --as-of 2026-11-23

    Exit code 0: done. 2: could not run. 3: fewer than half of the units answered: the run is stored, but not published.
    """
    book, day, run_id = load_book(directory, overlays), as_of.date() if as_of else date.today(), ""
    score = read_score(score_file) if score_file else None
    if resume and as_of:
        raise click.UsageError("--resume goes on for the run's own day; leave --as-of out")
    with alone(data / LOCK, "gongkai run"):
        if resume and (found := unfinished(data)):
            run_id, day = found
        result = run_job(
            units,
            data,
            day,
            unit_ids,
            delay,
            max_pages,
            book,
            contact,
            score,
            workers,
            cached,
            full,
            run_id,
            read_cases(cases_file),
            memory,
        )
    click.echo("\n".join(result.said))
    sys.exit(result.exit_code)
