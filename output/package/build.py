"""A package: a dated folder with what each unit gets, what is for all, and a manifest of every file.

``DATA/packages/<day>-<run>/<unit_id>-<name>/``  a unit's list, reply form and letters
``DATA/packages/<day>-<run>/全市/``              the lists of all units, the reviewer's list, the city-wide letter
``DATA/packages/<day>-<run>/manifest.json``      each file with its SHA-256, and each unit with its cases

It appears whole or not at all. Made again on the same day from the same data it has the same bytes, and is left as it
is; when the data have changed, the new one takes its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from crawler.capture import safe_name
from output import store
from output.alone import alone
from output.cases.fill import journal_entries
from output.cases.reading import read_lives
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.package import lists
from output.package.content import CityContent, UnitContent, read_content
from output.package.form import TITLE, make_form
from output.package.form_book import write_form_book
from output.package.form_word import write_form_word
from output.package.letters.settings import LetterSettings, default_deadline

PACKAGES, MANIFEST, CITY = "packages", "manifest.json", "全市"
_UNFIT = frozenset('/\\:*?"<>|\0') | {chr(at) for at in range(32)}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPackage:
    """What one unit gets. `deadlines` has the day of each case: one told before stays as it was."""

    folder: Path
    files: tuple[Path, ...]
    case_ids: tuple[str, ...]
    deadline: date
    deadlines: Mapping[str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package on the disk. `fresh`: whether it was made now, or stood there with the same contents."""

    folder: Path
    manifest: Path
    units: Mapping[str, UnitPackage]
    fresh: bool


def build_package(
    data: Path,
    run_id: str | None = None,
    units: Sequence[str] = (),
    *,
    day: date,
    now: datetime,
    deadline: date | None = None,
    settings: LetterSettings | None = None,
    cases: CaseSettings = DEFAULT_CASES,
    dest: Path | None = None,
    all_confidences: bool = False,
) -> Package:
    """Make the package of a run (the latest complete one by default) in `dest` (DATA/packages by default).

    With `units` it holds only theirs, nothing for all, and has a folder of its own. `deadline` is by default the last
    of the settings' working days after `day`; `now` stands in the manifest alone. What people have decided up to now
    counts (`cases` says where it is kept). Raises StoreError for an unknown run
    or unit, a unit whose name cannot be a folder's, or a disk that cannot be written; what was there then stays.
    """
    settings = settings or LetterSettings()
    until = deadline or default_deadline(day, settings)
    if until < day:
        raise store.StoreError(f"deadline {until}: is before the day of the package, {day}")
    city = _read(data, run_id, units, day, cases, all_confidences)
    home = dest or data / PACKAGES
    target = home / package_name(day, city.run_id, units)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with alone(home / ".lock", "gongkai package", now.isoformat(timespec="seconds")), _scratch(target) as scratch:
            made = _write(city, scratch, day, until, settings, bool(units))
            fresh = _swap(scratch, target, _manifest(city, scratch, made, day, now))
    except OSError as error:
        raise store.StoreError(f"{target}: the package cannot be written: {error.strerror or error}") from error
    return Package(
        folder=target,
        manifest=target / MANIFEST,
        units={unit_id: _moved(one, scratch, target) for unit_id, one in made.items()},
        fresh=fresh,
    )


def _read(
    data: Path, run_id: str | None, units: Sequence[str], day: date, cases: CaseSettings, all_confidences: bool
) -> CityContent:
    """The contents with the decisions of people up to now."""
    entries = journal_entries(data, cases)
    with store.connect(data) as db:
        try:
            lives = read_lives(db, entries, day, cases) if entries else {}
            return read_content(db, run_id, units, all_confidences=all_confidences, lives=lives)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise store.StoreError(
                f"{data / store.DATABASE}: was built by another version of this program; build it with: "
                f"gongkai export --data {data}"
            ) from error


def package_name(day: date, run_id: str, units: Sequence[str] = ()) -> str:
    """The folder's name: 2026-11-30-RUN, with the units where it holds only some."""
    some = "+".join(sorted(set(units)))
    if len(some) > 60:
        some = f"{len(set(units))}units-{hashlib.sha256(some.encode()).hexdigest()[:8]}"
    return "-".join(filter(None, (day.isoformat(), run_id, some)))


