"""The table `sending` of the journal's database: one row for each message and address, and how it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from output.journal.table import Moment
from output.mail.settings import MailError

METADATA = sa.MetaData()
SENDING = sa.Table(
    "sending",
    METADATA,
    sa.Column("sending_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("package", sa.String, nullable=False, index=True),
    sa.Column("unit_id", sa.String, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("message_id", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.String, nullable=False),
    sa.Column("handed_at", Moment),
    sa.Column("at", Moment, nullable=False),
    sa.Column("person", sa.String, nullable=False),
    sa.Column("deadline", sa.Date),
    sa.UniqueConstraint("message_id", "address", name="sending_once"),
)
PIECE = 500
"""Values asked for in one statement: databases bound the variables of one."""


class State(StrEnum):
    """How a sending stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One message to one address. `handed_at` without an outcome: the server may have taken it, nobody knows."""

    package: str
    unit_id: str
    run_id: str
    address: str
    message_id: str
    state: State
    attempts: int = 0
    error: str = ""
    handed_at: datetime | None = None
    at: datetime
    person: str
    deadline: date | None = None

    @property
    def unsure(self) -> bool:
        """Whether it was handed over and the answer never came."""
        return self.state is State.QUEUED and self.handed_at is not None


_FIELDS = [one.name for one in fields(Sending)]


class Sendings:
    """The rows, in the database of a journal. All its methods raise MailError when that cannot be used."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of_package(self, package: str) -> list[Sending]:
        """All sendings of a package, the oldest first."""
        with self._transaction(write=False) as db:
            found = db.execute(_ROWS.where(SENDING.c.package == package)).mappings()
            return [_sending(dict(row)) for row in found]

    def of_messages(self, message_ids: Collection[str]) -> list[Sending]:
        """All sendings of some messages, by message."""
        wanted = sorted(message_ids)
        with self._transaction(write=False) as db:
            return [
                _sending(dict(row))
                for start in range(0, len(wanted), PIECE)
                for row in db.execute(_ROWS.where(SENDING.c.message_id.in_(wanted[start : start + PIECE]))).mappings()
            ]

    def queue(self, new: Sequence[Sending]) -> None:
        """Write down what is going to be sent, all or nothing; a row of the same message and address begins anew."""
        with self._transaction(write=True) as db:
            for one in new:
                values = asdict(one) | {"state": str(one.state)}
                if not db.execute(_update(one.message_id, (one.address,)).values(**values)).rowcount:
                    db.execute(sa.insert(SENDING).values(**values))

    def hand_over(self, message_id: str, addresses: Collection[str], now: datetime) -> None:
        """Write down, before it happens, that the server is given the content."""
        with self._transaction(write=True) as db:
            db.execute(_update(message_id, addresses).values(handed_at=now))

    def settle(self, message_id: str, address: str, state: State, error: str, now: datetime, *, known: bool) -> None:
        """Write down what came of an attempt. `known`: the server's answer came, so it is sure what it did."""
        values = {"state": str(state), "error": error, "at": now, "attempts": SENDING.c.attempts + 1}
        values |= {"handed_at": None} if known and state is not State.SENT else {}
        with self._transaction(write=True) as db:
            db.execute(_update(message_id, (address,)).values(**values))

    def bounce(self, message_id: str, address: str, error: str, now: datetime) -> None:
        """Mark a sending as come back."""
        with self._transaction(write=True) as db:
            db.execute(_update(message_id, (address,)).values(state=str(State.BOUNCED), error=error, at=now))

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect().execution_options(write=write) as db, db.begin():
                yield db
        except SQLAlchemyError as error:
            raise MailError(f"the journal cannot be used: {' '.join(str(error).split())[:300]}") from error


_ROWS = sa.select(*(SENDING.c[name] for name in _FIELDS)).order_by(SENDING.c.sending_id)


def _update(message_id: str, addresses: Collection[str]) -> sa.Update:
    return sa.update(SENDING).where(SENDING.c.message_id == message_id, SENDING.c.address.in_(list(addresses)))


def _sending(row: dict[str, object]) -> Sending:
    return Sending(**row | {"state": State(str(row["state"]))})  # type: ignore[arg-type]
