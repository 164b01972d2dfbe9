"""Verdicts and entries for tests of the fold, in few words: day 0 is Monday, 2 March 2026; a run looks at 01:00."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from output.cases.life import Verdict
from output.journal.model import Act, Entry

DAY = date(2026, 3, 2)


def at(day: float) -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=day)


def verdict(day: int, outcome: str = "missing", evidence: str = "") -> Verdict:
    return Verdict(
        run_id=f"run{day}",
        number=day + 1,
        at=at(day) + timedelta(hours=1),
        day=DAY + timedelta(days=day),
        deficient=outcome in ("missing", "partial", "stale"),
        outcome=outcome,
        evidence_hash=evidence,
        url="http://a.example/",
    )


def entry(number: int, day: float, act: Act, person: str = "王芳", **more: Any) -> Entry:
    return Entry(entry_id=number, case_id=more.pop("case_id", "C1"), act=act, person=person, at=at(day), **more)
