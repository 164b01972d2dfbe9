"""PRIV-12: lists of persons that stand online long after their notice period.

Source of the limit: 社会救助暂行办法 art. 61 (what was shown for a notice period is no lasting publication); a year is
the measure of this audit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from audit.personal.found import Found, View
from audit.personal.lists import WELFARE
from audit.personal.people import is_full_name, starred_name

LONGEST_DAYS = 365


def standing(view: View, published: date | None, as_of: date) -> Iterator[Found]:
    """Welfare lists with whole names that were published more than a year before `as_of`, one for each table. Masked
    names are reported as masked; an undated page is never called late."""
    if published is None or (as_of - published).days <= LONGEST_DAYS:
        return
    for roster in view.rosters:
        if not WELFARE.search(f"{roster.about} {' '.join(roster.headers)}"):
            continue
        for masked in (False, True):
            names = [row[roster.name] for row in roster.rows if is_full_name(row[roster.name]) is not masked]
            if names:
                label = f"{published.isoformat()}发布的名单"
                yield Found("PRIV-12", masked, tuple(sorted(set(names))), len(names), label, starred_name(names[0]))
