"""The platform of Guangdong (南方网 NFCMS): content/post_9360641.html, lists index_2.html with class="next".

Its catalogue of disclosure (``/gkmlpt/``) draws its lists by script from ``/gkmlpt/api/all/<column>?page=1&sid=<site>``,
a feed of JSON; the column stands in the fragment or in the page's configuration.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Paging

_SITE = re.compile(r"""\bSID["']?\s*[:=]\s*["']?(\d+)""")
_COLUMN = re.compile(r"""\b(?:column_?id|classify_?id|classifyId|CID)["']?\s*[:=]\s*["']?(\d+)""", re.I)


def catalogue(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """The feed behind a page of the catalogue, where the page names site and column."""
    if "/gkmlpt" not in url or (site := _SITE.search(markup)) is None:
        return None
    column = _COLUMN.search(markup)
    if column is None:
        return Paging((), "", None, "script_list")
    prefix = url.split("/gkmlpt", 1)[0]
    feed = urljoin(url, f"{prefix}/gkmlpt/api/all/{column.group(1)}?page=1&sid={site.group(1)}")
    return Paging((feed,), feed)


FAMILY = Family(
    mark=re.compile(r"content/m?post_\d+|/gkmlpt|NFCMS_"),
    article=re.compile(r"/m?post_\d+\.|/gkmlpt/content/\d"),
    pagers=(catalogue,),
)
