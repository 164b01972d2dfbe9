"""Timers that call the one command: systemd units and cron lines, as texts, and how they are put in place."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gongkai.schedule.settings import ScheduleError, ScheduleSettings

CRONTAB = "crontab"
ENVIRONMENT = "gongkai.env"
"""Beside the settings file: GONGKAI_MAIL_PASSWORD and other variables, readable by its owner only."""
LOG = "schedule.log"
CRON_BYTES = 990
"""Bytes of a command that every cron takes: Vixie's cuts a command off at 1000, in the middle of a Chinese path too."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}")
_SERVICE = """\
[Unit]
Description=gongkai: check what units have published, once a week
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
EnvironmentFile=-{environment}
ExecStart={command}
TimeoutStartSec=infinity
Nice=10
"""
_TIMER = """\
[Unit]
Description=gongkai: when the weekly check is due ({name})

[Timer]
# The week's moment; a moment that passed while the machine was off is made up for.
OnCalendar={calendar}
Persistent=true
RandomizedDelaySec={delay}
# The command does nothing when nothing is due: these two take up again what a restart or a fault cut off.
OnStartupSec=5min
OnUnitInactiveSec=1h
Unit={name}.service

[Install]
WantedBy=timers.target
"""
_CRON = """\
# {name} begin: written by gongkai schedule install --cron
# Cron knows no time zones and makes up for nothing, so the command is called often; it does nothing unless it is due.
*/15 * * * * {command}
# {name} end
"""


class Timer(Protocol):
    """Something that keeps the schedule. `texts`: what is written, by where."""

    @property
    def texts(self) -> Mapping[str, str]: ...

    def write(self) -> bool:
        """Write it. False when it stood there already, the same."""

    def start(self) -> Iterator[str]:
        """Set it going; says what was done."""

    def remove(self) -> Iterator[str]:
        """Take it away, whether it is there or not; says what was done."""


def timer_of(kind: str, name: str, system: bool, settings_file: Path, data: Path, settings: ScheduleSettings) -> Timer:
    """The timer of a kind, `systemd` or `cron`. Raises ScheduleError for a name or a path that cannot be written."""
    if not _NAME.fullmatch(name):
        raise ScheduleError(f"--name {name!r}: use letters, digits, dot, dash and underscore, at most 61")
    for path in (settings_file, data):
        if not str(path).isprintable():
            raise ScheduleError(f"{str(path)!r}: a path with control characters cannot stand in a timer; move it")
    if kind == "cron":
        return Cron(name, cron_text(name, settings_file, data))
    return Systemd(name, system, service_text(settings_file, data), timer_text(name, settings))


def command(settings_file: Path, data: Path) -> list[str]:
    """The one command, with the settings and the data directory."""
    return [sys.executable, "-m", "gongkai", "--settings", str(settings_file), "schedule", "due", "--data", str(data)]


def service_text(settings_file: Path, data: Path) -> str:
    """The systemd service, systemd.service(5)."""
    program, *words = command(settings_file, data)
    return _SERVICE.format(
        environment=_wildcard_free(str(settings_file.parent / ENVIRONMENT)).replace("%", "%%"),
        command=" ".join([_quoted(program), *map(systemd_quoted, words)]),
    )


def timer_text(name: str, settings: ScheduleSettings) -> str:
    """The systemd timer, systemd.timer(5); its time zone is the schedule's, not the machine's."""
    calendar = f"{settings.weekday.capitalize()} *-*-* {settings.time}:00 {settings.timezone}"
    return _TIMER.format(name=name, calendar=calendar, delay=settings.random_delay)


def cron_text(name: str, settings_file: Path, data: Path) -> str:
    """The cron lines, crontab(5): a bare % would end the command there, so it is escaped.

    Raises ScheduleError for paths that cannot be written so that every cron reads them back.
    """
    environment = shlex.quote(str(settings_file.parent / ENVIRONMENT))
    words = shlex.join(command(settings_file, data))
    shell = (
        f"set -a; [ ! -r {environment} ] || . {environment}; set +a; nice {words} >>{shlex.quote(str(data / LOG))} 2>&1"
    )
    if re.search(r"\\[\\%]", shell):
        raise ScheduleError("crontab: a path with a backslash before % or another cannot stand there; move it")
    if len(line := shell.replace("%", r"\%").encode()) > CRON_BYTES:
        raise ScheduleError(
            f"crontab: the command has {len(line)} bytes, cron takes {CRON_BYTES}; move settings and data to shorter paths"
        )
    return _CRON.format(name=name, command=shell.replace("%", r"\%"))


