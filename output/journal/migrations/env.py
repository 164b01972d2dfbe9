"""Alembic asks this module how to migrate: on the connection and in the transaction that the store opened."""

from __future__ import annotations

from alembic import context

from output.journal.table import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
