"""The sheet 网站检查: what fails on a unit's website as a whole, and what a person must confirm there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from output.exports.wording import Row

COLUMNS = ("序号", "责任单位", "编号", "检查项目", "检查要求", "结果", "问题描述", "网址", "检查依据", "整改要求")
NOTE = "本表列网站整体检查未达标、部分达标和需人工核实的事项，与公开要点分开，不计入问题数和得分；“需人工核实”的，核实前不据此通知责任单位。"
NONE = "本次网站检查未发现需要列出的事项。"
LABELS = {"missing": "未达标", "partial": "部分达标", "manual": "需人工核实"}
QUERY = """
    SELECT unit_id, unit_name, point_id, point_name, coalesce(point_title, '') AS point_title, outcome::VARCHAR AS outcome,
        coalesce(reason, '') AS reason, url, coalesce(basis, '') AS basis, coalesce(fix, '') AS fix
    FROM site_check_all
    WHERE run_id = $run AND ($units IS NULL OR list_contains($units, unit_id))
        AND outcome IN ('missing', 'partial', 'manual')
    ORDER BY unit_id, point_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteItem:
    """A site check that fails, or that a person must confirm."""

    unit_id: str
    unit_name: str
    point_id: str
    point_name: str
    point_title: str
    outcome: str
    reason: str
    url: str | None
    basis: str
    fix: str


def site_items(rows: Sequence[dict[str, Any]]) -> tuple[SiteItem, ...]:
    """The answer to QUERY as values."""
    return tuple(SiteItem(**row) for row in rows)


def site_rows(items: Sequence[SiteItem]) -> Iterator[Row]:
    """Rows under COLUMNS. What is still to be confirmed asks for a check, not for a remedy."""
    for number, one in enumerate(items, start=1):
        confirm = one.outcome == "manual"
        fix = f"请先核实；属实的，{one.fix}" if confirm else one.fix
        yield (
            number,
            one.unit_name,
            one.point_id,
            one.point_name,
            one.point_title,
            LABELS[one.outcome],
            one.reason,
            one.url or "—",
            one.basis,
            fix,
        )
