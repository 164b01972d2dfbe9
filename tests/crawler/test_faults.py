"""Sites that misbehave in every way, one of each: the crawl ends, says why, harms nobody, and nothing becomes missing."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from towers import certificate, tls_site
from town import Reply, Site, Town, article, html, links, listing

from audit.model import Finding, Outcome
from audit.run import audit
from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.run import crawl
from crawler.units import Override
from rules.load import load_book

RUN = "2026-11-23"
AS_OF = date(2026, 11, 23)
SETTINGS: dict[str, Any] = {
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 0,
    "SLOWER_FROM": 0.05,
    "DOWNLOAD_MAXSIZE": 32 * 1024 * 1024,
}
PAGE = "/sj/1.html"
COLUMN = "/sj/"
TITLE = "关于公布2026年城乡最低生活保障标准的公告"
BODY = (
    "经市政府同意，自2026年7月1日起，全市城市最低生活保障标准为每人每月860元，农村最低生活保障标准为每人每月690元。"
    "特困人员基本生活标准为城市每人每月1290元、农村每人每月1035元。咨询电话：0431-12345678。"
)
GIANT = 100 * 1024 * 1024


def furnish(site: Site) -> Site:
    """A bureau with one column and three articles; the first is what its points are met by."""
    rows = [(f"{number}.html", TITLE if number == 1 else f"关于第{number}批救助资金发放的公示", "2026-10-12") for number in (1, 2, 3)]  # fmt: skip
    site.pages |= {
        "/": html(links((COLUMN, "社会救助")), "某市民政局"),
        COLUMN: html(listing(*rows)),
        PAGE: dated(TITLE, BODY),
        "/sj/2.html": dated("关于第2批救助资金发放的公示", "公示第二批救助资金发放情况，公示期七个工作日。" * 6),
        "/sj/3.html": dated("关于第3批救助资金发放的公示", "公示第三批救助资金发放情况，公示期七个工作日。" * 6),
    }
    return site


def dated(title: str, text: str) -> str:
    return article(title, text).replace("2025-03-02", "2026-10-12")


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *lines, "", "")).encode()


def reset(connection: socket.socket) -> None:
    """Close with a RST, as a server that crashes does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def reset_in_body(connection: socket.socket) -> None:
    connection.sendall(head("Content-Length: 5000") + b"<html><p>half of")
    reset(connection)


def reset_without_length(connection: socket.socket) -> None:
    connection.sendall(head("Connection: close") + b"<html><body><p>" + f"{time.monotonic_ns()}".encode())
    reset(connection)


def broken_chunks(connection: socket.socket) -> None:
    connection.sendall(head("Transfer-Encoding: chunked") + b"100\r\n<html>half")
    reset(connection)


def drip(connection: socket.socket) -> None:
    """A byte now and then: every wait is short, all together are too long."""
    connection.sendall(head("Content-Length: 5000"))
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


