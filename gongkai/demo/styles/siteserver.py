"""Like SiteServer: numbered channels and contents, a pager made of real links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gongkai.demo.city import Article, Column, Site
from gongkai.demo.styles.frame import Style


def _channel(column: Column) -> int:
    return 1750 + column.serial


def list_path(site: Site, column: Column, page: int, pages: int) -> str:
    return f"/channels/{_channel(column)}{f'_{page}' if page > 1 else ''}.html"


def article_path(site: Site, column: Column, article: Article) -> str:
    return f"/contents/{_channel(column)}/{30000 + article.serial}.html"


def list_main(site: Site, column: Column, entries: Sequence[tuple[str, str, str]], page: int, pages: int) -> str:
    rows = (f'<li><span>{day}</span><a href="{href}">{escape(title)}</a></li>' for title, href, day in entries)
    return f"""<div class="main_list"><div class="tit">{column.name}</div><ul>
{chr(10).join(rows)}
</ul><div class="pager">{_pager(site, column, page, pages)}</div></div>"""


def _pager(site: Site, column: Column, page: int, pages: int) -> str:
    def link(target: int, text: str) -> str:
        if target == page or not 1 <= target <= pages:
            return f"<span>{text}</span>"
        return f'<a href="{list_path(site, column, target, pages)}">{text}</a>'

    return f"{link(1, '首页')} {link(page - 1, '上一页')} {link(page + 1, '下一页')} {link(pages, '末页')} 共{pages}页"


def article_main(site: Site, column: Column, article: Article, body: str, attachments: str) -> str:
    number = f'<div class="wh">文号：{article.docno}</div>' if article.docno else ""
    return f"""<div class="article">
<div class="article-title"><h2>{escape(article.title)}</h2></div>
<div class="article-info">发布时间：{article.date:%Y-%m-%d}　来源：{article.source or site.name}
点击数：<script src="/js/hits.js"></script></div>
{number}
<div class="article-content">
{body}
</div>
{attachments}
<div class="article-near">上一篇：没有了　下一篇：没有了</div>
</div>"""


def crumbs(trail: Sequence[tuple[str, str]]) -> str:
    links = " » ".join(f'<a href="{href}">{name}</a>' for name, href in trail)
    return f'<div class="location">您的位置：<a href="/">网站首页</a> » {links}</div>'


STYLE = Style(
    list_path=list_path,
    article_path=article_path,
    list_main=list_main,
    article_main=article_main,
    crumbs=crumbs,
    title=lambda site, text: f"{text} - {site.name}",
    paragraph='<p style="line-height: 2em; text-indent: 2em;">',
)
