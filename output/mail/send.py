"""Send what was planned. Every step is written down before the next, so that a killed sender goes on where it was.

A message is sent twice only when the server took it and its answer was lost, by the line or by our own end; both
carry the same Message-ID, and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from output.journal.model import Act, Entry
from output.journal.store import Journal
from output.mail.clock import Clock, Pace
from output.mail.manifest import PackageError, Parcel
from output.mail.message import compose
from output.mail.plan import Letter
from output.mail.post import Answer, Fate, Post
from output.mail.sendings import Sending, Sendings, State
from output.mail.settings import MailSettings

GIVE_UP = 3
"""Messages in a row for which there was no line to the server, after which the rest waits for the next round."""
STATES = {
    Fate.SENT: State.SENT, Fate.TEMPORARY: State.QUEUED, Fate.LOST: State.QUEUED, Fate.PERMANENT: State.FAILED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What a sender works with. `by` is the person in whose name the units are told; `tell` says progress."""

    post: Post
    journal: Journal
    sendings: Sendings
    settings: MailSettings
    by: str
    clock: Clock
    tell: Callable[[str], None]


def send(letters: Sequence[Letter], before: Collection[Sending], desk: Desk) -> list[Sending]:
    """Send the letters, with further attempts after temporary failures. Returns how each of them now stands.

    Raises MailError when the server takes no mail from us at all; what was sent until then is written down.
    """
    desk.sendings.queue(list(_new_rows(letters, before, desk)))
    pace, left = Pace(desk.settings.per_minute, desk.clock), list(letters)
    for number, delay in enumerate((0.0, *desk.settings.retry_delays)):
        if not left:
            break
        if number:
            desk.tell(f"{len(left)} of {len(letters)} messages are tried again in {delay:g} s")
            desk.clock.sleep(delay)
        left = _round(left, desk, pace)
    return desk.sendings.of_messages({letter.message_id for letter in letters})


def catch_up(parcels: Mapping[str, Parcel], before: Collection[Sending], desk: Desk) -> None:
    """Journal what was sent by a sender that was killed before it could. `parcels` by message id."""
    sent = {one.message_id: one for one in before if one.state is State.SENT and one.message_id in parcels}
    for identity, one in sent.items():
        note_told(desk.journal, parcels[identity], identity, one.person, one.address, one.at)


def note_told(journal: Journal, parcel: Parcel, identity: str, person: str, address: str, now: datetime) -> None:
    """Journal that the unit was told of each case of its parcel, once for each message."""
    known = {
        entry.case_id
        for entry in journal.entries(parcel.case_ids)
        if entry.batch == identity and entry.act is Act.notify
    }
    journal.append(
        [
            Entry(
                case_id=case_id, act=Act.notify, person=person, at=now, text=f"邮件已发送至{address}",
                run_id=parcel.run_id, deadline=parcel.until(case_id), batch=identity,
            )
            for case_id in parcel.case_ids
            if case_id not in known
        ]
    )  # fmt: skip


def _new_rows(letters: Sequence[Letter], before: Collection[Sending], desk: Desk) -> Iterator[Sending]:
    """Rows for what has none, or had come to an end; one that waits keeps its attempts."""
    waits = {(one.message_id, one.address) for one in before if one.state is State.QUEUED}
    for letter in letters:
        for address in letter.open:
            if (letter.message_id, address) not in waits:
                yield Sending(
                    package=letter.parcel.package, unit_id=letter.parcel.unit_id, run_id=letter.parcel.run_id,
                    address=address, message_id=letter.message_id, state=State.QUEUED, at=desk.clock.now(),
                    person=desk.by, deadline=letter.parcel.deadline,
                )  # fmt: skip


def _round(letters: Sequence[Letter], desk: Desk, pace: Pace) -> list[Letter]:
    """One attempt for each letter. Returns what is left to do of those that may be tried again."""
    left, without_line = list[Letter](), 0
    for number, letter in enumerate(letters):
        if without_line >= GIVE_UP:
            return [*left, *letters[number:]]
        pace.wait()
        rest = _attempt(letter, desk)
        without_line = 0 if desk.post.has_line or rest is None else without_line + 1
        left += [rest] if rest else []
    return left


def _attempt(letter: Letter, desk: Desk) -> Letter | None:
    """Try once, write down what came of it, and return what may be tried again."""
    if letter.perhaps_twice:
        desk.tell(f"{letter.parcel.unit_id}: an earlier try got no answer; it may arrive twice, with one Message-ID")
    try:
        message = compose(letter.parcel, letter.to, letter.copies, desk.settings, desk.clock.now())
    except PackageError as error:
        answers = dict.fromkeys((*letter.open, *letter.copies), Answer(Fate.PERMANENT, error.message))
    else:
        answers = _deliver(letter, message, desk)
    _write_down(letter, answers, desk)
    lost = any(answer.fate is Fate.LOST for answer in answers.values())
    again = tuple(one for one in letter.open if answers[one].fate in (Fate.TEMPORARY, Fate.LOST))
    got = any(answers[one].fate is Fate.SENT for one in letter.open)
    if not again:
        return None
    return replace(letter, open=again, copies=() if got else letter.copies, perhaps_twice=letter.perhaps_twice or lost)


def _deliver(letter: Letter, message: bytes, desk: Desk) -> dict[str, Answer]:
    if len(message) > desk.settings.limit:
        said = f"{len(message)} bytes are more than mail.max_size ({desk.settings.max_size:g} MB)"
        return dict.fromkeys((*letter.open, *letter.copies), Answer(Fate.PERMANENT, said))
    return desk.post.deliver(
        message, letter.open, letter.copies,
        lambda: desk.sendings.hand_over(letter.message_id, letter.open, desk.clock.now()),
    )  # fmt: skip


def _write_down(letter: Letter, answers: Mapping[str, Answer], desk: Desk) -> None:
    now, unit_id = desk.clock.now(), letter.parcel.unit_id
    for one in letter.open:
        answer = answers[one]
        desk.sendings.settle(
            letter.message_id, one, STATES[answer.fate], "" if answer.fate is Fate.SENT else answer.text, now,
            known=answer.fate is not Fate.LOST,
        )  # fmt: skip
        desk.tell(f"{unit_id}: {one}: {answer.fate} ({answer.text})")
    for one in letter.copies:
        if answers[one].fate is not Fate.SENT:
            desk.tell(f"{unit_id}: the copy to {one}: {answers[one].fate} ({answers[one].text})")
    if got := [one for one in letter.open if answers[one].fate is Fate.SENT]:
        note_told(desk.journal, letter.parcel, letter.message_id, desk.by, "、".join(got), now)
