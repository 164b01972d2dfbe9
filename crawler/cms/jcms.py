"""大汉 jcms: lists stand in ``<script type="text/xml"><datastore>`` as CDATA records; an HTML parser sees no link there.

A datastore may hold several groups of records and, in ``<nextgroup>``, the address of the next ones.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_STORE = re.compile(r"<datastore>.*?</datastore>", re.S | re.I)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S | re.I)
_NEXT = re.compile(r"<nextgroup>\s*<!\[CDATA\[(.*?)\]\]>\s*</nextgroup>", re.S | re.I)
_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.I)


def unpacked(markup: str) -> str:
    """The page with the records of its datastores written out as list items, so that any list reader sees them."""
    stores = _STORE.findall(markup)
    if not stores and not markup.lstrip().startswith("<?xml"):
        return markup
    records = [record for store in stores for record in _RECORD.findall(store)]
    if not records:
        return markup
    items = "".join(f'<div class="jcms-record">{record}</div>' for record in records)
    page = re.sub(r"</body>|</html>", "", _STORE.sub("", markup), flags=re.I)
    return f'{page}<div class="jcms-records">{items}</div>'


def more(markup: str, url: str) -> tuple[str, ...]:
    """Addresses of the next groups of records."""
    found = []
    for group in _NEXT.findall(markup):
        if match := _HREF.search(group):
            found.append(urljoin(url, html.unescape(match.group(1))))
    return tuple(dict.fromkeys(found))


def total_pages(markup: str) -> int | None:
    """Pages by the datastore's own count (totalrecord over perpage), where the page says both."""
    total = re.search(r"""totalrecord["']?\s*[:=>]\s*["']?(\d+)""", markup, re.I)
    size = re.search(r"""perpage["']?\s*[:=>]\s*["']?(\d+)""", markup, re.I)
    return -(-int(total.group(1)) // int(size.group(1))) if total and size and int(size.group(1)) else None
