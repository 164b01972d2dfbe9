"""SITE-13: the annual report on disclosure: in time, in six parts, with figures that add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from audit.html.dates import url_date
from audit.model import Document, Outcome, Table
from audit.reasons import china_date
from audit.site.absence import nothing_seen
from audit.site.model import SiteAnswer, SiteView, listed, told
from audit.timely.annual_report import PARTS, absent_parts

FORMAT_FROM = 2019
"""The format of 国办公开办函〔2019〕60号 is in force for reports on this year and later."""
_TITLE = re.compile(
    r"(20\d{2})\s*年?度?.{0,30}信息公开.{0,12}(?:年度报告|年报|报告)|信息公开.{0,20}(?:年度报告|年报|报告).{0,4}(20\d{2})"
)
_NUMBER = re.compile(r"-?\d+")
_ROWS = {
    "新收": re.compile(r"新收.{0,12}申请"),
    "上年结转": re.compile(r"上年.{0,6}结转"),
    "总计": re.compile(r"[七7].{0,3}总\s*计|处理结果.{0,6}总\s*计"),
    "结转下年": re.compile(r"结转下年"),
}


def report_complete(view: SiteView) -> SiteAnswer:
    """The latest report that is due is there, in time, in six parts, and its figures add up (SITE-13).

    Departments owe it by 31 January, governments (district, zone) by 31 March (条例, art. 49 and 50). Before that day
    the check applies only where the report is there already. Public institutions owe none.
    """
    if view.unit.kind == "institution":
        return told(Outcome.INAPPLICABLE, "本单位不承担编制政府信息公开工作年度报告的法定责任")
    year = view.as_of.year - 1
    limit = deadline(view.unit.kind, year)
    reports = [one for one in view.documents if _year(one) == year and one.issuer in ("self", "lower")]
    pages = [one for one in reports if not one.parent_url] or reports
    if pages:
        return _judged(view, pages, year, limit)
    if view.as_of <= limit:
        return told(Outcome.INAPPLICABLE, f"{year}年度报告的公布期限为{china_date(limit)}，本期不适用")
    return nothing_seen(
        view, "公开|年报|年度|报告", f"截至{china_date(view.as_of)}，未见{year}年政府信息公开工作年度报告"
    )


def deadline(kind: str, year: int) -> date:
    """The last day on which the report on `year` may appear (条例, art. 49 and 50)."""
    return date(year + 1, 3, 31) if kind in ("district", "zone") else date(year + 1, 1, 31)


def _year(document: Document) -> int | None:
    match = _TITLE.search(document.title)
    return int(match[1] or match[2]) if match else None


def _judged(view: SiteView, pages: list[Document], year: int, limit: date) -> SiteAnswer:
    texts = {one.url: _text(view, one) for one in pages}
    best = min(pages, key=lambda one: len(_lacking(texts[one.url])))
    lacking = _lacking(texts[best.url]) if year >= FORMAT_FROM else []
    share = 1 - len(lacking) / len(PARTS)
    unread = any(one.unread or one.images for one in (*pages, *_files(view, best)))
    unseen = any(row.referrer == best.url for row in view.unseen)
    if lacking and (unread or unseen):
        reason = f"《{best.title}》有图片或附件未能读取，六个部分是否齐全请人工核查"
        return told(Outcome.MANUAL, reason, best.url)
    faults = [f"未见{listed(lacking, len(PARTS))}"] if lacking else []
    if late := _late(pages, limit):
        faults.append(f"所示发布日期{china_date(late)}晚于{china_date(limit)}的期限")
    faults += _unequal(table for one in (best, *_files(view, best)) for table in one.tables)
    if faults:
        return told(Outcome.PARTIAL, f"《{best.title}》{'；'.join(faults)}", best.url, share)
    return told(Outcome.MET, f"《{best.title}》按期发布，六个部分齐全", best.url, share)


def _files(view: SiteView, page: Document) -> list[Document]:
    return [one for one in view.documents if one.parent_url == page.url]


def _text(view: SiteView, page: Document) -> str:
    return "\n".join([page.text, *(one.text for one in _files(view, page))])


def _lacking(text: str) -> list[str]:
    return list(absent_parts([text]))


def _late(pages: list[Document], limit: date) -> date | None:
    """The day shown, when every day that any copy bears is past the limit: a moved site renews them."""
    days = [day for one in pages for day in (one.published, one.metadata_published, url_date(one.url)) if day]
    shown = [one.published for one in pages if one.published]
    return min(shown) if shown and min(days) > limit else None


def _unequal(tables: Iterator[Table]) -> list[str]:
    """Where 新收 + 上年结转 differs from 办理总计 + 结转下年, column by column; silent when a row cannot be told."""
    for table in tables:
        rows = {name: _figures(table, pattern) for name, pattern in _ROWS.items()}
        if not all(rows.values()) or len({len(values) for values in rows.values()}) != 1:
            continue
        new, before, done, after = rows.values()
        for at in reversed(range(len(new))):
            if new[at] + before[at] != done[at] + after[at]:
                return [
                    f"申请办理情况数据不一致：新收{new[at]}件、上年结转{before[at]}件，办理总计{done[at]}件、结转下年{after[at]}件"
                ]
        return []
    return []


def _figures(table: Table, label: re.Pattern[str]) -> list[int]:
    """The numbers of the one row that bears a label; none when several do."""
    found = [row for row in table if any(label.search(cell) for cell in row)]
    cells = [cell.strip() for cell in found[0]] if len(found) == 1 else []
    return [int(cell) for cell in cells if _NUMBER.fullmatch(cell)]
