"""Overlays on disk for the little book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from little_book import dump


def overlay(root: Path, *domains: dict[str, Any], duties: dict[str, Any] | None = None) -> Path:
    """Write an overlay under `root`: one file for each of `domains`, and duties.yml when there are any."""
    (root / "book").mkdir(parents=True, exist_ok=True)
    for domain in domains:
        name = domain.get("domain", str(domain.get("prefix", "none")).lower())
        (root / "book" / f"{name}.yml").write_text(dump(domain), encoding="utf-8")
    if duties is not None:
        (root / "duties.yml").write_text(dump(duties), encoding="utf-8")
    return root
