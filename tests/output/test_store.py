"""The snapshot: what it holds, and that a reader always finds a good one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from run_files import POINTS, finding, write_ledger, write_run, write_unit

from audit.model import Outcome
from crawler import capture
from output import store

FINDING = (
    "run_id unit_id point_id scheme_id record_key record_name url outcome severity grade reason searched_pages"
    " unseen_pages rule_digest as_of share windows case_id"
).split()
DEFICIENCY = (
    "run_id unit_id unit_name domain point_id point_title scheme_id record_name url outcome severity reason basis fix"
    " first_seen_run case_id records confidence case_state confirmed"
).split()
VISIT = (
    "run_id unit_id state pages documents attachments misses columns_found started_at finished_at searchable shortfall"
    " vanished appeared note systems drawn crawler"
).split()  # fmt: skip
TABLES = "unit run visit page document attachment record evidence finding point privacy_hit case case_event".split()
VIEWS = "deficiency scorecard heatmap trend weekly_change coverage".split()


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    return store.ask(data, sql)[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run with one deficiency, and its database; tests only read it."""
    data = tmp_path_factory.mktemp("built")
    write_run(data, "2026-11-16", [finding("nync", "PA-01", "missing")])
    store.build(data)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(built, tmp_path / "data", symlinks=True)


@pytest.mark.parametrize(("name", "columns"), [("finding", FINDING), ("deficiency", DEFICIENCY), ("visit", VISIT)])
def test_contract_columns_are_exact(built: Path, name: str, columns: list[str]) -> None:
    assert store.ask(built, f"FROM {name}")[0] == columns


def test_contract_tables_and_views_are_there(built: Path) -> None:
    kinds = dict(rows(built, "SELECT table_name, table_type FROM information_schema.tables"))
    assert {kinds[name] for name in TABLES} == {"BASE TABLE"}
    assert {kinds[name] for name in VIEWS} == {"VIEW"}


def test_every_table_view_and_column_has_a_comment(built: Path) -> None:
    bare = """
        SELECT table_name, NULL FROM duckdb_tables() WHERE NOT internal AND coalesce(trim(comment), '') = ''
        UNION ALL
        SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND coalesce(trim(comment), '') = ''
        UNION ALL
        SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(trim(comment), '') = ''
    """
    assert rows(built, bare) == []
    assert rows(built, "SELECT count(*) > 200 FROM duckdb_columns() WHERE NOT internal") == [(True,)]


def test_outcomes_sort_by_concern_and_compare_as_words(built: Path) -> None:
    assert rows(built, "SELECT unnest(enum_range(NULL::outcome))::VARCHAR") == [(one.value,) for one in Outcome]
    assert rows(built, "SELECT outcome FROM finding WHERE outcome = 'missing'") == [("missing",)]


def test_link_is_relative_and_points_into_snapshots(data: Path) -> None:
    link = data / "gongkai.duckdb"
    assert link.is_symlink()
    assert link.readlink() == Path("snapshots") / "000001-2026-11-16.duckdb"
    moved = data.rename(data.with_name("moved"))
    assert rows(moved, "SELECT count(*) FROM finding") == [(1,)]


def test_a_reader_is_never_locked_out_and_keeps_what_it_opened(data: Path) -> None:
    with store.connect(data) as reader:
        for number in range(4):
            write_run(data, f"2026-11-2{number}", [finding("nync", "PA-01", "met")])
            store.build(data)
            assert rows(data, "SELECT count(*) FROM run") == [(number + 2,)]
        assert reader.execute("SELECT count(*) FROM run").fetchall() == [(1,)]
    assert len(list((data / "snapshots").glob("*.duckdb"))) == store.KEEP


def test_only_the_database_and_its_snapshots_remain(data: Path) -> None:
    assert sorted(path.name for path in (data / "snapshots").iterdir()) == [".lock", "000001-2026-11-16.duckdb"]
    assert sorted(path.name for path in data.iterdir()) == ["cache", "gongkai.duckdb", "runs", "snapshots"]


@pytest.mark.parametrize("moment", ["copy_of_base", "_narrow", "_sync", "_point_to", "_prune"])
def test_a_killed_build_leaves_the_last_good_database(data: Path, moment: str) -> None:
    write_run(data, "2026-11-23", [finding("nync", "PA-01", "met")])
    code = (
        "import os, signal, pathlib, sys; from output import store\n"
        f"store.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "store.build(pathlib.Path(sys.argv[1]))"
    )
    died = subprocess.run([sys.executable, "-c", code, str(data)], check=False, cwd=Path(__file__).parents[2])
    assert died.returncode == -9
    expected = 2 if moment == "_prune" else 1
    assert rows(data, "SELECT count(*) FROM run") == [(expected,)]
    store.build(data)
    assert rows(data, "SELECT count(*) FROM run") == [(2,)]
    assert list((data / "snapshots").glob(".*building*")) == []


