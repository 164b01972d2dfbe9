"""What a visit still wants, in phases: columns to their end, the pages beside them, the second look, pages unlisted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from crawler.baseline import Baseline
from crawler.frontier import Frontier, Want
from crawler.ledger import UNLISTED, Ledger
from crawler.line import Line
from crawler.second import Looks
from crawler.spool import Spool

REST_PAGES = 300
"""Pages outside the disclosure columns that are fetched after them: evidence may stand there, a gap never does."""


class Agenda:
    """The wants of one visit: those that wait (`frontier`), those under way (`line`), those put off (`looks`)."""

    def __init__(
        self, ledger: Ledger, before: Baseline, max_pages: int, maps: Sequence[str], discloses: Callable[[], bool]
    ) -> None:
        """`maps`: addresses of maps for machines, tried on a site without a disclosure column (`discloses` tells)."""
        self._spool = Spool(ledger.directory)
        self.frontier, self.line, self.looks = Frontier(self._spool), Line(), Looks()
        self._ledger, self._before, self._discloses = ledger, before, discloses
        self._budget, self._rest = max_pages, REST_PAGES
        self._maps = list(maps)
        self._elsewhere = Frontier(self._spool)
        self._unlisted: dict[str, bool] = {}

    def over(self) -> str:
        """Why nothing that waits will be asked for: the reason of the failures in a row, "budget", or ""."""
        if given_up := self.looks.given_up():
            return "" if self.looks.number == 1 and self.looks.late else given_up
        return "" if self._budget > 0 else "budget"

    def upcoming(self) -> Want | None:
        """The next page to ask for; None when nothing (more) may be asked for now."""
        if self.line.full() or self.looks.given_up() or self._budget <= 0:
            return None
        want = self._pop()
        seen = self._ledger.answered() or self._ledger.missed()["empty"] if want is None and not len(self.line) else 0
        if want is None and seen:
            want = self._further()
        self._budget -= want is not None
        return want

    def _pop(self) -> Want | None:
        """The next want that is still worth a request: of the rest only so many."""
        while (want := self.frontier.pop(beside=self.line.wants())) is not None:
            if not want.rest or self._rest > 0:
                return want
        return None

    def _further(self) -> Want | None:
        """When all that was wanted has come: pages beside the columns, the second look, pages that left all lists."""
        for more in (self._try_the_maps, self.open_the_rest, self.look_again, self._open_the_unlisted):
            more()
            if (want := self._pop()) is not None:
                return want
        return None

    def _try_the_maps(self) -> None:
        """A site that shows no column may name its pages for machines only."""
        if self._maps and not self._discloses():
            for url in dict.fromkeys(self._maps):
                self.frontier.add(Want(url=url, role="sitemap"))
            self._maps.clear()

    def beside(self, want: Want) -> None:
        """A page of the site outside of any column, for later."""
        if not (self.frontier.seen(want.url) or self._elsewhere.seen(want.url)):
            self._elsewhere.add(want)

    def open_the_rest(self) -> None:
        """Once the columns are walked, the site's other pages: a few of them, or all when there was no column."""
        rest = self._discloses()
        for want in self._elsewhere.drain():
            self.frontier.add(replace(want, rest=rest))

    def _open_the_unlisted(self) -> None:
        """Pages that nothing leads to any more: a removed one is noticed, one that still stands is kept."""
        for want in self._before.unlisted(self.frontier.seen):
            self._unlisted[want.url] = self._before.left_now(want.url, self._ledger.rows)
            self.frontier.add(want)

    def unlisted(self, want: Want) -> bool:
        """Whether nothing on the site leads to this page any more, as far as its lists could be seen."""
        known = self._before.rows.get(want.url) if want.url in self._unlisted else None
        return self._unlisted.get(want.url, False) or (known is not None and known.reason == UNLISTED)

    def left_now(self, want: Want) -> bool:
        """Whether it is this visit that first finds a page on no list any more."""
        return self._unlisted.get(want.url, False)

    def look_again(self) -> None:
        """Begin the second look at what could not be had."""
        for want in self.looks.again():
            self.frontier.follow(want)

    def postponed(self) -> bool:
        """Whether the site is down, so that the second look has to wait until the other units are done."""
        if len(self.line) or self.looks.number > 1 or not self.looks.late:
            return False
        return bool(self.looks.given_up()) or not (self._ledger.answered() or len(self.frontier))

    def put_off(self, want: Want, reason: str) -> None:
        """A page waits for the second look; what did not come takes nothing off the budget."""
        self.looks.put_off(want, reason)
        self._budget += 1

    def settled(self, want: Want, state: str, reason: str) -> None:
        """A page was written down: `reason` is "" unless it could not be had."""
        self._rest -= want.rest and state != "absent"
        self.looks.note(reason)

    def drain(self) -> Iterator[Want]:
        """Everything that still waits and would be a gap."""
        if not self._discloses():
            self.open_the_rest()
        return (want for want in self.frontier.drain() if not want.rest)

    def empty(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not len(self.line) and not len(self.frontier) and not self.postponed()

    def close(self) -> None:
        """Let go of what waits."""
        self._spool.close()
