"""Names that are given to a query must be known: a unit that does not exist has no rows, and that is no answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from audit.flags.model import KINDS
from output.history.compare import CAUSES
from output.queries import QueryError

if TYPE_CHECKING:
    import duckdb

MOST = 5
"""Names that a message tells."""
REGISTRY: Mapping[str, str] = {
    "unit": "SELECT unit_id, name FROM unit ORDER BY unit_id",
    "point": "SELECT point_id, title FROM point ORDER BY place, point_id",
    "domain": "SELECT domain, any_value(domain_title) FROM point GROUP BY domain ORDER BY min(place)",
}
"""Names of parameters → the values that the database knows and what people call them."""
FIXED: Mapping[str, Mapping[str, str]] = {"cause": CAUSES, "kind": KINDS}
"""The same where the program knows them all."""


def check_names(db: duckdb.DuckDBPyConnection, given: Mapping[str, Any]) -> None:
    """Raises QueryError when a value of `given` names a unit, a point … that the database does not know."""
    for name, value in given.items():
        if value and (name in REGISTRY or name in FIXED):
            known = FIXED.get(name) or _registered(db, name)
            if value not in known:
                raise QueryError(f"{name} {value}: the database knows no such {name}; {_hint(value, known)}")


def _registered(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    return {str(one): str(called or "") for one, called in db.execute(REGISTRY[name]).fetchall()}


def check_units(db: duckdb.DuckDBPyConnection, units: Collection[str]) -> None:
    """Raises QueryError when one of the `units` is unknown."""
    for unit in units:
        check_names(db, {"unit": unit})


def _hint(value: str, known: Mapping[str, str]) -> str:
    """The names that are spelled alike or called so; without any, the first ones."""
    folded = {one.casefold(): one for one in known}
    near = [folded[one] for one in get_close_matches(value.casefold(), folded, n=MOST, cutoff=0.5)]
    near += [one for one, called in known.items() if value in called and one not in near]
    if near:
        return f"did you mean {_told(near, known)}?"
    return f"there are {_told(list(known), known)}" if known else "there is none at all"


def _told(names: list[str], known: Mapping[str, str]) -> str:
    some = ", ".join(f"{one} {known[one]}".strip() for one in names[:MOST])
    return some + (f" … ({len(names)})" if len(names) > MOST else "")
