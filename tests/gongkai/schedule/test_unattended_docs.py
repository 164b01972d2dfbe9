"""The examples in the docs name every key, and can be used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from gongkai.schedule.settings import ScheduleSettings
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
