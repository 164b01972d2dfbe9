"""Personal data on one unit's pages: every hit with its page, and the verdict on the protection of privacy (SA-11).

What is exposed never takes a publication away: a list with an identity number in it is a published list, and the number
is told apart, for the unit to take down at once. Until a person has confirmed a hit it is a suspicion (`manual`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from audit import privacy, reasons
from audit.judge import Judgement
from audit.model import Document, Finding, Outcome, PrivacyHit
from audit.question import Question, Site

Exposure = tuple[Document, PrivacyHit]
RELIEF = "SA"


def exposures(site: Site, as_of: date, salt: bytes) -> Iterator[Exposure]:
    """Every hit on the unit's pages and attachments: of each document by itself, then lists that have stood too long."""
    for judgement in site.judgements:
        yield from _of_document(site, judgement.document, as_of, salt)


def _of_document(site: Site, document: Document, as_of: date, salt: bytes) -> Iterator[Exposure]:
    hits = (*privacy.scan(document, salt), *privacy.overdue(document, site.day(document), as_of, salt))
    yield from ((document, hit) for hit in hits)


def verdict(question: Question) -> Finding:
    """SA-11: met when lists of persons were seen and nothing in them stands open. A person settles every hit."""
    site = question.site
    relevant = [one.document for one in site.judgements if _is_relief(site, one)]
    found = [hit for document in relevant for hit in _of_document(site, document, question.as_of, b"")]
    open_hits = [(document, hit) for document, hit in found if not hit.masked]
    if open_hits:
        names = {one: point.name for one, point in question.judge.book.points.items()}
        return question.finding(Outcome.MANUAL, reasons.exposed(open_hits, names), url=open_hits[0][0].url)
    lists = [document for document in relevant if privacy.names_persons(document)]
    if lists:
        reason = reasons.nothing_exposed(len(lists), len(question.unseen))
        return question.finding(Outcome.MET, reason, url=lists[0].url)
    return _no_list(question)


def _no_list(question: Question) -> Finding:
    site = question.site
    if question.unseen:
        return question.finding(Outcome.UNCHECKED, reasons.unseen(question.unseen), url=question.unseen[0].url)
    if site.visit.pages <= 1:
        return question.finding(Outcome.UNCHECKED, reasons.ONE_PAGE, url=next(iter(site.unit.sites), None))
    return question.finding(Outcome.INAPPLICABLE, reasons.NO_PERSONS)


def _is_relief(site: Site, judgement: Judgement) -> bool:
    """Whether a document is about relief and welfare, by itself or by the page that offers it."""
    parent = site.by_url.get(judgement.document.parent_url or "")
    return RELIEF in judgement.domains or (parent is not None and RELIEF in parent.domains)
