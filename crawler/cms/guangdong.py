"""The platform of Guangdong (南方网 NFCMS): content/post_9360641.html, lists index_2.html with class="next".

Its catalogue of disclosure (``/gkmlpt/``) draws its lists by script from ``/gkmlpt/api/all/<column>?page=1&sid=<site>``,
a feed of JSON (articles, total). The page's configuration holds the site (``SID``) and the tree of columns (``TREE``, or a
single column's id); which of them is shown stands in the address behind #, so all of them are asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Feed, Paging
from crawler.links import tidy

_SITE = re.compile(r"""\bSID["']?\s*[:=]\s*["']?(\d+)""")
_COLUMN = re.compile(r"""\b(?:column_?id|classify_?id|classifyId|CID)["']?\s*[:=]\s*["']?(\d+)""", re.I)
_TREE = re.compile(r"""\bTREE["']?\s*[:=]\s*(?=[\[{])""")
_CHILDREN = ("children", "child", "sub", "subs", "items", "nodes", "list")
MOST_COLUMNS = 300
DEEPEST = 8


def catalogue(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """The feeds behind a page of the catalogue, where the page names site and columns."""
    if "/gkmlpt" not in url or "/gkmlpt/api/" in url or "/gkmlpt/content/" in url:
        return None
    if (site := _SITE.search(markup)) is None:
        return None
    api = f"{url.split('/gkmlpt', 1)[0]}/gkmlpt/api/all/"
    tree = dict.fromkeys(_leaves(_tree(markup), DEEPEST))
    feeds = [Feed(f"{api}{column}?page=1&sid={site.group(1)}", name) for column, name in list(tree)[:MOST_COLUMNS]]
    if not feeds and (column := _COLUMN.search(markup)) is not None:
        feeds = [Feed(f"{api}{column.group(1)}?page=1&sid={site.group(1)}")]
    lost = "" if feeds and len(tree) <= MOST_COLUMNS else "script_list"
    return Paging((), "", None, lost, feeds=tuple(feeds))


def _tree(markup: str) -> Any:
    match = _TREE.search(markup)
    try:
        return json.JSONDecoder(strict=False).raw_decode(markup, match.end())[0] if match else None
    except (ValueError, RecursionError):
        return None


def _leaves(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Id and name of the columns that hold no others: what stands in a column stands in one of them."""
    if depth == 0:
        return
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one, depth)
    elif isinstance(value, dict):
        below = [value[name] for name in _CHILDREN if isinstance(value.get(name), list | dict) and value[name]]
        number = str(value.get("id") or value.get("column_id") or value.get("cid") or "")
        if below:
            for one in below:
                yield from _leaves(one, depth - 1)
        elif number.isdigit():
            yield number, tidy(str(value.get("name") or value.get("title") or ""))
        else:
            for one in value.values():
                yield from _leaves(one, depth - 1) if isinstance(one, list | dict) else ()


FAMILY = Family(
    hints=("post_", "/gkmlpt", "nfcms_"),
    mark=re.compile(r"content/m?post_\d+|/gkmlpt|NFCMS_"),
    article=re.compile(r"/m?post_\d+\.|/gkmlpt/content/\d"),
    pagers=(catalogue,),
)
