"""Packages and registries for the tests of mail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crawler import capture
from crawler.units import Unit, store_units

RUN = "2026-11-23"
DAY = date(2026, 11, 24)
DEADLINE = date(2026, 12, 15)
DEADLINES = {"Cmzj1": date(2026, 12, 1)}
"""A case that was told before keeps its day."""


@dataclass(frozen=True)
class Sent:
    """A unit of a test package: its files by name, and its address."""

    unit_id: str
    name: str
    files: Mapping[str, bytes]
    email: str = ""
    cases: tuple[str, ...] = ()


def three() -> list[Sent]:
    return [
        Sent(
            unit_id, name,
            {"问题清单.xlsx": f"清单 {name}".encode(), "整改通知.pdf": b"%PDF-1.7 " + unit_id.encode()},
            f"{unit_id}@unit.example", (f"C{unit_id}1", f"C{unit_id}2"),
        )
        for unit_id, name in (("mzj", "临河市民政局"), ("nync", "临河市农业农村局"), ("yjj", "临河市应急管理局"))
    ]  # fmt: skip


def write_package(folder: Path, made: list[Sent], **more: Any) -> Path:
    """A package as `gongkai package` leaves it, with one file for the whole city."""
    rows = [_file(folder, "全市/通报.pdf", b"%PDF city", "")]
    for unit in made:
        rows += [
            _file(folder, f"{unit.unit_id}-{unit.name}/{name}", body, unit.unit_id) for name, body in unit.files.items()
        ]
    told = {
        unit.unit_id: {
            "name": unit.name,
            "case_ids": list(unit.cases),
            "deadline": DEADLINE.isoformat() if unit.cases else None,
            "deadlines": {case: DEADLINES.get(case, DEADLINE).isoformat() for case in unit.cases},
        }
        for unit in made
    }
    manifest = {
        "run_id": RUN,
        "day": DAY.isoformat(),
        "as_of": RUN,
        "made_at": "2026-11-24T08:00:00+08:00",
        "files": rows,
        "units": told,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | more, ensure_ascii=False), encoding="utf-8")
    return folder


def write_registry(data: Path, units: list[Sent]) -> None:
    """The registry kept with the run."""
    run = capture.run_dir(data, RUN)
    capture.write_json(run / "run.json", {"run_id": RUN})
    store_units(
        run,
        [
            Unit(
                unit_id=unit.unit_id,
                name=unit.name,
                kind="department",
                duty=("civil_affairs",),
                sites=(),
                email=unit.email,
            )
            for unit in units
        ],
    )


def _file(folder: Path, path: str, body: bytes, unit_id: str) -> dict[str, Any]:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)
    return {"path": path, "sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "unit_id": unit_id}
