"""What a unit's message holds: its own files and nothing else, whatever the names are."""

from __future__ import annotations

import hashlib
import json
import string
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import DEADLINE, DEADLINES, Sent, three, write_package

from output.mail.manifest import PackageError, contents, read_package
from output.mail.message import compose, message_id, tell
from output.mail.plan import Left, Letter, plan
from output.mail.settings import MailError, MailSettings

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
SETTINGS = MailSettings(host="smtp.city.example", sender="office@city.example", sender_name="云河市政务公开办公室")


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in message.iter_attachments()}  # type: ignore[misc]


def test_a_message_tells_the_unit_its_cases_and_its_deadline(tmp_path: Path) -> None:
    parcel = read_package(write_package(tmp_path, three()))[0]
    message = parsed(compose(parcel, ["mzj@unit.example"], ["chief@city.example"], SETTINGS, NOW))
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert message["Subject"] == "关于公益领域信息公开检查情况的函（临河市民政局，2026年11月24日）"
    assert message["From"].addresses[0].display_name == "云河市政务公开办公室"
    assert (message["To"], message["Cc"]) == ("mzj@unit.example", "chief@city.example")
    assert message["Message-ID"] == message_id(parcel, SETTINGS.sender)
    assert (
        "检查日期：2026年11月23日" in text
        and "告知的问题2项" in text
        and "于2026年12月15日前整改" in text
        and "1. 问题清单.xlsx" in text
    )
    assert attached(message) == {"问题清单.xlsx": "清单 临河市民政局".encode(), "整改通知.pdf": b"%PDF-1.7 mzj"}


def test_names_in_chinese_are_written_as_rfc_2231_and_the_head_is_ascii(tmp_path: Path) -> None:
    parcel = read_package(write_package(tmp_path, three()))[0]
    raw = compose(parcel, ["mzj@unit.example"], [], SETTINGS, NOW)
    assert raw.isascii()
    assert b"filename*=utf-8''%E9%97%AE%E9%A2%98%E6%B8%85%E5%8D%95.xlsx" in raw
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_a_unit_without_cases_is_not_asked_to_mend_anything(tmp_path: Path) -> None:
    parcel = read_package(write_package(tmp_path, [replace(three()[0], cases=())]))[0]
    body = parsed(compose(parcel, ["mzj@unit.example"], [], SETTINGS, NOW)).get_body(("plain",))
    assert body is not None and "供查阅" in body.get_content() and "前整改" not in body.get_content()


def test_the_message_id_is_that_of_the_contents(tmp_path: Path) -> None:
    first, second = tmp_path / "2026-11-24-a", tmp_path / "2026-11-24-b"
    one, two = read_package(write_package(first, three())), read_package(write_package(second, three()))
    again = read_package(write_package(first, three()))
    changed = read_package(write_package(first, [replace(three()[0], files={"问题清单.xlsx": b"other"})]))
    ids = [message_id(parcels[0], SETTINGS.sender) for parcels in (one, again, two, changed)]
    assert ids[0] == ids[1] and len(set(ids)) == 3
    assert len({message_id(parcel, SETTINGS.sender) for parcel in one}) == 3


HOSTILE = "某局\r\nBcc: thief@evil.example\r\n\r\nhello\x00\u2028x"


def test_no_name_adds_a_header_or_a_recipient(tmp_path: Path) -> None:
    unit = replace(three()[0], name="某局", files={"a.xlsx": b"x"})
    units = {"mzj": {"name": HOSTILE, "case_ids": ["C1"], "deadline": None}}
    parcel = read_package(write_package(tmp_path, [unit], units=units))[0]
    settings = SETTINGS.model_copy(update={"sender_name": HOSTILE, "subject": "${unit_name}"})
    raw = compose(parcel, ["mzj@unit.example"], [], settings, NOW)
    message = parsed(raw)
    assert message["Bcc"] is None and b"\nBcc:" not in raw
    assert message["Subject"] == "某局 Bcc: thief@evil.example hello x"
    assert list(message["To"].addresses) and len(message["From"].addresses) == 1
    assert "Bcc" not in parsed(tell(["a@b.example"], HOSTILE, "text", "key", settings, NOW))


def _evil(field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        manifest["files"][1][field] = value

    return change


EVIL: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "up": (_evil("path", "../secret.xlsx"), "is no path to a unit's file"),
    "absolute": (_evil("path", "/etc/passwd"), "is no path to a unit's file"),
    "no folder": (_evil("path", "list.xlsx"), "is no path to a unit's file"),
    "line break": (_evil("path", "mzj/a\r\nBcc: x.xlsx"), "is no path to a unit's file"),
    "the wrong unit": (_evil("unit_id", "yjj"), "holds files of yjj and of mzj"),
    "cases are text": (lambda said: said["units"]["mzj"].update(case_ids="C1"), "must be a list of case numbers"),
    "an id with a line break": (_evil("unit_id", "mzj\r\nBcc: d@e.example"), "is no unit id"),
    "no files": (lambda said: said.pop("files"), "is no manifest of a package"),
    "no numbers": (_evil("bytes", "many"), "is no manifest of a package"),
    "no day": (lambda said: said.update(day="soon"), "is no manifest of a package"),
}


@pytest.mark.parametrize("case", EVIL)
def test_a_manifest_that_leads_astray_is_refused(tmp_path: Path, case: str) -> None:
    change, said = EVIL[case]
    path = write_package(tmp_path, three()) / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))
    with pytest.raises(PackageError, match=said):
        read_package(tmp_path)


