"""Point × unit → findings. Absence needs proof, presence needs proof, and everything between is said as it is.

One finding for a point on a unit; for a point asked of every record (level R with a record kind), one for each record.
Pure: the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from audit import exposure, reasons
from audit.happenings.events import WINDOW
from audit.happenings.occasions import in_part, no_occasion, unanswered
from audit.judge import Judgement, most_about
from audit.limits import TOO_LARGE
from audit.model import Document, Finding, Lookalike, Outcome
from audit.per_record import per_record
from audit.question import Candidate, Question, best, candidates, shown
from audit.reading import terms_of
from audit.remarks import remarks
from audit.schemes import told_apart
from audit.sitewide import find_column
from audit.text import normalise
from audit.timely.freshness import DUE, fresh, valid_until, windows
from rules.model import Scheme

CHINA = timezone(timedelta(hours=8))
ENOUGH = 4
"""Characters of a word that names a point beyond doubt; shorter words (教育) count only where no longer one stands."""
HALF = 0.5
"""Of a requirement, where old evidence shows a part and nobody counted how much."""
MENTIONED = "E1"
"""Grade of a point that pages mention and none shows: no evidence, but a reason to look again before anybody is told."""
LOWER_SEVERITY = {"A": "B", "B": "C", "C": "C", "M": "M"}


def evaluate(question: Question) -> list[Finding]:
    """Judge one point on one unit: one finding, or one for each record."""
    point, visit = question.point, question.site.visit
    if question.role == "cooperating":
        return [question.finding(Outcome.INAPPLICABLE, reasons.COOPERATING)]
    if visit.state in ("unreachable", "blocked"):
        return [question.finding(Outcome.UNCHECKED, reasons.not_reached(visit))]
    if point.status == "draft":
        return [question.finding(Outcome.MANUAL, reasons.DRAFT)]
    if point.level == "X":
        return [exposure.verdict(question)]
    if any(rule.check == "column" for rule in point.recognise):
        return [_column(question)]
    if any(rule.check == "structure" and rule.kind == "searchable" for rule in point.recognise):
        return [_searchable(question)]
    found = list(candidates(question.site, point, question.scheme, question.as_of))
    if point.record and (findings := per_record(question, found)):
        return findings
    return [_unit(question, found)]


def _unit(question: Question, found: Sequence[Candidate]) -> Finding:
    """One verdict over all evidence: the best that can be proved."""
    point = question.point
    current = [one for one in found if one.fresh]
    if point.level == "M":
        return question.finding(Outcome.MANUAL, reasons.by_hand(point, found), **shown(best(found)))
    if point.parts and (divided := _part_by_part(question, found)):
        return divided
    if full := best(one for one in current if not one.partial):
        met = question.finding(Outcome.MET, reasons.met(full) + remarks(question, full.document), **shown(full))
        return in_part(question, full, found) or met
    if declared := _declared(question):
        return declared
    if part := best(current):
        return _not_all_seen(question, part) or question.finding(
            Outcome.PARTIAL,
            reasons.partial(part) + remarks(question, part.document),
            share=part.share,
            **shown(part),
        )
    if old := best(found):
        return nothing_happened(question) or _stale(question, old)
    return absent(question)


def _part_by_part(question: Question, found: Sequence[Candidate]) -> Finding | None:
    """The verdict on a requirement in parts, once one of them is shown: met when the pages together show all.

    The first part is what must be kept up; the others (a channel, a policy) stand until they are replaced.
    """
    parts = question.point.parts
    told = {part: best(one for one in found if one.evidence.part == part) for part in parts}
    there = {part: one for part, one in told.items() if one and (one.fresh or part != parts[0])}
    if not there or (parts[0] not in there and told[parts[0]]):
        return None
    part = next(iter(there.values()))
    if len(there) == len(parts):
        return question.finding(Outcome.MET, reasons.together(there), **shown(part))
    return _not_all_seen(question, part) or question.finding(
        Outcome.PARTIAL, reasons.apart(there, parts), share=len(there) / len(parts), **shown(part)
    )


def _stale(question: Question, old: Candidate) -> Finding:
    point, document, day = question.point, old.document, question.site.day(old.document)
    due = point.due_day(question.site.unit.kind) or DUE
    until = valid_until(point.freshness, day, document.title, due)
    return question.finding(
        Outcome.STALE,
        reasons.stale(point, old, day, until) + _on_occasion(question),
        share=HALF if old.partial else None,
        windows=windows(point.freshness, day, document.title, question.as_of),
        **shown(old),
    )


def _on_occasion(question: Question) -> str:
    """Which event a deficiency is about, and which pages were left out as dated after the audit."""
    event = unanswered(question, ())
    return (reasons.on_event(event) if event else "") + (reasons.ahead(question.ahead) if question.ahead else "")


def nothing_happened(question: Question) -> Finding | None:
    """Inapplicable, when a point is owed on events and none was seen whose limit has passed."""
    if not question.point.event or _stage_seen(question):
        return None
    return no_occasion(question)


def _not_all_seen(question: Question, part: Candidate) -> Finding | None:
    """No verdict on a part while the rest may stand where nobody looked: in the page's own files, or, when all there is
    comes from another body, in the columns' unseen pages."""
    site, page = question.site, part.document
    if part.note == reasons.FOREIGN:
        return absent(question) if question.unseen else None
    files = [one.document for one in site.judgements if one.document.unread and one.document.parent_url == page.url]
    if files and not part.note:
        doubts = [(page.url, reasons.unread(one)) for one in files]
        return question.finding(Outcome.MANUAL, reasons.doubtful(doubts), **shown(part))
    lost = [miss for miss in site.misses if miss.kind == "attachment" and miss.referrer == page.url]
    if lost and not part.note:
        return question.finding(Outcome.UNCHECKED, reasons.files_unseen(page, lost), **shown(part))
    return None


