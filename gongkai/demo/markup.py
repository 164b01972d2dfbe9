"""The text of an article as HTML: paragraphs, tables with merged cells, a signature on the right, pictures."""

from __future__ import annotations

from html import escape
from itertools import groupby

Rows = list[list[str]]


def is_row(line: str) -> bool:
    return line.startswith("|") and line.endswith("|")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def blocks(text: str) -> list[str | Rows]:
    """A text in its order: each paragraph as a string, each run of table rows as a list of rows."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    found: list[str | Rows] = []
    for row, group in groupby(lines, key=is_row):
        if row:
            found.append([cells(line) for line in group])
        else:
            found.extend(group)
    return found


def to_html(text: str, paragraph: str = '<p style="text-indent: 2em;">') -> str:
    """The body of an article. A line starting with ``>`` stands on the right, ``**`` around a line makes it bold."""
    return "\n".join(_block(block, paragraph) for block in blocks(text))


def _block(block: str | Rows, paragraph: str) -> str:
    if not isinstance(block, str):
        return _table(block)
    if block.startswith(">"):
        return f'<p style="text-align: right;">{escape(block[1:].strip())}</p>'
    if block.startswith("!"):
        return f'<p style="text-align: center;"><img src="{escape(block[1:].strip())}" alt=""></p>'
    if block.startswith("**"):
        return f"{paragraph}<strong>{escape(block.strip('*'))}</strong></p>"
    return f"{paragraph}{escape(block)}</p>"


def _table(rows: Rows) -> str:
    lines = ['<table border="1" cellspacing="0" cellpadding="0" style="border-collapse: collapse;"><tbody>']
    for y, row in enumerate(rows):
        drawn = (_cell(rows, y, x) for x, cell in enumerate(row) if cell not in ("^", "<"))
        lines.append(f"<tr>{''.join(drawn)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def _cell(rows: Rows, y: int, x: int) -> str:
    down, right = 1, 1
    while y + down < len(rows) and x < len(rows[y + down]) and rows[y + down][x] == "^":
        down += 1
    while x + right < len(rows[y]) and rows[y][x + right] == "<":
        right += 1
    span = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
    return f"<td{span}><p>{escape(rows[y][x])}</p></td>"


def filled(rows: Rows) -> Rows:
    """The same table as a full rectangle with merged cells written out, for kinds of file that know no merging."""
    width = max(map(len, rows))
    out: Rows = []
    for row in rows:
        line: list[str] = []
        for x, cell in enumerate([*row, *[""] * (width - len(row))]):
            line.append(out[-1][x] if cell == "^" else line[-1] if cell == "<" else cell)
        out.append(line)
    return out
