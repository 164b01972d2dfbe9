"""From YAML files to one frozen `Book`, and the digests that say which book judged.

A book directory holds ``book/*.yml`` (one domain each) and ``duties.yml``; the package's own directory is such a one.
Overlays (`rules.overlay`) are laid over it, each over the ones before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import ValidationError

from rules import model, recognisers
from rules.model import Book, Domain, Duty, Layer
from rules.overlay import Raw, lay
from rules.patterns import pattern_fault
from rules.pause import collector_paused
from rules.source import Fault, Source, SourceError, parse
from rules.strict import Model

DOMAIN_ORDER = ("PA", "SA", "ED", "HC", "EN", "DR", "CS", "GR", "SITE", "PRIV")
GENERAL = "GR"
CHECK_MODELS: dict[str, type[Model]] = {
    "field": recognisers.FieldCheck,
    "figures": recognisers.FiguresCheck,
    "topic": recognisers.TopicCheck,
    "table": recognisers.TableCheck,
    "parts": recognisers.PartsCheck,
    "form": recognisers.FormCheck,
    "column": recognisers.ColumnCheck,
    "structure": recognisers.StructureCheck,
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
    layers: tuple[Layer, ...] = ()

    @property
    def book(self) -> Book:
        """The readable part as a book."""
        return Book(domains=tuple(file.domain for file in self.domains), duties=self.duties, layers=self.layers)

    @property
    def laid(self) -> frozenset[str]:
        """Points, duties and prefixes that an overlay added or changed."""
        return frozenset(one for layer in self.layers for one in (*layer.added, *layer.domains, *layer.changed))


def load_book(directory: Path | None = None, overlays: Sequence[Path] = ()) -> Book:
    """The rule book in `directory` (None: the one that comes with the package), read once per process.

    `overlays` are laid over it in their order. Raises RuleError when a file breaks the schema, an overlay names what the
    book has not, two points share an id, or a value shape is none.
    """
    return _load(directory.resolve() if directory else None, tuple((one, one.resolve()) for one in overlays))


@cache
def _load(directory: Path | None, overlays: tuple[tuple[Path, Path], ...]) -> Book:
    with collector_paused():
        read = read_files(directory, [given for given, _ in overlays])
    faults = [*read.faults, *repeated_ids(read), *misplaced_ids(read), *shape_faults(read)]
    if faults:
        raise RuleError(*faults)
    return read.book


def read_files(directory: Path | None = None, overlays: Sequence[Path] = ()) -> BookFiles:
    """Read every file of a book directory and of its overlays afresh.

    Raises RuleError when the directory holds no book at all.
    """
    faults: list[Fault] = []
    raw = _raw(directory, faults)
    for overlay in overlays:
        raw, more = lay(raw, overlay)
        faults += more
    domains: list[DomainFile] = []
    for source in raw.domains.values():
        domain = _validated(Domain, source.value, source, (), faults)
        if isinstance(domain, Domain):
            domains.append(DomainFile(source, domain))
    domains.sort(key=lambda one: _rank(one.domain))
    duties: dict[str, Duty] = {}
    for key, value in (raw.duties.value if raw.duties else {}).items():
        duty = _validated(Duty, value, raw.duties, (key,), faults) if raw.duties else None
        if isinstance(duty, Duty):
            duties[key] = duty
    return BookFiles(tuple(domains), raw.duties, duties, tuple(faults), raw.layers)


def _raw(directory: Path | None, faults: list[Fault]) -> Raw:
    root: Traversable = directory if directory is not None else files("rules")
    folder, duty_file = root / "book", root / "duties.yml"
    if not folder.is_dir() or not duty_file.is_file():
        raise RuleError(f"{root}: not a rule book; a book directory holds book/*.yml and duties.yml")
    domains: dict[str, Source] = {}
    for file in sorted((one for one in folder.iterdir() if one.name.endswith(".yml")), key=lambda one: one.name):
        source = _parsed(file, f"book/{file.name}", faults)
        if source:
            prefix = str(source.value.get("prefix", ""))
            domains[prefix if prefix and prefix not in domains else file.name] = source
    return Raw(domains, _parsed(duty_file, "duties.yml", faults))


def repeated_ids(read: BookFiles) -> Iterator[Fault]:
    """Points and schemes whose id another entry already bears."""
    seen: dict[str, str] = {}
    for file in read.domains:
        ids = [(one.id, ("points", number)) for number, one in enumerate(file.domain.points)]
        ids += [(one.id, ("schemes", number)) for number, one in enumerate(file.domain.schemes)]
        for entry_id, path in ids:
            name, line = file.source.at(path)
            if entry_id in seen:
                yield Fault(name, line, entry_id, f"this id is already used at {seen[entry_id]}")
            seen.setdefault(entry_id, f"{name}:{line}")


def misplaced_ids(read: BookFiles) -> Iterator[Fault]:
    """Points whose id does not bear their domain's prefix."""
    for file in read.domains:
        for number, point in enumerate(file.domain.points):
            if point.id.rpartition("-")[0] != file.domain.prefix:
                what = f"the id must begin with this file's prefix {file.domain.prefix}-"
                yield Fault(*file.source.at(("points", number, "id")), point.id, what)


def shape_faults(read: BookFiles) -> Iterator[Fault]:
    """Value shapes that a rule names and nobody defines, and patterns of a domain's own that may not be run."""
    for file in read.domains:
        own = file.domain.shapes
        for name, pattern in own.items():
            known = name in get_args(recognisers.Shape)
            if what := "the program has a shape of this name; choose another" if known else pattern_fault(pattern):
                yield Fault(*file.source.at(("shapes", name)), "", f"shapes.{name}: {what}")
        for number, point in enumerate(file.domain.points):
            for index, rule in enumerate(point.recognise):
                for name in sorted(_shapes_of(rule) - own.keys() - set(get_args(recognisers.Shape))):
                    allowed = ", ".join((*get_args(recognisers.Shape), *own))
                    place = file.source.at(("points", number, "recognise", index))
                    yield Fault(*place, point.id, f"unknown value shape “{name}”; allowed: {allowed}")


def _shapes_of(rule: recognisers.Recognise) -> set[str]:
    if rule.check == "field":
        return set(rule.values)
    if rule.check == "form":
        return {one for group in (*rule.values.values(), *rule.shown.values()) for one in group}
    return {one for group in rule.shapes for one in group} if rule.check in ("figures", "topic") else set()


def point_digest(book: Book, point_id: str) -> str:
    """SHA-256 of what decides a point: its entry without examples, and its domain's gate, columns, records, schemes.

    Keys left at their defaults do not count, so a new optional key of the model changes no digest.
    """
    domain = book.domain_of(point_id)
    point = book.points[point_id].model_dump(mode="json", exclude={"good", "bad"}, exclude_defaults=True)
    around = domain.model_dump(
        mode="json",
        include={"kind", "gate", "columns", "events", "shapes", "records", "schemes", "unnamed"},
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


def _rank(domain: Domain) -> int:
    """The task table's order, then a city's own subjects, then the general, site and privacy entries."""
    own = DOMAIN_ORDER.index(GENERAL) if domain.kind == "subject" else len(DOMAIN_ORDER)
    return 2 * DOMAIN_ORDER.index(domain.prefix) + 1 if domain.prefix in DOMAIN_ORDER else 2 * own


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
            faults.append(Fault(*source.at(path), _id_at(source, path), _told(kind, one)))
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
