"""The closing lines of a run: how the visits went, what was found, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.model import OUTCOME_LABELS, Outcome
from output import store
from output.exports.lists import EXPORTS, OVERALL

STATES = ("complete", "partial", "no_column", "blocked", "unreachable")
SHOWN = (
    Outcome.MET, Outcome.PARTIAL, Outcome.STALE, Outcome.MISSING, Outcome.DECLARED, Outcome.MANUAL, Outcome.UNCHECKED,
    Outcome.INAPPLICABLE,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run in figures. `visits` counts units by the state of their visit, `findings` findings by outcome (site checks
    are counted apart); both leave out what did not occur. `deficiencies` are the rows of the list, `alike` the records
    that some of them stand for. `failed` are units that could not be audited."""

    run_id: str
    as_of: date | None
    visits: dict[str, int]
    findings: dict[Outcome, int]
    deficiencies: int
    alike: int
    failed: tuple[str, ...]
    database: Path
    lists: Path


def summary(data: Path, run_id: str | None = None) -> Summary:
    """Sum up a run (the latest complete one by default) from the database.

    Raises StoreError when there is no database, no such run, or it is not audited to its end.
    """
    with store.connect(data) as db:
        run_id = store.complete_run(db, run_id)
        row = db.execute("SELECT as_of, broken FROM run WHERE run_id = ?", [run_id]).fetchone() or (None, [])
        visits = db.execute("SELECT state, count(*) FROM visit WHERE run_id = ? GROUP BY ALL", [run_id]).fetchall()
        found = db.execute(_FOUND, [run_id]).fetchall()
        listed, alike = db.execute(_LISTED, [run_id]).fetchone() or (0, 0)
    counted = dict(visits)
    outcomes = {Outcome(name): count for name, count in found}
    return Summary(
        run_id=run_id,
        as_of=row[0],
        visits={state: counted[state] for state in STATES if state in counted},
        findings={outcome: outcomes[outcome] for outcome in SHOWN if outcome in outcomes},
        deficiencies=listed,
        alike=alike,
        failed=tuple(row[1] or ()),
        database=data / store.DATABASE,
        lists=data / EXPORTS / run_id,
    )


_FOUND = "SELECT outcome, count(*) FROM finding WHERE run_id = ? AND NOT is_site(point_id) GROUP BY ALL"
_LISTED = """
    SELECT count(*), coalesce(sum(records) FILTER (records > 1), 0)::BIGINT FROM deficiency_all WHERE run_id = ?
"""


def lines(of: Summary) -> list[str]:
    """The summary for a terminal, a few short lines."""
    states = ", ".join(f"{state} {count}" for state, count in of.visits.items())
    outcomes = ", ".join(f"{OUTCOME_LABELS[outcome]} {count}" for outcome, count in of.findings.items())
    said = [
        f"run           {of.run_id}" + (f" (as of {of.as_of})" if of.as_of else ""),
        f"units         {sum(of.visits.values())}" + (f" ({states})" if states else ""),
        f"findings      {sum(of.findings.values())}" + (f" ({outcomes})" if outcomes else ""),
        f"deficiencies  {of.deficiencies}" + (f" ({of.alike} records folded)" if of.alike else ""),
        f"database      {of.database}",
        f"lists         {of.lists / OVERALL}.xlsx (one for each unit beside it)",
    ]
    if of.failed:
        said.insert(2, f"not audited   {', '.join(of.failed)} (see the log)")
    return said
