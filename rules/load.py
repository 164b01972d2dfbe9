"""From YAML files to one frozen `Book`, and the digests that say which book judged.

A book directory holds ``book/*.yml`` (one domain each) and ``duties.yml``; the package's own directory is such a one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from rules import model
from rules.model import Book, Domain, Duty, Model
from rules.pause import collector_paused
from rules.source import Fault, Source, SourceError, parse

DOMAIN_ORDER = ("PA", "SA", "ED", "HC", "EN", "DR", "CS", "GR", "SITE", "PRIV")
CHECK_MODELS: dict[str, type[Model]] = {
    "field": model.FieldCheck,
    "figures": model.FiguresCheck,
    "topic": model.TopicCheck,
    "table": model.TableCheck,
    "parts": model.PartsCheck,
    "column": model.ColumnCheck,
    "structure": model.StructureCheck,
}
KEY_MODELS: dict[str, type[Model]] = {
    "points": model.Point,
    "basis": model.Basis,
    "good": model.Example,
    "bad": model.Example,
    "gate": model.Gate,
    "records": model.RecordKind,
    "schemes": model.Scheme,
    "leads": model.Role,
    "cooperates": model.Role,
}


class RuleError(click.ClickException):
    """A rule book that cannot be used. Each line of the message names file, line, id and what is allowed."""

    exit_code = 2

    def __init__(self, *faults: Fault | str) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class DomainFile:
    """A domain with the file it came from, for messages that name lines."""

    source: Source
    domain: Domain


@dataclass(frozen=True, slots=True)
class BookFiles:
    """What could be read of a book directory, and the faults of what could not."""

    domains: tuple[DomainFile, ...]
    duty_source: Source | None
    duties: dict[str, Duty]
    faults: tuple[Fault, ...]

    @property
    def book(self) -> Book:
        """The readable part as a book."""
        return Book(domains=tuple(file.domain for file in self.domains), duties=self.duties)


def load_book(directory: Path | None = None) -> Book:
    """The rule book in `directory` (None: the one that comes with the package), read once per process.

    Raises RuleError when a file breaks the schema or two points share an id.
    """
    return _load(directory.resolve() if directory else None)


@cache
def _load(directory: Path | None) -> Book:
    with collector_paused():
        read = read_files(directory)
    faults = [*read.faults, *repeated_ids(read)]
    if faults:
        raise RuleError(*faults)
    return read.book


def read_files(directory: Path | None = None) -> BookFiles:
    """Read every file of a book directory afresh. Raises RuleError when the directory holds no book at all."""
    root: Traversable = directory if directory is not None else files("rules")
    folder, duty_file = root / "book", root / "duties.yml"
    if not folder.is_dir() or not duty_file.is_file():
        raise RuleError(f"{root}: not a rule book; a book directory holds book/*.yml and duties.yml")
    faults: list[Fault] = []
    domains: list[DomainFile] = []
    for file in sorted((one for one in folder.iterdir() if one.name.endswith(".yml")), key=lambda one: one.name):
        source = _parsed(file, f"book/{file.name}", faults)
        domain = _validated(Domain, source.value, source, (), faults) if source else None
        if source and isinstance(domain, Domain):
            domains.append(DomainFile(source, domain))
    domains.sort(key=lambda one: _rank(one.domain.prefix))
    source = _parsed(duty_file, "duties.yml", faults)
    duties: dict[str, Duty] = {}
    for key, value in (source.value if source else {}).items():
        duty = _validated(Duty, value, source, (key,), faults) if source else None
        if isinstance(duty, Duty):
            duties[key] = duty
    return BookFiles(tuple(domains), source, duties, tuple(faults))


def repeated_ids(read: BookFiles) -> Iterator[Fault]:
    """Points and schemes whose id another entry already bears."""
    seen: dict[str, str] = {}
    for file in read.domains:
        ids = [(one.id, ("points", number)) for number, one in enumerate(file.domain.points)]
        ids += [(one.id, ("schemes", number)) for number, one in enumerate(file.domain.schemes)]
        for entry_id, path in ids:
            line = file.source.line(path)
            if entry_id in seen:
                yield Fault(file.source.name, line, entry_id, f"this id is already used at {seen[entry_id]}")
            seen.setdefault(entry_id, f"{file.source.name}:{line}")


def point_digest(book: Book, point_id: str) -> str:
    """SHA-256 of what decides a point: its entry without examples, and its domain's gate, columns, records, schemes.

    Keys left at their defaults do not count, so a new optional key of the model changes no digest.
    """
    domain = book.domain_of(point_id)
    point = book.points[point_id].model_dump(mode="json", exclude={"good", "bad"}, exclude_defaults=True)
    around = domain.model_dump(
        mode="json",
        include={"kind", "gate", "columns", "events", "shapes", "records", "schemes"},
        exclude_defaults=True,
    )
    return _digest({"point": point, "domain": around})


def book_digest(book: Book) -> str:
    """SHA-256 of everything that decides findings: all points and all duties."""
    duties = {key: duty.model_dump(mode="json", exclude_defaults=True) for key, duty in book.duties.items()}
    return _digest({"points": {key: point_digest(book, key) for key in book.points}, "duties": duties})


def _digest(value: object) -> str:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def _rank(prefix: str) -> int:
    return DOMAIN_ORDER.index(prefix) if prefix in DOMAIN_ORDER else len(DOMAIN_ORDER)


def _parsed(file: Traversable, name: str, faults: list[Fault]) -> Source | None:
    try:
        return parse(file.read_text(encoding="utf-8"), name)
    except SourceError as error:
        faults += error.faults
    except UnicodeDecodeError:
        faults.append(Fault(name, 1, "", "not UTF-8 text: save the file as UTF-8"))
    return None


def _validated(
    kind: type[Model], value: Any, source: Source, prefix: tuple[str, ...], faults: list[Fault]
) -> Model | None:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            path = (*prefix, *one["loc"])
            faults.append(Fault(source.name, source.line(path), _id_at(source, path), _told(kind, one)))
    return None


def _id_at(source: Source, path: tuple[str | int, ...]) -> str:
    """The id of the entry that `path` lies in: a point's, a scheme's, or a duty's key."""
    if len(path) >= 2 and path[0] in ("points", "schemes") and isinstance(path[1], int):
        entry = source.value[path[0]][path[1]]
        return str(entry.get("id", "")) if isinstance(entry, dict) else ""
    return str(path[0]) if path and path[0] in source.value and source.name == "duties.yml" else ""


def _told(root: type[Model], error: Any) -> str:
    where = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        allowed = ", ".join(_model_at(root, error["loc"]).model_fields)
        return f"unknown key “{error['loc'][-1]}” (at {where}); allowed: {allowed}"
    if error["type"] == "missing":
        return f"the key “{error['loc'][-1]}” is missing (at {where})"
    said = str(error["msg"]).removeprefix("Value error, ")
    given = f", given {str(error['input'])[:40]!r}" if isinstance(error["input"], (str, int, float, bool)) else ""
    return f"{where}: {said}{given}" if where else said


def _model_at(root: type[Model], loc: tuple[str | int, ...]) -> type[Model]:
    for step in reversed(loc[:-1]):
        if found := CHECK_MODELS.get(str(step)) or KEY_MODELS.get(str(step)):
            return found
    return root
