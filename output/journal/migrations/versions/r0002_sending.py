"""The table of mails to units: one row for each message and address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COMMENTS = {
    "sending_id": "A number, increasing.",
    "package": "Name of the package's folder.",
    "unit_id": "The unit it was sent to.",
    "run_id": "The run that the package tells of.",
    "address": "One address of the unit.",
    "message_id": "Message-ID: the same for the same contents of a package for a unit.",
    "state": "queued, sent, failed or bounced.",
    "attempts": "How often it was tried.",
    "error": "What the server, or the bounce, said last; empty when it was taken.",
    "handed_at": "When the server was given the content. With state queued: whether it took it is not known.",
    "at": "When the row last changed.",
    "person": "In whose name it was sent.",
    "deadline": "The deadline that the unit was told.",
}


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sending",
        sa.Column("sending_id", sa.Integer, primary_key=True, autoincrement=True, comment=_COMMENTS["sending_id"]),
        sa.Column("package", sa.String, nullable=False, index=True, comment=_COMMENTS["package"]),
        *(
            sa.Column(name, sa.String, nullable=False, comment=_COMMENTS[name])
            for name in ("unit_id", "run_id", "address", "message_id", "state")
        ),
        sa.Column("attempts", sa.Integer, nullable=False, comment=_COMMENTS["attempts"]),
        sa.Column("error", sa.String, nullable=False, comment=_COMMENTS["error"]),
        sa.Column("handed_at", moment, comment=_COMMENTS["handed_at"]),
        sa.Column("at", moment, nullable=False, comment=_COMMENTS["at"]),
        sa.Column("person", sa.String, nullable=False, comment=_COMMENTS["person"]),
        sa.Column("deadline", sa.Date, comment=_COMMENTS["deadline"]),
        sa.UniqueConstraint("message_id", "address", name="sending_once"),
        comment="Mails to units: one row for each message and address.",
    )
