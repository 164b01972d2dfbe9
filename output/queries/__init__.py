"""Ready queries: what supervisors and analysts ask again and again, one .sql file each.

A file begins with comment lines that say what it is:

    -- zh: 长期未整改的问题
    -- en: Deficiencies that are open longest
    -- parameter: unit VARCHAR =    only this unit (default: all)
    -- parameter: limit INTEGER = 20  at most so many rows

The rest is one SELECT. Parameters stand in it as $unit and $limit and reach DuckDB as values of a prepared statement,
never as text of the statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import click

NAME = re.compile(r"[a-z][a-z0-9-]*")
_HEAD = re.compile(r"-- (zh|en|parameter): ?(.*)")
_PARAMETER = re.compile(r"(\w+) (\w+) =(?: (\S+))?  +(.+)")


class QueryError(click.ClickException):
    """A ready query or a parameter that does not exist, or a value of the wrong kind. The message says what is allowed."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a query takes; `default` is written as a person would give it."""

    name: str
    kind: str
    default: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyQuery:
    """One file: what it answers in Chinese (`title`) and English (`says`), what it takes, and its SQL."""

    name: str
    title: str
    says: str
    parameters: tuple[Parameter, ...]
    sql: str


KINDS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "VARCHAR": (str, "text"),
    "INTEGER": (int, "a whole number"),
    "DOUBLE": (float, "a number"),
    "DATE": (date.fromisoformat, "a day such as 2026-11-23"),
}
"""How a value is read, by the type that the header names, and what to call it."""


@cache
def ready_queries() -> Mapping[str, ReadyQuery]:
    """All ready queries by name, in alphabetical order. Raises ValueError when a file's header is not as it must be."""
    folder = files(__name__)
    texts = {
        one.name.removesuffix(".sql"): one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".sql")
    }
    return {name: parse(name, texts[name]) for name in sorted(texts)}


def parse(name: str, text: str) -> ReadyQuery:
    """The query in the text of a file. Raises ValueError when its header is not as the module says."""
    said: dict[str, list[str]] = {"zh": [], "en": [], "parameter": []}
    lines = text.splitlines()
    length = next((at for at, line in enumerate(lines) if not line.startswith("-- ")), len(lines))
    for line in lines[:length]:
        if not (head := _HEAD.fullmatch(line)):
            raise ValueError(f"{name}.sql: not a header line: {line}")
        said[head[1]].append(head[2].strip())
    if len(said["zh"]) != 1 or len(said["en"]) != 1:
        raise ValueError(f"{name}.sql: needs one line “-- zh: …” and one “-- en: …”")
    return ReadyQuery(
        name=name,
        title=said["zh"][0],
        says=said["en"][0],
        parameters=tuple(_parameter(name, one) for one in said["parameter"]),
        sql="\n".join(lines[length:]).strip(),
    )


def _parameter(query: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found or found[2] not in KINDS:
        raise ValueError(f"{query}.sql: not a parameter (NAME TYPE = DEFAULT  what it is): {text}")
    return Parameter(name=found[1], kind=found[2], default=found[3] or "", says=found[4])


def listing() -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """Names of columns and rows: name, what it answers in Chinese and in English, parameters with their defaults."""
    rows = [
        (one.name, one.title, one.says, " ".join(f"{each.name}={each.default}" for each in one.parameters))
        for one in ready_queries().values()
    ]
    return ["name", "问题", "answers", "parameters"], rows


def find_query(name: str) -> ReadyQuery:
    """The ready query of that name. Raises QueryError, which names those that are spelled alike."""
    known = ready_queries()
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {', '.join(near)}? " if near else ""
    raise QueryError(f"{name}: no ready query has this name; {hint}see: gongkai query --list")


def values_for(query: ReadyQuery, given: Sequence[str]) -> dict[str, Any]:
    """Values of all parameters from `given` (``key=value``) and the defaults. Raises QueryError."""
    said: dict[str, str] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals:
            raise QueryError(f"--set {one}: write it as key=value")
        if key in said:
            raise QueryError(f"--set {one}: {key} is given twice")
        said[key] = value
    names = [one.name for one in query.parameters]
    for key in said:
        if key not in names:
            takes = f"it takes {', '.join(names)}" if names else "it takes none"
            raise QueryError(f"--set {key}: {query.name} has no such parameter; {takes}")
    return {one.name: _read(one, said.get(one.name, one.default)) for one in query.parameters}


def _read(parameter: Parameter, text: str) -> Any:
    read, called = KINDS[parameter.kind]
    try:
        return read(text)
    except ValueError as error:
        raise QueryError(f"--set {parameter.name}: give {called}, not “{text}”") from error
