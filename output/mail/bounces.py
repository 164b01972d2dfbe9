"""Bounces out of a maildir, an mbox, a folder of .eml files, or one of them: delivery status notifications (RFC 3464,
RFC 6533) as Postfix, Exim, Exchange and others write them, and bounces in words (`output.mail.prose`).

What lies in a mailbox was written by strangers: only the first part of each message is read, messages with many nested
parts are left alone, and a bounce counts only when it names a message of ours and one of its recipients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from output.mail import prose
from output.mail.settings import MailError, is_address

READ = 1024 * 1024
"""Bytes of a message that are read: notifications say what they have to say in front, the returned mail comes after."""
MESSAGES = 20_000
_NESTED = 20
_FIELDS = 1000
_GLOBAL = re.compile(rb"(?i)\bmessage/global(-delivery-status|-headers)?(?![\w-])")
"""Types of RFC 6533: what a server writes when addresses may be in Chinese."""
_IDENTITY = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,250}>)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notification says of one recipient. `action`: failed, delayed, delivered, relayed or expanded."""

    source: str
    message_id: str
    address: str
    action: str
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that tells nothing that can be used, and why."""

    source: str
    why: str


def read_bounces(place: Path) -> Iterator[Notice | Unread]:
    """Every notification below `place`. Raises MailError when it is not there or no mailbox."""
    for number, (source, raw) in enumerate(_messages(place)):
        if number >= MESSAGES:
            yield Unread(str(place), f"holds more than {MESSAGES} messages; the rest was left unread")
            return
        yield from notices(source, raw)


def notices(source: str, raw: bytes) -> Iterator[Notice | Unread]:
    """What one message says: a notice for each recipient, or why it is none."""
    if raw.lower().count(b"boundary=") > _NESTED:
        yield Unread(source, "has too many nested parts")
        return
    message = message_from_bytes(_GLOBAL.sub(_plain, raw))
    parts = list(_parts(message))
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is not None and isinstance(blocks := report.get_payload(), list):
        yield from _reported(source, _original(parts), blocks)
    elif prose.from_server(message):
        yield from _in_words(source, _original(parts), prose.understood(message, parts))
    elif message.get_content_type() == "multipart/report":
        yield Unread(source, "is a report without message/delivery-status")
    else:
        yield Unread(source, "is no delivery status notification (multipart/report)")


def _reported(source: str, identity: str, blocks: Sequence[object]) -> Iterator[Notice | Unread]:
    if not identity:
        yield Unread(source, "does not say which message it speaks of")
        return
    found = [_notice(source, identity, block) for block in blocks[:_FIELDS] if isinstance(block, Message)]
    known = [one for one in found if one is not None]
    yield from known
    if not known:
        yield Unread(source, "names no recipient")


def _in_words(source: str, identity: str, said: prose.Said) -> Iterator[Notice | Unread]:
    addresses = [one for one in said.addresses[:_FIELDS] if is_address(one)]
    if said.why_not or not addresses:
        yield Unread(source, said.why_not or "names no recipient")
    elif not identity:
        yield Unread(source, "does not say which message it speaks of")
    else:
        for address in addresses:
            yield Notice(
                source=source, message_id=identity, address=address, action="failed", status=said.status,
                text=_one_line(said.text),
            )  # fmt: skip


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a bounce, not those of the mail that came back in it."""
    yield message
    if message.get_content_maintype() == "multipart" and isinstance(inner := message.get_payload(), list):
        for part in inner:
            if isinstance(part, Message):
                yield from _parts(part)


def _original(parts: list[Message]) -> str:
    """The Message-ID of the mail that came back: in its headers, or in the mail itself."""
    for part in parts:
        if part.get_content_type() == "message/rfc822" and isinstance(inner := part.get_payload(), list):
            return _one_line("".join(str(one.get("Message-ID", "")) for one in inner[:1] if isinstance(one, Message)))
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            payload = part.get_payload(decode=True)
            raw = payload if isinstance(payload, bytes) else str(part).encode("utf-8", "replace")
            if match := _IDENTITY.search(raw):
                return match[1].decode("ascii", "replace")
    found = (_IDENTITY.search(text.encode("utf-8", "replace")) for text in prose.copied(parts))
    return next((match[1].decode("ascii", "replace") for match in found if match), "")


def _notice(source: str, identity: str, block: Message) -> Notice | None:
    action = _one_line(str(block.get("Action", ""))).lower()
    told = (str(block.get(name, "")) for name in ("Original-Recipient", "Final-Recipient"))
    named = (_one_line(one).rpartition(";")[2].strip().strip("<>") for one in told)
    address = next(filter(is_address, named), "")
    if not action or not address:
        return None
    return Notice(
        source=source,
        message_id=identity,
        address=address,
        action=action,
        status=_one_line(str(block.get("Status", "")))[:20],
        text=_one_line(str(block.get("Diagnostic-Code", "")))[:300],
    )


def _plain(found: re.Match[bytes]) -> bytes:
    """The type of RFC 3464 in place of that of RFC 6533."""
    types = {b"-delivery-status": b"message/delivery-status", b"-headers": b"text/rfc822-headers"}
    return types.get((found[1] or b"").lower(), b"message/rfc822")


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _messages(place: Path) -> Iterator[tuple[str, bytes]]:
    """The beginnings of all messages of a place, with the names of where they stand."""
    if place.is_dir():
        folders = [place / name for name in ("new", "cur") if (place / name).is_dir()]
        found = [path for folder in folders for path in folder.iterdir()] or list(place.glob("*.eml"))
        for path in sorted(found):
            if path.is_file() and not path.is_symlink():
                yield str(path), _beginning(path)
    elif place.is_file():
        if _beginning(place).startswith(b"From "):
            yield from _mbox(place)
        else:
            yield str(place), _beginning(place)
    else:
        raise MailError(f"{place}: is no maildir, mbox or .eml file; name where the bounces arrive")


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            return source.read(READ)
    except OSError as error:
        raise MailError(f"{path}: cannot be read ({error.strerror})") from error


def _mbox(path: Path) -> Iterator[tuple[str, bytes]]:
    """Messages of an mbox (RFC 4155), each cut off after READ bytes."""
    number, kept, size, blank = 0, list[bytes](), 0, True
    with path.open("rb") as source:
        while line := source.readline(READ):
            if blank and line.startswith(b"From "):
                if number:
                    yield f"{path}:{number}", b"".join(kept)
                number, kept, size = number + 1, [], 0
            elif size < READ:
                kept.append(line)
                size += len(line)
            blank = line in (b"\n", b"\r\n")
    if number:
        yield f"{path}:{number}", b"".join(kept)
