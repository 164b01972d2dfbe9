"""Site checks in the database and in the lists: by themselves, never among what is not published."""

from __future__ import annotations

from pathlib import Path

import duckdb
from openpyxl import load_workbook
from run_files import finding, write_run

from output.exports.lists import write_lists
from output.store import build

FINDINGS = [
    finding("nync", "PA-01", "met"),
    finding("nync", "SITE-02", "missing", reason="首页最新内容为2026年9月8日，未见两周内更新"),
    finding("nync", "SITE-09", "manual", reason="1个页面有疑似被植入的内容"),
    finding("nync", "SITE-11", "met"),
    finding("nync", "SITE-14", "unchecked"),
    finding("mzj", "SITE-07", "partial", share=0.8),
]


def sheet(path: Path) -> list[list[object]]:
    rows = load_workbook(path, read_only=True)["网站检查"].iter_rows(min_row=4, values_only=True)
    return [list(row) for row in rows]


def test_the_view_shows_every_check_of_the_latest_complete_run(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-16", [finding("nync", "SITE-02", "met")])
    write_run(tmp_path, "2026-11-23", FINDINGS)
    build(tmp_path)
    with duckdb.connect(tmp_path / "gongkai.duckdb", read_only=True) as db:
        now = db.sql("SELECT unit_name, point_id, outcome, share FROM site_check ORDER BY unit_id, point_id").fetchall()
        ever = db.sql("SELECT count(*) FROM site_check_all").fetchall()
        cases = db.sql('SELECT count(*) FROM "case"').fetchall()
    assert now == [
        ("临河市民政局", "SITE-07", "partial", 0.8),
        ("临河市农业农村局", "SITE-02", "missing", None),
        ("临河市农业农村局", "SITE-09", "manual", None),
        ("临河市农业农村局", "SITE-11", "met", None),
        ("临河市农业农村局", "SITE-14", "unchecked", None),
    ]
    assert ever == [(6,)]
    assert cases == [(0,)]


def test_the_sheet_lists_what_fails_and_what_a_person_must_confirm(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-23", FINDINGS)
    build(tmp_path)
    written = write_lists(tmp_path)
    own = sheet(written.directory / "nync-问题清单.xlsx")
    assert [(row[2], row[5]) for row in own] == [("SITE-02", "未达标"), ("SITE-09", "需人工核实")]
    assert str(own[1][9]).startswith("请先核实；属实的，")
    everyone = sheet(written.directory / "全部单位问题清单.xlsx")
    assert [row[1] for row in everyone] == ["临河市民政局", "临河市农业农村局", "临河市农业农村局"]
    assert written.deficiencies == 0


def test_a_site_in_order_says_so(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-23", [finding("nync", "SITE-11", "met")])
    build(tmp_path)
    rows = sheet(write_lists(tmp_path).directory / "nync-问题清单.xlsx")
    assert [row[0] for row in rows] == ["本次网站检查未发现需要列出的事项。"]
