"""One message to one SMTP server (RFC 5321), and what the server made of it, address by address.

Temporary answers (4xx, no connection) may be tried again; permanent ones (5xx) may not. Between the last dot and the
server's answer nobody knows whether the message was taken: that is `lost`.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from output.mail.settings import PASSWORD, MailError, MailSettings


class Fate(StrEnum):
    """What became of a message at one address."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    LOST = "lost"
    """Handed over, and the answer did not come: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The fate at an address, in the server's words."""

    fate: Fate
    text: str = ""


class _Refused(Exception):
    """An answer that ends the message for all its addresses."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.text)
        self.answer = answer


class Post:
    """A line to the server, opened when first needed and anew after every fault. Use it as a context manager."""

    def __init__(self, settings: MailSettings, password: str = "") -> None:
        if settings.user and not password:
            raise MailError(f"mail.user is set, but no password: set the environment variable {PASSWORD}")
        self._settings, self._password = settings, password
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
            self._line = None

    @property
    def has_line(self) -> bool:
        """Whether the last delivery left a connection that stands."""
        return self._line is not None

    def deliver(
        self, message: bytes, own: Sequence[str], copies: Sequence[str], handing_over: Callable[[], None]
    ) -> dict[str, Answer]:
        """Send one message to the unit's `own` addresses and to the `copies`, which get nothing when no own one does.

        `handing_over` is called just before the server takes the content. Returns an answer for each address. Raises
        MailError when no message at all can go this way: the server refuses the password, or its certificate is not
        trusted.
        """
        answers: dict[str, Answer] = {}
        try:
            line = self._opened()
            self._envelope(line, len(message), own, copies, answers)
            if any(answers[one].fate is Fate.SENT for one in own):
                self._content(line, message, handing_over)
            else:
                line.rset()
        except _Refused as refused:
            self._drop()
            return {one: _less(answers.get(one), refused.answer) for one in (*own, *copies)}
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            failed = Answer(Fate.TEMPORARY, said(error))
            return {one: _less(answers.get(one), failed) for one in (*own, *copies)}
        unsent = Answer(Fate.TEMPORARY, "not tried: none of the unit's addresses was taken")
        return {one: answers.get(one, unsent) for one in (*own, *copies)}

    def _opened(self) -> smtplib.SMTP:
        """The line; one that the server has closed meanwhile, being tired of waiting, is opened anew."""
        if self._line is not None and not _answers(self._line):
            self._drop()
        if self._line is None:
            self._line = _connect(self._settings)
            if self._settings.user:
                self._log_in(self._line)
        return self._line

    def _log_in(self, line: smtplib.SMTP) -> None:
        try:
            line.login(self._settings.user, self._password)
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            if error.smtp_code < 500:
                raise _Refused(Answer(Fate.TEMPORARY, said(error))) from error
            raise MailError(
                f"{self._settings.host}: refuses mail.user with this password ({said(error)}); see to {PASSWORD}"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            self._drop()
            raise MailError(f"{self._settings.host}: takes no password ({error}); leave mail.user out") from error

    def _envelope(
        self, line: smtplib.SMTP, size: int, own: Sequence[str], copies: Sequence[str], answers: dict[str, Answer]
    ) -> None:
        """Name sender and recipients. Raises _Refused when the server does not take the sender or the size."""
        options = [f"SIZE={size}"] if line.has_extn("size") else []
        options += ["RET=HDRS"] if line.has_extn("dsn") else []
        code, text = line.mail(self._settings.sender, options)
        if not 200 <= code < 300:
            raise _Refused(answer_of(code, text))
        notify = ["NOTIFY=FAILURE,DELAY"] if line.has_extn("dsn") else []
        for one in own:
            answers[one] = _recipient(line, one, notify)
        if any(answers[one].fate is Fate.SENT for one in own):
            for one in copies:
                answers[one] = _recipient(line, one, notify)

    def _content(self, line: smtplib.SMTP, message: bytes, handing_over: Callable[[], None]) -> None:
        code, text = line.docmd("DATA")
        if code != 354:
            raise _Refused(answer_of(code, text))
        handing_over()
        line.send(_dotted(message))
        try:
            line.send(b".\r\n")
            code, text = line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise _Refused(Answer(Fate.LOST, f"the answer was lost: {said(error)}")) from error
        if code < 200:
            raise _Refused(Answer(Fate.LOST, f"the answer cannot be read: {answer_of(code, text).text}"))
        if code >= 300:
            raise _Refused(answer_of(code, text))

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def answer_of(code: int, text: bytes | str) -> Answer:
    """An SMTP reply as an answer: 2xx sent, 5xx permanent, everything else temporary (RFC 5321, 4.2.1)."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    fate = Fate.SENT if 200 <= code < 300 else Fate.PERMANENT if code >= 500 else Fate.TEMPORARY
    return Answer(fate, _short(f"{code} {words}"))


def said(error: Exception) -> str:
    """A fault in one short line."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer_of(error.smtp_code, error.smtp_error).text
    return _short(str(error) or type(error).__name__)


def _short(text: str) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line[:300]


def _less(known: Answer | None, all_of_it: Answer) -> Answer:
    """An address that was refused by itself stays so; the others share the fate of the message."""
    return known if known is not None and known.fate is not Fate.SENT else all_of_it


def _answers(line: smtplib.SMTP) -> bool:
    try:
        return line.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _recipient(line: smtplib.SMTP, address: str, options: Sequence[str]) -> Answer:
    code, text = line.rcpt(address, options)
    if code == 421:
        raise _Refused(answer_of(code, text))
    return answer_of(code, text)


def _dotted(message: bytes) -> bytes:
    """The content with its lines ended and its leading dots doubled (RFC 5321, 4.5.2)."""
    lines = message.replace(b"\r\n", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def _connect(settings: MailSettings) -> smtplib.SMTP:
    """A greeted connection, encrypted unless it is to this machine. Raises MailError for a bad certificate."""
    try:
        trusted = ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise MailError(
            f"{settings.ca_file}: holds no certificate that can be read ({error}); mend mail.ca_file"
        ) from error
    try:
        if settings.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.server_port, timeout=settings.timeout, context=trusted
            )
        else:
            line = smtplib.SMTP(settings.host, settings.server_port, timeout=settings.timeout)
            if settings.security == "starttls":
                _secure(line, settings, trusted)
        line.ehlo_or_helo_if_needed()
    except ssl.SSLCertVerificationError as error:
        raise MailError(
            f"{settings.host}: its certificate is not trusted ({error.verify_message}); name its issuer in mail.ca_file"
        ) from error
    return line


def _secure(line: smtplib.SMTP, settings: MailSettings, trusted: ssl.SSLContext) -> None:
    """Go over to TLS before anything is said. Raises MailError when the server offers none."""
    try:
        line.starttls(context=trusted)
    except smtplib.SMTPNotSupportedError as error:
        line.close()
        raise MailError(f"{settings.host}: offers no STARTTLS; nothing is sent in the open") from error
    except (OSError, smtplib.SMTPException):
        line.close()
        raise
