"""The closing lines of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from run_files import finding, write_run

from audit.model import Outcome
from output import store
from output.summary import lines, summary


def test_summary_counts_visits_and_findings(tmp_path: Path) -> None:
    found = [finding("nync", "PA-01", "missing"), finding("nync", "PA-10", "met"), finding("mzj", "PA-01", "met")]
    write_run(tmp_path, "2026-11-16", found, states={"yjj": "blocked"}, broken=["zz"])
    store.build(tmp_path)
    made = summary(tmp_path)
    assert made.visits == {"complete": 2, "blocked": 1}
    assert made.findings == {Outcome.MET: 2, Outcome.MISSING: 1}
    assert made.deficiencies == 1
    assert lines(made) == [
        "run           2026-11-16 (as of 2026-11-23)",
        "units         3 (complete 2, blocked 1)",
        "not audited   zz (see the log)",
        "findings      3 (达标 2, 未见 1)",
        "deficiencies  1",
        f"database      {tmp_path}/gongkai.duckdb",
        f"lists         {tmp_path}/exports/2026-11-16/全部单位问题清单.xlsx (one for each unit beside it)",
    ]
    with pytest.raises(store.StoreError, match="no such run"):
        summary(tmp_path, "nope")
