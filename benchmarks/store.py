"""Whether the database holds a year of a city: the weekly build, every view and ready query, and the search.

``python -m benchmarks.store year [--data DIR] [--documents N] [--findings N] [--memory 2GB] [--check]``
``python -m benchmarks.store search [--texts N] [--check]``

`year` writes the run directories of a year (kept in DIR for the next time when it is given), builds the database of all
weeks but the last, adds that one as every week does, and asks. Builds run in processes of their own: seconds on the
clock, seconds of processors and the most memory are those of the process. `search` fills the index with generated texts
without cutting them (how fast jieba cuts is measured on 2,000), and asks.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import duckdb

from benchmarks.store_data import Size, make
from benchmarks.store_search import QUESTIONS, cutting, fill
from output import store
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.queries import ready_queries, values_for
from output.search.ask import search as find

WEEKLY, ANSWER, FIND = 120.0, 1.0, 2.0
"""Most seconds of a weekly build, of an answer, and of a search by the commonest words among a million texts."""
TIMES = 3
NARROW = {
    "deficiency_all": "unit_id = 'u007'", "weekly_change_all": "unit_id = 'u007'", "point_score": "unit_id = 'u007'",
    "case_verdict": "unit_id = 'u007'", "heatmap_all": "unit_id = 'u007'", "flagged_all": "unit_id = 'u007'",
    "health_all": "unit_id = 'u007'", "site_check_all": "unit_id = 'u007'", "coverage_all": "unit_id = 'u007'",
    "scorecard_all": "unit_id = 'u007'", "records_asked_all": "unit_id = 'u007'",
}  # fmt: skip
"""Views of all runs answer for one unit; nobody reads a year of a city's findings at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, and the most it may be (None: told, not bound)."""

    what: str
    figure: float
    unit: str
    most: float | None = None

    def over(self) -> bool:
        return self.most is not None and self.figure > self.most


@click.group()
def main() -> None:
    """The database of a year."""


@main.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Where the year lies, or is to lie.")
@click.option("--documents", default=1_000_000, show_default=True)
@click.option("--findings", default=3_000_000, show_default=True)
@click.option("--runs", default=52, show_default=True)
@click.option("--units", default=100, show_default=True)
@click.option("--memory", default="2GB", show_default=True)
@click.option("--skip-build", is_flag=True, help="Only ask the database that is there.")
@click.option("--check", is_flag=True, help="Exit 1 when something is over its bound.")
def year(
    data: Path | None, documents: int, findings: int, runs: int, units: int, memory: str, skip_build: bool, check: bool
) -> None:
    """Build a year week by week, and ask every view and ready query."""
    size = Size(documents=documents, findings=findings, runs=runs, units=units)
    with _folder(data) as folder:
        lines = [] if skip_build else list(_builds(folder, size, memory))
        lines += _answers(folder)
        _tell(lines, check)


@main.command()
@click.option("--texts", default=1_000_000, show_default=True)
@click.option("--check", is_flag=True, help="Exit 1 when something is over its bound.")
def search(texts: int, check: bool) -> None:
    """Fill an index with generated texts, and ask it."""
    with _folder(None) as folder:
        path = folder / "search.duckdb"
        filled = fill(path, texts)
        lines = [Line("texts", texts, ""), *(Line(what, figure, unit) for what, figure, unit in filled)]
        lines.append(Line("texts that one process cuts", cutting(min(2_000, texts)), "a second"))
        with duckdb.connect(path, read_only=True) as db:
            for question in QUESTIONS:
                took, rows = _best_of(lambda question=question: find(db, question).rows)  # type: ignore[misc]
                literal = '"' in question
                lines.append(Line(f"search {question} ({len(rows)} rows)", took, "s", None if literal else FIND))
        _tell(lines, check)


@main.command(hidden=True)
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--memory", default="")
def build(data: Path, memory: str) -> None:
    """Build once, and say what it took."""
    begun = time.perf_counter()
    path = store.build(data, memory=memory)
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(one.ru_utime + one.ru_stime for one in (own, children))
    said = {"seconds": time.perf_counter() - begun, "cpu": cpu, "memory": own.ru_maxrss / 1024,
            "size": path.stat().st_size / 2**20}  # fmt: skip
    click.echo(json.dumps(said))


