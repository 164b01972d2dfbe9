"""What every government site has around its content: meta tags, banner, menu, breadcrumb, footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from gongkai.demo.city import Article, Column, Site

SHELL = Template("""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="$charset">
<title>$title</title>
$metas
<link rel="stylesheet" href="/css/main.css">
</head>
<body>
<div class="top"><a href="/">设为首页</a> <a href="/sitemap.html">网站地图</a></div>
<div class="header"><h1 class="logo"><a href="/">$site</a></h1>$search</div>
<div class="nav"><ul>
$menu
</ul></div>
$crumbs
$main
<div class="footer">
<p>主办：$site　地址：$street　联系电话：$phone　举报电话：$phone</p>
<p>网站标识码：$code　云ICP备99000${tail}号　云公网安备 9901020200${tail}号　<a href="/sitemap.html">网站地图</a></p>
</div>
</body>
</html>
""")
SEARCH = (
    '<form class="search" action="/search.html" method="get">'
    '<input name="q" placeholder="请输入标题关键字"><button>搜索</button></form>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One publishing system. Paths start with a slash; pages of a list count from 1.

    `list_path(site, column, page, pages)`, `article_path(site, column, article)`, `entrance(site, column)` is where
    menus point; `list_main` draws the entries of one page with its pager, `article_main` draws one article whose
    body and attachment links are ready; `paged` says whether a list is cut into pages at all.
    """

    list_path: Callable[[Site, Column, int, int], str]
    article_path: Callable[[Site, Column, Article], str]
    list_main: Callable[[Site, Column, Sequence[tuple[str, str, str]], int, int], str]
    article_main: Callable[[Site, Column, Article, str, str], str]
    crumbs: Callable[[Sequence[tuple[str, str]]], str]
    title: Callable[[Site, str], str]
    paragraph: str = "<p>"
    paged: bool = True


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}">'


def site_metas(site: Site) -> list[str]:
    return [meta("SiteName", site.name), meta("SiteDomain", site.address), meta("SiteIDCode", site.code)]


def column_metas(column: Column) -> list[str]:
    return [
        meta("ColumnName", column.name),
        meta("ColumnDescription", f"{column.name}栏目"),
        meta("ColumnKeywords", column.name),
        meta("ColumnType", "信息公开"),
    ]


def article_metas(site: Site, article: Article) -> list[str]:
    return [
        meta("ArticleTitle", article.title),
        meta("PubDate", article.meta_date or f"{article.date.isoformat()} 09:30:00"),
        meta("ContentSource", article.source or site.name),
    ]


def document(
    site: Site, title: str, metas: Sequence[str], menu: Sequence[tuple[str, str]], crumbs: str, main: str
) -> str:
    """A whole page. `menu` holds the name and address of each top column."""
    return SHELL.substitute(
        charset=site.declared,
        title=escape(title),
        metas="\n".join(metas),
        site=site.name,
        search=SEARCH if site.search else "",
        menu="\n".join(f'<li><a href="{href}">{name}</a></li>' for name, href in menu),
        crumbs=crumbs,
        main=main,
        street=site.street,
        phone=site.phone,
        code=site.code,
        tail=site.code[-3:],
    )


def arrow_crumbs(trail: Sequence[tuple[str, str]]) -> str:
    links = " &gt; ".join(f'<a href="{href}">{name}</a>' for name, href in trail)
    return f'<div class="position">当前位置：<a href="/">首页</a> &gt; {links}</div>'
