"""One unit's visit: what was wanted, what came, what it led to, and how it ended. No network: the spider brings answers.

An answer from the network and one from an earlier, killed process (read back from the capture) take the same way, so a
resumed visit rebuilds its frontier without fetching anything twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from crawler import capture
from crawler.blocking import challenge_name
from crawler.capture import CaptureError, Visit
from crawler.columns import NEWS
from crawler.frontier import Frontier, Want
from crawler.health import compare, earlier_visits
from crawler.ledger import NOTHING, Answer, Ledger
from crawler.recorder import now
from crawler.scope import Territory, canonical, host_of, key, moved_to, origin, owner_of
from crawler.units import Unit
from crawler.walk import Steps, follow

log = logging.getLogger(__name__)
REDIRECT_LIMIT = 5
GIVE_UP_AFTER = 8
"""Failures in a row after which the rest of a unit's pages are not tried any more."""
REST_PAGES = 300
"""Pages outside the disclosure columns that are fetched after them: evidence may stand there, a gap never does."""
FAILURES = frozenset({"timeout", "dns", "connection", "tls", "http_5xx", "blocked", "private_address"})
NAMED_COLUMN = "栏目"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class UnitVisit:
    """The visit to one unit, from its site addresses to its visit.json."""

    def __init__(
        self, unit: Unit, territory: Territory, run_id: str, directory: Path, max_pages: int,
        walk: Callable[..., Steps] = follow, pages: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """`pages`: only these pages and their files are fetched, nothing is walked.

        Raises CaptureError when the unit's directory cannot be written or is written by another process.
        """
        self.unit, self.territory, self.run_id, self._follow = unit, territory, run_id, walk
        self.ledger = Ledger(directory, {"software": "gongkai", "isPartOf": f"{run_id}/{unit.unit_id}"})
        self.frontier = Frontier()
        self.in_flight, self.finished = 0, False
        self._budget = unit.override.max_pages or max_pages
        self._rest = REST_PAGES
        self._notes, self._streak = list[str](), list[str]()
        self._searchable = False
        self._found: dict[str, set[str]] = {}
        self._elsewhere: dict[str, Want] = {}
        self._menu: set[str] = set()
        self._open_ended: set[tuple[str, ...]] = set()
        self._moved: dict[tuple[str, str], tuple[str, str]] = {}
        for url in pages:
            self.frontier.add(Want(url=canonical(url), role="article"))
        for url in unit.sites if not pages else ():
            self.frontier.add(Want(url=url, role="home"))
        for url in unit.override.column_urls if not pages else ():
            self.frontier.add(Want(url=url, role="column", columns=(NAMED_COLUMN,), weight=1.0))
            self._found.setdefault(NAMED_COLUMN, set()).add(url)

    def next(self) -> Want | None:
        """The next page to ask for; None when nothing (more) can be asked for now."""
        if self._given_up() or self._budget <= 0:
            self._forgo(self._streak[-1] if self._given_up() else "budget")
            return None
        want = self._pop()
        if want is None and self.in_flight == 0 and self.ledger.answered():
            self._open_the_rest()
            want = self._pop()
        if want is None:
            return None
        self._budget -= 1
        return replace(want, url=moved_to(want.url, self._moved))

    def _pop(self) -> Want | None:
        """The next want that is still worth a request: of the rest only so many."""
        while (want := self.frontier.pop()) is not None:
            if not want.rest or self._rest > 0:
                return want
        return None

    def _open_the_rest(self) -> None:
        """Once the columns are walked, the site's other pages: a few of them, or all when there was no column."""
        rest = self._discloses()
        for want in self._elsewhere.values():
            self.frontier.add(replace(want, rest=rest))
        self._elsewhere.clear()

    def replay(self, want: Want) -> bool:
        """Take a page from the ledger of an earlier process; False when it must be fetched."""
        row = self.ledger.earlier(want.url)
        if row is None:
            return False
        try:
            body = capture.read_body(self.ledger.directory, row)
        except CaptureError as error:
            log.warning("%s: fetched again: %s", self.unit.unit_id, error)
            self.ledger.forget(want.url)
            return False
        if row.final_url:
            self._redirect(want, row.final_url, Answer(status=row.status or 0))
        elif row.warc:
            self.take(want, Answer(status=row.status or 0, body=body, content_type=row.content_type))
        else:
            self.miss(want, row.reason)
        return True

    def take(self, want: Want, answer: Answer) -> None:
        """Take what came for a want: write its row, add what it leads to. Raises CaptureError when the disk refuses."""
        try:
            self._take(want, answer)
        except CaptureError:
            raise
        except Exception as error:  # one page that breaks the parsing must end neither this visit nor another
            log.exception("%s: %s could not be parsed", self.unit.unit_id, want.url)
            self._notes.append(f"parsing failed at {want.url}: {type(error).__name__}")
            self._put(want, "missed", answer, reason="parse_error")

    def miss(self, want: Want, reason: str) -> None:
        """Take note that a page could not be had."""
        if reason == "tls" and self._named_without_tls(want.url):
            self._redirect(want, "http" + want.url.removeprefix("https"), NOTHING)
        else:
            self._put(want, "missed", NOTHING, reason=reason)

    def _named_without_tls(self, url: str) -> bool:
        """The registry names this host over http, so what its broken TLS hides may as well be read there."""
        return any(site.startswith("http:") and host_of(site) == host_of(url) for site in self.unit.sites)

    def _take(self, want: Want, answer: Answer) -> None:
        if challenge_name(answer.status, answer.body):
            self._put(want, "missed", answer, reason="blocked")
        elif answer.status in (404, 410):
            self._put(want, "absent", answer)
        elif answer.status in _REDIRECTS and answer.location:
            self._redirect(want, canonical(answer.location, want.url), answer)
        elif not 200 <= answer.status < 300:
            self._put(want, "missed", answer, reason="http_5xx" if answer.status >= 500 else "http_4xx")
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
        if steps.columns is not None:
            want = replace(want, columns=steps.columns)
        self._put(want, "fetched", answer, kind=steps.kind)
        self._searchable = self._searchable or steps.searchable
        for name, url in steps.found:
            self._found.setdefault(name, set()).add(url)
        for one in steps.wants:
            self.frontier.add(one)
        if want.role == "home":
            self._menu |= {key(one.url) for one in steps.elsewhere}
        for one in steps.elsewhere:
            if not self.frontier.seen(one.url):
                self._elsewhere.setdefault(key(one.url), one)
        self._unfollowed(want, steps)

    def _unfollowed(self, want: Want, steps: Steps) -> None:
        """Rows for what a page offers and we cannot reach."""
        told = want.rest or (want.role == "list" and want.columns in self._open_ended)
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
        if want.hops >= REDIRECT_LIMIT or target == want.url:
            self._put(want, "missed", answer, reason="redirect_limit", final_url=target)
            return
        if key(want.url) == key(target):
            self._moved[origin(want.url)] = origin(target)
        if not self._inside(want, target):
            lost = want.role in ("home", "column", "list")
            self._put(want, "missed" if lost else "redirected", answer, reason="off_site" if lost else "", final_url=target)  # fmt: skip
            if lost:
                self._notes.append(f"{want.url} leads to {host_of(target)}, which the registry does not name")
            return
        self._put(want, "redirected", answer, final_url=target)
        onward = replace(want, url=target, hops=want.hops + 1)
        if key(target) == key(want.url):
            self.frontier.follow(onward)
        else:
            self.frontier.add(onward)

    def _inside(self, want: Want, target: str) -> bool:
        """Whether a redirect stays within bounds; a home page may move to another host of its owner."""
        if want.role == "home":
            return any(owner_of(url) == owner_of(target) for url in self.unit.sites)
        bounds = {"attachment": self.territory.attachment, "article": self.territory.article}
        return bounds.get(want.role, self.territory.page)(target)

    def _forgo(self, reason: str) -> None:
        """Give up everything that still waits, for one reason."""
        if not self._discloses():
            self._open_the_rest()
        for want in [one for one in self.frontier.drain() if not one.rest]:
            self.ledger.put(want, "missed", NOTHING, reason=reason)

    def _put(self, want: Want, state: str, answer: Answer, *, kind: str = "", reason: str = "", final_url: str = "") -> None:  # fmt: skip
        """A row for a page that was asked for."""
        if state == "missed" and (want.rest or self._is_service(want, reason)):
            state = "skipped"
        self.ledger.put(want, state, answer, kind=kind, reason=reason, final_url=final_url)
        self._rest -= want.rest and state != "absent"
        self._streak = [*self._streak, reason] if reason in FAILURES else []

    def _is_service(self, want: Want, reason: str) -> bool:
        """A list service named beside the site: it has lists, and no front page to show."""
        return want.role == "home" and reason in ("http_4xx", "empty") and want.url not in self.unit.sites[:1]

    def _given_up(self) -> bool:
        return len(self._streak) >= GIVE_UP_AFTER

    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self.finished and self.in_flight == 0 and not len(self.frontier)

    def finish(self) -> Visit:
        """Write visit.json and give the directory back."""
        kinds = self.ledger.kinds()
        visit = Visit(
            run_id=self.run_id,
            unit_id=self.unit.unit_id,
            state=self._state(),
            pages=kinds.total() - kinds["attachment"],
            documents=kinds["article"],
            attachments=kinds["attachment"],
            misses=self.ledger.missed().total(),
            columns_found=tuple(self._columns()),
            started_at=self.ledger.started,
            finished_at=now(),
            searchable=self._searchable,
            note="; ".join(dict.fromkeys([*self._notes, *self._remarks()])),
        )
        self.abandon()
        visit = self._compared(visit)
        capture.write_visit(self.ledger.directory, visit)
        return visit

    def _compared(self, visit: Visit) -> Visit:
        """The visit set against the unit's earlier ones; one that falls short is no complete one."""
        data = self.ledger.directory.parents[3]
        found = compare(visit, earlier_visits(data, self.run_id, self.unit.unit_id))
        state = "partial" if found.shortfall and visit.state in ("complete", "no_column") else visit.state
        return replace(visit, state=state, shortfall=found.shortfall, vanished=found.vanished, appeared=found.appeared)

    def break_off(self) -> Visit:
        """End a visit that a fault of ours left hanging: what still waits was not seen."""
        self._notes.append("the crawl broke off")
        self._forgo("parse_error")
        return self.finish()

    def abandon(self) -> None:
        """Give the directory back without a visit.json: the next run goes on from here."""
        self.ledger.capture.close()
        self.finished = True

    def hosts(self) -> frozenset[str]:
        """Hosts (with ports) of the unit's own addresses."""
        return frozenset(host_of(url) for url in (*self.unit.sites, *self.unit.override.column_urls))

    def _columns(self) -> Iterator[str]:
        """Names of the disclosure columns; a link that led to a single text named none."""
        rows = self.ledger.rows
        for name, urls in self._found.items():
            if {rows[url].kind for url in urls if url in rows} != {"article"}:
                yield name

    def _discloses(self) -> bool:
        """Whether there is a disclosure column; columns of news alone are none."""
        return any(not re.search(NEWS, name) for name in self._columns())

    def _state(self) -> str:
        missed, answered = self.ledger.missed(), self.ledger.answered()
        if missed["blocked"] and missed["blocked"] >= answered:
            return "blocked"
        if not answered and not missed["empty"]:
            return "unreachable"
        if not self._discloses() and not missed["empty"]:
            return "no_column"
        return "partial" if missed or self._notes else "complete"

    def _remarks(self) -> Iterator[str]:
        if not self.unit.sites:
            yield "the registry names no site"
        if self.ledger.answered() == 1:
            yield "only one page answered"
        for row in self.ledger.rows.values():
            if row.kind == "home" and row.state in ("missed", "absent"):
                yield f"{row.url}: {row.reason or row.state}"
        if self._given_up():
            yield f"given up after {GIVE_UP_AFTER} failures in a row ({self._streak[-1]})"
