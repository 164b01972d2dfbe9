"""What came for a page: the row it gets, what it leads to, and what of it could not be seen. No network."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus

from crawler.agenda import Agenda
from crawler.blocking import challenge_name
from crawler.capture import CaptureError
from crawler.drawn import MARK, Drawings, Plain, shows_more, turned, unseen
from crawler.frontier import Want
from crawler.ledger import ANSWERED, NOTHING, UNLISTED, Answer, Ledger
from crawler.notices import BROKEN, GONE, notice
from crawler.redirects import hop
from crawler.scope import Territory, canonical, host_of, key, origin
from crawler.second import TOO_MANY
from crawler.turns import TURNS, Ends
from crawler.units import Unit
from crawler.walk import Steps

log = logging.getLogger(__name__)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Taking:
    """Takes one visit's answers in their order, and keeps what they told of the site.

    `found` are the disclosure columns by name with their addresses, `notes` remarks for a person, `systems` counts the
    pages of each publishing system, `moved` holds doors that sent every page to another one, `searchable` tells whether
    the site offers a search.
    """

    def __init__(
        self, unit: Unit, territory: Territory, ledger: Ledger, agenda: Agenda, drawings: Drawings,
        walk: Callable[..., Steps], found: dict[str, set[str]],
    ) -> None:  # fmt: skip
        """`walk`: tells where a page leads (`crawler.walk.follow`)."""
        self._unit, self._territory, self._ledger, self._agenda = unit, territory, ledger, agenda
        self.drawings, self._walk_page, self.found = drawings, walk, found
        self.notes, self.systems, self.searchable = list[str](), Counter[str](), False
        self.moved: dict[tuple[str, str], tuple[str, str]] = {}
        self._menu: set[str] = set()
        self._open_ended: set[tuple[str, ...]] = set()
        self._ends = Ends()

    def take(self, want: Want, answer: Answer) -> None:
        """Take what came for a want. Raises CaptureError when the disk refuses."""
        try:
            self._show(want, answer) if want.drawn else self._read(want, answer)
        except CaptureError:
            raise
        except Exception as error:  # one page that breaks the parsing must end neither this visit nor another
            log.exception("%s: %s could not be parsed", self._unit.unit_id, want.url)
            self.notes.append(f"parsing failed at {want.url}: {type(error).__name__}")
            self.miss(want, "parse_error") if want.drawn else self._put(want, "missed", answer, reason="parse_error")

    def miss(self, want: Want, reason: str) -> None:
        """Take note that a page could not be had. Raises CaptureError like `take`."""
        if want.drawn:
            self.undrawn(want, reason)
        elif reason == "tls" and self._named_without_tls(want.url):
            self.redirect(want, "http" + want.url.removeprefix("https"), NOTHING)
        else:
            self._put(want, "missed", NOTHING, reason=reason)

    def _named_without_tls(self, url: str) -> bool:
        """The registry names this host over http, so what its broken TLS hides may as well be read there."""
        return any(site.startswith("http:") and host_of(site) == host_of(url) for site in self._unit.sites)

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
            self.redirect(want, canonical(answer.location, want.url), answer)
        elif not 200 <= answer.status < 300:
            self._put(want, "missed", answer, reason="http_5xx" if answer.status >= 500 else "http_4xx")
        elif said:
            self._put(want, "missed", answer, reason={BROKEN: "http_5xx"}.get(said, said))
        else:
            self._walk(want, answer)

    def _walk(self, want: Want, answer: Answer) -> None:
        steps = self._walk_page(
            want, answer.body, answer.content_type, self._territory, self._menu, self._unit.override.cms or ""
        )
        if steps.redirect:
            self.redirect(want, steps.redirect, answer)
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
        self.systems[steps.system] += bool(steps.system)
        self._onward(want, steps)
        waits = self._draws(want, steps, answer)
        self._unfollowed(want, replace(steps, unfollowable="", shut=()) if waits else steps)

    def _onward(self, want: Want, steps: Steps) -> None:
        """Take what a page leads to."""
        self.searchable = self.searchable or steps.searchable
        for name, url in steps.found:
            self.found.setdefault(name, set()).add(url)
        for one in self._without_end(want, steps):
            self._agenda.frontier.add(one)
        if want.role == "home":
            self._menu |= {key(one.url) for one in steps.elsewhere}
        for one in steps.elsewhere:
            self._agenda.beside(one)

    def _hollow(self, want: Want, answer: Answer) -> None:
        self._put(want, "missed", answer, reason="empty")
        self.notes.append(f"{want.url} has neither text nor links: it may be drawn by script")

    def _draws(self, want: Want, steps: Steps, answer: Answer) -> bool:
        """Whether a browser is to show a page before it is told what of it could not be seen."""
        if steps.unfollowable and self._told(want):
            steps = replace(steps, unfollowable="")
        drawn = self.drawings.ask(Plain(want, steps, answer), self._ledger.earlier(want.url + MARK) is not None)
        return drawn is not None and self._agenda.frontier.add(drawn)

    def _show(self, want: Want, answer: Answer) -> None:
        """Take what a browser made of a page; its own row comes last, so that a killed process leaves all or nothing."""
        plain, walked = self.drawings.plain(want), "" if 200 <= answer.status < 300 else "http_4xx"
        said = (challenge_name(answer.status, answer.body) and "blocked") or notice(answer.body, want.anchor)
        if walked or said or (answer.location and not self._territory.page(answer.location)):
            self.undrawn(want, walked or ("blocked" if said == "blocked" else "off_site"))
            return
        page = plain.want
        views = [self._view(page, answer), *(self._view(replace(page, role="list"), one) for one in answer.further)]
        if not shows_more(plain, views):
            self.undrawn(want, "empty")
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
        return self._walk_page(
            want, answer.body, answer.content_type, self._territory, self._menu, self._unit.override.cms or ""
        )

    def undrawn(self, want: Want, reason: str) -> None:
        """A page could not be drawn, or shows no more: what of the plain page could not be seen is told now."""
        plain = self.drawings.plain(want)
        if plain.steps.empty:
            self._hollow(plain.want, plain.answer)
        else:
            self._unfollowed(plain.want, plain.steps)
        self.drawings.settle(want, False)
        self._ledger.put(want, "skipped", NOTHING, reason=reason)

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
        unreached = {
            "off_site": steps.beyond,
            "private_address": steps.inward,
            "script_file": steps.closed,
            "script_list": steps.shut,
        }
        for reason, wants in unreached.items():
            for one in [one for one in wants if not self._agenda.frontier.seen(one.url)]:
                self._put(one, "missed", NOTHING, reason=reason)

    def _told(self, want: Want) -> bool:
        """Whether it was told before, or does not matter, that the list of a page goes on where we cannot."""
        return want.rest or (want.role in TURNS and want.columns in self._open_ended) or self.drawings.covers(want)

    def redirect(self, want: Want, target: str, answer: Answer) -> None:
        """Follow a redirect by hand, so that every hop passes scope, guard and ledger like any other page."""
        frontier = self._agenda.frontier
        step = hop(want, target, self._unit, self._territory, self._ledger.rows, frontier.seen(target), answer.cookies)
        self.notes += [step.note] if step.note else []
        if step.onward and key(want.url) == key(target) and want.url != target:
            self.moved[origin(want.url)] = origin(target)
        if step.state:
            self._put(want, step.state, answer, reason=step.reason, final_url=target)
        onward = replace(want, url=target, hops=want.hops + 1)
        if step.onward == "return":
            self._ledger.forget(target)
        if step.onward == "add":
            frontier.add(replace(onward, form="", action=""))
        elif step.onward:
            frontier.follow(replace(onward, form="", action="") if step.state else onward)

    def _put(self, want: Want, state: str, answer: Answer, *, kind: str = "", reason: str = "", final_url: str = "") -> None:  # fmt: skip
        """A row for a page that was asked for, unless a second look deserves to be waited for."""
        if state == "missed" and (want.rest or want.role == "sitemap" or self._is_service(want, reason)):
            state = "skipped"
        looks = self._agenda.looks
        if state == "missed" and looks.deserves_another(reason, answer.status):
            self._agenda.put_off(want, reason)
            return
        self._agenda.settled(want, state, "" if final_url else reason)  # a redirect, wherever to, is an answer
        if state in ANSWERED and self._agenda.unlisted(want):
            reason = UNLISTED
        self._ledger.put(want, state, answer, kind=kind, reason=reason, final_url=final_url, looks=looks.needed(want.url))  # fmt: skip

    def _is_service(self, want: Want, reason: str) -> bool:
        """A list service named beside the site: it has lists, and no front page to show."""
        return want.role == "home" and reason in ("http_4xx", "empty") and want.url not in self._unit.sites[:1]
