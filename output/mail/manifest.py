"""A package on the disk, as its manifest.json tells it: which files are whose, and that they are as they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import click

from crawler.capture import safe_name

MANIFEST = "manifest.json"
_READ = 64 * 1024 * 1024
"""A manifest of a whole province has a few MB."""


class PackageError(click.ClickException):
    """A package that cannot be trusted. The message names the file and what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a package. `name` is how the mail calls it."""

    path: Path
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What one unit gets: its files, the cases that stand in them, and until when it has time."""

    package: str
    run_id: str
    day: date
    as_of: date
    """The day that the findings speak of; `day` is that of the documents."""
    unit_id: str
    name: str
    parts: tuple[Part, ...]
    case_ids: tuple[str, ...] = ()
    deadline: date | None = None
    deadlines: Mapping[str, date] = field(default_factory=dict)
    """The day of each case that has one of its own: it was told before and stays as it was."""

    @property
    def digest(self) -> str:
        """A short name of the contents: other files or another deadline have another."""
        said = [[part.name, part.sha256] for part in sorted(self.parts, key=lambda part: part.name)]
        return hashlib.sha256(json.dumps([self.package, self.unit_id, str(self.deadline), said]).encode()).hexdigest()

    def until(self, case_id: str) -> date | None:
        """Until when the unit has time for a case."""
        return self.deadlines.get(case_id, self.deadline)


def read_package(folder: Path) -> tuple[Parcel, ...]:
    """The parcels of a package, by unit id; what is for the whole city is in none of them.

    Raises PackageError when the manifest cannot be read, a path leads out of the package, or one file or folder is two
    units'.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as source:
            said = json.loads(source.read(_READ))
        run_id, day = str(said["run_id"]), date.fromisoformat(said["day"])
        as_of = date.fromisoformat(said.get("as_of") or said["day"])
        rows = [
            (str(row["path"]), str(row["sha256"]), int(row["bytes"]), row.get("unit_id") or "") for row in said["files"]
        ]
        units: Mapping[str, Any] = said.get("units", {})
        names = {unit_id: _told(path, unit_id, values) for unit_id, values in units.items()}
    except OSError as error:
        raise PackageError(
            f"{path}: cannot be read ({error.strerror}); name a folder made by: gongkai package"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageError(f"{path}: is no manifest of a package ({error}); make the package again") from error
    if strangers := [owner for *_, owner in rows if owner and not safe_name(owner)]:
        raise PackageError(f"{path}: {strangers[0]!r} is no unit id; make the package again")
    parts = [(owner, _part(folder, told, sha256, size)) for told, sha256, size, owner in rows if owner]
    _check_owners(path, folder, parts)
    package = folder.resolve().name
    return tuple(
        replace(
            names.get(unit_id, _nameless(unit_id)),
            package=package,
            run_id=run_id,
            day=day,
            as_of=as_of,
            parts=_renamed(own),
        )
        for unit_id in sorted({unit_id for unit_id, _ in parts})
        if (own := [part for owner, part in parts if owner == unit_id])
    )


def contents(parcel: Parcel) -> Iterator[tuple[Part, bytes]]:
    """Each file with its bytes, which are those the manifest tells of. Raises PackageError for a file that is not."""
    for part in parcel.parts:
        try:
            with part.path.open("rb") as source:
                body = source.read(part.size + 1)
        except OSError as error:
            raise PackageError(f"{part.path}: cannot be read ({error.strerror}); make the package again") from error
        if len(body) != part.size or hashlib.sha256(body).hexdigest() != part.sha256:
            raise PackageError(f"{part.path}: is not the file of the manifest; make the package again")
        yield part, body


def _nameless(unit_id: str) -> Parcel:
    return Parcel(package="", run_id="", day=date.min, as_of=date.min, unit_id=unit_id, name=unit_id, parts=())


def _told(path: Path, unit_id: str, values: Mapping[str, Any]) -> Parcel:
    """What the manifest says of a unit beside its files."""
    cases, deadline = values.get("case_ids", ()), values.get("deadline")
    if isinstance(cases, str) or not all(isinstance(one, str) for one in cases):
        raise PackageError(f"{path}: units.{unit_id}.case_ids: must be a list of case numbers")
    return replace(
        _nameless(unit_id),
        name=str(values.get("name") or unit_id),
        case_ids=tuple(cases),
        deadline=date.fromisoformat(deadline) if deadline else None,
        deadlines={case_id: date.fromisoformat(day) for case_id, day in values.get("deadlines", {}).items()},
    )


def _part(folder: Path, told: str, sha256: str, size: int) -> Part:
    """A file inside of the package. A path that leads elsewhere, also by a link, is refused."""
    steps = PurePosixPath(told)
    if steps.is_absolute() or ".." in steps.parts or len(steps.parts) < 2 or any(ord(sign) < 32 for sign in told):
        raise PackageError(f"{folder / MANIFEST}: {told!r} is no path to a unit's file; make the package again")
    path = folder / steps
    if not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        raise PackageError(f"{path}: leads out of the package; make the package again")
    return Part(path=path, name=steps.name, sha256=sha256, size=size)


def _check_owners(path: Path, folder: Path, parts: Sequence[tuple[str, Part]]) -> None:
    """A unit's folder holds that unit's files only: a row with the wrong unit must not send a list astray."""
    owners: dict[str, str] = {}
    for unit_id, part in parts:
        top = part.path.relative_to(folder).parts[0]
        if owners.setdefault(top, unit_id) != unit_id:
            raise PackageError(f"{path}: {top} holds files of {owners[top]} and of {unit_id}; make the package again")


def _renamed(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Files that have one name in two folders are told apart by the folder."""
    names = [part.name for part in parts]
    return tuple(
        replace(part, name=f"{part.path.parent.name}-{part.name}") if names.count(part.name) > 1 else part
        for part in parts
    )
