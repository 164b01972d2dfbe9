"""A real SMTP server in a process of its own, for tests of mail: it takes messages into files and misbehaves as told.

Run by `PostOffice`; the process prints its port, and keeps message number N as ``N.eml`` beside ``N.json`` (envelope).
"""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

USER, PASSWORD = "gongkai", "geheim"
DEADLINE = 30
DROP, HANG = "drop", "hang"
"""Script words for the end of a message: keep it and close the line without an answer; keep it and never answer."""


def wait_for(true: Callable[[], Any], what: str, seconds: float = DEADLINE) -> None:
    """Return when `true()` is; fail when it is not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.02)


@dataclass(frozen=True)
class Taken:
    """A message the server took, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    secure: bool
    user: str
    message: EmailMessage
    raw: bytes

    @property
    def files(self) -> dict[str, bytes]:
        return {str(part.get_filename()): part.get_payload(decode=True) for part in self.message.iter_attachments()}  # type: ignore[misc]

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())


class PostOffice:
    """A server as long as the block lasts. `security`: tls, starttls or none. `script`: what to answer, in order, at
    "mail", "data" (the end of a message) and "rcpt ADDRESS"; "" or an exhausted list is yes."""

    def __init__(self, folder: Path, security: str = "none", script: Mapping[str, Sequence[str]] | None = None) -> None:
        self.folder, self.security = folder, security
        self.folder.mkdir(parents=True, exist_ok=True)
        job = {"folder": str(folder), "security": security, "script": dict(script or {})}
        if security != "none":
            job["certificate"] = str(write_certificate(folder))
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, __file__, json.dumps(job)], stdout=subprocess.PIPE, stderr=log
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (folder / "log").read_text()
        self.port = int(line)

    @property
    def certificate(self) -> Path:
        return self.folder / "server.pem"

    @property
    def taken(self) -> list[Taken]:
        found = []
        for path in sorted(self.folder.glob("*.json")):
            told, raw = json.loads(path.read_text()), path.with_suffix(".eml").read_bytes()
            message = message_from_bytes(raw, policy=default)
            assert isinstance(message, EmailMessage)
            found.append(Taken(told["from"], tuple(told["to"]), told["secure"], told["user"], message, raw))
        return found

    def settings(self, **more: Any) -> dict[str, Any]:
        """A table [mail] for this server."""
        ca = {"ca_file": str(self.certificate)} if self.security != "none" else {}
        return (
            {"host": "127.0.0.1", "port": self.port, "security": self.security, "sender": "office@city.example"}
            | ca
            | more
        )

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def as_toml(values: Mapping[str, Any], table: str = "mail") -> str:
    """A TOML table; JSON writes strings, numbers, truth and flat lists as TOML does."""
    return f"[{table}]\n" + "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


def write_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post office")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


class _Handler:
    """What the server does at each step; the names are aiosmtpd's."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self.folder, self.script = Path(job["folder"]), {key: list(said) for key, said in job["script"].items()}
        self.number = 0

    def _next(self, key: str) -> str:
        said = self.script.get(key)
        return str(said.pop(0)) if said else ""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if said := self._next("mail"):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if said := self._next(f"rcpt {address}"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = self._next("data")
        if said not in ("", DROP, HANG):
            return said
        self._keep(session, envelope)
        if said == DROP:
            server.transport.abort()
        if said == HANG:
            await asyncio.sleep(3600)
        return "250 taken"

    def _keep(self, session: Any, envelope: Any) -> None:
        self.number += 1
        path = self.folder / f"{self.number:04d}.eml"
        path.write_bytes(envelope.original_content)
        told = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "secure": session.ssl is not None,
            "user": session.auth_data or "",
        }  # fmt: skip
        scratch = path.with_suffix(".part")
        scratch.write_text(json.dumps(told))
        scratch.rename(path.with_suffix(".json"))


async def _serve(job: Mapping[str, Any]) -> None:
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right, auth_data=USER if right else None)

    handler, context = _Handler(job), None
    if job["security"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(job["certificate"])
    starttls = context if job["security"] == "starttls" else None

    def connected() -> Any:
        return SMTP(
            handler, data_size_limit=None, tls_context=starttls, require_starttls=starttls is not None,
            authenticator=known, auth_require_tls=starttls is not None, hostname="post.example",
            loop=asyncio.get_running_loop(),
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(
        connected, "127.0.0.1", 0, ssl=context if job["security"] == "tls" else None
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
