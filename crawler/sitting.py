"""One page in the browser: what it may ask for, and the pages of its list, turned as a reader would turn them.

A page's script is a stranger: it reaches only hosts and ports that the registry names, only at addresses that the guard
lets through, only what robots.txt allows, and only so many times. Pictures, fonts, films and stylesheets are left out.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Collection
from html import escape
from typing import Any
from urllib.parse import urlsplit

from crawler.cms import ListPage, read_list
from crawler.guard import SCHEMES, refused
from crawler.hops import watch
from crawler.scope import PORTS
from crawler.walk import bounded

log = logging.getLogger(__name__)
DRAWN = "gongkai_drawn"
"""Key of a request that is to be drawn: how often its list may be turned; afterwards the `Sitting` that came of it."""
MOST_TURNS = 20
"""Pages of one list that are turned after the first."""
MOST_REQUESTS = 60
"""Requests that a page may make before its first turn, and as many again for its turns."""
QUIET, SOON = 0.4, 1.5
"""Seconds without a request after which a page is at rest, and after which a turn that shows nothing new did nothing."""
POLL = 0.1
_LEFT_OUT = frozenset({"image", "font", "media", "stylesheet", "texttrack", "manifest", "eventsource", "ping", "websocket"})  # fmt: skip
_LISTS = frozenset({"xhr", "fetch", "script", "document"})
"""What a list may come by: when one of these fails, what is shown may not be all."""
_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS"})
TURN = r"""turn => {
  const words = [/^(下一?页|下一頁|后一?页|next( page)?)\s*[>›»]*$/i, /^[>›]$/, /^»$/,
    /^(点击|點擊)?(加载|查看|显示|展开)更多\s*[.…>↓]*$|^load more$/i];
  const all = [...document.querySelectorAll('a,button,li,span,div,em,i,input[type=button]')];
  const text = e => (e.value || e.innerText || e.title || e.getAttribute('aria-label') || '').trim();
  const leads = e => { const a = e.closest('a[href]'); return a && !/^(#|javascript:|$)/i.test(a.getAttribute('href').trim()); };
  const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const off = e => { for (let n = e, i = 0; n && i < 3; n = n.parentElement, i++)
    if (n.disabled || n.getAttribute('aria-disabled') === 'true' || /(^|[\s_-])(disabled?|nolink|unable)($|[\s_-])/i.test(n.className)) return true;
    return false; };
  const inner = found => found.filter(e => !found.some(o => o !== e && e.contains(o)));
  const number = e => /^\d+$/.test(text(e));
  const among = e => [e.parentElement, e.parentElement && e.parentElement.parentElement].some(p => p &&
    [...p.children].filter(c => /^\d+$/.test((c.innerText || '').trim())).length > 1);
  const named = e => /(^|[\s_-])next($|[\s_-])/i.test(e.className) && text(e).length < 8;
  const ways = [e => words[0].test(text(e)), named, e => words[1].test(text(e)), e => words[2].test(text(e)),
    e => number(e) && text(e) === String(turn + 1) && among(e), e => words[3].test(text(e))];
  let closed = false;
  for (const way of ways) {
    const found = inner(all.filter(e => { try { return way(e) && seen(e) && !leads(e); } catch { return false; } }));
    const open = found.find(e => !off(e));
    if (open) { open.scrollIntoView(); open.click(); return 'clicked'; }
    if (found.length) closed = true;
    if (closed) return 'off';
  }
  window.scrollTo(0, document.documentElement.scrollHeight);
  return 'scrolled';
}"""
"""Turns to the page after page `turn` of the list: "clicked", "off" (there is no further one), or "scrolled"."""
Robots = Callable[[str, str], Awaitable[bool]]


class Sitting:
    """A page that is drawn: `pages` holds what it showed, one document for each page of its list.

    `ended` tells whether the list was seen to its end, `url` where the page went by itself ("" when it stayed),
    `refused_address` a place that was reached and must not be, `lax` that certificates are not checked meanwhile.
    """

    def __init__(self, url: str, named: Collection[tuple[str, int]], robots: Robots | None, delay: float, patience: float, turns: int, lax_hosts: Collection[str] = ()) -> None:  # fmt: skip
        self._start, self._named, self._robots, self._delay, self._patience = url, named, robots, delay, patience
        self._turns, self._late = turns, max(2 * SOON, patience / 3)
        self._turned_away: set[Any] = set()
        self._lax_hosts = lax_hosts
        self.lax = (urlsplit(url).hostname or "") in lax_hosts
        self.pages: list[str] = []
        self.ended, self.url, self.refused_address = False, "", ""
        self._asked, self._most = 0, MOST_REQUESTS
        self._open: set[Any] = set()
        self._failed = False
        self._rested = 0.0
        self._places: dict[tuple[str, int], bool] = {}
        self._noted: set[str] = set()

    def bodies(self) -> list[bytes]:
        """The documents as they are stored: in UTF-8, whatever they say of themselves."""
        return [page.encode("utf-8", errors="replace") for page in self.pages]

    async def prepare(self, page: Any, _: Any = None) -> None:
        """Stand between a fresh browser page and the network."""
        await page.context.route("**/*", _abort)
        await page.route("**/*", self._gate)
        await page.route_web_socket(re.compile(".*"), lambda socket: socket.close())
        page.on("request", self._begins)
        page.on("requestfinished", self._done)
        page.on("requestfailed", self._fails)
        page.on("response", self._answered)
        await watch(page, self._objection, self._not_followed)

    async def turn(self, page: Any) -> None:
        """Take what the page shows, and turn to its further pages until there are none or it has been enough."""
        until = self._now() + 3 * self._patience
        await self._rest()
        markup = await self._look(page)
        read, turns, how = self._read(markup), 0, "given up"
        self.pages.append(markup)
        while turns < self._turns and self._now() < until:
            await asyncio.sleep(self._delay)
            self._failed, self._most = False, self._most + MOST_REQUESTS // MOST_TURNS
            how = await self._onward(page, turns + 1)
            shown = await self._changed(page, read) if how != "off" else ""
            if not shown:
                break
            before, read, turns = read, self._read(shown), turns + 1
            self.pages[len(self.pages) - _holds(read, before) :] = [shown]
        else:
            how = "given up"
        self.ended = not self._failed and _is_end(how, read, turns)
        self.url = page.url if _place(page.url) != _place(self._start) else ""

    async def _onward(self, page: Any, turn: int) -> str:
        """Turn to the next page: "clicked", "off" when there is none, or "scrolled" where nothing can be clicked."""
        from playwright.async_api import Error

        try:
            return str(await page.evaluate(TURN, turn))
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
            return "clicked"  # so hard that the browser left for another document

    async def _look(self, page: Any) -> str:
        """The document as it stands; its links lead where they lead in the browser."""
        await page.wait_for_load_state("domcontentloaded")
        markup: str = await page.content()
        if _place(page.url) != _place(self._start) and "<base" not in markup:
            base = f'<base href="{escape(page.url)}">'
            markup = re.sub(r"<head\b[^>]*>", lambda head: head.group() + base, markup, count=1)
        return markup

    def _read(self, markup: str) -> ListPage:
        return read_list(bounded(markup)[0], self._start)

    async def _changed(self, page: Any, before: ListPage) -> str:
        """The document after a turn, when another part of its list stands there now; "" when it does not."""
        begun = self._now()
        while self._now() - begun < self._late:
            await asyncio.sleep(POLL)
            if self._open:
                continue
            read = self._read(await self._look(page))
            if read.items and read.items != before.items:
                await self._rest()
                shown = await self._look(page)
                return shown if self._read(shown).items not in ((), before.items) else ""
            if self._now() - max(begun, self._rested) > SOON:
                self._failed |= not read.answered
                return ""
        self._failed = True
        return ""

    async def _rest(self) -> None:
        """Wait until nothing has been asked for a while."""
        begun = self._now()
        while self._now() - begun < self._late:
            await asyncio.sleep(POLL)
            if not self._open and self._now() - max(begun, self._rested) > QUIET:
                return

    async def _gate(self, route: Any) -> None:
        asked = route.request
        if asked.resource_type in _LEFT_OUT:
            await route.abort()
        elif why := await self._objection(asked.url, asked.method):
            self._failed |= why in ("robots.txt", "too many requests") and asked.resource_type in _LISTS
            self._turned_away.add(asked)
            self._open.discard(asked)
            self._not_followed(asked.url, why)
            await route.abort()
        else:
            self._asked += 1
            await route.fallback()

    async def _objection(self, url: str, method: str) -> str:
        if not await self._open_to(url):
            return "not named in the registry"
        if self.lax and urlsplit(url).scheme == "https" and urlsplit(url).hostname not in self._lax_hosts:
            return "its certificate would not be checked"
        if method not in _METHODS:
            return f"method {method}"
        if self._asked >= self._most:
            return "too many requests"
        if self._robots and not await self._robots(url, urlsplit(self._start).netloc):
            return "robots.txt"
        return ""

    def _not_followed(self, url: str, why: str) -> None:
        self._note(f"{url[:200]} was not asked for: {why}")

    async def _open_to(self, url: str) -> bool:
        """Whether the registry names the place and every address of its name may be connected to."""
        place = _door(url)
        if place is None or place not in self._named:
            return False
        if place not in self._places:
            try:
                found = await asyncio.get_running_loop().getaddrinfo(*place)
            except OSError:
                found = []
            addresses = {str(one[4][0]) for one in found}
            self._places[place] = bool(addresses) and not any(refused(*place, one, self._named) for one in addresses)
        return self._places[place]

    def _begins(self, asked: Any) -> None:
        """Note what is under way. No redirect outside is followed; should one slip by, nothing of the page is taken."""
        if asked.resource_type not in _LEFT_OUT and asked not in self._turned_away:
            self._open.add(asked)
        if asked.redirected_from is not None:
            self._open.discard(asked.redirected_from)
            if _door(asked.url) not in self._named:
                self.refused_address = asked.url[:200]

    def _done(self, asked: Any) -> None:
        self._open.discard(asked)
        self._rested = self._now()

    def _fails(self, asked: Any) -> None:
        if asked in self._turned_away:
            return
        self._done(asked)
        self._failed |= asked.resource_type in _LISTS and _door(asked.url) in self._named

    async def _answered(self, response: Any) -> None:
        self._failed |= response.status >= 400 and response.request.resource_type in _LISTS
        try:
            address = (await response.server_addr() or {}).get("ipAddress", "")
        except Exception as error:  # noqa: BLE001 - a page may be gone in many ways; then nothing of it is taken either
            log.debug("%s: %s", response.url, error)
            return
        place = _door(response.url)
        if address and place and refused(*place, address.strip("[]"), self._named):
            self.refused_address = address

    def _note(self, text: str) -> None:
        if text not in self._noted:
            self._noted.add(text)
            log.info("%s: %s", self._start, text)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


async def _abort(route: Any) -> None:
    """What no page of ours asks for (a window that another one opened)."""
    await route.abort()


def _door(url: str) -> tuple[str, int] | None:
    """Host and port of an address, None for another scheme than http and https."""
    try:
        parts = urlsplit(url)
        return ((parts.hostname or "").lower(), parts.port or PORTS[parts.scheme]) if parts.scheme in SCHEMES else None
    except ValueError:
        return None


def _place(url: str) -> str:
    return url.partition("#")[0]


def _holds(read: ListPage, before: ListPage) -> bool:
    """Whether a list that grows under its reader's eyes still shows what it showed."""
    return set(before.items) <= set(read.items)


def _is_end(how: str, read: ListPage, turns: int) -> bool:
    """Whether the list was seen to its end, as far as its last page tells."""
    if how == "given up" or (read.total_pages and read.total_pages > turns + 1):
        return False
    return how in ("off", "clicked") or read.unfollowable in ("", "endless_scroll")
