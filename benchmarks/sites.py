"""Loopback sites for the crawl's benchmarks: the shape and weight of government sites, made on the fly.

``python -m benchmarks.sites --hosts 4 --articles 1000`` serves them until its standard input closes; a line on stdout
says the port. ``GET /counted`` on any host answers, as JSON, every request so far: ``[[host, path, late, began, ended], …]``
on the server's monotonic clock, each noted up to `late` seconds after it came.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import click

COLUMNS = ("社会救助", "社会福利", "养老服务", "灾害事故救援", "公共文化体育", "教育", "医疗卫生", "生态环境")
ROWS = 20
"""Entries on a page of a list."""
MENU = 90
BEAT = 0.003
"""Seconds between two looks at how busy the sites' own process is."""
_SENTENCES = (
    "为切实保障困难群众基本生活，经研究决定，现将本批次资金发放情况予以公示。",
    "各县区应当严格按照标准核定对象，做到应保尽保、应退尽退。",
    "公示期为七个工作日，公示期内如有异议，请以书面形式向我单位反映。",
    "资金通过一卡通系统直接拨付到户，任何单位和个人不得截留挪用。",
)


def address(number: int) -> str:
    """The loopback address of a host."""
    return f"127.0.{8 + number // 200}.{1 + number % 200}"


