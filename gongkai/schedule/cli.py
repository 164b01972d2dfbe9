"""`gongkai schedule …`: due, run, status, install, uninstall."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.run import DELAY, MAX_PAGES
from output.cases.settings import cases_option, read_cases
from output.memory import memory_option
from rules.options import overlay_option

if TYPE_CHECKING:
    from gongkai.schedule.job import Job
    from gongkai.schedule.loop import Watch

TOML = click.Path(exists=True, dir_okay=False, path_type=Path)
DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="The data directory."
)
SCHEDULE = click.option("--schedule", "schedule_file", type=TOML, help="A TOML file with a table [schedule].")
CLOCK = click.option("--clock", type=TOML, hidden=True,
                     help="For trials: a file that says what time it is (ISO 8601 with zone).")  # fmt: skip


def clock_of(file: Path | None) -> Callable[[], datetime]:
    """What tells the time: this machine, or for trials a file with a moment in it, read anew each time."""
    if file is None:
        return lambda: datetime.now(UTC)
    place = file

    def told() -> datetime:
        moment = datetime.fromisoformat(place.read_text(encoding="utf-8").strip())
        if moment.tzinfo is None:
            raise click.UsageError(f"--clock: {place} names no time zone")
        return moment

    return told


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the weekly job, the same as those of `gongkai run`."""
    options: list[Callable[[Any], Any]] = [
        click.option("--units", type=click.Path(path_type=Path), required=True, help="The registry, units.csv."),
        DATA,
        click.option("--delay", type=click.FloatRange(min=0), default=DELAY, show_default=True,
                     help="Seconds between two requests to one host."),
        click.option("--max-pages", type=click.IntRange(min=1), default=MAX_PAGES, show_default=True,
                     help="Pages of one unit after which the rest counts as unseen."),
        click.option("--contact", default="", help="A mail address or page for the user agent."),
        click.option("--score", "score_file", type=TOML, help="A TOML file with a table [score]."),
        click.option("--mail", "mail_file", type=TOML, help="A TOML file with a table [mail]: whom to tell, and how."),
        cases_option, memory_option, SCHEDULE, CLOCK, overlay_option,
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _job(
    units: Path, data: Path, delay: float, max_pages: int, contact: str, score_file: Path | None,
    mail_file: Path | None, cases_file: Path | None, schedule_file: Path | None, clock: Path | None,
    overlays: tuple[Path, ...], memory: str,
) -> Job:  # fmt: skip
    from gongkai.schedule.job import Job
    from gongkai.schedule.settings import read_schedule
    from output.mail.settings import read_mail
    from output.score import read_score

    return Job(
        units=units, data=data, schedule=read_schedule(schedule_file), now=clock_of(clock),
        say=lambda line: click.echo(line, err=True), overlays=overlays, delay=delay, max_pages=max_pages,
        contact=contact, score=read_score(score_file) if score_file else None,
        mail=read_mail(mail_file) if mail_file else None, cases=read_cases(cases_file), settings_file=_settings_file(),
        memory=memory,
    )  # fmt: skip


def _watch(given: Mapping[str, Any]) -> Watch:
    from gongkai.schedule.loop import Watch
    from gongkai.schedule.settings import read_schedule

    return Watch(
        data=given["data"],
        schedule=read_schedule(given["schedule_file"]),
        now=clock_of(given["clock"]),
        say=lambda line: click.echo(line, err=True),
        mailing=given["mail_file"] is not None,
    )


def _settings_file() -> Path | None:
    from gongkai.cli import SETTINGS_FILE

    found = click.get_current_context().meta.get(SETTINGS_FILE)
    return found if isinstance(found, Path) else None


@click.command()
@_options
def due(**given: Any) -> None:
    """Do what is due now, once: the command that timers call. Calling it again does nothing more.

    A run that is due is made, one that was cut off is gone on with, weeks that were missed are made up for once, and
    the supervisor is told. While another run goes on, this one leaves it alone.

    Exit code 0: done, or nothing to do. 2: the run failed. 3: too few units answered, nothing was published.
    """
    if _watch(given).idle():
        return
    from gongkai.schedule.job import due as do_what_is_due
    from output.alone import Busy

    job = _job(**given)
    try:
        code = do_what_is_due(job)
    except Busy as busy:
        click.echo(f"nothing done: {busy.message}", err=True)
        code = 0
    sys.exit(code)


@click.command()
@_options
def run(**given: Any) -> None:
    """Keep the schedule in the foreground, for machines without systemd or cron. Ends with Ctrl-C or its session.

    Each run is a process of its own (gongkai schedule due), so that a crash does not end the schedule.
    """
    from gongkai.schedule.loop import keep

    try:
        keep(_watch(given), _due_command(given), pause=0.1 if given["clock"] else 30, sleep=time.sleep)
    except KeyboardInterrupt:
        click.echo("the schedule ends; gongkai schedule run takes it up again", err=True)


def _due_command(given: dict[str, Any]) -> list[str]:
    """`gongkai schedule due` with the same options, for a process of its own."""
    settings = _settings_file()
    command = [sys.executable, "-m", "gongkai", *(["--settings", str(settings)] if settings else []), "schedule", "due"]
    for option in due.params:
        value = given.get(option.name or "")
        for one in value if isinstance(value, tuple) else (value,):
            if one not in (None, ""):
                command += [option.opts[0], str(one)]
    return command


@click.command()
@DATA
@SCHEDULE
@CLOCK
@click.option("--json", "want_json", is_flag=True, help="Print one JSON object.")
def status(data: Path, schedule_file: Path | None, clock: Path | None, want_json: bool) -> None:
    """Show when the next run is due and how the past ones went."""
    from gongkai.schedule.settings import read_schedule
    from gongkai.schedule.status import as_lines, status_of

    found = status_of(data, read_schedule(schedule_file), clock_of(clock)())
    if want_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo("\n".join(as_lines(found)))


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data directory (default: as the settings say).",
)
@SCHEDULE
@CLOCK
@click.option("--systemd", "kind", flag_value="systemd", default="systemd", help="A systemd timer (the default).")
@click.option("--cron", "kind", flag_value="cron", help="Lines in the crontab of this user.")
@click.option("--system", is_flag=True, help="For the whole machine (/etc/systemd/system), not for this user.")
@click.option("--name", default="gongkai-weekly", show_default=True, help="Name of the timer; each city needs its own.")
@click.option("--print", "only_print", is_flag=True, help="Print what would be written, and write nothing.")
def install(
    data: Path | None, schedule_file: Path | None, clock: Path | None, kind: str, system: bool, name: str,
    only_print: bool,
) -> None:  # fmt: skip
    """Have the machine keep the schedule: write a systemd timer, or cron lines. Doing it twice changes nothing more.

    The settings file (gongkai.toml here, or --settings before the command) is named in what is written, so it must stay
    where it is. With --print and no settings file you see what one in this directory would bring.

    \b
    gongkai schedule install --print
    gongkai schedule install
    gongkai schedule install --cron
    """
    from gongkai.schedule import ledger
    from gongkai.schedule.settings import read_schedule
    from gongkai.schedule.timers import Timer, timer_of

    settings_file, home = _named(data, only_print)
    timer: Timer = timer_of(kind, name, system, settings_file.resolve(), home.resolve(), read_schedule(schedule_file))
    if only_print:
        for path, text in timer.texts.items():
            click.echo(f"# {path}\n{text}")
        return
    if timer.write():
        at = clock_of(clock)().isoformat(timespec="seconds")
        ledger.append(home, ledger.Event(kind=ledger.Kind.INSTALLED, at=at, text=f"{kind} {name}"))
    for line in timer.start():
        click.echo(line, err=True)


