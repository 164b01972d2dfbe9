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


def is_over(published: date | None, as_of: date | None) -> bool:
    """Whether what was published that day has stood too long on `as_of`; an undated page is never called late."""
    return published is not None and as_of is not None and (as_of - published).days > LONGEST_DAYS


def standing(view: View) -> Iterator[Found]:
    """Welfare lists of persons, one for each table, to be reported when their time is over. Masked names are reported
    as masked."""
    for roster in view.rosters:
        if not WELFARE.search(f"{roster.about} {' '.join(roster.headers)}"):
            continue
        for masked in (False, True):
            names = [row[roster.name] for row in roster.rows if is_full_name(row[roster.name]) is not masked]
            if names:
                values = tuple(sorted(set(names)))
                shown = starred_name(names[0])
                yield Found(
                    "PRIV-12", masked, values, len(names), "公示已满一年的名单", shown, () if masked else values
                )
