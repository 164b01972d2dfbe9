"""The registry: which units there are, what they owe, and where they publish.

A row that is wrong stops everything: a unit audited by a mistyped row would be accused of another unit's duties.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.capture import safe_name, write_json
from crawler.scope import Territory, canonical, doors, scope_of, territory

COLUMNS = ("unit_id", "name", "kind", "duty", "sites", "parent", "email", "notes")
REQUIRED = COLUMNS[:5]
KINDS = ("department", "district", "zone", "institution")
UNKNOWN_SITE = "unknown"
STORED = "registry.json"
DUTY_KEYS = frozenset(
    "development_reform civil_affairs education health market_supervision ecology emergency culture sports finance"
    " human_resources housing disabled_persons ageing water construction urban_management natural_resources forestry"
    " animal_husbandry safety_committee lottery medical_insurance disclosure_office agriculture district zone".split()
)
"""The keys of rules/duties.yml (a test holds the two together): this room imports nothing of the others."""
_EMAIL = re.compile(r"[^@\s,;]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class UnitsError(Exception):
    """A registry that cannot be used. The message names file, line, column and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What `overrides.yml` says of one unit. Every field is optional."""

    column_urls: tuple[str, ...] = ()
    cms: str | None = None
    delay: float | None = None
    max_pages: int | None = None
    window: str = ""
    tls: str = ""
    rendering: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One row of units.csv (contract: unit_id,name,kind,duty,sites,parent,email,notes).

    `sites` are canonical URLs; there are none while the registry says `unknown`.
    """

    unit_id: str
    name: str
    kind: str
    duty: tuple[str, ...]
    sites: tuple[str, ...]
    parent: str = ""
    email: str = ""
    notes: str = ""
    override: Override = field(default_factory=Override)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a registry file, and what would be right."""

    line: int
    column: str
    text: str


def load_units(path: Path, duties: Collection[str] = DUTY_KEYS, overrides: Path | None = None) -> list[Unit]:
    """Read units.csv, and overrides.yml (the named one, else one beside it if there is one).

    Raises UnitsError naming every fault of the file, each with line and column.
    """
    units = parse_units(_text(path), path.name, duties)
    beside = overrides or path.with_name("overrides.yml")
    if overrides is None and not beside.exists():
        return units
    from crawler.overrides import load_overrides

    said = load_overrides(beside, [unit.unit_id for unit in units])
    return [replace(unit, override=said.get(unit.unit_id, unit.override)) for unit in units]


def parse_units(text: str, name: str, duties: Collection[str] = DUTY_KEYS) -> list[Unit]:
    """Units out of the text of a units.csv; `name` is how messages call it. Raises UnitsError with every fault."""
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise UnitsError(f"{name}: is no CSV file ({error}); save it as CSV, UTF-8") from error
    faults = list(_header_faults(rows[0][1] if rows else []))
    if not faults:
        header = [cell.strip() for cell in rows[0][1]]
        records = [(line, cells) for line, cells in rows[1:] if any(cell.strip() for cell in cells)]
        if not records:
            faults.append(Fault(2, "", "there is no unit; write one a line under the header"))
        units: list[tuple[int, Unit]] = []
        for line, cells in records:
            units += _unit(line, header, cells, duties, faults)
        faults += [*_id_faults(units), *_parent_faults(units), *_site_faults(units)]
    if faults:
        raise UnitsError("\n".join(_say(name, fault) for fault in sorted(faults, key=lambda fault: fault.line)))
    return [unit for _, unit in units]


def store_units(run: Path, units: Sequence[Unit]) -> None:
    """Keep the registry with the run: a run is audited with the registry it was crawled with."""
    write_json(run / STORED, {"units": [asdict(unit) for unit in units]})


def stored_units(run: Path) -> list[Unit]:
    """The registry of a run. Raises UnitsError when the run has none."""
    path = run / STORED
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnitsError(f"{path}: the run has no registry ({error}); crawl it first or name --units") from error
    return [unit_of(one) for one in values["units"]]


def unit_of(values: Mapping[str, Any]) -> Unit:
    """A unit out of its `asdict` form."""
    lists = {name: tuple(values[name]) for name in ("duty", "sites")}
    said = values["override"]
    override = Override(**said | {"column_urls": tuple(said["column_urls"])})
    return Unit(**dict(values) | lists | {"override": override})


def named_places(units: Sequence[Unit]) -> frozenset[tuple[str, int]]:
    """Every host and port that the registry names, in sites and overrides: what the guard lets through."""
    return frozenset(one for unit in units for url in (*unit.sites, *unit.override.column_urls) for one in doors(url))


def lax_hosts(unit: Unit) -> frozenset[str]:
    """Hosts of the unit whose certificates are not checked (``tls: lax``), each with and without www."""
    urls = (*unit.sites, *unit.override.column_urls) if unit.override.tls == "lax" else ()
    bare = {(urlsplit(url).hostname or "").removeprefix("www.") for url in urls}
    return frozenset(bare | {f"www.{host}" for host in bare})


def territory_of(unit: Unit, units: Sequence[Unit]) -> Territory:
    """Where a unit's pages may lie, among the other units of the registry."""
    others = [url for other in units if other.unit_id != unit.unit_id for url in other.sites]
    return territory((*unit.sites, *unit.override.column_urls), others)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnitsError(f"{path}: cannot be read ({error.strerror}); name a units.csv") from error
    except UnicodeDecodeError as error:
        raise UnitsError(f"{path}: is not UTF-8 (byte {error.start}); save it as CSV UTF-8, or use units import") from error  # fmt: skip


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins: a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begin = 1
    for cells in reader:
        yield begin, cells
        begin = reader.line_num + 1