def _named(data: Path | None, only_print: bool) -> tuple[Path, Path]:
    """Settings file and data directory that a timer names. Raises ScheduleError when there is nothing to name."""
    from gongkai.schedule.settings import ScheduleError
    from gongkai.settings import NAME, load_settings

    settings_file = _settings_file()
    if settings_file is None and only_print:
        click.echo(f"there is no {NAME} here: this is what one with units and data would bring", err=True)
        return Path(NAME), data or Path("data")
    if settings_file is None:
        raise ScheduleError(
            f"a timer needs a settings file: write {NAME} here with units and data, or name one: "
            "gongkai --settings FILE schedule install (docs/schedule.md)"
        )
    if load_settings(settings_file).units is None:
        raise ScheduleError(f'{settings_file}: name the registry: units = "units.csv"')
    if data is None:
        raise ScheduleError(f'{settings_file}: name the data directory: data = "data", or give --data')
    return settings_file, data


@click.command()
@click.option("--systemd", "kind", flag_value="systemd", default="systemd", help="The systemd timer (the default).")
@click.option("--cron", "kind", flag_value="cron", help="The lines in the crontab of this user.")
@click.option("--system", is_flag=True, help="That of the whole machine, not of this user.")
@click.option("--name", default="gongkai-weekly", show_default=True, help="Name of the timer.")
def uninstall(kind: str, system: bool, name: str) -> None:
    """Take the timer or the cron lines away again. Runs and ledger stay."""
    from gongkai.schedule.settings import ScheduleSettings
    from gongkai.schedule.timers import timer_of

    timer = timer_of(kind, name, system, Path("/"), Path("/"), ScheduleSettings())
    for line in timer.remove():
        click.echo(line, err=True)