def absent(question: Question) -> Finding:
    """No evidence: manual on real doubt, unchecked on anything unseen, else missing (or inapplicable without event).

    A site of which a single page answered was not searched: what else there is may hang on a script.
    """
    point, site = question.point, question.site
    if doubts := _doubts(question):
        return question.finding(Outcome.MANUAL, reasons.doubtful(doubts), url=doubts[0][0])
    if question.unseen:
        return question.finding(Outcome.UNCHECKED, reasons.unseen(question.unseen), url=question.unseen[0].url)
    if thin := reasons.thin(site.visit):
        return question.finding(Outcome.UNCHECKED, thin, url=next(iter(site.unit.sites), None))
    if wrong := [document for document in question.ahead if _after_visit(question, document)]:
        return question.finding(Outcome.MANUAL, reasons.dated_ahead(wrong[0]), url=wrong[0].url)
    if nothing := nothing_happened(question):
        return nothing
    if question.kind and question.kind.optional and not _kind_seen(question, question.kind):
        return question.finding(Outcome.INAPPLICABLE, reasons.no_kind(question.kind))
    severity = LOWER_SEVERITY[question.severity] if point.local else question.severity
    near = list(_near(question))
    reason = reasons.missing(
        question.as_of, site.unit, point, question.kind, question.walked, len(site.judgements), near
    )
    reason += _on_occasion(question)
    return question.finding(
        Outcome.MISSING,
        reason,
        severity=severity,
        url=next(iter(site.unit.sites), None),
        grade=MENTIONED if near else None,
    )


def _near(question: Question) -> Iterator[tuple[Document, Lookalike]]:
    """What came near: evidence that does not say which 类别 it is for, and mentions that are no evidence."""
    point = question.point.id
    for judgement, told in question.site.evidence_of(point):
        if question.scheme and any(one.scheme is None for one in told):
            yield judgement.document, Lookalike(point=point, why=reasons.NO_KIND)
    yield from question.site.lookalikes_of(point)


