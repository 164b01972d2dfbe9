"""Pages that are asked for every week: those that an open deficiency rests on, since units mend them in place."""

from __future__ import annotations

from pathlib import Path

from output.store import StoreError, ask

MOST = 500
"""Pages of one unit, those of most weight first: the others are asked for within four weeks, like all pages."""
_PAGES = """
    SELECT url FROM deficiency_single WHERE url <> ''
    GROUP BY unit_id, url
    QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY min(severity), url) <= $most
    ORDER BY url
"""


def watched(data: Path, most: int = MOST) -> tuple[str, ...]:
    """Addresses of pages that the newest complete run found deficient; none when there is no database that says so."""
    try:
        return tuple(url for (url,) in ask(data, _PAGES, {"most": most})[1])
    except StoreError:
        return ()
