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
from crawler.baseline import ANSWERED, UNLISTED, Baseline
from crawler.blocking import challenge_name
from crawler.capture import CaptureError, Visit
from crawler.frontier import Frontier, Want
from crawler.ledger import NOTHING, Answer, Ledger
from crawler.line import Line
from crawler.notices import BROKEN, GONE, notice
from crawler.recall import Recall, Recalled
from crawler.recorder import Exchange, Place
from crawler.scope import Territory, canonical, host_of, key, moved_to, origin, owner_of
from crawler.second import TOO_MANY, Looks
from crawler.sitemap import ADDRESS
from crawler.turns import SERVICES, TURNS, Ends
from crawler.units import Unit
from crawler.walk import Steps, follow

log = logging.getLogger(__name__)
REDIRECT_LIMIT = 5
REST_PAGES = 300
"""Pages outside the disclosure columns that are fetched after them: evidence may stand there, a gap never does."""
NAMED_COLUMN = "栏目"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class UnitVisit:
    """The visit to one unit, from its site addresses to its visit.json."""

    def __init__(
        self, unit: Unit, territory: Territory, run_id: str, directory: Path, max_pages: int,
        walk: Callable[..., Steps] = follow, pages: Sequence[str] = (), before: Baseline | None = None,
    ) -> None:  # fmt: skip
        """`pages`: only these pages and their files are fetched, nothing is walked. `before`: the last good visit.

        Raises CaptureError when the unit's directory cannot be written or is written by another process.
        """
        self.unit, self.territory, self.run_id, self._follow = unit, territory, run_id, walk
        self._before = before or Baseline()
        day = self._before.day.isoformat() if self._before.day else ""
        self.ledger = Ledger(directory, {"software": "gongkai", "isPartOf": f"{run_id}/{unit.unit_id}"}, day)
        self.frontier, self._line, self.looks = Frontier(), Line(), Looks()
        self._recall = Recall(self.ledger, self._before)
        self.in_flight, self.finished = 0, False
        self._budget = unit.override.max_pages or max_pages
        self._rest = REST_PAGES
        self._notes = list[str]()
        self._searchable = False
        self._found: dict[str, set[str]] = {}
        self._elsewhere: dict[str, Want] = {}
        self._unlisted: dict[str, bool] = {}
        self._menu: set[str] = set()
        self._open_ended: set[tuple[str, ...]] = set()
        self._ends, self._systems = Ends(), Counter[str]()
        self._map_tried = bool(pages)
        self._moved: dict[tuple[str, str], tuple[str, str]] = {}
        for url in pages:
            self.frontier.add(Want(url=canonical(url), role="article"))
        for url in unit.sites if not pages else ():
            self.frontier.add(Want(url=url, role="home"))
        for url in unit.override.column_urls if not pages else ():
            self.frontier.add(Want(url=url, role="column", columns=(NAMED_COLUMN,), weight=1.0))
            self._found.setdefault(NAMED_COLUMN, set()).add(url)

    def next(self) -> Want | None:
        """The next page to ask for; None when nothing (more) can be asked for now.

        Raises CaptureError when the disk refuses: answers that waited for their turn are taken here.
        """
        while True:
            if not self._line.full() and (want := self._upcoming()) is not None:
                self._line.join(want)
                return want
            if not self._line.settle():
                return None

    def _upcoming(self) -> Want | None:
        if given_up := self.looks.given_up():
            if not (self.looks.number == 1 and self.looks.late):
                self._forgo(given_up)
            return None
        if self._budget <= 0:
            self._forgo("budget")
            return None
        want = self._pop()
        if want is None and not len(self._line) and (self.ledger.answered() or self.ledger.missed()["empty"]):
            want = self._further()
        if want is None:
            return None
        self._budget -= 1
        return replace(want, url=moved_to(want.url, self._moved))

    def _pop(self) -> Want | None:
        """The next want that is still worth a request: of the rest only so many."""
        while (want := self.frontier.pop(beside=self._line.wants())) is not None:
            if not want.rest or self._rest > 0:
                return want
        return None

    def _further(self) -> Want | None:
        """When all that was wanted has come: pages beside the columns, the second look, pages that left all lists."""
        for more in (self._try_the_map, self._open_the_rest, self.look_again, self._open_the_unlisted):
            more()
            if (want := self._pop()) is not None:
                return want
        return None

    def _try_the_map(self) -> None:
        """A site that shows no column may name its pages for machines only."""
        if not self._map_tried and not self._discloses():
            self._map_tried = True
            for url in dict.fromkeys(canonical("/" + ADDRESS, site) for site in self.unit.sites):
                self.frontier.add(Want(url=url, role="sitemap"))

    def _open_the_rest(self) -> None:
        """Once the columns are walked, the site's other pages: a few of them, or all when there was no column."""
        rest = self._discloses()
        for want in self._elsewhere.values():
            self.frontier.add(replace(want, rest=rest))
        self._elsewhere.clear()

    def _open_the_unlisted(self) -> None:
        """Pages that nothing leads to any more: a removed one is noticed, one that still stands is kept."""
        for want in self._before.unlisted(self.frontier.seen):
            self._unlisted[want.url] = self._before.left_now(want.url, self.ledger.rows)
            self.frontier.add(want)

    def look_again(self) -> None:
        """Begin the second look at what could not be had."""
        for want in self.looks.again():
            self.frontier.follow(want)

    def postponed(self) -> bool:
        """Whether the site is down, so that the second look has to wait until the other units are done."""
        busy = self.finished or self.in_flight or len(self._line)
        if busy or self.looks.number > 1 or not self.looks.late:
            return False
        return bool(self.looks.given_up()) or not (self.ledger.answered() or len(self.frontier))

    def conditions(self, want: Want) -> dict[str, str]:
        """Headers that make the request for a page conditional."""
        return self._before.conditions(want)

    def record(self, want: Want, exchange: Exchange) -> Place:
        """Store what was sent and received for a page. Raises CaptureError when the disk refuses."""
        return self.ledger.capture.record(exchange, self._recall.origin(want, exchange))

    def replay(self, want: Want) -> bool:
        """Take a page from an earlier process or an earlier run; False when it must be asked for."""
        row = self._recall.earlier(want)
        if row is not None and row.looks > self.looks.number:
            self._line.arrive(want, partial(self._put_off, want, row.reason))
            return True
        recalled = self._recall.find(want, left_now=self._unlisted.get(want.url, False))
        if recalled is None:
            return False
        self._line.arrive(want, partial(self._recalled, want, recalled))
        return True

    def take(self, want: Want, answer: Answer) -> None:
        """Take what came for a want: write its row, add what it leads to. Raises CaptureError when the disk refuses."""
        self._line.arrive(want, partial(self._came, want, answer))
        self._line.settle()

    def miss(self, want: Want, reason: str) -> None:
        """Take note that a page could not be had."""
        self._line.arrive(want, partial(self._missed, want, reason))
        self._line.settle()

    def _recalled(self, want: Want, recalled: Recalled) -> None:
        row, answer = recalled.row, recalled.answer
        if row.final_url:
            self._redirect(want, row.final_url, answer)
        elif row.warc:
            self._take(want, answer)
        else:
            self._missed(want, row.reason)

    def _came(self, want: Want, answer: Answer) -> None:
        whole = self._recall.whole(want, answer)
        if whole is None:
            self.frontier.follow(want)
        else:
            self._take(want, whole)

    def _missed(self, want: Want, reason: str) -> None:
        if reason == "tls" and self._named_without_tls(want.url):
            self._redirect(want, "http" + want.url.removeprefix("https"), NOTHING)
        else:
            self._put(want, "missed", NOTHING, reason=reason)

    def _named_without_tls(self, url: str) -> bool:
        """The registry names this host over http, so what its broken TLS hides may as well be read there."""
        return any(site.startswith("http:") and host_of(site) == host_of(url) for site in self.unit.sites)

    def _take(self, want: Want, answer: Answer) -> None:
        try:
            self._read(want, answer)
        except CaptureError:
            raise
        except Exception as error:  # one page that breaks the parsing must end neither this visit nor another
            log.exception("%s: %s could not be parsed", self.unit.unit_id, want.url)
            self._notes.append(f"parsing failed at {want.url}: {type(error).__name__}")
            self._put(want, "missed", answer, reason="parse_error")

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
            self._put(want, "missed", answer, reason="empty")
            self._notes.append(f"{want.url} has neither text nor links: it may be drawn by script")
            return
        if steps.lost:
            self._put(want, "missed", answer, reason=steps.lost)
            return
        if steps.columns is not None:
            want = replace(want, columns=steps.columns)
        self._put(want, "fetched", answer, kind=steps.kind)
        self._searchable = self._searchable or steps.searchable
        for name, url in steps.found:
            self._found.setdefault(name, set()).add(url)
        self._systems[steps.system] += bool(steps.system)
        for one in self._without_end(want, steps):
            self.frontier.add(one)
        if want.role == "home":
            self._menu |= {key(one.url) for one in steps.elsewhere}
        for one in steps.elsewhere:
            if not self.frontier.seen(one.url):
                self._elsewhere.setdefault(key(one.url), one)
        self._unfollowed(want, steps)

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
        told = want.rest or (want.role in TURNS and want.columns in self._open_ended)
        if steps.unfollowable and not told:
            self._open_ended.add(want.columns)
            onward = replace(want, url=f"{want.url}#more", role="list", anchor=steps.unfollowable)
            self._put(onward, "missed", NOTHING, reason="script_list")
        for reason, wants in (("off_site", steps.beyond), ("script_file", steps.closed), ("script_list", steps.shut)):
            for one in [one for one in wants if not self.frontier.seen(one.url)]:
                self._put(one, "missed", NOTHING, reason=reason)

    def _redirect(self, want: Want, target: str, answer: Answer) -> None:
        """Follow a redirect by hand, so that every hop passes scope, guard and ledger like any other page."""
        if not target:
            self._put(want, "missed", answer, reason="connection")
            return
        if want.hops >= REDIRECT_LIMIT or (target == want.url and not answer.cookies):
            self._put(want, "missed", answer, reason="redirect_limit", final_url=target)
            return
        if target == want.url:
            self.frontier.follow(replace(want, hops=want.hops + 1))  # now with the cookie that the answer brought
            return
        if key(want.url) == key(target):
            self._moved[origin(want.url)] = origin(target)
        if not self._inside(want, target):
            lost = want.role in ("home", "column", *TURNS)
            self._put(want, "missed" if lost else "redirected", answer, reason="off_site" if lost else "", final_url=target)  # fmt: skip
            if lost:
                self._notes.append(f"{want.url} leads to {host_of(target)}, which the registry does not name")
            return
        if want.form and self.frontier.seen(target):
            self._put(want, "missed", answer, reason="script_list", final_url=target)
            return
        self._put(want, "redirected", answer, final_url=target)
        onward = replace(want, url=target, hops=want.hops + 1, form="", action="")
        if self._comes_back(target, want.url):
            self.ledger.forget(target)
            self.frontier.follow(onward)
        elif key(target) == key(want.url):
            self.frontier.follow(onward)
        else:
            self.frontier.add(onward)

    def _comes_back(self, target: str, url: str) -> bool:
        """Whether redirects led from `target` to `url`: back there the cookies set on the way may open it."""
        for _ in range(REDIRECT_LIMIT):
            row = self.ledger.rows.get(target)
            if row is None or row.state != "redirected":
                return False
            if row.final_url == url:
                return True
            target = row.final_url
        return False

    def _inside(self, want: Want, target: str) -> bool:
        """Whether a redirect stays within bounds; a home page may move to another host of its owner."""
        if want.role == "home":
            return any(owner_of(url) == owner_of(target) for url in self.unit.sites)
        bounds = {"attachment": self.territory.attachment, "article": self.territory.article}
        bounds |= dict.fromkeys(SERVICES, self.territory.service)
        return bounds.get(want.role, self.territory.page)(target)

    def _forgo(self, reason: str) -> None:
        """Give up everything that still waits, for one reason."""
        if not self._discloses():
            self._open_the_rest()
        for want in [one for one in self.frontier.drain() if not one.rest]:
            self.ledger.put(want, "missed", NOTHING, reason=self.looks.first_reason(want.url, reason))

    def _put(self, want: Want, state: str, answer: Answer, *, kind: str = "", reason: str = "", final_url: str = "") -> None:  # fmt: skip
        """A row for a page that was asked for, unless a second look deserves to be waited for."""
        if state == "missed" and (want.rest or want.role == "sitemap" or self._is_service(want, reason)):
            state = "skipped"
        if state == "missed" and self.looks.deserves_another(reason, answer.status):
            self._put_off(want, reason)
            return
        if state in ANSWERED and want.url in self._unlisted:
            reason = UNLISTED
        self.ledger.put(want, state, answer, kind=kind, reason=reason, final_url=final_url, looks=self.looks.needed(want.url))  # fmt: skip
        self._rest -= want.rest and state != "absent"
        self.looks.note("" if state in ANSWERED else reason)

    def _put_off(self, want: Want, reason: str) -> None:
        """A page that did not come takes nothing off the budget."""
        self.looks.put_off(want, reason)
        self._budget += 1

    def _is_service(self, want: Want, reason: str) -> bool:
        """A list service named beside the site: it has lists, and no front page to show."""
        return want.role == "home" and reason in ("http_4xx", "empty") and want.url not in self.unit.sites[:1]

    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        busy = self.finished or self.in_flight or len(self._line) or len(self.frontier)
        return not busy and not self.postponed()

    def finish(self) -> Visit:
        """Write visit.json and give the directory back."""
        for want in self.looks.late.values():
            self.ledger.put(want, "missed", NOTHING, reason=self.looks.first_reason(want.url))
        visit = outcome.summed(self.run_id, self.unit, self.ledger, self._found, self._notes, self.looks.tally())
        self.ledger.capture.sync()
        self.abandon()
        visit = replace(visit, searchable=self._searchable, systems=outcome.systems(self._systems))
        visit = outcome.compared(visit, self.ledger.directory)
        capture.write_visit(self.ledger.directory, visit)
        return visit

    def break_off(self) -> Visit:
        """End a visit that a fault of ours left hanging: what still waits was not seen."""
        self._notes.append("the crawl broke off")
        for want in self._line.drain():
            self.ledger.put(want, "missed", NOTHING, reason="parse_error")
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
