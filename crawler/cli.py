"""Commands of the crawler: columns, crawl, units."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="The page's own address; relative links are resolved against it.")
def columns(file: Path, url: str) -> None:
    """Rank the links of one saved page that lead to disclosure columns, as JSON.

    Example: gongkai columns home.html --url http://www.example.gov.cn/
    """
    from crawler.charset import decode
    from crawler.discovery import column_links

    links = column_links(decode(file.read_bytes()), url)
    click.echo(json.dumps([dataclasses.asdict(link) for link in links], ensure_ascii=False, indent=1))
