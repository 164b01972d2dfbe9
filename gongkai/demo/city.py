"""The sample city as values: what the files under ``city/`` say, before anything is drawn.

``city/<unit>/site.yml`` describes one site (name, address, publishing style, columns); ``city/<unit>/<column>.md``
holds the articles of one column, one after another:

    # 标题
    date: 2026-09-10
    docno: 云农发〔2026〕12号

    A paragraph per line. Tables are rows of | a | b |; a cell ^ belongs to the cell above, < to the one on its left.

    === 附件.xlsx
    | 项目名称 | 金额 |

A line ``=== name`` opens an attachment, whose text runs to the next such line or the next article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

CITY = Path(__file__).parent / "city"
AS_OF = date(2026, 11, 23)
PORT = 18617
HEADS = frozenset({"date", "docno", "index", "source", "meta_date", "also", "reprint"})


class CityError(Exception):
    """The sample city's own files are wrong. The message names the file and the trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment: its name as offered, and the text it is made from."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page with a title. `also`: columns that list it too; `reprint`: columns that carry a second copy of it.

    `meta_date` is what the meta tags claim when it differs from the date shown.
    """

    serial: int
    title: str
    date: date
    body: str
    docno: str = ""
    index: str = ""
    source: str = ""
    meta_date: str = ""
    also: tuple[str, ...] = ()
    reprint: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `link`: it leads to another site. `dead`: dates and titles of list entries whose page is gone.

    `jump`: its entrance is a stub page that redirects by script. `trail` ends with its own name.
    """

    serial: int
    name: str
    slug: str
    trail: tuple[str, ...]
    children: tuple[Column, ...] = ()
    articles: tuple[Article, ...] = ()
    dead: tuple[tuple[str, str], ...] = ()
    link: str = ""
    jump: bool = False

    def walk(self) -> Iterator[Column]:
        """This column and all below it, outermost first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One unit's site. `mode`: normal, challenge (answers only a firewall's page) or down (nothing listens).

    `charset` is what the pages are written in, `declared` what they say of themselves.
    """

    unit: str
    name: str
    kind: str
    duty: str
    address: str
    port: int = PORT
    parent: str = ""
    style: str = "trs"
    mode: str = "normal"
    charset: str = "utf-8"
    declared: str = "utf-8"
    code: str = ""
    phone: str = ""
    street: str = ""
    search: bool = False
    page_size: int = 15
    columns: tuple[Column, ...] = ()

    @property
    def origin(self) -> str:
        return f"http://{self.address}:{self.port}"

    @property
    def every_column(self) -> tuple[Column, ...]:
        return tuple(column for top in self.columns for column in top.walk())

    def entries(self, column: Column) -> list[tuple[Column, Article]]:
        """What a column lists, newest first: its own articles, and those of other columns listed here too."""
        shown = [(column, article) for article in column.articles]
        shown += [(c, a) for c in self.every_column for a in c.articles if column.slug in a.also]
        return sorted(shown, key=lambda pair: (pair[1].date, pair[1].serial), reverse=True)


def load_city(port: int = PORT, folder: Path = CITY) -> tuple[Site, ...]:
    """Every site of the sample city, in the order of their addresses. Raises CityError."""
    sites = [_site(path, port) for path in folder.glob("*/site.yml")]
    origins = {site.unit: site.origin for site in sites}
    linked = (replace(site, columns=tuple(_linked(c, origins) for c in site.columns)) for site in sites)
    return tuple(sorted(linked, key=lambda site: int(site.address.rsplit(".", 1)[1])))


def _site(path: Path, port: int) -> Site:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    counter = iter(range(1, 1000))
    columns = tuple(_column(item, path.parent, (), counter) for item in raw.pop("columns", []))
    site = Site(unit=path.parent.name, port=port, columns=_with_reprints(columns), **raw)
    slugs = [column.slug for column in site.every_column]
    if len(slugs) != len(set(slugs)):
        raise CityError(f"{path}: two columns share a slug")
    if strays := {file.stem for file in path.parent.glob("*.md")} - set(slugs):
        raise CityError(f"{path}: no column has the slug {', '.join(sorted(strays))}")
    return site


def _column(raw: dict[str, Any], folder: Path, trail: tuple[str, ...], counter: Iterator[int]) -> Column:
    serial = next(counter)
    here = (*trail, raw["name"])
    source = folder / f"{raw['slug']}.md"
    return Column(
        serial=serial,
        name=raw["name"],
        slug=raw["slug"],
        trail=here,
        articles=parse_articles(source, serial) if source.exists() else (),
        children=tuple(_column(child, folder, here, counter) for child in raw.get("children", ())),
        dead=tuple((str(day), title) for day, title in raw.get("dead", ())),
        link=raw.get("link", ""),
        jump=raw.get("jump", False),
    )


def _linked(column: Column, origins: dict[str, str]) -> Column:
    unit, slash, path = column.link.partition("/")
    link = f"{origins[unit]}{slash}{path}" if unit else ""
    return replace(column, link=link, children=tuple(_linked(child, origins) for child in column.children))


def _with_reprints(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    every = [article for top in columns for column in top.walk() for article in column.articles]

    def place(column: Column) -> Column:
        wanted = [article for article in every if column.slug in article.reprint]
        copies = (replace(a, serial=column.serial * 1000 + 900 + n, reprint=()) for n, a in enumerate(wanted))
        return replace(
            column, articles=(*column.articles, *copies), children=tuple(place(child) for child in column.children)
        )

    return tuple(place(column) for column in columns)


def parse_articles(path: Path, column: int) -> tuple[Article, ...]:
    """The articles of one column's file. Raises CityError with the file and the title where a head is wrong."""
    blocks = re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return tuple(_article(path, block, column * 1000 + number) for number, block in enumerate(blocks, start=1))


def _article(path: Path, block: str, serial: int) -> Article:
    top, _, rest = block.partition("\n\n")
    title, *lines = top.splitlines()
    head = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    if "date" not in head or not head.keys() <= HEADS:
        raise CityError(f"{path}: {title}: the head needs a date, and may hold only {', '.join(sorted(HEADS))}")
    body, *files = re.split(r"^=== ", rest, flags=re.MULTILINE)
    parts = (part.partition("\n") for part in files)
    return Article(
        serial=serial,
        title=title.strip(),
        date=date.fromisoformat(head["date"]),
        body=body.strip("\n"),
        docno=head.get("docno", ""),
        index=head.get("index", ""),
        source=head.get("source", ""),
        meta_date=head.get("meta_date", ""),
        also=tuple(head.get("also", "").split()),
        reprint=tuple(head.get("reprint", "").split()),
        files=tuple(File(name=name.strip(), text=text.strip("\n")) for name, _, text in parts),
    )