class Giant:
    """A file of 100 MB whose length nobody tells; counts how often it was sent to its end."""

    def __init__(self) -> None:
        self.whole = 0

    def __call__(self, connection: socket.socket) -> None:
        connection.sendall(head("Transfer-Encoding: chunked"))
        for _ in range(GIANT // 0x100000):
            connection.sendall(b"100000\r\n" + b"y" * 0x100000 + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        self.whole += 1


def framed(said: str, title: str = "提示") -> Reply:
    return Reply(html(f"<h2>{said}</h2><a href='/'>返回首页</a>", title).encode())


def packed(text: str) -> bytes:
    return gzip.compress(text.encode())


CHALLENGE = b"<script>document.cookie='__jsl_clearance=1'</script>"
CAPTCHA = html('<h3>请输入验证码</h3><img src="/captcha.png"><input name="code"><button>提交</button>').encode()
GZIP = {"Content-Encoding": "gzip"}
PAGES: Mapping[str, tuple[Reply, tuple[str, str]]] = {
    "reset": (Reply(raw=reset_in_body), ("missed", "connection")),
    "reset_without_length": (Reply(raw=reset_without_length), ("missed", "connection")),
    "broken_chunks": (Reply(raw=broken_chunks), ("missed", "connection")),
    "drip": (Reply(raw=drip), ("missed", "timeout")),
    "gzip_cut": (Reply(packed(dated(TITLE, BODY))[:-400], headers=GZIP), ("missed", "connection")),
    "gzip_bomb": (Reply(gzip.compress(b"\0" * (GIANT)), headers=GZIP), ("missed", "too_large")),
    "status_412": (Reply(CHALLENGE, 412), ("missed", "blocked")),
    "status_521": (Reply(CHALLENGE, 521), ("missed", "blocked")),
    "captcha": (Reply(CAPTCHA), ("missed", "blocked")),
    "broken_page": (framed("系统发生错误，请联系管理员"), ("missed", "http_5xx")),
    "maintained_page": (framed("网站正在升级维护中，请稍后访问"), ("missed", "maintenance")),
    "soft_404": (framed("您访问的页面不存在或已被删除"), ("absent", "")),
    "titled_404": (Reply(html(links(*[(f"/m{n}/", "栏目导航") for n in range(60)]), "404-页面未找到").encode()), ("absent", "")),
    "loop": (Reply(status=302, headers={"Location": "/sj/round.html"}), ("missed", "redirect_limit")),
    "itself": (Reply(status=302, headers={"Location": PAGE}), ("missed", "redirect_limit")),
    "cookies_for_ever": (Reply(status=302, headers={"Location": PAGE, "Set-Cookie": "a=1"}), ("missed", "redirect_limit")),
}  # fmt: skip
"""Faults of the page that a unit's points are met by, and what the ledger says of it."""


def hanging(site: Site, never: threading.Event) -> None:
    def hang(connection: socket.socket) -> None:
        connection.sendall(head("Content-Length: 5000"))
        never.wait(30)

    site.pages[PAGE] = Reply(raw=hang)


def walled(site: Site) -> None:
    """No page without the cookie that its redirect sets."""

    def wall(body: str) -> Callable[[], Reply]:
        def answer() -> Reply:
            if "seen=1" in site.cookies[-1]:
                return Reply(body.encode())
            return Reply(status=302, headers={"Location": "/", "Set-Cookie": "seen=1; path=/"})

        return answer

    site.pages |= {path: wall(str(page)) for path, page in site.pages.items() if path == "/"}


def checked(site: Site) -> None:
    """A page that sends its reader to another one for a cookie, and back."""
    body = str(site.pages[PAGE])

    def answer() -> Reply:
        known = "ok=1" in site.cookies[-1]
        return Reply(body.encode()) if known else Reply(status=302, headers={"Location": "/sj/check.html"})

    site.pages[PAGE] = answer
    site.pages["/sj/check.html"] = Reply(status=302, headers={"Location": PAGE, "Set-Cookie": "ok=1; path=/"})


def miscoded(site: Site) -> None:
    """GBK under a header that says otherwise."""
    for path in ("/", COLUMN, PAGE):
        body = str(site.pages[path]).replace('<meta charset="utf-8">', "").encode("gbk")
        site.pages[path] = Reply(body, headers={"Content-Type": "text/html; charset=ISO-8859-1" if path == "/" else "text/html; charset=utf-8"})  # fmt: skip


def sloppy(site: Site) -> None:
    """Markup that no validator would pass, and a page nested deeper than any parser follows."""
    site.pages["/"] = f"<html><body><div><p><a href={COLUMN}>社会救助<div></span></table><a href='/x' <b>未完"
    site.pages[COLUMN] = str(site.pages[COLUMN]).replace("</li>", "").replace("</span>", "\0</b></font>").replace("<ul>", "<ul><<<tr>")  # fmt: skip
    site.pages[PAGE] = str(site.pages[PAGE]).replace("</p>", "").replace("</body></html>", "<table><tr><td>")
    site.pages["/sj/2.html"] = html("<div>" * 20_000 + "公示第二批救助资金" + "</div>" * 20_000)


def crowded(site: Site) -> None:
    """A million links on the column's page, the real ones first."""
    more = "".join(f"<a href=x{number}>{number}</a>" for number in range(1_000_000))
    site.pages[COLUMN] = str(site.pages[COLUMN]).replace("</ul>", "</ul>" + more)


class _Endless(dict[str, Any]):
    """Pages of which there is always one more."""

    def __init__(self, pages: Mapping[str, Any], made: Callable[[str], Any]) -> None:
        super().__init__(pages)
        self._made = made

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path) or self._made(path) or default


def calendar(site: Site) -> None:
    """A column with a calendar whose every month links to the next."""
    site.pages[COLUMN] = str(site.pages[COLUMN]) + links(("/sj/cal.html?month=1", "下个月"))

    def month(path: str) -> str | None:
        if not path.startswith("/sj/cal.html"):
            return None
        number = int(path.rpartition("=")[2])
        return html(links(*[(f"/sj/cal.html?month={number + n}", f"{number + n}月") for n in (1, 2)]) + listing())

    site.pages = _Endless(site.pages, month)


def sessions(site: Site) -> None:
    """Every page names all others with a number of its own: a session in the path, one in a parameter."""
    number = count()

    def fresh(path: str) -> str | None:
        bare = path.partition(";")[0].partition("?")[0]
        if bare not in ("/", COLUMN, PAGE, "/sj/2.html", "/sj/3.html"):
            return None
        mark = next(number)
        pages = links((f"/;jsessionid={mark:032x}", "首页"), (f"{COLUMN}?PHPSESSID={mark:x}", "社会救助"))
        rows = listing(*[(f"/sj/{n}.html;jsessionid={mark:032x}", TITLE if n == 1 else f"关于第{n}批救助资金发放的公示", "2026-10-12") for n in (1, 2, 3)])  # fmt: skip
        return html(pages + rows) if bare in ("/", COLUMN) else dated(TITLE, BODY)

    site.pages = _Endless({}, fresh)


def ordered(site: Site) -> None:
    """One article under four orders of its parameters."""
    orders = ("a=1&b=2&c=3", "c=3&a=1&b=2", "b=2&c=3&a=1", "c=3&b=2&a=1")
    site.pages[COLUMN] = str(site.pages[COLUMN]).replace(
        "</ul>", "".join(f'<li><a href="/sj/show.html?{one}">关于救助事项的公示公告</a><span>2026-10-12</span></li>' for one in orders) + "</ul>"
    )  # fmt: skip
    site.pages |= {
        f"/sj/show.html?{one}": dated("关于救助事项的公示公告", "公示内容如下，公示期七个工作日。" * 6)
        for one in orders
    }


def ahead(site: Site) -> None:
    """A list whose newest entries are dated far in the future."""
    site.pages[COLUMN] = str(site.pages[COLUMN]).replace("2026-10-12", "2099-01-01", 1)


def entrusted(site: Site) -> None:
    """An entry and a file whose addresses are of an office's own network, as an editor pasted them."""
    site.pages[COLUMN] = str(site.pages[COLUMN]).replace(
        "</ul>", '<li><a href="http://192.168.3.4/oa/show.html">救助资金公示</a><span>2026-10-12</span></li></ul>'
    )
    site.pages[PAGE] = dated(TITLE, BODY + '<p>附件：<a href="http://oa-server/files/1.xlsx">名单.xlsx</a></p>')


def down(site: Site) -> None:
    site.pages = dict.fromkeys(("/", COLUMN), framed("本站系统维护中，暂停访问"))


SITES: Mapping[str, tuple[Callable[[Site], None], str]] = {
    "walled": (walled, "complete"),
    "checked": (checked, "complete"),
    "miscoded": (miscoded, "complete"),
    "sloppy": (sloppy, "complete"),
    "crowded": (crowded, "partial"),
    "calendar": (calendar, "complete"),
    "sessions": (sessions, "complete"),
    "ordered": (ordered, "complete"),
    "ahead": (ahead, "complete"),
    "entrusted": (entrusted, "partial"),
    "down": (down, "unreachable"),
}
"""Faults of a whole site, and how the visit ends."""
TLS = ("expired", "old_tls", "expired_lax", "old_tls_lax")
FAULTS = ["hang", "giant", "inward", "refused", "nowhere", "expired", "old_tls", *(name for name, (_, told) in PAGES.items() if told[0] == "missed"), *SITES]  # fmt: skip
"""All that hide something. A page that is gone, by status or by its words, is a fact and hides nothing."""
HARMLESS = ("walled", "checked", "miscoded", "sessions", "ordered")
"""Faults behind which everything can be seen."""


@dataclass
class Crawled:
    """One crawl over all the sites."""

    data: Path
    sites: dict[str, Site]
    secret: Site
    visits: Mapping[str, Visit]
    findings: Mapping[str, list[Finding]]
    giant: Giant
    said: str

    def rows(self, name: str) -> dict[str, PageRow]:
        base = self.sites[name].url if name in self.sites else ""
        rows = capture.read_pages(capture.unit_dir(self.data, RUN, name))
        return {row.url.replace(base, "/") if base else row.url: row for row in rows}

    def outcomes(self, name: str) -> dict[tuple[str, str | None, str | None], Outcome]:
        return {(one.point_id, one.scheme_id, one.record_key): one.outcome for one in self.findings[name]}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data, never, giant = tmp_path_factory.mktemp("data"), threading.Event(), Giant()
    pem = certificate(tmp_path_factory.mktemp("tls"))
    with Town() as town:
        names = ("good", "hang", "giant", "inward", *PAGES, *SITES)
        sites = {name: furnish(town.site(number)) for number, name in enumerate(names, start=1)}
        for name, (reply, _) in PAGES.items():
            sites[name].pages[PAGE] = reply
        sites["loop"].pages["/sj/round.html"] = Reply(status=302, headers={"Location": PAGE})
        for name, (spoil, _) in SITES.items():
            spoil(sites[name])
        hanging(sites["hang"], never)
        secret = town.site(200)  # an address of our own network that the registry does not name
        secret.pages["/admin.html"] = sites["good"].pages[PAGE]
        sites["inward"].pages[PAGE] = Reply(status=302, headers={"Location": secret.url + "admin.html"})
        sites["giant"].pages[PAGE] = Reply(raw=giant)
        units = [site.unit(name) for name, site in sites.items()]
        units = [replace(one, override=Override(max_pages=60)) if one.unit_id == "crowded" else one for one in units]
        with ExitStack() as stack:
            for number, name in enumerate(TLS):
                made = tls_site(f"127.0.7.{120 + number}", pem, sites["good"].pages, old="old" in name)
                lax = Override(tls="lax" if "lax" in name else "")
                units.append(replace(sites["good"].unit(name), sites=(stack.enter_context(made),), override=lax))
            units += [
                replace(sites["good"].unit("refused"), sites=(f"http://127.0.7.250:{town.port}/",)),
                replace(sites["good"].unit("nowhere"), sites=("http://mzj..invalid-name.invalid/".replace("..", "."),)),
            ]
            visits = crawl(units, data, RUN, delay=0, settings=SETTINGS)
        never.set()

    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit(data, RUN, units, load_book(), AS_OF, lambda _: None, cached=False):
        findings[finding.unit_id].append(finding)
    log = (capture.run_dir(data, RUN) / "crawl.log").read_text(encoding="utf-8")
    yield Crawled(data, sites, secret, {one.unit_id: one for one in visits}, findings, giant, log)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_goes_wrong_has_its_reason(crawled: Crawled, name: str) -> None:
    row = crawled.rows(name)[PAGE]
    if name == "loop":
        row = crawled.rows(name)["/sj/round.html"]  # the limit meets one of the two
    assert (row.state, row.reason) == PAGES[name][1]
    assert row.columns == ("社会救助",)
    assert crawled.rows(name)["/sj/3.html"].state == "fetched"
    assert crawled.visits[name].state == ("complete" if row.state == "absent" else "partial")


@pytest.mark.parametrize("name", SITES)
def test_a_site_that_goes_wrong_ends_as_it_should(crawled: Crawled, name: str) -> None:
    assert crawled.visits[name].state == SITES[name][1], crawled.visits[name]


def test_the_site_without_a_fault_is_complete(crawled: Crawled) -> None:
    assert crawled.visits["good"].state == "complete"
    met = [point for point, outcome in crawled.outcomes("good").items() if outcome == Outcome.MET]
    assert met, "the first article meets nothing: no fault could turn a finding to missing"


def test_a_server_that_hangs_after_its_headers_is_left(crawled: Crawled) -> None:
    assert crawled.rows("hang")[PAGE].reason == "timeout"


def test_a_giant_is_left_before_its_end(crawled: Crawled) -> None:
    assert crawled.rows("giant")[PAGE].reason == "too_large"
    assert crawled.giant.whole == 0


def test_a_redirect_into_our_own_network_is_not_followed(crawled: Crawled) -> None:
    assert not crawled.secret.hits
    assert crawled.visits["inward"].state == "partial"
    assert (crawled.rows("inward")[PAGE].state, crawled.rows("inward")[PAGE].reason) == ("missed", "private_address")
    linked = crawled.rows("entrusted")
    for url in ("http://192.168.3.4/oa/show.html", "http://oa-server/files/1.xlsx"):
        assert (linked[url].state, linked[url].reason) == ("missed", "private_address")


@pytest.mark.parametrize(
    ("name", "reason"), [("refused", "connection"), ("nowhere", "dns"), ("expired", "tls"), ("old_tls", "tls")]
)
def test_a_site_that_cannot_be_reached_has_its_reason(crawled: Crawled, name: str, reason: str) -> None:
    assert crawled.visits[name].state == "unreachable"
    assert {row.reason for row in crawled.rows(name).values()} == {reason}


@pytest.mark.parametrize("name", ["expired_lax", "old_tls_lax"])
def test_a_unit_may_be_spared_the_check_of_its_certificate(crawled: Crawled, name: str) -> None:
    assert crawled.visits[name].state == "complete"
    assert "was not checked (tls: lax)" in crawled.visits[name].note
    assert "tls" not in crawled.visits["good"].note


def test_what_is_behind_a_wall_of_cookies_is_seen(crawled: Crawled) -> None:
    for name in HARMLESS:
        row = next(row for path, row in crawled.rows(name).items() if path.startswith(PAGE))
        assert (row.state, row.kind, row.columns) == ("fetched", "article", ("社会救助",)), name


def test_traps_cost_no_more_than_they_must(crawled: Crawled) -> None:
    assert sum(crawled.sites["sessions"].hits.values()) <= 8
    assert sum(crawled.sites["calendar"].hits.values()) <= 42
    shown = [path for path in crawled.sites["ordered"].hits if path.startswith("/sj/show.html")]
    assert len(shown) == 1


def test_of_a_million_links_the_first_are_followed_and_the_rest_is_told(crawled: Crawled) -> None:
    rows = crawled.rows("crowded")
    assert rows[COLUMN + "#rest"].reason == "too_large"
    assert sum(row.reason == "budget" for row in rows.values()) < 10_000


@pytest.mark.parametrize("name", FAULTS)
def test_no_finding_turns_to_missing_because_of_a_fault(crawled: Crawled, name: str) -> None:
    good = crawled.outcomes("good")
    wrong = {key: outcome for key, outcome in crawled.outcomes(name).items() if outcome == Outcome.MISSING and good.get(key) != Outcome.MISSING and not key[0].startswith("SITE-")}  # fmt: skip
    assert not wrong
    if name in HARMLESS:
        assert crawled.outcomes(name) == good
