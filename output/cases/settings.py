"""How cases are kept: the table ``[cases]`` of a TOML file (docs/cases.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import click
from pydantic import BaseModel, ConfigDict, Field

from output.settings import read_table


class CasesError(click.ClickException):
    """Settings, numbers or acts that cannot be used. Each line of the message says what to do."""

    exit_code = 2


class CaseSettings(BaseModel):
    """What ``[cases]`` may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    journal: str = ""
    """URL of the database that keeps decisions; empty: the file journal.sqlite in the data directory."""
    person: str = ""
    """Who decides, where neither --by nor GONGKAI_PERSON says so."""
    overdue_days: Annotated[int, Field(ge=0, le=3650)] = 14
    """Days after the deadline until an open case counts as 长期未整改."""
    overdue_runs: Annotated[int, Field(ge=1, le=1000)] = 4
    """Runs after the notice that still find a case, until it counts as 长期未整改."""
    second_person: tuple[Literal["close", "waive"], ...] = ()
    """Acts that take effect only when a second person approves them."""


DEFAULT_CASES = CaseSettings()
cases_option = click.option(
    "--cases",
    "cases_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file whose table [cases] says how cases are kept (docs/cases.md).",
)


def read_cases(path: Path | None) -> CaseSettings:
    """The table ``[cases]`` of a TOML file; without file or table, the defaults. Raises CasesError."""
    return read_table(path, "cases", CaseSettings, CasesError)
