"""Rows read from their file when they are asked for are those that a reader of the whole file has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import capture
from crawler.capture import LEDGER, CaptureError, PageRow
from crawler.frontier import Want
from crawler.ledger import ANSWERED, Answer, Ledger
from crawler.recorder import UnitCapture
from crawler.rows import Rows

URLS = [f"http://a.gov.cn/{name}" for name in "abcdef"]
ROWS = st.builds(
    PageRow,
    url=st.sampled_from(URLS),
    state=st.sampled_from(["fetched", "unchanged", "missed", "absent"]),
    kind=st.sampled_from(["home", "article", "other"]),
    reason=st.sampled_from(["", "budget", "timeout", "unlisted"]),
    columns=st.lists(st.sampled_from(["扶贫", "救助"]), max_size=2).map(tuple),
    status=st.none() | st.just(200),
    run=st.sampled_from(["", "2026-11-02"]),
    anchor=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


def written(directory: Path, rows: list[PageRow]) -> None:
    with UnitCapture(directory, {}) as unit:
        for row in rows:
            unit.row(row)


@settings(max_examples=60)
@given(st.lists(ROWS, max_size=30), st.lists(st.sampled_from(URLS), max_size=3))
def test_stored_rows_are_those_of_the_whole_ledger(rows: list[PageRow], forgotten: list[str]) -> None:
    with TemporaryDirectory() as directory:
        written(Path(directory), rows)
        model = {
            row.url: replace(row, run=row.run or "2026-11-09")
            for row in capture.read_pages(Path(directory))
            if row.reason != "budget"
        }
        found = Rows.stored(Path(directory), "2026-11-09", keeps=lambda row: row.reason != "budget")
        for url in forgotten:
            model.pop(url, None)
            found.forget(url)
        assert list(found.items()) == list(model.items())
        assert len(found) == len(model)
        assert [found.get(url) for url in URLS] == [model.get(url) for url in URLS]
        assert [url in found for url in URLS] == [url in model for url in URLS]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(URLS), st.sampled_from(["fetched", "missed", "absent"]), st.sampled_from(["home", "article", "list"]), st.sampled_from(["timeout", "budget"])), max_size=25), st.integers(0, 25))  # fmt: skip
def test_a_ledger_counts_what_its_rows_come_to(puts: list[tuple[str, str, str, str]], killed: int) -> None:
    """Also when an address gets a second row, and when a second process goes on with the ledger of a first."""
    with TemporaryDirectory() as directory:
        for part in (puts[:killed], puts):
            ledger = Ledger(Path(directory), {})
            for url, state, role, reason in part:
                ledger.put(
                    Want(url=url, role=role), state, Answer(status=200), reason=reason if state == "missed" else ""
                )
            rows = list(ledger.rows.values())
            ledger.capture.close()
            assert {row.url for row in rows} == {url for url, *_ in part}
            assert ledger.answered() == sum(row.state in ANSWERED for row in rows)
            assert ledger.kinds() == Counter(row.kind for row in rows if row.state in ANSWERED)
            assert ledger.missed() == Counter(row.reason for row in rows if row.state == "missed")
            assert bool(ledger.missed()) == any(row.state == "missed" for row in rows)
            assert ledger.lacks_home() == any(row.kind == "home" and row.state in ("missed", "absent") for row in rows)


def test_a_torn_last_line_is_no_row(tmp_path: Path) -> None:
    written(tmp_path, [PageRow(url=url, state="fetched", kind="home") for url in URLS])
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes()[:-5])
    assert list(Rows.stored(tmp_path)) == URLS[:-1]


def test_a_ledger_that_is_taken_away_or_changed_meanwhile_is_told(tmp_path: Path) -> None:
    written(tmp_path, [PageRow(url=url, state="fetched", kind="home") for url in URLS])
    rows, path = Rows.stored(tmp_path), tmp_path / LEDGER
    path.write_bytes(b"#" + path.read_bytes())
    with pytest.raises(CaptureError, match=r"pages\.jsonl: the row of http://a\.gov\.cn/b cannot be read any more"):
        rows[URLS[1]]
    path.unlink()
    with pytest.raises(CaptureError, match="restore the file"):
        rows.get(URLS[0])
    with pytest.raises(KeyError):
        rows["http://a.gov.cn/never"]
