"""What a unit's visit still wants, in the order in which it should be fetched: columns, then lists, then articles."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from crawler.scope import key

RANKS = {
    "home": 0,
    "map": 1,
    "sitemap": 1,
    "column": 2,
    "door": 3,
    "probe": 3,
    "list": 4,
    "feed": 4,
    "scroll": 4,
    "article": 5,
    "attachment": 5,
    "page": 6,
}
"""Roles in the order of fetching; within a role the weightier columns come first, should the budget end before them. A door (政务公开 …) is walked for its links; a page is any other page of a site."""

LAST_OF = (RANKS["probe"], RANKS["list"], RANKS["page"])
"""The last ranks of three tiers (columns, further pages of lists, what they lead to): while one is under way, the next
waits, so that what a page is wanted for is known in full before it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """An address, why it is wanted, and the path of columns that led to it.

    `weight` says how well the innermost column names what we look for: of two mentions the weightier gives its path.
    `clicks` counts from the home page, `hops` the redirects that led here. `rest` marks pages outside all disclosure
    columns: good to have, and no gap when they cannot be had. A page that only its pager's own postback brings has the
    address of the list with its number behind a # (part of its identity), and in `form` what is posted to `action`. `drawn`: a browser is
    to show the page.
    """

    url: str
    role: str
    columns: tuple[str, ...] = ()
    weight: float = 0.0
    referrer: str = ""
    anchor: str = ""
    list_date: str = ""
    clicks: int = 0
    hops: int = 0
    rest: bool = False
    form: str = ""
    action: str = ""
    drawn: bool = False


class Frontier:
    """Wanted addresses, each once, whatever its spelling."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, float, int, str]] = []
        self._waiting: dict[str, Want] = {}
        self._seen: set[str] = set()
        self._order = count()

    def __len__(self) -> int:
        return len(self._waiting)

    def seen(self, url: str) -> bool:
        """Whether this page was ever wanted."""
        return key(url) in self._seen

    def add(self, want: Want) -> bool:
        """Take a wish. A page that still waits is taken for the better of two reasons; False when nothing changed."""
        name = key(want.url)
        before = self._waiting.get(name)
        if before is None:
            if name in self._seen:
                return False
            self._push(name, want)
            return True
        if RANKS[want.role] < RANKS[before.role]:
            self._push(name, want)
            return True
        if RANKS[want.role] == RANKS[before.role] and want.weight > before.weight:
            self._waiting[name] = replace(before, columns=want.columns, weight=want.weight, referrer=want.referrer)
            return True
        return False

    def follow(self, want: Want) -> None:
        """Take the target of a redirect although it may be another spelling of a page seen before."""
        self._push(key(want.url), want)

    def _push(self, name: str, want: Want) -> None:
        self._seen.add(name)
        self._waiting[name] = want
        heapq.heappush(self._heap, (RANKS[want.role], -want.weight, next(self._order), name))

    def pop(self, beside: Iterable[Want] = ()) -> Want | None:
        """The next page to fetch, None when nothing waits, or nothing that may be asked for beside those under way."""
        last = min(map(tier, beside), default=LAST_OF[-1])
        while self._heap:
            rank, _, _, name = self._heap[0]
            want = self._waiting.get(name)
            current = want is not None and RANKS[want.role] == rank
            if current and rank > last:
                return None
            heapq.heappop(self._heap)
            if want is not None and current:
                del self._waiting[name]
                return want
        return None

    def drain(self) -> Iterator[Want]:
        """Everything that still waits, in order."""
        while (want := self.pop()) is not None:
            yield want


def tier(want: Want) -> int:
    """The last rank that may be asked for while this page is under way."""
    return next(last for last in LAST_OF if RANKS[want.role] <= last)
