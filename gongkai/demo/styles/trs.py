"""Like TRS WCM: dated file names, ``index_1.html`` is page 2, the pager exists only as a script call."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gongkai.demo.city import Article, Column, Site
from gongkai.demo.styles.frame import Style, arrow_crumbs


def _folder(site: Site, column: Column) -> str:
    parents = [c.slug for c in site.every_column if c.trail == column.trail[: len(c.trail)]]
    return "/" + "/".join(parents)


def list_path(site: Site, column: Column, page: int, pages: int) -> str:
    return f"{_folder(site, column)}/index{f'_{page - 1}' if page > 1 else ''}.html"


def article_path(site: Site, column: Column, article: Article) -> str:
    day = article.date
    return f"{_folder(site, column)}/{day:%Y%m}/t{day:%Y%m%d}_{20000000 + article.serial}.html"


def list_main(site: Site, column: Column, entries: Sequence[tuple[str, str, str]], page: int, pages: int) -> str:
    base = _folder(site, column) + "/"
    rows = (
        f'<li><a href="{"./" + href.removeprefix(base) if href.startswith(base) else href}" target="_blank"'
        f' title="{escape(title)}">{escape(title[:38])}{"…" if len(title) > 38 else ""}</a><span>{day}</span></li>'
        for title, href, day in entries
    )
    call = f'<script type="text/javascript">createPageHTML({pages}, {page - 1}, "index", "html");</script>'
    return (
        f'<div class="xxgk_list"><ul class="list">\n{chr(10).join(rows)}\n</ul>\n<div class="page">{call}</div></div>'
    )


def article_main(site: Site, column: Column, article: Article, body: str, attachments: str) -> str:
    source = article.source or site.name
    index = article.index or f"{site.code}/{article.date.year}-{article.serial:05d}"
    return f"""<div class="detail">
<table class="xxgk_head"><tr><td>索 引 号：</td><td>{index}</td><td>发布机构：</td><td>{source}</td></tr>
<tr><td>文　　号：</td><td>{article.docno}</td><td>发布日期：</td><td>{article.date:%Y年%m月%d日}</td></tr></table>
<h2 class="title">{escape(article.title)}</h2>
<div class="Custom_UnionStyle TRS_Editor">
{body}
</div>
{attachments}
<div class="tools"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div>
</div>"""


STYLE = Style(
    list_path=list_path,
    article_path=article_path,
    list_main=list_main,
    article_main=article_main,
    crumbs=arrow_crumbs,
    title=lambda site, text: f"{text}_{site.name}",
    paragraph='<p style="text-indent: 2em;">',
)
