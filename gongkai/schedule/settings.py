"""The table ``[schedule]`` of gongkai.toml: when the weekly job is due, and what its supervisor is warned of."""

from __future__ import annotations

import re
from datetime import time as time_of_day
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from pydantic import BaseModel, ConfigDict, Field, field_validator

from output.settings import read_table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHINA = "Asia/Shanghai"
Share = Annotated[float, Field(ge=0, le=1)]


class ScheduleError(click.ClickException):
    """A schedule that cannot be kept. The message says what to do."""

    exit_code = 2


class ScheduleSettings(BaseModel):
    """When the weekly job runs and what counts as an alarm. docs/schedule.md explains it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekday: str = "mon"
    time: str = "02:00"
    timezone: str = CHINA
    random_delay: Annotated[int, Field(ge=0, le=86_400)] = 900
    """Seconds by which a timer may start later, so that not every city asks at the same moment."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that share the audit."""
    package: bool = False
    """Whether to build the package of documents for the units after each run."""
    digest: bool = True
    """Whether the supervisor gets the weekly digest."""
    retries: Annotated[int, Field(ge=0, le=20)] = 2
    """Further attempts in the same week after a run that failed or covered too little."""
    retry_after: Annotated[float, Field(ge=0, le=168)] = 6
    """Hours between two attempts."""
    least_documents: Share = 0.7
    """Alarm when a run brings less than this share of the documents of the published run before it."""
    least_met: Share = 0.7
    """The same for points that were met."""
    least_deficiencies: Share = 0.5
    """The same for deficiencies: many that vanish in one week are more often our fault than the units' merit."""

    @field_validator("weekday")
    @classmethod
    def _weekday(cls, value: str) -> str:
        if value not in WEEKDAYS:
            raise ValueError(f"write one of {', '.join(WEEKDAYS)}")
        return value

    @field_validator("time")
    @classmethod
    def _time(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError('write the time of day as "02:00"')
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        zone(value)
        return value

    @property
    def zone(self) -> tzinfo:
        """The time zone that weekday and time are meant in."""
        return zone(self.timezone)

    @property
    def at(self) -> time_of_day:
        """The time of day."""
        return time_of_day.fromisoformat(self.time)


def zone(name: str) -> tzinfo:
    """A time zone by its IANA name; China's is known even where the system has no table of zones. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if name == CHINA:
            return timezone(timedelta(hours=8), CHINA)
        raise ValueError(f"{name!r} is no time zone this machine knows; write one like {CHINA}") from error


def read_schedule(path: Path | None) -> ScheduleSettings:
    """The table ``[schedule]`` of a TOML file; without file or table, the defaults. Raises ScheduleError."""
    return read_table(path, "schedule", ScheduleSettings, ScheduleError)
