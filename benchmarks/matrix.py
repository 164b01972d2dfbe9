"""Page types on hand-labelled pages, type by type: rows as labelled, columns as told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from audit.read import read_file

Matrix = Counter[tuple[str, str]]


def matrix(corpus: Path) -> Matrix:
    """(labelled, told) → pages. In: the folder that holds `gold.jsonl` and `pages/`; every labelled page counts."""
    counted: Matrix = Counter()
    for line in (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "gold_judge" in row:
            document = read_file(corpus / "pages" / row["file"], row["url"] or "")
            counted[row["gold_judge"]["page_type"], document.page_type] += 1
    return counted


def share_right(counted: Matrix) -> tuple[float, int]:
    """(share of pages on the diagonal, how many pages)."""
    return sum(count for (wanted, told), count in counted.items() if wanted == told) / counted.total(), counted.total()


def table(counted: Matrix) -> Iterator[tuple[str, ...]]:
    """Rows for printing: a head of told types, then one row for each labelled type with its own share right."""
    rows = [kind for kind, _ in _totals(counted, 0)]
    columns = [*rows, *(kind for kind, _ in _totals(counted, 1) if kind not in rows)]
    yield ("labelled \\ told", *columns, "right")
    for wanted in rows:
        counts = [counted[wanted, told] for told in columns]
        yield (
            wanted,
            *(str(count) if count else "·" for count in counts),
            f"{counted[wanted, wanted] / sum(counts):.2f}",
        )


def _totals(counted: Matrix, side: int) -> list[tuple[str, int]]:
    totals: Counter[str] = Counter()
    for pair, count in counted.items():
        totals[pair[side]] += count
    return totals.most_common()
