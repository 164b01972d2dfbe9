"""SITE-10 and SITE-16: are dates true, and does every text bear a date and a source?"""

from __future__ import annotations

from collections import Counter
from datetime import date

from audit.html.dates import url_date
from audit.model import Document, Outcome
from audit.reasons import china_date
from audit.site.model import SiteAnswer, SiteView, listed, told

APART_DAYS = 31
"""Days by which a shown date may differ from that of the address: systems name files when a draft is made."""
MOVED = 5
"""Pages whose addresses bear one day and whose shown dates all differ from it: that day the site was moved."""
GOOD, POOR = 0.95, 0.5
_FREE = frozenset({"profile", "guide", "catalogue", "statistics"})
"""Standing pages, which are renewed under one address and need no source."""


def dates_true(view: SiteView) -> SiteAnswer:
    """The day a page shows against the day its publishing system wrote into its address (SITE-10).

    A false date is a veto item of the national indicators: what differs is named for a person to confirm. Wrong names
    and wordings are beyond this check.
    """
    texts = [one for one in view.articles if one.published and one.page_type not in _FREE]
    compared = [(one, day) for one in texts if (day := url_date(one.url)) and day != one.published]
    same = sum(1 for one in texts if url_date(one.url) == one.published)
    if not compared and not same:
        return told(Outcome.UNCHECKED, "页面网址不含日期，无从比对", view.root)
    apart = [(one, day) for one, day in compared if _apart(one, day)]
    moved = {day for day, count in Counter(day for one, day in apart if day > _shown(one)).items() if count >= MOVED}
    odd = [(one, day) for one, day in apart if day not in moved]
    fact = f"核对网址含日期的页面{len(compared) + same}个"
    if not odd:
        return told(Outcome.MET, f"{fact}，未见所示日期与网址日期明显不符", view.root)
    said = [f"《{one.title[:30]}》所示{china_date(_shown(one))}、网址为{china_date(day)}" for one, day in odd]
    return told(
        Outcome.MANUAL,
        f"{fact}，{len(odd)}个所示日期与网址日期相差一个月以上，请核实：{listed(said, 3)}",
        odd[0][0].url,
    )


def _shown(document: Document) -> date:
    return document.published or date.min


def _apart(document: Document, day: date) -> bool:
    return abs((_shown(document) - day).days) > APART_DAYS


def dated_and_sourced(view: SiteView) -> SiteAnswer:
    """Every text shows its day and its source (SITE-16). Pages that did not come count as in order."""
    pages = [one for one in view.articles if one.page_type not in _FREE and one.url in view.facts]
    pages = [one for one in pages if one.url in view.entries] or pages
    if not pages:
        return told(Outcome.UNCHECKED, "没有可供核对的文章页，不作判定", view.root)
    undated = {one.url for one in pages if not _shows_date(view, one)}
    unsourced = {one.url for one in pages if not one.source}
    bad = [one for one in pages if one.url in undated | unsourced]
    fact = f"核对文章{len(pages)}篇"
    share = 1 - len(bad) / len(pages)
    if share >= GOOD:
        return told(Outcome.MET, f"{fact}，日期和来源标注齐全", view.root, share)
    reason = f"{fact}，{len(undated)}篇未见日期，{len(unsourced)}篇未见来源；如《{bad[0].title[:40]}》"
    unseen = sum(row.kind == "article" for row in view.unseen)
    hopeful = 1 - len(bad) / (len(pages) + unseen)
    return told(Outcome.MISSING if hopeful < POOR else Outcome.PARTIAL, reason, bad[0].url, share)


def _shows_date(view: SiteView, document: Document) -> bool:
    """Any full day on the page counts; the day of its address alone is nothing a reader sees."""
    facts = view.facts[document.url]
    return facts.shows_date or bool(document.published and document.published != url_date(document.url))
