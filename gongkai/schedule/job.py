"""The one command that the timers call: do what is due, once, write down how it went, and tell the supervisor."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from crawler.run import RestingError
from gongkai.schedule import ledger, wording
from gongkai.schedule.decide import MOST_CUTS, GiveUp, Nothing, Run, Tell, decide
from gongkai.schedule.figures import figures, last_published, unanswered
from gongkai.schedule.ledger import FAILED, LOW, PUBLISHED, RESTING, Event, Kind, Week
from gongkai.schedule.package_step import build_package
from gongkai.schedule.settings import ScheduleSettings
from gongkai.weekly import LOCK, JobError, next_run, run_job
from output.alone import alone
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.mail import outbox
from output.mail.message import tell as compose
from output.mail.post import Post
from output.mail.settings import PASSWORD, MailError, MailSettings
from output.score import ScoreSettings
from output.store import StoreError
from rules.load import load_book

DIGESTS = "digests"
"""Every digest and alarm also lies here as text, so that it can be read where no mail is set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that a weekly run is done with. `now` tells the moment; `say` tells a person at the terminal."""

    units: Path
    data: Path
    schedule: ScheduleSettings
    now: Callable[[], datetime]
    say: Callable[[str], None]
    overlays: Sequence[Path] = ()
    delay: float
    max_pages: int
    contact: str = ""
    memory: str = ""
    score: ScoreSettings | None = None
    cases: CaseSettings = DEFAULT_CASES
    mail: MailSettings | None = None
    settings_file: Path | None = None
    """Where the package takes its own settings from."""

    def weeks(self) -> list[Week]:
        """The slots so far."""
        return ledger.weeks(ledger.events(self.data))


def due(job: Job) -> int:
    """Do what is due, under the lock. Returns 0, or the exit code of the run that was made (2 failed, 3 covered too little).

    Raises Busy when another run goes on.
    """
    code, ran = 0, False
    with alone(job.data / LOCK, "the weekly job", _text(job.now())):
        while True:
            said = ledger.events(job.data)
            decision = decide(job.now(), ledger.weeks(said), ledger.installed_at(said), job.schedule)
            if isinstance(decision, Nothing) or (isinstance(decision, Run) and ran):
                break
            if isinstance(decision, Tell):
                _tell(decision.week, job)
            elif isinstance(decision, GiveUp):
                code = FAILED
                _ended(job, decision.slot, decision.run_id, FAILED, f"the run was cut off {MOST_CUTS + 1} times")
            else:
                code, ran = _run(decision, job), True
        deliver(job)
    return code if code != RESTING else 0


def deliver(job: Job) -> None:
    """Try the mails that wait in the outbox; what does not get through stays there."""
    if job.mail is None or not outbox.waiting(job.data):
        return
    try:
        with Post(job.mail, os.environ.get(PASSWORD, "")) as post:
            for tried in outbox.flush(job.data, post):
                for address, answer in tried.answers.items():
                    job.say(f"mail {tried.key} to {address}: {answer.fate} ({answer.text})")
    except MailError as error:
        job.say(f"mail waits in {job.data / outbox.OUTBOX}: {error.message}")


def _run(decision: Run, job: Job) -> int:
    """Make the run, or go on with it; the ledger knows before and after."""
    for slot, why in decision.missed:
        _write(job, Kind.MISSED, slot, text=why)
    run_id = decision.run_id or next_run(job.data, decision.as_of)
    _write(job, Kind.BEGUN, decision.slot, run_id=run_id, as_of=decision.as_of.isoformat())
    code, text = _made(run_id, decision.as_of, job)
    return _ended(job, decision.slot, run_id, code, text)


def _made(run_id: str, as_of: date, job: Job) -> tuple[int, str]:
    try:
        book = load_book(None, tuple(job.overlays))
        result = run_job(
            job.units, job.data, as_of, (), job.delay, job.max_pages, book, job.contact, job.score,
            job.schedule.workers, run_id=run_id, cases=job.cases, memory=job.memory,
        )  # fmt: skip
    except JobError as error:
        return (RESTING if isinstance(error.__cause__, RestingError) else FAILED), error.message
    except click.ClickException as error:
        return FAILED, error.message
    except Exception as error:  # noqa: BLE001 - nobody watches: whatever stops the job must be written down and told
        traceback.print_exc()
        return FAILED, f"{type(error).__name__}: {error}"
    for line in result.said:
        job.say(line)
    return (PUBLISHED if result.exit_code == 0 else LOW), ""


def _ended(job: Job, slot: datetime, run_id: str, code: int, text: str) -> int:
    _write(job, Kind.ENDED, slot, run_id=run_id, code=code, text=text)
    if text:
        job.say(f"run {run_id}: {text}")
    return code


def _tell(week: Week, job: Job) -> None:
    """Write the digest or the alarms of a run that ended, for the outbox and for reading; then note that it is done."""
    attempt = f"{week.run_id}-{week.begun}"
    try:
        letters = _letters(week, job)
    except StoreError as error:
        letters = [wording.unreadable(week, error.message)]
    except Exception as error:  # noqa: BLE001 - as in `_made`: the supervisor must hear of it, or nobody does
        traceback.print_exc()
        letters = [wording.unreadable(week, f"{type(error).__name__}: {error}")]
    for letter in letters:
        key = f"{week.slot:%Y-%m-%d}-{letter.kind}-{attempt}"
        _keep(job.data / DIGESTS / f"{key}.txt", f"{letter.title}\n\n{letter.text}")
        if job.mail is None or not job.mail.supervisor:
            job.say(f"{letter.title}: nobody is mailed (no mail.supervisor), it lies in {DIGESTS}/{key}.txt")
        else:
            outbox.put(job.data, key, compose(job.mail.supervisor, letter.title, letter.text, key, job.mail, job.now()))
    _write(job, Kind.TOLD, week.slot, run_id=week.run_id)


def _letters(week: Week, job: Job) -> list[wording.Letter]:
    shown = replace(week, slot=week.slot.astimezone(job.schedule.zone), ended_at=_here(week.ended_at, job))
    if week.code == FAILED:
        return [wording.failed_alarm(shown, _retry_at(week, job))]
    if week.code == LOW:
        return [
            wording.low_alarm(shown, unanswered(job.data, week.run_id), last_published(job.data), _retry_at(week, job))
        ]
    found = figures(job.data, week.run_id, job.now().astimezone(job.schedule.zone).date(), job.schedule)
    letters = [wording.less_alarm(found)] if found.less else []
    if job.schedule.digest:
        letters.append(wording.digest(found, shown, _made_up_for(week, job), _package(week, job)))
    return letters


def _made_up_for(week: Week, job: Job) -> list[Week]:
    """The slots missed since the last one that was run to a published end."""
    before = [one for one in job.weeks() if one.slot < week.slot]
    last = max((one.slot for one in before if one.code == PUBLISHED and not one.missed), default=None)
    gone = [one for one in before if one.missed and (last is None or one.slot > last)]
    return [replace(one, slot=one.slot.astimezone(job.schedule.zone)) for one in gone]


def _package(week: Week, job: Job) -> str:
    """Build the documents where the schedule asks for it; how it went is a line of the digest."""
    if not job.schedule.package:
        return ""
    built, said = build_package(job.data, week.run_id, job.settings_file)
    return f"文书包已生成，发送前请先核对：{said}" if built else f"文书包未能生成：{said}"


def _retry_at(week: Week, job: Job) -> datetime | None:
    if week.failed > job.schedule.retries or week.cut >= MOST_CUTS or week.ended_at is None:
        return None
    return _here(week.ended_at + timedelta(hours=job.schedule.retry_after), job)


def _here(moment: datetime | None, job: Job) -> datetime | None:
    return moment.astimezone(job.schedule.zone) if moment else None


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write(
    job: Job, kind: Kind, slot: datetime, *, run_id: str = "", as_of: str = "", code: int | None = None, text: str = ""
) -> None:
    event = Event(kind=kind, at=_text(job.now()), slot=_text(slot), run_id=run_id, as_of=as_of, code=code, text=text)
    ledger.append(job.data, event)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
