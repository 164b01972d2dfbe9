"""The examples in the docs name every key, and can be used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from gongkai.schedule.cli import due, run
from gongkai.schedule.settings import ScheduleSettings
from gongkai.weekly import run as run_by_hand
from output.mail.settings import MailSettings

DOCS = Path(__file__).parents[3] / "docs"


def example(name: str) -> dict[str, Any]:
    block = re.search(r"```toml\n(.*?)```", (DOCS / f"{name}.md").read_text(encoding="utf-8"), re.S)
    assert block
    table = tomllib.loads(block[1])[name]
    assert isinstance(table, dict)
    return table


@pytest.mark.parametrize(("name", "model"), [("mail", MailSettings), ("schedule", ScheduleSettings)])
def test_the_docs_show_every_key(name: str, model: type[BaseModel]) -> None:
    assert model.model_validate(example(name)).model_fields_set == set(model.model_fields)


def test_the_docs_show_the_defaults_of_the_schedule() -> None:
    assert ScheduleSettings.model_validate(example("schedule")) == ScheduleSettings()


BY_HAND = {"as_of", "unit_ids", "resume", "full", "workers", "cached", "directory"}
"""What only a person chooses; workers stand in [schedule]."""


@pytest.mark.parametrize("command", [due, run])
def test_an_unattended_run_is_told_all_that_one_by_hand_is(command: click.Command) -> None:
    names = {option.name for option in run_by_hand.params} - BY_HAND
    assert names <= {option.name for option in command.params}
