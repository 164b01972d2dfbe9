"""Little pages in the style of each publishing system, put together from parts."""

from __future__ import annotations

MENU = "".join(
    f'<li><a href="/c{n}/index.html">{name}</a></li>'
    for n, name in enumerate("首页 政务公开 办事服务 互动交流 专题专栏 走进本县".split())
)
FOOT = (
    "<div class='foot'><p>主办单位：青河县人民政府 网站标识码：1234560001 ICP备01234567号</p>"
    "<p>联系电话：0431-81234567 <a href='/map.html'>网站地图</a></p></div>"
)
FIRST = "为做好今年的养老服务工作，县民政局于四月上旬组织人员走访了全县十二家养老机构，逐一核对床位和收费情况。"
SECOND = "走访中发现的三处消防隐患已经当场整改，其余问题限期一个月办结，结果将在本栏目继续公布。"
THIRD = "下一步，县民政局将按季度更新机构名单，并接受社会监督，有关咨询请拨打窗口电话。"
PROSE = (FIRST, SECOND, THIRD)
TITLE = "青河县民政局公布养老机构走访情况"


def paragraphs(*lines: str) -> str:
    """Each line as a paragraph."""
    return "".join(f"<p>{line}</p>" for line in lines)


def metas(**names: str) -> str:
    """Meta tags of these names."""
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in names.items())


def page(body: str, *, head: str = "", heading: str = f"{TITLE}_青河县人民政府", crumb: str = "") -> bytes:
    """A whole page around `body`: menu, breadcrumb, footer."""
    crumb = (
        crumb or "当前位置：<a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开</a> &gt; <a href='/zwgk/mz/'>民政</a>"
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{heading}</title>{head}</head><body>"
        f"<ul class='nav'>{MENU}</ul><div class='crumb'>{crumb}</div>{body}{FOOT}</body></html>"
    ).encode()


def article(
    text: str = "",
    *,
    info: str = "发布时间：2024-04-12 &nbsp;&nbsp;&nbsp; 来源：县民政局",
    title: str = TITLE,
    after: str = "",
) -> str:
    """An article as most systems write it: headline, line of date and source, text in a box of its own."""
    text = text or paragraphs(*PROSE)
    return f"<div class='box'><h1>{title}</h1><div class='info'>{info}</div><div class='txt'>{text}</div>{after}</div>"
