"""Lists and columns on hand-labelled pages: entries, next page, kind of page, links to disclosure columns.

``python -m benchmarks.lists --corpus DIR [--verbose]``

An entry list is right when the number of entries and the first entry's title and date are. A next page counts where
the labels name one or say that there is none; where a script or a clone hides it, the list must say that it goes on.
"columns found" counts hrefs that can be followed; "column names" also those that the clones lost, by their words alone.
"columns first" is precision: of as many best-ranked links as a page has labelled ones, those that are labelled.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import click

from crawler.charset import decode
from crawler.cms import page_kind, read_list
from crawler.discovery import column_links, score

ORIGIN = "http://corpus.example/a/b/"
KINDS = {"home": {"home"}, "list": {"list"}, "column": {"column", "list"}, "detail": {"article"}}
"""A column's front page may be walked as a list: both are walked for their links and their entries."""
Outcome = tuple[str, bool, object, object]


def measure(corpus: Path, verbose: bool = False) -> dict[str, tuple[float, int]]:
    """Metric → (share right, how many it is over). In: the folder that holds `gold.jsonl` and `pages/`."""
    marks: dict[str, list[bool]] = defaultdict(list)
    for row in _rows(corpus):
        markup = decode((corpus / "pages" / row["file"]).read_bytes())
        for metric, right, said, wanted in _compared(row, markup):
            marks[metric].append(right)
            if verbose and not right:
                click.echo(f"  {row['file']} {metric}: {said}, labelled {wanted}")
    return {metric: (sum(values) / len(values), len(values)) for metric, values in marks.items()}


def _rows(corpus: Path) -> Iterator[dict[str, Any]]:
    """Rows of pages as sites made them: no feeds, no files, nothing put into plain HTML by hand."""
    for line in (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row.get("wrapped") and Path(row["file"]).suffix in (".html", ".htm", ".shtml"):
            yield row


def _compared(row: dict[str, Any], markup: str) -> Iterator[Outcome]:
    url = row["url"] or urljoin(ORIGIN, _own_name(row))
    if row.get("gold_list"):
        yield from _list(row["gold_list"], markup, url)
    if row.get("gold_columns"):
        yield from _columns(row["gold_columns"], markup, url)
    if row["kind"] in KINDS and not (row["kind"] == "detail" and url.endswith("/index.html")):
        kind = page_kind(markup, url)
        yield "page kind", kind in KINDS[row["kind"]], kind, row["kind"]


def _own_name(row: dict[str, Any]) -> str:
    """The page's file name before it was saved here; a home page keeps the root."""
    name = str((row.get("source") or {}).get("path", "")).rsplit("/", 1)[-1] or "index.html"
    return f"/{name}" if row["kind"] == "home" else name


def _list(gold: dict[str, Any], markup: str, url: str) -> Iterator[Outcome]:
    page = read_list(markup, url)
    first = page.items[0] if page.items else None
    said = (len(page.items), _plain(first.title) if first else "", first.date if first else "")
    wanted = (gold["n_items"], _plain(gold["first_item_title"] or ""), gold["first_item_date"] or "")
    yield "list entries", said == wanted, said, wanted
    words = gold["next_page"] or ""
    target = _named_next(words)
    if target is None:
        yield "list goes on", page.goes_on() or bool(page.unfollowable), page.unfollowable, words
    else:
        right = any(one.endswith(target) for one in page.more) if target else not page.more
        yield "next page", right, page.more[:3], words


def _named_next(words: str) -> str | None:
    """The file that the labels name as next page; "" when they say that there is none; None when they name no file."""
    if not words or words.startswith("none"):
        return ""
    if "neutralised" in words or "endless" in words:
        return None
    match = re.search(r"(?:→|href(?:=)?|location\.href=.?)\s*\\?'?([\w./-]+\.\w+)", words)
    return match.group(1) if match else None


def _plain(text: str) -> str:
    return re.sub(r"\s|[.…]+$", "", text)


def _columns(gold: list[dict[str, str]], markup: str, url: str) -> Iterator[Outcome]:
    links = [link.url for link in column_links(markup, url)]
    wanted = {urljoin(url, one["href"]).split("#")[0]: one for one in gold if not one["href"].startswith(("java", "#"))}
    for address, one in wanted.items():
        yield "columns found", address in links, "", f"{one['text']} {one['href']}"
    for one in gold:
        yield "column names", score(one["text"])[0] > 0, "", one["text"]
    for address in links[: len(wanted)]:
        yield "columns first", address in wanted, address, "another column"


@click.command()
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--verbose", is_flag=True, help="Name every page that was read wrongly.")
def main(corpus: Path, verbose: bool) -> None:
    """Print how lists, pagers and disclosure columns are read."""
    for name, (share, over) in measure(corpus, verbose).items():
        click.echo(f"{name:24} {share:.3f}  of {over}")


if __name__ == "__main__":
    main()
