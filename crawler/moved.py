"""Records that were moved out of a visit's captures into a small WARC of their own, so that the rest could be dropped.

Ledgers keep naming the place where a record was written (``capture-001.warc.gz``, offset); ``kept.json`` beside the small
file says where it stands now. The bytes of a record are the same in both.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

MAP = "kept.json"
MOVED = "kept-*.warc.gz"


def moved_to(directory: Path, warc: str, offset: int) -> tuple[Path, int] | None:
    """Where the record that was written at `offset` of `warc` stands now; None when it was not moved.

    Raises ValueError or OSError when the map cannot be read.
    """
    path = directory / MAP
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    name, places = _map(path, stat.st_mtime_ns, stat.st_size)
    place = places.get(key_of(warc, offset))
    return None if place is None else (directory / name, place)


def key_of(warc: str, offset: int) -> str:
    """The name of a record in the map."""
    return f"{warc}:{offset}"


@lru_cache(maxsize=64)
def _map(path: Path, changed: int, size: int) -> tuple[str, dict[str, int]]:
    said = json.loads(path.read_text(encoding="utf-8"))
    return str(said["file"]), {str(key): int(value) for key, value in said["records"].items()}
