"""Commands of the crawler: columns, crawl, units import."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.run import DELAY, MAX_PAGES

if TYPE_CHECKING:
    from crawler.units import Unit

LOW_COVERAGE = 3


class CannotRun(click.ClickException):
    """A file or an option that nothing can be done with."""

    exit_code = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="The page's own address; relative links are resolved against it.")
def columns(file: Path, url: str) -> None:
    """Rank the links of one saved page that lead to disclosure columns, as JSON.

    Example: gongkai columns home.html --url http://www.example.gov.cn/
    """
    from crawler.charset import decode
    from crawler.discovery import column_links
    from crawler.scope import canonical

    if not canonical(url):
        raise click.BadParameter(f"{url!r} is no web address; write http://host/path", param_hint="--url")
    links = column_links(decode(file.read_bytes()), url)
    click.echo(json.dumps([dataclasses.asdict(link) for link in links], ensure_ascii=False, indent=1))


@click.command()
@click.option(
    "--units",
    "registry",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The registry, units.csv.",
)
@click.option("--data", required=True, type=click.Path(file_okay=False, path_type=Path), help="The data directory.")
@click.option("--run", "run_id", default="", help="The run's id (default: the day). An unfinished run is gone on with.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that names the run (default: today).")
@click.option("--unit", "only", multiple=True, help="Only this unit; may be given several times.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=DELAY,
    show_default=True,
    help="Seconds between two requests to one host; 0 is for a site of one's own.",
)
@click.option(
    "--max-pages",
    type=click.IntRange(min=1),
    default=MAX_PAGES,
    show_default=True,
    help="Pages of one unit after which the rest counts as unseen.",
)
@click.option(
    "--overrides", type=click.Path(dir_okay=False, path_type=Path), help="Overrides elsewhere than beside the registry."
)
@click.option("--duty", "own_duties", multiple=True, metavar="KEY", help="A duty that an overlay of the rules adds.")
@click.option("--contact", default="", help="A mail address or page for the user agent: whom a site can ask about us.")
@click.option("--full", is_flag=True, help="Fetch every page anew, also what the last good visit says is unchanged.")
def crawl(
    registry: Path,
    data: Path,
    run_id: str,
    as_of: datetime | None,
    only: tuple[str, ...],
    delay: float,
    max_pages: int,
    overrides: Path | None,
    own_duties: tuple[str, ...],
    contact: str,
    full: bool,
) -> None:
    """Visit the units of a registry and capture their disclosure columns. Exit code 3: too few units answered.

    \b
    gongkai crawl --units units.csv --data data --contact office@example.gov.cn
    gongkai crawl --units units.csv --data data --run 2026-11-23 --unit U02 --delay 3
    """
    from crawler.capture import CaptureError
    from crawler.run import MIN_ANSWERED, CrawlError, answered
    from crawler.run import crawl as crawl_units

    units = _registry(registry, overrides, own_duties)
    day = as_of.date() if as_of else date.today()
    try:
        visits = crawl_units(
            units,
            data,
            run_id or day.isoformat(),
            delay,
            max_pages,
            only,
            contact,
            full=full,
            as_of=day if as_of or not run_id else None,
        )
    except (CaptureError, CrawlError) as error:
        raise CannotRun(str(error)) from error
    for visit in visits:
        click.echo(json.dumps(dataclasses.asdict(visit), ensure_ascii=False))
    if answered(visits) < MIN_ANSWERED:
        click.echo(f"only {answered(visits):.0%} of {len(visits)} units answered", err=True)
        sys.exit(LOW_COVERAGE)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here and not to stdout.")
@click.option("--duty", "own_duties", multiple=True, metavar="KEY", help="A duty that an overlay of the rules adds.")
def units_import(file: Path, out: Path | None, own_duties: tuple[str, ...]) -> None:
    """Make a units.csv of a spreadsheet (.xlsx, .csv) with Chinese or English headers.

    What had to be derived (a duty from a name, a missing code) is told on stderr: check it.

    Example: gongkai units import 责任单位.xlsx --out units.csv
    """
    from crawler.units import UnitsError
    from crawler.units_import import import_units

    try:
        text, remarks = import_units(file, own_duties)
    except UnitsError as error:
        raise CannotRun(str(error)) from error
    for remark in remarks:
        click.echo(remark, err=True)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8-sig")
    except OSError as error:
        raise CannotRun(f"{out}: cannot be written ({error.strerror})") from error


def _registry(path: Path, overrides: Path | None, own_duties: tuple[str, ...]) -> Sequence[Unit]:
    from crawler.units import DUTY_KEYS, UnitsError, load_units

    try:
        return load_units(path, {*DUTY_KEYS, *own_duties}, overrides)
    except UnitsError as error:
        raise CannotRun(str(error)) from error
