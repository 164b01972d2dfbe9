"""The journal in PostgreSQL: asked for by GONGKAI_TEST_POSTGRESQL, the URL of a database of its own,
which is emptied."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from output.journal.model import Act, Entry
from output.journal.store import URL, JournalError, open_journal

SERVER = os.environ.get("GONGKAI_TEST_POSTGRESQL", "")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOTE = Entry(case_id="C1", act=Act.note, person="王芳", at=NOW)

pytestmark = pytest.mark.skipif(not SERVER, reason="GONGKAI_TEST_POSTGRESQL names no database")


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, SERVER)
    engine = create_engine(SERVER, poolclass=NullPool)
    with engine.begin() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))


def _write_many(data: Path, person: str, times: int) -> None:
    with open_journal(data) as journal:
        for number in range(times):
            journal.append([Entry(case_id=f"C{number}", act=Act.note, person=person, at=NOW)] * 2)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_write_many, args=(tmp_path, person, 10)) for person in "abcd"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    with open_journal(tmp_path) as journal:
        entries = journal.entries()
    assert [entry.entry_id for entry in entries] == sorted({entry.entry_id for entry in entries})
    assert {person: sum(one.person == person for one in entries) for person in "abcd"} == dict.fromkeys("abcd", 20)


def test_entries_come_back_and_a_stale_decision_is_refused(tmp_path: Path) -> None:
    whole = replace(NOTE, deadline=date(2026, 3, 9), passed=True, about=1, proposed=True)
    with open_journal(tmp_path) as journal:
        (written,) = journal.append([whole], {"C1": 0})
        assert journal.entries() == [written] == [replace(whole, entry_id=1)]
        with pytest.raises(JournalError, match="has written about it meanwhile"):
            journal.append([NOTE], {"C1": 0})
        assert not (tmp_path / "journal.sqlite").exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET person = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"]
)
def test_the_database_refuses_to_change_an_entry(tmp_path: Path, statement: str) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([NOTE])
        with pytest.raises(DBAPIError, match="append-only"), journal.engine.begin() as db:
            db.execute(text(statement))
        assert len(journal.entries()) == 1


def test_a_journal_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal, journal.engine.begin() as db:
        db.execute(text("UPDATE journal_version SET version_num = '9999'"))
    with pytest.raises(JournalError, match="newer version"):
        open_journal(tmp_path)


def test_a_server_that_does_not_answer_is_told_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, "postgresql+psycopg://a:geheim@127.0.0.1:1/none")
    with pytest.raises(JournalError, match="cannot be opened") as refused:
        open_journal(tmp_path)
    assert "geheim" not in refused.value.message
    assert "\n" not in refused.value.message