def test_a_file_that_cannot_be_read_is_named_and_the_old_database_stays(data: Path) -> None:
    broken = write_unit(data, "2026-11-16", "nync") / "findings.parquet"
    broken.write_bytes(b"PAR1 not really")
    with pytest.raises(store.StoreError, match=r"nync.findings\.parquet") as told:
        store.build(data)
    assert told.value.exit_code == 2
    assert "\n" not in told.value.message
    assert rows(data, "SELECT count(*) FROM finding") == [(1,)]


def test_a_database_that_was_cut_off_says_how_it_is_made_again(data: Path) -> None:
    path = (data / store.DATABASE).resolve()
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(store.StoreError, match=r"cannot be opened: .*; build it again with: gongkai export --data"):
        store.connect(data)
    store.build(data)
    assert store.ask(data, "SELECT count(*) > 0 FROM finding")[1] == [(True,)]


def test_a_full_disk_leaves_the_last_good_database(data: Path) -> None:
    write_run(data, "2026-11-23", [finding("nync", "PA-01", "met")])
    code = (
        "import pathlib, resource, sys; from output import store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n    store.build(pathlib.Path(sys.argv[1]))\n"
        "except store.StoreError as error:\n    sys.exit(error.message)"
    )
    full = subprocess.run(
        [sys.executable, "-c", code, str(data)],
        check=False,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert full.returncode == 1
    assert full.stderr.startswith("the database could not be built, the old one stays: ")
    assert list((data / "snapshots").glob(".*building*")) == []
    assert rows(data, "SELECT count(*) FROM run") == [(1,)]


def test_a_question_mark_in_the_path_is_refused(tmp_path: Path) -> None:
    write_run(tmp_path / "why?", "2026-11-16")
    with pytest.raises(store.StoreError, match="choose another"):
        store.build(tmp_path / "why?")


def test_no_run_and_no_database_are_said(tmp_path: Path) -> None:
    with pytest.raises(store.StoreError, match="gongkai run"):
        store.build(tmp_path)
    with pytest.raises(store.StoreError, match="gongkai export"):
        store.connect(tmp_path)


def test_odd_characters_in_the_path_do_no_harm(tmp_path: Path) -> None:
    data = tmp_path / "a=b" / "it's [x]*"
    write_run(data, "2026-11-16", [finding("nync", "PA-01", "missing")])
    store.build(data)
    assert rows(data, "SELECT run_id, unit_id FROM visit") == [("2026-11-16", "nync")]
    assert rows(data, "SELECT DISTINCT run_id, unit_id FROM page") == [("2026-11-16", "nync")]


def test_a_torn_last_line_and_repeated_urls(data: Path) -> None:
    directory = capture.unit_dir(data, "2026-11-16", "nync")
    lines = [{"url": f"http://n/{number % 700}", "state": "missed", "kind": str(number)} for number in range(7000)]
    write_ledger(directory, lines, tail='{"url": "http://n/torn", "state": "fet')
    store.build(data)
    newest = {f"http://n/{number}": str(6300 + number) for number in range(700)}
    assert dict(rows(data, "SELECT url, kind FROM page")) == newest
    assert newest == {row.url: row.kind for row in capture.read_pages(directory)}


def test_a_visit_names_the_publishing_systems(built: Path) -> None:
    assert rows(built, "SELECT DISTINCT systems FROM visit") == [(["trs", "ucap"],)]


def test_times_are_utc(built: Path) -> None:
    assert rows(built, "SELECT started_at::VARCHAR, finished_at::VARCHAR FROM visit") == [
        ("2026-11-23 01:00:00", "2026-11-23 01:30:00")
    ]
    assert rows(built, "SELECT DISTINCT fetched_at::VARCHAR FROM page WHERE state = 'fetched'") == [
        ("2026-11-23 01:00:00",)
    ]


def test_a_run_says_how_its_crawl_went_and_with_which_options(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-16", delay=0.5, units=["mzj"])
    write_run(tmp_path, "2026-11-23", crawled=False, audited=False)
    with duckdb.connect(store.build(tmp_path), read_only=True) as db:
        rows = db.sql(
            "SELECT state, finished_at::VARCHAR, options->>'delay', options->>'$.units[0]' FROM run"
        ).fetchall()
    assert rows == [("complete", "2026-11-16 03:00:00", "0.5", "mzj"), ("running", None, "1.0", None)]


def test_missing_files_are_no_error(tmp_path: Path) -> None:
    directory = capture.run_dir(tmp_path, "2026-11-16")
    capture.write_json(directory / "run.json", {"run_id": "2026-11-16", "state": "running"})
    capture.unit_dir(tmp_path, "2026-11-16", "nync").mkdir(parents=True)
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT run_id, complete FROM run") == [("2026-11-16", False)]
    for view in VIEWS:
        assert rows(tmp_path, f"FROM {view}") == []


def test_a_point_file_of_another_version_loads(data: Path) -> None:
    bare = [{key: value for key, value in POINTS[0].items() if key != "cooperating"} | {"colour": "red"}]
    pq.write_table(pa.Table.from_pylist(bare), capture.run_dir(data, "2026-11-16") / "points.parquet")
    store.build(data)
    assert rows(data, "SELECT point_id, name, cooperating FROM point") == [("PA-01", "扶贫政策", None)]


def test_points_and_units_are_what_the_newest_run_said(data: Path) -> None:
    newer = [POINTS[0] | {"fix": "新的整改要求"}]
    write_run(data, "2026-11-23", [finding("nync", "PA-01", "missing")], points=newer)
    store.build(data)
    assert rows(data, "SELECT fix, last_run FROM point WHERE point_id = 'PA-01'") == [("新的整改要求", "2026-11-23")]
    assert rows(data, "SELECT last_run FROM point WHERE point_id = 'PA-10'") == [("2026-11-16",)]
    assert rows(data, "SELECT DISTINCT last_run FROM unit") == [("2026-11-23",)]


def test_findings_left_over_from_a_unit_whose_audit_failed_stay_out(tmp_path: Path) -> None:
    found = [finding("nync", "PA-01", "missing"), finding("mzj", "PA-01", "missing")]
    write_run(tmp_path, "2026-11-16", found, broken=["mzj"])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT unit_id FROM finding") == [("nync",)]
    assert rows(tmp_path, "SELECT score FROM scorecard WHERE unit_id = 'mzj'") == [(None,)]


def test_documents_and_attachments_part_and_old_texts_stay_in_their_files(tmp_path: Path) -> None:
    for day in range(10, 10 + store_text_runs() + 1):
        run_id = f"2026-11-{day}"
        write_run(tmp_path, run_id)
        write_unit(
            tmp_path, run_id, "nync",
            documents=[
                {"url": "http://n/p", "title": "公告", "text": "正文五个字", "is_attachment": False},
                {"url": "http://n/f.xls", "title": "明细", "text": "表", "is_attachment": True, "parent_url": "http://n/p"},
            ],
        )  # fmt: skip
    store.build(tmp_path)
    texts = rows(tmp_path, "SELECT run_id, text, chars FROM document ORDER BY run_id")
    assert texts[0] == ("2026-11-10", None, 5)
    assert [text for _, text, _ in texts[1:]] == ["正文五个字"] * store_text_runs()
    assert rows(tmp_path, "SELECT DISTINCT name, parent_url FROM attachment") == [("明细", "http://n/p")]


def store_text_runs() -> int:
    from output.load import TEXT_RUNS

    return TEXT_RUNS


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (a INT)",
        "DELETE FROM finding",
        "COPY finding TO '/tmp/stolen.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "SET threads = 1",
    ],
)
def test_a_query_reaches_the_tables_and_nothing_else(built: Path, sql: str) -> None:
    with pytest.raises(store.StoreError):
        store.ask(built, sql)


