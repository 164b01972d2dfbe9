"""Extraction on hand-labelled pages: title, dates, source, number, body, attachments, page type, issuer.

Only pages as sites made them count: rows that were put into plain HTML by hand (`wrapped`) are for judging. A body is
right when the text between the labelled first and last words, blanks removed, has the labelled length within 5 % and
its first words stand in it once. `clean` asks further that little stands around it. `date against metadata` is
the date on the pages whose metadata contradicts what they show.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from audit.model import Document
from audit.read import read_file

TOLERANCE = 0.05
LEAK = 1.08
OTHERS = frozenset({"higher", "peer", "media"})
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


def measure(corpus: Path, verbose: bool = False) -> dict[str, tuple[float, int]]:
    """Metric → (share right, how many it is over). In: the folder that holds `gold.jsonl` and `pages/`."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    families: dict[str, Counter[bool]] = defaultdict(Counter)
    for row, document in _documents(corpus):
        for metric, ok, said, wanted in _compared(row, document):
            right[metric] += ok
            total[metric] += 1
            families[f"{metric} · {row.get('cms_guess') or '-'}"][ok] += 1
            if verbose and not ok:
                click.echo(f"  {row['file']} {metric}: {said!r}, labelled {wanted!r}")
    if verbose:
        for family, counts in sorted(families.items()):
            click.echo(f"  {family}: {counts[True]} of {counts.total()}")
    return {metric: (right[metric] / total[metric], total[metric]) for metric in total}


def _documents(corpus: Path) -> Iterator[tuple[dict[str, Any], Document]]:
    for line in (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row.get("wrapped") and (row.get("gold") or row.get("gold_judge")):
            yield row, read_file(corpus / "pages" / row["file"], row.get("url") or "")


def _compared(row: dict[str, Any], document: Document) -> Iterator[tuple[str, bool, Any, Any]]:
    gold, judged = row.get("gold"), row.get("gold_judge")
    if gold:
        yield from _fields(gold, document)
        said = _body(document.text, gold)
        yield "body", said == "right", said, gold["body_chars"]
        length = len(bare(document.text))
        yield "clean", length <= LEAK * gold["body_chars"], length, gold["body_chars"]
    if judged:
        yield "page type", document.page_type == judged["page_type"], document.page_type, judged["page_type"]
        other = bool(judged.get("issuer_is_other_body"))
        yield "issuer", (document.issuer in OTHERS) == other, document.issuer, f"other body: {other}"


def _fields(gold: dict[str, Any], document: Document) -> Iterator[tuple[str, bool, Any, Any]]:
    published = document.published.isoformat() if document.published else None
    metadata = document.metadata_published.isoformat() if document.metadata_published else None
    yield "title", bare(document.title) == bare(gold["title"]), document.title, gold["title"]
    yield "date", published == gold["pub_date"], published, gold["pub_date"]
    if metadata and metadata != gold["pub_date"]:
        yield "date against metadata", published == gold["pub_date"], published, gold["pub_date"]
    yield "source", document.source == gold["source"], document.source, gold["source"]
    yield "doc number", document.doc_number == gold["doc_number"], document.doc_number, gold["doc_number"]
    count = len(document.attachments)
    yield "attachments", count == gold["attachments"], count, gold["attachments"]


def _body(text: str, gold: dict[str, Any]) -> str:
    """The word right, or what is wrong with the body."""
    text, first, last = bare(text), bare(gold["body_start"]), bare(gold["body_end"])
    start = text.find(first)
    stop = text.rfind(last)
    if start < 0 or stop < start:
        return "first words missing" if start < 0 else "last words missing"
    length = stop + len(last) - start
    if abs(length - gold["body_chars"]) > TOLERANCE * gold["body_chars"]:
        return f"{length} characters"
    return "second copy" if len(first) > 10 and text.count(first) > 1 else "right"


def bare(text: str | None) -> str:
    """`text` without blanks; "" for None."""
    return _BLANKS.sub("", text or "")
