"""Cut off what a killed writer left half-written at the end of a unit's files, so that every reader can read them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20
_OFFSET = re.compile(rb'"warc": "([^"]+)", "offset": (\d+)')


def mend_ledger(ledger: BinaryIO) -> dict[str, int]:
    """Cut off a torn last line, so that the next row does not grow onto it. Out: each WARC file's last known record."""
    ledger.seek(0)
    whole, known = 0, dict[str, int]()
    for line in ledger:
        if not line.endswith(b"\n"):
            ledger.truncate(whole)
            break
        whole += len(line)
        for name, offset in _OFFSET.findall(line):
            known[name.decode()] = max(known.get(name.decode(), 0), int(offset))
    return known


def mend_capture(path: Path, start: int = 0) -> int:
    """Cut off a torn record at the end of a WARC file of gzip members; a file without any whole one is removed.

    `start` is where a whole member begins, to save reading from the front. Out: how many bytes were cut off.
    """
    with path.open("rb+") as file:
        size = file.seek(0, 2)
        *_, end = _ends(file, start if start <= size else 0)
        file.truncate(end)
    if end == 0:
        path.unlink()
    return size - end


def _ends(file: BinaryIO, start: int) -> Iterator[int]:
    """`start`, and where each whole gzip member from there on ends."""
    end, rest = start, b""
    file.seek(start)
    yield end
    while True:
        member, size = zlib.decompressobj(wbits=31), 0
        while not member.eof:
            chunk = rest or file.read(CHUNK)
            rest = b""
            if not chunk:
                return
            try:
                member.decompress(chunk)
            except zlib.error:
                return
            size += len(chunk) - len(member.unused_data)
        rest = member.unused_data
        end += size
        yield end
