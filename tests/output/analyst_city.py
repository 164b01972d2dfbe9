"""A small city of three weeks in which every ready query has something to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from run_files import POINTS, finding, write_run, write_unit

from crawler import capture
from output import store
from output.journal.model import Act, Entry
from output.journal.store import open_journal

WEEKS = ("2026-11-09", "2026-11-16", "2026-11-23")
RESPONSIBLE = {
    "point_id": "PA-09",
    "domain": "PA",
    "name": "责任人",
    "title": "列明责任人",
    "level": "R",
    "severity": "B",
}
TEXTS = {
    "a": ("扶贫项目资金公告", "红旗村道路硬化工程，资金来源：省级财政衔接资金120万元。责任人：王某，电话138****5678。"),
    "b": ("救助标准公示", "2026年城市最低生活保障标准为每人每月700元。非税收入另行公布。"),
    "c": ("项目库调整", "扶贫项目库动态调整，资金安排见附件。"),
}
OUTCOMES = {
    "PA-01": ("met", "met", "met"),
    "PA-04": ("missing", "met", "missing"),
    "PA-10": ("missing", "missing", "missing"),
    "SA-02": ("missing", "missing", "met"),
    "GR-07": ("manual", "manual", "manual"),
}


def make_city(data: Path) -> Path:
    """Write the runs and the journal below `data` and build the database. Returns `data`."""
    for number, day in enumerate(WEEKS):
        _week(data, number, day)
    _decide(data)
    store.build(data)
    return data


def _week(data: Path, number: int, day: str) -> None:
    as_of = date.fromisoformat(day)
    digest = f"d{number // 2}"
    points = [point | {"rule_digest": digest} for point in (*POINTS, POINTS[1] | RESPONSIBLE)]
    rows = [finding("nync", point, outcomes[number], rule_digest=digest) for point, outcomes in OUTCOMES.items()]
    rows += [
        finding("nync", "PA-09", "missing", record_key=key, record_name=f"{key}道路硬化项目", rule_digest=digest)
        for key in ("红旗村", "东山村")
    ]
    rows += [finding("mzj", "SA-02", "unchecked" if number == 2 else "missing", rule_digest=digest)]
    rows += [
        finding("mzj", "PA-01", "met", rule_digest=digest),
        finding("mzj", "PA-10", "missing" if number == 2 else "met"),
    ]
    write_run(data, day, rows, as_of=as_of, points=points, rule_digest=f"book{number // 2}", engine=f"e{number}")
    keys = {"run_id": day, "as_of": as_of}
    for unit_id in ("nync", "mzj"):
        findings = [row | keys for row in rows if row["unit_id"] == unit_id]
        write_unit(data, day, unit_id, findings=findings, **_read(unit_id, as_of))
    visit = capture.read_visit(capture.unit_dir(data, day, "nync"))
    assert visit is not None
    gone: dict[str, Any] = {"vanished": ("财政衔接资金",)} if number == 2 else {}
    changed = {name: getattr(visit, name) for name in capture.Visit.__dataclass_fields__} | {"documents": 3} | gone
    capture.write_visit(capture.unit_dir(data, day, "nync"), capture.Visit(**changed))


def _read(unit_id: str, as_of: date) -> dict[str, list[dict[str, Any]]]:
    base = f"http://{unit_id}.example"
    documents: list[dict[str, Any]] = [
        {"url": f"{base}/{key}", "title": title, "text": text, "published": date(2026, 3, 4), "columns": ["公示公告"],
         "is_attachment": False, "digest": key}
        for key, (title, text) in TEXTS.items()
    ]  # fmt: skip
    documents += [
        {"url": f"{base}/f.pdf", "title": "项目资金明细表.pdf", "text": "产业路硬化 资金来源 县级配套", "is_attachment": True,
         "kind": "pdf", "digest": "f", "parent_url": f"{base}/a"},
        {"url": f"{base}/g.pdf", "title": "扫描件.pdf", "text": "", "unread": "scan", "is_attachment": True, "kind": "pdf"},
    ]  # fmt: skip
    evidence = {
        "url": f"{base}/a",
        "point_id": "PA-01",
        "grade": "E3",
        "value": "省级",
        "snippet": "资金来源：省级财政",
    }
    privacy = {"url": f"{base}/a", "priv_id": "PRIV-01", "masked": False, "count": 2, "snippet": "2201****"}
    flag = {"kind": "late", "url": f"{base}/b", "title": "救助标准公示", "proof": "迟于规定期限", "seen_at": as_of}
    return {"documents": documents, "evidence": [evidence], "privacy": [privacy], "flags": [flag]}


def _decide(data: Path) -> None:
    store.build(data)
    cases = dict(
        store.ask(data, """SELECT point_id || coalesce(record_key, ''), case_id FROM "case" WHERE unit_id = 'nync'""")[
            1
        ]
    )
    told = {"person": "李监督", "at": datetime(2026, 11, 10, 1, tzinfo=UTC)}
    with open_journal(data) as journal:
        journal.append(
            [
                Entry(case_id=cases["PA-10"], act=Act.notify, deadline=date(2026, 11, 15), **told),
                Entry(case_id=cases["PA-09红旗村"], act=Act.waive, ground="false_positive", **told),
            ]
        )
