"""How long raw captures stay: the table ``[retention]`` of a TOML file (docs/history.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import click
from pydantic import BaseModel, ConfigDict, Field

from output.settings import read_table


class RetentionError(click.ClickException):
    """Settings that cannot be used. The message names the file and the key."""

    exit_code = 2


class RetentionSettings(BaseModel):
    """What ``[retention]`` may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    captures_weeks: Annotated[int, Field(ge=1, le=5200)] | None = None
    """Weeks for which the captures of a run stay whole. Without it nothing is dropped."""
    cases_weeks: Annotated[int, Field(ge=0, le=5200)] = 52
    """Weeks after a case was closed for which what it rests on stays."""


def read_retention(path: Path | None) -> RetentionSettings:
    """The table ``[retention]`` of a TOML file; without file or table, the defaults. Raises RetentionError."""
    return read_table(path, "retention", RetentionSettings, RetentionError)
