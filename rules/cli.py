"""The rule book's own commands that need no judge: show, docs. (lint and test run examples: audit/book_cli.py.)"""

from __future__ import annotations

from pathlib import Path

import click

from rules.load import RuleError, load_book
from rules.options import book_option, overlay_option

STALE = 1


@click.command()
@click.argument("point_id", metavar="POINT")
@book_option
@overlay_option
def show(point_id: str, directory: Path | None, overlays: tuple[Path, ...]) -> None:
    """Print everything the book says of one POINT (PA-04, or a whole domain: PA), and which layer it comes from.

    \b
    gongkai rules show PA-04
    gongkai rules show LF --overlay examples/overlays/lottery_city
    """
    from rules.describe import point_text

    book = load_book(directory, overlays)
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
@overlay_option
def docs(out: Path, check: bool, directory: Path | None, overlays: tuple[Path, ...]) -> None:
    """Write the catalogue of all rules as Markdown.

    \b
    gongkai rules docs
    gongkai rules docs --overlay my-city --out my-city/rules.md
    """
    from rules.catalogue import catalogue

    text = catalogue(load_book(directory, overlays))
    if not check:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out} written", err=True)
    elif not out.is_file() or out.read_text(encoding="utf-8") != text:
        click.echo(f"{out} is not current: run gongkai rules docs", err=True)
        raise SystemExit(STALE)
