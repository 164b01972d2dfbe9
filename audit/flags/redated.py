"""Old items under a new date: the day shown to readers against the address, the signature, and what earlier runs saw.

Tolerances: a draft may lie 45 days before it is published; an address that names a month stands for its last day. Pages
that are kept up to date (guides, catalogues, profiles) carry the day of their last change and are left out, and so is a
text that speaks of days after the older date, for its words are new. A site that moved has many pages of one new day:
that is said once, and as such.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from audit.flags.model import Flag
from audit.flags.trace import Trace
from audit.reasons import china_date

DRAFT = timedelta(days=45)
SIGNED = timedelta(days=365)
MOVED = timedelta(days=7)
MIGRATED, MIGRATED_SHARE = 8, 0.3
DATED_TYPES = frozenset("notice policy statistics list_of_names news tender interpretation work_report".split())
EVENT_TYPES = frozenset("notice statistics list_of_names news tender".split())
_DAYS = (
    re.compile(r"(?:^|[/_])t(20\d{2})(\d{2})(\d{2})_"),
    re.compile(r"/(20\d{2})/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/(20\d{2})-(\d{1,2})[-/](\d{1,2})/"),
    re.compile(r"/(20\d{2})(\d{2})/?(\d{2})/"),
)
_MONTHS = (re.compile(r"/(20\d{2})-?(\d{2})/"), re.compile(r"/(20\d{2})/(\d{1,2})/"))
_NUMBER = re.compile(r"[〔\[(（【](20\d{2})[〕\])）】]")


@dataclass(frozen=True, slots=True)
class Older:
    """An older date of a page and where it is read."""

    day: date
    proof: str
    other_url: str = ""


def of_unit(traces: Sequence[Trace]) -> Iterator[Flag]:
    """Pages of a unit whose shown date is newer than they are; a whole site's move is one flag."""
    found = [(one, older) for one in traces if (older := _older(one))]
    dated = Counter(_host(one) for one in traces if one.published and not one.is_attachment)
    days: dict[tuple[str, date], list[tuple[Trace, Older]]] = defaultdict(list)
    for one, older in found:
        days[_host(one), one.published or older.day].append((one, older))
    for (host, day), group in sorted(days.items()):
        group.sort(key=lambda item: item[0].url)
        if len(group) >= MIGRATED and len(group) >= MIGRATED_SHARE * dated[host]:
            yield _migration(day, group)
            continue
        for one, older in group:
            yield Flag(
                kind="redated",
                url=one.url,
                other_url=older.other_url,
                proof=f"页面显示日期为{china_date(day)}，{older.proof}，相差{(day - older.day).days}天",
            )


def url_date(url: str) -> date | None:
    """The day that the path of an address names, the last day of the month where it names no day."""
    path = urlsplit(url).path
    for pattern in _DAYS:
        if found := list(pattern.finditer(path)):
            return _day(*map(int, found[-1].groups()))
    for pattern in _MONTHS:
        if found := list(pattern.finditer(path)):
            year, month = map(int, found[-1].groups())
            return _day(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None
    return None


def _older(one: Trace) -> Older | None:
    if one.published is None or one.is_attachment:
        return None
    return _by_history(one, one.published) or _by_address(one, one.published) or _by_signature(one, one.published)


def _by_history(one: Trace, shown: date) -> Older | None:
    if one.first_shown is None or not one.body or shown - one.first_shown <= MOVED:
        return None
    place = "同一网址" if one.first_url in ("", one.url) else "同标题同正文的另一网址"
    other = "" if place == "同一网址" else one.first_url
    return Older(
        one.first_shown, f"批次{one.first_run}采集时{place}显示为{china_date(one.first_shown)}，正文未变", other
    )


def _by_address(one: Trace, shown: date) -> Older | None:
    day = url_date(one.url)
    if day is None or shown - day <= DRAFT or one.page_type not in DATED_TYPES or _speaks_after(one, day):
        return None
    meta = one.metadata_published
    if meta is not None and abs((meta - shown).days) > abs((meta - day).days):
        return None
    return Older(day, f"网址所含日期为{china_date(day)}或更早")


def _by_signature(one: Trace, shown: date) -> Older | None:
    if one.page_type not in EVENT_TYPES or one.issuer != "self":
        return None
    if one.formed and shown - one.formed > SIGNED and not _speaks_after(one, one.formed):
        return Older(one.formed, f"正文落款日期为{china_date(one.formed)}")
    number = _NUMBER.search(one.doc_number)
    if number and (last := date(int(number[1]), 12, 31)) and shown - last > SIGNED and not _speaks_after(one, last):
        return Older(last, f"文号“{one.doc_number[:30]}”为{number[1]}年")
    return None


def _speaks_after(one: Trace, day: date) -> bool:
    return one.said is not None and one.said > day


def _migration(day: date, group: Sequence[tuple[Trace, Older]]) -> Flag:
    first, last = min(older.day for _, older in group), max(older.day for _, older in group)
    return Flag(
        kind="redated",
        url=group[0][0].url,
        proof=f"该站{len(group)}个页面的显示日期同为{china_date(day)}，原日期分布在{china_date(first)}至{china_date(last)}之间，疑为网站迁移或改版时统一改写，请核实；不逐页列出",
    )


def _host(one: Trace) -> str:
    return urlsplit(one.url).netloc


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
