"""Commands of history: diff, prune. Heavy libraries are imported inside the commands."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import duckdb

    from output.history.compare import Comparison

DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The data directory of the runs.",
)


@click.command()
@click.argument("older", metavar="[OLDER]", required=False)
@click.argument("newer", metavar="[NEWER]", required=False)
@DATA
@click.option("--unit", "units", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--all", "everything", is_flag=True, help="In the table, list what persists, too.")
@click.option("--exact", "want_exact", is_flag=True, help="Prove causes by judging the older pages again (minutes).")
@click.option("--csv", "want_csv", is_flag=True, help="Print every row as CSV.")
@click.option("--json", "want_json", is_flag=True, help="Print every row as a JSON array with one object a line.")
def diff(
    older: str | None,
    newer: str | None,
    data: Path,
    units: tuple[str, ...],
    everything: bool,
    want_exact: bool,
    want_csv: bool,
    want_json: bool,
) -> None:
    """Tell what changed between two runs, and why: the site, the rule, our coverage, or the date alone.

    Without runs, the two newest. Each deficiency is new, reopened, resolved, unknown (could not be checked now) or
    persisting; docs/history.md says how the cause is told.

    \b
    gongkai diff --data DIR
    gongkai diff 2026-11-16 2026-11-23 --data DIR --unit mzj
    gongkai diff 2026-11-16 2026-11-23 --data DIR --exact --csv
    """
    if want_csv and want_json:
        raise click.UsageError("--csv and --json exclude each other.")
    if older and not newer:
        raise click.UsageError("name two runs, the older first, or none for the two newest")
    from output.history.compare import Change, compare, latest_two
    from output.store import connect
    from output.table import as_csv, as_json

    with connect(data) as db:
        first, second = (older, newer) if older and newer else latest_two(db)
        _known_units(db, units)
        found = compare(db, first, second, units)
        kinds = dict(db.execute("SELECT scheme_id, name FROM scheme").fetchall())
    if want_exact:
        from output.history.exact import exact

        found = exact(data, found, first, second, lambda line: click.echo(line, err=True))
    names = [field.name for field in fields(Change)]
    rows = [tuple(asdict(row).values()) for row in found.rows]
    if want_csv:
        click.echo(as_csv(names, rows), nl=False)
    elif want_json:
        click.echo(as_json(names, rows), nl=False)
    else:
        for line in _lines(found, first, second, everything, kinds):
            click.echo(line)


def _known_units(db: duckdb.DuckDBPyConnection, units: tuple[str, ...]) -> None:
    from output.history.compare import HistoryError

    known = {row[0] for row in db.execute("SELECT unit_id FROM unit").fetchall()}
    if unknown := [unit_id for unit_id in units if unit_id not in known]:
        raise HistoryError(f"{unknown[0]}: there is no such unit; there are {', '.join(sorted(known)[:20])}")


def _lines(found: Comparison, older: str, newer: str, everything: bool, kinds: Mapping[str, str]) -> Iterator[str]:
    from audit.model import OUTCOME_LABELS, Outcome
    from output.history.compare import CAUSES, CHANGES
    from output.table import as_table

    def label(outcome: str) -> str:
        return OUTCOME_LABELS[Outcome(outcome)] if outcome else "—"

    yield f"{older} → {newer}"
    yield "变化  " + "  ".join(f"{CHANGES[name]} {name} {found.counts[name]}" for name in CHANGES)
    yield "原因  " + "  ".join(f"{CAUSES[name]} {name} {found.counts[name]}" for name in CAUSES)
    rank = list(CHANGES)
    listed = sorted(
        (row for row in found.rows if everything or row.change != "persisting" or row.cause),
        key=lambda row: rank.index(row.change),
    )
    if not listed:
        return
    yield ""
    head = [
        "变化 change",
        "原因 cause",
        "单位 unit",
        "要点 point",
        "对象 record",
        "此前 before",
        "本次 after",
        "网址 url",
    ]
    rows = [
        (
            CHANGES[row.change], CAUSES.get(row.cause, ""), row.unit_name, f"{row.point_id} {row.point_name}",
            row.record_name or kinds.get(row.scheme_id, row.scheme_id), label(row.outcome_before), label(row.outcome_after), row.url,
        )
        for row in listed
    ]  # fmt: skip
    yield from as_table(head, rows, shutil.get_terminal_size().columns if sys.stdout.isatty() else None)