def systemd_quoted(word: str) -> str:
    """A word of ExecStart: in quotes where needed, with % and $ doubled, systemd.service(5) and systemd.unit(5)."""
    return _quoted(word.replace("$", "$$"))


def _quoted(word: str) -> str:
    """The program itself: no variable may stand there, so that $ is a sign like others (systemd.service(5))."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{safe}"' if re.search(r"""[\s"'\\;]""", word) else safe


def _wildcard_free(path: str) -> str:
    """EnvironmentFile= takes wildcards (systemd.exec(5), glob(7)): a directory [2026] would match a directory 2."""
    return re.sub(r"[*?\[\\]", r"\\\g<0>", path)


@dataclass(frozen=True, slots=True)
class Systemd:
    """A timer and its service, of this user or of the machine."""

    name: str
    system: bool
    service: str
    timer: str

    @property
    def folder(self) -> Path:
        """Where systemd looks for units of an administrator, or of a user."""
        if self.system:
            return Path("/etc/systemd/system")
        return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"

    @property
    def texts(self) -> Mapping[str, str]:
        return {
            str(self.folder / f"{self.name}.service"): self.service,
            str(self.folder / f"{self.name}.timer"): self.timer,
        }

    def write(self) -> bool:
        changed = False
        for path, text in ((Path(path), text) for path, text in self.texts.items()):
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                continue
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise ScheduleError(
                    f"{path}: cannot be written ({error.strerror}); leave --system out, or be root"
                ) from error
            changed = True
        return changed

    def start(self) -> Iterator[str]:
        self._call("daemon-reload")
        self._call("enable", "--now", f"{self.name}.timer")
        yield f"{self.folder / self.name}.timer is set; see it with: {' '.join(self._words())} list-timers {self.name}.timer"
        if not self.system:
            yield "it runs while you are logged in; to have it always: loginctl enable-linger"

    def remove(self) -> Iterator[str]:
        paths = [Path(path) for path in self.texts if Path(path).exists()]
        if not paths:
            yield f"{self.name}: there is no such timer in {self.folder}"
            return
        self._call("disable", "--now", f"{self.name}.timer")
        for path in paths:
            path.unlink()
        self._call("daemon-reload")
        yield f"{self.name}: timer and service are taken away"

    def _words(self) -> list[str]:
        return ["systemctl", *([] if self.system else ["--user"])]

    def _call(self, *arguments: str) -> None:
        words = [*self._words(), *arguments]
        done = _called(words)
        if done:
            raise ScheduleError(
                f"the files are in {self.folder}, but systemd did not follow ({done}); run: {shlex.join(words)}"
            )


@dataclass(frozen=True, slots=True)
class Cron:
    """A marked block of this user's crontab; the rest of it is left as it is."""

    name: str
    text: str

    @property
    def texts(self) -> Mapping[str, str]:
        return {CRONTAB: self.text}

    def write(self) -> bool:
        before = _crontab()
        after = self._without(before) + self.text
        if after == before:
            return False
        _set_crontab(after)
        return True

    def start(self) -> Iterator[str]:
        yield f"{self.name}: the lines stand in the crontab; see them with: crontab -l"

    def remove(self) -> Iterator[str]:
        before = _crontab()
        after = self._without(before)
        if after == before:
            yield f"{self.name}: there are no such lines in the crontab"
            return
        _set_crontab(after)
        yield f"{self.name}: the lines are taken out of the crontab"

    def _without(self, crontab: str) -> str:
        block = rf"(?ms)^# {re.escape(self.name)} begin: .*?^# {re.escape(self.name)} end\n"
        rest = re.sub(block, "", crontab)
        return rest if not rest or rest.endswith("\n") else rest + "\n"


def _called(words: Sequence[str]) -> str:
    """Run a command of the system; what went wrong, or ""."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - systemctl
    except OSError as error:
        return f"{words[0]}: {error.strerror}"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]


def _crontab() -> str:
    try:
        done = subprocess.run([CRONTAB, "-l"], capture_output=True, text=True, check=False)  # noqa: S603 - the system's own
    except OSError as error:
        raise ScheduleError(f"crontab: {error.strerror}; install cron, or use: gongkai schedule run") from error
    return done.stdout if done.returncode == 0 else ""  # a user without a crontab: exit code 1


def _set_crontab(text: str) -> None:
    done = subprocess.run([CRONTAB, "-"], input=text, capture_output=True, text=True, check=False)  # noqa: S603 - as above
    if done.returncode:
        raise ScheduleError(f"crontab: {done.stderr.strip() or done.returncode}")
