"""Write a unit's directory: WARC records first, then the ledger row that points at them.

A killed writer leaves at worst one torn record and one torn line, both at the end of their file; the next writer cuts
them off and begins a WARC file of its own. Field names follow ISO 28500 (WARC 1.1, sections 5 and 6).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, BinaryIO, Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.capture import LEDGER, CaptureError, PageRow
from crawler.exchanges import Origin
from crawler.mending import mend_capture, mend_ledger

SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes after which the next record goes to a new WARC file."""
SYNC_EVERY = 30.0
"""Seconds after which the next row has everything written to disk: once for every page would cost more than the page."""
CAPTURES = "capture-*.warc.gz"
DRAWN_TYPE = "text/html; charset=utf-8"
"""What a drawn page is, whatever the page itself says of its charset."""
Headers = Sequence[tuple[str, str]]
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
NOT_MODIFIED, SAME_PAYLOAD = "server-not-modified", "identical-payload-digest"
"""Profiles of revisit records (ISO 28500, section 6.7): the server said 304, or sent the same bytes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as they went over the wire (the body still encoded). `form` is a request's body."""

    url: str
    method: str
    request_headers: Headers
    status: int
    reason: str
    response_headers: Headers
    body: bytes
    address: str = ""
    form: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response record stands and when it was received."""

    warc: str
    offset: int
    at: str


def now() -> str:
    """This moment in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class UnitCapture:
    """The writer of one unit's directory. One process at a time: a second one is refused."""

    def __init__(self, directory: Path, info: Mapping[str, str], size_limit: int = SIZE_LIMIT) -> None:
        """Open (and if need be mend) the ledger. Raises CaptureError when another process is writing here."""
        directory.mkdir(parents=True, exist_ok=True)
        self._directory, self._info, self._size_limit = directory, dict(info), size_limit
        self._warc: BinaryIO | None = None
        self._writer: Any = None
        self._ledger = (directory / LEDGER).open("ab+")
        try:
            fcntl.flock(self._ledger, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._ledger.close()
            raise CaptureError(f"{directory}: another crawl is writing here; wait for it or stop it") from error
        self._synced = monotonic()
        known = mend_ledger(self._ledger)
        self._end = self._ledger.seek(0, os.SEEK_END)
        for path in sorted(directory.glob(CAPTURES))[-1:]:
            mend_capture(path, known.get(path.name, 0))

    def record(self, exchange: Exchange, origin: Origin | None = None) -> Place:
        """Store a request and its answer; both are with the operating system when this returns.

        With the stored response `origin` of an unchanged page, the answer becomes a revisit record that refers to it.
        Raises CaptureError when the disk refuses.
        """
        try:
            return self._record(exchange, origin)
        except OSError as error:
            raise CaptureError(f"{self._directory}: cannot be written ({error.strerror}); make room and run again") from error  # fmt: skip

    def _record(self, exchange: Exchange, origin: Origin | None) -> Place:
        out, writer = self._open()
        at, offset = now(), out.tell()
        body = b"" if origin else exchange.body
        response = writer.create_warc_record(
            exchange.url,
            "revisit" if origin else "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(
                f"{exchange.status} {exchange.reason}".rstrip(), list(exchange.response_headers), protocol="HTTP/1.1"
            ),
            warc_headers_dict={"WARC-Date": at}
            | ({"WARC-IP-Address": exchange.address} if exchange.address else {})
            | (_referring(exchange.status, origin) if origin else {}),
        )
        request = writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.form),
            length=len(exchange.form),
            http_headers=StatusAndHeaders(
                f"{exchange.method} {_target(exchange.url)} HTTP/1.1", list(exchange.request_headers), is_http_request=True
            ),
        )  # fmt: skip
        writer.write_request_response_pair(request, response)
        out.flush()
        return Place(Path(out.name).name, offset, at)

    def drawn(self, url: str, of: str, body: bytes) -> Place:
        """Store what a browser made of a page (ISO 28500, section 6.8: conversion). `of`: the page's own address.

        Raises CaptureError when the disk refuses.
        """
        try:
            out, writer = self._open()
            at, offset = now(), out.tell()
            said = {"WARC-Date": at, "WARC-Refers-To-Target-URI": of}
            writer.write_record(
                writer.create_warc_record(
                    url, "conversion", payload=BytesIO(body), length=len(body), warc_content_type=DRAWN_TYPE,
                    warc_headers_dict=said,
                )
            )  # fmt: skip
            out.flush()
        except OSError as error:
            raise CaptureError(f"{self._directory}: cannot be written ({error.strerror}); make room and run again") from error  # fmt: skip
        return Place(Path(out.name).name, offset, at)

    def row(self, row: PageRow) -> int:
        """Add a row to the ledger. It is with the operating system when this returns, and on disk at the latest half a minute after.
        Out: the place in the file where it begins.

        What a power cut leaves of that time is a torn line, or a row whose record cannot be read: both are fetched
        again. Raises CaptureError when the disk refuses.
        """
        try:
            line, place = json.dumps(_plain(row), ensure_ascii=False).encode() + b"\n", self._end
            self._ledger.write(line)
            self._ledger.flush()
            self._end += len(line)
            if monotonic() - self._synced >= SYNC_EVERY:
                self._sync()
        except OSError as error:
            raise CaptureError(f"{self._directory}: cannot be written ({error.strerror}); make room and run again") from error  # fmt: skip
        return place

    def sync(self) -> None:
        """Have everything on disk. Raises CaptureError when the disk refuses."""
        try:
            self._sync()
        except OSError as error:
            raise CaptureError(f"{self._directory}: cannot be written ({error.strerror}); make room and run again") from error  # fmt: skip

    def _sync(self) -> None:
        """Records first, then the rows that point at them."""
        for out in (self._warc, self._ledger):
            if out is not None:
                os.fsync(out.fileno())
        self._synced = monotonic()

    def close(self) -> None:
        """Give the directory back. What a full disk refuses now is lost, and mended at the next start."""
        for out in (self._warc, self._ledger):
            if out is not None:
                with contextlib.suppress(OSError):
                    out.close()
        self._warc = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> tuple[BinaryIO, Any]:
        if self._warc is not None and self._warc.tell() >= self._size_limit:
            os.fsync(self._warc.fileno())
            self._warc.close()
            self._warc = None
        if self._warc is None:
            taken = [int(path.name[8:-8]) for path in self._directory.glob(CAPTURES)]
            name = f"capture-{max(taken, default=0) + 1:03d}.warc.gz"
            self._warc = (self._directory / name).open("xb")
            self._writer = WARCWriter(self._warc, gzip=True, warc_version="1.1")
            self._writer.write_record(self._writer.create_warcinfo_record(name, self._info))
        return self._warc, self._writer


def _referring(status: int, origin: Origin) -> dict[str, str]:
    same = {"WARC-Payload-Digest": origin.digest} if status != HTTPStatus.NOT_MODIFIED else {}
    return {
        "WARC-Profile": PROFILE + (SAME_PAYLOAD if same else NOT_MODIFIED),
        "WARC-Refers-To": origin.record_id,
        "WARC-Refers-To-Target-URI": origin.url,
        "WARC-Refers-To-Date": origin.at,
    } | same


def _target(url: str) -> str:
    """The request line's target: everything after the host."""
    _, _, rest = url.partition("//")
    path = rest[len(rest.split("/", 1)[0].split("?", 1)[0]) :]
    return path if path.startswith("/") else "/" + path


def _plain(row: PageRow) -> dict[str, Any]:
    """A row without its empty fields."""
    return {name: value for name, value in asdict(row).items() if value not in ("", 0, (), None)}
