"""ASP.NET WebForms: the next page is a postback that needs the page's view state, so it has no address."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.linked import region, stated
from crawler.cms.paging import Paging

_QUOTE = r"(?:'|&#39;|\\')"
_POSTBACK = re.compile(rf"__doPostBack\({_QUOTE}[^'&]*{_QUOTE}\s*,\s*{_QUOTE}(?:Page\$)?(?:\d+|Next|Last){_QUOTE}")
_NAMED = re.compile(rf"__doPostBack\({_QUOTE}[^'&]*(?:page|anp|next)[^'&]*{_QUOTE}", re.I)


def postback(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A pager whose links are postbacks."""
    if not _POSTBACK.search(markup) and not _NAMED.search(markup):
        return None
    _, total = stated(root, region(root))
    return Paging((), "", total, "" if total == 1 else "postback")


FAMILY = Family(mark=re.compile(r"__VIEWSTATE|__doPostBack"), pagers=(postback,))
