"""Like the Guangdong shared platform: ``post_`` pages, real next links, the body once more in a hidden block."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gongkai.demo.city import Article, Column, Site
from gongkai.demo.styles.frame import Style


def _folder(site: Site, column: Column) -> str:
    parents = [c.slug for c in site.every_column if c.trail == column.trail[: len(c.trail)]]
    return "/" + "/".join(parents)


def list_path(site: Site, column: Column, page: int, pages: int) -> str:
    return f"{_folder(site, column)}/index{f'_{page}' if page > 1 else ''}.html"


def article_path(site: Site, column: Column, article: Article) -> str:
    return f"{_folder(site, column)}/content/post_{9300000 + article.serial}.html"


def list_main(site: Site, column: Column, entries: Sequence[tuple[str, str, str]], page: int, pages: int) -> str:
    rows = (
        f'<li><span class="time">{day}</span><a href="{site.origin}{href}" target="_blank">{escape(title)}</a></li>'
        for title, href, day in entries
    )
    links = [f'<a class="first" href="{list_path(site, column, 1, pages)}">首页</a>']
    if page > 1:
        links.append(f'<a class="prev" href="{list_path(site, column, page - 1, pages)}">上一页</a>')
    if page < pages:
        links.append(f'<a class="next" href="{list_path(site, column, page + 1, pages)}">下一页</a>')
    return f"""<div class="news_list"><ul>
{chr(10).join(rows)}
</ul><div class="page">{" ".join(links)}</div></div>"""


def article_main(site: Site, column: Column, article: Article, body: str, attachments: str) -> str:
    number = f"<span>文号：{article.docno}</span>" if article.docno else ""
    source = article.source or site.name
    return f"""<div class="article_con"><h3 class="zw-title">{escape(article.title)}</h3>
<div class="zw-info"><span class="date">时间：{article.date} 09:30:00</span>
<span class="ly">来源：{source}</span>{number}</div>
<div class="zw">
{body}
</div>
{attachments}
<div class="voice" style="display:none">
{body}
</div>
<div class="leave-dialog" style="display:none"><p>您访问的链接即将离开“{site.name}”门户网站，是否继续？</p></div>
</div>"""


def crumbs(trail: Sequence[tuple[str, str]]) -> str:
    links = " &gt; ".join(f'<a href="{href}">{name}</a>' for name, href in trail)
    return f'<div class="crumbs"><a href="/">首页</a> &gt; {links}</div>'


STYLE = Style(
    list_path=list_path,
    article_path=article_path,
    list_main=list_main,
    article_main=article_main,
    crumbs=crumbs,
    title=lambda site, text: f"{text} {site.name}",
)
