"""What an unchanged homepage vouches for, so that a site on which nothing was published is asked little.

A homepage that is kept up shows what is new: of most columns their newest entries, in blocks of one column or in one of
all. So when it shows what it showed a week ago, nothing new stands at the head of a list whose head it shows. Such a
list is taken from the earlier visit, and so are the pages that are only ways to lists (doors, site maps, redirects); like
all pages they are asked for within four weeks (`crawler.baseline`). A column whose entries the homepage does not show, or
that has none, is asked for every week.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import Path

from crawler import capture
from crawler.capture import CaptureError, PageRow
from crawler.charset import decode
from crawler.cms import read_list
from crawler.frontier import Want
from crawler.ledger import ANSWERED
from crawler.links import anchors, parse
from crawler.scope import canonical, host_of, key
from crawler.walk import bounded

log = logging.getLogger(__name__)
_LISTS = frozenset({"list", "column"})


class Homepage:
    """The homepages of one visit beside those of the one before."""

    def __init__(
        self, earlier: Callable[[str], PageRow | None], newest: frozenset[str], here: Mapping[str, PageRow], directory: Path
    ) -> None:  # fmt: skip
        """`earlier` gives a page's row in the earlier visit, `newest` has the keys of that visit's newest entries, `here`
        this visit's rows, whose bodies can be read from the unit's `directory`.
        """
        self._earlier, self._newest, self._here, self._directory = earlier, newest, here, directory
        self._shown: set[str] = set()
        self._changed = False

    def note(self, url: str) -> None:
        """A homepage was asked for, and has its row if it came."""
        now = self._here.get(url)
        if now is not None and now.state in ("redirected", "skipped"):
            return
        before = self._earlier(url)
        if now is None or now.state not in ANSWERED or before is None:
            self._changed = True
            return
        try:
            links = _links(self._markup(now), url)
            self._changed |= before.digest != now.digest and links != _links(self._markup(before), url)
        except CaptureError as error:
            log.warning("asked for in full: %s", error)
            self._changed = True
        else:
            self._shown |= {name for _, name, _ in links}

    def vouches(self, want: Want, row: PageRow) -> bool:
        """Whether what the earlier visit holds of a column, door or map (`row`) is what the site would show now."""
        if self._changed or self._shown.isdisjoint(self._newest):
            return False
        if row.state == "redirected":
            target = self._earlier(row.final_url)
            return target is not None and target.kind != "home"
        if row.state not in ANSWERED:
            return False
        # A map has the words of its link; a frame of the homepage has none, and is a part of it.
        only_a_way = want.role == "door" or (want.role == "map" and want.anchor != "")
        return only_a_way or (row.kind in _LISTS and self._shows_head_of(row))

    def _shows_head_of(self, row: PageRow) -> bool:
        """Whether the homepage shows a list's newest entries, perhaps all, and whatever else its page leads to."""
        try:
            markup = self._markup(row)
        except CaptureError:
            return False
        read = read_list(markup, row.url)
        items = [key(canonical(item.url)) if item.url else "" for item in read.items]
        shown = [name in self._shown for name in items]
        head = len(list(takewhile(bool, shown)))
        if not head or sum(shown) > head:
            return False
        known = {*items, *(key(canonical(url)) for url in read.more), key(row.url)}
        inside = (name for url, name, _ in _links(markup, row.url) if host_of(url) == host_of(row.url))
        return all(name in known or name in self._shown for name in inside)

    def _markup(self, row: PageRow) -> str:
        return bounded(decode(capture.read_body(self._directory, row), row.content_type))[0]


def _links(markup: str, url: str) -> list[tuple[str, str, str]]:
    """Address, key and words of each link of a page."""
    root = parse(markup)
    found = ((canonical(link.url), link.text) for link in anchors(root, url)) if root is not None else ()
    return [(to, key(to), text) for to, text in found if to]
