"""The findings of a run as a sequence that is read from the units' files: a city of a hundred thousand pages has millions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, overload

from audit import tables
from audit.model import Finding, Outcome

_FIELDS = tuple(field.name for field in fields(Finding))


class Findings(Sequence[Finding]):
    """The findings of some units of a run, unit by unit, as an audit wrote them. One unit's are in memory at a time."""

    def __init__(self, counted: Sequence[tuple[Path, int]]) -> None:
        """`counted`: directories of units, each with the number of its findings."""
        self._counted = tuple(counted)

    def __len__(self) -> int:
        return sum(count for _, count in self._counted)

    def __iter__(self) -> Iterator[Finding]:
        for directory, count in self._counted:
            if count:
                yield from map(finding_of, tables.read(directory, "findings"))

    @overload
    def __getitem__(self, index: int) -> Finding: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...

    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return list(self)[index]


def finding_of(row: dict[str, Any]) -> Finding:
    """A row of findings.parquet as the finding it was."""
    values = {name: row[name] for name in _FIELDS}
    return Finding(**values | {"outcome": Outcome(row["outcome"])})
