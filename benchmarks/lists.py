"""Lists and columns on hand-labelled pages: entries, next page, links to disclosure columns.

``python -m benchmarks.lists --corpus DIR [--verbose]``
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import click

from crawler.charset import decode
from crawler.cms import read_list
from crawler.discovery import column_links

ORIGIN = "http://corpus.example/a/b/"


def rows(corpus: Path, key: str) -> list[dict[str, Any]]:
    """Rows of the gold file that carry `key` (feeds left out: they are not pages)."""
    lines = (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if key in row and row["kind"] != "feed"]


def _page(corpus: Path, row: dict[str, Any]) -> tuple[str, str]:
    markup = decode((corpus / "pages" / row["file"]).read_bytes())
    return markup, row["url"] or f"{ORIGIN}{_own_name(row)}"


def _own_name(row: dict[str, Any]) -> str:
    path = (row.get("source") or {}).get("path", "")
    return path.rsplit("/", 1)[-1] or "index.html"


def measure(corpus: Path, verbose: bool = False) -> dict[str, tuple[float, int]]:
    """Metric → (share, how many it is over)."""
    counts, firsts, nexts = [], [], []
    for row in rows(corpus, "gold_list"):
        gold = row["gold_list"]
        markup, url = _page(corpus, row)
        page = read_list(markup, url)
        first = page.items[0] if page.items else None
        same = (
            first is not None
            and _plain(first.title) == _plain(gold["first_item_title"])
            and first.date == gold["first_item_date"]
        )
        counts.append(len(page.items) == gold["n_items"])
        firsts.append(same)
        if verbose and not (counts[-1] and firsts[-1]):
            click.echo(
                f"LIST {row['file']}: {len(page.items)} of {gold['n_items']}; {first}; gold {gold['first_item_title'][:40]} {gold['first_item_date']}"
            )
        wanted = _named_next(gold["next_page"] or "")
        if wanted is not None:
            right = any(one.endswith(wanted) for one in page.more) if wanted else not page.more
            nexts.append(right)
            if verbose and not right:
                click.echo(f"NEXT {row['file']}: {page.more[:3]} {page.unfollowable}; gold {gold['next_page']}")
    found, total = _columns(corpus, verbose)
    return {
        "list entries (number exact)": (_share(counts), len(counts)),
        "list entries (first title and date)": (_share(firsts), len(firsts)),
        "next page": (_share(nexts), len(nexts)),
        "columns found": (found / max(total, 1), total),
    }


def _columns(corpus: Path, verbose: bool) -> tuple[int, int]:
    found = total = 0
    for row in rows(corpus, "gold_columns"):
        markup, url = _page(corpus, row)
        links = {link.url for link in column_links(markup, url)}
        for one in row["gold_columns"]:
            if one["href"].startswith(("javascript", "#")):
                continue
            total += 1
            hit = urljoin(url, one["href"]).split("#")[0] in links
            found += hit
            if verbose and not hit:
                click.echo(f"COLUMN {row['file']}: {one['text']} {one['href']}")
    return found, total


def _named_next(words: str) -> str | None:
    """The file that the gold names as next page; "" when it says that there is none; None when it names no file."""
    if words.startswith("none"):
        return ""
    if "neutralised" in words or "endless" in words:
        return None
    match = re.search(r"(?:→|href(?:=)?|location\.href=.?)\s*\\?'?([\w./-]+\.\w+)", words)
    return match.group(1) if match else None


def _plain(text: str) -> str:
    return re.sub(r"\s|[.…]+$", "", text)


def _share(values: list[bool]) -> float:
    return sum(values) / max(len(values), 1)


@click.command()
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--verbose", is_flag=True, help="Name every page that was read wrongly.")
def main(corpus: Path, verbose: bool) -> None:
    """Print how lists, pagers and disclosure columns are read."""
    for name, (share, over) in measure(corpus, verbose).items():
        click.echo(f"{name:38} {share:.3f}  of {over}")


if __name__ == "__main__":
    main()
