"""Bounces in words: what QQ and NetEase mail, and older Exim, write in place of a delivery status notification.

QQ mail says in HTML 无法发送到 ADDRESS and 退信原因, and hangs the mail on as a file mail.eml; older Exim names the addresses
in the header X-Failed-Recipients and ends with a copy of the mail. Words are believed less than a notification: they
must come from a mail server, say that the mail could not be delivered, and name one address without doubt.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

_SERVERS = re.compile(r"(?i)\b(postmaster|mailer-daemon|mail-daemon|mdaemon)@")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_LABELLED = re.compile(r"(?:无法发送到|无法投递(?:到|至)|未能送达)\s*[:：]?\s*<?(" + _ADDRESS.pattern + ")")
_FAILED = re.compile(
    r"退信|被退回|无法发送|无法投递|未能送达|\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b|(?i:could not be delivered|undeliverable|delivery failed)"
)
_WAITS = re.compile(r"(?i:\bdelayed\b|still trying|will be retried)|延迟投递|仍将继续|继续尝试")
_WHY = re.compile(r"退信原因\s*[:：]?\s*(.{1,300}?)\s*(?:建议)?(?:解决方案|$)|(\b5\d\d[ -].{1,200})")
_STATUS = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_COPY = re.compile(r"(?m)^-+ (?:This is a copy of|The following is a copy of).*$")
_TAGS = re.compile(r"<[^<>]{0,2000}>")
MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Said:
    """What the words come to: addresses that got nothing, or why nothing can be told."""

    addresses: tuple[str, ...] = ()
    status: str = ""
    text: str = ""
    why_not: str = ""


def from_server(message: Message) -> bool:
    """Whether a mail server wrote it: by its sender, the empty return path, or Exim's header."""
    return bool(
        any(_SERVERS.match(address) for _, address in getaddresses([str(message.get("From", ""))]))
        or str(message.get("Return-Path", "")).strip() == "<>"
        or message.get("X-Failed-Recipients")
    )


def understood(message: Message, parts: Sequence[Message]) -> Said:
    """What a bounce in words says. `parts` are those of the bounce itself, without the returned mail."""
    words = " ".join(" ".join(_texts(parts)).split())
    named = tuple(dict.fromkeys(_named(message, words)))
    if not _FAILED.search(words) or (_WAITS.search(words) and not message.get("X-Failed-Recipients")):
        return Said(why_not="does not say that the mail could not be delivered")
    if not named:
        return Said(why_not="names no recipient")
    if len(named) > 1 and not message.get("X-Failed-Recipients"):
        return Said(why_not="names several addresses, and not which of them got nothing: read it yourself")
    status, why = _STATUS.search(words), _WHY.search(words)
    return Said(named, status[0] if status else "", next(filter(None, why.groups()), "")[:300] if why else "")


def copied(parts: Sequence[Message]) -> Iterator[str]:
    """Texts that begin with the headers of the returned mail: below Exim's line, or in a file such as mail.eml."""
    for part in parts:
        name = str(part.get_filename() or "").lower()
        if name.endswith(".eml") or (part.get_content_maintype() == "text" and not name):
            text = _decoded(part)
            if name:
                yield text
            elif line := _COPY.search(text):
                yield text[line.end() :]


def _named(message: Message, words: str) -> list[str]:
    """The addresses that got nothing, as surely as the bounce tells."""
    if header := message.get("X-Failed-Recipients"):
        return [address for _, address in getaddresses([" ".join(str(header).split())])]
    if labelled := _LABELLED.findall(words):
        return [str(one) for one in labelled]
    ours = {address.lower() for _, address in getaddresses([str(message.get("To", "")), str(message.get("From", ""))])}
    found = (one for one in _ADDRESS.findall(words) if one.lower() not in ours and not _SERVERS.search(one))
    return list({one.lower(): one for one in found}.values())


def _texts(parts: Sequence[Message]) -> Iterator[str]:
    for part in parts:
        if part.get_content_maintype() == "text" and not part.get_filename():
            text = _COPY.split(_decoded(part))[0]
            yield html.unescape(_TAGS.sub(" ", text)) if part.get_content_subtype() == "html" else text


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload[:MOST_TEXT] if isinstance(payload, bytes) else b""
    charset = str(part.get_content_charset() or "utf-8").lower()
    try:
        return raw.decode("gb18030" if charset.startswith("gb") else charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
