"""Commands of the output room. Heavy libraries are imported inside the commands, so that each starts quickly."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from output.cases.settings import cases_option, read_cases
from output.memory import memory_option

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
DATA = click.option("--data", type=FOLDER, required=True, help="The data directory of the runs.")


@click.command()
@click.argument("sql", metavar="[SQL|NAME]", required=False)
@click.argument("words", nargs=-1, metavar="")
@click.option("--data", type=FOLDER, help="The data directory of the runs.")
@click.option("--list", "want_list", is_flag=True, help="List the ready queries.")
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A parameter of a ready query.")
@click.option("--csv", "want_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "want_json", is_flag=True, help="Print a JSON array with one object a line.")
@cases_option
def query(
    sql: str | None, words: tuple[str, ...], data: Path | None, want_list: bool, given: tuple[str, ...], want_csv: bool,
    want_json: bool, cases_file: Path | None,
) -> None:  # fmt: skip
    """Ask the database: a ready query by name, or one SQL statement, read-only. The default is a table.

    Times in tables are UTC; ready queries, and china_time(…) in a statement, show the time of China.

    \b
    gongkai query --list
    gongkai query worst-units --data DIR --set domain=PA
    gongkai query "SELECT unit_name, score, coverage FROM scorecard ORDER BY score" --data DIR
    gongkai query "SELECT * FROM deficiency WHERE severity = 'A'" --data DIR --csv
    gongkai query 'SELECT * FROM "case" WHERE open' --data DIR --json
    gongkai query "SELECT url, score FROM search('扶贫项目 资金来源') ORDER BY score DESC" --data DIR
    """
    from output.queries import NAME, find_query, listing, values_for

    if want_list:
        _show(*listing(), want_csv=want_csv, want_json=want_json)
        return
    if sql is None:
        raise click.UsageError("give one SQL statement or the name of a ready query; see: gongkai query --list")
    if words:
        raise click.UsageError(_superfluous(sql, words))
    if data is None:
        raise click.UsageError("--data: name the data directory of the runs")
    ready = find_query(sql) if NAME.fullmatch(sql) else None
    if given and not ready:
        raise click.UsageError("--set: only ready queries take parameters; see: gongkai query --list")
    from output.queries.ask import answer

    found = answer(data, ready or sql, values_for(ready, given) if ready else None, read_cases(cases_file))
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    _show(found.names, found.rows, want_csv=want_csv, want_json=want_json)


def _superfluous(sql: str, words: Sequence[str]) -> str:
    """What to tell of words that follow the statement or name."""
    from output.queries import NAME, find_query, values_for

    if NAME.fullmatch(sql) and all("=" in one for one in words):
        values_for(find_query(sql), words)  # what it would not take with --set is told first
        meant = " ".join(f"--set {shlex.quote(one)}" for one in words)
        return f"{' '.join(words)}: a parameter is given with --set; write: gongkai query {sql} {meant} --data DIR"
    return f"{words[0]}: one statement or name at a time; put the whole statement in quotes"


@click.command()
@click.argument("question")
@DATA
@click.option("--unit", "units", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show at most so many.")
@click.option("--csv", "want_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "want_json", is_flag=True, help="Print a JSON array with one object a line.")
def search(question: str, data: Path, units: tuple[str, ...], limit: int, want_csv: bool, want_json: bool) -> None:
    """Find pages and attachments by Chinese words: all words must stand there, or most where no text has all; the best come first (BM25).

    Searched is the newest text of every address in the newest runs whose texts are kept. Words in "double quotes" must
    stand there literally, one after the other. Personal data is hidden in what is searched and shown.

    \b
    gongkai search "扶贫项目 资金来源" --data DIR
    gongkai search '"最低生活保障标准" 公示' --data DIR --unit mzj
    """
    from output.queries.known import check_units
    from output.search.ask import NAMES
    from output.search.ask import search as find
    from output.store import connect

    with connect(data) as db:
        check_units(db, units)
        found = find(db, question, units, limit)
    if found.rows and found.held < found.asked:
        click.echo(f"no text holds all {found.asked} words; these hold at least {found.held}", err=True)
    _show(NAMES, found.rows, want_csv=want_csv, want_json=want_json)


def _show(names: Sequence[str], rows: Sequence[Sequence[Any]], *, want_csv: bool, want_json: bool) -> None:
    if want_csv and want_json:
        raise click.UsageError("--csv and --json exclude each other.")
    from output.table import as_csv, as_json, as_table

    if want_csv:
        click.echo(as_csv(names, rows), nl=False)
    elif want_json:
        click.echo(as_json(names, rows), nl=False)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        for line in as_table(names, rows, width):
            click.echo(line)
        click.echo(f"{len(rows)} rows", err=True)


@click.command()
@DATA
@click.option("--run", "run_id", help="The run to list; by default the latest complete one.")
@click.option("--unit", "units", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--fail-on-any", is_flag=True, help="Exit 1 when a list is not empty (for scripts).")
@click.option(
    "--score",
    "score_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file whose table [score] sets the weights of the score (docs/score.zh.md).",
)
@cases_option
@click.option(
    "--parquet",
    type=click.Path(exists=False, path_type=Path),
    metavar="DIR",
    help="Instead of the lists, write every table and view as a Parquet file into this new directory.",
)
@memory_option
def export(
    data: Path, run_id: str | None, units: tuple[str, ...], fail_on_any: bool, score_file: Path | None,
    cases_file: Path | None, parquet: Path | None, memory: str,
) -> None:  # fmt: skip
    """Build the database and write the deficiency lists (xlsx, csv) to DIR/exports/RUN.

    Prints the files written, one a line.
    """
    if parquet and (run_id or units or fail_on_any):
        raise click.UsageError("--parquet writes whole tables: --run, --unit and --fail-on-any do not go with it")
    from output.exports.lists import write_lists
    from output.score import ScoreSettings, read_score
    from output.store import build, connect, held_back

    score = read_score(score_file) if score_file else ScoreSettings()
    click.echo(f"database: {build(data, score, read_cases(cases_file), memory)}", err=True)
    if parquet:
        from output.exports.parquet import write_parquet

        for path in write_parquet(data, parquet, memory):
            click.echo(path)
        return
    with connect(data) as db:
        for held in held_back(db):
            click.echo(
                f"run {held} is not published: too few units answered; the lists are of the run before", err=True
            )
    written = write_lists(data, run_id, units)
    for path in written.files:
        click.echo(path)
    click.echo(f"{written.run_id}: {written.deficiencies} deficiencies of {written.units} units", err=True)
    if fail_on_any and written.deficiencies:
        raise SystemExit(1)


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The data directory of the runs."
)
@click.option("--run", "run_id", default="", metavar="RUN", help="Health of this run's visits (default: the newest).")
@click.option("--json", "want_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--fail-on-any", is_flag=True, help="Exit 1 when there is an alarm (for scripts).")
def doctor(data: Path | None, run_id: str, want_json: bool, fail_on_any: bool) -> None:
    """Self-check: the machine, the data directory, and how healthy the crawl of each unit is.

    A unit whose visit brings less than half of its last good one, loses columns, or misses many pages is an alarm:
    look at the site and at the crawl before anyone is blamed.

    \b
    gongkai doctor
    gongkai doctor --data DIR
    """
    from crawler.capture import safe_name
    from output.doctor import ALARM, examine

    if run_id and not safe_name(run_id):
        raise click.UsageError(f"{run_id}: is no id of a run")
    notes = examine(data, run_id)
    for note in notes:
        if want_json:
            click.echo(
                json.dumps({"level": note.level, "subject": note.subject, "text": note.text}, ensure_ascii=False)
            )
        else:
            click.echo(f"{note.level:<5} {note.subject}: {note.text}")
    alarms = sum(note.level == ALARM for note in notes)
    click.echo(f"{len(notes)} looked at, {alarms} alarms", err=True)
    if alarms and fail_on_any:
        raise SystemExit(1)
