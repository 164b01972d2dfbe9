"""Evidence on hand-labelled pages: precision over all labelled points, recall over the rows labelled sure.

``python -m benchmarks.evidence --corpus DIR [--domain PA] [--verbose]``
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from audit.judge import Judge, Judgement
from audit.read import read_file
from rules.load import load_book

UNSCORED = frozenset({"PA-18", "PA-19", "PA-20"})


def judged(corpus: Path) -> list[tuple[dict[str, Any], Judgement]]:
    """Every page with a labelled judgement, with what the judge says of it."""
    judge = Judge(load_book())
    rows = [json.loads(line) for line in (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        (row, judge.judge(read_file(corpus / "pages" / row["file"], row["url"] or "")))
        for row in rows
        if "gold_judge" in row
    ]


def measure(corpus: Path, domain: str = "", verbose: bool = False) -> dict[str, tuple[float, int]]:
    """Metric → (share, how many it is over): over all points, then for each domain (`PA precision` …).

    Only points that are active in the book are scored.
    """
    points = load_book().points.values()
    active = {p.id for p in points if p.status == "active" and p.level != "X" and p.id.startswith(domain)} - UNSCORED
    counts: Counter[tuple[str, str]] = Counter()
    misses: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for row, judgement in judged(corpus):
        page = _Page.of(row["gold_judge"], judgement, active)
        for name, points in page.counted():
            counts.update((name, prefix) for point in points for prefix in ("", point[:2]))
        misses.update(page.sure - page.said)
        false.update(page.said - page.listed)
        if verbose:
            said = {one.point: one for one in judgement.evidence}
            _tell(row, page.sure - page.said, {p: said[p] for p in page.said - page.listed}, page.look, judgement)
    if verbose:
        click.echo(f"missed {sorted(misses.items())}\nfalse {sorted(false.items())}")
    return dict(_metrics(counts))


@dataclass(frozen=True)
class _Page:
    """The points of one page: as labelled, and as credited by us."""

    listed: set[str]
    sure: set[str]
    look: set[str]
    said: set[str]

    @classmethod
    def of(cls, gold: dict[str, Any], judgement: Judgement, active: set[str]) -> _Page:
        listed = {one["point"] for one in gold["evidence"]}
        sure = {one["point"] for one in gold["evidence"] if one["sure"]}
        look = {one["point"] for one in gold["lookalikes"]}
        return cls(listed, sure & active, look & active, {one.point for one in judgement.evidence} & active)

    def counted(self) -> Iterator[tuple[str, set[str]]]:
        yield "predicted", self.said
        yield "right", self.said & self.listed
        yield "sure", self.sure
        yield "found", self.sure & self.said
        yield "looked", self.look
        yield "accepted", self.said & self.look - self.listed


def _metrics(counts: Counter[tuple[str, str]]) -> Iterator[tuple[str, tuple[float, int]]]:
    for prefix in sorted({prefix for _, prefix in counts}):
        names = ("evidence precision", "evidence recall (sure)", "look-alikes refused")
        if prefix:
            names = (f"{prefix} precision", f"{prefix} recall (sure)", f"{prefix} look-alikes refused")
        predicted, sure, looked = (counts[name, prefix] for name in ("predicted", "sure", "looked"))
        shares = (
            counts["right", prefix] / max(predicted, 1),
            counts["found", prefix] / max(sure, 1),
            1 - counts["accepted", prefix] / max(looked, 1),
        )
        for name, share, over in zip(names, shares, (predicted, sure, looked), strict=True):
            if over:
                yield name, (share, over)


def _tell(row: dict[str, Any], missed: set[str], false: dict[str, Any], look: set[str], judgement: Judgement) -> None:
    document = judgement.document
    if missed or false:
        kind = f"{document.page_type} (gold {row['gold_judge']['page_type']})"
        click.echo(f"\n{row['file']} · {kind} · {document.title[:50]} · open: {','.join(sorted(judgement.domains))}")
    for point in sorted(missed):
        gold = next(one for one in row["gold_judge"]["evidence"] if one["point"] == point)
        why = next((one.why for one in judgement.lookalikes if one.point == point), "-")
        click.echo(f"  MISSED {point} {gold['grade']} {gold['value']} | near: {why}")
    for point, one in sorted(false.items()):
        mark = "LOOKALIKE" if point in look else "FALSE"
        click.echo(
            f"  {mark} {point} {one.grade}{' partial' if one.partial else ''} {one.value} | {one.reason} | {one.snippet[:70]}"
        )


@click.command()
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--domain", default="", help="Only points whose id begins so (PA, SA-0 …).")
@click.option("--verbose", is_flag=True, help="Name every page with a missed or false point.")
def main(corpus: Path, domain: str, verbose: bool) -> None:
    """Print precision and recall of evidence on labelled pages."""
    for name, (share, over) in measure(corpus, domain, verbose).items():
        click.echo(f"{name:28} {share:.3f}  of {over}")


if __name__ == "__main__":
    main()
