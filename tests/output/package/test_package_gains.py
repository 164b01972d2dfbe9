"""What would raise a score: the marks of all points and the score make 100."""

from __future__ import annotations

from pathlib import Path

import pytest
from run_files import finding, write_run

from output import store
from output.package.content import read_content
from output.score import ScoreSettings

RUN = "2026-10-05"


def test_score_and_gains_make_a_hundred_and_the_largest_comes_first(tmp_path: Path) -> None:
    write_run(
        tmp_path,
        RUN,
        [
            finding("nync", "PA-10", "missing"),
            finding("nync", "PA-01", "partial"),
            finding("nync", "PA-02", "met"),
            finding("nync", "GR-01", "declared"),
            finding("nync", "GR-07", "manual"),
        ],
    )
    store.build(tmp_path, ScoreSettings())
    with store.connect(tmp_path) as db:
        (unit,) = [one for one in read_content(db, None).units if one.unit_id == "nync"]
    marks = [one.marks for one in unit.gains]
    assert unit.score is not None and unit.score + sum(marks) == pytest.approx(100, abs=0.06)
    assert marks == sorted(marks, reverse=True)
    assert {one.point_id for one in unit.gains} == {"PA-10", "PA-01", "GR-01"}
    assert set(unit.domain_titles) == set(unit.domain_scores)
