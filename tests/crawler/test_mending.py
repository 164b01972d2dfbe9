"""What a killed writer leaves half-written is cut off; what is whole stays as it is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import capture
from crawler.capture import PageRow
from crawler.mending import mend_capture
from crawler.recorder import Exchange, UnitCapture

MEMBERS = [gzip.compress(f"record {number}".encode() * 50) for number in range(3)]


def exchange(number: int) -> Exchange:
    return Exchange(
        url=f"http://a.gov.cn/{number}.html", method="GET", request_headers=(("Host", "a.gov.cn"),), status=200, reason="OK",
        response_headers=(("Content-Type", "text/html"),), body=f"page {number}".encode() * 200,
    )  # fmt: skip


@pytest.mark.parametrize("lost", [1, 7, len(MEMBERS[2]) - 1])
def test_a_torn_last_member_is_cut_off(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "capture-001.warc.gz"
    path.write_bytes(b"".join(MEMBERS)[:-lost])
    assert mend_capture(path) == len(MEMBERS[2]) - lost
    assert path.read_bytes() == b"".join(MEMBERS[:2])


def test_whole_members_stay(tmp_path: Path) -> None:
    path = tmp_path / "capture-001.warc.gz"
    path.write_bytes(b"".join(MEMBERS))
    assert (mend_capture(path), mend_capture(path, len(MEMBERS[0]))) == (0, 0)
    assert path.read_bytes() == b"".join(MEMBERS)


def test_a_file_without_a_whole_member_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "capture-001.warc.gz"
    path.write_bytes(MEMBERS[0][:-3])
    mend_capture(path)
    assert not path.exists()


def test_a_place_beyond_the_end_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "capture-001.warc.gz"
    path.write_bytes(MEMBERS[0] + MEMBERS[1][:-1])
    assert mend_capture(path, 10_000) == len(MEMBERS[1]) - 1


@pytest.mark.parametrize("lost", [1, 30, 200])
def test_the_next_writer_mends_what_the_last_one_left(tmp_path: Path, lost: int) -> None:
    with UnitCapture(tmp_path, {}) as first:
        place = first.record(exchange(1))
        row = PageRow(
            url="http://a.gov.cn/1.html", state="fetched", kind="article", warc=place.warc, offset=place.offset
        )
        first.row(row)
        first.record(exchange(2))
    (path,) = tmp_path.glob("capture-*.warc.gz")
    path.write_bytes(path.read_bytes()[:-lost])
    with (tmp_path / capture.LEDGER).open("ab") as ledger:
        ledger.write(b'{"url": "http://a.gov.cn/2.h')
    with UnitCapture(tmp_path, {}) as second:
        second.record(exchange(2))
    assert [one.url for one in capture.read_pages(tmp_path)] == [row.url]
    assert capture.read_body(tmp_path, row) == exchange(1).body
    for file in tmp_path.glob("capture-*.warc.gz"):
        assert gzip.decompress(file.read_bytes())
        with file.open("rb") as source:
            assert [record.rec_type for record in ArchiveIterator(source)][:3] == ["warcinfo", "response", "request"]
