"""One table of the settings file (gongkai.toml) as a frozen model; each room keeps the model of its own table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


def read_table(path: Path | None, name: str, model: type[Model], error: type[click.ClickException]) -> Model:
    """The table ``[name]`` of a TOML file as `model`; without a file or a table, the model's defaults.

    Raises `error`, with a line for each fault that names file, table and key, and what is known.
    """
    table = _said(path, error).get(name, {}) if path else {}
    if not isinstance(table, dict):
        raise error(f"{path}: {name}: must be a table, [{name}]")
    return checked(table, model, error, f"{path}: [{name}]")


def has_table(path: Path, name: str, error: type[click.ClickException]) -> bool:
    """Whether a TOML file has the table ``[name]``. Raises `error` when it cannot be read."""
    return isinstance(_said(path, error).get(name), dict)


def checked(said: Mapping[str, Any], model: type[Model], error: type[click.ClickException], where: str) -> Model:
    """The entries of a table as `model`. Raises `error`, each line beginning with `where`."""
    try:
        return model.model_validate(dict(said))
    except ValidationError as fault:
        raise error("\n".join(_faults(fault, model, where))) from fault


def _said(path: Path, error: type[click.ClickException]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise error(f"{path}: {fault}") from fault


def _faults(fault: ValidationError, model: type[BaseModel], where: str) -> Iterator[str]:
    """What is wrong, without the values: a password that stands in the wrong place is not printed."""
    for one in fault.errors(include_url=False):
        key = ".".join(str(step) for step in one["loc"])
        said = str(one["msg"]).removeprefix("Value error, ")
        known = f"; known are: {', '.join(model.model_fields)}" if one["type"] == "extra_forbidden" else ""
        yield f"{where}: {key + ': ' if key else ''}{said[:1].lower()}{said[1:]}{known}"
