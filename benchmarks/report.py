"""What was measured, as a page of the documentation (docs/accuracy.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.matrix import Matrix, share_right, table

Measures = Mapping[str, tuple[float, int]]
PAGE = Path(__file__).parents[1] / "docs" / "accuracy.md"
HEAD = """# Accuracy

Written by `python -m benchmarks.accuracy --corpus DIR --write` (or `make accuracy CORPUS=DIR`); do not edit by hand.

Measured on saved pages of Chinese government and public bodies that were labelled by hand. The pages are other people's
work and are no part of this project: to measure again, name a folder that holds `gold.jsonl` and `pages/` (what a line
of `gold.jsonl` must hold stands in the modules of `benchmarks/`). "Share" is the share that is right, "of" how many it is
over, and "floor" what the check on every change asks for (`benchmarks/floors.toml`); a floor may only rise.
"""
ABOUT = {
    "extraction": "Fields of pages as sites made them. A body is right within 5 % of its labelled length.",
    "lists": "Entries, next pages and disclosure columns of list pages and home pages.",
    "evidence": "Points that a page discloses. Precision is over every point that was credited; recall over the rows that"
    " the assessors were sure of; look-alikes are mentions that must not be credited.",
    "privacy": "Personal data. The labelled pages hold mostly masked lists; what stands open is measured on the project's"
    " own snippets (`tests/audit/privacy_cases.yml`), which also say what must be left alone.",
}
DOMAINS = ("PA", "SA", "ED", "HC", "EN", "DR", "CS", "GR")


def page(measured: Mapping[str, Measures], floors: Mapping[str, Mapping[str, float]], counted: Matrix) -> str:
    """The whole page as Markdown. In: section → metrics, section → floors, and the matrix of page types."""
    parts = [HEAD]
    for section, metrics in measured.items():
        plain = {name: value for name, value in metrics.items() if name[:2] not in DOMAINS}
        parts.append(f"## {section.capitalize()}\n\n{ABOUT[section]}\n")
        parts.append(_rows(("metric", "share", "of", "floor"), _lines(plain, floors.get(section, {}))))
        if any(name[:2] in DOMAINS for name in metrics):
            parts.append("By domain (share, and how many it is over; – where no page speaks of it):\n")
            parts.append(_rows(("domain", "precision", "recall (sure)", "look-alikes refused"), _by_domain(metrics)))
    share, pages = share_right(counted)
    parts.append(f"## Page types\n\n{share:.3f} right of {pages} pages. Rows as labelled, columns as told.\n")
    head, *rows = table(counted)
    parts.append(_rows(head, rows))
    return "\n".join(parts)


def _lines(metrics: Measures, floors: Mapping[str, float]) -> Iterator[Sequence[str]]:
    for name, (share, over) in metrics.items():
        floor = floors.get(name)
        yield name, f"{share:.3f}", str(over), "–" if floor is None else f"{floor:.2f}"


def _by_domain(metrics: Measures) -> Iterator[Sequence[str]]:
    for domain in DOMAINS:
        cells = [metrics.get(f"{domain} {name}") for name in ("precision", "recall (sure)", "look-alikes refused")]
        if any(cells):
            yield domain, *(f"{cell[0]:.3f} of {cell[1]}" if cell else "–" for cell in cells)


def _rows(head: Sequence[str], rows: Iterator[Sequence[str]] | list[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
