"""One unit's visit: what was wanted, what came, what it led to, and how it ended. No network: the spider brings answers.

An answer from the network and one from an earlier, killed process (read back from the capture) take the same way, so a
resumed visit rebuilds its frontier without fetching anything twice.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from crawler import capture
from crawler.blocking import challenge_name
from crawler.capture import CaptureError, PageRow, Visit
from crawler.frontier import Frontier, Want
from crawler.recorder import Place, UnitCapture, now
from crawler.scope import Territory, canonical, key, site_of
from crawler.units import Unit
from crawler.walk import Steps, follow, host_of

log = logging.getLogger(__name__)
REDIRECT_LIMIT = 5
GIVE_UP_AFTER = 8
"""Failures in a row after which the rest of a unit's pages are not tried any more."""
REST_PAGES = 300
"""Pages outside the disclosure columns that are fetched after them: evidence may stand there, a gap never does."""
FAILURES = frozenset({"timeout", "dns", "connection", "tls", "http_5xx", "blocked", "private_address"})
ENTRY_ROLES = frozenset({"home"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for a want: a response whose body is decoded, and where it is stored."""

    status: int
    body: bytes = b""
    content_type: str = ""
    location: str = ""
    place: Place | None = None


class UnitVisit:
    """The visit to one unit, from its site addresses to its visit.json."""

    def __init__(self, unit: Unit, territory: Territory, run_id: str, directory: Path, max_pages: int) -> None:
        self.unit, self.territory, self.run_id, self.directory = unit, territory, run_id, directory
        self.max_pages = unit.override.max_pages or max_pages
        self.capture = UnitCapture(directory, {"software": "gongkai", "isPartOf": f"{run_id}/{unit.unit_id}"})
        self.known = {row.url: row for row in capture.read_pages(directory) if row.reason != "budget"}
        self.rows: dict[str, PageRow] = {}
        self.frontier = Frontier()
        self.in_flight = 0
        self.finished = False
        self.notes: list[str] = []
        self._spent = 0
        self._streak: list[str] = []
        self._found: dict[str, set[str]] = {}
        self._elsewhere: dict[str, Want] = {}
        self._rest = 0
        self._open_ended: set[tuple[str, ...]] = set()
        self._menu: set[str] = set()
        self._moved: dict[tuple[str, str], tuple[str, str]] = {}
        self._started = min((row.fetched_at for row in self.known.values() if row.fetched_at), default=now())
        for url in unit.sites:
            self.frontier.add(Want(url=url, role="home"))
        for url in unit.override.column_urls:
            self.frontier.add(Want(url=url, role="column", columns=("栏目",), weight=1.0))
            self._found.setdefault("栏目", set()).add(url)

    def next(self) -> Want | None:
        """The next page to ask for; None when nothing (more) can be asked for now."""
        if len(self._streak) >= GIVE_UP_AFTER:
            self._forgo(self._streak[-1])
        if self._spent >= self.max_pages:
            self._forgo("budget")
        want = self._pop()
        if want is None and self.in_flight == 0 and self._answered():
            self._open_the_rest()
            want = self._pop()
        if want is None:
            return None
        self._spent += 1
        return replace(want, url=self._current(want.url))

    def _pop(self) -> Want | None:
        """The next want that is still worth a request: of the rest only so many."""
        while (want := self.frontier.pop()) is not None:
            if not want.rest or self._rest < REST_PAGES:
                return want
        return None

    def _open_the_rest(self) -> None:
        """Once the columns are walked, the site's other pages: a few of them, or all when there was no column."""
        rest = any(self._columns())
        for want in self._elsewhere.values():
            self.frontier.add(replace(want, rest=rest))
        self._elsewhere.clear()

    def replay(self, want: Want) -> bool:
        """Take a page from the ledger of an earlier process; False when it must be fetched."""
        row = self.known.get(want.url)
        if row is None:
            return False
        try:
            body = capture.read_body(self.directory, row)
        except CaptureError as error:
            log.warning("%s: fetched again: %s", self.unit.unit_id, error)
            del self.known[want.url]
            return False
        if row.state == "redirected":
            self._redirect(want, row.final_url, Answer(status=row.status or 0))
        elif row.state in ("missed", "skipped") and row.reason not in ("blocked", "empty", "parse_error", "off_site"):
            self.miss(want, row.reason, row.status)
        else:
            self.take(want, Answer(status=row.status or 0, body=body, content_type=row.content_type))
        return True

    def take(self, want: Want, answer: Answer) -> None:
        """Take what came for a want: write its row, add what it leads to. Raises CaptureError when the disk refuses."""
        try:
            self._take(want, answer)
        except CaptureError:
            raise
        except Exception as error:  # one page that breaks the parsing must end neither this visit nor another
            log.exception("%s: %s could not be parsed", self.unit.unit_id, want.url)
            self.notes.append(f"parsing failed at {want.url}: {type(error).__name__}")
            self._put(want, "missed", answer, reason="parse_error")

    def miss(self, want: Want, reason: str, status: int | None = None) -> None:
        """Take note that a page could not be had."""
        secure = want.url.startswith("https:")
        if reason == "tls" and secure and any(url.startswith("http:") and host_of(url) == host_of(want.url) for url in self.unit.sites):  # fmt: skip
            # The registry names this host without TLS, so its secure address may as well be read there.
            self._redirect(want, "http" + want.url[5:], Answer(status=0))
            return
        self._put(want, "missed", Answer(status=status or 0), reason=reason)

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
        steps = follow(want, answer.body, answer.content_type, self.territory, self._menu)
        if steps.redirect and key(steps.redirect) != key(want.url):
            self._redirect(want, steps.redirect, answer)
            return
        if steps.empty and want.role in ENTRY_ROLES:
            self._put(want, "missed", answer, reason="empty")
            self.notes.append(f"{want.url} has neither text nor links: it may be drawn by script")
            return
        if steps.columns is not None:
            want = replace(want, columns=steps.columns)
        self._put(want, "fetched", answer, kind=steps.kind)
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
        if steps.unfollowable and not want.rest and not (want.role == "list" and want.columns in self._open_ended):
            self._open_ended.add(want.columns)
            list_url = replace(want, url=f"{want.url}#more", role="list", anchor=steps.unfollowable)
            self._put(list_url, "missed", Answer(status=0), reason="script_list")
        for one in steps.beyond:
            if not self.frontier.seen(one.url):
                self._put(one, "missed", Answer(status=0), reason="off_site")

    def _redirect(self, want: Want, target: str, answer: Answer) -> None:
        """Follow a redirect by hand, so that every hop passes scope, guard and ledger like any other page."""
        if not target:
            self._put(want, "missed", answer, reason="connection")
            return
        if want.hops >= REDIRECT_LIMIT or target == want.url:
            self._put(want, "missed", answer, reason="redirect_limit", final_url=target)
            return
        self._learn(want.url, target)
        entry = want.role in ENTRY_ROLES
        inside = {"attachment": self.territory.attachment, "article": self.territory.article}.get(want.role, self.territory.page)  # fmt: skip
        if not inside(target) and not (entry and self._same_owner(target)):
            if want.role in ("home", "column", "list"):
                self.notes.append(f"{want.url} leads to {host_of(target)}, which the registry does not name")
                self._put(want, "missed", answer, reason="off_site", final_url=target)
            else:
                self._put(want, "redirected", answer, final_url=target)
            return
        self._put(want, "redirected", answer, final_url=target)
        onward = replace(want, url=target, hops=want.hops + 1)
        if key(target) == key(want.url):
            self.frontier.follow(onward)
        else:
            self.frontier.add(onward)

    def _same_owner(self, target: str) -> bool:
        return any(site_of(host_of(url)) == site_of(host_of(target)) for url in self.unit.sites)

    def _learn(self, url: str, target: str) -> None:
        """Remember a site that answers at another scheme or with www, so that its other pages are asked for there."""
        before, after = _origin(url), _origin(target)
        if key(url) == key(target) and before != after:
            self._moved[before] = after

    def _current(self, url: str) -> str:
        for _ in range(2):
            moved = self._moved.get(_origin(url))
            if moved is None:
                break
            url = f"{moved[0]}://{moved[1]}{url.split('://', 1)[1][len(_origin(url)[1]) :]}"
        return url

    def _forgo(self, reason: str) -> None:
        """Give up everything that still waits, for one reason."""
        if not any(self._columns()):
            self._open_the_rest()
        for want in [one for one in self.frontier.drain() if not one.rest]:
            self._put(want, "missed", Answer(status=0), reason=reason, counted=False)

    def _put(
        self, want: Want, state: str, answer: Answer, *, kind: str = "", reason: str = "", final_url: str = "",
        counted: bool = True,
    ) -> None:  # fmt: skip
        place = answer.place
        row = PageRow(
            url=want.url,
            state="skipped" if state == "missed" and want.rest else state,
            kind=kind or KINDS[want.role],
            columns=want.columns,
            reason=reason,
            status=answer.status or None,
            final_url=final_url,
            content_type=answer.content_type,
            length=len(answer.body),
            digest=hashlib.sha256(answer.body).hexdigest() if place else "",
            warc=place.warc if place else "",
            offset=place.offset if place else 0,
            fetched_at=place.at if place else now(),
            referrer=want.referrer,
            anchor=want.anchor,
            list_date=want.list_date,
        )
        if want.url not in self.known:
            self.capture.row(row)
        self.rows[want.url] = row
        self._rest += want.rest and state != "absent"
        if counted:
            self._streak = [*self._streak, reason] if reason in FAILURES else []

    def _answered(self) -> int:
        return sum(row.state in ("fetched", "unchanged") for row in self.rows.values())

    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self.finished and self.in_flight == 0 and not len(self.frontier)

    def finish(self) -> Visit:
        """Write visit.json and give the directory back."""
        rows = self.rows.values()
        kinds = Counter(row.kind for row in rows if row.state in ("fetched", "unchanged"))
        visit = Visit(
            run_id=self.run_id,
            unit_id=self.unit.unit_id,
            state=self._state(),
            pages=kinds.total() - kinds["attachment"],
            documents=kinds["article"],
            attachments=kinds["attachment"],
            misses=sum(row.state == "missed" for row in rows),
            columns_found=tuple(self._columns()),
            started_at=self._started,
            finished_at=now(),
            note="; ".join([*dict.fromkeys(self.notes), *self._remarks()]),
        )
        self.capture.close()
        capture.write_visit(self.directory, visit)
        self.finished = True
        return visit

    def break_off(self) -> Visit:
        """End a visit that a fault of ours left hanging: what still waits was not seen."""
        self.notes.append("the crawl broke off")
        self._forgo("parse_error")
        return self.finish()

    def hosts(self) -> frozenset[str]:
        """Hosts (with ports) of the unit's own addresses."""
        return frozenset(host_of(url) for url in (*self.unit.sites, *self.unit.override.column_urls))

    def abandon(self) -> None:
        """Give the directory back without a visit.json: the next run goes on from here."""
        self.capture.close()
        self.finished = True

    def _columns(self) -> Iterator[str]:
        """Names of the disclosure columns; a link that led to a single text named none."""
        for name, urls in self._found.items():
            kinds = {self.rows[url].kind for url in urls if url in self.rows}
            if kinds != {"article"}:
                yield name

    def _state(self) -> str:
        missed = Counter(row.reason for row in self.rows.values() if row.state == "missed")
        if missed["blocked"] and missed["blocked"] >= self._answered():
            return "blocked"
        if not self._answered() and not missed["empty"]:
            return "unreachable"
        if not any(self._columns()) and not missed["empty"]:
            return "no_column"
        return "partial" if missed or self.notes else "complete"

    def _remarks(self) -> Iterator[str]:
        if not self.unit.sites:
            yield "the registry names no site"
        answered = self._answered()
        if answered == 1:
            yield "only one page answered"
        homes = [row for row in self.rows.values() if row.kind == "home" and row.state not in ("fetched", "redirected")]
        for row in homes:
            yield f"{row.url}: {row.reason or row.state}"
        if len(self._streak) >= GIVE_UP_AFTER:
            yield f"given up after {GIVE_UP_AFTER} failures in a row ({self._streak[-1]})"


KINDS = {"home": "home", "map": "column", "column": "column", "door": "column", "list": "list", "article": "article",
         "attachment": "attachment", "page": "other", "probe": "column"}  # fmt: skip
"""The kind of a page whose body could not tell, by the role it was wanted for."""


def _origin(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    return scheme, rest.split("/", 1)[0]
