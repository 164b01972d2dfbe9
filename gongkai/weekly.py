"""The weekly job: crawl, audit, store, export. Each part can be run again by itself; this only runs them in order."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from audit.model import OUTCOME_LABELS, Finding, Outcome
from audit.run import audit
from crawler import capture
from crawler.capture import CaptureError, Visit
from crawler.run import DELAY, MAX_PAGES, MIN_ANSWERED, CrawlError, answered, crawl
from crawler.units import UnitsError, load_units
from output.exports import export
from output.store import build
from rules.load import load_book

LOW_COVERAGE = 3
ATTEMPTS = 1000


class JobError(click.ClickException):
    """The job could not be run."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What a job leaves: how the visits went, all findings, the database and the exported files."""

    run_id: str
    visits: Sequence[Visit]
    findings: Sequence[Finding]
    database: Path
    lists: Sequence[Path]

    @property
    def exit_code(self) -> int:
        """0, or 3 when so few units answered that the run says more about our line than about them."""
        return 0 if answered(self.visits) >= MIN_ANSWERED else LOW_COVERAGE


def run_job(
    units: Path,
    data: Path,
    as_of: date,
    unit_ids: Sequence[str] = (),
    delay: float = DELAY,
    max_pages: int = MAX_PAGES,
) -> Result:
    """Visit the units of a registry file, judge them on the day `as_of`, store and export. Talks to stderr.

    A run of the same day that was not brought to its end is gone on with. Raises JobError with one clear message when
    the registry, the rule book or the crawl cannot be used.
    """
    book = load_book()
    try:
        registry = load_units(units, book.duties)
        if unknown := set(unit_ids) - {unit.unit_id for unit in registry}:
            raise JobError(f"{units.name}: no unit has the id {', '.join(sorted(unknown))}")
        run_id = next_run(data, as_of)
        visits = crawl(registry, data, run_id, delay, max_pages, unit_ids)
    except (UnitsError, CaptureError, CrawlError) as error:
        raise JobError(str(error)) from error
    wanted = [unit for unit in registry if not unit_ids or unit.unit_id in unit_ids]
    findings = audit(data, run_id, wanted, book, as_of, progress=_talk)
    database = build(data)
    lists = export(data, run_id)
    capture.update_run(capture.run_dir(data, run_id), finished=True)
    return Result(run_id, visits, findings, database, lists)


def next_run(data: Path, as_of: date) -> str:
    """The id of the run of that day which is not finished, else a new one: 2026-11-23, 2026-11-23.002, …"""
    for number in range(1, ATTEMPTS):
        name = as_of.isoformat() if number == 1 else f"{as_of.isoformat()}.{number:03d}"
        if not capture.read_run(capture.run_dir(data, name)).get("finished"):
            return name
    raise JobError(f"{data}: {ATTEMPTS} runs of {as_of} are already there; choose another data directory")


def report(result: Result) -> str:
    """A short summary for a person: units visited, findings by outcome, where the results lie."""
    states = Counter(visit.state for visit in result.visits)
    outcomes = Counter(finding.outcome for finding in result.findings)
    lines = [
        f"run {result.run_id}: {len(result.visits)} units visited",
        *(f"  {state:<12} {count:>5}" for state, count in sorted(states.items())),
        f"{len(result.findings)} findings",
        *(f"  {OUTCOME_LABELS[one]} {one.value:<12} {outcomes[one]:>5}" for one in Outcome if outcomes[one]),
        f"database  {result.database}",
        *(f"list      {path}" for path in result.lists),
    ]
    return "\n".join(lines)


def _talk(text: str) -> None:
    click.echo(text, err=True)


@click.command()
@click.option("--units", type=click.Path(path_type=Path), required=True, help="The registry, units.csv.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="The data directory.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that findings speak of (default: today).")
@click.option("--unit", "unit_ids", multiple=True, help="Only this unit; may be given several times.")
@click.option("--delay", type=click.FloatRange(min=0), default=DELAY, show_default=True,
              help="Seconds between two requests to one host; 0 is for a site of one's own.")  # fmt: skip
@click.option("--max-pages", type=click.IntRange(min=1), default=MAX_PAGES, show_default=True,
              help="Pages of one unit after which the rest counts as unseen.")  # fmt: skip
def run(units: Path, data: Path, as_of: date | None, unit_ids: tuple[str, ...], delay: float, max_pages: int) -> None:
    """The weekly job: crawl, audit, store and export.

    \b
    Example:
      gongkai run --units units.csv --data data
      gongkai run --units units.csv --data data --unit mzj --as-of 2026-11-23
    """
    day = date(as_of.year, as_of.month, as_of.day) if as_of else date.today()
    result = run_job(units, data, day, unit_ids, delay, max_pages)
    click.echo(report(result))
    sys.exit(result.exit_code)