def test_two_builders_take_turns(data: Path) -> None:
    code = "import pathlib, sys; from output import store; store.build(pathlib.Path(sys.argv[1]))"
    root = Path(__file__).parents[2]
    both = [subprocess.Popen([sys.executable, "-c", code, str(data)], cwd=root) for _ in range(2)]
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    assert len(list((data / "snapshots").glob("0*.duckdb"))) == 3
    assert rows(data, "SELECT count(*) FROM finding") == [(1,)]


def test_a_snapshot_is_one_file_that_any_reader_can_open(built: Path) -> None:
    with duckdb.connect((built / store.DATABASE).resolve(), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM deficiency").fetchall() == [(1,)]


def test_the_formed_day_is_kept_and_the_files_of_an_older_audit_need_not_have_it(tmp_path: Path) -> None:
    page = {"url": "http://n/p", "title": "公告", "text": "正文", "is_attachment": False}
    write_run(tmp_path, "2026-11-16")
    old = write_unit(tmp_path, "2026-11-16", "nync", documents=[page]) / "documents.parquet"
    pq.write_table(pq.read_table(old).drop_columns(["formed"]), old)
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT formed FROM document") == [(None,)]
    write_run(tmp_path, "2026-11-23")
    write_unit(tmp_path, "2026-11-23", "nync", documents=[page | {"formed": date(2025, 3, 5)}])
    store.build(tmp_path)
    assert rows(tmp_path, "SELECT formed FROM document ORDER BY run_id") == [(None,), (date(2025, 3, 5),)]
