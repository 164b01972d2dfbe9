"""One unit's visit: what was wanted, what came, what it led to, and how it ended. No network: the spider brings answers.

An answer from the network, one from an earlier, killed process and one from an earlier run (both read back from the
capture) take the same way, so that a resumed visit fetches nothing twice and a weekly one little of what it has.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path

from crawler import capture, outcome
from crawler.agenda import Agenda
from crawler.baseline import ANSWERED, UNLISTED, Baseline
from crawler.blocking import challenge_name
from crawler.capture import CaptureError, Visit
from crawler.drawn import MARK, Drawings, Plain, shows_more, turned, unseen
from crawler.frontier import Want
from crawler.ledger import NOTHING, Answer, Ledger
from crawler.notices import BROKEN, GONE, notice
from crawler.recall import Recall, Recalled
from crawler.recorder import Exchange, Place
from crawler.redirects import hop
from crawler.scope import Territory, canonical, host_of, key, moved_to, origin
from crawler.second import TOO_MANY
from crawler.sitemap import ADDRESS
from crawler.turns import TURNS, Ends
from crawler.units import Unit
from crawler.walk import Steps, follow

log = logging.getLogger(__name__)
NAMED_COLUMN = "栏目"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


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
        self.unit, self.territory, self.run_id, self._follow = unit, territory, run_id, walk
        self._before = before or Baseline()
        day = self._before.day.isoformat() if self._before.day else ""
        self.ledger = Ledger(directory, {"software": "gongkai", "isPartOf": f"{run_id}/{unit.unit_id}"}, day)
        maps = () if pages else tuple(canonical("/" + ADDRESS, site) for site in unit.sites)
        self.agenda = Agenda(self.ledger, self._before, unit.override.max_pages or max_pages, maps, self._discloses)
        self._recall = Recall(self.ledger, self._before)
        self.drawings = Drawings(unit.override.rendering, drawn_pages)
        self.in_flight, self.finished = 0, False
        self._notes = list[str]()
        self._searchable = False
        self._found: dict[str, set[str]] = {}
        self._menu: set[str] = set()
        self._open_ended: set[tuple[str, ...]] = set()
        self._ends, self._systems = Ends(), Counter[str]()
        self._moved: dict[tuple[str, str], tuple[str, str]] = {}
        for url in pages:
            self.agenda.frontier.add(Want(url=canonical(url), role="article"))
        for url in unit.sites if not pages else ():
            self.agenda.frontier.add(Want(url=url, role="home"))
        for url in self._before.focus.urls if self._before.focus else ():
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
                want = replace(want, url=moved_to(want.url, self._moved))
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
            ended = self.ledger.earlier(f"{self.drawings.plain(want).want.url}#more") is None
            self._take(want, replace(answer, further=self._recall.turned(want), ended=ended))
        elif row.final_url:
            self._redirect(want, row.final_url, answer)
        elif row.warc:
            self._take(want, answer)
        else:
            self._missed(want, row.reason)

    def _came(self, want: Want, answer: Answer) -> None:
        if want.drawn:
            answer = replace(answer, further=self._recall.drawn_anew(want, answer.further))
        whole = self._recall.whole(want, answer)
        if whole is None:
            self.agenda.frontier.follow(want)
        else:
            self._take(want, whole)

    def _missed(self, want: Want, reason: str) -> None:
        if want.drawn:
            self._undrawn(want, reason)
        elif reason == "tls" and self._named_without_tls(want.url):
            self._redirect(want, "http" + want.url.removeprefix("https"), NOTHING)
        else:
            self._put(want, "missed", NOTHING, reason=reason)

    def _named_without_tls(self, url: str) -> bool:
        """The registry names this host over http, so what its broken TLS hides may as well be read there."""
        return any(site.startswith("http:") and host_of(site) == host_of(url) for site in self.unit.sites)

    def _take(self, want: Want, answer: Answer) -> None:
        try:
            self._show(want, answer) if want.drawn else self._read(want, answer)
        except CaptureError:
            raise
        except Exception as error:  # one page that breaks the parsing must end neither this visit nor another
            log.exception("%s: %s could not be parsed", self.unit.unit_id, want.url)
            self._notes.append(f"parsing failed at {want.url}: {type(error).__name__}")
            self._missed(want, "parse_error") if want.drawn else self._put(want, "missed", answer, reason="parse_error")

    def _read(self, want: Want, answer: Answer) -> None:
        said = notice(answer.body, want.anchor) if answer.status == HTTPStatus.OK else ""
        gone = answer.status in (404, 410) or said == GONE
        if challenge_name(answer.status, answer.body) or answer.status == TOO_MANY:
            self._put(want, "missed", answer, reason="blocked")
        elif gone and want.role == "feed":
            self._put(want, "missed", answer, reason="script_list")
        elif gone:
            self._put(want, "skipped" if self._is_service(want, "http_4xx") else "absent", answer)
        elif answer.status in _REDIRECTS and answer.location:
            self._redirect(want, canonical(answer.location, want.url), answer)
        elif not 200 <= answer.status < 300:
            self._put(want, "missed", answer, reason="http_5xx" if answer.status >= 500 else "http_4xx")
        elif said:
            self._put(want, "missed", answer, reason={BROKEN: "http_5xx"}.get(said, said))
        else:
            self._walk(want, answer)

    def _walk(self, want: Want, answer: Answer) -> None:
        steps = self._follow(
            want, answer.body, answer.content_type, self.territory, self._menu, self.unit.override.cms or ""
        )
        if steps.redirect:
            self._redirect(want, steps.redirect, answer)
            return
        if steps.empty:
            if not self._draws(want, steps, answer):
                self._hollow(want, answer)
            return
        if steps.lost:
            self._put(want, "missed", answer, reason=steps.lost)
            return
        if steps.columns is not None:
            want = replace(want, columns=steps.columns)
        self._put(want, "fetched", answer, kind=steps.kind)
        self._systems[steps.system] += bool(steps.system)
        self._onward(want, steps)
        waits = self._draws(want, steps, answer)
        self._unfollowed(want, replace(steps, unfollowable="", shut=()) if waits else steps)

    def _onward(self, want: Want, steps: Steps) -> None:
        """Take what a page leads to."""
        self._searchable = self._searchable or steps.searchable
        for name, url in steps.found:
            self._found.setdefault(name, set()).add(url)
        for one in self._without_end(want, steps):
            self.agenda.frontier.add(one)
        if want.role == "home":
            self._menu |= {key(one.url) for one in steps.elsewhere}
        for one in steps.elsewhere:
            self.agenda.beside(one)

    def _hollow(self, want: Want, answer: Answer) -> None:
        self._put(want, "missed", answer, reason="empty")
        self._notes.append(f"{want.url} has neither text nor links: it may be drawn by script")

    def _draws(self, want: Want, steps: Steps, answer: Answer) -> bool:
        """Whether a browser is to show a page before it is told what of it could not be seen."""
        if steps.unfollowable and self._told(want):
            steps = replace(steps, unfollowable="")
        drawn = self.drawings.ask(Plain(want, steps, answer), self.ledger.earlier(want.url + MARK) is not None)
        return drawn is not None and self.agenda.frontier.add(drawn)

    def _show(self, want: Want, answer: Answer) -> None:
        """Take what a browser made of a page; its own row comes last, so that a killed process leaves all or nothing."""
        plain, walked = self.drawings.plain(want), "" if 200 <= answer.status < 300 else "http_4xx"
        said = (challenge_name(answer.status, answer.body) and "blocked") or notice(answer.body, want.anchor)
        if walked or said or (answer.location and not self.territory.page(answer.location)):
            self._undrawn(want, walked or ("blocked" if said == "blocked" else "off_site"))
            return
        page = plain.want
        views = [self._view(page, answer), *(self._view(replace(page, role="list"), one) for one in answer.further)]
        if not shows_more(plain, views):
            self._undrawn(want, "empty")
            return
        if plain.steps.empty:
            self._put(page, "fetched", plain.answer, kind=views[0].kind)
        for number, one in enumerate(answer.further, 2):
            self._put(replace(want, url=turned(want.url, number), role="list"), "fetched", one, kind="list")
        self._unfollowed(page, unseen(plain, views, answer.ended))
        self.drawings.settle(want, True)
        self._put(want, "fetched", answer, kind=views[0].kind)
        for view in views:
            self._onward(page, replace(view, open=False))

    def _view(self, want: Want, answer: Answer) -> Steps:
        return self._follow(
            want, answer.body, answer.content_type, self.territory, self._menu, self.unit.override.cms or ""
        )

    def _undrawn(self, want: Want, reason: str) -> None:
        """A page could not be drawn, or shows no more: what of the plain page could not be seen is told now."""
        plain = self.drawings.plain(want)
        if plain.steps.empty:
            self._hollow(plain.want, plain.answer)
        else:
            self._unfollowed(plain.want, plain.steps)
        self.drawings.settle(want, False)
        self.ledger.put(want, "skipped", NOTHING, reason=reason)

    def _without_end(self, want: Want, steps: Steps) -> Sequence[Want]:
        """Where a page leads, without the further pages of a list that goes round in circles or on for ever."""
        end = self._ends.reached(want, steps.wants, bool(steps.unfollowable)) if steps.open else ""
        if end == "budget":
            self._put(replace(want, url=f"{want.url}#more", role="list"), "missed", NOTHING, reason=end)
        return [one for one in steps.wants if one.role not in TURNS] if end else steps.wants

    def _unfollowed(self, want: Want, steps: Steps) -> None:
        """Rows for what a page offers and we cannot reach."""
        if steps.cut:
            self._put(replace(want, url=f"{want.url}#rest", role="list"), "missed", NOTHING, reason="too_large")
        if steps.unfollowable and not self._told(want):
            self._open_ended.add(want.columns)
            onward = replace(want, url=f"{want.url}#more", role="list", anchor=steps.unfollowable)
            self._put(onward, "missed", NOTHING, reason="script_list")
        for reason, wants in (("off_site", steps.beyond), ("script_file", steps.closed), ("script_list", steps.shut)):
            for one in [one for one in wants if not self.agenda.frontier.seen(one.url)]:
                self._put(one, "missed", NOTHING, reason=reason)

    def _told(self, want: Want) -> bool:
        """Whether it was told before, or does not matter, that the list of a page goes on where we cannot."""
        return want.rest or (want.role in TURNS and want.columns in self._open_ended) or self.drawings.covers(want)

    def _redirect(self, want: Want, target: str, answer: Answer) -> None:
        """Follow a redirect by hand, so that every hop passes scope, guard and ledger like any other page."""
        frontier = self.agenda.frontier
        step = hop(want, target, self.unit, self.territory, self.ledger.rows, frontier.seen(target), answer.cookies)
        self._notes += [step.note] if step.note else []
        if step.onward and key(want.url) == key(target) and want.url != target:
            self._moved[origin(want.url)] = origin(target)
        if step.state:
            self._put(want, step.state, answer, reason=step.reason, final_url=target)
        onward = replace(want, url=target, hops=want.hops + 1)
        if step.onward == "return":
            self.ledger.forget(target)
        if step.onward == "add":
            frontier.add(replace(onward, form="", action=""))
        elif step.onward:
            frontier.follow(replace(onward, form="", action="") if step.state else onward)

    def _forgo(self, reason: str) -> None:
        """Give up everything that still waits, for one reason."""
        for want in self.agenda.drain():
            if want.drawn:
                self._undrawn(want, reason)
                continue
            self.ledger.put(want, "missed", NOTHING, reason=self.agenda.looks.first_reason(want.url, reason))

    def _put(self, want: Want, state: str, answer: Answer, *, kind: str = "", reason: str = "", final_url: str = "") -> None:  # fmt: skip
        """A row for a page that was asked for, unless a second look deserves to be waited for."""
        if state == "missed" and (want.rest or want.role == "sitemap" or self._is_service(want, reason)):
            state = "skipped"
        looks = self.agenda.looks
        if state == "missed" and looks.deserves_another(reason, answer.status):
            self.agenda.put_off(want, reason)
            return
        self.agenda.settled(want, state, reason)
        if state in ANSWERED and self.agenda.unlisted(want):
            reason = UNLISTED
        self.ledger.put(want, state, answer, kind=kind, reason=reason, final_url=final_url, looks=looks.needed(want.url))  # fmt: skip

    def _is_service(self, want: Want, reason: str) -> bool:
        """A list service named beside the site: it has lists, and no front page to show."""
        return want.role == "home" and reason in ("http_4xx", "empty") and want.url not in self.unit.sites[:1]

    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self.finished and not self.in_flight and self.agenda.empty()

    def finish(self) -> Visit:
        """Write visit.json and give the directory back."""
        looks = self.agenda.looks
        for want in looks.late.values():
            self.ledger.put(want, "missed", NOTHING, reason=looks.first_reason(want.url))
        visit = outcome.summed(self.run_id, self.unit, self.ledger, self._found, self._notes, looks.tally())
        self.ledger.capture.sync()
        self.abandon()
        visit = replace(
            visit, searchable=self._searchable, systems=outcome.systems(self._systems), drawn=self.drawings.count
        )
        visit = outcome.compared(visit, self.ledger.directory)
        capture.write_visit(self.ledger.directory, visit)
        return visit

    def break_off(self) -> Visit:
        """End a visit that a fault of ours left hanging: what still waits was not seen."""
        self._notes.append("the crawl broke off")
        for want in self.agenda.line.drain():
            self._missed(want, "parse_error") if want.drawn else self.ledger.put(
                want, "missed", NOTHING, reason="parse_error"
            )
        self._forgo("parse_error")
        return self.finish()

    def abandon(self) -> None:
        """Give the directory back without a visit.json: the next run goes on from here."""
        self.ledger.capture.close()
        self.finished = True

    def hosts(self) -> frozenset[str]:
        """Hosts (with ports) of the unit's own addresses."""
        return frozenset(host_of(url) for url in (*self.unit.sites, *self.unit.override.column_urls))

    def _discloses(self) -> bool:
        return outcome.discloses(self._found, self.ledger)
