"""The site checks by id, and their findings on one unit. Pure but for reading the unit's own captures.

A section of a shared portal owes only what its editors can do; the rest is the portal's. What our crawl could not see
is never a fault of the site: a visit that reached nothing decides nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from audit import privacy
from audit.model import Finding, Outcome
from audit.question import Site
from audit.reuse.cache import Cache, key_of
from audit.site import contact, dates, footer, links, platform, reach, report, tags, tamper, updates
from audit.site.facts import page_facts
from audit.site.model import ANSWERED, PageFacts, SiteAnswer, SiteView, told
from crawler import capture
from crawler.capture import CaptureError, PageRow
from rules.model import Book, Point

log = logging.getLogger(__name__)
Check = Callable[[SiteView], SiteAnswer]

CHECKS: dict[str, Check] = {
    "SITE-01": reach.reachable,
    "SITE-02": updates.home_updated,
    "SITE-03": updates.columns_updated,
    "SITE-04": contact.replies,
    "SITE-05": contact.services,
    "SITE-06": links.links_open,
    "SITE-07": tags.tags_present,
    "SITE-08": tags.tags_sound,
    "SITE-09": tamper.untouched,
    "SITE-10": dates.dates_true,
    "SITE-11": footer.footer_complete,
    "SITE-12": platform.platform_complete,
    "SITE-13": report.report_complete,
    "SITE-14": platform.guide_complete,
    "SITE-15": links.interpretations_linked,
    "SITE-16": dates.dated_and_sourced,
}
SECTION = frozenset({"SITE-03", "SITE-06", "SITE-09", "SITE-10", "SITE-12", "SITE-13", "SITE-14", "SITE-15", "SITE-16"})
"""What a section of a shared portal owes; the rest lies with the portal."""
NOT_OWN = "本单位在共用门户设栏目，该项由门户主办单位负责"
NO_SITE = "登记表未列本单位网站地址，未作检查"
NOT_REACHED = {"blocked": "网站返回安全验证页面，本次未能检查", "unreachable": "网站无法访问，本次未能检查"}
ONE_PAGE = "网站仅有一个页面应答，不作判定"
MOST_PAGES = 2_000
"""Pages whose facts are gathered; of a larger site its ways (home, columns, lists) and an even sample of the rest."""
_WAYS = frozenset({"home", "column", "list"})


def site_findings(
    directory: Path,
    site: Site,
    pages: Sequence[PageRow],
    book: Book,
    digests: Mapping[str, str],
    as_of: date,
    cache: Cache | None = None,
) -> list[Finding]:
    """The findings of all active site checks on one unit. In: its directory with the captures, its judged site, the
    rows of its ledger, the book with the digests of its points, the day that the findings speak of, and what earlier
    audits kept of unchanged pages."""
    chosen = sample(pages)
    view = SiteView(
        unit=site.unit,
        visit=site.visit,
        pages=tuple(pages),
        documents=tuple(one.document for one in site.judgements),
        facts={one.url: one for one in facts_of(directory, chosen, cache)},
        as_of=as_of,
        sampled=len(chosen) < sum(map(_is_page, pages)),
    )
    active = [book.points[one] for one in CHECKS if one in book.points and book.points[one].status == "active"]
    return [_finding(view, point, answer(view, point.id), digests) for point in active]


def answer(view: SiteView, check_id: str) -> SiteAnswer:
    """What one check says of a site, after what holds for all: whether it is owed, and whether anything was seen."""
    if not view.unit.sites:
        return told(Outcome.UNCHECKED, NO_SITE)
    if check_id not in SECTION and not view.owns_site:
        return told(Outcome.INAPPLICABLE, NOT_OWN)
    if check_id != "SITE-01":
        if reason := NOT_REACHED.get(view.visit.state):
            return told(Outcome.UNCHECKED, reason, view.root)
        if len(view.answered) <= 1:
            return told(Outcome.UNCHECKED, ONE_PAGE, view.root)
    return CHECKS[check_id](view)


def sample(pages: Sequence[PageRow]) -> list[PageRow]:
    """The pages to gather facts of, at most `MOST_PAGES`: all ways to others first, then every n-th of the rest."""
    ways = [row for row in pages if _is_page(row) and row.kind in _WAYS][:MOST_PAGES]
    rest = [row for row in pages if _is_page(row) and row.kind not in _WAYS]
    room = MOST_PAGES - len(ways)
    step = -(-len(rest) // room) if room else 0
    return [*ways, *(rest[::step] if step else [])]


def facts_of(directory: Path, pages: Sequence[PageRow], cache: Cache | None = None) -> list[PageFacts]:
    """The facts of captured pages; one whose capture cannot be read is left out and named in the log."""
    keys = [_key(row) for row in pages]
    known = cache.facts(key for key in keys if key) if cache else {}
    fresh: dict[bytes, PageFacts] = {}
    found: list[PageFacts] = []
    for row, key in zip(pages, keys, strict=True):
        if (facts := known.get(key)) is None:
            try:
                body = capture.read_body(directory, row)
            except CaptureError as error:
                log.warning("no site facts: %s", error)
                continue
            facts = page_facts(body, row.final_url or row.url, _kind(row), row.content_type)
            fresh |= {key: facts} if key else {}
        found.append(facts)
    if cache:
        cache.keep_facts(fresh)
    return found


def _key(row: PageRow) -> bytes:
    """What a page's facts are kept under; a row without a digest stands for no known body."""
    return key_of("site", row.digest, row.final_url or row.url, _kind(row), row.content_type) if row.digest else b""


def _kind(row: PageRow) -> str:
    """The page's kind; a site map is walked like a column, and stands in none."""
    return "other" if row.kind == "column" and not row.columns else row.kind


def _is_page(row: PageRow) -> bool:
    return row.state in ANSWERED and row.kind != "attachment"


def _finding(view: SiteView, point: Point, said: SiteAnswer, digests: Mapping[str, str]) -> Finding:
    return Finding(
        unit_id=view.unit.unit_id,
        point_id=point.id,
        outcome=said.outcome,
        severity=point.severity,
        reason=privacy.mask(said.reason),
        url=said.url,
        share=said.share,
        searched_pages=len(view.facts),
        unseen_pages=len(view.unseen),
        rule_digest=digests[point.id],
        as_of=view.as_of,
    )
