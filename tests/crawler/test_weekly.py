"""Six weeks of visits to small sites: what a later visit asks for, what it keeps, and what it notices."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import Reply, Site, Town, article, html, links, listing
from warcio.archiveiterator import ArchiveIterator

from crawler import capture
from crawler.baseline import WEEKS, Baseline, baseline, due
from crawler.capture import CaptureError, PageRow, Visit
from crawler.exchanges import read_exchange, read_origin
from crawler.frontier import Want
from crawler.run import crawl

QUICK: dict[str, Any] = {"DOWNLOAD_TIMEOUT": 5, "RETRY_TIMES": 0}
DAYS = [date(2026, 11, 2) + timedelta(weeks=week) for week in range(6)]
RUNS = [day.isoformat() for day in DAYS]
COLUMNS = {"jz": "社会救助", "yl": "养老服务"}
SHEET = Reply(b"PK\x03\x04 sheet", headers={"Content-Type": "application/octet-stream"})
serial = itertools.count()


def furnish(site: Site, articles: int = 10, rows: int = 5) -> None:
    """A bureau with two columns of several pages each; every eighth article has a file."""
    site.pages["/"] = html(links(*[(f"/{code}/index.html", name) for code, name in COLUMNS.items()]))
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n", headers={"Content-Type": "text/plain"})
    for code in COLUMNS:
        lists(site, code, [entry(code, number) for number in range(articles)], rows)
        for number in range(articles):
            file = f'<a href="/upload/{code}{number}.xlsx">附件：名单.xlsx</a>' if number % 8 == 0 else ""
            site.pages[entry(code, number)[0]] = article(f"第{number}批{COLUMNS[code]}资金公示", attachments=file)
            site.pages |= {f"/upload/{code}{number}.xlsx": SHEET} if file else {}


def entry(code: str, number: int) -> tuple[str, str, str]:
    return f"/{code}/202503/t20250302_{number}.html", f"关于发放第{number}批{COLUMNS[code]}资金的公示公告", "2025-03-02"


def lists(site: Site, code: str, entries: list[tuple[str, str, str]], rows: int = 5) -> None:
    """Write a column's list, so many entries to a page."""
    pages = [entries[start : start + rows] for start in range(0, len(entries), rows)]
    for number, some in enumerate(pages):
        pager = f'<script>createPageHTML({len(pages)}, {number}, "index", "html");</script>'
        site.pages[f"/{code}/index{f'_{number}' * bool(number)}.html"] = html(listing(*some) + pager)


def tag(reply: Reply) -> str:
    return f'"{hashlib.sha256(reply.body).hexdigest()[:12]}"'


def validating(path: str, asked: Mapping[str, str], reply: Reply) -> Reply:
    """A server that keeps to the standard: an ETag and a day, and 304 for either."""
    sent = {"ETag": tag(reply), "Last-Modified": "Mon, 03 Mar 2025 08:00:00 GMT"}
    if reply.status == 200 and sent["ETag"] == asked.get("If-None-Match"):
        return Reply(status=304, headers=sent)
    return replace(reply, headers={**reply.headers, **sent})


def never_the_same(path: str, asked: Mapping[str, str], reply: Reply) -> Reply:
    """A server whose ETag is another one each time."""
    return replace(reply, headers={**reply.headers, "ETag": f'"{next(serial)}"'})


def always_the_same(path: str, asked: Mapping[str, str], reply: Reply) -> Reply:
    """A server that says 304 to every condition, whatever became of the page; and of one page it never says anything else."""
    if path == entry("jz", 3)[0] or "If-None-Match" in asked:
        return Reply(status=304)
    return replace(reply, headers={**reply.headers, "ETag": '"for ever"'})


KINDS = {"validators": validating, "new etag": never_the_same, "none": Site("", 0).answering}


@dataclass
class Weeks:
    """What six weeks left: the visits and the requests of each, by site."""

    data: Path
    sites: dict[str, Site]
    visits: list[dict[str, Visit]] = field(default_factory=list)
    hits: list[dict[str, Counter[str]]] = field(default_factory=list)

    def directory(self, week: int, name: str) -> Path:
        return capture.unit_dir(self.data, RUNS[week], name)

    def rows(self, week: int, name: str) -> dict[str, PageRow]:
        rows = capture.read_pages(self.directory(week, name))
        return {row.url.replace(self.sites[name].url, "/"): row for row in rows}

    def body(self, week: int, name: str, path: str) -> bytes:
        return capture.read_body(self.directory(week, name), self.rows(week, name)[path])

    def asked(self, name: str, path: str) -> list[int]:
        """How often a page was asked for, week by week."""
        return [hits[name][path] for hits in self.hits]


