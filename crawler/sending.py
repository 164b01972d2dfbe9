"""The download handler tells when a request really leaves: the time to the host's next one is counted from then.

Scrapy counts from when it took the request from its queue. On a busy machine, or before a connection stands, a request
leaves later than that, and the next one would follow too soon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientProtocol
from twisted.web.client import _HTTP11ClientFactory

from crawler.pace import PaceKeeper

Sent = Callable[[str], None]


class _Protocol(_LenientHTTP11ClientProtocol):
    def __init__(self, sent: Sent, quiescent: Any) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._sent = sent

    def request(self, request: Any) -> Any:
        name = (request.headers.getRawHeaders(b"host") or [b""])[0].decode("latin-1")
        host = urlsplit(f"//{name}").hostname or ""
        self._sent(host)
        # What is written now leaves in the reactor's next round, which comes late when many answers lie ready.
        asyncio.get_running_loop().call_later(0, self._sent, host)
        return super().request(request)


class _Factory(_HTTP11ClientFactory):
    def __init__(self, sent: Sent, quiescent: Any, metadata: Any) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self._sent = sent

    def buildProtocol(self, addr: Any) -> _Protocol:
        return _Protocol(self._sent, self._quiescentCallback)


class Http(HTTP11DownloadHandler):
    """Scrapy's handler; its connections tell the keeper of the pace what they send."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        keeper = crawler.get_extension(PaceKeeper)
        if keeper is not None:
            pool: Any = self._pool
            pool._factory = partial(_Factory, keeper.sent)
