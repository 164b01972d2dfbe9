"""overrides.yml: what a few units need said by hand (a column's address, a CMS, a delay, a page budget, hours, TLS, drawing).

U02:
  column_urls: [http://mzj.example.gov.cn/zwgk/]
  delay: 3
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from crawler.hours import hours_of
from crawler.scope import canonical
from crawler.units import Override, UnitsError

MAX_DELAY = 600.0
MAX_PAGES = 100_000
RULES = ("never", "auto", "always")
"""Whether a browser may draw pages: not at all, where the plain page shows no list, or every column."""


def load_overrides(path: Path, unit_ids: Collection[str]) -> dict[str, Override]:
    """Read overrides.yml. Raises UnitsError naming file, line and what is allowed for every fault."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise UnitsError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnitsError(f"{path}: is not UTF-8 (byte {error.start})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise UnitsError(f"{path.name}:{line}: is no YAML ({getattr(error, 'problem', error)})") from error
    faults: list[str] = []
    found = {} if root is None else dict(_units(root, unit_ids, faults))
    if faults:
        raise UnitsError("\n".join(f"{path.name}:{fault}" for fault in faults))
    return found


def _units(root: Node, unit_ids: Collection[str], faults: list[str]) -> Iterator[tuple[str, Override]]:
    for key, node in _pairs(root, "a unit_id", faults):
        if key.value not in unit_ids:
            faults.append(f"{_line(key)}: {key.value!r} is no unit of units.csv")
            continue
        values: dict[str, Any] = {}
        for name, value in _pairs(node, f"one of {', '.join(READERS)}", faults):
            reader = READERS.get(name.value)
            if reader is None:
                faults.append(f"{_line(name)}: {name.value!r} is unknown; use one of {', '.join(READERS)}")
                continue
            try:
                values[name.value] = reader(yaml.SafeLoader("").construct_object(value, deep=True))
            except (ValueError, yaml.YAMLError) as error:
                faults.append(f"{_line(value)}: {name.value}: {error}")
        yield key.value, Override(**values)


def _pairs(node: Node, expected: str, faults: list[str]) -> Iterator[tuple[ScalarNode, Node]]:
    """Entries of a mapping; anything else, and a key that stands twice, is a fault."""
    if not isinstance(node, MappingNode):
        faults.append(f"{_line(node)}: must be a mapping whose keys are {expected}")
        return
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            faults.append(f"{_line(key)}: a key must be {expected}")
        elif key.value in seen:
            faults.append(f"{_line(key)}: {key.value!r} stands twice")
        else:
            seen.add(key.value)
            yield key, value


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _urls(value: object) -> tuple[str, ...]:
    urls = value if isinstance(value, list) else [value]
    found = tuple(canonical(url) if isinstance(url, str) else "" for url in urls)
    if not all(found) or not found:
        raise ValueError(f"{value!r} is not allowed; write a list of http:// or https:// addresses")
    return found


def _cms(value: object) -> str:
    from crawler.cms import FAMILIES

    if value not in FAMILIES:
        raise ValueError(f"{value!r} is unknown; use one of {', '.join(FAMILIES)}")
    return str(value)


def _delay(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_DELAY:
        raise ValueError(f"{value!r} is not allowed; write seconds from 0 to {MAX_DELAY:.0f}")
    return float(value)


def _max_pages(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_PAGES:
        raise ValueError(f"{value!r} is not allowed; write a whole number from 1 to {MAX_PAGES}")
    return value


def _window(value: object) -> str:
    hours_of(str(value))
    return str(value)


def _tls(value: object) -> str:
    if value not in ("lax", "strict"):
        raise ValueError(f"{value!r} is unknown; use lax (certificates are not checked, old TLS is allowed) or strict")
    return str(value)


def _rendering(value: object) -> str:
    if value not in RULES:
        raise ValueError(
            f"{value!r} is unknown; use never, auto (where a page shows its list by script only) or always"
        )
    return str(value)


READERS: dict[str, Callable[[object], Any]] = {
    "column_urls": _urls,
    "cms": _cms,
    "delay": _delay,
    "max_pages": _max_pages,
    "window": _window,
    "tls": _tls,
    "rendering": _rendering,
}
