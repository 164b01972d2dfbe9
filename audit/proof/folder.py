"""A folder that a unit can be shown for a finding: what was found or looked for, as it came, when, and how to verify it.

The page is copied as it was received, together with its WARC records (ISO 28500), its headers and its SHA-256. A page on
which personal data stands open is not copied: its address, time and hash are named, and the capture keeps it.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from typing import Any

from audit.model import OUTCOME_LABELS, Outcome
from audit.privacy import scan
from audit.proof.picture import picture
from audit.read import read_bytes
from crawler import capture
from crawler.capture import PageRow
from crawler.exchanges import read_exchange
from rules.model import Point

CHINA = timezone(timedelta(hours=8), "UTC+8")
MANIFEST = "manifest.json"
_HOW = """如何核验
1. 校验文件：sha256sum -c SHA256SUMS（每个文件的校验值）。
2. 校验网页：page-N.html 的校验值与上列“内容校验值”一致，即为抓取时收到的内容。
3. 查看原始记录：page-N.warc.gz 为国际标准 WARC 格式，可用任何 WARC 工具打开，内含请求、响应、时间和服务器地址。
4. 重新判定：在保存批次数据的机器上运行 {command}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file of the folder."""

    name: str
    body: bytes


def pieces(
    finding: Mapping[str, Any], point: Point, unit_name: str, directory: Path, rows: Sequence[PageRow], command: str
) -> list[Piece]:
    """The files of the folder.

    `finding` is a row of findings.parquet, `directory` the unit's part of the run, `rows` its ledger, `command` how to
    judge it again. The finding's page comes first, then its attachments; a finding without a page of its own (未见) gets
    the list of all that was searched. Raises CaptureError when a stored record is not there.
    """
    found: list[Piece] = []
    told: list[str] = []
    for number, row in enumerate(_pages(finding, rows), start=1):
        files, lines = _page(number, row, directory)
        found += files
        told += lines
    found.append(Piece(name="searched.csv", body=_searched(rows).encode("utf-8-sig")))
    found.append(Piece(name="说明.txt", body=_note(finding, point, unit_name, told, command).encode("utf-8")))
    sums = "".join(f"{hashlib.sha256(one.body).hexdigest()}  {one.name}\n" for one in found)
    manifest = {
        "finding": {key: str(value) if value is not None else None for key, value in finding.items()},
        "files": {one.name: hashlib.sha256(one.body).hexdigest() for one in found},
    }
    return [
        *found,
        Piece(name="SHA256SUMS", body=sums.encode("utf-8")),
        Piece(name=MANIFEST, body=json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8")),
    ]


def _pages(finding: Mapping[str, Any], rows: Iterable[PageRow]) -> list[PageRow]:
    url = finding["url"] or ""
    own = [row for row in rows if row.warc and url and url in (row.url, row.final_url) and row.state != "redirected"]
    files = [row for row in rows if row.warc and row.kind == "attachment" and row.referrer == url]
    return [*own, *files]


def _page(number: int, row: PageRow, directory: Path) -> tuple[list[Piece], list[str]]:
    body, exchanged = capture.read_body(directory, row), read_exchange(directory, row)
    digest = hashlib.sha256(body).hexdigest()
    name = f"page-{number}"
    lines = [
        f"{number}. {row.url}",
        f"   抓取时间：{_china(exchanged.at)}（北京时间）",
        *([f"   此后至{row.checked}再次核对，内容未变"] if row.run and row.checked > row.day else []),
        f"   服务器地址：{exchanged.address or '未记录'}    HTTP状态：{row.status}",
        f"   内容校验值（SHA-256）：{digest}",
    ]
    document = read_bytes(body, row.final_url or row.url, row.content_type, name=row.anchor)
    if open_data := sorted({hit.id for hit in scan(document, b"folder") if not hit.masked}):
        return [], [*lines, f"   本页含未隐去的个人信息（{'、'.join(open_data)}），不复制原文，以批次留存为准"]
    kind = next(iter(document.ways), "")
    ending = f".{kind}" if kind.isalnum() else ".bin" if kind or row.kind == "attachment" else ".html"
    files = [
        Piece(name=f"{name}{ending}", body=body),
        Piece(name=f"{name}.warc.gz", body=exchanged.warc),
        Piece(name=f"{name}.headers.txt", body=f"{exchanged.request}\n{exchanged.response}".encode()),
    ]
    if ending == ".html" and (shown := picture(body, row.content_type)):
        files.append(Piece(name=f"{name}.png", body=shown))
    return files, [*lines, f"   文件：{'、'.join(one.name for one in files)}"]


def _china(moment: str) -> str:
    try:
        return datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return moment


def _searched(rows: Iterable[PageRow]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["url", "columns", "kind", "state", "reason", "status", "fetched_at", "sha256"])
    for row in rows:
        columns = " > ".join(row.columns)
        values = [row.url, columns, row.kind, row.state, row.reason, row.status, row.fetched_at, row.digest]
        writer.writerow([_plain(value) for value in values])
    return out.getvalue()


def _plain(value: object) -> object:
    """No cell may be taken for a formula: columns and addresses are words of a foreign site."""
    return f"'{value}" if isinstance(value, str) and value and value[0] in "=+-@\t\r" else value


def _note(finding: Mapping[str, Any], point: Point, unit_name: str, told: Sequence[str], command: str) -> str:
    record = f"\n记录：{finding['record_name']}" if finding["record_name"] else ""
    basis = "\n".join(f"依据：《{one.document}》{one.clause}" + (f"：“{one.quote}”" if one.quote else "") for one in point.basis)  # fmt: skip
    pages = "\n".join(told) or "（未见所要求的内容，检索过的页面见 searched.csv）"
    return f"""问题证据说明

责任单位：{unit_name}
公开要点：{point.id} {point.name}
检查日期：{finding["as_of"]}{record}
结论：{OUTCOME_LABELS[Outcome(finding["outcome"])]}（严重程度{finding["severity"]}）
事实：{finding["reason"]}
{basis}
要求：{point.satisfied_by}
规则校验值：{finding["rule_digest"]}

页面
{pages}

检索范围：共{finding["searched_pages"]}个页面，未能查看{finding["unseen_pages"]}个，逐页清单见 searched.csv。

{_HOW.format(command=command)}"""
