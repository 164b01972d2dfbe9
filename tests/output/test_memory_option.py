"""How much memory a build may take: a size, from the settings or the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from run_files import finding, write_run

from gongkai.cli import main
from gongkai.settings import SettingsError, load_settings, options
from output.memory import checked


@pytest.mark.parametrize("size", ["", "500MB", "2GB", "1.5 GiB"])
def test_sizes(size: str) -> None:
    assert checked(size) == size


@pytest.mark.parametrize("size", ["2", "plenty", "0GB", "-1GB", "50%"])
def test_what_is_no_size_is_refused(size: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="500MB or 2GB"):
        checked(size)
    refused = CliRunner().invoke(main, ["export", "--data", str(tmp_path), "--memory", size])
    assert refused.exit_code == 2
    assert "500MB or 2GB" in refused.output


def test_the_settings_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = tmp_path / "gongkai.toml"
    settings.write_text('data = "data"\nmemory = "300MB"\n', encoding="utf-8")
    assert options(load_settings(settings), settings)["--memory"] == "300MB"
    write_run(tmp_path / "data", "2026-11-23", [finding("nync", "PA-01", "missing")])
    done = CliRunner().invoke(main, ["export"])
    assert done.exit_code == 0, done.output
    settings.write_text('data = "data"\nmemory = "much"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"gongkai.toml:2: memory: give a size"):
        load_settings(settings)
