"""What a reader of one kind of file gives back."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model import Table

MAX_CELLS = 500_000


@dataclass(frozen=True, slots=True)
class Content:
    """`lines`: blocks in reading order, the cells of a table row joined by a tab. `tables`: merged cells filled."""

    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


class Unreadable(Exception):
    """A file that a reader refuses. `args[0]` is the reason: encrypted, damaged, no_text_layer, too_large."""


def joined(table: Table) -> tuple[str, ...]:
    """A table as lines of text."""
    return tuple("\t".join(" ".join(cell.split()) for cell in row) for row in table)
