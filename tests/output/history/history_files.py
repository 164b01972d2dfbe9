"""Weeks of one question to units, written as run directories: what each week saw of the page, and what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from run_files import finding, write_ledger, write_run, write_unit

from crawler import capture

POINT = "PA-10"
FIRST = date(2026, 10, 5)


@dataclass(frozen=True, kw_only=True)
class Week:
    """What one run saw on one unit of the page that the verdict rests on, and how it judged."""

    outcome: str | None = "met"
    page: str = "fetched"
    """State of the page in the ledger; empty: the ledger does not name it."""
    digest: str = "d1"
    published: date | None = date(2025, 3, 1)
    words: str = "监督举报电话：12317"
    """The evidence on the page; empty: none."""
    rule: str = "r1"
    visit: str = "complete"
    crawler: str = "c1"
    record: str | None = None
    asked: bool = True
    """Whether the point is put to the unit at all."""
    audited: bool = True
    """Whether the unit is in the run."""
    others: tuple[str, ...] = ("other",)
    """Digests of the unit's other documents."""


def write_week(data: Path, number: int, units: Mapping[str, Week], *, day: date | None = None, **run: Any) -> str:
    """Write the run of a week; returns its id. Each unit is asked another point, too."""
    run_id = (FIRST + timedelta(weeks=number)).isoformat()
    said = [one for unit_id, week in units.items() if week.audited for one in _said(unit_id, week)]
    said.append(finding("elsewhere", "PA-01", "met"))
    write_run(data, run_id, said, as_of=day or date.fromisoformat(run_id), **run)
    for unit_id, week in units.items():
        if week.audited:
            _write_seen(data, run_id, unit_id, week)
    return run_id


def page_of(unit_id: str) -> str:
    """The page that the verdict rests on."""
    return f"http://{unit_id}.example/p1.html"


def _said(unit_id: str, week: Week) -> list[dict[str, Any]]:
    said = [finding(unit_id, "PA-01", "met")]
    keys: dict[str, Any] = {"rule_digest": week.rule, "record_key": week.record, "record_name": week.record}
    if week.asked and week.outcome:
        said.append(finding(unit_id, POINT, week.outcome, url=_url(unit_id, week), **keys))
    if week.asked and week.record:  # the point is asked, whatever became of the record
        said.append(finding(unit_id, POINT, "met", **keys | {"record_key": "other", "record_name": "other"}))
    return said


def _url(unit_id: str, week: Week) -> str | None:
    """As the audit has it: a missing point speaks of the site, what nothing was seen of speaks of no page."""
    pageless = ("missing", "unchecked", "manual", *(["inapplicable"] if not week.words else []))
    if week.record or week.outcome not in pageless:
        return page_of(unit_id)
    return f"http://{unit_id}.example/" if week.outcome == "missing" else None


def _write_seen(data: Path, run_id: str, unit_id: str, week: Week) -> None:
    seen, page = week.page in ("fetched", "unchanged"), page_of(unit_id)
    texts: list[dict[str, Any]] = [
        {"url": f"http://{unit_id}.example/{name}", "digest": name, "is_attachment": False} for name in week.others
    ]
    if seen:
        texts.append({"url": page, "digest": week.digest, "published": week.published, "is_attachment": False})
    shown: dict[str, Any] = {"url": page, "point_id": POINT, "grade": "E3", "value": week.words, "snippet": week.words}
    evidence = [shown | {"record_key": week.record}] if seen and week.words else []
    directory = write_unit(data, run_id, unit_id, week.visit, documents=texts, evidence=evidence)
    row = {"url": page, "state": week.page, "kind": "article", "digest": week.digest if seen else ""}
    write_ledger(directory, [row] if week.page else [])
    visit = capture.read_visit(directory)
    assert visit is not None
    capture.write_visit(directory, replace(visit, crawler=week.crawler))
