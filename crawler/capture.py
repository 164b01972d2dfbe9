"""The run directory: what a crawl leaves for the next stage, and how to read it back.

``DATA/runs/<run_id>/run.json``   which run, when, with which options
``…/units/<unit_id>/capture-*.warc.gz``  what was sent and received (ISO 28500 WARC, one gzip member a record)
``…/units/<unit_id>/pages.jsonl``  one line per URL wanted: fetched, unchanged, or missed and why
``…/units/<unit_id>/visit.json``   written last, by rename: the unit's directory is complete
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One line of pages.jsonl.

    `state`: fetched | unchanged | missed | absent (404/410: a fact about the site). `reason` names a miss: timeout,
    dns, connection, tls, http_5xx, http_4xx, robots, blocked, too_large, redirect_limit, private_address, budget,
    script_list, empty. `kind`: home | column | list | article | attachment | other. `columns`: names of the columns
    that led here, outermost first. `times` are ISO 8601 in UTC.
    """

    url: str
    state: str
    kind: str
    columns: tuple[str, ...] = ()
    reason: str = ""
    status: int | None = None
    final_url: str = ""
    content_type: str = ""
    length: int = 0
    digest: str = ""
    warc: str = ""
    offset: int = 0
    fetched_at: str = ""
    referrer: str = ""
    anchor: str = ""
    list_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """visit.json: how the visit to one unit went. `state`: complete | partial | unreachable | blocked | no_column."""

    run_id: str
    unit_id: str
    state: str
    pages: int
    documents: int
    attachments: int
    misses: int
    columns_found: tuple[str, ...]
    started_at: str
    finished_at: str
    note: str = ""
