"""table: a table whose header row has a cell for every group, and enough filled rows (grade E3)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.hit import Answer, Hit, Near
from audit.grid import Grid
from audit.reading import Reading, terms_of
from audit.records import row_name
from audit.shapes import is_null
from rules.model import Domain, TableCheck


def check(rule: TableCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield one hit a row: full when every wanted cell is filled, partial when one is empty or not offered."""
    for grid in reading.grids:
        wanted = [_column(reading, grid, group) for group in rule.headers]
        if any(index is None for index in wanted):
            if sum(index is not None for index in wanted) * 2 > len(wanted):
                lacking = next(group[0] for group, index in zip(rule.headers, wanted, strict=True) if index is None)
                yield Near(f"表格未见“{lacking}”栏", " ".join(grid.headers)[:80])
            continue
        if reading.first(terms_of(rule.not_headers), " ".join(grid.headers)):
            continue
        columns = [index for index in wanted if index is not None]
        rows = [row for row in grid.rows if _filled(row, columns) * 2 > len(columns)]
        if len(rows) < rule.rows:
            yield Near("表格有栏目而无内容", " ".join(grid.headers)[:80])
            continue
        extra = [_column(reading, grid, group) for group in rule.optional]
        for row in rows:
            text = " ".join(f"{grid.headers[i]}:{row[i]}" for i in columns if i < len(row))
            absent = [
                group[0]
                for group, index in zip((*rule.headers, *rule.optional), (*columns, *extra), strict=True)
                if index is None or index >= len(row) or is_null(row[index])
            ]
            reason = f"表格逐行列明，未见“{'”“'.join(absent)}”" if absent else "表格逐行列明"
            name = row_name(domain, grid, row)
            yield Hit("E3", text[:60], text[:120], reason, record=name, partial=bool(absent))


def _column(reading: Reading, grid: Grid, group: tuple[str, ...]) -> int | None:
    return next((i for i, header in enumerate(grid.headers) if reading.first(terms_of(group), header)), None)


def _filled(row: tuple[str, ...], columns: list[int]) -> int:
    return sum(1 for index in columns if index < len(row) and not is_null(row[index]))
