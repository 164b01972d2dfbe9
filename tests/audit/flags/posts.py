"""Documents and traces for the tests of flags, as an audit would have read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from audit.flags.names import names_of
from audit.flags.record import page_flags
from audit.flags.trace import Trace, body_lines, trace
from audit.model import Document

AS_OF = date(2026, 11, 23)
UNIT = "青河县民政局"
SITE = "http://mzj.qinghe.example"


def page(title: str, text: str, **more: Any) -> Document:
    """A notice of the unit on its own site."""
    said = {"url": f"{SITE}/gs/1.html", "page_type": "notice", "columns": ("社会救助",), "how": "box"}
    return Document(title=title, text=text, **(said | more))


def kinds(document: Document) -> list[str]:
    """Kinds of the flags that one page raises by itself."""
    return [flag.kind for flag in page_flags([(document, body_lines(document))])]


def traced(documents: Iterable[Document], unit: str = UNIT) -> list[Trace]:
    """Traces of documents of one unit."""
    names = names_of(unit)
    return [trace(one, body_lines(one), names) for one in documents]


def days_before(days: int) -> date:
    """So many days before the day of the audit."""
    return AS_OF - timedelta(days=days)
