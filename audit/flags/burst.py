"""A burst: a column silent for long that is filled in the last days before the audit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from audit.flags.model import Flag
from audit.flags.redated import DRAFT, url_date
from audit.flags.trace import Trace
from audit.reasons import china_date
from crawler.capture import PageRow

WINDOW, SILENT, YEAR = timedelta(days=7), timedelta(days=60), timedelta(days=365)
POSTS, SHARE, TIMES = 10, 0.6, 5
WEEKS = 8
"""Weeks that the proof counts one by one."""
SEASON, SEASONAL = timedelta(days=14), 5
MOST_OF_THE_SITE = 0.5
_EVENT = re.compile(r"预警|响应|灾情|汛情|震情|疫情|雨情|水情")
_ONE_DAY_OF_THE_YEAR = re.compile(r"预算|决算|年度报告|年报|招生|录取|招聘|录用")


def of_unit(traces: Sequence[Trace], pages: Sequence[PageRow], as_of: date) -> Iterator[Flag]:
    """Columns in which most of a year's posts are of the seven days up to `as_of`, after sixty days without any.

    A column with pages that could not be seen is not judged, nor one that is filled at this time every year.
    """
    unseen = {row.columns[-1] for row in pages if row.state == "missed" and row.columns}
    posts = _posts(traces)
    whole = sum(map(len, posts.values()))
    for path in sorted(posts):
        if path[-1] in unseen:
            continue
        if said := _burst([day for day, _ in posts[path]], [one.title for _, one in posts[path]], whole, as_of):
            newest = max(posts[path], key=lambda item: (item[0], item[1].url))[1]
            yield Flag(kind="burst", url=_address(path, pages) or newest.url, proof=f"栏目“{'＞'.join(path)}”{said}")


def _posts(traces: Sequence[Trace]) -> dict[tuple[str, ...], list[tuple[date, Trace]]]:
    """Column → its posts with their days; the same text counts once, what bears an older date elsewhere not at all."""
    found: dict[tuple[str, ...], dict[tuple[object, ...], tuple[date, Trace]]] = defaultdict(dict)
    for one in sorted(traces, key=lambda one: one.url):
        day = one.published
        if day is None or one.is_attachment or not one.columns or one.page_type in ("list", "home", "error"):
            continue
        older = url_date(one.url)
        if _EVENT.search(one.title) or (older and day - older > DRAFT):
            continue
        found[one.columns].setdefault((one.title, day, one.body), (day, one))
    return {path: list(inside.values()) for path, inside in found.items()}


def _burst(days: Sequence[date], titles: Sequence[str], whole: int, as_of: date) -> str:
    start = as_of - WINDOW + timedelta(days=1)
    now = sum(start <= day <= as_of for day in days)
    year = sum(as_of - YEAR < day <= as_of for day in days)
    before = [day for day in days if day < start]
    if now < POSTS or now < SHARE * year or now < TIMES * (year - now) / 51:
        return ""
    if any(start - day <= SILENT for day in before) or _every_year(days, start, as_of):
        return ""
    if sum(bool(_ONE_DAY_OF_THE_YEAR.search(title)) for title in titles) * 2 >= len(titles):
        return ""
    if not before and now > MOST_OF_THE_SITE * whole:
        return ""
    weeks = [sum(as_of - WINDOW * (n + 1) < day <= as_of - WINDOW * n for day in days) for n in reversed(range(WEEKS))]
    said = f"此前最近一条为{china_date(max(before))}" if before else "此前未见发布，可能为新设栏目"
    return (
        f"在检查日{china_date(as_of)}前7日内发布{now}条，占近一年{year}条的{round(100 * now / year)}%；{said}；"
        f"近{WEEKS}周逐周条数：{'、'.join(map(str, weeks))}"
    )


def _every_year(days: Sequence[date], start: date, as_of: date) -> bool:
    back = [YEAR * n for n in (1, 2)]
    return any(sum(start - year - SEASON <= day <= as_of - year + SEASON for day in days) >= SEASONAL for year in back)


def _address(path: tuple[str, ...], pages: Sequence[PageRow]) -> str:
    lists = [row for row in pages if row.kind in ("column", "list") and row.columns and row.columns[-1] == path[-1]]
    return min(((row.final_url or row.url) for row in lists), key=lambda url: (len(url), url), default="")
