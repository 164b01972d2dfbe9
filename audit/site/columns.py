"""The columns of a site as the visit saw them: which pages list them, how many entries, how new the newest is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from audit.html.dates import first_date, url_date
from audit.site.model import ANSWERED, MORE, UNSEEN, SiteView
from crawler.capture import PageRow

FIRST_PAGE = 5
"""Entries seen from which the first page of a list was seen."""


@dataclass(slots=True)
class SiteColumn:
    """One column. `lost`: pages of it did not come. `cut`: its list goes on where we could not follow. `blank`: every
    page of it says itself that there is nothing."""

    name: str
    url: str = ""
    entries: int = 0
    days: list[date] = field(default_factory=list)
    lost: bool = False
    cut: bool = False
    blank: bool = True

    @property
    def unseen(self) -> bool:
        """Whether its newest entry may stand where nobody looked; a list's further pages hold older ones."""
        return self.lost or (self.cut and self.entries < FIRST_PAGE)

    @property
    def newest(self) -> date | None:
        return max(self.days, default=None)


def columns_of(view: SiteView) -> list[SiteColumn]:
    """Every column that the visit opened, by the names on the way to it."""
    found: dict[str, SiteColumn] = {}
    days = {one.url: one.published or one.metadata_published for one in view.documents}
    for row in view.pages:
        for name in row.columns:
            column = found.setdefault(name, SiteColumn(name))
            if row.state in UNSEEN:
                column.cut = column.cut or row.url.endswith(MORE)
                column.lost = column.lost or not row.url.endswith(MORE)
                column.blank = False
            elif row.kind in ("column", "list"):
                _take_list(view, column, row, innermost=name == row.columns[-1])
            elif row.kind in ("article", "attachment", "other"):
                _take_entry(column, row, days.get(row.final_url or row.url))
    return [column for column in found.values() if column.url]


def _take_list(view: SiteView, column: SiteColumn, row: PageRow, innermost: bool) -> None:
    facts = view.facts.get(row.final_url or row.url)
    if row.state not in ANSWERED or facts is None:
        return
    if innermost:
        column.url = column.url or facts.url
    column.blank = column.blank and facts.blank
    if facts.newest:
        column.days.append(facts.newest)
    column.days += _this_year(facts.short_days, view.today)


def _take_entry(column: SiteColumn, row: PageRow, day: date | None) -> None:
    column.entries += 1
    column.blank = False
    column.days += [one for one in (first_date(row.list_date), day, url_date(row.url)) if one]


def _this_year(short: frozenset[tuple[int, int]], today: date) -> Iterator[date]:
    """Days printed without a year, each as the latest such day up to `today`."""
    for month, day in short:
        for year in (today.year, today.year - 1):
            try:
                full = date(year, month, day)
            except ValueError:
                continue
            if full <= today:
                yield full
                break


def latest(short: frozenset[tuple[int, int]], newest: date | None, today: date) -> date | None:
    """The newest of a page's days, those without a year among them."""
    return max([*_this_year(short, today), *([newest] if newest else [])], default=None)
