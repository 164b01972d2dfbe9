"""The base of the snapshots: a build that reads only what is new comes to the same as one that reads everything."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from run_files import finding, write_run, write_unit

from output import base, store
from output.load import TEXT_RUNS

NUMBERED = ("search_text", "search_word", "search_posting", "search_segment", "search_document", "loaded")
"""Tables whose numbers depend on the order of builds; the search is compared by what it answers."""


def week(data: Path, run_id: str, *outcomes: str, **more: Any) -> None:
    points = ("PA-01", "PA-04", "PA-10")
    rows = [finding("nync", point, one) for point, one in zip(points, outcomes, strict=False)]
    write_run(data, run_id, rows, as_of=date.fromisoformat(run_id[:10]), **more)
    documents = [
        {
            "url": f"http://nync.example/{at}",
            "title": f"第{at}号公示",
            "text": text,
            "digest": text,
            "is_attachment": at > 1,
        }
        for at, text in enumerate(("扶贫项目资金来源说明", f"{run_id}的通知", "救助标准一览表"))
    ]
    write_unit(
        data, run_id, "nync", findings=[one | {"as_of": date.fromisoformat(run_id[:10])} for one in rows],
        documents=documents,
        evidence=[{"url": "http://nync.example/0", "point_id": "PA-01", "grade": "E3", "value": "省级", "snippet": "省级资金"}],
        privacy=[{"url": "http://nync.example/0", "priv_id": "PRIV-01", "masked": False, "count": 1, "snippet": "…"}],
    )  # fmt: skip


_WORDS = """
    SELECT word, times, digest FROM search_posting JOIN search_word USING (word_id) JOIN search_text USING (text_id)
"""


def rows(db: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> list[str]:
    return sorted(map(repr, db.execute(sql, list(values)).fetchall()))


def contents(data: Path) -> dict[str, list[str]]:
    with store.connect(data) as db:
        names = db.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        found = {
            name: sorted(map(repr, db.execute(f'FROM "{name}"').fetchall()))
            for (name,) in names
            if name not in NUMBERED
        }
        for words in ("资金来源", "通知", "救助标准"):
            found[words] = rows(db, "SELECT * EXCLUDE text_id FROM search(?)", [words])
        found["words"] = rows(db, _WORDS)
        return found


def assert_as_from_nothing(data: Path) -> None:
    store.build(data)
    grown = contents(data)
    shutil.rmtree(data / base.CACHE)
    store.build(data)
    fresh = contents(data)
    for name, rows in fresh.items():
        assert grown[name] == rows, name


def test_new_weeks_are_added_and_old_texts_leave(tmp_path: Path) -> None:
    days = [f"2026-{month:02d}-01" for month in range(1, TEXT_RUNS + 4)]
    for number, day in enumerate(days):
        week(tmp_path, day, "missing", "met" if number % 2 else "partial")
        if number % 3 == 0:
            store.build(tmp_path)
    kept = store.ask(tmp_path, "SELECT run_id FROM document WHERE text <> '' GROUP BY ALL ORDER BY ALL")[1]
    assert [name for (name,) in kept] == days[-TEXT_RUNS:]
    assert_as_from_nothing(tmp_path)


def test_a_run_audited_again_a_run_gone_and_a_unit_that_broke(tmp_path: Path) -> None:
    for day in ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"):
        week(tmp_path, day, "missing", "missing", "missing")
    store.build(tmp_path)
    week(tmp_path, "2026-11-09", "met", "missing")
    shutil.rmtree(tmp_path / "runs" / "2026-11-16")
    week(tmp_path, "2026-11-23", "missing", broken=["nync"])
    store.build(tmp_path)
    assert store.ask(tmp_path, "SELECT run_id, count(*) FROM finding GROUP BY ALL ORDER BY ALL")[1] == [
        ("2026-11-02", 3),
        ("2026-11-09", 2),
    ]
    assert_as_from_nothing(tmp_path)


def test_an_old_run_that_is_among_the_newest_again_gets_its_texts_back(tmp_path: Path) -> None:
    days = [f"2026-{month:02d}-01" for month in range(1, TEXT_RUNS + 2)]
    for day in days:
        week(tmp_path, day, "missing")
    store.build(tmp_path)
    shutil.rmtree(tmp_path / "runs" / days[-1])
    assert_as_from_nothing(tmp_path)
    kept = store.ask(tmp_path, "SELECT run_id, count(text) FROM document GROUP BY ALL ORDER BY ALL")[1]
    assert kept[0] == (days[0], 2)


def test_only_changed_runs_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load_runs = base.load_runs

    def noted(db: duckdb.DuckDBPyConnection, runs: list[Path], keep_text: bool) -> None:
        read.extend(run.name for run in runs)
        load_runs(db, runs, keep_text)

    monkeypatch.setattr(base, "load_runs", noted)
    for day in ("2026-11-02", "2026-11-09"):
        week(tmp_path, day, "missing")
        store.build(tmp_path)
    store.build(tmp_path)
    assert read == ["2026-11-02", "2026-11-09"]


@pytest.mark.parametrize("moment", ["load_runs", "index_texts", "shutil.copyfile"])
def test_a_base_whose_build_was_killed_goes_on(tmp_path: Path, moment: str) -> None:
    week(tmp_path, "2026-11-02", "missing")
    store.build(tmp_path)
    week(tmp_path, "2026-11-02", "met", "met")
    week(tmp_path, "2026-11-09", "met")
    code = (
        "import os, signal, pathlib, sys; from output import base, store\n"
        f"done = base.{moment}\n"
        f"base.{moment} = lambda *a, **k: (done(*a, **k), os.kill(os.getpid(), signal.SIGKILL))\n"
        "store.build(pathlib.Path(sys.argv[1]))"
    )
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])
    assert died.returncode == -9
    assert_as_from_nothing(tmp_path)


def test_a_base_that_is_no_database_is_made_anew(tmp_path: Path) -> None:
    week(tmp_path, "2026-11-02", "missing")
    store.build(tmp_path)
    (file,) = (tmp_path / base.CACHE).glob("store-*.duckdb")
    file.write_bytes(b"torn" * 4000)
    (tmp_path / base.CACHE / "store-0123.duckdb").write_bytes(b"of another version")
    store.build(tmp_path)
    assert [path.name for path in (tmp_path / base.CACHE).iterdir()] == [file.name]
    assert store.ask(tmp_path, "SELECT count(*) FROM finding")[1] == [(1,)]


def test_memory_is_limited(tmp_path: Path) -> None:
    week(tmp_path, "2026-11-02", "missing")
    with pytest.raises(store.StoreError, match=r"[Mm]emory"):
        store.build(tmp_path, memory="plenty")
    store.build(tmp_path, memory="200MB")
    assert store.ask(tmp_path, "SELECT count(*) FROM finding")[1] == [(1,)]
