"""The run directory: what a crawl leaves for the next stage, and how to read it back.

``DATA/runs/<run_id>/run.json``   which run, when, with which options
``…/units/<unit_id>/capture-*.warc.gz``  what was sent and received (ISO 28500 WARC, one gzip member a record)
``…/units/<unit_id>/kept-*.warc.gz``  of an old run: the records that are still needed (`crawler.moved`)
``…/units/<unit_id>/pages.jsonl``  one line per URL wanted: fetched, unchanged, or missed and why
``…/units/<unit_id>/visit.json``   written last, by rename: the unit's directory is complete

Writing the first two is `crawler.recorder`'s job; this module reads them and holds the values they are made of.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.coding import decoded
from crawler.moved import MAP, moved_to

LEDGER = "pages.jsonl"
VISIT = "visit.json"
RUN = "run.json"
RECHECKS, MARK_OF_RECHECK = "rechecks", ".recheck-"
"""Re-checks of single cases lie apart from the runs, so that no weekly run is ever taken for one."""
BODY_LIMIT = 64 * 1024 * 1024
"""Bytes a decoded body may have: the crawl refuses more, and so does reading a capture back."""
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class CaptureError(Exception):
    """A run directory that cannot be read or written. The message names the file and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One line of pages.jsonl.

    `state`: fetched | unchanged | redirected (`final_url` has a row of its own) | missed | skipped (missed outside all
    disclosure columns, so no gap) | absent (404, 410, or a page that says so: a fact about the site). `reason` names a miss: timeout, dns, connection, tls, http_5xx, http_4xx, robots, blocked, maintenance,
    too_large, redirect_limit, private_address, budget, script_list, script_file, empty, off_site (sent to a host that the registry
    does not name), parse_error. `kind`: home | column | list | article | attachment | other. `columns`: names of the
    columns that led here, outermost first. `digest` is the SHA-256 of the decoded body, `length` its bytes; `warc` and
    `offset` say where the response record starts. Times are ISO 8601 in UTC.

    The body of an `unchanged` page stands in the earlier run `run` (same unit), and `fetched_at` is when it came then.
    `day` is the day of the run that fetched it, `checked` that of the last run that asked the site for the page. `etag`
    and `modified` are the validators that came with it. `reason` of such a page is `unlisted` when nothing on the site
    led to it any more. `looks`: 2 when only the second look, at the end of the visit, brought what this row says.
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
    run: str = ""
    day: str = ""
    checked: str = ""
    etag: str = ""
    modified: str = ""
    looks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """visit.json: how the visit to one unit went. `state`: complete | partial | unreachable | blocked | no_column.

    `searchable`: the site offers its readers a search. `shortfall` says how the visit falls short of earlier ones
    ("" when it does not), `vanished` and `appeared` which disclosure columns went and came since the last good visit.
    `unchanged` counts the pages and attachments whose bodies stand in an earlier run, `unlisted` those to which nothing
    on the site led any more (they still stand at their addresses), `crawler` is a digest of the
    code that made the visit. `systems`: the publishing systems that made its pages, the commonest first ("generic": one
    that bears no mark we know). `drawn`: how many pages a browser drew.
    """

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
    searchable: bool = False
    note: str = ""
    shortfall: str = ""
    vanished: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    unchanged: int = 0
    unlisted: int = 0
    crawler: str = ""
    systems: tuple[str, ...] = ()
    drawn: int = 0


def safe_name(name: str) -> bool:
    """Whether a run or unit id can be a directory's name everywhere: ASCII letters, digits, dot, dash, underscore."""
    return _SAFE_NAME.fullmatch(name) is not None


def run_dir(data: Path, run_id: str) -> Path:
    """Where a run (or a re-check) lives. Raises CaptureError when the id is no name of a directory."""
    if not safe_name(run_id):
        raise CaptureError(f"run id {run_id!r}: use letters, digits, dot, dash and underscore only")
    return data / (RECHECKS if MARK_OF_RECHECK in run_id else "runs") / run_id


def unit_dir(data: Path, run_id: str, unit_id: str) -> Path:
    """Where a unit's part of a run lives. Raises CaptureError when an id is no name of a directory."""
    if not safe_name(unit_id):
        raise CaptureError(f"unit id {unit_id!r}: use letters, digits, dot, dash and underscore only")
    return run_dir(data, run_id) / "units" / unit_id


def run_dirs(data: Path) -> list[Path]:
    """All runs under a data directory, by name (names begin with a date, so by age).

    Raises OSError for one that may not be read: glob would say that there is no run.
    """
    runs = data / "runs"
    return sorted(path for path in runs.iterdir() if (path / RUN).exists()) if runs.is_dir() else []


