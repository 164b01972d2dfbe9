"""Like UCAP: the body stands in a made-up element, columns open through ``jump.html``, page 2 is ``_2``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

from gongkai.demo.city import Article, Column, Site
from gongkai.demo.styles.frame import Style


def _folder(column: Column) -> str:
    return f"/c{100400 + column.serial}"


def list_path(site: Site, column: Column, page: int, pages: int) -> str:
    return f"{_folder(column)}/{column.slug}_list{f'_{page}' if page > 1 else ''}.shtml"


def article_path(site: Site, column: Column, article: Article) -> str:
    name = hashlib.md5(f"{site.unit}{article.serial}".encode(), usedforsecurity=False).hexdigest()
    return f"{_folder(column)}/{article.date:%Y%m}/{name}.shtml"


def list_main(site: Site, column: Column, entries: Sequence[tuple[str, str, str]], page: int, pages: int) -> str:
    rows = (
        f'<li><i></i><a href="{href}" target="_blank">{escape(title)}</a><span class="date">{day}</span></li>'
        for title, href, day in entries
    )
    call = f"createPageHTML('page_div',{pages}, {page},'{column.slug}_list','shtml',{len(entries) * pages});"
    return f"""<div class="list_right"><h3>{column.name}</h3><ul class="newslist">
{chr(10).join(rows)}
</ul><div id="page_div"></div>
<script>window.onload=function() {{{call}}}</script></div>"""


def article_main(site: Site, column: Column, article: Article, body: str, attachments: str) -> str:
    number = f"<p>文号：{article.docno}</p>" if article.docno else ""
    return f"""<div class="content">
<h1 id="title">{escape(article.title)}</h1>
<div class="info"><span>发布时间：{article.date} 09:30</span><span>来源：{article.source or site.name}</span>
<span>浏览次数：<b id="hits"></b>次</span><span>字体：[ 大 中 小 ]</span>{number}</div>
<div id="con"><UCAPCONTENT>
{body}
{attachments}
</UCAPCONTENT></div>
<div class="share">分享到：微信 微博</div>
</div>"""


def crumbs(trail: Sequence[tuple[str, str]]) -> str:
    links = " / ".join(f'<a href="{href}">{name}</a>' for name, href in trail)
    return f'<div class="BreadcrumbNav"><a href="/">首页</a> / {links}</div>'


STYLE = Style(
    list_path=list_path,
    article_path=article_path,
    list_main=list_main,
    article_main=article_main,
    crumbs=crumbs,
    title=lambda site, text: text,
)
