"""`gongkai case recheck`: from numbers of cases to their re-check and the lines of the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from output.cases.cli import case_options

if TYPE_CHECKING:
    from output.cases.desk import Desk

NOT_DECIDED = 3
PROGRAM = "gongkai"
"""Who signs where nobody is named: a re-check is the program's own finding."""
SAID = {True: "passed", False: "not passed", None: "undecided"}


@click.command("recheck")
@click.argument("cases", nargs=-1)
@click.option("--replied", is_flag=True, help="All cases that units have answered (已反馈).")
@click.option("--unit", "units", multiple=True, metavar="ID", help="With --replied: only of this unit.")
@click.option("--by", default="", envvar="GONGKAI_PERSON", show_envvar=True, metavar="NAME", help="Who asks for it.")
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True,
              help="Seconds between two requests to one host; 0 is for a site of one's own.")  # fmt: skip
@click.option("--contact", default="", help="A mail address or page for the user agent: whom a site can ask about us.")
@case_options
def recheck_command(
    cases: tuple[str, ...], replied: bool, units: tuple[str, ...], by: str, delay: float, contact: str, data: Path,
    cases_file: Path | None, as_of: datetime | None,
) -> None:  # fmt: skip
    """Look again at single cases now: fetch what they need, judge those points alone, and write down what came of it.

    A case that passes is closed (复核通过) with the re-check and the hash of its evidence; one that was answered and does
    not pass is returned (退回). Pages that the unit named in its reply are looked at too. Prints a line for each case.

    \b
    gongkai case recheck C1f2e3d4 --data DIR
    gongkai case recheck --replied --unit mzj --data DIR

    Exit code 3 when a case could not be decided: the site did not answer, or a person has to look.
    """
    if bool(cases) == replied:
        raise click.UsageError("name the cases, or --replied for all that units have answered")
    if units and not replied:
        raise click.UsageError("--unit: goes with --replied")
    from gongkai.recheck import entry_of, recheck
    from output.cases.desk import open_desk
    from output.cases.settings import read_cases
    from output.journal.store import open_journal

    settings, day = read_cases(cases_file), as_of.date() if as_of else date.today()
    with open_desk(data, settings, day) as desk:
        rows = _rows(desk, cases, units)
        wanted = [_case(desk, row) for row in rows]
    if not wanted:
        click.echo("no case waits for a re-check", err=True)
        return
    found = recheck(data, wanted, day, delay, contact)
    person, now = by.strip() or settings.person or PROGRAM, datetime.now(UTC)
    with open_journal(data, settings.journal) as journal:
        journal.append([entry_of(one, person, now) for one in found])
    for one in found:
        click.echo(f"{one.case.case_id}  {SAID[one.answer.passed]}  {one.case.unit_id} {one.case.point_id}  {one.answer.reason}")  # fmt: skip
    click.echo(f"{len(found)} cases looked at in {found[0].run_id}", err=True)
    if any(one.answer.passed is None for one in found):
        raise SystemExit(NOT_DECIDED)


def _rows(desk: Desk, said: tuple[str, ...], units: tuple[str, ...]) -> list[dict[str, Any]]:
    """The cases that were named (those of a fold, one after the other), or all that wait for a check of a reply."""
    from output.cases.desk import Wanted
    from output.cases.settings import CasesError
    from output.cases.state import State
    from output.journal.model import Act

    if not said:
        return desk.rows(Wanted(states=frozenset({State.replied}), units=units))
    numbers = dict.fromkeys(case_id for one in said for case_id in desk.cases(desk.number(one)))
    rows = [desk.row(case_id) for case_id in numbers]
    if faults := [fault for row in rows if (fault := desk.without_sense(row["case_id"], Act.recheck))]:
        raise CasesError("\n".join(faults))
    return rows


def _case(desk: Desk, row: dict[str, Any]) -> Any:
    """What is to be judged again. The pages are those that the unit named."""
    from gongkai.recheck import Case
    from output.journal.model import Act

    case_id = row["case_id"]
    said = [one for one in desk.entries if one.case_id in (case_id, row["fold_id"]) and one.act is Act.reply]
    return Case(
        case_id=case_id,
        unit_id=row["unit_id"],
        point_id=row["point_id"],
        scheme_id=row["scheme_id"] or "",
        record_key=row["record_key"] or "",
        urls=tuple(dict.fromkeys(one.url for one in said if one.url)),
    )
