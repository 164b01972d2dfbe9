"""What a unit's visit still wants, in the order in which it should be fetched: columns, then lists, then articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter

from crawler.places import GONE, Places, Queue, mark
from crawler.scope import key
from crawler.spool import Spool

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

LAST_OF = (RANKS["home"], RANKS["probe"], RANKS["list"], RANKS["page"])
"""The last ranks of four tiers (homepages, columns, further pages of lists, what they lead to): while one is under way,
the next waits, so that what a page is wanted for is known in full before it is asked for."""


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


_FIELDS = tuple(field.name for field in fields(Want))
_values = attrgetter(*_FIELDS)


class Frontier:
    """Wanted addresses, each once, whatever its spelling. The wants themselves wait in a spool."""

    def __init__(self, spool: Spool | None = None) -> None:
        self._spool = spool or Spool()
        self._places = Places()
        """By mark of an address that was ever wanted: where its want stands in the spool, GONE once it was taken."""
        self._queues: dict[tuple[int, float], Queue] = {}
        """By rank and weight; what got another rank meanwhile stands in two of them and is passed over in one."""
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def seen(self, url: str) -> bool:
        """Whether this page was ever wanted."""
        return _mark(url) in self._places

    def add(self, want: Want) -> bool:
        """Take a wish. A page that still waits is taken for the better of two reasons; False when nothing changed.

        Raises CaptureError when the disk refuses, as everything does that takes or gives a want.
        """
        name = _mark(want.url)
        place = self._places.get(name)
        if place == GONE:
            return False
        before = None if place is None else self._read(place)
        if before is None or RANKS[want.role] < RANKS[before.role]:
            self._push(name, want)
            return True
        if RANKS[want.role] == RANKS[before.role] and want.weight > before.weight:
            self._places[name] = self._keep(
                replace(before, columns=want.columns, weight=want.weight, referrer=want.referrer)
            )
            return True
        return False

    def follow(self, want: Want) -> None:
        """Take the target of a redirect although it may be another spelling of a page seen before."""
        self._push(_mark(want.url), want)

    def _push(self, name: int, want: Want) -> None:
        self._waiting += self._places.get(name) in (None, GONE)
        self._places[name] = self._keep(want)
        self._queues.setdefault((RANKS[want.role], -want.weight), Queue()).append(name)

    def pop(self, beside: Iterable[Want] = ()) -> Want | None:
        """The next page to fetch, None when nothing waits, or nothing that may be asked for beside those under way."""
        last = min(map(tier, beside), default=LAST_OF[-1])
        while self._queues:
            first = min(self._queues)
            name, (rank, _) = self._queues[first].first(), first
            want = self._standing(name)
            current = want is not None and RANKS[want.role] == rank
            if current and rank > last:
                return None
            self._shift(first)
            if current:
                self._places[name] = GONE
                self._waiting -= 1
                return want
        return None

    def _shift(self, first: tuple[int, float]) -> None:
        self._queues[first].shift()
        if not self._queues[first]:
            del self._queues[first]

    def _standing(self, name: int) -> Want | None:
        place = self._places.get(name)
        return None if place is None or place == GONE else self._read(place)

    def _keep(self, want: Want) -> int:
        return self._spool.keep(_values(want))

    def _read(self, place: int) -> Want:
        values = dict(zip(_FIELDS, self._spool.read(place), strict=True))
        return Want(**values | {"columns": tuple(values["columns"])})

    def drain(self) -> Iterator[Want]:
        """Everything that still waits, in order."""
        while (want := self.pop()) is not None:
            yield want


def tier(want: Want) -> int:
    """The last rank that may be asked for while this page is under way."""
    return next(last for last in LAST_OF if RANKS[want.role] <= last)


@lru_cache(maxsize=4096)
def _mark(url: str) -> int:
    """What all spellings of an address share, as a number: the pages of a site name the same ones over and over."""
    return mark(key(url))
