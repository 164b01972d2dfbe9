"""The table of entries, and triggers that refuse to change or delete one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSED = "the journal is append-only: entries are never changed or deleted"
_SQLITE = (
    "CREATE TRIGGER journal_entry_{0} BEFORE {0} ON journal_entry BEGIN SELECT RAISE(ABORT, '{1}'); END",
    # INSERT OR REPLACE deletes without telling the delete trigger.
    "CREATE TRIGGER journal_entry_replace BEFORE INSERT ON journal_entry"
    " WHEN EXISTS (SELECT 1 FROM journal_entry WHERE entry_id = NEW.entry_id)"
    " BEGIN SELECT RAISE(ABORT, '{1}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{0}'; END $$",
    "CREATE TRIGGER journal_entry_change BEFORE UPDATE OR DELETE ON journal_entry"
    " FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()",
    "CREATE TRIGGER journal_entry_truncate BEFORE TRUNCATE ON journal_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("entry_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("ground", sa.String, nullable=False),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("evidence_hash", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("deadline", sa.Date),
        sa.Column("about", sa.Integer),
        sa.Column("passed", sa.Boolean),
        sa.Column("proposed", sa.Boolean, nullable=False),
        sa.Column("batch", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE[0].format("UPDATE", _REFUSED))
        op.execute(_SQLITE[0].format("DELETE", _REFUSED))
        op.execute(_SQLITE[1].format("", _REFUSED))
    else:
        for statement in _POSTGRESQL:
            op.execute(statement.format(_REFUSED))
