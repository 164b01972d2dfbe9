"""`gongkai package`: one command makes all that is sent out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from crawler.hours import CHINA
from output.cases.settings import cases_option, read_cases

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
              help="The data directory of the runs.")  # fmt: skip
@click.option("--run", "run_id", help="The run to tell of; by default the latest complete one.")
@click.option("--unit", "units", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--day", type=DAY, help="The day that the documents bear (default: today).")
@click.option("--deadline", type=DAY, help="Until when units have time (default: the working days of [letters]).")
@click.option(
    "--all-confidences", is_flag=True, help="Send problems of medium and low confidence out too, unseen by anyone."
)
@click.option("--letters", "letters_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A TOML file with a table [letters] (docs/letters.md).")  # fmt: skip
@cases_option
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where the folder goes (default: DATA/packages)."
)
def package(
    data: Path, run_id: str | None, units: tuple[str, ...], day: datetime | None, deadline: datetime | None,
    all_confidences: bool, letters_file: Path | None, cases_file: Path | None, out: Path | None,
) -> None:  # fmt: skip
    """Make the lists, reply forms and letters of all units, in one dated folder with a manifest.

    Only what a person confirmed or the program is sure of goes out to units; the rest stands in 全市/待复核清单.xlsx.
    Prints the folder. Made again on the same day from the same data it is left as it is.

    \b
    gongkai package --data data
    gongkai package --data data --unit mzj --deadline 2026-12-15
    """
    from output.package.build import build_package
    from output.package.letters.settings import read_letters

    now = datetime.now(CHINA)
    made = build_package(
        data,
        run_id,
        units,
        day=_date(day) or now.date(),
        now=now,
        deadline=_date(deadline),
        settings=read_letters(letters_file),
        cases=read_cases(cases_file),
        dest=out,
        all_confidences=all_confidences,
    )
    click.echo(made.folder)
    told = sum(1 for one in made.units.values() if one.case_ids)
    problems = sum(len(one.case_ids) for one in made.units.values())
    state = "" if made.fresh else "; it was there already"
    click.echo(f"{problems} problems go out to {told} of {len(made.units)} units{state}", err=True)


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
