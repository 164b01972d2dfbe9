"""docs/data.md is what its comments say, and says when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from output.data_docs import PAGE, PROSE, main
from output.queries import ready_queries

ROOT = Path(__file__).parents[2]


def test_the_committed_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    checked = CliRunner().invoke(main, ["--check"])
    assert checked.exit_code == 0, checked.output


def test_a_stale_page_is_told_and_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PROSE).parent.mkdir(parents=True)
    (tmp_path / PROSE).write_text("# Data\n\nProse.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    stale = CliRunner().invoke(main, ["--check"])
    assert (stale.exit_code, "run make docs" in stale.output) == (1, True)
    assert CliRunner().invoke(main).exit_code == 0
    assert CliRunner().invoke(main, ["--check"]).exit_code == 0
    text = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert text.startswith("# Data\n")
    assert "| `outcome` | ENUM | met, partial, stale" in text
    assert "### `deficiency`" in text
    assert "### `deficiency_all`" not in text
    assert all(f"| `{name}` |" in text for name in ready_queries())
