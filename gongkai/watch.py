"""What a weekly run asks for because units were told of it and may be mending it: pages in place, and all lists."""

from __future__ import annotations

from pathlib import Path

from crawler.focus import WHOLE, Focus
from output.cases.fill import journal_entries
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.journal.model import Act
from output.store import StoreError, ask

MOST = 500
"""Pages of one unit, those of most weight first: the others are asked for within four weeks, like all pages."""
TOLD = frozenset({Act.notify, Act.start, Act.reply, Act.reject})
"""Acts after which somebody at the unit may be mending."""
_OPEN = """
    SELECT deficiency_single.unit_id, url
    FROM deficiency_single JOIN "case" ON "case".case_id = deficiency_single.case_id
    WHERE open AND run_id = (SELECT run_id FROM run WHERE complete ORDER BY number DESC LIMIT 1)
        AND ("case".case_id IN (SELECT unnest($told)) OR fold_id IN (SELECT unnest($told)))
    GROUP BY deficiency_single.unit_id, url
    QUALIFY row_number() OVER (PARTITION BY deficiency_single.unit_id, url = '' ORDER BY min(severity), url) <= $most
    ORDER BY url
"""


def watched(data: Path, cases: CaseSettings = DEFAULT_CASES, most: int = MOST) -> Focus:
    """Pages of open deficiencies that units were told of, and those units; none when there is no database that says so.

    Raises JournalError when the journal cannot be read.
    """
    told = sorted({entry.case_id for entry in journal_entries(data, cases) if entry.act in TOLD})
    if not told:
        return WHOLE
    try:
        found = ask(data, _OPEN, {"told": told, "most": most})[1]
    except StoreError:
        return WHOLE
    return Focus(urls=tuple(url for _, url in found if url), told=frozenset(unit for unit, _ in found))
