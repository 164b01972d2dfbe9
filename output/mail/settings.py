"""The table ``[mail]`` of gongkai.toml: the server, who writes, and how the message reads. docs/mail.md explains it.

The password never stands in a file; it comes from the environment variable GONGKAI_MAIL_PASSWORD.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal

import click
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from output.settings import has_table, read_table

PASSWORD = "GONGKAI_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
PORTS = {"tls": 465, "starttls": 587, "none": 25}
SUBJECT = "关于公益领域信息公开检查情况的函（${unit_name}，${day}）"
WORDS = (
    "unit_name",
    "unit_id",
    "day",
    "as_of",
    "run_id",
    "deadline",
    "cases",
    "files",
    "file_count",
    "sender_name",
    "reply_to",
)
"""What a subject or a body may name, as ${unit_name} and so on."""
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_LONGEST = 254
"""RFC 5321, 4.5.3.1.3: a path has at most 256 octets, its brackets included."""


class MailError(click.ClickException):
    """Mail that cannot be sent at all. The message says what to do."""

    exit_code = 2


def is_address(text: str) -> bool:
    """Whether `text` is a plain mail address (a dot-atom of RFC 5322 before the @) that may go into a header."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def is_loopback(host: str) -> bool:
    """Whether mail to `host` stays on this machine. Names other than localhost may lead anywhere."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def template_faults(text: str) -> list[str]:
    """What a subject or body asks for that no message can fill in."""
    template = Template(text)
    if not template.is_valid():
        return ["holds a $ that names nothing; write $$ for a dollar sign"]
    unknown = sorted(set(template.get_identifiers()) - set(WORDS))
    return [f"${{{one}}} is unknown; known are: {', '.join(WORDS)}" for one in unknown]


class MailSettings(BaseModel):
    """How mail leaves the house. Addresses are plain, `name@host`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """By default 465 for tls, 587 for starttls, 25 for none."""
    security: Literal["tls", "starttls", "none"] = "tls"
    ca_file: Path | None = None
    """Certificates to trust instead of the system's, where the server has one of the house's own."""
    user: str = ""
    sender: str
    sender_name: str = ""
    reply_to: str = ""
    cc: tuple[str, ...] = ()
    supervisor: tuple[str, ...] = ()
    """Who gets alarms and the weekly digest."""
    copy_to_supervisor: bool = False
    shared: tuple[str, ...] = ()
    """Addresses that may stand at several units; any other address at two units is taken for a mistake."""
    subject: str = SUBJECT
    body: Path | None = None
    """A text file, UTF-8, instead of the program's own letter."""
    max_size: Annotated[float, Field(gt=0, le=1000)] = 20
    """Megabytes that a message may have, encoded."""
    per_minute: Annotated[int, Field(ge=1, le=10_000)] = 20
    timeout: Annotated[float, Field(gt=0, le=3600)] = 60
    """Seconds that the server may take for one answer."""
    retry_delays: tuple[Annotated[float, Field(ge=0, le=86_400)], ...] = (60, 300, 900)
    """Seconds before each further attempt after a temporary failure."""

    @model_validator(mode="before")
    @classmethod
    def _no_password(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and "password" in values:
            raise ValueError(f"the password never stands in a file; set the environment variable {PASSWORD}")
        return values

    @field_validator("cc", "supervisor", "shared", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("sender", "reply_to", "cc", "supervisor", "shared")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for one in (value,) if isinstance(value, str) else value:
            if one and not is_address(one):
                raise ValueError(f"{one!r} is no mail address; write name@host")
        return value

    @field_validator("sender")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value:
            raise ValueError("is empty; write the address that the mail comes from")
        return value

    @field_validator("subject")
    @classmethod
    def _fillable(cls, value: str) -> str:
        if faults := template_faults(value):
            raise ValueError(f"the subject {faults[0]}")
        return value

    @model_validator(mode="after")
    def _in_the_open_only_at_home(self) -> MailSettings:
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError(
                f"security none is for a server on this machine (127.0.0.1) only; {self.host} needs tls or starttls"
            )
        return self

    @property
    def server_port(self) -> int:
        """The port to connect to."""
        return self.port or PORTS[self.security]

    @property
    def limit(self) -> int:
        """Bytes that a message may have."""
        return int(self.max_size * 1_000_000)


def read_mail(path: Path) -> MailSettings:
    """The table ``[mail]`` of a TOML file, its paths made relative to where the file stands.

    Raises MailError when there is none or it cannot be used; the message names file and key.
    """
    if not has_table(path, "mail", MailError):
        raise MailError(f"{path}: has no table [mail]; write one with host and sender (docs/mail.md)")
    return beside(read_table(path, "mail", MailSettings, MailError), path.parent)


def beside(settings: MailSettings, folder: Path) -> MailSettings:
    """The same settings with their paths made relative to `folder`."""
    paths = {"ca_file": settings.ca_file, "body": settings.body}
    return settings.model_copy(update={name: folder / path for name, path in paths.items() if path})