def _write(
    city: CityContent, folder: Path, day: date, until: date, settings: LetterSettings, partly: bool
) -> dict[str, UnitPackage]:
    made = {unit.unit_id: _write_unit(unit, folder, day, until, settings) for unit in city.units}
    if not partly:
        from output.package.letters.files import write_bulletin

        whole = folder / CITY
        whole.mkdir()
        lists.write_city_list(city, day, until, whole)
        lists.write_review(city, day, whole)
        write_bulletin(city, settings, day, whole, until)
    return made


def _write_unit(unit: UnitContent, home: Path, day: date, until: date, settings: LetterSettings) -> UnitPackage:
    """A unit without anything to mend gets its checkup and no notice."""
    from output.package.letters.files import write_checkup, write_notice

    folder = home / folder_name(unit)
    folder.mkdir()
    files: list[Path] = []
    if unit.problems or unit.privacy:
        files += lists.write_unit_list(unit, day, until, folder)
        files += write_notice(unit, settings, day, until, folder)
    if unit.problems:
        form = make_form(unit, day, until)
        files += [write_form_book(form, folder / f"{TITLE}.xlsx"), write_form_word(form, folder / f"{TITLE}.docx")]
    files += write_checkup(unit, settings, day, folder)
    return UnitPackage(
        folder=folder,
        files=tuple(files),
        case_ids=tuple(one.case_id for one in unit.problems),
        deadline=until,
        deadlines={one.case_id: one.deadline or until for one in unit.problems},
    )


def folder_name(unit: UnitContent) -> str:
    """``<unit_id>-<name>``. Raises StoreError when the id cannot name a folder."""
    if not safe_name(unit.unit_id) or unit.unit_id == CITY:
        raise store.StoreError(f"unit id {unit.unit_id!r} cannot name a folder; correct units.csv")
    name = "".join(one for one in unit.name if one not in _UNFIT).strip(" .")
    return f"{unit.unit_id}-{name[:60]}" if name else unit.unit_id


def _manifest(
    city: CityContent, folder: Path, made: Mapping[str, UnitPackage], day: date, now: datetime
) -> dict[str, Any]:
    owners = {one.folder.name: unit_id for unit_id, one in made.items()}
    return {
        "run_id": city.run_id,
        "as_of": city.as_of.isoformat(),
        "day": day.isoformat(),
        "made_at": now.isoformat(timespec="seconds"),
        "units": {
            unit.unit_id: {
                "name": unit.name,
                "folder": made[unit.unit_id].folder.name,
                "deadline": made[unit.unit_id].deadline.isoformat(),
                "case_ids": list(made[unit.unit_id].case_ids),
                "deadlines": {one: until.isoformat() for one, until in made[unit.unit_id].deadlines.items()},
            }
            for unit in city.units
        },
        "files": [
            {
                "path": path.relative_to(folder).as_posix(),
                "unit_id": owners.get(path.parent.name, ""),
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "bytes": path.stat().st_size,
            }
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ],
    }


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """An empty folder beside `target`. What a killed run left is removed; a package it had set aside is put back."""
    scratch, aside = _beside(target, "new"), _beside(target, "old")
    if aside.exists() and not target.exists():
        aside.rename(target)
    for one in (scratch, aside):
        shutil.rmtree(one, ignore_errors=True)
    scratch.mkdir()
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}.{kind}")


def _swap(scratch: Path, target: Path, manifest: Mapping[str, Any]) -> bool:
    """Put the new package in place of the old; False when the old one says and holds the same."""
    if _same(target, manifest):
        return False
    (scratch / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path in scratch.rglob("*"):
        if path.is_file():
            _sync(path)
    if target.exists():
        target.rename(_beside(target, "old"))
    scratch.rename(target)
    shutil.rmtree(_beside(target, "old"), ignore_errors=True)
    return True


def _same(target: Path, manifest: Mapping[str, Any]) -> bool:
    try:
        said = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        whole = all(
            hashlib.sha256((target / row["path"]).read_bytes()).hexdigest() == row["sha256"] for row in said["files"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return whole and {**said, "made_at": ""} == {**manifest, "made_at": ""}


def _sync(path: Path) -> None:
    """The folder's new name must not reach the disk before the bytes in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _moved(one: UnitPackage, scratch: Path, target: Path) -> UnitPackage:
    return UnitPackage(
        folder=target / one.folder.name,
        files=tuple(target / path.relative_to(scratch) for path in one.files),
        case_ids=one.case_ids,
        deadline=one.deadline,
        deadlines=one.deadlines,
    )
