"""Mails of the program to the supervisor, kept as files until the server has taken them.

``DATA/outbox/<key>.eml``           waits for the next try
``DATA/outbox/sent/<key>.eml``      was taken by the server
``DATA/outbox/refused/<key>.eml``   will never be taken
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from crawler.capture import safe_name
from output.mail.post import Answer, Fate, Post

OUTBOX, SENT, REFUSED = "outbox", "sent", "refused"


@dataclass(frozen=True, slots=True)
class Tried:
    """A mail of the outbox and what became of it at each address."""

    key: str
    answers: dict[str, Answer]

    @property
    def sent(self) -> bool:
        """Whether somebody got it."""
        return any(answer.fate is Fate.SENT for answer in self.answers.values())


def put(data: Path, key: str, message: bytes) -> bool:
    """Keep a mail for the next `flush`. False when one of this key waits already, or was sent or refused before."""
    if not safe_name(key):
        raise ValueError(f"{key!r} is no name of a mail in the outbox")
    folder = data / OUTBOX
    if any((folder / state / f"{key}.eml").exists() for state in ("", SENT, REFUSED)):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / f".{key}.{os.getpid()}"
    with scratch.open("wb") as out:
        out.write(message)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(folder / f"{key}.eml")
    return True


def waiting(data: Path) -> list[str]:
    """Keys of the mails that wait, the oldest name first."""
    return sorted(path.stem for path in (data / OUTBOX).glob("*.eml"))


def flush(data: Path, post: Post) -> Iterator[Tried]:
    """Try every mail that waits, once. One that got through to somebody is done with; a refused one is laid aside."""
    for key in waiting(data):
        path = data / OUTBOX / f"{key}.eml"
        message = path.read_bytes()
        to = [address for _, address in getaddresses(message_from_bytes(message).get_all("To", []))]
        tried = Tried(key, post.deliver(message, to, (), lambda: None))
        if tried.sent:
            _move(path, SENT)
        elif all(answer.fate is Fate.PERMANENT for answer in tried.answers.values()):
            _move(path, REFUSED)
        yield tried


def _move(path: Path, state: str) -> None:
    folder = path.parent / state
    folder.mkdir(exist_ok=True)
    path.replace(folder / path.name)
