"""The rule book's own commands: lint, show, docs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from rules.load import RuleError, load_book

FAULTS, STALE = 2, 1


def book_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --book, the same everywhere."""
    return click.option(
        "--book",
        "directory",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A directory with book/*.yml and duties.yml (default: the book that comes with the program).",
    )(command)


@click.command()
@book_option
def lint(directory: Path | None) -> None:
    """Check the rule book: one line for each fault, exit code 2 when there is one."""
    from rules.lint import lint as faults_of

    faults = faults_of(directory)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}", err=True)
        raise SystemExit(FAULTS)
    book = load_book(directory)
    active = sum(point.status == "active" for point in book.points.values())
    click.echo(f"{len(book.points)} points ({active} active), {len(book.duties)} duties: no faults", err=True)


@click.command()
@click.argument("point_id", metavar="POINT")
@book_option
def show(point_id: str, directory: Path | None) -> None:
    """Print everything the book says of one POINT (PA-04, or a whole domain: PA)."""
    from rules.catalogue import point_text

    book = load_book(directory)
    wanted = [one for one in book.points if point_id in (one, one.rpartition("-")[0])]
    if not wanted:
        prefixes = ", ".join(domain.prefix for domain in book.domains)
        raise RuleError(f"unknown point “{point_id}”; allowed: an id such as PA-04, or a prefix of {prefixes}")
    click.echo("\n\n".join(point_text(book, one) for one in wanted))


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("docs/rules.md"), show_default=True
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the file is not what would be written.")
@book_option
def docs(out: Path, check: bool, directory: Path | None) -> None:
    """Write the catalogue of all rules as Markdown."""
    from rules.catalogue import catalogue

    text = catalogue(load_book(directory))
    if not check:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out} written", err=True)
    elif not out.is_file() or out.read_text(encoding="utf-8") != text:
        click.echo(f"{out} is not current: run gongkai rules docs", err=True)
        raise SystemExit(STALE)
