"""Parquet export: every table and view comes back the same, with its comments; the directory is whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from analyst_city import make_city
from click.testing import CliRunner

from gongkai.cli import main
from output import store
from output.exports import parquet


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def folder(city: Path) -> Path:
    parquet.write_parquet(city, city / "parquet")
    return city / "parquet"


def test_every_table_and_view_comes_back_the_same(city: Path, folder: Path) -> None:
    names = [name for name, _ in store.ask(city, parquet._NAMES)[1]]
    assert {"finding", "deficiency", "scorecard_all", "search_posting"} < set(names)
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.parquet" for name in names)
    with duckdb.connect(city / "gongkai.duckdb", read_only=True) as db:
        for name in names:
            want = sorted(map(repr, db.execute(f'FROM "{name}"').fetchall()))
            assert sorted(map(repr, db.read_parquet(str(folder / f"{name}.parquet")).fetchall())) == want, name


def test_comments_are_in_the_metadata(folder: Path) -> None:
    metadata = pq.read_metadata(folder / "finding.parquet").metadata
    assert "What a point came to" in metadata[b"gongkai.comment"].decode()
    assert json.loads(metadata[b"gongkai.columns"])["unit_id"] == "The unit."
    told = json.loads(pq.read_metadata(folder / "scorecard.parquet").metadata[b"gongkai.columns"])
    assert "1" in told["coverage"]


def test_a_directory_with_files_is_left_alone(city: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(store.StoreError, match="is there already"):
        parquet.write_parquet(city, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_failed_export_leaves_nothing(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_NAMES", "SELECT 'finding', 'c' UNION ALL SELECT 'zzz', 'no such table'")
    with pytest.raises(store.StoreError, match="zzz"):
        parquet.write_parquet(city, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_command(city: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["export", "--data", str(city), "--parquet", str(tmp_path / "it's"), "--memory", "500MB"]
    )
    assert done.exit_code == 0, done.output
    assert f"{tmp_path}/it's/finding.parquet" in done.stdout.splitlines()
    refused = CliRunner().invoke(
        main, ["export", "--data", str(city), "--parquet", str(tmp_path / "b"), "--unit", "nync"]
    )
    assert refused.exit_code == 2