def _builds(data: Path, size: Size, memory: str) -> Iterator[Line]:
    days = [day.isoformat() for day in size.days()]
    missing = [at for at, day in enumerate(days) if not (data / "runs" / day / "run.json").exists()]
    if missing:
        make(data, size, missing)
    last, aside = data / "runs" / days[-1], data / "last-week"
    shutil.rmtree(data / "cache", ignore_errors=True)
    last.rename(aside)
    (data / "journal.sqlite").unlink(missing_ok=True)
    try:
        yield from _built(data, f"first build, {size.runs - 1} weeks", memory, None)
        _decide(data)
    finally:
        aside.rename(last)
    yield from _built(data, "weekly build, 1 week more", memory, WEEKLY)
    yield from _built(data, "build, nothing new", memory, WEEKLY)


def _decide(data: Path) -> None:
    """A desk's year: two thousand cases told, some answered, some set aside."""
    with store.connect(data) as db:
        cases = [
            case for (case,) in db.execute('SELECT case_id FROM "case" WHERE open ORDER BY ALL LIMIT 2000').fetchall()
        ]
        (day,) = db.execute("SELECT max(as_of) FROM run").fetchone() or (None,)
    told = datetime.combine(day - timedelta(days=30), datetime.min.time(), UTC)
    entries = [
        Entry(case_id=one, act=Act.notify, person="李监督", at=told, deadline=told.date() + timedelta(15))
        for one in cases
    ]
    later = told + timedelta(days=7)
    entries += [Entry(case_id=one, act=Act.reply, person="某局", at=later, text="已整改") for one in cases[:200]]
    entries += [
        Entry(case_id=one, act=Act.waive, person="李监督", at=later, ground="false_positive") for one in cases[-100:]
    ]
    with open_journal(data) as journal:
        journal.append(entries)


def _built(data: Path, what: str, memory: str, most: float | None) -> Iterator[Line]:
    command = [sys.executable, "-m", "benchmarks.store", "build", str(data), "--memory", memory]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)
    yield Line(what, said["seconds"], "s", most)
    yield Line(f"{what}: processors", said["cpu"], "s")
    yield Line(f"{what}: memory (DuckDB may take {memory})", said["memory"], "MB")
    yield Line(f"{what}: database", said["size"], "MB")


def _answers(data: Path) -> Iterator[Line]:
    with store.connect(data) as db:
        for name, count in db.execute(
            "SELECT table_name, estimated_size FROM duckdb_tables() WHERE NOT temporary AND estimated_size >= 100000 ORDER BY 2 DESC"
        ).fetchall():
            yield Line(f"table {name}", count, "rows")
        views = db.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY ALL")
        for (name,) in views.fetchall():
            narrow = f" WHERE {NARROW[name]}" if name in NARROW else ""
            sql = f'FROM "{name}"{narrow}'
            took, rows = _best_of(lambda sql=sql: db.execute(sql).fetchall())  # type: ignore[misc]
            yield Line(f"view {name}{narrow} ({len(rows)} rows)", took, "s", ANSWER)
        for query in ready_queries().values():
            values = values_for(query, [])
            took, rows = _best_of(lambda query=query, values=values: db.execute(query.sql, values).fetchall())  # type: ignore[misc]
            yield Line(f"query {query.name} ({len(rows)} rows)", took, "s", ANSWER)
        for question in QUESTIONS:
            took, rows = _best_of(lambda question=question: find(db, question).rows)  # type: ignore[misc]
            yield Line(f"search {question} ({len(rows)} rows)", took, "s", ANSWER)


def _best_of(ask: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    """Seconds (the median) and the rows."""
    took, rows = [], []
    for _ in range(TIMES):
        begun = time.perf_counter()
        rows = ask()
        took.append(time.perf_counter() - begun)
    return statistics.median(took), rows


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-year-") as folder:
        yield Path(folder)


def _tell(lines: list[Line], check: bool) -> None:
    print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    for line in lines:
        bound = "" if line.most is None else f"  (at most {line.most:g}){'  OVER' if line.over() else ''}"
        figure = f"{line.figure:,.0f}" if line.figure >= 100 else f"{line.figure:.3f}"
        print(f"{line.what:<70} {figure:>12} {line.unit}{bound}")
    if check and any(line.over() for line in lines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
