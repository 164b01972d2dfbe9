"""Small sites on loopback for the crawl's tests: pages are values, every request is counted."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from crawler.units import Unit


@dataclass
class Reply:
    """What a path answers. `wait` is set by a test that wants the answer to hang until it is set; `raw` takes over the
    connection before anything is written.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None
    length: int | None = None
    raw: Callable[[socket.socket], None] | None = None


Page = Reply | str | Callable[[], Reply]
Service = Callable[[Mapping[str, str]], Page]
"""What answers by the values of a query or of a posted form."""


def html(body: str, title: str = "", head: str = "") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def links(*pairs: tuple[str, str]) -> str:
    return "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in pairs)


def listing(*items: tuple[str, str, str], more: str = "") -> str:
    rows = "".join(
        f'<li><a href="{href}" title="{text}">{text}</a><span>{day}</span></li>' for href, text, day in items
    )
    return f'<div class="list"><ul>{rows}</ul></div>{more}'


def article(title: str, text: str = "", attachments: str = "") -> str:
    body = text or "按照有关规定，现将本次救助资金发放情况予以公示，公示期为七个工作日。" * 6
    return html(
        f'<div class="position">当前位置：首页 > 信息公开</div><h1>{title}</h1><div class="date">发布时间：2025-03-02</div>'
        f'<div id="zoom"><p>{body}</p><p>{attachments}</p></div>',
        title,
    )


class Site:
    """One site: its pages by path, and how often each was asked for."""

    def __init__(self, address: str, port: int) -> None:
        self.address, self.port = address, port
        self.pages: dict[str, Page] = {}
        self.services: dict[str, Service] = {}
        self.posts: dict[str, Service] = {}
        self.hits: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.cookies: list[str] = []
        self.answering: Callable[[str, Mapping[str, str], Reply], Reply] = lambda path, asked, reply: reply
        """What the server makes of a reply in view of the path and the request's headers."""

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}/"

    def unit(self, unit_id: str = "U02", *paths: str, duty: str = "civil_affairs") -> Unit:
        sites = tuple(self.url + path for path in paths) or (self.url,)
        return Unit(unit_id=unit_id, name="某市民政局", kind="department", duty=(duty,), sites=sites)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        service = self.site.services.get(path)
        missing = Reply(b"<h1>404</h1>", 404)
        self._answer(service(dict(parse_qsl(query))) if service else self.site.pages.get(self.path, missing))

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        service = self.site.posts.get(self.path)
        self._answer(service(dict(parse_qsl(form))) if service else Reply(b"<h1>405</h1>", 405))

    def _answer(self, page: Page) -> None:
        self.site.hits[self.path] += 1
        self.site.agents.add(self.headers.get("User-Agent", ""))
        self.site.cookies.append(self.headers.get("Cookie", ""))
        reply = page() if callable(page) else page
        if isinstance(reply, str):
            reply = Reply(reply.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        reply = self.site.answering(self.path, dict(self.headers.items()), reply)
        if reply.raw is not None:
            self.close_connection = True
            reply.raw(self.connection)
            return
        if reply.wait is not None:
            reply.wait.wait(30)
        self.send_response(reply.status, "OK")
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | dict(reply.headers)).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """The tests count; nobody reads a log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed or refused the rest of a body is part of the tests."""


def serving(site: Site) -> _Server:
    """A server for a site (port 0: a free one) that has yet to be started."""
    return _Server((site.address, site.port), type("Handler", (_Handler,), {"site": site}))


class Town:
    """Sites that live on addresses 127.0.7.x of one port for as long as the block lasts."""

    def __init__(self) -> None:
        self._servers: list[_Server] = []
        with socket.socket() as probe:
            probe.bind(("127.0.7.1", 0))
            self.port: int = probe.getsockname()[1]

    def site(self, number: int) -> Site:
        site = Site(f"127.0.7.{number}", self.port)
        server = serving(site)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self._servers.append(server)
        return site

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
