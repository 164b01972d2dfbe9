"""Personal data on hand-labelled pages, and on the snippets that come with the project.

A label is found when a hit of the same kind says the same of its masking. A label of no value (count 0) asks for
nothing. "office telephones left alone" are the pages that show no private telephone and get no such hit; "pages left
alone" get no open hit at all. "own snippets" are `tests/audit/privacy_cases.yml`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from audit.model import Document
from audit.privacy import scan
from audit.read import read_file

OWN = Path(__file__).parents[1] / "tests" / "audit" / "privacy_cases.yml"
TELEPHONE = "PRIV-03"
Outcome = tuple[str, bool, object, object]


def measure(corpus: Path, verbose: bool = False) -> dict[str, tuple[float, int]]:
    """Metric → (share right, how many it is over). In: the folder that holds `gold.jsonl` and `pages/`."""
    marks: dict[str, list[bool]] = defaultdict(list)
    for name, outcomes in (*_labelled(corpus), *_own()):
        for metric, right, said, wanted in outcomes:
            marks[metric].append(right)
            if verbose and not right:
                click.echo(f"  {name} {metric}: {said}, labelled {wanted}")
    return {metric: (sum(values) / len(values), len(values)) for metric, values in marks.items()}


def _labelled(corpus: Path) -> Iterator[tuple[str, list[Outcome]]]:
    for line in (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "gold_judge" in row:
            document = read_file(corpus / "pages" / row["file"], row["url"] or "")
            yield row["file"], list(_compared(document, row["gold_judge"].get("privacy") or []))


def _compared(document: Document, labels: list[dict[str, Any]]) -> Iterator[Outcome]:
    hits = {(hit.id, hit.masked): hit.count for hit in scan(document, b"benchmark")}
    for label in labels:
        if label["count"]:
            key = (label["id"], label["masked"])
            yield "labelled found", key in hits, sorted(hits), key
            yield "counts right", hits.get(key) == label["count"], hits.get(key), label["count"]
    shown = {kind for kind, masked in hits if not masked}
    wanted = {label["id"] for label in labels if not label["masked"]}
    if TELEPHONE not in wanted:
        yield "office telephones left alone", TELEPHONE not in shown, TELEPHONE, sorted(wanted)
    yield "pages left alone", shown <= wanted, sorted(shown), sorted(wanted)


def _own() -> Iterator[tuple[str, list[Outcome]]]:
    """The project's own snippets that need no page built around them."""
    cases = yaml.safe_load(OWN.read_text(encoding="utf-8"))
    for case in (one for one in cases["shown"] if "html" not in one):
        wanted, said = set(case["kinds"]), _kinds(case)
        yield _name(case), [("own snippets found", wanted <= said, sorted(said), sorted(wanted))]
    for case in (one for one in cases["clean"] if "html" not in one):
        yield _name(case), [("own snippets left alone", not _kinds(case), sorted(_kinds(case)), [])]


def _kinds(case: dict[str, Any]) -> set[str]:
    rows = tuple(tuple(row) for row in case.get("table", ()))
    lines = [case.get("text", ""), *("\t".join(row) for row in rows)]
    text = "\n".join(line for line in lines if line)
    document = Document(url="", title=case.get("title", ""), text=text, tables=(rows,) if rows else ())
    return {hit.id for hit in scan(document, b"benchmark") if not hit.masked}


def _name(case: dict[str, Any]) -> str:
    return str(case.get("title") or case["text"])[:24]
