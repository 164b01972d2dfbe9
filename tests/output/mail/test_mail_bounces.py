"""Bounces: what counts, what does not, and what a hostile mailbox cannot do."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from packages import RUN

from gongkai.cli import main
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.mail.bounces import READ, Notice, Unread, notices, read_bounces
from output.mail.sendings import Sending, Sendings, State
from output.mail.settings import MailError

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
IDENTITY = "<gongkai.abc@city.example>"


def dsn(
    address: str = "mzj@unit.example", action: str = "failed", identity: str = IDENTITY, original: str = "message/rfc822",
    more: str = "",
) -> bytes:  # fmt: skip
    """A notification as mail servers write them (RFC 3464, appendix)."""
    return f"""\
From: MAILER-DAEMON@post.example
To: office@city.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 user
{more}
--b1
Content-Type: {original}

From: office@city.example
Message-ID:
 {identity}
Subject: =?utf-8?b?5YWz5LqO?=

--b1--
""".encode()


@dataclass
class Books:
    data: Path

    def bounces(self, place: Path) -> Result:
        return CliRunner().invoke(main, ["send", "--bounces", str(place), "--data", str(self.data), "--by", "张伟"])

    def states(self) -> list[tuple[str, State]]:
        with open_journal(self.data) as journal:
            return [(one.address, one.state) for one in Sendings(journal.engine).of_messages([IDENTITY])]

    def notes(self) -> list[Entry]:
        with open_journal(self.data) as journal:
            return [one for one in journal.entries() if one.act is Act.note]


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Books:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    data.mkdir()
    with open_journal(data) as journal:
        Sendings(journal.engine).queue([
            Sending(package="p", unit_id="mzj", run_id=RUN, address=address, message_id=IDENTITY, state=State.SENT,
                    at=AT, person="张伟")
            for address in ("mzj@unit.example", "second@unit.example")
        ])  # fmt: skip
        journal.append([Entry(case_id="C1", act=Act.notify, person="张伟", at=AT, batch=IDENTITY, run_id=RUN)])
    return Books(data)


def test_a_maildir_marks_what_came_back_once(books: Books, tmp_path: Path) -> None:
    new = tmp_path / "Maildir" / "new"
    new.mkdir(parents=True)
    (tmp_path / "Maildir" / "cur").mkdir()
    (new / "1").write_bytes(dsn())
    (new / "2").write_bytes(b"Subject: holiday\n\nI am away\n")
    (new / "3").write_bytes(dsn("second@unit.example", "delayed"))
    os.mkfifo(new / "4")
    told = books.bounces(tmp_path / "Maildir")
    assert told.exit_code == 0, told.output
    assert "bounced\tmzj\tmzj@unit.example\t5.1.1 smtp; 550 5.1.1 no such user" in told.stdout
    assert "delayed\tmzj\tsecond@unit.example" in told.stdout and "is no delivery status notification" in told.stdout
    assert books.states() == [("mzj@unit.example", State.BOUNCED), ("second@unit.example", State.SENT)]
    assert books.notes() == []
    assert "known\tmzj" in books.bounces(tmp_path / "Maildir").stdout


def test_a_unit_that_got_nothing_is_noted_at_its_cases(books: Books, tmp_path: Path) -> None:
    box = tmp_path / "mbox"
    box.write_bytes(
        b"From MAILER-DAEMON Tue\n"
        + dsn()
        + b"\nFrom MAILER-DAEMON Tue\n"
        + dsn("SECOND@unit.example", original="text/rfc822-headers")
    )
    for _ in range(2):
        assert books.bounces(box).exit_code == 0
    assert [state for _, state in books.states()] == [State.BOUNCED, State.BOUNCED]
    (note,) = books.notes()
    assert note.case_id == "C1" and note.text.startswith("告知邮件未送达：mzj@unit.example 5.1.1")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (dsn("other@unit.example"), "speaks of no message of ours to that address"),
        (dsn(identity="<other@city.example>"), "speaks of no message of ours"),
        (dsn(original="text/html"), "does not say which message it speaks of"),
        (dsn(action=""), "names no recipient"),
        (dsn("a@b.example\r\nAction: x"), "speaks of no message of ours"),
        (
            dsn().replace(b"message/delivery-status", b"x/y").replace(b"MAILER-DAEMON", b"she"),
            "without message/delivery-status",
        ),
        (b'Content-Type: multipart/report; boundary="b"\n\n', "without message/delivery-status"),
        (dsn(action="delivered"), "delivered 5.1.1"),
    ],
)
def test_what_names_no_sending_of_ours_changes_nothing(books: Books, tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(raw)
    assert said in books.bounces(path).stdout
    assert {state for _, state in books.states()} == {State.SENT}
    assert books.bounces(tmp_path).exit_code == 0


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (one, one) for one in range(depth))
    return head + dsn()


def test_hostile_mail_is_read_within_limits(tmp_path: Path) -> None:
    (found,) = notices("x", nested(5000))
    assert found == Unread("x", "has too many nested parts")
    path = tmp_path / "big.eml"
    with path.open("wb") as out:
        out.write(dsn())
        out.truncate(200 * READ)
    (seen,) = read_bounces(path)
    assert isinstance(seen, Notice) and (seen.message_id, seen.address) == (IDENTITY, "mzj@unit.example")
    with (tmp_path / "mbox").open("wb") as out:
        out.write(b"From a\n" + dsn() + b"x" * (3 * READ) + b"\n\nFrom b\n" + dsn())
    assert [type(one) for one in read_bounces(tmp_path / "mbox")] == [Notice, Notice]
    many = "\n".join(f"Final-Recipient: rfc822; u{n}@unit.example\nAction: failed\n" for n in range(5000))
    assert len(list(notices("x", dsn(more="\n" + many)))) <= 1000
    for raw in (b"", b"\x00\xff" * 1000, b"Content-Type: multipart/report\n\n", "主题：\n\n".encode()):
        assert all(isinstance(one, Unread) for one in notices("x", raw))


def test_a_place_without_mail_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MailError, match=r"is no maildir, mbox or \.eml file"):
        list(read_bounces(tmp_path / "gone"))
    assert list(read_bounces(tmp_path)) == []
