"""From what runs found and people decided to the life of a case. Pure: equal events make equal lives.

A run's verdict counts from the moment the run began. Entries follow each other as the journal numbered them, whatever
the clocks of two desks say. A case that a person closed or waived stays so while runs find just what the person saw;
once it was in order and is not any more, or rests on other evidence, it is open again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from output.cases.life import Event, Life, Parting, Verdict, day_of, same_person
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.cases.state import LATE, OPEN, WAIVED, State
from output.journal.model import Act, Entry

_NEVER = datetime.min.replace(tzinfo=UTC)


def fold(
    verdicts: Sequence[Verdict],
    entries: Sequence[Entry],
    as_of: date,
    settings: CaseSettings = DEFAULT_CASES,
    parting: Parting | None = None,
) -> Life:
    """The life of one case on the day `as_of`, from its verdicts and entries in any order."""
    life = Life()
    for step in _in_order(verdicts, entries, parting):
        if isinstance(step, Verdict):
            life = _judged(life, step)
        elif isinstance(step, Parting):
            life = _parted(life, step)
        else:
            life = _decided(life, step)
    return _dated(life, as_of, settings)


def _in_order(
    verdicts: Sequence[Verdict], entries: Sequence[Entry], parting: Parting | None
) -> Iterator[Verdict | Entry | Parting]:
    steps: list[tuple[datetime, int, int, Verdict | Entry | Parting]] = []
    latest = _NEVER
    for verdict in sorted(verdicts, key=lambda one: one.number):
        latest = max(latest, verdict.at)
        steps.append((latest, 0, verdict.number, verdict))
    if parting:
        steps.append((max(latest, parting.at), 1, 0, parting))
    first = min((at for at, *_ in steps), default=_NEVER)
    latest = _NEVER
    for entry in sorted(entries, key=lambda one: one.entry_id or 0):
        # Nobody decides about a case before a run found it, unless his clock is behind; of a fold (F…) some may be new.
        latest = max(latest, entry.at if entry.case_id.startswith("F") else max(entry.at, first))
        steps.append((latest, 2, entry.entry_id or 0, entry))
    return (step for *_, step in sorted(steps, key=lambda one: one[:3]))


def _judged(life: Life, verdict: Verdict) -> Life:
    return _found(life, verdict) if verdict.deficient else _in_good_order(life, verdict)


def _found(life: Life, verdict: Verdict) -> Life:
    if life.stage in OPEN and life.deficient:  # the usual case, by far: nothing turned
        notices = life.runs_since_notice + (life.notified_at is not None)
        return replace(life, last_run=verdict.run_id, runs_since_notice=notices, evidence_hash=verdict.evidence_hash)
    seen = replace(life, first_run=life.first_run or verdict.run_id, last_run=verdict.run_id, deficient=True)
    if life.stage is None:
        return _opened(seen, verdict, "opened")
    if life.stage in OPEN:
        return _found(_tell(seen, verdict, "reopened"), verdict)
    if life.stage is State.continued or _is_held(life, verdict.evidence_hash):
        told = seen if life.found_again else _tell(seen, verdict, "found_again")
        return replace(told, found_again=verdict.run_id)
    return _opened(seen, verdict, "reopened")


def _is_held(life: Life, evidence_hash: str) -> bool:
    """Whether a person settled it knowing just this finding."""
    settled = life.stage in WAIVED or (life.stage is State.closed and bool(life.closed_by))
    return settled and not life.cleared_since and life.evidence_hash == evidence_hash


def _in_good_order(life: Life, verdict: Verdict) -> Life:
    if life.stage is None or (life.stage not in OPEN and not life.deficient and life.cleared_since):
        return life
    told = replace(_tell(life, verdict, "cleared") if life.deficient or life.open else life, deficient=False)
    if life.stage not in OPEN:
        return replace(told, cleared_since=True)
    return _closed(told, verdict.at, verdict.day, verdict.run_id, verdict.evidence_hash)


def _opened(life: Life, verdict: Verdict, event: str) -> Life:
    return _tell(_anew(life, verdict.day, verdict.evidence_hash), verdict, event)


def _anew(life: Life, day: date, evidence_hash: str) -> Life:
    """Open and untold, whatever was before: a new round of notice and reply begins."""
    return replace(
        life, stage=State.found, opened=day, notified_at=None, deadline=None, replied_at=None, confirmed=False,
        closed_at=None, closed_day=None, closed_by="", closed_run="", evidence_hash=evidence_hash,
        cleared_since=False, found_again="", runs_since_notice=0, proposal=None,
    )  # fmt: skip


def _closed(life: Life, at: datetime, day: date, run_id: str, evidence_hash: str, by: str = "") -> Life:
    return replace(
        life, stage=State.closed, closed_at=at, closed_day=day, closed_by=by, closed_run=run_id,
        evidence_hash=evidence_hash, cleared_since=not by, found_again="", proposal=None,
    )  # fmt: skip


def _tell(life: Life, verdict: Verdict, event: str) -> Life:
    told = Event(
        event=event, source="run", at=verdict.at, run_id=verdict.run_id, number=verdict.number,
        outcome=verdict.outcome, url=verdict.url, evidence_hash=verdict.evidence_hash,
    )  # fmt: skip
    return replace(life, events=(*life.events, told))


def _parted(life: Life, parting: Parting) -> Life:
    told = Event(
        event="continued", source="run", at=parting.at, run_id=parting.run_id, number=parting.number,
        text="、".join(parting.into),
    )  # fmt: skip
    return replace(life, stage=State.continued, proposal=None, events=(*life.events, told))


def _decided(life: Life, entry: Entry) -> Life:
    told = Event(
        event=str(entry.act), source="recheck" if entry.act is Act.recheck else "person", at=entry.at,
        passed=entry.passed, run_id=entry.run_id, person=entry.person, text=entry.text, url=entry.url, ground=entry.ground, evidence_hash=entry.evidence_hash,
        deadline=entry.deadline, entry_id=entry.entry_id,
    )  # fmt: skip
    seen = replace(life, events=(*life.events, told), last_entry=max(life.last_entry, entry.entry_id or 0))
    if life.stage is None or life.stage is State.continued:
        return seen
    return _ACTS[entry.act](seen, entry)


def _confirm(life: Life, entry: Entry) -> Life:
    return replace(life, confirmed=True) if life.open else life


def _notify(life: Life, entry: Entry) -> Life:
    if not life.open:
        return life
    told = replace(life, notified_at=life.notified_at or entry.at, deadline=entry.deadline or life.deadline)
    return replace(told, stage=State.notified) if life.stage in (State.found, State.returned) else told


def _start(life: Life, entry: Entry) -> Life:
    return replace(life, stage=State.fixing) if life.open else life


def _reply(life: Life, entry: Entry) -> Life:
    return replace(life, stage=State.replied, replied_at=entry.at) if life.open else life


def _reject(life: Life, entry: Entry) -> Life:
    return replace(life, stage=State.returned, deadline=entry.deadline or life.deadline) if life.open else life


def _recheck(life: Life, entry: Entry) -> Life:
    if entry.passed is None:  # nothing could be decided
        return life
    if entry.passed:
        if life.open:
            return _closed(life, entry.at, day_of(entry.at), entry.run_id, entry.evidence_hash)
        return replace(life, cleared_since=True)
    if life.open:
        return replace(life, stage=State.returned) if life.stage is State.replied else life
    if _is_held(life, life.evidence_hash):  # a re-check hashes pages, a run pieces: they do not compare
        return replace(life, found_again=entry.run_id)
    return _anew(life, day_of(entry.at), entry.evidence_hash)


def _settle(life: Life, entry: Entry) -> Life:
    if not life.open:
        return life
    return replace(life, proposal=entry) if entry.proposed else _settled(life, entry, entry.at, entry.person)


def _settled(life: Life, entry: Entry, at: datetime, by: str) -> Life:
    closed = _closed(life, at, day_of(at), entry.run_id, life.evidence_hash, by)
    return replace(closed, stage=State(entry.ground)) if entry.act is Act.waive else closed


def _approve(life: Life, entry: Entry) -> Life:
    proposal = life.proposal
    if proposal is None or proposal.entry_id != entry.about or same_person(proposal.person, entry.person):
        return life
    return _settled(life, proposal, entry.at, f"{proposal.person}、{entry.person}")


def _refuse(life: Life, entry: Entry) -> Life:
    return replace(life, proposal=None) if life.proposal and life.proposal.entry_id == entry.about else life


def _note(life: Life, entry: Entry) -> Life:
    return life


def _reopen(life: Life, entry: Entry) -> Life:
    return life if life.open else _anew(life, life.opened or day_of(entry.at), life.evidence_hash)


_ACTS: Mapping[Act, Callable[[Life, Entry], Life]] = {
    Act.confirm: _confirm,
    Act.notify: _notify,
    Act.start: _start,
    Act.reply: _reply,
    Act.reject: _reject,
    Act.recheck: _recheck,
    Act.close: _settle,
    Act.waive: _settle,
    Act.approve: _approve,
    Act.refuse: _refuse,
    Act.note: _note,
    Act.reopen: _reopen,
}


def _dated(life: Life, as_of: date, settings: CaseSettings) -> Life:
    if life.opened is None:
        return life
    until = life.closed_day or as_of
    too_long = life.runs_since_notice >= settings.overdue_runs
    past = life.deadline is not None and as_of > life.deadline + timedelta(days=settings.overdue_days)
    return replace(life, days_open=max((until - life.opened).days, 0), late=life.stage in LATE and (too_long or past))
