"""Commands of the audit room. Heavy libraries are imported inside the commands, so that each starts quickly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from audit.model import Document

FILES = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILES)
@click.option("--url", default="", help="The address the page came from: makes links absolute and helps with dates.")
def extract(files: tuple[Path, ...], url: str) -> None:
    """Read pages and attachments: one JSON object a line, in the order given.

    \b
    gongkai extract notice.html --url http://mzj.example.gov.cn/tzgg/202404/t20240415_1.html
    gongkai extract page.html list.xlsx report.pdf
    """
    if url and len(files) > 1:
        raise click.UsageError("--url belongs to one page; give a single FILE with it.")
    from audit.read import read_file

    for path in files:
        click.echo(json.dumps(as_json(read_file(path, url)), ensure_ascii=False))


def as_json(document: Document) -> dict[str, Any]:
    """`document` as `gongkai extract` prints it: the keys of the contract, in its order; dates YYYY-MM-DD or None."""
    return {
        "url": document.url,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "metadata_published": document.metadata_published.isoformat() if document.metadata_published else None,
        "source": document.source,
        "doc_number": document.doc_number,
        "text": document.text,
        "page_type": document.page_type,
        "columns": list(document.columns),
        "attachments": [{"url": link.url, "name": link.name, "kind": link.kind} for link in document.attachments],
        "tables": [[list(row) for row in table] for table in document.tables],
    }
