"""table: a table whose header row has a cell for every group, and enough filled rows (grade E3)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.hit import Answer, Hit, Near
from audit.reading import Reading, terms_of
from audit.shapes import is_null
from audit.tabular.gridview import GridView
from rules.model import Domain
from rules.recognisers import TableCheck


def check(rule: TableCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield one hit a row: full when every wanted cell is filled, partial when one is empty or not offered."""
    for view in reading.views:
        grid = view.grid
        wanted = [_columns(reading, view, group) for group in rule.headers]
        if not all(wanted):
            if sum(map(bool, wanted)) * 2 > len(wanted):
                lacking = next(group[0] for group, columns in zip(rule.headers, wanted, strict=True) if not columns)
                yield Near(f"表格未见“{lacking}”栏", " ".join(grid.headers)[:80])
            continue
        if reading.first(terms_of(rule.not_headers), " ".join(grid.headers)):
            continue
        rows = [
            (number, row)
            for number, row in enumerate(grid.rows)
            if sum(_filled(row, columns) for columns in wanted) * 2 > len(wanted)
        ]
        if len(rows) < rule.rows:
            yield Near("表格有栏目而无内容", " ".join(grid.headers)[:80])
            continue
        groups = (*rule.headers, *rule.optional)
        columns_of = (*wanted, *(_columns(reading, view, group) for group in rule.optional))
        shown = [columns[0] for columns in wanted]
        for number, row in rows:
            text = " ".join(f"{grid.headers[i]}:{row[i]}" for i in shown if i < len(row))
            absent = [group[0] for group, columns in zip(groups, columns_of, strict=True) if not _filled(row, columns)]
            reason = f"表格逐行列明，未见“{'”“'.join(absent)}”" if absent else "表格逐行列明"
            name = view.name(number, domain)
            share = 1 - len(absent) / len(groups) if absent else None
            yield Hit("E3", text[:60], text[:120], reason, record=name, partial=bool(absent), share=share)


def _columns(reading: Reading, view: GridView, group: tuple[str, ...]) -> list[int]:
    """The columns that answer a group of header words; one of them filled is enough."""
    terms = terms_of(group)
    return [index for index in view.headers.holding(terms) if reading.first(terms, view.grid.headers[index])]


def _filled(row: tuple[str, ...], columns: list[int]) -> bool:
    return any(index < len(row) and not is_null(row[index]) for index in columns)
