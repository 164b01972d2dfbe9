"""Between Scrapy and a visit: requests out of wants, answers out of responses, misses out of failures, WARC records."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.drawn import has_list
from crawler.frontier import Want
from crawler.guard import PrivateAddress, RobotsForbidden, SchemeRefused
from crawler.ledger import Answer
from crawler.recorder import DRAWN_TYPE, Exchange, Headers
from crawler.scope import canonical
from crawler.sitting import DRAWN, MOST_TURNS, Sitting
from crawler.visit import UnitVisit

FORM = "application/x-www-form-urlencoded"
VISIT, WANT, PLACE = "gongkai_visit", "gongkai_want", "gongkai_place"
FAILURES: tuple[tuple[type[BaseException], str], ...] = (
    (PrivateAddress, "private_address"),
    (RobotsForbidden, "robots"),
    (SchemeRefused, "off_site"),
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "connection"),
    (IgnoreRequest, "too_large"),
)
"""Exceptions and the miss they are, the special ones first. Scrapy's own IgnoreRequest is raised for one thing with
these settings: a body that unpacks beyond the limit."""


def request_for(visit: UnitVisit, want: Want, **more: Any) -> Request:
    """The request for a want, conditional where the visit knows the page. Redirects are followed by the visit.

    A POST is made only for a pager's own postback.
    """
    apart = {"Content-Type": FORM} if want.form else visit.conditions(want)
    return Request(
        want.action or want.url.partition("#")[0],
        headers=({"Referer": want.referrer} if want.referrer else {}) | apart,
        method="POST" if want.form else "GET",
        body=want.form,
        meta={VISIT: visit, WANT: want, "dont_redirect": True, "handle_httpstatus_all": True} | _drawing(want),
        dont_filter=True,
        **more,
    )


def _drawing(want: Want) -> dict[str, Any]:
    """What a request for a drawn page says to the browser: how often its list may be turned."""
    return {DRAWN: MOST_TURNS if has_list(want) else 0, "dont_retry": True} if want.drawn else {}


def answer_of(response: Response) -> Answer:
    """What a response says to a visit."""
    if isinstance(response.meta.get(DRAWN), Sitting):
        return _answer_drawn(response, response.meta[DRAWN])
    return Answer(
        status=response.status,
        body=response.body,
        content_type=_text(response.headers.get("Content-Type")),
        location=_text(response.headers.get("Location")),
        place=response.meta.get(PLACE),
        etag=_text(response.headers.get("ETag")),
        modified=_text(response.headers.get("Last-Modified")),
        cookies="Set-Cookie" in response.headers,
    )


def _answer_drawn(response: Response, sitting: Sitting) -> Answer:
    first, *further = (
        Answer(status=response.status, body=body, content_type=DRAWN_TYPE, place=place)
        for body, place in zip(sitting.bodies(), response.meta[PLACE], strict=True)
    )
    return replace(first, location=canonical(sitting.url) if sitting.url else "", further=tuple(further), ended=sitting.ended)  # fmt: skip


def miss_reason(error: BaseException) -> str:
    """Why a page could not be had: a reason of `PageRow`. What is not known to be another thing is `connection`."""
    for kind, reason in FAILURES:
        if isinstance(error, kind):
            return reason
    return "tls" if isinstance(error, DownloadFailedError) and _is_tls(error) else "connection"


def _is_tls(error: BaseException) -> bool:
    """Whether one of the failures under a failed download comes from the TLS layer or its certificate checks."""
    from OpenSSL.SSL import Error
    from service_identity import VerificationError

    reasons = [reason.value for reason in getattr(error.__cause__, "reasons", [])]
    return any(isinstance(one, Error | VerificationError) for one in reasons)


class RecordMiddleware:
    """Downloader middleware, last before the network: stores what is sent and received, the body as it came."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange to the capture of the unit that asked; robots.txt goes to the first unit of its host.

        Raises CaptureError when it cannot be written.
        """
        host, sitting = urlsplit(request.url).netloc, request.meta.get(DRAWN)
        visit: UnitVisit | None = request.meta.get(VISIT) or self._crawler.spider.visit_of_host(host)
        if visit is not None and isinstance(sitting, Sitting):
            request.meta[PLACE] = visit.record_drawn(request.meta[WANT], sitting.bodies())
        elif visit is not None and WANT in request.meta:
            request.meta[PLACE] = visit.record(request.meta[WANT], _exchange(request, response))
        elif visit is not None:
            visit.ledger.capture.record(_exchange(request, response))
        return response


def _exchange(request: Request, response: Response) -> Exchange:
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=[("Host", urlsplit(request.url).netloc), *_headers(request), *_length(request)],
        status=response.status,
        reason=_phrase(response.status),
        response_headers=_headers(response),
        body=response.body,
        address=str(response.ip_address or ""),
        form=request.body,
    )


def _length(request: Request) -> Headers:
    """What the network layer adds to a request with a body."""
    return [("Content-Length", str(len(request.body)))] if request.body else []


def _headers(message: Request | Response) -> Headers:
    return [(_text(name), _text(value)) for name, values in message.headers.items() for value in values]


def _phrase(status: int) -> str:
    """Twisted drops the server's own words; without a phrase the capture would still be valid."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _text(value: bytes | None) -> str:
    """Header bytes as text; a line break inside one would forge a header in the capture."""
    return " ".join((value or b"").decode("latin-1").splitlines())
