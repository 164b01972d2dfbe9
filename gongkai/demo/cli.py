"""`gongkai demo`: the whole job on the sample city."""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from crawler.units import COLUMNS
from gongkai.demo.build import Sample, build
from gongkai.demo.city import AS_OF, Site, load_city
from gongkai.demo.server import free_port, serve
from gongkai.weekly import run_job


@contextmanager
def city() -> Iterator[Sample]:
    """The sample city, built in a temporary directory and served while the block runs."""
    port = free_port(load_city())
    with tempfile.TemporaryDirectory(prefix="gongkai-demo-") as folder:
        sample = build(Path(folder), port)
        with serve(sample):
            yield sample


def write_units(path: Path, sites: tuple[Site, ...]) -> None:
    """Write the registry of the sample city."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for site in sites:
            row = {"unit_id": site.unit, "name": site.name, "kind": site.kind, "duty": site.duty}
            row |= {"sites": f"{site.origin}/", "notes": "sample city"}
            writer.writerow([row.get(column, "") for column in COLUMNS])


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-data"),
              show_default=True, help="Where the results go.")  # fmt: skip
def demo(data: Path) -> None:
    """Serve a fictional city on loopback and run the whole job on it.

    Fifteen units in six publishing styles, with proper disclosures, planted gaps and look-alikes. Nothing leaves this
    machine; the day is always 2026-11-23, for which the city was written.
    """
    units = data / "units.csv"
    with city() as sample:
        write_units(units, sample.sites)
        result = run_job(units, data, AS_OF, delay=0)
    click.echo("\n".join(result.said))
    sys.exit(result.exit_code)
