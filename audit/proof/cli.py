"""Commands that prove verdicts: explain, replay, evidence, rules whatif."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rules.options import book_option, overlay_option

if TYPE_CHECKING:
    from audit.proof.stored import StoredRun
    from audit.proof.whatif import Flip

DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The data directory of the runs.",
)
RUN = click.option("--run", "run_id", default="", metavar="RUN", help="Which run (default: the newest audited one).")
DISAGREES = 1
MOST_NAMED = 12


@click.command()
@click.argument("unit_id", metavar="UNIT")
@click.argument("point_id", metavar="POINT")
@DATA
@RUN
@click.option("--scheme", default="", metavar="ID", help="Only this kind (SC-01 …) of a point that is judged by kind.")
@click.option("--json", "want_json", is_flag=True, help="Print one JSON object a line, with every page.")
def explain(unit_id: str, point_id: str, data: Path, run_id: str, scheme: str, want_json: bool) -> None:
    """Tell how a point came to its verdict on a unit.

    What was searched, every page that came into question and why it counted or not, the words that matched, the clause
    that asks for it, and what would satisfy it. Judged again from the stored pages, under the book that judged the run.

    \b
    gongkai explain mzj SA-07 --data DIR
    gongkai explain mzj SA-02 --scheme SC-01 --run 2026-11-23 --data DIR
    """
    from audit.judge import Judge
    from audit.proof import words
    from audit.proof.explain import explain as explain_question
    from audit.proof.stored import ProofError, questions_of, reopened, site_checks_of, stored_run
    from audit.site.checks import CHECKS

    run = stored_run(data, run_id)
    judge = Judge(run.book())
    if point_id not in judge.book.points:
        raise ProofError(f"{point_id}: the book of run {run.run_id} has no such point")
    site = reopened(run, unit_id, judge)
    if point_id in CHECKS:
        point = judge.book.points[point_id]
        for one in (one for one in site_checks_of(run, unit_id, site, judge) if one.point_id == point_id):
            said = asdict(one) if want_json else None
            click.echo(
                json.dumps(said, ensure_ascii=False, default=str) if said else "\n".join(words.site_lines(one, point))
            )
        return
    asked = questions_of(site, judge, run.as_of)
    chosen = [one for one in asked if one.point.id == point_id and scheme in ("", one.scheme)]
    if not chosen:
        what = f"{point_id} for {scheme}" if scheme else point_id
        raise ProofError(
            f"{unit_id} does not owe {what}: see its duty in units.csv and `gongkai rules show {point_id}`"
        )
    for number, question in enumerate(chosen):
        explanation = explain_question(question)
        if want_json:
            click.echo(json.dumps(asdict(explanation), ensure_ascii=False, default=str))
            continue
        click.echo("\n" * bool(number) + "\n".join(words.lines(explanation)))


@click.command()
@click.argument("finding", metavar="FINDING")
@DATA
@RUN
def replay(finding: str, data: Path, run_id: str) -> None:
    """Judge a stored finding again from the stored bytes, and say whether it comes out the same.

    FINDING is a case id as lists print it (C and 16 digits), or UNIT/POINT, with /SCHEME and /RECORD where there are
    several; UNIT or UNIT/POINT stands for all that begins so. Exit code 1 when a verdict comes out otherwise.

    \b
    gongkai replay mzj/SA-07 --data DIR
    gongkai replay C0123456789abcdef --run 2026-11-23 --data DIR
    gongkai replay mzj --data DIR
    """
    from audit.judge import Judge
    from audit.proof.replay import compared
    from audit.proof.stored import findings_of, stored_run

    run = stored_run(data, run_id)
    unit_id, stored = _stored(run, finding)
    judge = Judge(run.book())
    wanted = {_key(row) for row in stored}
    differing = 0
    for key, differences in compared(run.findings(unit_id), findings_of(run, unit_id, judge)).items():
        if key not in wanted:
            continue
        name = "/".join((unit_id, *(part for part in key if part)))
        if differences:
            differing += 1
            click.echo(f"{name}: differs")
            for one in differences:
                click.echo(f"  {one.column}: stored {one.stored!s}, now {one.again!s}")
        elif len(wanted) == 1:
            click.echo(f"{name}: agrees, {stored[0]['outcome']} as of {run.as_of}: {stored[0]['reason']}")
    click.echo(f"{run.run_id}: {len(wanted)} findings judged again, {differing} differ", err=True)
    if differing:
        sys.exit(DISAGREES)


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    from audit.proof.replay import key_of

    return key_of(row)


def _stored(run: StoredRun, finding: str) -> tuple[str, list[dict[str, Any]]]:
    """The stored findings that FINDING names, with their unit."""
    from audit.proof.replay import case_id, key_of
    from audit.proof.stored import ProofError

    unit_id, _, rest = finding.partition("/")
    if unit_id in run.ids():
        parts = rest.split("/") if rest else []
        rows = [row for row in run.findings(unit_id) if _begins([part for part in key_of(row) if part], parts)]
        if rows:
            return unit_id, rows
        raise ProofError(f"{finding}: run {run.run_id} has no such finding; `gongkai replay {unit_id}` names them all")
    for one in run.ids():
        if rows := [row for row in run.findings(one) if case_id(one, row) == finding]:
            return one, rows
    raise ProofError(f"{finding}: no finding of run {run.run_id}; name it UNIT/POINT or by its case id")


def _begins(parts: list[str], wanted: list[str]) -> bool:
    return parts[: len(wanted)] == wanted


@click.command()
@click.argument("finding", metavar="FINDING")
@DATA
@RUN
@click.option("--out", type=click.Path(path_type=Path), help="The folder to make (default: evidence-CASE).")
def evidence(finding: str, data: Path, run_id: str, out: Path | None) -> None:
    """Make a folder that a unit can be shown for one finding.

    The page as it was received, its headers, WARC records, time and SHA-256, a picture of it where a Chromium is
    installed, all that was searched, and how to verify. FINDING is named as for `gongkai replay`.

    \b
    gongkai evidence mzj/SA-07 --data DIR --out folder
    """
    from audit.proof.folder import pieces
    from audit.proof.replay import case_id, name_of
    from audit.proof.stored import ProofError, stored_run
    from crawler import capture

    run = stored_run(data, run_id)
    unit_id, rows = _stored(run, finding)
    if len(rows) > 1:
        names = ", ".join(name_of(unit_id, row) for row in rows[:MOST_NAMED])
        raise ProofError(f"{finding}: stands for {len(rows)} findings; name one of them: {names}")
    row = rows[0]
    folder = out or Path(f"evidence-{case_id(unit_id, row)}")
    if folder.exists():
        raise ProofError(f"{folder}: exists already; name another folder with --out")
    directory = run.directory(unit_id)
    command = f"gongkai replay {case_id(unit_id, row)} --run {run.run_id} --data DIR"
    point = run.book().points[row["point_id"]]
    try:
        made = pieces(row, point, run.unit(unit_id).name, directory, capture.read_pages(directory), command)
    except capture.CaptureError as error:
        raise ProofError(str(error)) from error
    scratch = folder.with_name(f".{folder.name}.part")
    scratch.mkdir(parents=True)
    for piece in made:
        (scratch / piece.name).write_bytes(piece.body)
    scratch.rename(folder)
    for piece in made:
        click.echo(folder / piece.name)


@click.command()
@book_option
@overlay_option
@click.option("--runs", "newest", type=click.IntRange(min=1), default=1, show_default=True, help="How many runs.")
@DATA
@click.option("--unit", "only", multiple=True, metavar="ID", help="Only this unit (may be given several times).")
@click.option("--csv", "want_csv", is_flag=True, help="Print CSV.")
def whatif(
    directory: Path | None, overlays: tuple[Path, ...], newest: int, data: Path, only: tuple[str, ...], want_csv: bool
) -> None:
    """Judge the newest stored runs under a changed book and list the verdicts that flip. Nothing is written.

    \b
    gongkai rules whatif --book my-book --runs 4 --data DIR
    gongkai rules whatif --overlay my-city --data DIR
    """
    from audit.judge import Judge
    from audit.proof.stored import audited_runs, findings_of
    from audit.proof.whatif import Flip, flips
    from rules.load import load_book

    judge = Judge(load_book(directory, overlays))
    found: list[Flip] = []
    checked = 0
    for run in audited_runs(data, newest):
        for unit_id in only or run.ids():
            stored = run.findings(unit_id)
            checked += len(stored)
            found += flips(run.run_id, unit_id, stored, findings_of(run, unit_id, judge))
            click.echo(f"{run.run_id} {unit_id}: {len(found)} flips so far", err=True)
    if want_csv:
        out = csv.writer(sys.stdout)
        out.writerow([field.name for field in fields(Flip)])
        out.writerows(asdict(one).values() for one in found)
    else:
        for one in found:
            click.echo(_flip_line(one))
    counts = Counter(f"{one.before or '-'} → {one.after or '-'}" for one in found)
    told = ", ".join(f"{count} {turn}" for turn, count in counts.most_common())
    click.echo(f"{checked} verdicts, {len(found)} flip" + (f": {told}" if told else ""), err=True)


def _flip_line(one: Flip) -> str:
    place = "/".join(part for part in (one.unit_id, one.point_id, one.scheme_id, one.record_name) if part)
    why = "" if one.rule_changed else " [own rule unchanged]"
    return f"{one.run_id} {place}: {one.before or '-'} → {one.after or '-'}{why}: {one.reason}"
