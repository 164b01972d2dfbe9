"""A case as `gongkai case show` prints it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from output.cases.life import CHINA
from output.journal.model import GROUNDS, Act

OUTCOMES = {
    "met": "达标", "partial": "部分达标", "stale": "已过期", "missing": "未见", "declared": "情况说明",
    "manual": "需人工", "unchecked": "无法访问", "inapplicable": "不适用",
}  # fmt: skip
EVENTS = {
    "opened": "发现问题", "reopened": "再次发现", "cleared": "检查通过", "found_again": "仍被发现，维持人工认定",
    "continued": "转入新编号",
} | {str(act): act.label for act in Act}  # fmt: skip


def as_object(row: Mapping[str, Any]) -> str:
    """All of it as one JSON object."""
    return json.dumps(row, ensure_ascii=False, default=lambda value: value.isoformat(), indent=1)


def as_text(row: Mapping[str, Any]) -> str:
    """Lines for a terminal, in the time of China."""
    head = [(name, value) for name, value in _head(row) if value]
    lines = [f"{name}  {value}" for name, value in head]
    return "\n".join([*lines, "经过", *(f"  {one}" for one in map(_event, row["events"])), *_ways(row), ""])


def _head(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "编号", row["case_id"] + (f"（合并项 {row['fold_id']}）" if row["fold_id"] else "")
    yield "状态", row["label"] + ("，已确认属实" if row["confirmed"] else "")
    yield "待定", f"{Act(row['proposed']).label}，待第二人同意" if row["proposed"] else ""
    yield "单位", f"{row['unit_name']}（{row['unit_id']}）"
    yield "要点", " ".join(filter(None, (row["point_id"], row["point_title"], row["scheme_name"])))
    yield "对象", row["record_name"] or ""
    yield "未结", f"{row['days_open']}天"
    yield "期限", str(row["deadline"] or "")
    yield "销结", "，".join(filter(None, (_time(row["closed_at"]), row["closed_by"], row["closed_run"])))
    yield "接续", row["continues"] or ""
    yield "转入", "、".join(row["continued_as"])
    yield "复现", f"{row['found_again']} 仍被发现，内容与人工认定时相同" if row["found_again"] else ""
    if found := row["finding"]:
        outcome = OUTCOMES.get(found["outcome"], found["outcome"])
        yield "最近", f"{found['run_id']} {outcome}：{found['reason'] or ''}"
        yield "网址", found["url"] or ""
        yield "摘录", found["snippet"] or ""
    yield "证据", (row["evidence_hash"] or "")[:16]
    yield "记录", f"{row['last_entry']}" if row["last_entry"] else ""


def _event(event: Mapping[str, Any]) -> str:
    parts = (
        f"{event['event_no']:>3}",
        _time(event["at"]),
        EVENTS.get(event["event"], event["event"]),
        event["person"],
        event["run_id"],
        OUTCOMES.get(event["outcome"] or "", ""),
        GROUNDS.get(event["ground"] or "", ""),
        f"期限{event['deadline']}" if event["deadline"] else "",
        event["text"],
        event["url"],
        f"证据{event['evidence_hash'][:12]}" if event["evidence_hash"] else "",
        f"#{event['entry_id']}" if event["entry_id"] else "",
    )
    return "  ".join(part for part in parts if part)


def _ways(row: Mapping[str, Any]) -> list[str]:
    """Commands that prove what the newest run found."""
    found = row["finding"]
    if not found:
        return []
    scheme = f" --scheme {row['scheme_id']}" if row.get("scheme_id") else ""
    run = f"--run {found['run_id']} --data DIR"
    return ["查证", f"  gongkai explain {row['unit_id']} {row['point_id']}{scheme} {run}"]


def _time(at: date | datetime | None) -> str:
    if isinstance(at, datetime):
        aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return aware.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return str(at or "")
