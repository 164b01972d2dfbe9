"""大汉 jcms: lists stand in ``<script type="text/xml"><datastore>`` as CDATA records; an HTML parser sees no link there.

A datastore holds one group of records (some pages' worth) and, in ``<nextgroup>``, the address of the next group. The
same records come from ``/module/web/jpage/dataproxy.jsp``, counted by group or by first and last record.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode, urljoin

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import MAX_PAGES, Feed, Paging

_STORE = re.compile(r"<datastore>.*?</datastore>", re.S | re.I)
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[(.*?)\]\]>|(.*?))\s*</record>", re.S | re.I)
_NEXT = re.compile(r"<nextgroup>\s*<!\[CDATA\[(.*?)\]\]>\s*</nextgroup>", re.S | re.I)
_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.I)
_COUNT = r"""{}["']?\s*(?:[:=]\s*["']?|>)\s*(\d+)"""
_PARAMETER = re.compile(r"""["']?\b(col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype)\b["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|(\w+))""")  # fmt: skip
_PROXY = re.compile(r"""["']([^"']*/jpage/dataproxy\.jsp)""")
NEEDED = frozenset({"columnid", "unitid", "webid"})


def unpacked(markup: str) -> str:
    """The page with the records of its datastores written out as elements, so that any list reader sees them."""
    stores = _STORE.findall(markup)
    records = [cdata or html.unescape(plain) for store in stores for cdata, plain in _RECORD.findall(store)]
    if not records:
        return markup
    rows = "".join(f'<div class="jcms-record">{_whole(record)}</div>' for record in records)
    page = re.sub(r"</body>|</html>|<\?xml[^>]*>", "", _STORE.sub("", markup), flags=re.I)
    return f'{page}<div class="jcms-records">{rows}</div>'


def _whole(record: str) -> str:
    """A record that is a table row keeps its cells only inside a table."""
    return f"<table>{record}</table>" if re.match(r"\s*<t[rd]\b", record, re.I) else record


def groups(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """All further groups: from the address in nextgroup, or from the parameters that the page gives its script."""
    store = bool(_STORE.search(markup))
    if not store and not re.search(r"\.jpage\s*\(|jpage/dataproxy", markup):
        return None
    total, size = _count("totalrecord", markup), _count("perpage", markup)
    count = len(_RECORD.findall(" ".join(_STORE.findall(markup))))
    pages = -(-total // size) if total and size else None
    if total is not None and total <= count:
        return Paging((), "", pages)
    named = [urljoin(url, html.unescape(match.group(1))) for group in _NEXT.findall(markup) if (match := _HREF.search(group))]  # fmt: skip
    more = _by_group(named, total, count) if named else _by_record(markup, url, total, count, size)
    if more or (store and total is None) or "/dataproxy.jsp" in url:
        return Paging((), "", pages, feeds=tuple(map(Feed, more)))
    return Paging((), "", pages, "script_list" if total is None or total > count else "")


def _by_group(named: list[str], total: int | None, count: int) -> tuple[str, ...]:
    """``page=2`` in the address of the next group leads to the third and so on, up to the total."""
    match = re.search(r"(?<=[?&]page=)\d+", named[0])
    if match is None or not total or not count:
        return tuple(dict.fromkeys(named))
    first, last = int(match.group()), min(-(-total // count), MAX_PAGES)
    head, tail = named[0][: match.start()], named[0][match.end() :]
    return tuple(f"{head}{page}{tail}" for page in range(first, max(first, last) + 1))


def _by_record(markup: str, url: str, total: int | None, count: int, size: int | None) -> tuple[str, ...]:
    values = {name: quoted or double or bare for name, quoted, double, bare in _PARAMETER.findall(markup)}
    if not values.keys() >= NEEDED or not total or not count:
        return ()
    written = _PROXY.search(markup)
    proxy = urljoin(url, written.group(1) if written else "/module/web/jpage/dataproxy.jsp")
    starts = range(count + 1, total + 1, count)[:MAX_PAGES]
    return tuple(
        f"{proxy}?{urlencode({'startrecord': start, 'endrecord': min(start + count - 1, total), 'perpage': size or count, **values})}"
        for start in starts
    )


def _count(name: str, markup: str) -> int | None:
    match = re.search(_COUNT.format(name), markup, re.I)
    return int(match.group(1)) if match else None


FAMILY = Family(
    hints=("<datastore>", "/module/", "/art/", "zjeg_rss", "/col/col"),
    mark=re.compile(r"<datastore>|/module/(?:web/)?jpage|/art/\d{4}/\d|ZJEG_RSS|/col/col\d+"),
    article=re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_|/art_\d+_\d+"),
    pagers=(groups,),
    unpack=unpacked,
)
