"""Pages that are asked for every week: those of open deficiencies that the unit was told of, since it mends them in place."""

from __future__ import annotations

from pathlib import Path

from output.cases.fill import journal_entries
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.journal.model import Act
from output.store import StoreError, ask

MOST = 500
"""Pages of one unit, those of most weight first: the others are asked for within four weeks, like all pages."""
TOLD = frozenset({Act.notify, Act.start, Act.reply, Act.reject})
"""Acts after which somebody at the unit may be mending."""
_PAGES = """
    SELECT url
    FROM deficiency_single JOIN "case" ON "case".case_id = deficiency_single.case_id
    WHERE url <> '' AND open AND run_id = (SELECT run_id FROM run WHERE complete ORDER BY number DESC LIMIT 1)
        AND ("case".case_id IN (SELECT unnest($told)) OR fold_id IN (SELECT unnest($told)))
    GROUP BY deficiency_single.unit_id, url
    QUALIFY row_number() OVER (PARTITION BY deficiency_single.unit_id ORDER BY min(severity), url) <= $most
    ORDER BY url
"""


def watched(data: Path, cases: CaseSettings = DEFAULT_CASES, most: int = MOST) -> tuple[str, ...]:
    """Addresses of pages whose deficiencies the units were told of; none when there is no database that says so.

    Raises JournalError when the journal cannot be read.
    """
    told = sorted({entry.case_id for entry in journal_entries(data, cases) if entry.act in TOLD})
    if not told:
        return ()
    try:
        return tuple(url for (url,) in ask(data, _PAGES, {"told": told, "most": most})[1])
    except StoreError:
        return ()
