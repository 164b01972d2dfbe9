"""A visit fed by hand: what it does with failures that no local server can show."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from town import article, html, links, listing

from crawler import capture
from crawler.agenda import REST_PAGES
from crawler.capture import CaptureError, Visit
from crawler.frontier import Want
from crawler.ledger import Answer
from crawler.recorder import Exchange, UnitCapture
from crawler.scope import territory
from crawler.second import GIVE_UP_AFTER
from crawler.units import Unit
from crawler.visit import UnitVisit
from crawler.walk import Steps, follow

BASE = "http://mzj.a.gov.cn/"
UNIT = Unit(unit_id="U02", name="某市民政局", kind="department", duty=("civil_affairs",), sites=(BASE,))
ROWS = listing(*[(f"t20250101_{n}.html", f"关于某救助事项第{n}号的公示全文", "2025-01-01") for n in range(20)])
HOME = html(links(("/shjz/", "社会救助"), ("/zj/", "走进某市")))


def page(markup: str, status: int = 200) -> Answer:
    return Answer(status=status, body=markup.encode(), content_type="text/html; charset=utf-8")


def moved(target: str) -> Answer:
    return Answer(status=301, location=target)


def wire(url: str, answer: Answer) -> Exchange:
    """The answer as it would have come over the wire."""
    return Exchange(url=url, method="GET", request_headers=(), status=answer.status, reason="", body=answer.body,
                    response_headers=(("Content-Type", answer.content_type), ("Location", answer.location)))  # fmt: skip


class Talk:
    """A visit and a network that answers by a table: an answer, or the reason of a miss."""

    def __init__(
        self,
        directory: Path,
        answers: dict[str, Answer | str],
        unit: Unit = UNIT,
        max_pages: int = 3000,
        walk: Callable[..., Steps] = follow,
    ) -> None:
        self.visit = UnitVisit(unit, territory(unit.sites), "r", directory, max_pages, walk)
        self.answers, self.asked = answers, list[str]()

    def run(self) -> Visit:
        self._walk()
        if self.visit.postponed():
            self.visit.look_again()
            self._walk()
        return self.visit.finish()

    def _walk(self) -> None:
        while (want := self.visit.next()) is not None:
            if self.visit.replay(want):
                continue
            self.asked.append(want.url)
            answer = self.answers.get(want.url, page("<h1>404</h1>", 404))
            if isinstance(answer, str):
                self.visit.miss(want, answer)
            else:
                self.visit.take(want, replace(answer, place=self.visit.ledger.capture.record(wire(want.url, answer))))

    def reason(self, url: str) -> tuple[str, str]:
        row = self.visit.ledger.rows[url]
        return row.state, row.reason


def test_a_dead_host_is_given_up_and_its_other_pages_are_gaps(tmp_path: Path) -> None:
    talk = Talk(
        tmp_path,
        {BASE: page(HOME), BASE + "shjz/": page(html(ROWS))}
        | {BASE + f"shjz/t20250101_{n}.html": "timeout" for n in range(20)},
    )
    done = talk.run()
    assert len(talk.asked) == 2 + GIVE_UP_AFTER[1] + GIVE_UP_AFTER[2]
    assert (done.state, done.misses) == ("partial", 20)
    assert "given up after" in done.note
    assert talk.reason(BASE + "shjz/t20250101_19.html") == ("missed", "timeout")


def test_a_site_that_blocks_us_midway_is_blocked(tmp_path: Path) -> None:
    challenge = page("<script>document.cookie='__jsl_clearance=1'</script>", 521)
    talk = Talk(
        tmp_path,
        {BASE: page(HOME), BASE + "shjz/": page(html(ROWS))}
        | {BASE + f"shjz/t20250101_{n}.html": challenge for n in range(20)},
    )
    assert talk.run().state == "blocked"


def test_a_site_that_moved_to_https_is_asked_there_from_then_on(tmp_path: Path) -> None:
    secure = "https://www.mzj.a.gov.cn/"
    talk = Talk(
        tmp_path,
        {BASE: moved(secure), secure: page(HOME.replace("/shjz/", BASE + "shjz/")), secure + "shjz/": page(html(""))},
    )
    talk.run()
    assert talk.asked[:3] == [BASE, secure, secure + "shjz/"]


def test_broken_tls_of_a_host_named_over_http_is_gone_round(tmp_path: Path) -> None:
    home = HOME.replace("/shjz/", "https://mzj.a.gov.cn/shjz/")
    talk = Talk(tmp_path, {BASE: page(home), "https://mzj.a.gov.cn/shjz/": "tls", BASE + "shjz/": page(html(ROWS))})
    talk.run()
    assert talk.reason("https://mzj.a.gov.cn/shjz/") == ("redirected", "")
    assert talk.reason(BASE + "shjz/") == ("fetched", "")


def test_a_home_page_that_moved_away_is_told(tmp_path: Path) -> None:
    talk = Talk(tmp_path, {BASE: moved("http://www.b.gov.cn/")})
    done = talk.run()
    assert (done.state, talk.reason(BASE)) == ("unreachable", ("missed", "off_site"))
    assert "leads to www.b.gov.cn, which the registry does not name" in done.note


def test_redirects_that_never_end_are_cut(tmp_path: Path) -> None:
    chain = {BASE + f"r{n}": moved(BASE + f"r{n + 1}") for n in range(20)}
    talk = Talk(tmp_path, {BASE: page(html(links(("/r0", "社会救助"))))} | chain)
    talk.run()
    assert talk.reason(BASE + "r5") == ("missed", "redirect_limit")


def test_a_page_that_breaks_the_parsing_is_a_gap_and_nothing_else(tmp_path: Path) -> None:
    def breaking(want: Want, body: bytes, *rest: object) -> Steps:
        if b"poison" in body:
            raise RecursionError("too deep")
        return follow(want, body, *rest)  # type: ignore[arg-type]

    poisoned = BASE + "shjz/t20250101_3.html"
    talk = Talk(tmp_path, {BASE: page(HOME), BASE + "shjz/": page(html(ROWS)), poisoned: page("poison")}, walk=breaking)
    done = talk.run()
    assert talk.reason(poisoned) == ("missed", "parse_error")
    assert (done.state, done.misses) == ("partial", 1)
    assert f"parsing failed at {poisoned}: RecursionError" in done.note


def test_a_list_service_beside_the_site_needs_no_front_page(tmp_path: Path) -> None:
    service = "http://lists.a.gov.cn/"
    unit = replace(UNIT, sites=(BASE, service))
    talk = Talk(tmp_path, {BASE: page(HOME), BASE + "shjz/": page(html("")), service: page("denied", 403)}, unit)
    done = talk.run()
    assert (done.state, done.misses) == ("complete", 0)
    assert talk.reason(service) == ("skipped", "http_4xx")


def test_pages_outside_the_columns_come_last_and_are_no_gaps(tmp_path: Path) -> None:
    many = links(*[(f"/zj/{n}.html", f"某某介绍{n}") for n in range(REST_PAGES + 50)])
    rest = {BASE + f"zj/{n}.html": page(article("介绍")) for n in range(REST_PAGES + 50)} | {
        BASE + "zj/0.html": "timeout"
    }
    talk = Talk(tmp_path, {BASE: page(HOME), BASE + "shjz/": page(html("")), BASE + "zj/": page(html(many))} | rest)
    done = talk.run()
    assert talk.asked[:3] == [BASE, BASE + "shjz/", BASE + "zj/"]
    assert (done.state, done.misses) == ("complete", 0)
    assert talk.reason(BASE + "zj/0.html") == ("skipped", "timeout")
    assert len(talk.asked) == 2 + REST_PAGES


def test_a_larger_budget_goes_on_where_a_smaller_one_ended(tmp_path: Path) -> None:
    answers: dict[str, Answer | str] = {BASE: page(HOME), BASE + "shjz/": page(html(ROWS))}
    answers |= {BASE + f"shjz/t20250101_{n}.html": page(article(f"公示{n}")) for n in range(20)}
    first = Talk(tmp_path, answers, max_pages=5)
    assert (first.run().state, len(first.asked)) == ("partial", 5)
    (tmp_path / capture.VISIT).unlink()
    second = Talk(tmp_path, answers)
    assert second.run().documents == 20


def test_a_visit_broken_off_leaves_no_page_unsaid(tmp_path: Path) -> None:
    talk = Talk(tmp_path, {})
    want = talk.visit.next()
    assert want is not None
    talk.visit.take(want, page(HOME))
    done = talk.visit.break_off()
    assert (done.state, done.note) == ("partial", "the crawl broke off; only one page answered")
    assert talk.reason(BASE + "shjz/") == ("missed", "parse_error")


def test_a_disk_that_refuses_is_not_taken_for_a_fault_of_the_page(tmp_path: Path) -> None:
    talk = Talk(tmp_path, {})
    want = talk.visit.next()
    assert want is not None
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(CaptureError, match="make room and run again"):
            talk.visit.take(want, page(HOME))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    talk.visit.abandon()
    assert capture.read_visit(tmp_path) is None
    UnitCapture(tmp_path, {}).close()
    assert len(capture.read_pages(tmp_path)) <= 1
