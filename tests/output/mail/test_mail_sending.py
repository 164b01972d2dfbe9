"""`gongkai send` against a real SMTP server in its own process, also one that misbehaves or dies in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from packages import DEADLINE, DEADLINES, RUN, Sent, three, write_package, write_registry
from post_office import DROP, HANG, PASSWORD, USER, PostOffice, as_toml, wait_for

from gongkai.cli import main
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.mail.clock import Clock, Pace
from output.mail.manifest import read_package
from output.mail.plan import Letter, plan
from output.mail.post import Post
from output.mail.send import Desk
from output.mail.send import send as send_letters
from output.mail.sendings import Sending, Sendings, State
from output.mail.settings import MailSettings

QUICK = {"timeout": 5, "retry_delays": [0, 0], "per_minute": 1000}


@dataclass
class Office:
    """A data directory with a package of three units, and the settings for a server."""

    home: Path
    units: list[Sent] = field(default_factory=three)

    def __post_init__(self) -> None:
        self.data, self.package = self.home / "data", self.home / "data" / "packages" / f"2026-11-24-{RUN}"
        self.package.mkdir(parents=True)
        write_package(self.package, self.units)
        write_registry(self.data, self.units)

    def configure(self, server: PostOffice, **more: object) -> None:
        (self.home / "mail.toml").write_text(as_toml(server.settings(**QUICK | more)), encoding="utf-8")

    def words(self, *more: str) -> list[str]:
        return [
            "send", "--package", str(self.package), "--data", str(self.data), "--mail", str(self.home / "mail.toml"), *more,
        ]  # fmt: skip

    def send(self, *more: str) -> Result:
        return CliRunner().invoke(main, self.words(*more))

    def really(self, *more: str) -> Result:
        return self.send("--really", "--by", "张伟", *more)

    def rows(self) -> dict[str, list[Sending]]:
        with open_journal(self.data) as journal:
            found = Sendings(journal.engine).of_package(self.package.name)
        return {unit.unit_id: [one for one in found if one.unit_id == unit.unit_id] for unit in self.units}

    def told(self) -> list[Entry]:
        with open_journal(self.data) as journal:
            return [entry for entry in journal.entries() if entry.act is Act.notify]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GONGKAI_MAIL_PASSWORD", raising=False)
    return Office(tmp_path)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_each_unit_gets_exactly_its_own_files(
    office: Office, tmp_path: Path, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_MAIL_PASSWORD", PASSWORD)
    with PostOffice(tmp_path / "post", security) as server:
        office.configure(server, user=USER, cc="archive@city.example")
        told = office.really()
        assert told.exit_code == 0, told.output
        taken = server.taken
    assert len(taken) == 3
    for unit, one in zip(office.units, taken, strict=True):
        assert one.recipients == (unit.email, "archive@city.example")
        assert one.files == unit.files
        assert (one.message["To"], one.user, one.sender) == (unit.email, USER, "office@city.example")
        assert unit.name in one.text and not any(other.name in one.text for other in office.units if other != unit)
    entries = office.told()
    assert {entry.case_id for entry in entries} == {case for unit in office.units for case in unit.cases}
    assert {(entry.person, entry.run_id) for entry in entries} == {("张伟", RUN)}
    assert {entry.case_id: entry.deadline for entry in entries} == dict.fromkeys(
        (entry.case_id for entry in entries), DEADLINE
    ) | DEADLINES
    assert {entry.batch for entry in entries} == {str(one.message["Message-ID"]) for one in taken}
    assert [one.state for rows in office.rows().values() for one in rows] == [State.SENT] * 3


def test_without_really_nothing_leaves(office: Office, tmp_path: Path) -> None:
    write_registry(office.data, [replace(office.units[0], email=""), *office.units[1:]])
    (office.package / "nync-临河市农业农村局" / "整改通知.pdf").write_bytes(b"%PDF other")
    with PostOffice(tmp_path / "post") as server:
        office.configure(server)
        told = office.send()
        assert server.taken == []
    assert told.exit_code == 3
    assert "refused  has no address; fill in the column email of units.csv" in told.stdout
    assert "整改通知.pdf: is not the file of the manifest" in told.stdout
    assert "to       yjj@unit.example" in told.stdout and "file     问题清单.xlsx (31 bytes)" in told.stdout
    assert "3 units, 2 would get nothing; nothing was sent" in told.stderr
    assert not (office.data / "journal.sqlite").exists()


def test_sending_again_sends_nothing_unless_asked(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post") as server:
        office.configure(server)
        assert office.really().exit_code == 0
        second = office.really()
        assert (second.exit_code, len(server.taken)) == (0, 3)
        assert second.stdout.count("done\t") == 3
        assert office.really("--again").exit_code == 2
        third = office.really("--unit", "mzj", "--again")
        assert third.exit_code == 0, third.output
        taken = server.taken
    assert [one.recipients for one in taken[3:]] == [("mzj@unit.example",)]
    assert taken[0].message["Message-ID"] == taken[3].message["Message-ID"]
    assert len(office.told()) == 6


def test_another_list_of_the_same_package_goes_out_only_when_asked(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post") as server:
        office.configure(server)
        office.really()
        write_package(
            office.package, [replace(office.units[0], files={"问题清单.xlsx": b"corrected"}), *office.units[1:]]
        )
        told = office.really()
        assert (told.exit_code, len(server.taken)) == (3, 3)
        assert "got another list of this package" in told.stdout
        write_registry(
            office.data,
            [replace(one, email="new@unit.example") if one.unit_id == "yjj" else one for one in office.units],
        )
        assert "got it on" in office.send("--unit", "yjj").stdout


def test_temporary_failures_are_tried_again_and_permanent_ones_are_not(office: Office, tmp_path: Path) -> None:
    script = {
        "rcpt mzj@unit.example": ["450 greylisted", "421 busy, closing"],
        "rcpt nync@unit.example": ["550 no such user"],
        "data": ["451 try later"],
    }
    with PostOffice(tmp_path / "post", script=script) as server:
        office.configure(server)
        told = office.really()
        assert sorted(one.recipients for one in server.taken) == [("mzj@unit.example",), ("yjj@unit.example",)]
    assert told.exit_code == 3
    assert "failed\tnync\tnync@unit.example\t550 no such user" in told.stdout
    assert {unit: (rows[0].state, rows[0].attempts) for unit, rows in office.rows().items()} == {
        "mzj": (State.SENT, 3), "nync": (State.FAILED, 1), "yjj": (State.SENT, 2),
    }  # fmt: skip
    assert {entry.case_id for entry in office.told()} == {"Cmzj1", "Cmzj2", "Cyjj1", "Cyjj2"}


def test_what_stays_queued_is_sent_by_the_next_call(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "one", script={"rcpt yjj@unit.example": ["450 later"] * 3}) as server:
        office.configure(server)
        first = office.really()
    assert first.exit_code == 3 and "450 later (will be tried again by the next gongkai send)" in first.stdout
    with PostOffice(tmp_path / "two") as server:
        office.configure(server)
        assert office.really().exit_code == 0
        assert [one.recipients for one in server.taken] == [("yjj@unit.example",)]
    assert office.rows()["yjj"][0].attempts == 4


def test_of_several_addresses_each_has_its_own_fate(office: Office, tmp_path: Path) -> None:
    write_registry(office.data, [replace(office.units[0], email="a@unit.example b@unit.example c@unit.example")])
    script = {
        "rcpt b@unit.example": ["550 gone"],
        "rcpt c@unit.example": ["450 later"],
        "rcpt archive@city.example": ["550 full"],
    }
    with PostOffice(tmp_path / "post", script=script) as server:
        office.configure(server, cc=["archive@city.example"])
        told = office.really("--unit", "mzj")
        assert [one.recipients for one in server.taken] == [("a@unit.example",), ("c@unit.example",)]
        assert {str(one.message["To"]) for one in server.taken} == {"a@unit.example, b@unit.example, c@unit.example"}
    assert told.exit_code == 3 and "the copy to archive@city.example: permanent (550 full)" in told.stderr
    assert [one.state for one in office.rows()["mzj"]] == [State.SENT, State.FAILED, State.SENT]
    assert len(office.told()) == 2


def test_nobody_gets_a_copy_of_what_the_unit_did_not_get(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post", script={"rcpt mzj@unit.example": ["550 gone"]}) as server:
        office.configure(server, supervisor=["chief@city.example"], copy_to_supervisor=True)
        office.really("--unit", "mzj")
        assert server.taken == []


def test_a_lost_answer_is_said_and_both_mails_bear_one_id(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post", script={"data": ["", DROP]}) as server:
        office.configure(server)
        told = office.really()
        taken = server.taken
    assert told.exit_code == 0
    assert "nync: an earlier try got no answer; it may arrive twice, with one Message-ID" in told.stderr
    assert [one.recipients[0] for one in taken] == [
        "mzj@unit.example", "nync@unit.example", "yjj@unit.example", "nync@unit.example",
    ]  # fmt: skip
    assert taken[1].message["Message-ID"] == taken[3].message["Message-ID"]


def test_a_slow_server_is_not_waited_for(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post", script={"data": [HANG]}) as server:
        office.configure(server, timeout=0.3, retry_delays=[0])
        told = office.really("--unit", "mzj")
        assert told.exit_code == 0 and "the answer was lost" in told.stderr
        assert len(server.taken) == 2


def test_a_killed_sender_goes_on_where_it_was(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "one", script={"data": ["", HANG]}) as server:
        office.configure(server, timeout=60)
        sender = subprocess.Popen(
            [sys.executable, "-m", "gongkai", *office.words("--really", "--by", "张伟")], stderr=subprocess.PIPE
        )
        wait_for(lambda: len(server.taken) == 2, "the second message")
        busy = office.really()
        assert busy.exit_code == 2 and "holds" in busy.stderr
        sender.send_signal(signal.SIGKILL)
        sender.communicate()
        first = [one.recipients[0] for one in server.taken]
    assert first == ["mzj@unit.example", "nync@unit.example"]
    with PostOffice(tmp_path / "two") as server:
        office.configure(server)
        dry = office.send()
        assert "an earlier try got no answer; it may arrive twice" in dry.stdout
        told = office.really()
        assert [one.recipients[0] for one in server.taken] == ["nync@unit.example", "yjj@unit.example"]
    assert told.exit_code == 0 and "nync: an earlier try got no answer" in told.stderr
    assert sorted(entry.case_id for entry in office.told()) == sorted(
        case for unit in office.units for case in unit.cases
    )


def test_what_was_sent_is_journaled_although_the_sender_died_before(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post") as server:
        office.configure(server)
        settings = MailSettings.model_validate(server.settings())
        parcel = read_package(office.package)[0]
        with open_journal(office.data) as journal:
            (letter,) = plan([parcel], {"mzj": "mzj@unit.example"}, [], settings)
            assert isinstance(letter, Letter)
            row = Sending(
                package=parcel.package, unit_id="mzj", run_id=RUN, address="mzj@unit.example", person="李敏",
                message_id=letter.message_id, state=State.SENT, at=datetime(2026, 11, 24, tzinfo=UTC),
            )  # fmt: skip
            Sendings(journal.engine).queue([row])
        for _ in range(2):
            assert office.really("--unit", "mzj").exit_code == 0
        assert server.taken == []
    assert [(entry.case_id, entry.person) for entry in office.told()] == [("Cmzj1", "李敏"), ("Cmzj2", "李敏")]


@dataclass
class Hours:
    """A clock that only moves when somebody sleeps."""

    moment: datetime = datetime(2026, 11, 24, 8, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.moment, self.sleep)


def test_attempts_wait_longer_each_time_and_the_rest_waits_without_a_line(office: Office) -> None:
    units = [
        Sent(f"u{number}", f"单位{number}", {"a.xlsx": b"x%d" % number}, f"u{number}@unit.example")
        for number in range(6)
    ]
    settings = MailSettings(
        host="127.0.0.1", port=9, security="none", sender="office@city.example", retry_delays=(60, 300)
    )
    hours, said = Hours(), list[str]()
    parcels = read_package(write_package(office.home / "other", units))
    with open_journal(office.data) as journal, Post(settings) as post:
        desk = Desk(post, journal, Sendings(journal.engine), settings, "张伟", hours.clock, said.append)
        letters = [
            one
            for one in plan(parcels, {one.unit_id: one.email for one in units}, [], settings)
            if isinstance(one, Letter)
        ]
        rows = send_letters(letters, [], desk)
    assert hours.slept == [60, 300]
    assert {one.state for one in rows} == {State.QUEUED}
    assert [one.attempts for one in rows] == [3, 3, 3, 0, 0, 0]
    assert all("refused" in one.error.lower() for one in rows[:3])


def test_no_more_than_so_many_messages_go_in_a_minute() -> None:
    hours = Hours()
    pace, times = Pace(3, hours.clock), list[float]()
    for _ in range(7):
        pace.wait()
        times.append((hours.moment - datetime(2026, 11, 24, 8, tzinfo=UTC)).total_seconds())
        hours.moment += timedelta(seconds=1)
    assert times == [0, 1, 2, 60, 61, 62, 120]


def refused(office: Office, server: PostOffice, more: dict[str, object]) -> Result:
    office.configure(server, **more)
    told = office.really("--unit", "mzj")
    assert told.exit_code == 2 and server.taken == []
    return told


def test_nothing_is_sent_to_a_server_that_cannot_be_trusted(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PostOffice(tmp_path / "tls", "tls") as server:
        assert "set the environment variable GONGKAI_MAIL_PASSWORD" in refused(office, server, {"user": USER}).stderr
        monkeypatch.setenv("GONGKAI_MAIL_PASSWORD", "wrong")
        assert "refuses mail.user with this password" in refused(office, server, {"user": USER}).stderr
        other = PostOffice(tmp_path / "other", "tls")
        other.stop()
        assert "certificate is not trusted" in refused(office, server, {"ca_file": str(other.certificate)}).stderr
    with PostOffice(tmp_path / "open") as server:
        assert (
            "offers no STARTTLS; nothing is sent in the open"
            in refused(office, server, {"security": "starttls"}).stderr
        )
    assert "wrong" not in (office.home / "mail.toml").read_text()


SETTINGS: Sequence[tuple[dict[str, object], str]] = (
    ({"password": "geheim"}, "the password never stands in a file; set the environment variable GONGKAI_MAIL_PASSWORD"),
    ({"security": "none", "host": "smtp.city.example"}, "security none is for a server on this machine"),
    ({"security": "plain"}, "security: input should be 'tls', 'starttls' or 'none'"),
    ({"sender": "office"}, "sender: 'office' is no mail address"),
    ({"cc": ["a@b.example", "c\nBcc: d@e.example"]}, "is no mail address"),
    ({"subject": "${unit}"}, "the subject ${unit} is unknown; known are: unit_name"),
    ({"hosts": "x"}, "hosts: extra inputs are not permitted; known are: host"),
)


@pytest.mark.parametrize("case", range(len(SETTINGS)))
def test_settings_that_cannot_be_used_are_refused_by_key(office: Office, case: int) -> None:
    more, said = SETTINGS[case]
    values = {"host": "smtp.city.example", "sender": "office@city.example"} | more
    (office.home / "mail.toml").write_text(as_toml(values), encoding="utf-8")
    assert said in " ".join(office.send().stderr.split())


def test_names_are_asked_for_where_the_journal_needs_them(office: Office) -> None:
    (office.home / "mail.toml").write_text(as_toml({"host": "h.example", "sender": "a@b.example"}), encoding="utf-8")
    assert "--by: write your name" in office.send("--really").stderr
    assert "the package has nothing for such a unit" in office.send("--unit", "xyz").stderr


def test_a_message_that_is_too_large_goes_nowhere(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post") as server:
        office.configure(server, max_size=0.001)
        assert "refused  larger than mail.max_size (0.001 MB)" in office.send().stdout
        told = office.really()
        assert (told.exit_code, server.taken) == (3, [])
    assert "are more than mail.max_size" in told.stdout


def test_the_registry_given_wins_over_the_one_of_the_run(office: Office, tmp_path: Path) -> None:
    csv = tmp_path / "units.csv"
    csv.write_text(
        "unit_id,name,kind,duty,sites,parent,email,notes\nmzj,临河市民政局,department,civil_affairs,http://mzj.example/,,new@unit.example,\n",
        encoding="utf-8",
    )
    with PostOffice(tmp_path / "post") as server:
        office.configure(server)
        told = office.send("--units", str(csv))
    assert "to       new@unit.example" in told.stdout
    assert told.stdout.count("is not in the registry; nobody knows whom to write to") == 2


def test_the_password_is_never_shown(office: Office, tmp_path: Path) -> None:
    env = os.environ | {"GONGKAI_MAIL_PASSWORD": "s3cret-word"}
    with PostOffice(tmp_path / "post", "tls") as server:
        office.configure(server, user=USER)
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *office.words("--really", "--by", "张伟")],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2 and "s3cret-word" not in done.stdout + done.stderr
    assert "s3cret-word" not in json.dumps([str(row) for rows in office.rows().values() for row in rows])
