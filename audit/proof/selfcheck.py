"""A unit's editor asks before the supervisor does: what do my pages show, what do they lack, what is left to add?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from audit.evaluate import evaluate
from audit.judge import Judge
from audit.model import Document, Finding, Outcome, PrivacyHit
from audit.per_record import bundle
from audit.privacy import scan
from audit.proof.advice import Action, actions
from audit.proof.stored import ProofError, StoredRun, disclosures, questions_of
from audit.proof.whatif import Flip, flips
from audit.question import Site
from audit.run import documents_of, site_of
from crawler import capture
from crawler.capture import Visit
from crawler.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """One given page: the supervisor's findings that speak of it, and personal data that stands in it."""

    document: Document
    findings: tuple[Finding, ...]
    privacy: tuple[PrivacyHit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """The answer. `flips` and `actions` speak of the whole unit where a stored run is known, else of the pages only."""

    pages: tuple[PageAnswer, ...]
    findings: tuple[Finding, ...]
    flips: tuple[Flip, ...]
    actions: tuple[Action, ...]


def of_pages(unit: Unit, documents: Sequence[Document], judge: Judge, as_of: date, salt: bytes) -> SelfCheck:
    """Judge the given pages by themselves: what stands on them, and what their records lack."""
    site = site_of(unit, _answered(unit), (), documents, judge)
    ours = {bundle(document) for document in documents} | {document.url for document in documents}
    findings = tuple(
        finding
        for question in questions_of(site, judge, as_of)
        for finding in evaluate(question)
        if finding.url in ours and finding.outcome is not Outcome.INAPPLICABLE
    )
    return SelfCheck(
        pages=tuple(_pages(documents, findings, salt)),
        findings=findings,
        flips=(),
        actions=tuple(actions(findings, judge.book, titles_of(site))),
    )


def with_pages(
    run: StoredRun, unit_id: str, documents: Sequence[Document], judge: Judge, as_of: date, salt: bytes
) -> SelfCheck:
    """Judge the unit of a stored run as if the given pages stood on its site, in place of those of the same address."""
    unit, visit, directory = run.unit(unit_id), run.visit(unit_id), run.directory(unit_id)
    if visit is None:
        raise ProofError(f"{unit_id}: was not visited in run {run.run_id}")
    given = {document.url for document in documents}
    pages = [row for row in capture.read_pages(directory) if not {row.url, row.final_url, row.referrer} & given]
    others = [one for one in documents_of(directory, pages) if not {one.url, one.parent_url} & given]
    site = site_of(unit, visit, pages, [*others, *documents], judge)
    findings = tuple(one for question in questions_of(site, judge, as_of) for one in evaluate(question))
    return SelfCheck(
        pages=tuple(_pages(documents, findings, salt)),
        findings=findings,
        flips=tuple(flips(run.run_id, unit_id, disclosures(run.findings(unit_id)), findings)),
        actions=tuple(actions(findings, judge.book, titles_of(site))),
    )


def titles_of(site: Site) -> dict[str, str]:
    """The titles of a site's pages by URL."""
    return {one.document.url: one.document.title or one.document.url for one in site.judgements}


def _answered(unit: Unit) -> Visit:
    """A visit that brought nothing but the given pages."""
    return Visit(
        run_id="", unit_id=unit.unit_id, state="complete", pages=2, documents=0, attachments=0, misses=0,
        columns_found=(), started_at="", finished_at="",
    )  # fmt: skip


def _pages(documents: Sequence[Document], findings: Sequence[Finding], salt: bytes) -> Iterable[PageAnswer]:
    for document in documents:
        about = tuple(one for one in findings if one.url == document.url)
        yield PageAnswer(document=document, findings=about, privacy=tuple(scan(document, salt)))
