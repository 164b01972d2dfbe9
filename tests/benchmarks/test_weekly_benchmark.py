"""The bound on a second week, on the sample city: fifteen small sites, half of whose pages are lists."""

from __future__ import annotations

from pathlib import Path

from benchmarks.weekly import MOST, flips, sample_city, weeks


def test_a_second_week_of_the_sample_city_asks_little_and_finds_the_same(tmp_path: Path) -> None:
    with sample_city(tmp_path) as (units, hits):
        first, *later = weeks(units, tmp_path, hits, 3)
    assert len(first.findings) > 1000
    assert later[0].requests <= MOST * first.requests
    assert [flips(first, week) for week in later] == [0, 0]
