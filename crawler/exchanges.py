"""Stored requests and answers as WARC records: to be shown as proof, and to be referred to by later ones."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.capture import CaptureError, PageRow, stored_at

_UNREADABLE = (OSError, StopIteration, ValueError, zlib.error, ArchiveLoadFailed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A stored request and its answer: the bytes of both WARC records, and their parts as text. Of a drawn page, the
    record that holds it, with the record's own headers as `response`.

    `at` is when the answer came (UTC), `address` the server's IP address where it is known.
    """

    warc: bytes
    request: str
    response: str
    at: str
    address: str


def read_exchange(directory: Path, row: PageRow) -> Exchanged:
    """The two WARC records that a row points at. Raises CaptureError when they are not there."""
    (path, offset), parts, raw = stored_at(directory, row), dict[str, str](), bytearray()
    at = address = ""
    try:
        with path.open("rb") as source:
            source.seek(offset)
            records = WARCIterator(source)
            for record in records:
                beside = ("request",) if parts else ("response", "request", "conversion")
                if record.rec_type not in beside:
                    break
                record.raw_stream.read()
                start, length = records.get_record_offset(), records.get_record_length()
                raw += _slice(path, start, length)
                parts[record.rec_type] = record.http_headers.to_str() if record.http_headers else ""
                if record.rec_type == "conversion":
                    parts["response"], at = record.rec_headers.to_str(), record.rec_headers.get_header("WARC-Date")
                    break
                if record.rec_type == "response":
                    at = record.rec_headers.get_header("WARC-Date")
                    address = record.rec_headers.get_header("WARC-IP-Address") or ""
                else:
                    break
    except _UNREADABLE as error:
        raise CaptureError(f"{path}: no record at {row.offset} for {row.url} ({error})") from error
    if "response" not in parts:
        raise CaptureError(f"{path}: no answer to {row.url} at {row.offset}")
    return Exchanged(
        warc=bytes(raw), request=parts.get("request", ""), response=parts["response"], at=at, address=address
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a revisit record says of the response it refers to (ISO 28500, section 6.7)."""

    record_id: str
    url: str
    at: str
    digest: str


def read_origin(directory: Path, row: PageRow) -> Origin:
    """The response record that a row points at. Raises CaptureError when it is not there."""
    path, offset = stored_at(directory, row)
    try:
        with path.open("rb") as source:
            source.seek(offset)
            said = next(WARCIterator(source)).rec_headers
    except _UNREADABLE as error:
        raise CaptureError(f"{path}: no record at {row.offset} for {row.url} ({error})") from error
    names = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "WARC-Payload-Digest")
    record_id, url, at, digest = (said.get_header(name, "") for name in names)
    return Origin(record_id=record_id, url=url, at=at, digest=digest)


def _slice(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as source:
        source.seek(start)
        return source.read(length)
