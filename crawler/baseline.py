"""What the unit's last good visit knew, and which of its pages need not be asked for again.

The homepage is always asked for, and so are columns and the first pages of lists for which it does not vouch
(`crawler.homepage`). A page below them is taken from the earlier
visit when what led to it (address, title and day in the list) is as before and the site was asked for it within four
weeks; which week pays for which page is told by a hash of its address. Pages that something open rests on (`focus`) are
asked for in every visit: they are mended in place. Whatever is asked for is asked conditionally (RFC 9110, section 13),
so that an unchanged page costs its site a 304 without a body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from crawler import capture
from crawler.capture import PageRow
from crawler.charset import decode
from crawler.cms import read_list
from crawler.drawn import is_drawn
from crawler.focus import WHOLE, Focus
from crawler.frontier import Want
from crawler.health import earlier_visits, is_good
from crawler.ledger import ANSWERED, UNLISTED
from crawler.rows import Rows
from crawler.scope import key
from crawler.turns import TURNS

WEEKS = 4
"""Weeks within which the site is asked for every page again."""
DAYS = 7 * WEEKS
TRUSTED = {True: DAYS, False: 3 * DAYS}
"""Days for which a 304 is believed, for pages with lists (True) and for others: a server may send it for ever."""
LISTS = frozenset({"home", "column", "list"})
LEAVES = frozenset({"article", "attachment", "other"})
"""Kinds of pages that hold content and lead to no lists."""
_TOLD = frozenset({*ANSWERED, "redirected", "absent"})
_BELOW = frozenset({"article", "attachment", "page"})
_COLUMNS = frozenset({"map", "column", "door", "probe"})
_SINGLE = frozenset({"article", "attachment"})
"""What a column's address may show instead of a list: one text, which is treated as texts in lists are."""
_LONGEST_VALIDATOR = 1000
_CLIMB = 500
"""Pages of a list are led to by the page before: so many are climbed at most."""


@dataclass(slots=True, kw_only=True)
class Baseline:
    """The rows of the last good visit by address, each naming the run that holds its body.

    `day` is the day of the visit that uses them; without one (or in a full visit) every page is asked for. In a `full`
    visit no request is conditional. The `focus` says what is asked for in any case, and what is not at all. `newest` has
    the keys of the entries of the last day on which a list of that visit shows one; for a unit that is `told` of
    something open, no homepage vouches.
    """

    rows: dict[str, PageRow] | Rows = field(default_factory=dict)
    day: date | None = None
    full: bool = False
    focus: Focus = WHOLE
    newest: frozenset[str] = frozenset()
    told: bool = False

    def row(self, url: str) -> PageRow | None:
        """What the earlier visit holds of a page, None when it holds no body of it or none may be used."""
        row = self.rows.get(url)
        return row if row and not self.full and row.state in ANSWERED and row.warc else None

    def conditions(self, want: Want) -> dict[str, str]:
        """Headers that make the request for a page conditional; none when its answer must be seen whole."""
        row = self.row(want.url)
        if row is None or not _same_entry(want, row) or self._age(row.day) >= TRUSTED[row.kind in LISTS]:
            return {}
        values = {"If-None-Match": row.etag, "If-Modified-Since": row.modified}
        return {name: value for name, value in values.items() if 0 < len(value) <= _LONGEST_VALIDATOR}

    def standing(
        self, want: Want, here: Mapping[str, PageRow], same_list: Callable[[str], bool],
        vouched: Callable[[Want, PageRow], bool],
    ) -> PageRow | None:  # fmt: skip
        """The earlier row that may stand for a page without asking for it; None when the site must be asked.

        `here` are this visit's rows; `same_list` tells of the address of one whether it shows the list that it showed,
        `vouched` of a column, door or map whether the homepage shows that nothing new is there.
        """
        row = self.rows.get(want.url)
        if row is None or want.drawn or self.full or self.day is None or not _same_entry(want, row):
            return None
        if self.focus.named(want.url):
            return None
        if not self.focus.holds(want):
            return row if row.state in _TOLD else None
        if want.role in TURNS:
            further = want.role == "list" or _place(want.url) == _place(want.referrer)
            stands = further and row.state in {*ANSWERED, "absent"} and same_list(want.referrer)
        elif want.role == "attachment":
            stands = row.state in {*ANSWERED, "redirected"} and self._as_before(want.referrer, here)
        elif want.role in _COLUMNS:
            single = row.state in ANSWERED and row.kind in _SINGLE
            stands = single or (not self.told and self.focus.columns is None and vouched(want, row))
        else:
            stands = want.role in _BELOW and _settled(row, want.rest)
        return row if stands and not due(_payer(want), row.checked, self.day) else None

    def same_list(self, row: PageRow, directory: Path) -> bool:
        """Whether a page that came now shows the list that it showed before. Raises CaptureError when unreadable."""
        before = self.row(row.url)
        if before is None:
            return False
        if before.digest == row.digest:
            return True
        old, new = (decode(capture.read_body(directory, one), one.content_type) for one in (before, row))
        one, other = read_list(old, row.url), read_list(new, row.url)
        return bool(one.items) and (one.items, one.more) == (other.items, other.more)

    def unlisted(self, seen: Callable[[str], bool]) -> Iterator[Want]:
        """Pages with content that the earlier visit held and that nothing led to in this one."""
        for url in self.rows:
            if seen(url) or is_drawn(url):
                continue
            row = self.rows[url]
            if row.state in ANSWERED and row.kind in LEAVES and row.warc:
                role = row.kind if row.kind == "attachment" else "article" if row.columns else "page"
                yield Want(
                    url=row.url, role=role, columns=row.columns, referrer=row.referrer, anchor=row.anchor,
                    list_date=row.list_date, rest=not row.columns,
                )  # fmt: skip

    def left_now(self, url: str, here: Mapping[str, PageRow]) -> bool:
        """Whether a page that nothing leads to left its lists only now, as far as they were seen."""
        row = self.rows[url]
        if row.reason == UNLISTED:
            return False
        above = row.referrer
        for _ in range(_CLIMB):  # a list's further page was not wanted when its first one could not be had
            if (led := here.get(above)) is not None:
                return led.state not in ("missed", "skipped")
            before = self.rows.get(above)
            above = before.referrer if before else ""
        return True

    def forget(self, url: str) -> None:
        """Let go of a page whose body cannot be read any more."""
        self.rows.forget(url) if isinstance(self.rows, Rows) else self.rows.pop(url, None)

    def _as_before(self, url: str, here: Mapping[str, PageRow]) -> bool:
        before, now = self.rows.get(url), here.get(url)
        return before is not None and now is not None and bool(now.digest) and before.digest == now.digest

    def _age(self, day: str) -> int:
        since = _day(day)
        return (self.day - since).days if self.day and since else 0


