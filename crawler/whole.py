"""Is a body all that the server wanted to send? What is cut short must not be taken for all that a page says."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any, Self

from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response

CUT = "gongkai_cut"
MOST_TRIES = 3
_PIECE = 1 << 20
_END = 2048


def cut_short(body: bytes, encoding: str, limit: int) -> bool:
    """Whether a compressed body ends in the middle. `encoding` is its Content-Encoding; beyond `limit` nobody looks."""
    windows = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(encoding.strip().lower(), ())
    return bool(windows and body) and not any(_ends(body, bits, limit) for bits in windows)


def _ends(body: bytes, bits: int, limit: int) -> bool:
    stream, unpacked = zlib.decompressobj(bits), 0
    try:
        while body and not stream.eof and unpacked <= limit:
            unpacked += len(stream.decompress(body, _PIECE))
            body = stream.unconsumed_tail
    except zlib.error:
        return False
    return stream.eof or unpacked > limit


def unfinished(response: Response) -> bool:
    """Whether markup whose length nobody told stops before its end: the connection may have broken."""
    kind = (response.headers.get("Content-Type") or b"").lower()
    return "partial" in response.flags and b"html" in kind and b"</html" not in response.body[-_END:].lower()


class WholeMiddleware:
    """Downloader middleware, before decompression: a body cut short is a failed download.

    Markup without an end and without a length is asked for again: a server that sends the same twice means it.
    """

    def __init__(self, crawler: Any) -> None:
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Raises ResponseDataLossError for a body that did not come whole."""
        encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
        if encoding:
            if cut_short(response.body, encoding, self._limit):
                raise ResponseDataLossError(f"{request.url}: the compressed body ends in the middle")
            return response
        if not unfinished(response):
            return response
        seen = request.meta.get(CUT, ())
        digest = hashlib.sha256(response.body).hexdigest()
        if digest in seen:
            return response
        if len(seen) + 1 >= MOST_TRIES:
            raise ResponseDataLossError(f"{request.url}: breaks off in another place each time")
        return request.replace(meta=request.meta | {CUT: (*seen, digest)}, dont_filter=True)
