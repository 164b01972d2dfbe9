"""A little government site of one's own: pages by address, as a visit would have left them, ready to be checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from audit.model import Document
from audit.read import read_bytes
from audit.site.checks import answer
from audit.site.facts import page_facts
from audit.site.model import PageFacts, SiteAnswer, SiteView
from crawler.capture import PageRow, Visit
from crawler.units import Unit

ROOT = "http://mzj.linhe.gov.cn/"
AS_OF = date(2026, 11, 23)
METAS = {"SiteName": "临河市民政局", "SiteDomain": "mzj.linhe.gov.cn", "SiteIDCode": "2200000012"}
COLUMN = {"ColumnName": "栏目", "ColumnDescription": "栏目说明", "ColumnKeywords": "栏目", "ColumnType": "信息公开"}
FOOT = (
    "<div class='footer'>主办：临河市民政局 地址：临河市同安街6号 联系电话：88230000 网站标识码2200000012 "
    "吉ICP备12000012号 吉公网安备 22010202000012号 <a href='/map.html'>网站地图</a></div>"
)
MENU = (
    "<ul class='nav'><li><a href='/zwgk/'>政务公开</a></li><li><a href='/gkzn/1.html'>政府信息公开指南</a></li>"
    "<li><a href='/gkzd/'>政府信息公开制度</a></li><li><a href='/zdgk/'>法定主动公开内容</a></li>"
    "<li><a href='/gknb/'>政府信息公开年报</a></li><li><a href='/ysq/'>依申请公开</a></li>"
    "<li><a href='/jzxx/'>局长信箱</a></li><li><a href='/bszn/'>办事指南</a></li></ul>"
)
PROSE = (
    "<p>为进一步做好全市困难群众基本生活保障工作，市民政局会同有关部门深入各县区开展走访，全面掌握困难家庭情况，"
    "指导各地按时足额发放救助资金，切实兜住兜牢基本民生底线。</p>"
    "<p>各县区要健全主动发现机制，及时把符合条件的困难家庭纳入保障范围，并按规定公示。</p>"
)


def metas(values: Mapping[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in values.items())


def html(
    main: str, tags: Mapping[str, str] = METAS, title: str = "临河市民政局", menu: str = MENU, foot: str = FOOT
) -> str:
    return f"<html><head><title>{title}</title>{metas(tags)}</head><body>{menu}{main}{foot}</body></html>"


def entries(*items: tuple[str, str, str]) -> str:
    """A list: (address, title, what stands beside it)."""
    rows = "".join(f"<li><a href='{href}'>{title}</a><span>{beside}</span></li>" for href, title, beside in items)
    return f"<ul class='list'>{rows}</ul>"


def article(title: str, body: str = PROSE, day: str = "2026-11-20", source: str = "临河市民政局", **tags: str) -> str:
    line = (f"发布时间：{day} " if day else "") + (f"来源：{source}" if source else "")
    filled = METAS | COLUMN | {"ArticleTitle": title, "PubDate": day, "ContentSource": source} | tags
    main = (
        f"<div class='detail'><h1>{title}</h1><div class='info'>{line}</div><div class='TRS_Editor'>{body}</div></div>"
    )
    return html(main, filled, title=f"{title}-临河市民政局")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the site. `state` other than fetched: it did not come; `columns` led to it."""

    path: str
    markup: str = ""
    kind: str = "article"
    state: str = "fetched"
    columns: tuple[str, ...] = ("政务公开",)
    anchor: str = ""
    list_date: str = ""
    reason: str = ""
    referrer: str = ROOT
    final_url: str = ""
    fetched_at: str = "2026-11-23T01:00:00Z"

    def row(self) -> PageRow:
        columns = () if self.kind == "home" else self.columns
        url = self.path if "//" in self.path else ROOT + self.path
        return PageRow(
            url=url, state=self.state, kind=self.kind, columns=columns, reason=self.reason, referrer=self.referrer,
            anchor=self.anchor, list_date=self.list_date, final_url=self.final_url, fetched_at=self.fetched_at,
        )  # fmt: skip


HOME = Page(
    path="",
    kind="home",
    markup=html(entries(*((f"/dt/{n}.html", f"市民政局开展走访活动之{n}", f"2026-11-{20 - n:02d}") for n in range(8)))),
)
"""A front page in good order."""
OTHER = Page(
    path="dt/1.html", markup=article("市民政局开展困难群众走访活动"), columns=("工作动态",), list_date="2026-11-20"
)


def unit(kind: str = "department", *sites: str) -> Unit:
    return Unit(unit_id="mzj", name="临河市民政局", kind=kind, duty=("civil_affairs",), sites=sites or (ROOT,))


def view(
    *pages: Page, owner: Unit | None = None, state: str = "", as_of: date = AS_OF, searchable: bool = True
) -> SiteView:
    """The site as the checks get it, read from its pages as an audit does."""
    rows = tuple(page.row() for page in pages)
    documents = tuple(_documents(pages))
    lost = any(row.state == "missed" for row in rows)
    visit = Visit(
        run_id="r1", unit_id="mzj", state=state or ("partial" if lost else "complete"), pages=len(rows),
        documents=len(documents), attachments=0, misses=sum(row.state == "missed" for row in rows),
        columns_found=(), started_at="", finished_at="", searchable=searchable,
    )  # fmt: skip
    return SiteView(
        unit=owner or unit(),
        visit=visit,
        pages=rows,
        documents=documents,
        facts={one.url: one for one in _facts(pages)},
        as_of=as_of,
    )


def _documents(pages: Sequence[Page]) -> Iterator[Document]:
    for page in pages:
        if page.state == "fetched" and page.kind in ("article", "attachment", "other"):
            row = page.row()
            yield replace(_read(page.markup, row.url, row.anchor), columns=row.columns)


def _facts(pages: Sequence[Page]) -> Iterator[PageFacts]:
    for page in pages:
        if page.state == "fetched" and page.kind != "attachment":
            yield _shown(page.markup, page.row().url, page.kind)


@cache
def _read(markup: str, url: str, name: str) -> Document:
    return read_bytes(markup.encode(), url, "text/html", name=name)


@cache
def _shown(markup: str, url: str, kind: str) -> PageFacts:
    return page_facts(markup.encode(), url, kind, "text/html")


def check(check_id: str, *pages: Page, owner: Unit | None = None, as_of: date = AS_OF, state: str = "") -> SiteAnswer:
    """What one check says of a site of these pages."""
    return answer(view(*pages, owner=owner, as_of=as_of, state=state), check_id)
