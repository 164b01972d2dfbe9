"""Runs with real captures, small: a visit's pages as WARC records and ledger rows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from run_files import finding, write_run

from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.recorder import Exchange, UnitCapture

UNIT = "nync"


def write_visit(
    data: Path, run_id: str, pages: dict[str, str], outcome: str = "met", audited: bool = True, unit_id: str = UNIT
) -> None:
    """A run of one unit. `pages`: path → body, or `=run` for a page unchanged since that run. The finding is on PA-10."""
    write_run(data, run_id, [finding(unit_id, "PA-10", outcome)], audited=audited)
    directory = capture.unit_dir(data, run_id, unit_id)
    (directory / capture.LEDGER).unlink()
    with UnitCapture(directory, {"isPartOf": run_id}) as out:
        for path, body in pages.items():
            out.row(_row(data, out, unit_id, f"http://{unit_id}.example/{path}", body))
    capture.write_visit(
        directory,
        Visit(
            run_id=run_id, unit_id=unit_id, state="complete", pages=len(pages), documents=len(pages), attachments=0,
            misses=0, columns_found=(), started_at=f"{run_id}T01:00:00+00:00", finished_at=f"{run_id}T02:00:00+00:00",
        ),
    )  # fmt: skip


def set_day(data: Path, run_id: str) -> None:
    """Let the run speak of the day that it is named for."""
    run = capture.run_dir(data, run_id)
    capture.update_run(run, as_of=run_id[:10])


def bodies(data: Path, run_id: str, unit_id: str = UNIT) -> dict[str, bytes]:
    """Every body that a ledger names, read back as any reader does."""
    directory = capture.unit_dir(data, run_id, unit_id)
    return {row.url: capture.read_body(directory, row) for row in capture.read_pages(directory)}


def _row(data: Path, out: UnitCapture, unit_id: str, url: str, body: str) -> PageRow:
    if body.startswith("="):
        run_id = body[1:]
        earlier = capture.read_pages(capture.unit_dir(data, run_id, unit_id))
        row = next(one for one in earlier if one.url == url)
        return replace(row, state="unchanged", run=row.run or run_id)
    raw = body.encode()
    place = out.record(
        Exchange(
            url=url, method="GET", request_headers=[("Host", f"{unit_id}.example")], status=200, reason="OK",
            response_headers=[("Content-Type", "text/html; charset=utf-8")], body=raw, address="192.0.2.1",
        )
    )  # fmt: skip
    return PageRow(
        url=url, state="fetched", kind="article", status=200, content_type="text/html; charset=utf-8", length=len(raw),
        digest=hashlib.sha256(raw).hexdigest(), warc=place.warc, offset=place.offset, fetched_at=place.at,
    )  # fmt: skip
