"""One unit's visit: what was wanted, what came, what it led to, and how it ended. No network: the spider brings answers.

An answer from the network, one from an earlier, killed process and one from an earlier run (both read back from the
capture) take the same way, so that a resumed visit fetches nothing twice and a weekly one little of what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from crawler import capture, outcome
from crawler.agenda import Agenda
from crawler.baseline import Baseline
from crawler.capture import Visit
from crawler.drawn import Drawings, turned
from crawler.frontier import Want
from crawler.ledger import NOTHING, Answer, Ledger
from crawler.recall import Recall, Recalled
from crawler.recorder import Exchange, Place
from crawler.scope import Territory, canonical, host_of, moved_to
from crawler.sitemap import ADDRESS
from crawler.taking import Taking
from crawler.units import Unit
from crawler.walk import Steps, follow

NAMED_COLUMN = "栏目"


class UnitVisit:
    """The visit to one unit, from its site addresses to its visit.json."""

    def __init__(
        self, unit: Unit, territory: Territory, run_id: str, directory: Path, max_pages: int,
        walk: Callable[..., Steps] = follow, pages: Sequence[str] = (), before: Baseline | None = None,
        drawn_pages: int = 0,
    ) -> None:  # fmt: skip
        """`pages`: only these pages and their files are fetched, nothing is walked. `before`: the last good visit.
        `drawn_pages`: how many pages a browser may draw, 0 where there is none.

        Raises CaptureError when the unit's directory cannot be written or is written by another process.
        """
        self.unit, self.territory, self.run_id = unit, territory, run_id
        self._before = before or Baseline()
        self._found: dict[str, set[str]] = {}
        day = self._before.day.isoformat() if self._before.day else ""
        self.ledger = Ledger(directory, {"software": "gongkai", "isPartOf": f"{run_id}/{unit.unit_id}"}, day)
        maps = () if pages else tuple(canonical("/" + ADDRESS, site) for site in unit.sites)
        self.agenda = Agenda(self.ledger, self._before, unit.override.max_pages or max_pages, maps, self._discloses)
        self._recall = Recall(self.ledger, self._before)
        self._drawings = Drawings(unit.override.rendering, drawn_pages)
        self.in_flight, self.finished = 0, False
        self.taking = Taking(unit, territory, self.ledger, self.agenda, self._drawings, walk, self._found)
        for url in pages:
            self.agenda.frontier.add(Want(url=canonical(url), role="article"))
        for url in unit.sites if not pages else ():
            self.agenda.frontier.add(Want(url=url, role="home"))
        for url in self._before.focus.urls if self._before.focus.columns is not None else ():
            if territory.article(url):
                self.agenda.beside(Want(url=url, role="page"))
        for url in unit.override.column_urls if not pages else ():
            self.agenda.frontier.add(Want(url=url, role="column", columns=(NAMED_COLUMN,), weight=1.0))
            self._found.setdefault(NAMED_COLUMN, set()).add(url)

    def next(self) -> Want | None:
        """The next page to ask for; None when nothing (more) can be asked for now.

        Raises CaptureError when the disk refuses: answers that waited for their turn are taken here.
        """
        while True:
            if reason := self.agenda.over():
                self._forgo(reason)
            if (want := self.agenda.upcoming()) is not None:
                want = replace(want, url=moved_to(want.url, self.taking.moved))
                self.agenda.line.join(want)
                return want
            if not self.agenda.line.settle():
                return None

    def look_again(self) -> None:
        """Begin the second look at what could not be had."""
        self.agenda.look_again()

    def postponed(self) -> bool:
        """Whether the site is down, so that the second look has to wait until the other units are done."""
        return not self.finished and not self.in_flight and self.agenda.postponed()

    def conditions(self, want: Want) -> dict[str, str]:
        """Headers that make the request for a page conditional."""
        return self._before.conditions(want)

    def record(self, want: Want, exchange: Exchange) -> Place:
        """Store what was sent and received for a page. Raises CaptureError when the disk refuses."""
        return self.ledger.capture.record(exchange, self._recall.origin(want, exchange))

    def record_drawn(self, want: Want, bodies: Sequence[bytes]) -> list[Place]:
        """Store what a browser made of a page and the further pages of its list. Raises CaptureError like `record`."""
        store, of = self.ledger.capture.drawn, want.url.partition("#")[0]
        names = [want.url, *(turned(want.url, number) for number in range(2, len(bodies) + 1))]
        return [store(name, of, body) for name, body in zip(names, bodies, strict=True)]

    def replay(self, want: Want) -> bool:
        """Take a page from an earlier process or an earlier run; False when it must be asked for."""
        row = self._recall.earlier(want)
        if row is not None and row.looks > self.agenda.looks.number:
            self.agenda.line.arrive(want, partial(self.agenda.put_off, want, row.reason))
            return True
        recalled = self._recall.find(want, left_now=self.agenda.left_now(want))
        if recalled is None:
            return False
        self.agenda.line.arrive(want, partial(self._recalled, want, recalled))
        return True

    def take(self, want: Want, answer: Answer) -> None:
        """Take what came for a want: write its row, add what it leads to. Raises CaptureError when the disk refuses."""
        self.agenda.line.arrive(want, partial(self._came, want, answer))
        self.agenda.line.settle()

    def miss(self, want: Want, reason: str) -> None:
        """Take note that a page could not be had."""
        self.agenda.line.arrive(want, partial(self._missed, want, reason))
        self.agenda.line.settle()

    def _recalled(self, want: Want, recalled: Recalled) -> None:
        row, answer = recalled.row, recalled.answer
        if want.drawn and row.warc:
            ended = self.ledger.earlier(f"{self._drawings.plain(want).want.url}#more") is None
            self.taking.take(want, replace(answer, further=self._recall.turned(want), ended=ended))
        elif row.final_url:
            self.taking.redirect(want, row.final_url, answer)
        elif row.warc:
            self.taking.take(want, answer)
        else:
            self.taking.miss(want, row.reason)
        self._met(want)

    def _missed(self, want: Want, reason: str) -> None:
        self.taking.miss(want, reason)
        self._met(want)

    def _met(self, want: Want) -> None:
        if want.role == "home" and not want.drawn:
            self._recall.homepage.note(want.url)

    def _came(self, want: Want, answer: Answer) -> None:
        if want.drawn:
            answer = replace(answer, further=self._recall.drawn_anew(want, answer.further))
        whole = self._recall.whole(want, answer)
        if whole is None:
            self.agenda.frontier.follow(want)
        else:
            self.taking.take(want, whole)
            self._met(want)

    def _forgo(self, reason: str) -> None:
        """Give up everything that still waits, for one reason."""
        for want in self.agenda.drain():
            if want.drawn:
                self.taking.undrawn(want, reason)
                continue
            self.ledger.put(want, "missed", NOTHING, reason=self.agenda.looks.first_reason(want.url, reason))

    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self.finished and not self.in_flight and self.agenda.empty()

    def finish(self) -> Visit:
        """Write visit.json and give the directory back."""
        looks = self.agenda.looks
        for want in looks.late.values():
            self.ledger.put(want, "missed", NOTHING, reason=looks.first_reason(want.url))
        visit = outcome.summed(self.run_id, self.unit, self.ledger, self._found, self.taking.notes, looks.tally())
        self.ledger.capture.sync()
        self.abandon()
        visit = replace(
            visit,
            searchable=self.taking.searchable,
            systems=outcome.systems(self.taking.systems),
            drawn=self._drawings.count,
        )
        visit = outcome.compared(visit, self.ledger.directory)
        capture.write_visit(self.ledger.directory, visit)
        return visit

    def break_off(self) -> Visit:
        """End a visit that a fault of ours left hanging: what still waits was not seen."""
        self.taking.notes.append("the crawl broke off")
        for want in self.agenda.line.drain():
            self.taking.miss(want, "parse_error") if want.drawn else self.ledger.put(
                want, "missed", NOTHING, reason="parse_error"
            )
        self._forgo("parse_error")
        return self.finish()

    def abandon(self) -> None:
        """Give the directory back without a visit.json: the next run goes on from here."""
        self.ledger.capture.close()
        self.agenda.close()
        self.finished = True

    def hosts(self) -> frozenset[str]:
        """Hosts (with ports) of the unit's own addresses."""
        return frozenset(host_of(url) for url in (*self.unit.sites, *self.unit.override.column_urls))

    def _discloses(self) -> bool:
        return outcome.discloses(self._found, self.ledger)
