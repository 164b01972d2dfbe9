"""The journal: append-only, migrated by itself, and nothing lost when several processes write at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from output.journal import store
from output.journal.model import Act, Entry
from output.journal.store import JournalError, open_journal
from output.journal.table import HEAD

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOTE = Entry(case_id="C1", act=Act.note, person="王芳", at=NOW)


def raw(data: Path) -> sqlite3.Connection:
    return sqlite3.connect(data / store.FILE, isolation_level=None)


def test_entries_come_back_as_written(tmp_path: Path) -> None:
    china = timezone(timedelta(hours=8))
    whole = Entry(
        case_id="C2", act=Act.waive, person="李强", at=NOW.astimezone(china), text="栏目在上级网站", ground="explained",
        run_id="r", evidence_hash="h", url="http://a.example/", deadline=date(2026, 3, 9), about=1, passed=False,
        batch="b", proposed=True,
    )  # fmt: skip
    with open_journal(tmp_path) as journal:
        written = journal.append([NOTE, whole])
    with open_journal(tmp_path) as journal:
        assert journal.entries() == written == [replace(NOTE, entry_id=1), replace(whole, entry_id=2)]
        assert journal.entries(["C2"])[0].at.tzinfo is UTC
        assert journal.entries(["C9"]) == []
        assert journal.last_entry() == 2


def test_an_entry_needs_a_person_and_a_time_zone() -> None:
    with pytest.raises(ValueError, match="person"):
        replace(NOTE, person=" ")
    with pytest.raises(ValueError, match="time zone"):
        replace(NOTE, at=datetime(2026, 3, 2))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET person = '别人'",
        "DELETE FROM journal_entry",
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry",
    ],
)
def test_the_database_refuses_to_change_an_entry(tmp_path: Path, statement: str) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([NOTE])
    with closing(raw(tmp_path)) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)
    with open_journal(tmp_path) as journal:
        assert [entry.person for entry in journal.entries()] == ["王芳"]


def test_a_decision_on_what_another_changed_meanwhile_is_refused_whole(tmp_path: Path) -> None:
    other = replace(NOTE, case_id="C2")
    with open_journal(tmp_path) as journal:
        journal.append([NOTE], {"C1": 0})
        journal.append([NOTE], {"C1": 1, "C2": 0})
        with pytest.raises(JournalError, match=r"case C1: 王芳 has written about it meanwhile \(note, entry 2\)"):
            journal.append([other, NOTE], {"C1": 1, "C2": 0})
        assert [entry.case_id for entry in journal.entries()] == ["C1", "C1"]


def _write_many(data: Path, person: str, times: int) -> None:
    with open_journal(data) as journal:
        for number in range(times):
            journal.append([Entry(case_id=f"C{number}", act=Act.note, person=person, at=NOW)] * 2)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """Four at once, each also the first to make the tables."""
    people = [f"经办人{number}" for number in range(4)]
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_write_many, args=(tmp_path, person, 10)) for person in people]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    with open_journal(tmp_path) as journal:
        entries = journal.entries()
    assert [entry.entry_id for entry in entries] == list(range(1, 81))
    assert {person: sum(one.person == person for one in entries) for person in people} == dict.fromkeys(people, 20)


def _decide_once(data: Path, person: str) -> None:
    with open_journal(data) as journal:
        try:
            journal.append([Entry(case_id="C1", act=Act.close, person=person, at=NOW)], {"C1": 0})
        except JournalError as error:
            (data / f"{person}.refused").write_text(error.message)


def test_of_two_that_decide_on_the_same_case_one_is_refused(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_decide_once, args=(tmp_path, person)) for person in ("a", "b", "c")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    with open_journal(tmp_path) as journal:
        (entry,) = journal.entries()
    refused = {path.stem: path.read_text() for path in tmp_path.glob("*.refused")}
    assert set(refused) == {"a", "b", "c"} - {entry.person}
    assert all(f"{entry.person} has written about it meanwhile" in text for text in refused.values())


def test_the_migrations_lead_to_the_version_that_the_program_names(tmp_path: Path) -> None:
    with open_journal(tmp_path):
        pass
    with closing(raw(tmp_path)) as db:
        assert db.execute("SELECT version_num FROM journal_version").fetchall() == [(HEAD,)]
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_journal_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([NOTE])
    with closing(raw(tmp_path)) as db:
        db.execute("UPDATE journal_version SET version_num = '9999'")
    with pytest.raises(JournalError, match="newer version of this program") as refused:
        open_journal(tmp_path)
    assert refused.value.exit_code == 2
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://a:geheim@b/c", "use SQLite or PostgreSQL"),
        ("journal", "no database URL"),
        ("sqlite:////nowhere/at/all/journal.sqlite", "cannot be opened"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(JournalError, match=said) as refused:
        open_journal(tmp_path, url)
    assert "\n" not in refused.value.message
    assert "geheim" not in refused.value.message


def test_the_environment_names_the_journal_before_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not store.has_journal(tmp_path)
    monkeypatch.setenv(store.URL, f"sqlite:///{tmp_path}/elsewhere.sqlite")
    with open_journal(tmp_path, "mysql://ignored/x") as journal:
        journal.append([NOTE])
    assert (tmp_path / "elsewhere.sqlite").is_file()
    assert store.has_journal(tmp_path)
    assert not (tmp_path / store.FILE).exists()


def test_what_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / store.FILE).write_text("these are notes of somebody" * 100)
    with pytest.raises(JournalError, match="file is not a database"):
        open_journal(tmp_path)
