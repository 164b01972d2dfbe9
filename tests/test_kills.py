"""Three times ``kill -9`` in the middle of a crawl; twenty times is `benchmarks.kills`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kills import compared, moments
from crawler.units import load_units
from gongkai.demo.build import build
from gongkai.demo.city import load_city
from gongkai.demo.cli import write_units
from gongkai.demo.server import free_port, serve

UNITS = ("mzj", "tyj", "rsj", "nync")


def test_a_killed_crawl_that_goes_on_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    sample = build(tmp_path / "city", free_port(load_city(), 19900))
    write_units(tmp_path / "units.csv", sample.sites)
    units = [unit for unit in load_units(tmp_path / "units.csv") if unit.unit_id in UNITS]
    assert len(units) == len(UNITS)
    with serve(sample) as asked:
        assert list(compared(units, tmp_path, asked, kills=3, seed=7)) == []


def test_the_moments_are_those_of_the_seed() -> None:
    assert moments(20, 400, 1) == moments(20, 400, 1) != moments(20, 400, 2)
    assert all(1 <= pages <= 380 for pages, _ in moments(20, 400, 1))
