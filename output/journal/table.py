"""The one table of the journal, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Date, DateTime, Dialect, Integer, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

VERSION_TABLE = "journal_version"
HEAD = "0002"
"""The newest migration. Kept here too, so that opening a journal that is up to date needs no alembic."""


class Moment(TypeDecorator[datetime]):
    """An instant: stored as UTC, read as aware UTC; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()
journal_entry = Table(
    "journal_entry",
    metadata,
    Column("entry_id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", String, nullable=False, index=True),
    Column("act", String, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", String, nullable=False),
    Column("ground", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("evidence_hash", String, nullable=False),
    Column("url", String, nullable=False),
    Column("deadline", Date),
    Column("about", Integer),
    Column("passed", Boolean),
    Column("proposed", Boolean, nullable=False),
    Column("batch", String, nullable=False),
    sqlite_autoincrement=True,
)
