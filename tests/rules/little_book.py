"""A little book of one domain on disk, and ways to spoil it: what the loader and the linter are tested on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

SEED = "长春市关于推进社会公益事业建设领域政府信息公开工作任务分工表"
GOOD = {"name": "写明来源", "title": "扶贫项目公告", "text": "资金来源:中央财政资金"}
BAD = {"name": "只有标题", "title": "扶贫项目公告", "text": "资金来源", "why": "没有内容。"}


def point(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"PA-{number:02d}", "name": "资金来源", "title": "列明资金来源", "level": "R", "severity": "A",
        "basis": [{"document": SEED, "clause": "一.1", "quote": "资金来源"}],
        "satisfied_by": "列明资金来源。", "fix": "补充资金来源。",
        "recognise": [{"check": "field", "labels": ["资金来源"]}], "good": [GOOD], "bad": [BAD],
    } | more  # fmt: skip


DOMAIN: dict[str, Any] = {
    "domain": "poverty",
    "prefix": "PA",
    "title": "脱贫攻坚",
    "columns": ["脱贫攻坚"],
    "gate": {"terms": ["扶贫"], "columns": ["扶贫"]},
    "records": {"project": {"name_headers": ["项目名称"]}},
    "points": [point(1), point(2, record="project")],
}
DUTIES: dict[str, Any] = {
    "agriculture": {"id": "U01A", "name": "农业农村局", "leads": [{"points": ["PA"]}]},
    "water": {"id": "U15", "name": "水务局", "cooperates": [{"points": ["PA-01..PA-02"]}]},
}

Spoil = Callable[[dict[str, Any], dict[str, Any]], None]


def write(root: Path, spoil: Spoil = lambda domain, duties: None) -> Path:
    """Write the book under `root` after `spoil` has changed its domain and its duties in place."""
    domain, duties = copy.deepcopy(DOMAIN), copy.deepcopy(DUTIES)
    spoil(domain, duties)
    (root / "book").mkdir(parents=True, exist_ok=True)
    (root / "book" / "poverty.yml").write_text(dump(domain), encoding="utf-8")
    (root / "duties.yml").write_text(dump(duties), encoding="utf-8")
    return root


class _Plain(yaml.SafeDumper):
    """Writes every value out: the book allows no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(value: dict[str, Any]) -> str:
    return yaml.dump(value, Dumper=_Plain, allow_unicode=True, sort_keys=False)
