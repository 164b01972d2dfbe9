"""What the site checks work on and what they answer: `PageFacts`, `SiteView`, `SiteAnswer`."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from audit.model import Document, Outcome
from crawler.capture import PageRow, Visit
from crawler.scope import owner_of
from crawler.units import Unit

ANSWERED = frozenset({"fetched", "unchanged"})
UNSEEN = frozenset({"missed", "skipped"})
_WAYS = frozenset({"home", "column"})
MORE = "#more"
"""How the ledger marks that a list goes on where the crawl could not follow."""
_NO_TEXT = frozenset({"home", "list", "error", "other"})
_CLEAR = 8
"""Characters from which the words of a link tell what the page behind it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A link whose words name something a site owes: `key` is one of `audit.site.facts.MARKS`."""

    key: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A line of a public mailbox: the day of the letter, and whether the site itself calls it answered."""

    day: date
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a captured page shows of itself beyond its text. All collections are bounded.

    `metas`: the standard's meta tags (names in lower case); what is free text stands as FILLED. `footer`: which marks of a page foot stand
    anywhere on it. `drawn`: parts of the page are brought in by a frame or a script. `entries`: links that read like
    titles, `dated` of them with a day beside; `newest` the newest full day, `short_days` days printed without a year.
    `hidden`: links to strangers' hosts that no reader can see. `spam`: words of gambling or pornography trade.
    `targets`: what it links to (`linked` asks). `reading`, `original`: a link by its words leads to an
    interpretation, to a policy; `related`: a place for such links that a script may fill.
    """

    url: str
    kind: str
    metas: Mapping[str, str]
    footer: frozenset[str] = frozenset()
    drawn: bool = False
    entries: int = 0
    dated: int = 0
    newest: date | None = None
    short_days: frozenset[tuple[int, int]] = frozenset()
    blank: bool = False
    shows_date: bool = False
    marks: tuple[Mark, ...] = ()
    wordless: int = 0
    letters: tuple[Letter, ...] = ()
    hidden: tuple[str, ...] = ()
    spam: tuple[str, ...] = ()
    targets: frozenset[int] = frozenset()
    reading: bool = False
    original: bool = False
    related: bool = False

    def linked(self, url: str) -> bool:
        """Whether the page links to this (canonical) address."""
        return target(url) in self.targets


def target(url: str) -> int:
    """What stands for an address among a page's targets: few bytes, since a site has a hundred links on every page."""
    return zlib.crc32(url.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAnswer:
    """What a check came to. `share`: how much of what was looked at is right, 0 to 1."""

    outcome: Outcome
    reason: str
    url: str | None = None
    share: float | None = None


@dataclass(frozen=True)
class SiteView:
    """Everything a site check may look at: what the visit brought. `sampled` tells whether facts are of a sample."""

    unit: Unit
    visit: Visit
    pages: tuple[PageRow, ...]
    documents: tuple[Document, ...]
    facts: Mapping[str, PageFacts]
    as_of: date
    sampled: bool = False

    @property
    def root(self) -> str | None:
        """The site's first address."""
        return next(iter(self.unit.sites), None)

    @functools.cached_property
    def owns_site(self) -> bool:
        """Whether the unit has a site of its own, not only a section of a shared portal."""
        return any(is_front(url) for url in self.unit.sites)

    @functools.cached_property
    def today(self) -> date:
        """The day that ages are counted from: an old capture judged later must not make the site look stale."""
        days = [day for row in self.pages if row.state in ANSWERED and (day := iso_day(row.fetched_at[:10]))]
        return min(self.as_of, max(days, default=self.as_of))

    @functools.cached_property
    def homes(self) -> tuple[PageFacts, ...]:
        return tuple(one for one in self.facts.values() if one.kind == "home")

    @functools.cached_property
    def home_seen(self) -> bool:
        """Whether every front page that was wanted came."""
        return bool(self.homes) and not any(row.kind == "home" for row in self.unseen)

    @functools.cached_property
    def answered(self) -> tuple[PageRow, ...]:
        return tuple(row for row in self.pages if row.state in ANSWERED)

    @functools.cached_property
    def unseen(self) -> tuple[PageRow, ...]:
        """What was wanted and not got, in the disclosure columns or outside them."""
        return tuple(row for row in self.pages if row.state in UNSEEN)

    @functools.cached_property
    def unseen_ways(self) -> tuple[PageRow, ...]:
        """Unseen pages that may show something newer than all that came; the further pages of a list hold older."""
        return tuple(
            row for row in self.unseen if row.kind != "attachment" and not row.list_date and not row.url.endswith(MORE)
        )

    @functools.cached_property
    def absent(self) -> frozenset[str]:
        """Addresses that the site itself says are gone (404, 410)."""
        return frozenset(row.url for row in self.pages if row.state == "absent")

    @functools.cached_property
    def owners(self) -> frozenset[str]:
        """Registered domains of the unit's own addresses."""
        return frozenset(owner_of(url) for url in self.unit.sites)

    @functools.cached_property
    def articles(self) -> tuple[Document, ...]:
        """Documents in columns that are pages with a text of their own, read in full."""
        texts = {row.final_url or row.url for row in self.answered if row.kind == "article" and row.columns}
        return tuple(
            one
            for one in self.documents
            if one.url in texts and one.page_type not in _NO_TEXT and one.text and not one.unread
        )

    @functools.cached_property
    def entries(self) -> frozenset[str]:
        """Addresses that a list shows with a day."""
        return frozenset(row.final_url or row.url for row in self.answered if row.list_date)

    def marks(self, *keys: str) -> Iterator[Mark]:
        """Every link of the site that bears one of these marks."""
        for one in self.facts.values():
            yield from (mark for mark in one.marks if mark.key in keys)

    def gaps(self, words: str) -> tuple[PageRow, ...]:
        """Unseen pages behind which something named by the pattern `words` may stand.

        That is every unseen home and column, and every unseen list, text or file whose link or column names the thing
        or does not say what it is about.
        """
        pattern = re.compile(words)
        return tuple(row for row in self.unseen if _may_hold(row, pattern))

    def gap_answer(self, gaps: tuple[PageRow, ...]) -> SiteAnswer:
        """The answer where the thing may stand on a page that nobody saw."""
        reason = f"有{len(gaps)}个可能相关的页面本次未能查看，不作判定"
        return SiteAnswer(outcome=Outcome.UNCHECKED, reason=reason, url=gaps[0].url)


def _may_hold(row: PageRow, pattern: re.Pattern[str]) -> bool:
    names = " ".join((row.anchor, *row.columns))
    if row.kind in _WAYS or pattern.search(names):
        return True
    if row.kind == "list":
        return not row.columns
    return row.kind != "attachment" and (len(row.anchor) < _CLEAR or row.anchor.rstrip().endswith(("…", "...")))


def is_front(url: str) -> bool:
    """Whether an address of the registry names a whole host: no path, or a single page at its root."""
    path = urlsplit(url).path.strip("/")
    return not path or ("/" not in path and "." in path)


def iso_day(text: str) -> date | None:
    """A day written YYYY-MM-DD, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def told(outcome: Outcome, reason: str, url: str | None = None, share: float | None = None) -> SiteAnswer:
    """A `SiteAnswer` with its share rounded to what a table shows."""
    return SiteAnswer(outcome=outcome, reason=reason, url=url, share=None if share is None else round(share, 3))


def listed(names: list[str] | tuple[str, ...], most: int = 5) -> str:
    """Some names joined for a sentence; the rest counted."""
    more = f"等{len(names)}项" if len(names) > most else ""
    return "、".join(names[:most]) + more
