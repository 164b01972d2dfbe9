"""SITE-02 and SITE-03: are the front page and the columns kept up to date?"""

from __future__ import annotations

import re
from datetime import date

from audit.html.dates import first_date
from audit.model import Outcome
from audit.reasons import china_date
from audit.site.columns import SiteColumn, columns_of, latest
from audit.site.model import SiteAnswer, SiteView, listed, told

HOME_DAYS = 14
NEWS_DAYS = 14
NOTICE_DAYS = 184
STALE_COLUMNS = 5
BLANK_COLUMNS = 5
"""Numbers of stale and of blank columns that make the veto item 栏目不更新 of the 2019 indicators."""
DATED_ENTRIES = 5
"""Dated entries from which a front page shows how new it is."""
_NEWS = re.compile(r"(?:动态|要闻|新闻|资讯)$|新闻")
_NOTICE = re.compile(
    r"通知公告|公[示告]公[告示]|通知公示|^(?:通知|公告|公示)$|政策文件|政策法规|规范性文件|部门文件|本级文件"
)
_CLOSED = re.compile(r"历史|往期|归档|废止|失效|专题|上级|国家|省")
"""Columns that nobody is asked to add to, or whose pace others set."""


def home_updated(view: SiteView) -> SiteAnswer:
    """A dated change on the front page in the last two weeks (points.md section 4, SITE-02; 2019 indicators).

    Days are those beside the links and in their addresses. A page that shows too few of them decides nothing, and
    neither does one whose site has newer texts elsewhere: the page may be filled by a script.
    """
    if not view.home_seen:
        return told(Outcome.UNCHECKED, "首页本次未能查看，不作判定", view.root)
    today, homes = view.today, view.homes
    newest = max((day for one in homes if (day := latest(one.short_days, one.newest, today))), default=None)
    if newest and (today - newest).days <= HOME_DAYS:
        return told(Outcome.MET, f"首页最新内容为{china_date(newest)}", homes[0].url)
    if newest is None or sum(one.dated for one in homes) < DATED_ENTRIES:
        return told(Outcome.MANUAL, "首页条目未标日期，请人工核查更新情况", homes[0].url)
    fact = f"截至{china_date(today)}，首页最新内容为{china_date(newest)}，未见两周内更新"
    shown = [
        *(one.published for one in view.documents if not one.parent_url),
        *(first_date(row.list_date) for row in view.pages),
    ]
    elsewhere = max((day for day in shown if day and day <= today), default=newest)
    if (today - elsewhere).days <= HOME_DAYS or any(one.drawn for one in homes):
        return told(Outcome.MANUAL, f"{fact}；网站另有较新内容或首页由脚本生成，请人工核查", homes[0].url)
    if view.unseen_ways:
        return view.gap_answer(view.unseen_ways)
    return told(Outcome.MISSING, fact, homes[0].url)


def columns_updated(view: SiteView) -> SiteAnswer:
    """News columns updated within two weeks, notice and policy columns within six months, none blank (SITE-03).

    From 5 stale or 5 blank columns on the check fails, as in the 2019 indicators; fewer are told. Entries without a
    day count as not updated. Which other columns are due is nowhere written, so they are not judged. A column with
    unseen pages is not judged: its newest entry may stand there.
    """
    columns = [one for one in columns_of(view) if not _CLOSED.search(one.name)]
    judged = [one for one in columns if not one.unseen and one.entries and _window(one)]
    stale = [one for one in judged if _is_stale(one, view.today)]
    blank = [one for one in columns if not one.unseen and one.blank and not one.entries]
    if not judged and not blank:
        if any(one.unseen for one in columns):
            return told(Outcome.UNCHECKED, "动态、通知和政策类栏目有页面本次未能查看，不作判定", view.root)
        return told(Outcome.MANUAL, "未见可据以核对更新的动态、通知或政策类栏目，请人工核查", view.root)
    share = 1 - len(stale) / len(judged) if judged else None
    if not stale and not blank:
        return told(Outcome.MET, f"核对{len(judged)}个栏目，均在规定期限内更新", view.root, share)
    failed = len(stale) >= STALE_COLUMNS or len(blank) >= BLANK_COLUMNS
    parts = []
    if stale:
        parts.append(f"未在规定期限内更新的栏目{len(stale)}个（{listed([_said(one) for one in stale])}）")
    if blank:
        parts.append(f"空白栏目{len(blank)}个（{listed([one.name for one in blank])}）")
    reason = f"截至{china_date(view.today)}，核对{len(judged)}个栏目，" + "；".join(parts)
    return told(Outcome.MISSING if failed else Outcome.PARTIAL, reason, (stale or blank)[0].url, share)


def _window(column: SiteColumn) -> int:
    """Days within which a column of this name is due, 0 when nobody says."""
    return NEWS_DAYS if _NEWS.search(column.name) else NOTICE_DAYS if _NOTICE.search(column.name) else 0


def _is_stale(column: SiteColumn, today: date) -> bool:
    return column.newest is None or (today - column.newest).days > _window(column)


def _said(column: SiteColumn) -> str:
    return f"“{column.name}”{'最新为' + china_date(column.newest) if column.newest else '条目未标日期'}"
