"""`gongkai case …`: list and show cases, and write decisions about them. Heavy libraries are imported when needed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from output.cases.settings import CaseSettings, cases_option, read_cases
from output.cases.state import OPEN, State
from output.journal.model import GROUNDS, Act

if TYPE_CHECKING:
    from output.cases.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])
SHORT = (
    "case_id", "label", "unit_name", "point_id", "record_name", "days_open", "deadline", "confirmed", "proposed",
    "found_again", "point_title",
)  # fmt: skip
"""Columns of the table; --csv and --json have all."""
FULL = (
    "case_id", "state", "label", "unit_id", "unit_name", "point_id", "point_title", "scheme_name", "record_name",
    "days_open", "deadline", "notified_at", "replied_at", "closed_at", "closed_by", "closed_run", "confirmed",
    "proposed", "found_again", "first_run", "last_run", "fold_id", "continues", "last_entry", "evidence_hash",
)  # fmt: skip


def case_options(command: F) -> F:
    """--data, --cases and --as-of, as all commands about cases have them."""
    for option in (
        click.option(
            "--data",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            required=True,
            help="The data directory of the runs.",
        ),
        cases_option,
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            help="The day for days open and overdue (default: today).",
        ),
    ):
        command = option(command)
    return command


def _desk(data: Path, settings: CaseSettings, as_of: datetime | None) -> Any:
    from output.cases.desk import open_desk

    return open_desk(data, settings, as_of.date() if as_of else date.today())


@click.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([str(one) for one in State]),
              help="Only cases in this state; may be given several times (default: all open ones).")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Also closed, waived and continued cases.")
@click.option("--unit", "units", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--point", "points", multiple=True, metavar="ID", help="Only this point; may be given several times.")
@click.option("--overdue", is_flag=True, help="Only cases that stand open too long (长期未整改).")
@click.option("--proposed", is_flag=True, help="Only cases that wait for a second person.")
@click.option("--csv", "want_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "want_json", is_flag=True, help="Print a JSON array with one object a line.")
@case_options
def case_list(
    states: tuple[str, ...], everything: bool, units: tuple[str, ...], points: tuple[str, ...], overdue: bool,
    proposed: bool, want_csv: bool, want_json: bool, data: Path, cases_file: Path | None, as_of: datetime | None,
) -> None:  # fmt: skip
    """List cases, with decisions as they are this moment.

    \b
    gongkai case list --data DIR
    gongkai case list --state replied --unit mzj --data DIR --csv
    gongkai case list --overdue --data DIR
    """
    if want_csv and want_json:
        raise click.UsageError("--csv and --json exclude each other.")
    if sum((bool(states), everything, overdue)) > 1:
        raise click.UsageError("--state, --all and --overdue exclude each other.")
    from output.cases.desk import Wanted
    from output.table import as_csv, as_json, as_table

    chosen = frozenset(State(one) for one in states) or (frozenset(State) if everything else OPEN)
    if overdue:
        chosen = frozenset({State.overdue})
    wanted = Wanted(states=chosen, units=units, points=points, proposed=proposed)
    with _desk(data, read_cases(cases_file), as_of) as desk:
        found = desk.rows(wanted)
    columns = FULL if want_csv or want_json else SHORT
    rows = [[row[column] for column in columns] for row in found]
    if want_csv:
        click.echo(as_csv(columns, rows), nl=False)
    elif want_json:
        click.echo(as_json(columns, rows), nl=False)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        for line in as_table(columns, rows, width):
            click.echo(line)
    click.echo(f"{len(rows)} cases", err=True)


@click.command("show")
@click.argument("case")
@click.option("--json", "want_json", is_flag=True, help="Print one JSON object.")
@case_options
def case_show(case: str, want_json: bool, data: Path, cases_file: Path | None, as_of: datetime | None) -> None:
    """Show the life of a case: where it stands, every event, what the newest run found, how to prove it.

    CASE is the number or as much of it as tells it from others; of a fold (F…) its cases are listed.
    """
    from output.cases.shown import as_object, as_text

    with _desk(data, read_cases(cases_file), as_of) as desk:
        shown = [desk.row(case_id) for case_id in _named(desk, case)]
    for row in shown:
        click.echo(as_object(row) if want_json else as_text(row))


def _named(desk: Desk, said: str) -> list[str]:
    """The case that was asked for, also one that goes on under other numbers; of a fold, its cases."""
    number = desk.number(said)
    return desk.cases(number) if number.startswith("F") else [number]


def _act(act: Act, words: str) -> click.Command:
    """The command that writes one act about cases."""

    @click.command(str(act), help=words, short_help=words.splitlines()[0])
    @click.argument("cases", nargs=-1, required=act is not Act.reply)
    @_person
    @case_options
    def command(
        cases: tuple[str, ...], by: str, text: str, seen: int | None, data: Path, cases_file: Path | None,
        as_of: datetime | None, ground: str = "", url: str = "", deadline: datetime | None = None, file: Path | None = None,
        sender: str = "", dry_run: bool = False,
    ) -> None:  # fmt: skip
        settings = read_cases(cases_file)
        person = (by or settings.person).strip()
        if file is not None:
            _read_reply(data, file, cases, person, settings, sender, dry_run)
            return
        if sender or dry_run:
            raise click.UsageError("--from and --dry-run go with --file")
        if not cases:
            raise click.UsageError("name the cases, or a filled form with --file")
        _write(act, cases, person, text, seen, data, settings, as_of, ground, url, deadline)

    for option in _OPTIONS.get(act, ()):
        command = option(command)
    return command


def _person(command: F) -> F:
    for option in (
        click.option("--seen", type=click.IntRange(min=0), metavar="ENTRY",
                     help="The last entry you know of; a newer one refuses the decision."),
        click.option("--text", default="", help="What to write down with it."),
        click.option("--by", default="", envvar="GONGKAI_PERSON", show_envvar=True, metavar="NAME", help="Who decides."),
    ):  # fmt: skip
        command = option(command)
    return command


_URL = click.option("--url", default="", help="The page that shows it.")
_DEADLINE = click.option("--deadline", type=click.DateTime(["%Y-%m-%d"]), help="整改期限.")
_OPTIONS: dict[Act, tuple[Callable[[click.Command], click.Command], ...]] = {
    Act.waive: (
        _URL,
        click.option("--ground", type=click.Choice(list(GROUNDS)), required=True,
                     help="false_positive 误报, not_applicable 不适用, explained 情况说明认可."),
    ),
    Act.reply: (
        _URL,
        click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                     help="A filled 整改反馈表 (xlsx, docx): all its rows or none."),
        click.option("--from", "sender", default="", metavar="ID",
                     help="With --file: the unit it came from; another unit's form is refused."),
        click.option("--dry-run", is_flag=True, help="With --file: show what it would write, and write nothing."),
    ),
    Act.close: (_URL,),
    Act.note: (_URL,),
    Act.notify: (_DEADLINE,),
    Act.reject: (_DEADLINE,),
}  # fmt: skip


def _write(
    act: Act, cases: tuple[str, ...], person: str, text: str, seen: int | None, data: Path, settings: CaseSettings,
    as_of: datetime | None, ground: str, url: str, deadline: datetime | None,
) -> None:  # fmt: skip
    from output.cases.decide import Decision
    from output.cases.desk import decide

    if seen is not None and len(cases) > 1:
        raise click.UsageError("--seen: goes with one case only")
    decision = Decision(
        act=act, person=person, at=datetime.now(UTC), text=text, ground=ground, url=url,
        deadline=deadline.date() if deadline else None,
    )  # fmt: skip
    with _desk(data, settings, as_of) as desk:
        written = decide(desk, cases, decision, seen)
    with _desk(data, settings, as_of) as desk:
        for entry in written:
            lives = desk.lives(desk.cases(entry.case_id))
            labels = "、".join(dict.fromkeys(life.state.label for life in lives.values() if life.state))
            waits = "（待第二人同意）" if entry.proposed else ""
            click.echo(f"{entry.case_id}  {act.label}{waits}  {labels}")
    click.echo(f"{len(written)} entries written by {person}", err=True)


def _read_reply(
    data: Path, file: Path, cases: tuple[str, ...], person: str, settings: CaseSettings, sender: str, dry_run: bool
) -> None:
    if cases:
        raise click.UsageError("--file: the form names its cases itself")
    if not person:
        raise click.UsageError("--by: say who reads it in (or set GONGKAI_PERSON, or person under [cases])")
    from output.package.reading import reply_from_file

    reply = reply_from_file(
        data, file, person, now=datetime.now(UTC), settings=settings, unit_id=sender, dry_run=dry_run
    )
    for entry in reply.entries:
        click.echo(f"{entry.case_id}  {entry.act.label}  {entry.text}")
    known = ", read before" if reply.known else ""
    written = "would be written" if dry_run else "written"
    click.echo(
        f"{reply.unit_name}: {len(reply.entries)} entries {written}, {reply.empty} rows left open{known}", err=True
    )


@click.command("review")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="A marked 待复核清单.xlsx: all its rows or none.")  # fmt: skip
@click.option("--by", default="", envvar="GONGKAI_PERSON", show_envvar=True, metavar="NAME",
              help="Who reads it in, and who decided where a row names nobody.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what it would write, and write nothing.")
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
              help="The data directory of the runs.")  # fmt: skip
@cases_option
def review(file: Path, by: str, dry_run: bool, data: Path, cases_file: Path | None) -> None:
    """Take in a reviewer's list: rows marked 属实 are confirmed, those marked 误报, 不适用 or 情况说明认可 waived.

    With any fault nothing is written, and each faulty row is named with its reason.

    \b
    gongkai case review --file 待复核清单.xlsx --by 王芳 --data DIR --dry-run
    gongkai case review --file 待复核清单.xlsx --by 王芳 --data DIR
    """
    settings = read_cases(cases_file)
    reader = (by or settings.person).strip()
    if not reader:
        raise click.UsageError("--by: say who reads it in (or set GONGKAI_PERSON, or person under [cases])")
    from output.package.reviewing import review_from_file

    found = review_from_file(data, file, reader, now=datetime.now(UTC), settings=settings, dry_run=dry_run)
    for entry in found.entries:
        waits = "（待第二人同意）" if entry.proposed else ""
        ground = f"（{GROUNDS[entry.ground]}）" if entry.ground else ""
        click.echo(f"{entry.case_id}  {entry.act.label}{ground}{waits}  {entry.person}  {entry.text}".rstrip())
    written = "would be written" if dry_run else "written"
    click.echo(
        f"{found.number}: {len(found.opinions)} rows marked, {len(found.entries)} entries {written}, "
        f"{found.empty} rows left open",
        err=True,
    )


confirm = _act(Act.confirm, "Say that a person looked and the deficiency is real; such cases go out to units.")
notify = _act(Act.notify, "Say that the unit was told by other means than gongkai send.")
start = _act(Act.start, "Say that the unit has begun to mend it.")
reply = _act(Act.reply, "Note what the unit answered: of CASES, or of a whole filled form with --file.")
reject = _act(Act.reject, "Send a reply back: it does not settle the case.")
close = _act(Act.close, "Close cases by name, without a passing check. A second person approves where [cases] asks so.")
waive = _act(Act.waive, "Waive cases: not to be told to the unit. They stay so while runs find just the same.")
approve = _act(Act.approve, "Agree, as a second person, with a proposed close or waive.")
refuse = _act(Act.refuse, "Disagree with a proposed close or waive, or withdraw one's own.")
note = _act(Act.note, "Write a remark; nothing changes.")
reopen = _act(Act.reopen, "Open closed or waived cases again.")