@dataclass(frozen=True)
class SiteShape:
    """One site: so many articles, spread over the columns, 20 to a page of a list, each page about 30 KB."""

    articles: int
    menu: int = MENU

    @cached_property
    def share(self) -> int:
        """Articles of one column."""
        return -(-self.articles // len(COLUMNS))

    @cached_property
    def pages(self) -> int:
        """Pages of one column's list."""
        return max(1, -(-self.share // ROWS))

    @cached_property
    def _head(self) -> str:
        styles = "".join(
            f".m{n} li a:hover{{color:#c00;background:url(/images/bg{n}.png) no-repeat}}\n" for n in range(90)
        )
        menu = "".join(
            f'<li class="m{n}"><a href="/zt/{n}.html" target="_blank">专题活动{n}</a></li>' for n in range(self.menu)
        )
        nav = "".join(f'<li><a href="/zwgk/{code}/index.html">{name}</a></li>' for code, name in enumerate(COLUMNS))
        return (
            f'<style>{styles}</style></head><body><div class="head"><ul class="nav"><li><a href="/">首页</a></li>{nav}</ul>'
            f'</div><div class="topics"><ul>{menu}</ul></div>'
        )

    @cached_property
    def _foot(self) -> str:
        scripts = "".join(f"function hit{n}(x){{var a=document.getElementById('h'+x);a.className='on{n}';return a}}\n" for n in range(110))  # fmt: skip
        return f'<div class="foot">主办：某市民政局 地址：某市某路1号</div><script>{scripts}</script></body></html>'

    def answer(self, path: str) -> bytes | None:
        """The body for a path, None for 404."""
        parts = path.split("?")[0].strip("/").split("/")
        if path == "/":
            return self._page("某市民政局", '<div class="main"><h2>欢迎访问</h2></div>')
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /admin/\n"
        if parts[0] == "zt" and len(parts) == 2:
            return self._page("专题活动", "<div><h1>专题活动</h1></div>" + self._prose(parts[1]))
        if parts[0] == "zwgk" and len(parts) >= 3 and parts[1].isdigit():
            return self._listed(int(parts[1]), parts[2]) if len(parts) == 3 else self._article(int(parts[1]), parts[3])
        return None

    def _listed(self, code: int, name: str) -> bytes | None:
        number = 0 if name == "index.html" else int(name.removeprefix("index_").removesuffix(".html"))
        if number >= self.pages:
            return None
        rows = range(number * ROWS, min((number + 1) * ROWS, self.share))
        items = "".join(
            f'<li><a href="202503/t20250302_{code:02d}{n:05d}.html" title="关于发放第{n}批{COLUMNS[code]}资金的公示公告">'
            f"关于发放第{n}批{COLUMNS[code]}资金的公示公告</a><span>2025-03-02</span></li>"
            for n in rows
        )
        pager = f'<script>createPageHTML({self.pages}, {number}, "index", "html");</script>'
        plain = f'<a href="index_{number + 1}.html">下一页</a>' if number + 1 < self.pages else ""
        return self._page(
            COLUMNS[code], f'<div class="list"><ul>{items}</ul><div class="page">{plain}</div></div>{pager}'
        )

    def _article(self, code: int, name: str) -> bytes:
        title = f"关于发放{name[11:-5]}号{COLUMNS[code]}资金的公示公告"
        body = (
            f'<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/{code}/index.html">{COLUMNS[code]}</a></div>'
            f'<h1>{title}</h1><div class="date">发布时间：2025-03-02 来源：某市民政局</div>{self._prose(name)}'
        )
        return self._page(title, body)

    def _prose(self, seed: str) -> str:
        number = int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest())
        text = "".join(f"<p>{_SENTENCES[(number >> n) % 4]}（{number % 997 + n}）</p>" for n in range(24))
        return f'<div class="TRS_Editor" id="zoom">{text}</div>'

    def _page(self, title: str, body: str) -> bytes:
        head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        return f"{head}{self._head}{body}{self._foot}".encode()


@lru_cache(maxsize=512)
def _answer(shape: SiteShape, path: str) -> bytes | None:
    """Sites of one shape have the same pages, and their crawls walk in step."""
    return shape.answer(path)


@dataclass
class Served:
    """Sites behind one port, and what was asked of them."""

    sites: Mapping[str, SiteShape]
    latency: float = 0.0
    requests: list[tuple[str, str, float, float, float]] = field(default_factory=list)
    free: float = field(default_factory=time.monotonic)
    """When this process last had nothing to do: what it notes now may lie ready since then."""
    counting: bool = True

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, request after request."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                began = time.monotonic()
                late = max(0.0, began - self.free - BEAT)
                line, _, rest = head.partition(b"\r\n")
                path = line.split()[1].decode()
                host = writer.get_extra_info("sockname")[0]
                if self.latency:
                    await asyncio.sleep(self.latency)
                writer.write(self._response(host, path))
                await writer.drain()
                if self.counting and path != "/counted":
                    self.requests.append((host, path, late, began, time.monotonic()))
                if b"connection: close" in rest.lower():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # a client that goes away is no news
        finally:
            writer.close()

    def _response(self, host: str, path: str) -> bytes:
        if path == "/counted":
            body, kind = json.dumps(self.requests).encode(), "application/json"
        else:
            found = _answer(self.sites[host], path)
            if found is None:
                return (
                    b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>404</h1>\r\n"
                )
            body, kind = found, "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
        return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def _beat(served: Served) -> None:
    while True:
        served.free = time.monotonic()
        await asyncio.sleep(BEAT)


async def _serve(served: Served) -> None:
    beat = asyncio.create_task(_beat(served))
    first, *others = served.sites
    for shape in served.sites.values():
        shape.answer("/")  # makes what all pages share: the first readers must not wait for it
    server = await asyncio.start_server(served.talk, first, 0)
    port = server.sockets[0].getsockname()[1]
    servers = [server, *[await asyncio.start_server(served.talk, host, port) for host in others]]
    click.echo(str(port))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    beat.cancel()
    for one in servers:
        one.close()


@click.command()
@click.option("--hosts", default=4, show_default=True, help="How many sites.")
@click.option("--articles", multiple=True, type=int, help="Articles of a site; given several times, sites take turns.")
@click.option("--menu", default=MENU, show_default=True, help="Links of every page's menu, each to a page of its own.")
@click.option("--latency", default=0.0, show_default=True, help="Seconds that an answer takes.")
@click.option("--no-counting", is_flag=True, help="Do not keep the requests.")
def main(hosts: int, articles: tuple[int, ...], menu: int, latency: float, no_counting: bool) -> None:
    """Serve until stdin closes."""
    shapes = [SiteShape(count, menu) for count in articles or (200,)]
    sites = {address(number): shapes[number % len(shapes)] for number in range(hosts)}
    asyncio.run(_serve(Served(sites, latency, counting=not no_counting)))


if __name__ == "__main__":
    main()
