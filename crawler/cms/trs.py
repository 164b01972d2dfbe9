"""TRS WCM (拓尔思, also 海云): page 1 is index.html, page 2 is index_1.html. The pager is a script call."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.cms.family import Family
from crawler.cms.paging import Paging, number, numbered

_CALL = re.compile(r"""createPage(?:HTML\d?)?\s*\(\s*(\w+)\s*,\s*\w+\s*,\s*["']([^"']*)["']\s*,\s*["'](\w+)["']""")
_PAGER = re.compile(r"\bPager\s*\(\s*\{([^}]*)\}")
_OPTION = re.compile(r"""(\w+)\s*:\s*["']?([^,"'}]+)["']?""")
_WRITTEN = re.compile(r"""([\w./-]*)_\\?["']\s*\+\s*\(?\s*\w+(?:\s*[-+]\s*1)?\s*\)?\s*\+\s*\\?["']\.(s?html?|jsp)""")

_TOLD = re.compile(r"""\bm?_?(?:n|str|s)?(RecordCount|PageSize|PageName|PageExt)\s*=\s*["']?([\w./-]+)""", re.I)


def call(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """``createPageHTML(4, 0, "index", "html")``: pages, this page counted from 0, stem, suffix."""
    match = _CALL.search(markup)
    if match is None or (total := number(match.group(1), markup)) is None:
        return None
    return _pages(url, total, match.group(2) or "index", match.group(3))


def site_made(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A site's own ``Pager({size:3, current:0, prefix:'index', suffix:'html'})`` over such pages."""
    match = _PAGER.search(markup) if "Pager" in markup else None
    if match is None:
        return None
    options = {name: value.strip() for name, value in _OPTION.findall(match.group(1))}
    total = number(options.get("size", ""), markup)
    if total is None or "prefix" not in options:
        return None
    return _pages(url, total, options["prefix"], options.get("suffix", "html"))


def written(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """A pager written by the page's own script over the variable countPage, which TRS fills in."""
    total = re.search(r"""\bcountPage\s*=\s*["']?(\d+)""", markup) if "countPage" in markup else None
    match = _WRITTEN.search(markup) if total else None
    if total is None or match is None:
        return None
    return _pages(url, int(total.group(1)), match.group(1) or "index", match.group(2))


def counted(root: HtmlElement, markup: str, url: str) -> Paging | None:
    """An older pager's script: entries and entries a page in ``m_nRecordCount``, ``m_nPageSize``, the stem in ``m_strPageName``."""
    if "RecordCount" not in markup or "PageSize" not in markup:
        return None
    told = {name.lower(): value for name, value in _TOLD.findall(markup)}
    entries, size = (
        int(told.get(name) or 0) if told.get(name, "0").isdigit() else 0 for name in ("recordcount", "pagesize")
    )
    if not entries or not size or "pagename" not in told:
        return None
    return _pages(url, -(-entries // size), told["pagename"], told.get("pageext", "html").strip("."))


def _pages(url: str, total: int, stem: str, suffix: str) -> Paging:
    return numbered(url, [f"{stem}.{suffix}", *(f"{stem}_{i}.{suffix}" for i in range(1, total))])


FAMILY = Family(
    hints=("trs_editor", "trs_ueditor", "createpagehtml", "/t20"),
    mark=re.compile(r"TRS_Editor|TRS_UEDITOR|trs_editor_view|createPageHTML\s*\(\s*[\w$]|/t20\d{6}_\d+\.s?html"),
    article=re.compile(r"/t20\d{6}_\d+\."),
    pagers=(call, site_made, written, counted),
)
