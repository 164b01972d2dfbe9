"""`gongkai units check`: the registry against the rule book that will judge it, with a city's own duties."""

from __future__ import annotations

from pathlib import Path

import click

from rules.options import book_option, overlay_option


class RegistryError(click.ClickException):
    """A registry that cannot be used. One line for each fault."""

    exit_code = 2


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--overrides", type=click.Path(dir_okay=False, path_type=Path), help="Overrides elsewhere than beside the file."
)
@book_option
@overlay_option
def units_check(file: Path, overrides: Path | None, directory: Path | None, overlays: tuple[Path, ...]) -> None:
    """Check a registry: every fault is named by file, line and column, with what is allowed.

    \b
    gongkai units check units.csv
    gongkai units check units.csv --overlay examples/overlays/lottery_city
    """
    from crawler.units import UnitsError, load_units
    from rules.load import load_book

    duties = load_book(directory, overlays).duties
    try:
        units = load_units(file, duties, overrides)
    except UnitsError as error:
        raise RegistryError(str(error)) from error
    for unit in [unit for unit in units if not unit.sites]:
        click.echo(f"{unit.unit_id} {unit.name}: no address is known, so it cannot be visited", err=True)
    click.echo(f"{file.name}: {len(units)} units, no fault", err=True)
