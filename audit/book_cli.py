"""Commands that put the rule book to the test: its own examples are judged, so they need the judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules.options import book_option, overlay_option

if TYPE_CHECKING:
    from rules.model import Book, Layer
    from rules.source import Fault

FAULTS, FAILED = 2, 1


@click.command()
@book_option
@overlay_option
def lint(directory: Path | None, overlays: tuple[Path, ...]) -> None:
    """Check the rule book: one line for each fault (file:line: id: what), exit code 2 when there is one.

    With --overlay the merged book is checked, and what each overlay did is told. Examples are run too.

    \b
    gongkai rules lint
    gongkai rules lint --overlay examples/overlays/lottery_city
    """
    from rules.lint import lint as faults_of
    from rules.load import load_book

    faults = faults_of(directory, overlays)
    faults += _broken_examples(directory, overlays, {fault.id for fault in faults})
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}", err=True)
        raise SystemExit(FAULTS)
    for line in summary(load_book(directory, overlays)):
        click.echo(line, err=True)


def _broken_examples(directory: Path | None, overlays: Sequence[Path], known: set[str]) -> list[Fault]:
    """Examples that no longer hold, as faults; none where the book cannot be loaded or the point has a fault already."""
    from audit.examples import failures
    from audit.judge import Judge
    from rules.lint import example_places
    from rules.load import RuleError, load_book, read_files
    from rules.source import Fault

    try:
        book = load_book(directory, overlays)
    except RuleError:
        return []
    broken = [one for one in failures(book, Judge(book)) if one.point not in known]
    places = example_places(read_files(directory, overlays)) if broken else {}
    todo = "mend the rule or the example"
    return [
        Fault(
            *places[one.point, one.example],
            one.point,
            f"the example “{one.example}” no longer holds: {one.why}; {todo}",
        )
        for one in broken
    ]


def summary(book: Book) -> Iterator[str]:
    """The book in few lines: points of each domain, then what each overlay did."""
    for domain in book.domains:
        states = [point.status for point in domain.points]
        told = ", ".join(f"{states.count(one)} {one}" for one in ("active", "draft", "retired") if one in states)
        yield f"{domain.prefix:<5}{len(states):>3} points ({told})  {domain.title}"
    for layer in book.layers:
        yield f"overlay {layer.name}: {'; '.join(_done(layer)) or 'changes nothing'}"
    active = sum(point.status == "active" for point in book.points.values())
    yield f"{len(book.points)} points ({active} active), {len(book.duties)} duties: no faults"


def _done(layer: Layer) -> Iterator[str]:
    if layer.domains:
        yield f"new domain {', '.join(layer.domains)}"
    if layer.added:
        yield f"added {', '.join(layer.added)}"
    if layer.retired:
        yield f"retired {', '.join(layer.retired)}"
    if layer.changed:
        yield "changed " + ", ".join(f"{one} ({', '.join(keys)})" for one, keys in layer.changed.items())


@click.command("test")
@click.argument("point", default="")
@book_option
@overlay_option
def rules_test(point: str, directory: Path | None, overlays: tuple[Path, ...]) -> None:
    """Run the examples of the rule book (of POINT, or of all points whose id begins so). Exit 1 when one fails."""
    from audit.examples import count, failures
    from audit.judge import Judge
    from rules.load import load_book

    loaded = load_book(directory, overlays)
    broken = list(failures(loaded, Judge(loaded), point))
    for one in broken:
        click.echo(f"{one.point} · {one.example}: {one.why}")
    click.echo(f"{count(loaded, point)} examples, {len(broken)} failed", err=True)
    if broken:
        raise SystemExit(FAILED)
