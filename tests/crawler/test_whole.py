"""Bodies that were cut short, and bodies that only look so."""

from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings

from crawler.whole import WholeMiddleware, cut_short

PAGE = ("<html><body>" + "公示内容" * 400 + "</body></html>").encode()
RAW = zlib.compressobj(wbits=-15)
BARE = RAW.compress(PAGE) + RAW.flush()
LIMIT = 1 << 20


@pytest.mark.parametrize(("body", "encoding"), [(gzip.compress(PAGE, mtime=0), "gzip"), (zlib.compress(PAGE), "deflate"), (BARE, "deflate"), (gzip.compress(PAGE, mtime=0), "X-GZIP")])  # fmt: skip
def test_a_compressed_body_without_its_end_is_cut(body: bytes, encoding: str) -> None:
    assert not cut_short(body, encoding, LIMIT)
    assert cut_short(body[: len(body) // 2], encoding, LIMIT)


def test_what_is_not_compressed_or_too_large_is_not_looked_at() -> None:
    assert not cut_short(PAGE[:100], "", LIMIT)
    assert not cut_short(PAGE[:100], "br", LIMIT)
    assert not cut_short(b"", "gzip", LIMIT)
    assert not cut_short(gzip.compress(b"\0" * 5_000_000)[:-9], "gzip", 1000)


def whole() -> WholeMiddleware:
    return WholeMiddleware(SimpleNamespace(settings=Settings({"DOWNLOAD_MAXSIZE": LIMIT})))


def partial(body: bytes) -> Response:
    return HtmlResponse("http://a.gov.cn/", body=body, headers={"Content-Type": "text/html"}, flags=["partial"])


def test_markup_that_breaks_off_is_asked_for_again_and_believed_when_it_comes_the_same() -> None:
    request, response = Request("http://a.gov.cn/"), partial(b"<html><p>a")
    again = whole().process_response(request, response)
    assert isinstance(again, Request)
    assert whole().process_response(again, partial(b"<html><p>a")).body == b"<html><p>a"


def test_markup_that_breaks_off_elsewhere_each_time_is_lost() -> None:
    request: object = Request("http://a.gov.cn/")
    for number in range(2):
        assert isinstance(request, Request)
        request = whole().process_response(request, partial(b"<html><p>" + b"a" * number))
    assert isinstance(request, Request)
    with pytest.raises(ResponseDataLossError):
        whole().process_response(request, partial(b"<html><p>other"))


def test_markup_with_its_end_needs_no_length() -> None:
    response = partial(PAGE)
    assert whole().process_response(Request("http://a.gov.cn/"), response) is response
