"""Like VSB: the pager counts down (of three pages the second is ``2.htm``, the third ``1.htm``)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from posixpath import relpath

from gongkai.demo.city import Article, Column, Site
from gongkai.demo.styles.frame import Style, arrow_crumbs


def _stem(site: Site, column: Column) -> str:
    parents = [c.slug for c in site.every_column if c.trail == column.trail[: len(c.trail)]]
    return "/" + "/".join(parents)


def list_path(site: Site, column: Column, page: int, pages: int) -> str:
    stem = _stem(site, column)
    return f"{stem}.htm" if page == 1 else f"{stem}/{pages - page + 1}.htm"


def article_path(site: Site, column: Column, article: Article) -> str:
    return f"/info/{1400 + column.serial}/{2000 + article.serial}.htm"


def list_main(site: Site, column: Column, entries: Sequence[tuple[str, str, str]], page: int, pages: int) -> str:
    here = list_path(site, column, page, pages).rsplit("/", 1)[0] or "/"
    rows = (
        f'<li id="line_u8_{n}"><a href="{relpath(href, here)}" title="{escape(title)}">{escape(title)}</a>'
        f"<span>{day.replace('-', '/')}</span></li>"
        for n, (title, href, day) in enumerate(entries)
    )
    ahead = ""
    if page < pages:
        target = relpath(list_path(site, column, page + 1, pages), here)
        ahead = f'<span class="p_next p_fun"><a href="{target}">下页</a></span>'
    return f"""<div class="list_box"><ul>
{chr(10).join(rows)}
</ul><div class="pb_sys_common pb_sys_style1"><span class="p_t">共{pages}页</span>{ahead}</div></div>"""


def article_main(site: Site, column: Column, article: Article, body: str, attachments: str) -> str:
    number = f"<p>{article.docno}</p>" if article.docno else ""
    return f"""<form name="_newscontent_fromname"><div class="v_title"><h1>{escape(article.title)}</h1>
<div class="v_info">【发布时间：{article.date:%Y/%m/%d} 来源：{article.source or site.name} 阅读次数：】</div></div>
<div id="vsb_content" class="v_news_content_box"><div class="v_news_content">
{number}{body}
</div></div><div id="div_vote_id"></div>
{attachments}
</form>"""


STYLE = Style(
    list_path=list_path,
    article_path=article_path,
    list_main=list_main,
    article_main=article_main,
    crumbs=arrow_crumbs,
    title=lambda site, text: f"{text}-{site.name}",
    paragraph='<p class="vsbcontent_start" style="text-indent: 2em;">',
)
