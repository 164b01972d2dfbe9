"""A unit's parcel as one message. Nothing that came from outside can add a header or a recipient."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path
from string import Template

from output.mail.manifest import Parcel, contents
from output.mail.settings import MailError, MailSettings, template_faults

PACKAGE, UNIT = "X-Gongkai-Package", "X-Gongkai-Unit"
UNTIL_TOLD = "通知所列期限"
_LARGEST_TEXT = 256 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
}
"""Media types of what a package holds; not every system's own table knows them."""


def message_id(parcel: Parcel, sender: str) -> str:
    """The same for the same contents of a package for a unit, so that a resend is known for one."""
    return f"<gongkai.{parcel.digest[:40]}@{sender.rpartition('@')[2]}>"


def plain(text: str) -> str:
    """Text for a header: line breaks and other control characters are blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def body_template(settings: MailSettings, parcel: Parcel) -> str:
    """The letter of the city, else the program's own. Raises MailError when it cannot be used."""
    if settings.body is None:
        own = "notice.txt" if parcel.case_ids else "nothing.txt"
        return files("output.mail").joinpath(own).read_text(encoding="utf-8")
    return read_template(settings.body)


def read_template(path: Path) -> str:
    """A city's own text. Raises MailError naming the file and what is wrong."""
    try:
        with path.open(encoding="utf-8") as source:
            text = source.read(_LARGEST_TEXT)
    except (OSError, UnicodeDecodeError) as error:
        raise MailError(f"{path}: cannot be read as UTF-8 text ({error}); mend mail.body") from error
    if faults := template_faults(text):
        raise MailError(f"{path}: {faults[0]}")
    return text


def words(parcel: Parcel, settings: MailSettings) -> Mapping[str, str]:
    """What the templates may name."""
    return {
        "unit_name": plain(parcel.name),
        "unit_id": parcel.unit_id,
        "day": _chinese(parcel.day.isoformat()),
        "as_of": _chinese(parcel.as_of.isoformat()),
        "run_id": parcel.run_id,
        "deadline": _chinese(parcel.deadline.isoformat()) if parcel.deadline else UNTIL_TOLD,
        "cases": str(len(parcel.case_ids)),
        "files": "\n".join(f"  {number}. {plain(part.name)}" for number, part in enumerate(parcel.parts, 1)),
        "file_count": str(len(parcel.parts)),
        "sender_name": plain(settings.sender_name) or settings.sender,
        "reply_to": settings.reply_to or settings.sender,
    }


def subject(parcel: Parcel, settings: MailSettings) -> str:
    """The message's subject, one line."""
    return plain(Template(settings.subject).substitute(words(parcel, settings)))


def compose(parcel: Parcel, to: Sequence[str], copies: Sequence[str], settings: MailSettings, now: datetime) -> bytes:
    """The whole message, with exactly the files of the parcel.

    Raises PackageError for a file that changed since the package was made, MailError for a template out of order.
    """
    message = _headed(settings, to, subject(parcel, settings), now, message_id(parcel, settings.sender))
    if copies:
        message["Cc"] = _addresses(copies)
    message[PACKAGE] = plain(parcel.package).encode("ascii", "replace").decode()
    message[UNIT] = parcel.unit_id
    message.set_content(Template(body_template(settings, parcel)).substitute(words(parcel, settings)), cte="base64")
    for part, body in contents(parcel):
        main, _, sub = TYPES.get(Path(part.name).suffix.lower(), "application/octet-stream").partition("/")
        message.add_attachment(body, maintype=main, subtype=sub, filename=plain(part.name))
    return message.as_bytes()


def tell(to: Sequence[str], title: str, text: str, key: str, settings: MailSettings, now: datetime) -> bytes:
    """A message of the program to the supervisor; `key` names it, so that a resend is known for one."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    message = _headed(settings, to, plain(title), now, f"<gongkai.{digest}@{settings.sender.rpartition('@')[2]}>")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice should answer it
    message.set_content(text, cte="base64")
    return message.as_bytes()


def _headed(settings: MailSettings, to: Sequence[str], title: str, now: datetime, identity: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(settings.sender, plain(settings.sender_name))
    message["To"] = _addresses(to)
    if settings.reply_to:
        message["Reply-To"] = _address(settings.reply_to)
    message["Subject"] = title
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identity
    return message


def _addresses(addresses: Iterable[str]) -> tuple[Address, ...]:
    return tuple(_address(one) for one in addresses)


def _address(text: str, name: str = "") -> Address:
    user, _, domain = text.rpartition("@")
    return Address(name, user, domain)


def _chinese(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(year)}年{int(month)}月{int(number)}日"