def change(sites: dict[str, Site], week: int) -> None:
    """What the sites' editors do between the weeks."""
    if week == 1:
        quiet = sites["quiet"]
        quiet.pages[entry("jz", 5)[0]] = article(
            "第5批社会救助资金公示", text="更正：发放金额为三十万元，特此公示。" * 12
        )
        for name, left in (("removed", 4), ("kept", 4)):
            rest = [entry("jz", number) for number in range(10) if number != left]
            lists(sites[name], "jz", rest)
        del sites["removed"].pages[entry("jz", 4)[0]]
        lists(sites["news"], "jz", [entry("jz", number) for number in (10, *range(10))])
        sites["news"].pages[entry("jz", 10)[0]] = article("第10批社会救助资金公示")
        lists(sites["liar"], "yl", [entry("yl", number) for number in (10, *range(10))])
        sites["liar"].pages[entry("yl", 10)[0]] = article("第10批养老服务资金公示")


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    data = tmp_path_factory.mktemp("data")
    names = (*KINDS, "quiet", "removed", "kept", "news", "liar")
    with Town() as town:
        sites = {name: town.site(number) for number, name in enumerate(names, start=1)}
        for name, site in sites.items():
            furnish(site, *((40, 20) if name in KINDS else ()))
            site.answering = KINDS.get(name, validating)
        sites["liar"].answering = always_the_same
        left = Weeks(data, {name.replace(" ", "-"): site for name, site in sites.items()})
        units = [site.unit(name) for name, site in left.sites.items()]
        for week, run in enumerate(RUNS):
            change(left.sites, week)
            for site in sites.values():
                site.hits.clear()
            left.visits.append({one.unit_id: one for one in crawl(units, data, run, delay=0, settings=QUICK)})
            left.hits.append({name: site.hits.copy() for name, site in left.sites.items()})
        yield left


KINDS_SEEN = [name.replace(" ", "-") for name in KINDS]


@pytest.mark.parametrize("name", KINDS_SEEN)
def test_a_second_visit_to_an_unchanged_site_asks_little(weeks: Weeks, name: str) -> None:
    first, second = (hits[name].total() for hits in weeks.hits[:2])
    assert first == len(weeks.sites[name].pages)
    assert second == 1 + 1 + len(COLUMNS)
    assert second <= 0.15 * first


@pytest.mark.parametrize("name", KINDS_SEEN)
def test_a_later_visit_sees_what_the_first_one_saw(weeks: Weeks, name: str) -> None:
    first = weeks.rows(0, name)
    for week in range(1, len(RUNS)):
        rows = weeks.rows(week, name)
        assert list(rows) == list(first)
        for path, row in rows.items():
            kept = {"state", "run", "checked", "day", "warc", "offset", "fetched_at", "etag"}
            assert {n: getattr(row, n) for n in PageRow.__slots__ if n not in kept} == {n: getattr(first[path], n) for n in PageRow.__slots__ if n not in kept}  # fmt: skip
            assert row.state == "unchanged"
            assert weeks.body(week, name, path) == weeks.body(0, name, path)
        visit = replace(weeks.visits[week][name], run_id="", started_at="", finished_at="", unchanged=0)
        assert visit == replace(weeks.visits[0][name], run_id="", started_at="", finished_at="")


@pytest.mark.parametrize("name", KINDS_SEEN)
def test_every_page_is_asked_for_within_four_weeks_and_no_week_pays_for_all(weeks: Weeks, name: str) -> None:
    below = [path for path in weeks.sites[name].pages if path != "/" and not path.endswith("/index.html") and path != "/robots.txt"]  # fmt: skip
    total = len(below)
    for start in (1, 2):
        assert all(sum(weeks.asked(name, path)[start : start + WEEKS]) >= 1 for path in below)
    for week in range(1, len(RUNS)):
        assert sum(weeks.hits[week][name][path] for path in below) <= 0.6 * total
    assert all(count == 1 for week in range(len(RUNS)) for count in weeks.hits[week][name].values())


