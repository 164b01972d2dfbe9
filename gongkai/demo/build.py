"""Write the sample city's sites to a directory, one folder per unit, ready to be served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from gongkai.demo.city import PORT, Article, Column, Site, load_city
from gongkai.demo.files import content
from gongkai.demo.markup import to_html
from gongkai.demo.styles import STYLES
from gongkai.demo.styles.frame import Style, article_metas, column_metas, document, site_metas

ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search.html\n"
JUMP = """<html><head><meta charset="utf-8"><title></title>
<script type="text/javascript">window.location.href="{target}";</script></head><body></body></html>
"""
NEWEST = 8


@dataclass(frozen=True, slots=True)
class Sample:
    """A built city: its sites, the folder that holds one sub-folder per unit, the addresses that lead nowhere."""

    sites: tuple[Site, ...]
    folder: Path
    dead: frozenset[str]


def build(directory: Path, port: int = PORT) -> Sample:
    """Write every site that answers under `directory`. Raises CityError when the city's own files are wrong."""
    sites = load_city(port)
    dead: set[str] = set()
    for site in sites:
        if site.mode != "normal":
            continue
        drawing = _Drawing(site=site, style=STYLES[site.style])
        for path, data in drawing.files().items():
            target = directory / site.unit / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        dead |= {site.origin + path for path in drawing.dead}
    return Sample(sites, directory, frozenset(dead))


@dataclass(frozen=True, slots=True)
class _Drawing:
    site: Site
    style: Style
    dead: set[str] = field(default_factory=set)

    def files(self) -> Mapping[str, bytes]:
        """Every file of the site by its path."""
        pages = {"/index.html": self._home(), "/sitemap.html": self._sitemap(), "/search.html": self._search()}
        found = {path: self._encode(text) for path, text in pages.items()}
        found["/robots.txt"] = ROBOTS.encode()
        found["/css/main.css"] = b"body { font: 16px/1.8 serif; margin: 0 auto; width: 1100px; }\n"
        found["/js/hits.js"] = b"document.write('128');\n"
        for column in self.site.every_column:
            if column.link:
                continue
            found |= {path: self._encode(text) for path, text in self._column(column).items()}
            for article in column.articles:
                found |= self._article(column, article)
        return found

    def _encode(self, text: str) -> bytes:
        return text.encode(self.site.charset)

    def entrance(self, column: Column) -> str:
        """Where menus and breadcrumbs point: the list itself, a stub that jumps there, or another site."""
        if column.link:
            return column.link
        first = self.style.list_path(self.site, column, 1, self._count(column))
        return first.rsplit("/", 1)[0] + "/jump.html" if column.jump else first

    def _count(self, column: Column) -> int:
        entries = len(self.site.entries(column)) + len(column.dead)
        return max(1, -(-entries // self.site.page_size)) if self.style.paged else 1

    def _page(self, title: str, metas: Sequence[str], trail: Sequence[tuple[str, str]], main: str) -> str:
        menu = [(column.name, self.entrance(column)) for column in self.site.columns]
        crumbs = self.style.crumbs(trail) if trail else ""
        return document(self.site, title, [*site_metas(self.site), *metas], menu, crumbs, main)

    def _trail(self, column: Column) -> list[tuple[str, str]]:
        above = [c for c in self.site.every_column if c.trail == column.trail[: len(c.trail)]]
        return [(c.name, self.entrance(c)) for c in above]

    def _home(self) -> str:
        parts = []
        for column in self.site.columns:
            inner = [(c, a) for below in column.walk() for c, a in self.site.entries(below)]
            inner.sort(key=lambda pair: pair[1].date, reverse=True)
            rows = "".join(f"<li>{self._link(c, a)}<span>{a.date:%m-%d}</span></li>" for c, a in inner[:NEWEST])
            subs = "".join(f'<a href="{self.entrance(child)}">{child.name}</a> ' for child in column.children)
            head = f'<h2><a href="{self.entrance(column)}">{column.name}</a></h2>'
            parts.append(f'<div class="block">{head}<div class="subs">{subs}</div><ul>{rows}</ul></div>')
        return self._page(self.site.name, [], [], "\n".join(parts))

    def _link(self, column: Column, article: Article) -> str:
        return f'<a href="{self.style.article_path(self.site, column, article)}">{escape(article.title)}</a>'

    def _sitemap(self) -> str:
        rows = (f'<li><a href="{self.entrance(c)}">{" - ".join(c.trail)}</a></li>' for c in self.site.every_column)
        return self._page(f"网站地图-{self.site.name}", [], [], f'<ul class="sitemap">{"".join(rows)}</ul>')

    def _search(self) -> str:
        return self._page(f"站内搜索-{self.site.name}", [], [], "<p>请输入关键字。</p>")

    def _column(self, column: Column) -> dict[str, str]:
        pages = self._count(column)
        entries = [
            (a.title, self.style.article_path(self.site, c, a), a.date.isoformat())
            for c, a in self.site.entries(column)
        ]
        entries += [(title, self._dead(column, n), day) for n, (day, title) in enumerate(column.dead)]
        size = self.site.page_size if self.style.paged else len(entries) or 1
        found = {}
        for page in range(1, pages + 1):
            part = entries[(page - 1) * size : page * size]
            main = self._subs(column) + (
                self.style.list_main(self.site, column, part, page, pages) if part or not column.children else ""
            )
            title = self.style.title(self.site, column.name)
            path = self.style.list_path(self.site, column, page, pages)
            found[path] = self._page(title, column_metas(column), self._trail(column), main)
        if column.jump:
            target = self.style.list_path(self.site, column, 1, pages)
            found[self.entrance(column)] = JUMP.format(target=target)
        return found

    def _dead(self, column: Column, number: int) -> str:
        folder = self.style.list_path(self.site, column, 1, 1).rsplit("/", 1)[0]
        path = f"{folder}/gone_{column.serial}_{number}.html"
        self.dead.add(path)
        return path

    def _subs(self, column: Column) -> str:
        rows = "".join(f'<li><a href="{self.entrance(child)}">{child.name}</a></li>' for child in column.children)
        return f'<div class="left_menu"><h3>{column.name}</h3><ul>{rows}</ul></div>' if rows else ""

    def _article(self, column: Column, article: Article) -> dict[str, bytes]:
        path = self.style.article_path(self.site, column, article)
        stem = path.rsplit("/", 1)[0]
        names = [f"P{article.serial:07d}{n}.{f.name.rsplit('.', 1)[-1]}" for n, f in enumerate(article.files, start=1)]
        links = "".join(
            f'<p><a href="{stem}/{quote(name)}">附件{n}：{escape(f.name)}</a></p>'
            for n, (name, f) in enumerate(zip(names, article.files, strict=True), start=1)
        )
        attachments = f'<div class="fujian">{links}</div>' if links else ""
        body = to_html(article.body, self.style.paragraph)
        main = self.style.article_main(self.site, column, article, body, attachments)
        metas = [*column_metas(column), *article_metas(self.site, article)]
        title = self.style.title(self.site, article.title)
        found = {path: self._encode(self._page(title, metas, self._trail(column), main))}
        for name, file in zip(names, article.files, strict=True):
            found[f"{stem}/{name}"] = content(self.site, file)
        return found
