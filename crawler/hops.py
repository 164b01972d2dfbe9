"""Redirects in the browser: each is looked at before it is followed, with the same objections as the request itself.

A route sees only a request's first address, and of a redirect that then fails Playwright tells nothing at all. So the
answer is held by Chromium itself (DevTools protocol, Fetch domain, response stage) until it is known where it leads.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urljoin

log = logging.getLogger(__name__)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
Objection = Callable[[str, str], Awaitable[str]]
"""Why an address must not be asked for by a method, "" when it may."""


def leads_to(paused: Mapping[str, Any]) -> tuple[str, str]:
    """Where an answer that is held sends its browser, and by which method; ("", "") for one that is no redirect."""
    asked = paused["request"]
    headers = {str(one["name"]).lower(): str(one["value"]) for one in paused.get("responseHeaders") or ()}
    if paused.get("responseStatusCode") not in REDIRECTS or not headers.get("location"):
        return "", ""
    try:
        target = urljoin(asked["url"], headers["location"])
    except ValueError:
        target = headers["location"]
    return target, str(asked["method"]) if paused["responseStatusCode"] in KEEPS_METHOD else "GET"


async def watch(page: Any, objection: Objection, refused: Callable[[str, str], None]) -> None:
    """Follow no redirect of a page that `objection` speaks against; `refused` is told its address and why."""
    session, holding = await page.context.new_cdp_session(page), set[asyncio.Task[None]]()

    async def settle(paused: Mapping[str, Any]) -> None:
        from playwright.async_api import Error

        target, method = leads_to(paused)
        why = await objection(target, method) if target else ""
        held = {"requestId": paused["requestId"]}
        if why:
            refused(target, why)
        try:
            if why:
                await session.send("Fetch.failRequest", held | {"errorReason": "BlockedByClient"})
            else:
                await session.send("Fetch.continueRequest", held)
        except Error as error:  # the page is gone, or took the request back
            log.debug("%s: %s", paused["request"]["url"], error)

    def hold(paused: Mapping[str, Any]) -> None:
        task = asyncio.ensure_future(settle(paused))
        holding.add(task)
        task.add_done_callback(holding.discard)

    session.on("Fetch.requestPaused", hold)
    await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Response"}]})
