"""The checks: one small function per way of recognising a point. `CHECKS` is the whole registry.

`column` and `structure` look at a site, not at a document: see `audit.sitewide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from audit.checks import field, figures, form, parts, table, topic
from audit.checks.hit import Answer
from audit.reading import Reading
from rules.model import Domain

CHECKS: dict[str, Callable[[Any, Domain, Reading], Iterator[Answer]]] = {
    "field": field.check,
    "figures": figures.check,
    "topic": topic.check,
    "table": table.check,
    "parts": parts.check,
    "form": form.check,
}
