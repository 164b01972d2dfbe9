"""One TOML file says what every command would otherwise be told by options each time: docs/settings.md.

Options on the command line win over it. Paths in it are relative to it. Unknown keys are refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from gongkai.schedule.settings import ScheduleSettings
from output.cases.settings import CaseSettings
from output.history.settings import RetentionSettings
from output.mail.settings import MailSettings
from output.memory import checked
from output.package.letters.settings import LetterSettings
from output.score import ScoreSettings

NAME = "gongkai.toml"


class SettingsError(click.ClickException):
    """A settings file that cannot be used. Each line of the message names file, line and key, and what is allowed."""

    exit_code = 2


class Settings(BaseModel):
    """What the file may say; what it leaves out is as the options' own defaults have it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules_overlay: tuple[Path, ...] = ()
    """Directories with a city's own rules, each laid over the ones before."""
    units: Path | None = None
    data: Path | None = None
    delay: Annotated[float, Field(ge=0)] | None = None
    max_pages: Annotated[int, Field(ge=1)] | None = None
    contact: str = ""
    memory: str = ""
    """The most that the database may take while it is built."""
    score: ScoreSettings | None = None
    letters: LetterSettings | None = None
    cases: CaseSettings | None = None
    mail: MailSettings | None = None
    schedule: ScheduleSettings | None = None
    retention: RetentionSettings | None = None

    @field_validator("memory")
    @classmethod
    def _size(cls, value: str) -> str:
        return checked(value)

    @field_validator("rules_overlay", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


def load_settings(path: Path) -> Settings:
    """The settings in `path`, their paths made relative to where it stands. Raises SettingsError."""
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}:1: not UTF-8 text: save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    try:
        settings = Settings.model_validate(said)
    except ValidationError as error:
        raise SettingsError("\n".join(_faults(path, text, error))) from error
    below = path.parent
    found = settings.model_copy(
        update={
            "rules_overlay": tuple(below / one for one in settings.rules_overlay),
            "units": below / settings.units if settings.units else None,
            "data": below / settings.data if settings.data else None,
        }
    )
    for one in found.rules_overlay:
        if not one.is_dir():
            place = f"{path}:{line_of(text, ('rules_overlay',))}: rules_overlay"
            raise SettingsError(f"{place}: {one} is no directory; name one with book/*.yml or duties.yml")
    return found


def options(settings: Settings, path: Path) -> Mapping[str, Any]:
    """The settings as values of options: `--data` → the data directory, and so on. `path` is the file they came from."""
    values: dict[str, Any] = {
        "--overlay": list(settings.rules_overlay),
        "--units": settings.units,
        "--data": settings.data,
        "--delay": settings.delay,
        "--max-pages": settings.max_pages,
        "--contact": settings.contact,
        "--memory": settings.memory,
        "--score": path if settings.score else None,
        "--letters": path if settings.letters else None,
        "--mail": path if settings.mail else None,
        "--cases": path if settings.cases else None,
        "--schedule": path if settings.schedule else None,
        "--retention": path if settings.retention else None,
    }
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def own_duties(overlays: Sequence[Path]) -> list[str]:
    """Keys of the duties that overlays add, for commands that know no rule book (`crawl --duty`)."""
    from rules.load import load_book

    if not overlays:
        return []
    base = load_book().duties
    return [key for key in load_book(None, overlays).duties if key not in base]


def line_of(text: str, keys: Sequence[str | int]) -> int:
    """The line (from 1) of a key in TOML text, or of the nearest of its tables that has one."""
    names = [str(key) for key in keys if isinstance(key, str)]
    table: list[str] = []
    depth, found = 0, 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}", line):
            here = table = header[1].replace('"', "").split(".")
        elif key := re.match(r"""\s*["']?([\w.-]+)["']?\s*=""", line):
            here = [*table, *key[1].split(".")]
        else:
            continue
        if names[: len(here)] == here and len(here) > depth:
            depth, found = len(here), number
    return found


def _faults(path: Path, text: str, error: ValidationError) -> Iterator[str]:
    for one in error.errors(include_url=False):
        key = ".".join(str(step) for step in one["loc"] if isinstance(step, str))
        place = f"{path}:{line_of(text, one['loc'])}: {key}"
        if one["type"] == "extra_forbidden":
            yield f"{place}: unknown key; allowed: {', '.join(_table(one['loc'][:-1]).model_fields)}"
        else:
            said = str(one["msg"]).removeprefix("Value error, ")
            given = "" if isinstance(one["input"], Mapping) else f", given {str(one['input'])[:40]!r}"
            yield f"{place}: {said[:1].lower()}{said[1:]}{given}"


def _table(keys: Sequence[str | int]) -> type[BaseModel]:
    """The model of the table that a key stands in."""
    found: type[BaseModel] = Settings
    for key in keys:
        kinds = get_args(found.model_fields[str(key)].annotation)
        found = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), found)
    return found