def test_a_server_that_knows_conditions_sends_bodies_once(weeks: Weeks) -> None:
    """Every body stands in the first run but those of lists, which are asked for whole every four weeks."""
    for path, row in weeks.rows(len(RUNS) - 1, "validators").items():
        assert row.run == RUNS[0] or row.kind in ("home", "column", "list"), path
        assert row.checked > RUNS[1]


def test_an_unchanged_answer_is_a_revisit_record(weeks: Weeks) -> None:
    found = {name: records(weeks.directory(1, name)) for name in KINDS_SEEN}
    home = weeks.sites["validators"].url
    revisit = found["validators"][home]
    assert revisit.get_header("WARC-Profile").endswith("/revisit/server-not-modified")
    assert revisit.get_header("WARC-Payload-Digest") is None
    row = weeks.rows(0, "validators")["/"]
    origin = read_origin(weeks.directory(0, "validators"), row)
    told = ("WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
    assert [revisit.get_header(name) for name in told] == [origin.record_id, home, origin.at]
    for name in ("new-etag", "none"):
        same = found[name][weeks.sites[name].url]
        assert same.get_header("WARC-Profile").endswith("/revisit/identical-payload-digest")
        first = read_origin(weeks.directory(0, name), weeks.rows(0, name)["/"])
        assert same.get_header("WARC-Payload-Digest") == first.digest


def records(directory: Path) -> dict[str, Any]:
    """WARC headers of the revisit records by address; any reader can read the whole file, digests included."""
    found = {}
    for path in directory.glob("capture-*.warc.gz"):
        with path.open("rb") as source:
            for record in ArchiveIterator(source, check_digests="raise"):
                record.content_stream().read()
                if record.rec_type == "revisit":
                    found[record.rec_headers.get_header("WARC-Target-URI")] = record.rec_headers
    return found


def test_a_page_that_changed_behind_its_list_is_found_within_four_weeks(weeks: Weeks) -> None:
    path, corrected = entry("jz", 5)[0], "更正".encode()
    seen = [corrected in weeks.body(week, "quiet", path) for week in range(len(RUNS))]
    assert seen[WEEKS] and not seen[0]
    assert seen == sorted(seen)
    week = seen.index(True)
    assert weeks.rows(week, "quiet")[path].state == "fetched"
    assert weeks.rows(week, "quiet")[path].run == ""


def test_a_removed_page_is_noticed(weeks: Weeks) -> None:
    path = entry("jz", 4)[0]
    assert weeks.rows(1, "removed")[path].state == "absent"
    assert [path in weeks.rows(week, "removed") for week in range(2, len(RUNS))] == [False] * 4
    assert weeks.asked("removed", path) == [1, 1, 0, 0, 0, 0]


def test_a_page_that_left_its_list_but_stands_is_kept(weeks: Weeks) -> None:
    path = entry("jz", 4)[0]
    for week in range(1, len(RUNS)):
        row = weeks.rows(week, "kept")[path]
        assert (row.state, row.reason, row.kind, row.columns) == ("unchanged", "unlisted", "article", ("社会救助",))
        assert weeks.visits[week]["kept"].unlisted == 1
    assert weeks.asked("kept", path)[:2] == [1, 1]
    assert sum(weeks.asked("kept", path)[2:]) == 1
    assert {visits["kept"].state for visits in weeks.visits} == {"complete"}


def test_a_new_entry_is_fetched_and_the_others_are_not(weeks: Weeks) -> None:
    rows, hits = weeks.rows(1, "news"), weeks.hits[1]["news"]
    assert rows[entry("jz", 10)[0]].state == "fetched"
    assert hits["/jz/index_1.html"] == 1
    assert hits["/yl/index_1.html"] == 0
    assert sum(hits[entry("jz", number)[0]] for number in range(10)) == 0
    assert weeks.asked("news", entry("jz", 10)[0])[2] == 0


def test_a_server_that_always_says_304_is_not_believed_for_ever(weeks: Weeks) -> None:
    new, never = entry("yl", 10)[0], entry("jz", 3)[0]
    assert [new in weeks.rows(week, "liar") for week in range(len(RUNS))] == [False] * 4 + [True] * 2
    for week in range(len(RUNS)):
        row = weeks.rows(week, "liar")[never]
        assert (row.state, row.reason, row.status) == ("missed", "http_4xx", 304)
        assert weeks.visits[week]["liar"].state == "partial"


def test_a_full_visit_asks_for_everything(tmp_path: Path) -> None:
    """It is made when it is asked for, and after another version of the crawler made the last one."""
    with Town() as town:
        site = town.site(1)
        furnish(site, articles=4, rows=2)
        site.answering = validating
        crawl([site.unit()], tmp_path, RUNS[0], delay=0, settings=QUICK)
        site.hits.clear()
        (visit,) = crawl([site.unit()], tmp_path, RUNS[1], delay=0, settings=QUICK, full=True)
        assert (site.hits.total(), visit.unchanged) == (len(site.pages), 0)
        visited = capture.unit_dir(tmp_path, RUNS[1], "U02") / capture.VISIT
        visited.write_text(json.dumps(json.loads(visited.read_text()) | {"crawler": "another version"}))
        site.hits.clear()
        crawl([site.unit()], tmp_path, RUNS[2], delay=0, settings=QUICK)
        assert site.hits.total() == len(site.pages)


def test_without_a_day_everything_is_asked_and_nothing_is_sent(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        furnish(site, articles=4, rows=2)
        site.answering = validating
        crawl([site.unit()], tmp_path, "a-first-run", delay=0, settings=QUICK)
        site.hits.clear()
        (visit,) = crawl([site.unit()], tmp_path, "b-second-run", delay=0, settings=QUICK)
        assert site.hits.total() == len(site.pages)
        assert visit.unchanged == len(site.pages) - 1


def test_a_body_that_retention_took_is_told_and_fetched_again(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        furnish(site, articles=4, rows=2)
        site.answering = validating
        for run in RUNS[:2]:
            crawl([site.unit()], tmp_path, run, delay=0, settings=QUICK)
        for path in capture.unit_dir(tmp_path, RUNS[0], "U02").glob("capture-*"):
            path.unlink()
        directory = capture.unit_dir(tmp_path, RUNS[1], "U02")
        row = next(row for row in capture.read_pages(directory) if row.kind == "article")
        with pytest.raises(CaptureError, match=r"was removed.*unchanged since run 2026-11-02.*--full"):
            capture.read_body(directory, row)
        with pytest.raises(CaptureError, match="was removed"):
            read_exchange(directory, row)
        (visit,) = crawl([site.unit()], tmp_path, RUNS[2], delay=0, settings=QUICK)
    assert (visit.state, visit.unchanged) == ("complete", 0)
    rows = capture.read_pages(capture.unit_dir(tmp_path, RUNS[2], "U02"))
    assert {row.state for row in rows} == {"fetched"}


@given(st.text(max_size=40), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_weekly_run_asks_for_every_page_within_four_weeks(url: str, first: date) -> None:
    checked, asked = first, list[int]()
    for week in range(1, 13):
        day = first + timedelta(weeks=week)
        if due(url, checked.isoformat(), day):
            asked.append(week)
            checked = day
    gaps = [later - earlier for earlier, later in itertools.pairwise([0, *asked])]
    assert asked and all(2 <= gap <= WEEKS for gap in gaps)
    assert gaps[2:].count(WEEKS) >= len(gaps[2:]) - 1, "it settles in a week of its own"


@given(st.text(max_size=40), st.integers(22, 400))
def test_after_a_long_pause_every_page_is_due(url: str, days: int) -> None:
    assert due(url, "2026-11-02", date(2026, 11, 2) + timedelta(days=days))
    assert due(url, "2026-11-02", date(2026, 11, 1))
    assert due(url, "", date(2026, 11, 1))


def known(**more: Any) -> Baseline:
    row = PageRow(url="http://a/1.html", state="fetched", kind="article", anchor="公示", list_date="2025-03-02", warc="w",
                  digest="d", etag='"1"', modified="Mon", day="2026-11-02", checked="2026-11-02", columns=("救助",))  # fmt: skip
    return Baseline(rows={row.url: replace(row, **more)}, day=date(2026, 11, 9))


WANT = Want(url="http://a/1.html", role="article", anchor="公示", list_date="2025-03-02")


def test_an_entry_whose_title_or_day_changed_is_asked_for_whole() -> None:
    assert known().standing(WANT, {}, lambda url: True, lambda want, row: False) is not None
    assert known().conditions(WANT) == {"If-None-Match": '"1"', "If-Modified-Since": "Mon"}
    for other in (replace(WANT, anchor="公示（更正）"), replace(WANT, list_date="2026-11-08")):
        assert known().standing(other, {}, lambda url: True, lambda want, row: False) is None
        assert known().conditions(other) == {}


@pytest.mark.parametrize(
    "more", [{"state": "missed", "warc": ""}, {"state": "absent"}, {"kind": "list"}, {"checked": ""}]
)
def test_what_the_last_visit_did_not_have_is_asked_for(more: dict[str, Any]) -> None:
    assert known(**more).standing(WANT, {}, lambda url: True, lambda want, row: False) is None


def test_validators_without_end_are_not_sent_back() -> None:
    assert known(etag="x" * 5000).conditions(WANT) == {"If-Modified-Since": "Mon"}
    assert known(etag="", modified="").conditions(WANT) == {}


def test_a_unit_without_a_good_visit_has_no_baseline(tmp_path: Path) -> None:
    assert baseline(tmp_path, RUNS[1], "U02", DAYS[1]) == Baseline(day=DAYS[1])


def test_a_weekly_visit_killed_on_its_way_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    """Wherever it stopped: the rows are those of an undisturbed visit, and nothing is asked for twice."""
    with Town() as town:
        site = town.site(1)
        furnish(site, articles=4, rows=2)
        site.answering = validating
        crawl([site.unit()], tmp_path, RUNS[0], delay=0, settings=QUICK)
        site.hits.clear()
        crawl([site.unit()], tmp_path, RUNS[3], delay=0, settings=QUICK)
        undisturbed, hits = ledger(tmp_path, RUNS[3]), site.hits.copy()
        directory = capture.unit_dir(tmp_path, RUNS[3], "U02")
        lines = (directory / capture.LEDGER).read_bytes().splitlines(keepends=True)
        for kept in (1, len(lines) // 2, len(lines) - 1):
            (directory / capture.VISIT).unlink()
            (directory / capture.LEDGER).write_bytes(b"".join(lines[:kept]))
            site.hits.clear()
            crawl([site.unit()], tmp_path, RUNS[3], delay=0, settings=QUICK)
            assert ledger(tmp_path, RUNS[3]) == undisturbed
            known = {"/robots.txt"} | {json.loads(line)["url"].replace(site.url, "/") for line in lines[:kept]}
            site.hits.pop("/robots.txt", None)
            assert site.hits == Counter({path: count for path, count in hits.items() if path not in known})


def ledger(data: Path, run: str) -> list[PageRow]:
    return [replace(row, warc="" if not row.run else row.warc, offset=0) for row in capture.read_pages(capture.unit_dir(data, run, "U02"))]  # fmt: skip


def test_pages_that_are_never_the_same_do_not_make_their_lists_new(tmp_path: Path) -> None:
    def counting(path: str, asked: Mapping[str, str], reply: Reply) -> Reply:
        return replace(reply, body=reply.body + f"<!-- 您是第{next(serial)}位访客 -->".encode())

    with Town() as town:
        site = town.site(1)
        furnish(site, articles=4, rows=2)
        site.answering = counting
        crawl([site.unit()], tmp_path, RUNS[0], delay=0, settings=QUICK)
        site.hits.clear()
        (visit,) = crawl([site.unit()], tmp_path, RUNS[1], delay=0, settings=QUICK)
    assert set(site.hits) == {"/robots.txt", "/", "/jz/index.html", "/yl/index.html"}
    assert visit.unchanged == visit.pages + visit.attachments - 3


def test_a_list_that_could_not_be_seen_sends_nobody_to_its_pages(tmp_path: Path) -> None:
    """They left no list as far as anybody knows: what was seen of them stands, and the list is a gap."""
    with Town() as town:
        site = town.site(1)
        furnish(site, articles=4, rows=2)
        crawl([site.unit()], tmp_path, RUNS[0], delay=0, settings=QUICK)
        site.pages["/jz/index.html"] = Reply(b"x", 500)
        site.hits.clear()
        (visit,) = crawl([site.unit()], tmp_path, RUNS[1], delay=0, settings=QUICK)
        rows = {row.url.replace(site.url, "/"): row for row in capture.read_pages(capture.unit_dir(tmp_path, RUNS[1], "U02"))}  # fmt: skip
    assert (visit.state, visit.misses, visit.documents) == ("partial", 1, 8)
    assert (rows["/jz/index.html"].reason, rows["/jz/index.html"].looks) == ("http_5xx", 2)
    assert [site.hits[entry("jz", number)[0]] for number in range(4)] == [0] * 4
    assert {rows[entry("jz", number)[0]].reason for number in range(4)} == {""}
