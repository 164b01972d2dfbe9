"""The command prune. Heavy libraries are imported inside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from output.cases.settings import cases_option

if TYPE_CHECKING:
    from output.history.prune import Pruned

LOCK = "run.lock"
"""The lock of the weekly job: its crawl takes unchanged pages from old captures."""
MEGABYTE = 1_000_000


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="The data directory of the runs.",
)  # fmt: skip
@click.option("--older-than-weeks", "weeks", type=click.IntRange(min=1), metavar="N", help="Instead of captures_weeks.")
@click.option("--dry-run", is_flag=True, help="Say what would go; change nothing.")
@click.option(
    "--retention", "retention_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file whose table [retention] says how long captures stay (docs/history.md).",
)  # fmt: skip
@cases_option
@click.option("--json", "want_json", is_flag=True, help="Print one JSON object a line, one for each visit.")
def prune(
    data: Path,
    weeks: int | None,
    dry_run: bool,
    retention_file: Path | None,
    cases_file: Path | None,
    want_json: bool,
) -> None:
    """Drop the raw captures of old runs, but nothing that a case, the next crawl or a later run rests on.

    Findings, documents and the database are never touched. What stays of an old visit is moved, byte for byte, into a
    small WARC beside its ledger, so that `gongkai replay` and `gongkai evidence` of a case still work. DATA/pruned.jsonl
    tells what went. Old is what is older than the newest run by so many weeks.

    \b
    gongkai prune --data DIR --older-than-weeks 26 --dry-run
    gongkai prune --data DIR
    """
    from output.alone import alone
    from output.cases.settings import read_cases
    from output.history import needed
    from output.history.prune import prune as prune_visits
    from output.history.resting import resting
    from output.history.settings import read_retention
    from output.store import connect

    settings = read_retention(retention_file)
    limit = weeks or settings.captures_weeks
    if limit is None:
        raise click.UsageError("say how long captures stay: --older-than-weeks N, or captures_weeks under [retention]")
    with alone(data / LOCK, "gongkai prune"):
        since = needed.newest_day(data) - timedelta(weeks=settings.cases_weeks)
        with connect(data) as db:
            held = resting(db, data, since, read_cases(cases_file))
        visits = needed.old_visits(data, limit, held)
        done = prune_visits(data, visits, datetime.now(UTC), act=not dry_run)
    if want_json:
        for one in done:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
    else:
        for line in _lines(done):
            click.echo(line)
    gone, kept = sum(one.dropped_bytes for one in done), sum(one.kept_bytes for one in done)
    what = "would go" if dry_run else "dropped"
    click.echo(
        f"{len(done)} visits older than {limit} weeks: {gone / MEGABYTE:.1f} MB {what}, {kept / MEGABYTE:.1f} MB kept",
        err=True,
    )


def _lines(done: Sequence[Pruned]) -> Iterator[str]:
    for one in done:
        why = ", ".join(f"{count} for {reason}" for reason, count in sorted(one.reasons.items()))
        kept = f"{one.kept} records kept ({one.kept_bytes / MEGABYTE:.2f} MB): {why}" if one.kept else "nothing needed"
        said = f"; {one.note}" if one.note else ""
        yield f"{one.run_id} {one.unit_id}: {one.dropped_bytes / MEGABYTE:.2f} MB go, {kept}{said}"
