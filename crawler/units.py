"""The registry: which units there are, what they owe, and where they publish."""

from __future__ import annotations

from dataclasses import dataclass, field


class UnitsError(Exception):
    """A registry that cannot be used. The message names file, line, column and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What `overrides.yml` says of one unit. Every field is optional."""

    column_urls: tuple[str, ...] = ()
    cms: str | None = None
    delay: float | None = None
    max_pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One row of units.csv (contract: unit_id,name,kind,duty,sites,parent,email,notes)."""

    unit_id: str
    name: str
    kind: str
    duty: tuple[str, ...]
    sites: tuple[str, ...]
    parent: str = ""
    email: str = ""
    notes: str = ""
    override: Override = field(default_factory=Override)
