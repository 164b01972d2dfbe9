"""What bounces mean for the sendings: which of them came back, and which units therefore know nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from output.journal.model import Act, Entry
from output.journal.store import Journal
from output.mail.bounces import Notice, Unread
from output.mail.sendings import Sending, Sendings, State


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the report: bounced, delayed, known (marked before), or unused with the reason."""

    kind: str
    source: str
    text: str
    sending: Sending | None = None


def apply(found: Iterable[Notice | Unread], sendings: Sendings, journal: Journal, by: str, now: datetime) -> list[Seen]:
    """Mark what came back. Only a notice that names a message of ours and one of its recipients counts.

    A unit of whose message nothing arrived is noted at each of its cases.
    """
    seen = [_apply(one, sendings, now) for one in found]
    for identity in dict.fromkeys(one.sending.message_id for one in seen if one.sending and one.kind == "bounced"):
        rows = sendings.of_messages([identity])
        if all(row.state in (State.BOUNCED, State.FAILED) for row in rows):
            journal.append(list(_notes(identity, rows, journal, by, now)))
    return seen


def _apply(one: Notice | Unread, sendings: Sendings, now: datetime) -> Seen:
    if isinstance(one, Unread):
        return Seen("unused", one.source, one.why)
    rows = [row for row in sendings.of_messages([one.message_id]) if row.address.lower() == one.address.lower()]
    if not rows:
        return Seen("unused", one.source, f"{one.address}: speaks of no message of ours to that address")
    said = " ".join(part for part in (one.status, one.text) if part)
    if one.action != "failed":
        return Seen(
            "delayed" if one.action == "delayed" else "unused", one.source, f"{one.action} {said}".strip(), rows[0]
        )
    if rows[0].state is State.BOUNCED:
        return Seen("known", one.source, said, rows[0])
    sendings.bounce(one.message_id, rows[0].address, said, now)
    return Seen("bounced", one.source, said, rows[0])


def _notes(identity: str, rows: list[Sending], journal: Journal, by: str, now: datetime) -> Iterator[Entry]:
    text = "告知邮件未送达：" + "；".join(f"{row.address} {row.error}".strip() for row in rows)
    for entry in journal.entries():
        if entry.batch == identity and entry.act is Act.notify:
            yield Entry(
                case_id=entry.case_id, act=Act.note, person=by, at=now, text=text, batch=identity, run_id=entry.run_id
            )
