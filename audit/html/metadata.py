"""What the head of a page says of itself: the meta names of the 2018 government site guide and their spellings."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from audit.html.dates import first_date
from audit.html.inline import tidy

_TAGS = re.compile(r"<[^<>]{0,200}>")
_UNTOUCHED = re.compile(
    r"^(?:网站域名|政府网站标识码|栏目名称|无|null|undefined|none|-+|\$\{.*|<.*|\{\{.*)$", re.IGNORECASE
)
"""Values that a template's author meant to be replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Meta tags of a page, cleaned; "" or None where a page has none. `heading` is its <title>."""

    heading: str = ""
    title: str = ""
    published: date | None = None
    formed: date | None = None
    source: str = ""
    site: str = ""
    column: str = ""
    column_type: str = ""


def read_metadata(root: HtmlElement) -> Metadata:
    """The metadata of a parsed page. Names are compared without case; the first filled value counts."""
    values: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = plain(meta.get("content") or "")
        if name and content and not _UNTOUCHED.match(content):
            values.setdefault(name, content)
    return Metadata(
        heading=next((text for title in root.iter("title") if _says(text := plain(title.text_content()))), ""),
        title=_first(values, "articletitle", "og:title"),
        published=first_date(_first(values, "pubdate", "publishdate", "article:published_time", "firstpublishedtime"))
        or _timed(root),
        formed=first_date(
            _first(values, "writtendate", "writedate", "cwrq", "yfrq", "成文日期", "生成日期", "印发日期")
        ),
        source=_first(values, "contentsource", "source"),
        site=_first(values, "sitename"),
        column=_first(values, "columnname"),
        column_type=_first(values, "columntype"),
    )


def _timed(root: HtmlElement) -> date | None:
    """The day that the only ``<time datetime="…">`` of a page bears: several are those of a list."""
    days = [element.get("datetime") for element in root.iter("time") if element.get("datetime")]
    return first_date(days[0] or "") if len(days) == 1 else None


def _says(heading: str) -> bool:
    return bool(heading) and heading.lower() not in ("document", "untitled", "无标题文档", "title")


def plain(text: str) -> str:
    """`text` without the markup and the entities that some systems leave in titles."""
    return tidy(_TAGS.sub(" ", html.unescape(html.unescape(text))))


def _first(values: dict[str, str], *names: str) -> str:
    return next((values[name] for name in names if name in values), "")
