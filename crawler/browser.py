"""Pages that a script draws, as a reader's browser shows them: Chromium through scrapy-playwright, both optional.

Nothing of it is loaded before the first page is drawn, and without either every crawl goes on without drawing. The
browser knows no host but those that the registry names; `crawler.sitting` watches what a page asks for.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any, Self

from scrapy import signals
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Request, Response

from crawler.capture import BODY_LIMIT
from crawler.chromium import program
from crawler.guard import ObeyRobots, PrivateAddress, guarded_resolver
from crawler.sending import Http
from crawler.sitting import DRAWN, Sitting
from crawler.tls import Https

log = logging.getLogger(__name__)
AT_ONCE = 2
"""Pages of all units that are drawn at the same time: each is a process with a memory of its own."""
LEAVING = 5.0
"""Seconds that a page may take to be closed; then the browser is ended with it."""
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-extensions", "--block-new-web-contents", "--no-proxy-server",
    "--force-webrtc-ip-handling-policy", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip


def settings(hosts: Iterable[str], agent: str, usual: Mapping[str, Any]) -> dict[str, Any]:
    """What a crawl that may draw pages needs beside its `usual` settings of Scrapy.

    `hosts` are the only names (without ports) that the browser may look up, `agent` is our user agent.
    """
    known = ", ".join(f"EXCLUDE {host}" for host in sorted(set(hosts)))
    return {
        "DOWNLOAD_HANDLERS": dict(usual["DOWNLOAD_HANDLERS"])
        | {"http": "crawler.browser.DrawingHttp", "https": "crawler.browser.DrawingHttps"},
        "EXTENSIONS": dict(usual["EXTENSIONS"]) | {"crawler.browser.Browser": 0},
        "DRAWS": True,
        "DRAWN_AGENT": agent,
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 1000 * float(usual["DRAWN_TIMEOUT"]),
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program(),
            "headless": True,
            "args": [*FLAGS, f"--host-resolver-rules=MAP * ~NOTFOUND{', ' if known else ''}{known}"],
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        },
    }  # fmt: skip


class _Drawing(Http):
    """A download handler that hands requests to be drawn to the crawl's one browser."""

    async def download_request(self, request: Request) -> Response:
        if DRAWN not in request.meta:
            return await super().download_request(request)
        return await browser_of(self._crawler).draw(request)


class DrawingHttp(_Drawing):
    """For http."""


class DrawingHttps(_Drawing, Https):
    """For https, with our checks of certificates where nothing is drawn."""


class Browser:
    """The one browser of a crawl, started with the first page that is drawn."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._places, self._starting = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
        self._handler: Any = None
        self._names = (f"drawn-{number}" for number in count(1))
        self._timeout = crawler.settings.getfloat("DRAWN_TIMEOUT")
        crawler.signals.connect(self.close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def draw(self, request: Request) -> Response:
        """The page as a browser shows it; its further pages stand in the request's meta.

        Raises DownloadTimeoutError, PrivateAddress or DownloadFailedError when it cannot be drawn.
        """
        async with self._places:
            name = next(self._names)
            sitting = self._sitting(request)
            request.meta[DRAWN] = sitting
            try:
                response = await asyncio.wait_for(self._drawn(request, sitting, name), 5 * self._timeout)
            except TimeoutError as error:
                raise DownloadTimeoutError(f"{request.url}: could not be drawn in time") from error
            finally:
                await self._leave(name)
        if sitting.refused_address:
            raise PrivateAddress(f"{request.url}: its script reached {sitting.refused_address}")
        if not sitting.pages or sum(map(len, sitting.bodies())) > BODY_LIMIT:
            raise DownloadFailedError(f"{request.url}: nothing was drawn")
        return HtmlResponse(
            sitting.url or request.url, status=response.status, body=sitting.bodies()[0], encoding="utf-8", request=request,
            headers={"Content-Type": "text/html; charset=utf-8"},
        )  # fmt: skip

    async def _drawn(self, request: Request, sitting: Sitting, name: str) -> Response:
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as Late
        from scrapy_playwright.page import PageMethod

        asked = request.replace(
            meta=request.meta
            | {
                "playwright": True,
                "playwright_context": name,
                "playwright_context_kwargs": {
                    "user_agent": self._crawler.settings["DRAWN_AGENT"], "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
                    "ignore_https_errors": sitting.lax, "service_workers": "block", "accept_downloads": False, "java_script_enabled": True,
                },
                "playwright_page_init_callback": sitting.prepare,
                "playwright_page_methods": [PageMethod(sitting.turn)],
                "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
            }
        )  # fmt: skip
        try:
            response: Response = await (await self._started()).download_request(asked)
        except Late as error:
            raise DownloadTimeoutError(f"{request.url}: could not be drawn in time") from error
        except Error as error:
            raise DownloadFailedError(f"{request.url}: could not be drawn ({error.message})") from error
        return response

    def _sitting(self, request: Request) -> Sitting:
        robots = self._crawler.get_downloader_middleware(ObeyRobots)
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        return Sitting(
            request.url,
            named=guarded_resolver().named,
            robots=robots.allows if robots else None,
            delay=slot.delay if slot else self._crawler.settings.getfloat("DOWNLOAD_DELAY"),
            patience=self._timeout,
            turns=int(request.meta[DRAWN]),
            lax_hosts=self._crawler.spider.lax_hosts,
        )

    async def _started(self) -> Any:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        async with self._starting:
            if self._handler is None:
                handler = ScrapyPlaywrightDownloadHandler.from_crawler(self._crawler)
                await handler._launch()
                self._handler = handler
        return self._handler

    async def _leave(self, name: str) -> None:
        """Close what a page left open; a page that does not let go takes the browser with it."""
        context = self._handler and self._handler.context_wrappers.get(name)
        if not context:
            return
        try:
            await asyncio.wait_for(context.context.close(), LEAVING)
        except Exception as error:  # noqa: BLE001 - whatever a page does when it is to be gone, the next needs a sound browser
            log.warning("the browser is started again: %s", error)
            await self.close()

    async def close(self) -> None:
        """End the browser; the next page to be drawn starts another."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            await asyncio.wait_for(handler.close(), LEAVING)
        except Exception as error:  # noqa: BLE001 - the crawl must end whatever state a foreign page left the browser in
            log.warning("the browser could not be closed: %s", error)


def browser_of(crawler: Any) -> Browser:
    """The crawl's browser. Raises RuntimeError when the crawl has none."""
    browser = crawler.get_extension(Browser)
    if not isinstance(browser, Browser):
        raise RuntimeError("nothing draws pages; run the crawl with the settings in crawler.browser")
    return browser
