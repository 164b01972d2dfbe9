"""Evidence on hand-labelled pages: precision over all labelled points, recall over the rows labelled sure.

``python -m benchmarks.evidence --corpus DIR [--domain PA] [--verbose]``
"""

from __future__ import annotations

import json
from collections import Counter
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
    """Metric → (share, how many it is over). Only points that are active in the book are scored."""
    active = {p.id for p in load_book().points.values() if p.status == "active" and p.level != "M"} - UNSCORED
    counts: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for row, judgement in judged(corpus):
        gold = row["gold_judge"]
        listed = {one["point"] for one in gold["evidence"]}
        sure = {one["point"] for one in gold["evidence"] if one["sure"]}
        look = {one["point"] for one in gold["lookalikes"]}
        said = {one.point: one for one in judgement.evidence if one.point in active and one.point.startswith(domain)}
        sure = {point for point in sure if point in active and point.startswith(domain)}
        counts["predicted"] += len(said)
        counts["right"] += len(said.keys() & listed)
        counts["sure"] += len(sure)
        counts["found"] += len(sure & said.keys())
        counts["looked"] += len([point for point in look if point in active and point.startswith(domain)])
        counts["accepted"] += len(said.keys() & look - listed)
        misses.update(sure - said.keys())
        false.update(said.keys() - listed)
        if verbose:
            _tell(row, sure - said.keys(), {p: said[p] for p in said.keys() - listed}, look, judgement)
    if verbose:
        click.echo(f"missed {sorted(misses.items())}\nfalse {sorted(false.items())}")
    return {
        "evidence precision": (counts["right"] / max(counts["predicted"], 1), counts["predicted"]),
        "evidence recall (sure)": (counts["found"] / max(counts["sure"], 1), counts["sure"]),
        "look-alikes refused": (1 - counts["accepted"] / max(counts["looked"], 1), counts["looked"]),
    }


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
