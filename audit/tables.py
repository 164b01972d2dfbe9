"""The files an audit leaves in a unit's directory, as Parquet with fixed columns. Written beside, then renamed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TEXT, DAY, WHOLE, FLAG, REAL = pa.string(), pa.date32(), pa.int64(), pa.bool_(), pa.float64()
LIST, WHOLES = pa.list_(TEXT), pa.list_(WHOLE)
_KEYS = {"run_id": TEXT, "unit_id": TEXT}

SCHEMAS = {
    "documents": _KEYS
    | {
        "url": TEXT, "parent_url": TEXT, "title": TEXT, "published": DAY, "metadata_published": DAY, "formed": DAY,
        "source": TEXT, "doc_number": TEXT, "index_number": TEXT, "text": TEXT, "page_type": TEXT, "issuer": TEXT, "columns": LIST,
        "how": TEXT, "unread": TEXT, "digest": TEXT, "is_attachment": FLAG, "kind": TEXT,
    },
    "evidence": _KEYS
    | {
        "url": TEXT, "point_id": TEXT, "scheme_id": TEXT, "record_key": TEXT, "record_name": TEXT, "grade": TEXT,
        "value": TEXT, "snippet": TEXT, "reason": TEXT, "partial": FLAG, "era": TEXT,
    },
    "records": _KEYS | {"url": TEXT, "domain": TEXT, "kind": TEXT, "record_key": TEXT, "record_name": TEXT},
    "privacy": _KEYS
    | {"url": TEXT, "priv_id": TEXT, "masked": FLAG, "count": WHOLE, "snippet": TEXT, "digest": TEXT},
    "findings": _KEYS
    | {
        "point_id": TEXT, "scheme_id": TEXT, "record_key": TEXT, "record_name": TEXT, "url": TEXT, "outcome": TEXT,
        "severity": TEXT, "grade": TEXT, "share": REAL, "windows": REAL, "reason": TEXT, "searched_pages": WHOLE, "unseen_pages": WHOLE,
        "rule_digest": TEXT, "as_of": DAY,
    },
    "flags": _KEYS
    | {
        "kind": TEXT, "url": TEXT, "title": TEXT, "other_unit_id": TEXT, "other_url": TEXT, "proof": TEXT,
        "seen_at": DAY,
    },
    "traces": _KEYS
    | {
        "url": TEXT, "title": TEXT, "page_type": TEXT, "issuer": TEXT, "columns": LIST, "source": TEXT,
        "doc_number": TEXT, "is_attachment": FLAG, "has_files": FLAG, "published": DAY, "metadata_published": DAY,
        "formed": DAY, "said": DAY, "chars": WHOLE, "body": WHOLE, "frame": WHOLE, "sentences": WHOLES,
        "lengths": WHOLES, "own": WHOLES, "here": WHOLES, "first_shown": DAY, "first_run": TEXT, "first_url": TEXT,
    },
    "points": {
        "point_id": TEXT, "place": WHOLE, "domain": TEXT, "domain_title": TEXT, "name": TEXT, "title": TEXT, "level": TEXT,
        "severity": TEXT, "freshness": TEXT, "status": TEXT, "schemes": FLAG, "basis": TEXT, "satisfied_by": TEXT,
        "fix": TEXT, "cooperating": TEXT, "counted": TEXT, "rule_digest": TEXT,
    },
    "schemes": {"scheme_id": TEXT, "name": TEXT},
    "units": {
        "unit_id": TEXT, "name": TEXT, "kind": TEXT, "duty": LIST, "sites": LIST, "parent": TEXT, "email": TEXT,
        "notes": TEXT,
    },
}  # fmt: skip


def read(directory: Path, name: str, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The rows of ``<name>.parquet`` in `directory` (all columns or `columns`), none when there is no such file."""
    path = directory / f"{name}.parquet"
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = pq.read_table(path, columns=columns and list(columns)).to_pylist()
    return rows


def write(directory: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write `rows` as ``<name>.parquet`` in `directory`, all or nothing. Missing keys become NULL."""
    schema = pa.schema(list(SCHEMAS[name].items()))
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    scratch = directory / f".{name}.parquet.part"
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), scratch, compression="zstd")
    scratch.replace(directory / f"{name}.parquet")