def unit_dirs(run: Path) -> list[Path]:
    """All units of a run that were started, by id."""
    return sorted(path for path in (run / "units").glob("*") if path.is_dir())


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file so that a reader meets the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with scratch.open("w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(path)


def read_run(run: Path) -> dict[str, Any]:
    """run.json of a run, empty when it has none yet. Raises CaptureError when it cannot be read."""
    path = run / RUN
    if not path.exists():
        return {}
    return _read_json(path)


def update_run(run: Path, **values: Any) -> None:
    """Set some values of run.json and keep the others."""
    write_json(run / RUN, read_run(run) | values)


def write_visit(directory: Path, visit: Visit) -> None:
    """Declare a unit's directory complete."""
    write_json(directory / VISIT, asdict(visit))


def read_visit(directory: Path) -> Visit | None:
    """How the visit went; None while the unit's directory is not complete. Raises CaptureError when unreadable."""
    path = directory / VISIT
    if not path.exists():
        return None
    values = _known(_read_json(path), Visit)
    try:
        return Visit(
            **values
            | {name: tuple(values.get(name, ())) for name in ("columns_found", "vanished", "appeared", "systems")}
        )
    except TypeError as error:
        raise CaptureError(f"{path}: {error}; delete the file to visit the unit again") from error


def read_pages(directory: Path) -> list[PageRow]:
    """The ledger of a unit: one row per URL, the newest where there are several, in the order of first mention.

    Raises CaptureError like `each_row`.
    """
    return list({row.url: row for _, row in each_row(directory)}.values())


def each_row(directory: Path) -> Iterator[tuple[int, PageRow]]:
    """The rows of a unit's ledger as they were written, each with the place in the file where it begins.

    A torn last line (the writer was killed) is left out. Raises CaptureError for any other line that is no row.
    """
    path, place = directory / LEDGER, 0
    if not path.exists():
        return
    with path.open("rb") as ledger:
        for number, line in enumerate(ledger, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                row = row_of(line)
            except (ValueError, TypeError, AttributeError) as error:
                raise CaptureError(f"{path}:{number}: not a page row ({error}); restore it or delete the unit's directory") from error  # fmt: skip
            yield place, row
            place += len(line)


def row_of(line: bytes) -> PageRow:
    """The row that a line of the ledger tells. Raises ValueError, TypeError or AttributeError when it is none."""
    values = _known(json.loads(line), PageRow)
    return PageRow(**values | {"columns": tuple(values.get("columns", ()))})


def read_body(directory: Path, row: PageRow, limit: int = BODY_LIMIT) -> bytes:
    """The decoded body that a row points at, empty for a row without one. `directory` is the unit's, of the row's run;
    an unchanged page's body is read from the run that it stands in.

    Raises CaptureError when the record is not there, its body is larger than `limit` bytes, or it is not the body that
    the row's digest was taken of.
    """
    if not row.warc:
        return b""
    path, offset = stored_at(directory, row)
    try:
        with path.open("rb") as source:
            source.seek(offset)
            record = next(WARCIterator(source))
            raw = record.raw_stream.read()
            encodings = record.http_headers.get_header("Content-Encoding", "") if record.http_headers else ""
            found = record.rec_headers.get_header("WARC-Target-URI")
    except (OSError, StopIteration, ValueError, zlib.error, ArchiveLoadFailed) as error:
        raise CaptureError(f"{path}: no record at {row.offset} for {row.url} ({error})") from error
    if record.rec_type not in ("response", "conversion"):
        raise CaptureError(f"{path}: the record at {row.offset} is of {found}, not the answer to {row.url}")
    body = decoded(raw, encodings, limit)
    if len(body) > limit:
        raise CaptureError(f"{path}: the body of {row.url} is larger than {limit} bytes")
    if row.digest and hashlib.sha256(body).hexdigest() != row.digest:
        raise CaptureError(f"{path}: the record of {row.url} was altered after the crawl; restore the file")
    return body


def stored_at(directory: Path, row: PageRow) -> tuple[Path, int]:
    """The file that a row's body stands in, and where in it: `gongkai prune` may have moved it.

    Raises CaptureError when it was removed.
    """
    home = unit_dir(directory.parents[3], row.run, directory.name) if row.run else directory
    path = home / row.warc
    if path.exists():
        return path, row.offset
    try:
        moved = moved_to(home, row.warc, row.offset)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CaptureError(f"{home}: its list of moved records cannot be read ({error}); restore {MAP}") from error
    if moved:
        return moved
    since = f", unchanged since run {row.run}" if row.run else ""
    raise CaptureError(
        f"{path}: was removed (pruned.jsonl names what `gongkai prune` dropped), and with it the body of {row.url}{since}; "
        f"restore it or crawl again with --full"
    )


def _known(values: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """Fields that this version knows: a run written by a newer version can still be read."""
    return {name: value for name, value in values.items() if name in kind.__dataclass_fields__}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CaptureError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise CaptureError(f"{path}: cannot be read ({error}); restore it or delete the run") from error
    if not isinstance(value, dict):
        raise CaptureError(f"{path}: is not a JSON object; restore it or delete the run")
    return value
