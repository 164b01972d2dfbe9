"""Records alike as one problem, when people have settled some of them: what is told speaks only of those still open.

The database folds all records of a run that lack the same point. Here a fold is parted into what is open and what is
settled; the open part keeps the fold's number, under which the unit knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from output.exports.listing import Item, folded

if TYPE_CHECKING:
    import duckdb

Words = Callable[[Item, Sequence[Item]], tuple[str, str]]
"""The name and the reason of a row that speaks of some of the records of a fold: (row of the fold, these records)."""


def words_of(db: duckdb.DuckDBPyConnection) -> Words:
    """The words that the database has for a fold, for any part of it."""

    def worded(row: Item, part: Sequence[Item]) -> tuple[str, str]:
        names = [one.record_name or "" for one in part]
        values = {
            "as_of": row.as_of,
            "unit": row.unit_name,
            "asked": row.fold_asked,
            "counted": row.counted,
            "records": len(part),
            "all_missing": all(one.outcome == "missing" for one in part),
            "point": row.point_name,
            "names": names,
            "first": min(names),
        }
        name, reason = db.execute(_WORDS, values).fetchall()[0]
        return str(name), str(reason)

    return worded


_WORDS = """
    SELECT fold_words($first, $records, $counted),
        fold_reason($as_of::DATE, $unit, $asked, $counted, $records, $all_missing, $point, $names)
"""


def parted(
    items: Iterable[Item], is_open: Callable[[Item], bool], words: Words
) -> Iterator[tuple[Item, Sequence[Item]]]:
    """Each row of a list with the records that it stands for (none for a single one), in the order of the items.

    A record that alone is open, or settled, among those of its fold is a row of its own.
    """
    known = list(items)
    members: dict[str, list[Item]] = {}
    for item in known:
        if item.fold_id:
            members.setdefault(item.fold_id, []).append(item)
    for row in folded(known):
        alike = members[row.fold_id] if row.fold_id else []
        parts = [[one for one in alike if is_open(one) is wanted] for wanted in (True, False)]
        if not all(parts):
            yield row, alike
            continue
        for part in parts:
            if len(part) == 1:
                yield replace(part[0], fold_id=None, fold_records=1), ()
            else:
                yield _speaking_of(row, part, words), part


def _speaking_of(row: Item, part: Sequence[Item], words: Words) -> Item:
    """The row of a fold as the view `deficiency_all` would have it if it held only these records."""
    name, reason = words(row, part)
    shown = next((one for one in part if one.url == row.url), part[0])
    return replace(
        row,
        record_name=name,
        reason=reason,
        fold_records=len(part),
        outcome=max((one.outcome for one in part), key=_WORST.index),
        severity=min(one.severity for one in part),
        url=shown.url,
        page_title=shown.page_title,
        page_day=shown.page_day,
    )


_WORST = ("stale", "partial", "missing")
"""As the type outcome of output/schema.sql has them."""
