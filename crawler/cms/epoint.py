"""新点 Epoint: table rows with ``ewb-`` classes; the pager is ``pagination({pageSize:15,total:97,…})`` without addresses."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Paging

_CALL = re.compile(r"\.pagination\s*\(\s*\{(.{0,800}?)\}", re.S)
_NUMBER = re.compile(r"""\b(pageSize|total|pageIndex)\s*:\s*["']?(\d+)""")


def script_table(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """Further pages are drawn by script: they cannot be computed, only counted."""
    match = _CALL.search(markup)
    if match is None:
        return None
    options = {name: int(value) for name, value in _NUMBER.findall(match.group(1))}
    size, total = options.get("pageSize", 0), options.get("total", 0)
    if not size or total <= size:
        return None
    return Paging((), "", -(-total // size), "script_list", size)


FAMILY = Family(
    mark=re.compile(r"\bewb-|epoint", re.I),
    article=re.compile(r"/20\d{6}/[0-9a-f]{8}-[0-9a-f]{4}-|[?&]infoid=[0-9a-f-]{8,}", re.I),
    pagers=(script_table,),
)
