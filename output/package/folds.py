"""Records alike as one problem, when people have settled some of them: what is told speaks only of those still open.

The database folds all records of a run that lack the same point. Here a fold is parted into what is open and what is
settled; the open part keeps the fold's number, under which the unit knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from output.exports.listing import Item, folded

EXAMPLES = 3


def parted(items: Iterable[Item], is_open: Callable[[Item], bool]) -> Iterator[tuple[Item, Sequence[Item]]]:
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
                yield _speaking_of(row, alike, part), part


def _speaking_of(row: Item, alike: Sequence[Item], part: Sequence[Item]) -> Item:
    """The row of a fold as the view `deficiency_all` would word it if it held only these records."""
    names = sorted(one.record_name or "" for one in part)
    counted = (row.record_name or "").partition(f"等{row.fold_records}")[2]
    words = row.reason.replace(
        f"{row.fold_records}{counted}未见", f"{len(part)}{counted}未见", 1
    )  # what was looked at, which stands before, stays
    head, mark, _ = words.rpartition("，如“")
    reason = f"{head}，如{''.join(f'“{name}”' for name in names[:EXAMPLES])}；逐条见附表" if mark else words
    shown = next((one for one in part if one.url == row.url), part[0])
    return replace(
        row,
        record_name=f"{names[0]}等{len(part)}{counted}",
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
