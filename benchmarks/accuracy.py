"""Accuracy on real pages, against floors that may only rise.

``python -m benchmarks.accuracy --corpus DIR [--section NAME] [--verbose] [--check] [--write]``

A section is a module of this package with ``measure(corpus) -> {metric: (share, over)}``; `--verbose` also names every
page that a section gets wrong. The page types are also shown type by type. `--write` puts all of it into
docs/accuracy.md. Exit codes: 0 done, 1 with `--check` when a metric is below its floor in `floors.toml`,
2 when the corpus cannot be used.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks import report
from benchmarks.matrix import matrix, table

SECTIONS = ("extraction", "lists", "evidence", "privacy")
FLOORS = Path(__file__).with_name("floors.toml")
Measures = dict[str, tuple[float, int]]


@click.command()
@click.option("--corpus", required=True, type=click.Path(path_type=Path), help="Folder with gold.jsonl and pages/.")
@click.option("--section", "sections", multiple=True, type=click.Choice(SECTIONS), help="Only this section.")
@click.option("--verbose", is_flag=True, help="Name every page that is wrong.")
@click.option("--check", is_flag=True, help="Exit 1 when a metric is below its floor.")
@click.option("--write", is_flag=True, help="Write docs/accuracy.md (measures every section).")
def main(corpus: Path, sections: tuple[str, ...], verbose: bool, check: bool, write: bool) -> None:
    """Print how accurate extraction, list reading and judging are on labelled real pages."""
    if not (corpus / "gold.jsonl").is_file():
        raise click.UsageError(f"{corpus} holds no gold.jsonl: name the folder of the labelled pages with --corpus.")
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    below: list[str] = []
    measured: dict[str, Measures] = {}
    for section in SECTIONS if write else sections or SECTIONS:
        measured[section] = _measured(section, corpus, verbose)
        below += _shown(section, measured[section], floors.get(section, {}))
    if "extraction" in measured:
        counted = matrix(corpus)
        _tabled(list(table(counted)))
        if write:
            report.PAGE.write_text(report.page(measured, floors, counted), encoding="utf-8")
            click.echo(f"{report.PAGE} written", err=True)
    for line in below:
        click.echo(f"below its floor: {line}", err=True)
    if check and below:
        sys.exit(1)


def _tabled(rows: list[tuple[str, ...]]) -> None:
    """Print the matrix of page types, its columns as wide as they need."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    click.echo("page types, all labelled pages")
    for row in rows:
        click.echo("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def _measured(section: str, corpus: Path, verbose: bool) -> Measures:
    measure: Callable[..., Measures] = importlib.import_module(f"benchmarks.{section}").measure
    told = "verbose" in inspect.signature(measure).parameters
    return measure(corpus, verbose=verbose) if told else measure(corpus)


def _shown(section: str, measures: Measures, floors: dict[str, float]) -> list[str]:
    """Print one section as a table. Out: the metrics below their floor, and floors that nothing measured."""
    below = [f"{section}: nothing measured {metric!r}" for metric in floors if metric not in measures]
    click.echo(f"{section:12}{'share':>24}{'of':>7}{'floor':>8}")
    for metric, (share, over) in measures.items():
        floor = floors.get(metric)
        click.echo(f"  {metric:28}{share:6.3f}{over:7}{'' if floor is None else f'{floor:8.2f}'}")
        if floor is not None and share < floor:
            below.append(f"{section} {metric} {share:.3f} < {floor:.2f}")
    return below


if __name__ == "__main__":
    main()
