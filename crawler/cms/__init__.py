"""Publishing systems: how each lists, pages and names things. Pure functions on markup; nothing here fetches.

A new system is one module with a FAMILY and one entry here.
"""

from __future__ import annotations

from crawler.cms.reading import (
    ARTICLE_URL,
    FAMILIES,
    ListItem,
    ListPage,
    family,
    next_page,
    page_kind,
    read_list,
    scrolled,
    sub_columns,
)
from crawler.links import attachment_links, redirect_target

__all__ = [
    "ARTICLE_URL",
    "FAMILIES",
    "ListItem",
    "ListPage",
    "attachment_links",
    "family",
    "next_page",
    "page_kind",
    "read_list",
    "redirect_target",
    "scrolled",
    "sub_columns",
]
