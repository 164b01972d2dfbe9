"""Personal data on one unit's pages: every hit with its page, and the verdict on the protection of privacy (SA-11).

What is exposed never takes a publication away: a list with an identity number in it is a published list, and the number
is told apart, for the unit to take down at once. Until a person has confirmed a hit it is a suspicion (`manual`).
"""

from __future__ import annotations

from datetime import date

from audit import privacy, reasons
from audit.judge import Judgement
from audit.model import Document, Finding, Outcome, PrivacyHit
from audit.privacy import Examined
from audit.question import Question, Site
from audit.reuse.screened import Screened

RELIEF = "SA"


def exposures(site: Site, as_of: date, salt: bytes) -> list[tuple[Document, PrivacyHit]]:
    """Every hit on a unit's pages and attachments with its document, lists that have stood too long among them."""
    documents = [one.document for one in site.judgements]
    return [
        (document, hit)
        for document in documents
        for hit in _examined(site, document).hits(salt, site.day(document), as_of)
    ]


def verdict(question: Question) -> Finding:
    """SA-11: met when lists of persons were seen and nothing in them stands open. A person settles every hit."""
    site = question.site
    relevant = [one.document for one in site.judgements if _is_relief(site, one)]
    exposed = [
        (document, hit)
        for document in relevant
        for hit in _examined(site, document).hits(b"", site.day(document), question.as_of)
        if not hit.masked
    ]
    if exposed:
        names = {one: point.name for one, point in question.judge.book.points.items()}
        return question.finding(Outcome.MANUAL, reasons.exposed(exposed, names), url=exposed[0][0].url)
    lists = [document for document in relevant if _examined(site, document).names_persons]
    if lists:
        reason = reasons.nothing_exposed(len(lists), len(question.unseen))
        return question.finding(Outcome.MET, reason, url=lists[0].url)
    return _no_list(question)


def _examined(site: Site, document: Document) -> Examined | Screened:
    return site.examined.get(document.url) or privacy.examine(document)


def _no_list(question: Question) -> Finding:
    site = question.site
    if question.unseen:
        return question.finding(Outcome.UNCHECKED, reasons.unseen(question.unseen), url=question.unseen[0].url)
    if thin := reasons.thin(site.visit):
        return question.finding(Outcome.UNCHECKED, thin, url=next(iter(site.unit.sites), None))
    return question.finding(Outcome.INAPPLICABLE, reasons.NO_PERSONS)


def _is_relief(site: Site, judgement: Judgement) -> bool:
    """Whether a document is about relief and welfare, by itself or by the page that offers it."""
    parent = site.by_url.get(judgement.document.parent_url or "")
    return RELIEF in judgement.domains or (parent is not None and RELIEF in parent.domains)
