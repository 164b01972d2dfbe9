"""Office files whose bytes depend on nothing but their contents: the clock of the machine stands in none of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can name."""


def settle(path: Path) -> Path:
    """Write the archive `path` again, its members in their order and all dated EPOCH."""
    with zipfile.ZipFile(path) as source:
        members = [(entry.filename, source.read(entry)) for entry in source.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in members:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, body)
    return path
