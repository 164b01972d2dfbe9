"""The run directory survives a killed writer and gives back what was put in."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import capture
from crawler.capture import CaptureError, PageRow, Visit
from crawler.recorder import Exchange, UnitCapture

INFO = {"software": "gongkai"}


def exchange(body: bytes, url: str = "http://a.gov.cn/x.html", **headers: str) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=[("User-Agent", "gongkai"), ("Host", "a.gov.cn")],
        status=200,
        reason="OK",
        response_headers=[("Content-Type", "text/html; charset=gb2312"), *headers.items()],
        body=body,
        address="203.0.113.7",
    )


def stored(unit: UnitCapture, one: Exchange, url: str = "http://a.gov.cn/x.html") -> PageRow:
    place = unit.record(one)
    row = PageRow(url=url, state="fetched", kind="article", warc=place.warc, offset=place.offset, columns=("扶贫",))
    unit.row(row)
    return row


def test_a_body_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    body = "资金公示".encode("gb18030")
    with UnitCapture(tmp_path, INFO) as unit:
        first = stored(unit, exchange(b"first"), "http://a.gov.cn/1")
        second = stored(unit, exchange(body), "http://a.gov.cn/2")
    assert capture.read_pages(tmp_path) == [first, second]
    assert capture.read_body(tmp_path, second) == body
    assert capture.read_body(tmp_path, first) == b"first"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"page" * 50, mtime=0)),
        ("x-gzip", gzip.compress(b"page" * 20, mtime=0) + gzip.compress(b"page" * 30, mtime=0)),
        ("deflate", zlib.compress(b"page" * 50)),
        ("deflate", zlib.compress(b"page" * 50)[2:-4]),
        ("identity", b"page" * 50),
    ],
)
def test_a_packed_body_is_kept_packed_and_read_unpacked(tmp_path: Path, coding: str, packed: bytes) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        row = stored(unit, exchange(packed, **{"Content-Encoding": coding}))
    assert capture.read_body(tmp_path, row) == b"page" * 50


def test_a_body_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        row = stored(unit, exchange(gzip.compress(b"\0" * 100_000), **{"Content-Encoding": "gzip"}))
    with pytest.raises(CaptureError, match="larger than 5000 bytes"):
        capture.read_body(tmp_path, row, limit=5000)


def test_any_warc_reader_can_read_the_capture(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        row = stored(unit, exchange(b"body", url="http://a.gov.cn/x.html?id=3"), "http://a.gov.cn/x.html?id=3")
    with (tmp_path / row.warc).open("rb") as source:
        records = [(one.rec_type, one.rec_headers, one.http_headers) for one in ArchiveIterator(source)]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request"]
    _, response, _ = records[1]
    _, request, line = records[2]
    assert response.get_header("WARC-IP-Address") == "203.0.113.7"
    assert request.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    assert response.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert (line.protocol, line.statusline) == ("GET", "/x.html?id=3 HTTP/1.1")


def test_a_torn_last_line_is_ignored_and_cut_before_the_next_row(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        first = stored(unit, exchange(b"1"), "http://a.gov.cn/1")
    with (tmp_path / capture.LEDGER).open("ab") as ledger:
        ledger.write(b'{"url": "http://a.gov.cn/2", "sta')
    assert capture.read_pages(tmp_path) == [first]
    with UnitCapture(tmp_path, INFO) as unit:
        third = stored(unit, exchange(b"3"), "http://a.gov.cn/3")
    assert capture.read_pages(tmp_path) == [first, third]


def test_each_start_and_each_full_file_opens_a_new_warc(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO, size_limit=1) as unit:
        rows = [stored(unit, exchange(str(n).encode()), f"http://a.gov.cn/{n}") for n in range(3)]
    (tmp_path / rows[-1].warc).write_bytes((tmp_path / rows[-1].warc).read_bytes()[:-20])
    with UnitCapture(tmp_path, INFO) as unit:
        rows.append(stored(unit, exchange(b"later"), "http://a.gov.cn/later"))
    assert [row.warc for row in rows] == [f"capture-{n:03d}.warc.gz" for n in range(1, 5)]
    assert capture.read_body(tmp_path, rows[3]) == b"later"


def test_the_newest_row_of_a_url_counts(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        unit.row(PageRow(url="http://a.gov.cn/", state="missed", kind="home", reason="timeout"))
        unit.row(PageRow(url="http://a.gov.cn/", state="absent", kind="home", status=404))
    assert [row.state for row in capture.read_pages(tmp_path)] == ["absent"]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO), pytest.raises(CaptureError, match="another crawl"):
        UnitCapture(tmp_path, INFO)
    UnitCapture(tmp_path, INFO).close()


def test_a_broken_ledger_line_is_named(tmp_path: Path) -> None:
    (tmp_path / capture.LEDGER).write_text('{"url": "u", "state": "fetched", "kind": "home"}\nnonsense\n')
    with pytest.raises(CaptureError, match=r"pages\.jsonl:2"):
        capture.read_pages(tmp_path)


def test_a_record_that_is_not_there_is_named(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        row = stored(unit, exchange(b"1"))
    with pytest.raises(CaptureError, match="no record at 7"):
        capture.read_body(tmp_path, PageRow(url=row.url, state="fetched", kind="home", warc=row.warc, offset=7))
    with pytest.raises(CaptureError, match=r"capture-009\.warc\.gz"):
        capture.read_body(tmp_path, PageRow(url="u", state="fetched", kind="home", warc="capture-009.warc.gz"))
    assert capture.read_body(tmp_path, PageRow(url="u", state="absent", kind="home")) == b""


def test_a_visit_and_a_run_come_back(tmp_path: Path) -> None:
    run = capture.run_dir(tmp_path, "2026-11-25")
    capture.update_run(run, delay=1.0)
    capture.update_run(run, audited=True)
    assert capture.read_run(run) == {"delay": 1.0, "audited": True}
    assert capture.run_dirs(tmp_path) == [run]
    directory = capture.unit_dir(tmp_path, "2026-11-25", "U01")
    assert capture.read_visit(directory) is None
    visit = Visit(run_id="2026-11-25", unit_id="U01", state="complete", pages=1, documents=1, attachments=0, misses=0,
                  columns_found=("扶贫",), started_at="a", finished_at="b")  # fmt: skip
    capture.write_visit(directory, visit)
    assert capture.read_visit(directory) == visit
    assert capture.unit_dirs(run) == [directory]


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "甲"])
def test_ids_that_are_no_directory_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaptureError, match="letters, digits"):
        capture.unit_dir(tmp_path, "r", name)


def test_a_row_from_a_newer_version_can_still_be_read(tmp_path: Path) -> None:
    line = {"url": "u", "state": "fetched", "kind": "home", "tomorrow": 1}
    (tmp_path / capture.LEDGER).write_text(json.dumps(line) + "\n")
    assert capture.read_pages(tmp_path) == [PageRow(url="u", state="fetched", kind="home")]


def test_an_altered_record_is_noticed(tmp_path: Path) -> None:
    with UnitCapture(tmp_path, INFO) as unit:
        row = stored(unit, exchange(gzip.compress(b"page"), **{"Content-Encoding": "gzip"}))
    good = replace(row, digest=hashlib.sha256(b"page").hexdigest())
    assert capture.read_body(tmp_path, good) == b"page"
    with pytest.raises(CaptureError, match="altered"):
        capture.read_body(tmp_path, replace(row, digest=hashlib.sha256(b"pages").hexdigest()))