def test_a_link_out_of_the_package_is_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", three())
    (tmp_path / "secret").write_bytes("清单 临河市民政局".encode())
    place = folder / "mzj-临河市民政局" / "问题清单.xlsx"
    place.unlink()
    place.symlink_to(tmp_path / "secret")
    with pytest.raises(PackageError, match="leads out of the package"):
        read_package(folder)


def test_a_file_that_was_changed_is_not_attached(tmp_path: Path) -> None:
    folder = write_package(tmp_path, three())
    (folder / "mzj-临河市民政局" / "问题清单.xlsx").write_bytes("清单 临河市应急局".encode())
    with pytest.raises(PackageError, match=r"问题清单\.xlsx: is not the file of the manifest"):
        compose(read_package(folder)[0], ["mzj@unit.example"], [], SETTINGS, NOW)


def test_a_body_of_the_city_is_used_and_its_faults_are_named(tmp_path: Path) -> None:
    parcel = read_package(write_package(tmp_path / "package", three()))[0]
    text = tmp_path / "letter.txt"
    own = SETTINGS.model_copy(update={"body": text})
    text.write_text("致${unit_name}：${deadline}前回复${reply_to}，共$$1", encoding="utf-8")
    body = parsed(compose(parcel, ["mzj@unit.example"], [], own, NOW)).get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "致临河市民政局：2026年12月15日前回复office@city.example，共$1"
    for wrong, said in (("${unit}", "is unknown; known are: unit_name"), ("5 $ each", "names nothing")):
        text.write_text(wrong, encoding="utf-8")
        with pytest.raises(MailError, match=said):
            compose(parcel, ["mzj@unit.example"], [], own, NOW)


NAMES = st.text(alphabet="问题清单通知个人信息abAB ._'\"()％é", min_size=1, max_size=12).map(lambda text: f"x{text}x")
UNITS = st.dictionaries(
    st.text(alphabet=string.ascii_lowercase + "-._", min_size=1, max_size=6).map(lambda text: "u" + text),
    st.tuples(NAMES, st.dictionaries(NAMES, st.binary(max_size=60), min_size=1, max_size=4), st.booleans()),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(UNITS)
def test_no_unit_ever_gets_a_file_of_another(units: dict[str, tuple[str, dict[str, bytes], bool]]) -> None:
    """Each file begins with its unit's own mark, so that equal contents cannot hide an exchange."""
    made = [
        Sent(unit_id, name.replace("/", ""), {file: f"<{unit_id}>".encode() + body for file, body in files.items()},
             f"{unit_id.replace('.', '-')}@n{number}.example" if known else "", (f"C-{unit_id}",))
        for number, (unit_id, (name, files, known)) in enumerate(units.items())
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        parcels = read_package(write_package(Path(folder), made))
        planned = plan(parcels, {one.unit_id: one.email for one in made}, [], SETTINGS)
        assert [one.parcel.unit_id for one in planned] == sorted(units)
        for one in planned:
            unit = next(unit for unit in made if unit.unit_id == one.parcel.unit_id)
            if isinstance(one, Left):
                assert not unit.email and "has no address" in one.why
                continue
            message = parsed(compose(one.parcel, one.to, one.copies, SETTINGS, NOW))
            assert sorted(attached(message).values()) == sorted(unit.files.values())
            assert [address.addr_spec for address in message["To"].addresses] == [unit.email]
            assert one.parcel.case_ids == unit.cases
            assert hashlib.sha256(b"".join(sorted(body for _, body in contents(one.parcel)))).digest() == (
                hashlib.sha256(b"".join(sorted(unit.files.values()))).digest()
            )


def test_one_address_at_two_units_is_a_mistake_unless_said_otherwise(tmp_path: Path) -> None:
    parcels = read_package(write_package(tmp_path, three()))
    addresses = {"mzj": "Shared@unit.example", "nync": "shared@unit.example", "yjj": "yjj@unit.example"}
    planned = plan(parcels, addresses, [], SETTINGS)
    assert [type(one) for one in planned] == [Left, Left, Letter]
    assert isinstance(planned[0], Left) and "stands at another unit too" in planned[0].why
    allowed = SETTINGS.model_copy(update={"shared": ("shared@unit.example",)})
    assert [type(one) for one in plan(parcels, addresses, [], allowed)] == [Letter, Letter, Letter]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "has no address"), ("局长@unit.example", "is no address that mail can go to"),
        ("a@unit.example>,<b@evil.example", "is no address"), ("a@" + "b" * 250 + ".example", "is no address"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_reported_not_guessed(tmp_path: Path, address: str, said: str) -> None:
    parcels = read_package(write_package(tmp_path, three()[:1]))
    (left,) = plan(parcels, {"mzj": address}, [], SETTINGS)
    assert isinstance(left, Left) and said in left.why
    (stranger,) = plan(parcels, {}, [], SETTINGS)
    assert isinstance(stranger, Left) and "is not in the registry" in stranger.why


def test_the_deadline_is_read_from_the_manifest(tmp_path: Path) -> None:
    parcels = read_package(write_package(tmp_path, three()))
    assert [one.deadline for one in parcels] == [DEADLINE] * 3
    assert [parcels[0].until(case) for case in parcels[0].case_ids] == [DEADLINES["Cmzj1"], DEADLINE]
