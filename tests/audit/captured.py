"""A captured unit for tests: pages and files as a crawl would leave them, without a network."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler import capture
from crawler.capture import PageRow, Visit, write_visit
from crawler.recorder import Exchange, UnitCapture


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a site. `referrer` makes it an attachment of that page."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    columns: tuple[str, ...] = ()
    referrer: str = ""
    anchor: str = ""


def write_unit(data: Path, run_id: str, unit_id: str, answers: Mapping[str, Answer]) -> None:
    """Write one unit's captures, ledger and finished visit."""
    directory = capture.unit_dir(data, run_id, unit_id)
    with UnitCapture(directory, {"software": "tests"}) as store:
        for url, answer in answers.items():
            exchange = Exchange(
                url=url, method="GET", request_headers=[("User-Agent", "tests")], status=200, reason="OK",
                response_headers=[("Content-Type", answer.content_type)], body=answer.body,
            )  # fmt: skip
            place = store.record(exchange)
            store.row(
                PageRow(
                    url=url, state="fetched", kind="attachment" if answer.referrer else "article", status=200,
                    columns=answer.columns, content_type=answer.content_type, length=len(answer.body), warc=place.warc,
                    digest=hashlib.sha256(answer.body).hexdigest(), offset=place.offset, fetched_at=place.at, referrer=answer.referrer, anchor=answer.anchor,
                )
            )  # fmt: skip
    columns = tuple(dict.fromkeys(name for answer in answers.values() for name in answer.columns))
    write_visit(
        directory,
        Visit(
            run_id=run_id, unit_id=unit_id, state="complete", pages=len(answers), documents=len(answers), attachments=0,
            misses=0, columns_found=columns, started_at="2026-11-23T00:00:00Z", finished_at="2026-11-23T01:00:00Z",
        ),
    )  # fmt: skip
