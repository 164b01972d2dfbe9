"""Serve the sample city on loopback: every unit on its own address, all on one port."""

from __future__ import annotations

import mimetypes
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gongkai.demo.build import Sample
from gongkai.demo.city import PORT, Site

TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".css": "text/css",
    ".js": "application/javascript",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ofd": "application/ofd",
    ".rar": "application/x-rar-compressed",
}
CHALLENGED = 521
CHALLENGE = (
    "<html><head><script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=1763') + ';max-age=3600;path=/';"
    "location.href=location.pathname+location.search</script></head><body></body></html>"
)
GONE = "<html><head><title>404</title></head><body><h1>404 您访问的页面不存在或已删除</h1></body></html>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, folder: Path, challenge: bool, asked: list[str]) -> None:
        self.folder, self.challenge, self.asked = folder, challenge, asked
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.asked.append(f"http://{self.headers.get('Host')}{self.path}")
        path = unquote(urlsplit(self.path).path)
        if self.challenge:
            return self._send(CHALLENGED, "text/html; charset=utf-8", CHALLENGE.encode())
        target = (self.folder / (path.lstrip("/") or "index.html")).resolve()
        if target.is_dir():
            target = target / "index.html"
        if not target.is_relative_to(self.folder) or not target.is_file():
            return self._send(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", GONE.encode())
        kind = TYPES.get(target.suffix) or mimetypes.guess_type(target.name)[0] or "application/octet-stream"
        return self._send(HTTPStatus.OK, kind, target.read_bytes())

    do_HEAD = do_GET

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status, "Web server is down" if status == CHALLENGED else None)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: the crawl has its own log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that goes away in the middle is no news; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def free_port(sites: tuple[Site, ...], wanted: int = PORT) -> int:
    """`wanted` when it is free on every address of the city, else a port that is."""
    for port in range(wanted, wanted + 200):
        if all(_bindable(site.address, port) for site in sites):
            return port
    raise OSError(f"no free port from {wanted} on the addresses of the sample city")


def _bindable(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


@contextmanager
def serve(sample: Sample) -> Iterator[list[str]]:
    """Answer for every site of `sample` while the block runs; where a site is down, nothing listens.

    Gives the addresses that were asked for so far, in order.
    """
    asked: list[str] = []
    with ExitStack() as stack:
        for site in sample.sites:
            if site.mode == "down":
                continue
            folder = (sample.folder / site.unit).resolve()
            handler = partial(_Handler, folder=folder, challenge=site.mode == "challenge", asked=asked)
            server = stack.enter_context(_Server((site.address, site.port), handler))
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        yield asked