def baseline(
    data: Path, run_id: str, unit_id: str, day: date | None, full: bool = False, focus: Focus = WHOLE
) -> Baseline:
    """The unit's last good visit before run `run_id`.

    A visit of another version of the crawler has to be made anew, unless its `focus` is on some columns.
    Raises CaptureError when a ledger or a visit.json cannot be read.
    """
    told = unit_id in focus.told
    good = next((one for one in reversed(earlier_visits(data, run_id, unit_id)) if is_good(one)), None)
    if good is None:
        return Baseline(day=day, full=full, focus=focus, told=told)
    directory = capture.unit_dir(data, good.run_id, unit_id)
    rows = Rows.stored(directory, good.run_id)
    anew = full or (focus.columns is None and good.crawler != crawler_digest())
    newest = _newest(directory, good.run_id[:10])
    return Baseline(rows=rows, day=day, full=anew, focus=focus, newest=newest, told=told)


def _newest(directory: Path, until: str) -> frozenset[str]:
    """Keys of the entries of the last day, up to that of the visit, on which its lists show one."""
    last, found = "", set[str]()
    for _, row in capture.each_row(directory):
        if last <= row.list_date <= until and row.list_date:
            found = found if row.list_date == last else set()
            last = row.list_date
            found.add(key(row.url))
    return frozenset(found)


def due(url: str, checked: str, day: date) -> bool:
    """Whether a page that was last asked for on the day `checked` has to be asked for in the run of the day `day`.

    Its week is told by its address; what was asked for less than two weeks ago waits for another week (told by its
    address too), and nothing waits longer than four weeks.
    """
    last = _day(checked)
    if last is None or day < last:
        return True
    weeks, number = _week(day) - _week(last), int.from_bytes(hashlib.blake2b(url.encode(), digest_size=6).digest())
    if weeks >= WEEKS or (day - last).days > DAYS - 7:
        return True
    if weeks <= 1:
        return False
    own, spread = number % WEEKS, number // WEEKS % (WEEKS - 1)
    too_soon = own == (_week(last) + 1) % WEEKS
    return weeks == spread + 2 if too_soon else _week(day) % WEEKS == own


def day_of(run_id: str) -> date | None:
    """The day that a run's name begins with; None when it begins with none."""
    return _day(run_id[:10])


@cache
def crawler_digest() -> str:
    """A digest of the crawler's own code: what another version of it saw is not relied on."""
    root = Path(__file__).parent
    total = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        total.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def _same_entry(want: Want, row: PageRow) -> bool:
    return want.anchor == row.anchor and want.list_date == row.list_date


def _settled(row: PageRow, rest: bool) -> bool:
    """Whether an earlier row says all that there is to say of a page below the lists.

    Outside the columns (`rest`) a gap is none: there lists, and addresses that answered 404, are settled too.
    """
    if row.state == "redirected":
        return True
    return row.state == "absent" if rest and row.state not in ANSWERED else row.state in ANSWERED and (rest or row.kind in LEAVES)  # fmt: skip


def _payer(want: Want) -> str:
    """Whose week counts: a file's is that of the page that offers it, a page behind a pager's postback the list's."""
    return want.referrer if want.role == "attachment" and want.referrer else want.url.partition("#")[0]


def _place(url: str) -> str:
    """What the pages of one list service share."""
    return re.sub(r"\d+", "", url.partition("?")[0])


def _week(day: date) -> int:
    """Weeks since the year 1, from Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
