"""Points that are owed on an event: what is said when nothing happened, and when something happened and nothing, or only
a part, was published about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from audit import reasons
from audit.happenings import alerts
from audit.happenings.events import Event
from audit.model import Finding, Outcome
from audit.question import Candidate, Question, shown

Occasion = Callable[[Question, Candidate, Sequence[Candidate]], Finding | None]


def unanswered(question: Question, found: Sequence[Candidate]) -> Event | None:
    """The first event whose limit has passed and of which no evidence tells."""
    days = [question.site.day(one.document) for one in found if one.fresh]
    return next(
        (
            event
            for event in question.events
            if event.due(question.as_of) and not any(event.told_by(day) for day in days)
        ),
        None,
    )


def no_occasion(question: Question) -> Finding | None:
    """Inapplicable, when no event was seen, or the limit of every one that was seen still runs."""
    if not question.events:
        return question.finding(Outcome.INAPPLICABLE, reasons.NO_EVENT)
    if not any(event.due(question.as_of) for event in question.events):
        event = question.events[-1]
        return question.finding(Outcome.INAPPLICABLE, reasons.event_not_due(event), url=event.url)
    return None


def in_part(question: Question, full: Candidate, found: Sequence[Candidate]) -> Finding | None:
    """Partial, when evidence that would do leaves out a part that an event asks for; else None."""
    rule = OCCASIONS.get(question.point.id, _every_event if question.point.event else None)
    return rule(question, full, found) if rule else None


def _every_event(question: Question, full: Candidate, found: Sequence[Candidate]) -> Finding | None:
    if event := unanswered(question, [one for one in found if not one.partial]):
        return question.finding(Outcome.PARTIAL, reasons.event_unanswered(question.point, full, event), **shown(full))
    return None


def _lifted(question: Question, full: Candidate, found: Sequence[Candidate]) -> Finding | None:
    """EN-13: every warning is lifted again, once it has stood too long to be still in force."""
    notices = question.notices
    for alert in alerts.alerts_of(notices, question.as_of):
        if alerts.lift_of(alert, notices) is None and alerts.over(alert, None, question.as_of):
            reason = reasons.warning_not_lifted(alert.title, alert.day)
            return question.finding(Outcome.PARTIAL, reason, url=alert.url, grade=full.evidence.grade)
    return None


def _updated(question: Question, full: Candidate, found: Sequence[Candidate]) -> Finding | None:
    """EN-14: between the start of a warning and its lifting something was published."""
    notices = question.notices
    days = [question.site.day(one.document) for one in found if one.fresh and not one.partial]
    for alert in alerts.alerts_of(notices, question.as_of):
        lift = alerts.lift_of(alert, notices)
        if alerts.over(alert, lift, question.as_of) and not any(alerts.during(alert, lift, day) for day in days):
            reason = reasons.nothing_during(full, alert.title, alert.day)
            return question.finding(Outcome.PARTIAL, reason, **shown(full))
    return None


def _plan_and_notice(question: Question, full: Candidate, found: Sequence[Candidate]) -> Finding | None:
    """HC-03: the plan always; when something happened, the notice of it too."""
    plans = [one for one in found if "预案" in one.document.title]
    notices = [one for one in found if one not in plans]
    if plans and (event := unanswered(question, notices)):
        return question.finding(Outcome.PARTIAL, reasons.event_unanswered(question.point, full, event), **shown(full))
    if not plans and not question.unseen:
        return question.finding(Outcome.PARTIAL, reasons.no_plan(full), **shown(full))
    return None


OCCASIONS: Mapping[str, Occasion] = {"EN-13": _lifted, "EN-14": _updated, "HC-03": _plan_and_notice}
"""Points whose event asks for more than that something was published after it."""
