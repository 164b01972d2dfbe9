"""`gongkai send`: dry run first; what it would do, or what it did, on stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules.options import overlay_option

if TYPE_CHECKING:
    from output.journal.store import Journal
    from output.mail.manifest import Parcel
    from output.mail.plan import Left, Letter
    from output.mail.sendings import Sending
    from output.mail.settings import MailSettings

NOT_ALL = 3
"""Exit code: it ran, but somebody got nothing."""
LOCK = "mail.lock"


@click.command()
@click.option("--package", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The package to send: a folder made by gongkai package.")  # fmt: skip
@click.option("--unit", "units", multiple=True, metavar="ID", help="Only this unit; may be given several times.")
@click.option("--really", is_flag=True, help="Send. Without it nothing leaves: you see what would.")
@click.option("--again", is_flag=True, help="With --unit: send also what was sent, refused or bounced before.")
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
              help="The data directory; its journal keeps who was told what.")  # fmt: skip
@click.option("--mail", "mail_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A TOML file with a table [mail] (docs/mail.md).")  # fmt: skip
@click.option("--units", "registry", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The registry with the addresses, units.csv (default: the one kept with the run).")  # fmt: skip
@click.option(
    "--by",
    default="",
    envvar="GONGKAI_PERSON",
    metavar="NAME",
    help="Your name, for the journal; needed with --really and --bounces.",
)
@click.option("--bounces", type=click.Path(exists=True, path_type=Path), metavar="PLACE",
              help="Read what came back: a maildir, an mbox, a folder of .eml files or one of them.")  # fmt: skip
@click.option("--cases", "cases_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A TOML file with a table [cases]: where the journal is, and your name.")  # fmt: skip
@overlay_option
def send(
    folder: Path | None, units: tuple[str, ...], really: bool, again: bool, data: Path, mail_file: Path | None,
    registry: Path | None, by: str, bounces: Path | None, cases_file: Path | None, overlays: tuple[Path, ...],
) -> None:  # fmt: skip
    """Mail each unit its part of a package.

    Without --really nothing is sent: for each unit you see to whom, which subject, which files, and what is in the way.
    The password comes from the environment variable GONGKAI_MAIL_PASSWORD.

    \b
    gongkai send --package data/packages/2026-11-23-2026-11-23 --data data
    gongkai send --package data/packages/2026-11-23-2026-11-23 --data data --really --by 张伟
    gongkai send --bounces ~/Maildir --data data --by 张伟

    Exit code 0: everybody has it. 2: could not run. 3: somebody has nothing; the lines say who and why.
    """
    from output.cases.settings import read_cases

    cases = read_cases(cases_file)
    by, journal_url = (by or cases.person).strip(), cases.journal
    if (really or bounces) and not by:
        raise click.UsageError("--by: write your name; the journal keeps who told the units")
    if again and not units:
        raise click.UsageError("--again: name the units that shall get it once more, with --unit")
    if bounces:
        if folder or really:
            raise click.UsageError("--bounces goes alone: first read what came back, then send")
        _read_bounces(bounces, data, by, journal_url)
        return
    if folder is None or mail_file is None:
        raise click.UsageError("name --package and --mail (or a gongkai.toml with a table [mail])")
    parcels = _chosen(folder, units)
    addresses = _addresses(data, registry, parcels, overlays)
    code = _send(parcels, addresses, mail_file, data, really, again, by, journal_url)
    sys.exit(code)


def _chosen(folder: Path, units: Sequence[str]) -> list[Parcel]:
    from output.mail.manifest import read_package

    parcels = read_package(folder)
    if strangers := sorted(set(units) - {one.unit_id for one in parcels}):
        raise click.UsageError(f"--unit {strangers[0]}: the package has nothing for such a unit")
    return [one for one in parcels if not units or one.unit_id in units]


def _addresses(
    data: Path, registry: Path | None, parcels: Sequence[Parcel], overlays: Sequence[Path]
) -> Mapping[str, str]:
    """The mail addresses of all units, by id: of the registry given, else of the one kept with the run."""
    from crawler.capture import CaptureError, run_dir
    from crawler.units import UnitsError, load_units, stored_units
    from output.mail.settings import MailError
    from rules.load import load_book

    try:
        if registry is not None:
            units = load_units(registry, load_book(None, overlays).duties)
        else:
            units = [unit for run in {one.run_id for one in parcels} for unit in stored_units(run_dir(data, run))]
    except (UnitsError, CaptureError) as error:
        raise MailError(str(error)) from error
    return {unit.unit_id: unit.email for unit in units}


def _send(
    parcels: Sequence[Parcel], addresses: Mapping[str, str], mail_file: Path, data: Path, really: bool, again: bool,
    by: str, journal_url: str,
) -> int:  # fmt: skip
    from output.alone import alone
    from output.journal.store import has_journal, open_journal
    from output.mail.clock import Clock
    from output.mail.message import message_id
    from output.mail.plan import Left, Letter, plan
    from output.mail.post import Post
    from output.mail.send import Desk, catch_up
    from output.mail.send import send as send_letters
    from output.mail.sendings import Sendings
    from output.mail.settings import PASSWORD, read_mail

    settings, package = read_mail(mail_file), parcels[0].package if parcels else ""
    if not really:
        before: list[Sending] = []
        if has_journal(data, journal_url):
            with open_journal(data, journal_url) as journal:
                before = Sendings(journal.engine).of_package(package)
        return _show(plan(parcels, addresses, before, settings, again), settings, Clock().now())
    with alone(data / LOCK, "sending"), open_journal(data, journal_url) as journal:
        sendings = Sendings(journal.engine)
        before = sendings.of_package(package)
        planned = plan(parcels, addresses, before, settings, again)
        with Post(settings, os.environ.get(PASSWORD, "")) as post:
            tell = lambda line: click.echo(line, err=True)  # noqa: E731 - click's own, with one argument set
            desk = Desk(post, journal, sendings, settings, by, Clock(), tell)
            catch_up({message_id(one, settings.sender): one for one in parcels}, before, desk)
            sent = send_letters([one for one in planned if isinstance(one, Letter)], before, desk)
    left = [one for one in planned if isinstance(one, Left)]
    return _report(sent, left)


def _show(planned: Sequence[Letter | Left], settings: MailSettings, now: datetime) -> int:
    """The dry run: each message is composed whole, so that what would be refused is known."""
    from output.mail.plan import Left

    faults = 0
    for one in planned:
        click.echo(f"{one.parcel.unit_id} {one.parcel.name}")
        lines, fault = _left(one) if isinstance(one, Left) else _shown(one, settings, now)
        faults += fault
        for line in lines:
            click.echo(f"  {line}")
    click.echo(f"{len(planned)} units, {faults} would get nothing; nothing was sent: add --really", err=True)
    return NOT_ALL if faults else 0


def _left(one: Left) -> tuple[list[str], bool]:
    return [f"{'done   ' if one.done else 'refused'}  {one.why}"], not one.done


def _shown(letter: Letter, settings: MailSettings, now: datetime) -> tuple[list[str], bool]:
    from output.mail.manifest import PackageError
    from output.mail.message import compose, subject

    lines = [f"to       {', '.join(letter.open)}"]
    lines += [f"cc       {', '.join(letter.copies)}"] if letter.copies else []
    lines.append(f"subject  {subject(letter.parcel, settings)}")
    lines += [f"file     {part.name} ({part.size:,} bytes)" for part in letter.parcel.parts]
    try:
        size = len(compose(letter.parcel, letter.to, letter.copies, settings, now))
    except PackageError as error:
        return [*lines, f"refused  {error.message}"], True
    lines.append(
        f"message  {size:,} bytes, {len(letter.parcel.case_ids)} cases, deadline {letter.parcel.deadline or '-'}"
    )
    if letter.perhaps_twice:
        lines.append("note     an earlier try got no answer; it may arrive twice")
    if size > settings.limit:
        return [*lines, f"refused  larger than mail.max_size ({settings.max_size:g} MB)"], True
    return lines, False


def _report(sent: Sequence[Sending], left: Sequence[Left]) -> int:
    """One line for each address: state, unit, address and what was said."""
    from output.mail.sendings import State

    for one in sent:
        waits = " (will be tried again by the next gongkai send)" if one.state is State.QUEUED else ""
        click.echo(f"{one.state}\t{one.unit_id}\t{one.address}\t{one.error}{waits}")
    for other in left:
        click.echo(f"{'done' if other.done else 'refused'}\t{other.parcel.unit_id}\t\t{other.why}")
    served = {one.unit_id for one in sent if one.state is State.SENT} | {one.parcel.unit_id for one in left if one.done}
    every = {one.unit_id for one in sent} | {one.parcel.unit_id for one in left}
    click.echo(f"{len(every)} units, {len(every - served)} have nothing", err=True)
    whole = every == served and all(one.state is State.SENT for one in sent)
    return 0 if whole else NOT_ALL


@contextmanager
def _books(data: Path, journal_url: str) -> Iterator[Journal]:
    from output.alone import alone
    from output.journal.store import open_journal

    with alone(data / LOCK, "reading bounces"), open_journal(data, journal_url) as journal:
        yield journal


def _read_bounces(place: Path, data: Path, by: str, journal_url: str) -> None:
    from output.mail.bounces import read_bounces
    from output.mail.clock import Clock
    from output.mail.returned import apply
    from output.mail.sendings import Sendings

    with _books(data, journal_url) as journal:
        seen = apply(read_bounces(place), Sendings(journal.engine), journal, by, Clock().now())
    for one in seen:
        whose = f"{one.sending.unit_id}\t{one.sending.address}" if one.sending else f"\t{one.source}"
        click.echo(f"{one.kind}\t{whose}\t{one.text}")
    bounced = sum(one.kind == "bounced" for one in seen)
    click.echo(f"{len(seen)} notices, {bounced} sendings came back", err=True)
