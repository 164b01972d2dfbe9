"""Like jcms: the entries of a list are CDATA inside a script, so an HTML parser sees no link at all."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gongkai.demo.city import Article, Column, Site
from gongkai.demo.styles.frame import Style


def list_path(site: Site, column: Column, page: int, pages: int) -> str:
    return f"/col/col{12000 + column.serial}/index.html"


def article_path(site: Site, column: Column, article: Article) -> str:
    day = article.date
    return f"/art/{day.year}/{day.month}/{day.day}/art_{12000 + column.serial}_{70000 + article.serial}.html"


def list_main(site: Site, column: Column, entries: Sequence[tuple[str, str, str]], page: int, pages: int) -> str:
    records = (
        f"<record><![CDATA[<li><a href='{href}' title='{escape(title)}' target='_blank'>{escape(title)}</a>"
        f"<b>{day}</b></li>]]></record>"
        for title, href, day in entries
    )
    return f"""<div class="col_list"><div id="{31000 + column.serial}" class="default_pgContainer">
<script type="text/xml"><datastore>
<nextgroup></nextgroup>
<recordset>
{chr(10).join(records)}
</recordset>
</datastore></script></div></div>
<script>$(".default_pgContainer").pager({{perPage:15,totalRecord:{len(entries)}}});</script>"""


def article_main(site: Site, column: Column, article: Article, body: str, attachments: str) -> str:
    number = f"<span>文号：{article.docno}</span>" if article.docno else ""
    source = article.source or site.name
    title = f"<!--<$[标题]>begin-->{escape(article.title)}<!--<$[标题]>end-->"
    return f"""<div class="art_main"><h2 class="art_title">{title}</h2>
<p class="art_info"><span>发布日期：{article.date}</span><span>信息来源：{source}</span>{number}<span>浏览次数：</span></p>
<div id="zoom" class="art_con"><!--ZJEG_RSS.content.begin--><meta name="ContentStart">
{body}
{attachments}
<meta name="ContentEnd"><!--ZJEG_RSS.content.end--></div></div>"""


def crumbs(trail: Sequence[tuple[str, str]]) -> str:
    links = "".join(f'<td>&nbsp;&gt;&nbsp;<a href="{href}" class="bt_link">{name}</a></td>' for name, href in trail)
    return f'<table class="wz"><tr><td><a href="/" class="bt_link">首页</a></td>{links}</tr></table>'


STYLE = Style(
    list_path=list_path,
    article_path=article_path,
    list_main=list_main,
    article_main=article_main,
    crumbs=crumbs,
    title=lambda site, text: f"{site.name} {text}",
    paged=False,
)