def _say(name: str, fault: Fault) -> str:
    column = f" column {fault.column}:" if fault.column else ""
    return f"{name}:{fault.line}:{column} {fault.text}"


def _header_faults(cells: Sequence[str]) -> Iterator[Fault]:
    header = [cell.strip() for cell in cells]
    for column in [column for column in REQUIRED if column not in header]:
        yield Fault(1, column, f"is missing; the header must be {','.join(COLUMNS)}")
    for column in sorted({column for column in header if column not in COLUMNS}):
        yield Fault(1, column or "(empty)", f"is unknown; the columns are {','.join(COLUMNS)}")
    for column in sorted({column for column in header if column in COLUMNS and header.count(column) > 1}):
        yield Fault(1, column, "stands twice")


def _unit(
    line: int, header: Sequence[str], cells: Sequence[str], duties: Collection[str], faults: list[Fault]
) -> list[tuple[int, Unit]]:
    """The unit of a row, or nothing; what is wrong is added to `faults`."""
    if len(cells) > len(header):
        faults.append(Fault(line, "", f"has {len(cells)} cells, the header has {len(header)}; quote cells that hold commas"))  # fmt: skip
        return []
    values = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    found = [Fault(line, column, text) for column, check in CHECKS.items() for text in check(values[column], duties)]
    faults += found
    if found:
        return []
    sites = () if values["sites"] == UNKNOWN_SITE else tuple(canonical(url) for url in values["sites"].split())
    duty = tuple(part.strip() for part in values["duty"].split("+"))
    return [(line, Unit(**{**values, "duty": duty, "sites": sites}))]  # type: ignore[arg-type]


def _check_id(value: str, _: Collection[str]) -> Iterator[str]:
    if not safe_name(value):
        yield f"{value!r} is not allowed; use letters, digits, dot, dash and underscore, beginning with a letter or digit"  # fmt: skip


def _check_name(value: str, _: Collection[str]) -> Iterator[str]:
    if not value:
        yield "is empty; write the unit's full name"


def _check_kind(value: str, _: Collection[str]) -> Iterator[str]:
    if value not in KINDS:
        yield f"{value!r} is not allowed; use one of {', '.join(KINDS)}"


def _check_duty(value: str, duties: Collection[str]) -> Iterator[str]:
    keys = [part.strip() for part in value.split("+")]
    for one in [one for one in keys if one not in duties]:
        yield f"{one!r} is no duty; use one of {', '.join(sorted(duties))}, several joined by +"
    for one in sorted({one for one in keys if keys.count(one) > 1}):
        yield f"{one!r} stands twice"


def _check_sites(value: str, _: Collection[str]) -> Iterator[str]:
    urls = value.split()
    if not urls:
        yield f"is empty; write one or more URLs separated by blanks, or {UNKNOWN_SITE} while no address is known"
    if value == UNKNOWN_SITE:
        return
    for url in urls:
        if not re.match(r"(?i)https?://", url) or not canonical(url) or "@" in url.split("/")[2]:
            yield f"{url!r} is no web address; write http://host/ or https://host/path/, without user name"
    places = [canonical(url) for url in urls if canonical(url)]
    for url in sorted({url for url in places if places.count(url) > 1}):
        yield f"{url} stands twice"


def _check_email(value: str, _: Collection[str]) -> Iterator[str]:
    for one in [one for one in value.split() if not _EMAIL.fullmatch(one)]:
        yield f"{one!r} is no mail address; write name@host, several separated by blanks"


def _check_any(_value: str, _: Collection[str]) -> Iterator[str]:
    yield from ()


CHECKS = {
    "unit_id": _check_id,
    "name": _check_name,
    "kind": _check_kind,
    "duty": _check_duty,
    "sites": _check_sites,
    "email": _check_email,
    "notes": _check_any,
}


def _id_faults(units: Sequence[tuple[int, Unit]]) -> Iterator[Fault]:
    """Ids name directories, and some disks do not tell case apart."""
    first: dict[str, int] = {}
    for line, unit in units:
        before = first.setdefault(unit.unit_id.lower(), line)
        if before != line:
            yield Fault(line, "unit_id", f"{unit.unit_id!r} is already the id of line {before}; every unit needs its own")  # fmt: skip


def _parent_faults(units: Sequence[tuple[int, Unit]]) -> Iterator[Fault]:
    parents: Mapping[str, str] = {unit.unit_id: unit.parent for _, unit in units}
    for line, unit in units:
        if unit.parent and unit.parent not in parents:
            yield Fault(line, "parent", f"{unit.parent!r} is no unit of this file; write another row's unit_id or nothing")  # fmt: skip
            continue
        above, seen = unit.parent, set[str]()
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if unit.unit_id in seen:
            yield Fault(line, "parent", f"{unit.unit_id!r} comes out as its own parent; write nothing for the topmost unit")  # fmt: skip


def _site_faults(units: Sequence[tuple[int, Unit]]) -> Iterator[Fault]:
    """Two units on one address could not be told apart; a path on a shared portal is fine."""
    owner: dict[object, tuple[int, Unit]] = {}
    for line, unit in units:
        for url in unit.sites:
            before, other = owner.setdefault(scope_of(url), (line, unit))
            if other is not unit:
                yield Fault(line, "sites", f"{url} is already the site of {other.unit_id} (line {before}); name the unit's own path, or give one unit both duties")  # fmt: skip
