"""Sheets of performance targets (绩效目标表, 绩效自评表): a form above, a table of indicators below, in one table.

The layout is that of the sheets the Ministry of Finance prints for the targets and self-assessments of projects: name,
bodies, money and a general aim as label and value, then 一级指标 / 二级指标 / 三级指标 / 指标值 with a row for each.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

Row = tuple[str, ...]

_INDICATOR = re.compile(
    r"^(?:绩效)?(?:[一二三]级指标|指标(?:名称|内容)?|(?:年度|全年|绩效|目标)?(?:指标|目标)值|(?:全年|年度)?实际(?:完成)?值|完成值)(?:\(.*\))?$"
)
_SPENT = re.compile(
    r"^(?:年初|全年|年度|调整后?)?(?:预算|执行|支出|到位)数(?:\(.*\))?$|^(?:预算)?执行率(?:\(.*\))?$|^实际(?:支出|到位)数?(?:\(.*\))?$"
)
"""Heads of the columns of money in a sheet: what was planned and what was spent."""
_FORM = re.compile(r"^(?:项目|专项|资金|政策|转移支付|预算|实施|主管|承担)(?:资金|支出)?(?:名称|部门|单位)")


def parts_of_sheet(cells: Sequence[Row]) -> tuple[list[Row], list[Row]] | None:
    """The rows of the form and the rows of the indicators, header first; None when the table is no such sheet."""
    at = next((number for number, row in enumerate(cells) if _names_indicators(row)), 0)
    above = list(cells[:at])
    if at + 1 >= len(cells) or not any(_FORM.match(cell) for row in above for cell in row):
        return None
    return above, list(cells[at:])


def pairs_of_form(rows: Sequence[Row]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Labels with their values, and the texts over the whole width (title, year, unit) on one line.

    The cell before a row of label, value, label, value … names a group and is left out; of two rows of one group the
    first names what the second says (预期目标 / 实际完成情况). A row of heads of money (全年预算数 / 全年执行数) names the
    figures of the row below, which is the total.
    """
    pairs: list[tuple[str, str]] = []
    said: list[str] = []
    plain = [_without_repeats(row) for row in rows]
    skip = False
    for at, (row, below) in enumerate(itertools.zip_longest(plain, plain[1:], fillvalue=())):
        if skip:
            skip = False
        elif spent := _money(rows[at], rows[at + 1] if at + 1 < len(rows) else ()):
            pairs += spent
            skip = True
        elif len(row) == 1:
            said.append(row[0])
        elif len(row) > 2 and below[:1] == row[:1] and len(below) == len(row) and not any(map(_has_figures, row)):
            pairs += zip(row[1:], below[1:], strict=True)
            skip = True
        else:
            own = row[1:] if len(row) % 2 and len(row) > 2 else row
            pairs += [(own[i].rstrip(":"), own[i + 1]) for i in range(0, len(own) - 1, 2)]
    return tuple(pairs), " ".join(said)


def _money(heads: Row, below: Row) -> list[tuple[str, str]]:
    """The heads of money in a row with the figures under them, after the name of that row and its first figure; nothing
    when fewer than two heads have a figure."""
    found = [
        (head, cell)
        for head, cell in zip(heads, below, strict=False)
        if _SPENT.match(head) and cell != head and _has_figures(cell)
    ]
    if len(found) < 2:
        return []
    name = next((cell for cell, after in itertools.pairwise(below) if cell and _has_figures(after)), "")
    return [(name.rstrip(":"), found[0][1]), *found] if name and not _has_figures(name) else found


def _names_indicators(row: Row) -> bool:
    return len({cell for cell in row if _INDICATOR.match(cell)}) >= 2


def _without_repeats(row: Row) -> Row:
    """Merged cells were filled: the same text side by side is one cell."""
    return tuple(cell for at, cell in enumerate(row) if cell and (at == 0 or cell != row[at - 1]))


def _has_figures(cell: str) -> bool:
    return re.search(r"\d", cell) is not None
