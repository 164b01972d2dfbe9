"""Which pages of a visit a browser draws, and what waits until it is known what they show.

A page is drawn where the plain one gives no list, or a list that goes on by script: once for each column, and only so
many a visit. What it shows has rows of its own, `ADDRESS#drawn` and `ADDRESS#drawn-2` … for further pages of its list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.frontier import Want
from crawler.ledger import Answer
from crawler.scope import key
from crawler.turns import SERVICES, TURNS
from crawler.walk import Steps

MARK = "#drawn"
IN_VAIN = 5
"""Drawn pages in a row that show no more, or do not come, after which a unit's pages are drawn no longer: each may cost
half a minute."""
_DOORS = frozenset({"home", "map", "door"})
_ALWAYS = frozenset({*_DOORS, "column", "probe"})
_ENTRIES = frozenset({"article", "attachment"})


@dataclass(frozen=True, slots=True)
class Plain:
    """A page as it came without a browser: what is told of it when drawing brings no more."""

    want: Want
    steps: Steps
    answer: Answer


def is_drawn(url: str) -> bool:
    """Whether a row's address is that of a drawn page."""
    return MARK in url


def turned(url: str, number: int) -> str:
    """The address of a further page of a drawn list, from that of the first."""
    return f"{url}-{number}"


def has_list(want: Want) -> bool:
    """Whether a drawn page is turned: front pages and doors show no list of their own."""
    return want.role not in _DOORS


def shows_more(plain: Plain, views: Sequence[Steps]) -> bool:
    """Whether the drawn page shows what the plain one did not."""
    first = views[0]
    if first.empty or first.redirect or first.lost:
        return False
    entries = any(one.role in _ENTRIES for view in views for one in view.wants)
    return entries or bool((plain.steps.empty or not plain.steps.unfollowable) and (first.wants or first.elsewhere))


def unseen(plain: Plain, views: Sequence[Steps], ended: bool) -> Steps:
    """What the drawn page offers and we cannot reach. `ended`: the browser saw its list to the end."""
    whole = ended and not any(view.sealed for view in views)
    return replace(views[0], unfollowable="" if whole else views[0].unfollowable or plain.steps.unfollowable)


class Drawings:
    """The pages of one visit that a browser draws: which, and which still wait for it."""

    def __init__(self, rule: str, pages: int) -> None:
        """`rule`: never | auto | always; `pages`: how many may be drawn, 0 where there is no browser."""
        self._rule, self._left = rule or "auto", 0 if rule == "never" else pages
        self._waiting: dict[str, Plain] = {}
        self._columns: set[tuple[str, ...]] = set()
        self.count = self._in_vain = 0

    def covers(self, want: Want) -> bool:
        """Whether a list's page belongs to a column whose list is drawn."""
        return want.role in TURNS and want.columns in self._columns

    def ask(self, plain: Plain, known: bool) -> Want | None:
        """The want for a page to be drawn, None when it is left as it is. `known`: an earlier process drew it."""
        want, steps = plain.want, plain.steps
        needed = steps.empty or bool(steps.unfollowable) or bool(steps.shut and not steps.wants)
        needed = needed or (self._rule == "always" and want.role in _ALWAYS)
        if not needed or want.rest or want.form or want.role in SERVICES or not (known or self._left > 0):
            return None
        self._left -= 1
        drawn = replace(want, url=want.url + MARK, drawn=True, hops=0)
        self._waiting[key(drawn.url)] = plain
        self._columns.add(want.columns)
        return drawn

    def plain(self, drawn: Want) -> Plain:
        """The page that a drawn one stands for."""
        return self._waiting[key(drawn.url)]

    def settle(self, drawn: Want, shown: bool) -> None:
        """A drawn page was taken, or could not be had."""
        del self._waiting[key(drawn.url)]
        self.count += shown
        self._in_vain = 0 if shown else self._in_vain + 1
        if self._in_vain >= IN_VAIN:
            self._left = 0

    def waiting(self) -> Iterable[Plain]:
        """Pages that were to be drawn and never were."""
        return list(self._waiting.values())
