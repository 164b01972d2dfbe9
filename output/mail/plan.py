"""Who gets what, decided before anything is sent. Pure: the registry, the package and the earlier sendings go in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from output.mail.manifest import Parcel
from output.mail.message import message_id
from output.mail.sendings import Sending, State
from output.mail.settings import MailSettings, is_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message that goes out. `to` are all addresses in its head, `open` those that have not got it yet."""

    parcel: Parcel
    message_id: str
    to: tuple[str, ...]
    open: tuple[str, ...]
    copies: tuple[str, ...] = ()
    perhaps_twice: bool = False
    """An earlier try handed it over and never heard the answer: whoever got it then gets it again."""


@dataclass(frozen=True, slots=True)
class Left:
    """A unit that gets nothing now, and why. `done`: it has its mail already."""

    parcel: Parcel
    why: str
    done: bool = False


def plan(
    parcels: Sequence[Parcel], addresses: Mapping[str, str], before: Collection[Sending], settings: MailSettings,
    again: bool = False,
) -> list[Letter | Left]:  # fmt: skip
    """What becomes of each parcel. `addresses`: the registry's `email` of each unit it knows, several by blanks.

    `again` sends also what was sent, bounced or refused before.
    """
    owners = Counter(one.lower() for text in addresses.values() for one in dict.fromkeys(text.split()))
    shared = {one.lower() for one in settings.shared}
    twice = {one for one, times in owners.items() if times > 1 and one not in shared}
    return [_one(parcel, addresses, twice, before, settings, again) for parcel in parcels]


def _one(
    parcel: Parcel, addresses: Mapping[str, str], twice: Collection[str], before: Collection[Sending],
    settings: MailSettings, again: bool,
) -> Letter | Left:  # fmt: skip
    to = tuple(dict.fromkeys(addresses.get(parcel.unit_id, "").split()))
    if fault := _fault(parcel, to, addresses, twice):
        return Left(parcel, fault)
    identity = message_id(parcel, settings.sender)
    own = [one for one in before if one.unit_id == parcel.unit_id and one.package == parcel.package]
    state = {one.address: one for one in own if one.message_id == identity}
    pending = to
    if not again:
        if other := _got_another(own, identity, to):
            return Left(parcel, other)
        pending = tuple(one for one in to if one not in state or state[one].state is State.QUEUED)
        if not pending:
            return _closed(parcel, [state[one] for one in to])
    copied = (*settings.cc, *(settings.supervisor if settings.copy_to_supervisor else ()))
    told_before = any(one.state in (State.SENT, State.BOUNCED) for one in state.values())
    return Letter(
        parcel=parcel,
        message_id=identity,
        to=to,
        open=pending,
        copies=() if told_before and not again else tuple(one for one in dict.fromkeys(copied) if one not in to),
        perhaps_twice=any(one.unsure for one in state.values()),
    )


def _fault(parcel: Parcel, to: Sequence[str], addresses: Mapping[str, str], twice: Collection[str]) -> str:
    if parcel.unit_id not in addresses:
        return "is not in the registry; nobody knows whom to write to"
    if not to:
        return "has no address; fill in the column email of units.csv"
    for one in to:
        if not is_address(one):
            return f"{one!r} is no address that mail can go to; mend the column email of units.csv"
        if one.lower() in twice:
            return (
                f"{one} stands at another unit too; mend units.csv, or name it in mail.shared if both really share it"
            )
    return ""


def _got_another(own: Sequence[Sending], identity: str, to: Sequence[str]) -> str:
    """Why a unit that has something of this package already must not get more unasked."""
    for one in own:
        if one.state is State.SENT and one.message_id != identity:
            return (
                f"got another list of this package on {one.at:%Y-%m-%d} ({one.address}); send this one too with --again"
            )
        if one.state is State.SENT and one.address not in to:
            return f"got it on {one.at:%Y-%m-%d} at {one.address}; send it to {', '.join(to)} too with --again"
    return ""


def _closed(parcel: Parcel, rows: Sequence[Sending]) -> Left:
    """Nothing to do: everybody has it, or could not be reached and would not be now."""
    told = "; ".join(
        f"{one.address} {one.state} {one.at:%Y-%m-%d}" + (f": {one.error}" if one.error else "") for one in rows
    )
    if any(one.state is State.SENT for one in rows):
        return Left(parcel, told, done=True)
    return Left(parcel, f"{told}; correct the address, or try once more with --again")