def _declared(question: Question) -> Finding | None:
    """A declaration of the latest full year, or of this one."""
    due = question.point.due_day(question.site.unit.kind) or DUE
    for judgement in question.site.declaring:
        title, day = judgement.document.title, question.site.day(judgement.document)
        if (day is not None and day > question.as_of) or not fresh(["FY"], day, title, question.as_of, due):
            continue
        for one in judgement.declarations:
            if one.point == question.point.id and question.concerns(one.schemes):
                reason = reasons.declared(judgement.document, one.snippet)
                return question.finding(Outcome.DECLARED, reason, url=judgement.document.url)
    return None


def _doubts(question: Question) -> list[tuple[str, str]]:
    """Real doubt: an unread attachment of a page about the point, or a label with an odd value."""
    found: list[tuple[str, str]] = []
    for judgement in question.site.doubtful:
        document = judgement.document
        if document.unread and _about(question, judgement):
            found.append((document.parent_url or document.url, reasons.unread(document)))
        found += [
            (document.url, doubt.why)
            for doubt in judgement.doubts
            if doubt.point == question.point.id and question.concerns(doubt.schemes)
        ]
    return found


def _about(question: Question, judgement: Judgement) -> bool:
    """Whether an unread file belongs to the point: its page stands in the domain and is named for the point."""
    document = judgement.document
    parent = question.site.by_url.get(document.parent_url or "")
    domains = judgement.domains | (parent.domains if parent else frozenset())
    if question.domain.prefix not in domains:
        return False
    subjects = question.judge.book.subjects
    if question.domain.prefix not in subjects and domains & subjects:
        return False  # a file on a subject of its own is no doubt about the general duties
    if document.unread == TOO_LARGE and document.text:
        return True  # what lies beyond the limit may be on any point of the domain
    title = parent.document.title if parent else ""
    heading = normalise(" ".join((document.title, title, *document.columns[-1:])))
    schemes = question.domain.schemes_of(question.point)
    if not question.concerns(told_apart(schemes, question.judge.segmenter, heading)):
        return False
    return question.point in most_about(question.domain.points, question.judge.segmenter, heading, ENOUGH)


def _kind_seen(question: Question, kind: Scheme) -> bool:
    """Whether the unit shows anything about a 类别: evidence for a point of its domain, or a column of that name."""
    spans = question.judge.segmenter.spans
    if any(spans(term, normalise(name)) for name in question.site.columns for term in terms_of(kind.terms)):
        return True
    return any(one.scheme == kind.id for judgement in question.site.judgements for one in judgement.evidence)


def _stage_seen(question: Question) -> bool:
    """Whether another stage of the same procedure was published within the audit window."""
    if not question.scheme:
        return False
    days = (question.site.day(judgement.document) for judgement, _ in question.site.evidence_of(question.point.id))
    return any(day is None or 0 <= (question.as_of - day).days <= WINDOW for day in days)


def _after_visit(question: Question, document: Document) -> bool:
    """Whether a page is dated later than the day it was seen on: then its date is wrong, not the page young."""
    finished, day = question.site.visit.finished_at, question.site.day(document)
    return bool(finished) and day is not None and day > datetime.fromisoformat(finished).astimezone(CHINA).date()


def _column(question: Question) -> Finding:
    rule = next(rule for rule in question.point.recognise if rule.check == "column")
    answer = find_column(rule, question.site.columns, question.judge.segmenter, question.as_of)
    column = answer.column
    if column is None:
        found = list(candidates(question.site, question.point, question.scheme, question.as_of))
        return _unit(question, found) if found else absent(question)
    reason = reasons.column(column)
    if answer.late:
        return question.finding(Outcome.STALE, reasons.column_late(column, question.as_of), url=column.url, grade="E2")
    outcome = Outcome.PARTIAL if answer.weak else Outcome.MET
    return question.finding(outcome, reasons.column_weak(column) if answer.weak else reason, url=column.url, grade="E2")


def _searchable(question: Question) -> Finding:
    if question.site.visit.searchable:
        return question.finding(
            Outcome.MET, reasons.SEARCHABLE, url=next(iter(question.site.unit.sites), None), grade="E2"
        )
    return absent(question)
