"""Give a stored verdict again from the stored bytes, under the book and on the day that judged it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit.model import Finding
from audit.rows import finding_row

Key = tuple[str, str, str]
"""point, scheme, record: what tells the findings of a unit apart."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a finding that came out otherwise. `None` for a finding that only one side has."""

    column: str
    stored: object
    again: object


def key_of(row: Mapping[str, Any]) -> Key:
    """What tells a finding apart from the others of its unit."""
    return row["point_id"], row["scheme_id"] or "", row["record_key"] or ""


def case_id(unit_id: str, row: Mapping[str, Any]) -> str:
    """The id under which lists and the database name the case of a finding (the macro case_key of cases.sql)."""
    return "C" + hashlib.sha256("\x1f".join((unit_id, *key_of(row))).encode("utf-8")).hexdigest()[:16]


def name_of(unit_id: str, row: Mapping[str, Any]) -> str:
    """How `gongkai replay` names a finding: UNIT/POINT, then the scheme or the record where there is one."""
    return "/".join((unit_id, *key_of(row))).rstrip("/")


def compared(stored: Iterable[Mapping[str, Any]], again: Iterable[Finding]) -> dict[Key, list[Difference]]:
    """Every finding of either side with the columns in which they differ (none: they agree)."""
    before = {key_of(row): row for row in stored}
    after = {key_of(row): row for row in map(finding_row, again)}
    return {key: _differences(before.get(key), after.get(key)) for key in {**before, **after}}


def _differences(stored: Mapping[str, Any] | None, again: Mapping[str, Any] | None) -> list[Difference]:
    if stored is None or again is None:
        return [Difference("outcome", stored and stored["outcome"], again and again["outcome"])]
    return [Difference(name, stored.get(name), value) for name, value in again.items() if stored.get(name) != value]
