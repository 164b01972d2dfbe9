"""sitemap.xml (sitemaps.org, protocol 0.9): addresses of pages, or of further maps."""

from __future__ import annotations

import html
import re

ADDRESS = "sitemap.xml"
MOST_PAGES = 5000
MOST_MAPS = 20
_LOC = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc>", re.S | re.I)


def site_addresses(markup: str) -> tuple[list[str], list[str]]:
    """(addresses of pages, addresses of maps) that a map for machines names, each once; none of what is no such map.

    Read by its tags and not as XML, so that no entity of it is ever expanded.
    """
    found = list(dict.fromkeys(html.unescape(one) for one in _LOC.findall(markup)))
    if re.search(r"<(?:\w+:)?sitemapindex\b", markup[:2000], re.I):
        return [], found[:MOST_MAPS]
    if not re.search(r"<(?:\w+:)?urlset\b", markup[:2000], re.I):
        return [], []
    maps = [one for one in found if re.search(r"sitemap[^/]*\.xml$", one, re.I)]
    return [one for one in found if one not in maps][:MOST_PAGES], maps[:MOST_MAPS]
