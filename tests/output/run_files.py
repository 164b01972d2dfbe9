"""Run directories as a crawl and an audit leave them, written by hand for the tests of this room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from audit import tables
from crawler import capture

POINTS = [
    {
        "point_id": point_id,
        "domain": point_id.split("-")[0],
        "domain_title": title,
        "name": name,
        "title": f"公布{name}",
        "level": level,
        "severity": severity,
        "status": "active",
        "schemes": point_id == "SA-02",
        "basis": f"《任务分工表》：“{name}”",
        "satisfied_by": f"页面载明{name}",
        "fix": f"补充公布{name}",
        "cooperating": "财政局",
        "rule_digest": "d1",
    }
    for point_id, title, name, level, severity in (
        ("PA-01", "脱贫攻坚", "扶贫政策", "U", "B"),
        ("PA-04", "脱贫攻坚", "资金来源", "R", "A"),
        ("PA-10", "脱贫攻坚", "举报电话", "U", "A"),
        ("SA-02", "社会救助", "救助标准", "U", "A"),
        ("GR-07", "总体要求", "多种载体", "M", "M"),
        ("PRIV-01", "个人信息", "身份证号码", "X", "A"),
    )
]
UNITS = [
    {
        "unit_id": unit_id,
        "name": name,
        "kind": "department",
        "duty": ["agriculture"],
        "sites": [f"http://{unit_id}.example/"],
        "parent": "",
        "email": "",
        "notes": "",
    }
    for unit_id, name in (("nync", "临河市农业农村局"), ("mzj", "临河市民政局"), ("yjj", "临河市应急管理局"))
]


def finding(unit_id: str, point_id: str, outcome: str, **more: Any) -> dict[str, Any]:
    """A finding; severity follows the point, the reason says what a person would read."""
    severity = next((point["severity"] for point in POINTS if point["point_id"] == point_id), "B")
    reason = {"missing": f"截至2026年11月23日，在网站未见{point_id}信息（共检索40个页面）"}.get(
        outcome, f"{outcome}的事实"
    )
    return {
        "unit_id": unit_id,
        "point_id": point_id,
        "outcome": outcome,
        "severity": severity,
        "reason": reason,
        "url": f"http://{unit_id}.example/",
        "searched_pages": 40,
        "unseen_pages": 0,
        "rule_digest": "d1",
    } | more


def write_run(
    data: Path,
    run_id: str,
    findings: Sequence[dict[str, Any]] = (),
    *,
    states: dict[str, str] | None = None,
    as_of: date = date(2026, 11, 23),
    audited: bool = True,
    points: Sequence[dict[str, Any]] = POINTS,
    **run: Any,
) -> Path:
    """A whole run: run.json, units and points, and for each unit named by a finding or in `states` its directory."""
    directory = capture.run_dir(data, run_id)
    started = f"{run_id[:10]}T01:00:00+00:00"
    said = {"run_id": run_id, "started_at": started, "as_of": as_of.isoformat(), "rule_digest": "book1"}
    crawled = {"crawled": True, "crawled_at": f"{run_id[:10]}T03:00:00.000Z", "delay": 1.0, "max_pages": 3000}
    capture.write_json(directory / "run.json", said | crawled | {"audited": audited} | run)
    tables.write(directory, "units", UNITS)
    tables.write(directory, "points", points)
    tables.write(directory, "schemes", [{"scheme_id": "SC-01", "name": "最低生活保障"}])
    states = states or {}
    for unit_id in {row["unit_id"] for row in findings} | states.keys():
        rows = [row | {"run_id": run_id, "as_of": as_of} for row in findings if row["unit_id"] == unit_id]
        write_unit(data, run_id, unit_id, states.get(unit_id, "complete"), findings=rows)
    return directory


def write_unit(data: Path, run_id: str, unit_id: str, state: str = "complete", **rows: list[dict[str, Any]]) -> Path:
    """A unit's directory: a visit with two columns, a ledger of three lines, and the Parquet files of `rows`."""
    directory = capture.unit_dir(data, run_id, unit_id)
    directory.mkdir(parents=True, exist_ok=True)
    pages = [
        {"url": f"http://{unit_id}.example/", "state": "fetched", "kind": "home", "fetched_at": "2026-11-23T01:00:00Z"},
        {"url": f"http://{unit_id}.example/a", "state": "missed", "kind": "article", "reason": "timeout"},
        {"url": f"http://{unit_id}.example/b", "state": "absent", "kind": "article", "status": 404},
    ]
    write_ledger(directory, pages)
    capture.write_visit(
        directory,
        capture.Visit(
            run_id=run_id,
            unit_id=unit_id,
            state=state,
            pages=1,
            documents=0,
            attachments=0,
            misses=1,
            columns_found=("公示公告", "财政衔接资金"),
            started_at="2026-11-23T01:00:00+00:00",
            finished_at="2026-11-23T09:30:00+08:00",
            systems=("trs", "ucap"),
        ),
    )
    keys = {"run_id": run_id, "unit_id": unit_id}
    for name, some in rows.items():
        tables.write(directory, name, [keys | row for row in some])
    return directory


def write_ledger(directory: Path, pages: Sequence[dict[str, Any]], tail: str = "") -> None:
    """pages.jsonl, with `tail` as a line that the writer did not finish."""
    lines = [json.dumps(page, ensure_ascii=False) + "\n" for page in pages]
    (directory / "pages.jsonl").write_text("".join(lines) + tail, encoding="utf-8")
