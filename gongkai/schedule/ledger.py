"""What the schedule did: ``DATA/schedule.jsonl``, one event a line, only ever appended to under the run's lock."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

FILE = "schedule.jsonl"
PUBLISHED, FAILED, LOW, RESTING = 0, 2, 3, 4
"""How a run may end: the exit codes of `gongkai run`, and one for a run whose last units may be asked at their hours
only, which is no failure."""


class Kind(StrEnum):
    """What can happen. `begun`, `ended`, `told` and `missed` speak of a slot: a moment that the schedule names."""

    INSTALLED = "installed"
    MISSED = "missed"
    BEGUN = "begun"
    ENDED = "ended"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line. Times are ISO 8601 with zone; `code` is the exit code of a run that ended."""

    kind: Kind
    at: str
    slot: str = ""
    run_id: str = ""
    as_of: str = ""
    code: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A slot as its events leave it. `begun` without `ended`: the run goes on, or was cut off."""

    slot: datetime
    missed: str = ""
    run_id: str = ""
    as_of: date | None = None
    begun: int = 0
    """Attempts that were begun, by whom they ended or not."""
    cut: int = 0
    """Of them, those after a run that was cut off."""
    failed: int = 0
    """Attempts that ended without a published run."""
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    code: int | None = None
    text: str = ""
    told: bool = False

    @property
    def open(self) -> bool:
        """Whether an attempt was begun and did not end."""
        return self.begun > 0 and self.ended_at is None


def append(data: Path, event: Event) -> None:
    """Write an event down so that it survives a power cut. A line that a killed writer left unfinished stays alone."""
    path = data / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(
        {key: value for key, value in asdict(event).items() if value not in ("", None)}, ensure_ascii=False
    )
    with path.open("ab+") as out:
        torn = out.tell() > 0 and _last_byte(path) != b"\n"
        out.write((b"\n" if torn else b"") + line.encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def events(data: Path) -> list[Event]:
    """All events in their order; lines that are none (a writer was killed) are left out."""
    path = data / FILE
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().splitlines():
        try:
            values = json.loads(line)
            found.append(Event(**values | {"kind": Kind(values["kind"])}))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def weeks(said: Sequence[Event]) -> list[Week]:
    """The slots that events speak of, the oldest first. Pure."""
    found: dict[datetime, Week] = {}
    for event in said:
        if event.slot:
            slot = datetime.fromisoformat(event.slot)
            found[slot] = _after(found.get(slot, Week(slot=slot)), event)
    return [found[slot] for slot in sorted(found)]


def installed_at(said: Sequence[Event]) -> datetime | None:
    """When the schedule was last installed; None when it never was."""
    times = [datetime.fromisoformat(event.at) for event in said if event.kind is Kind.INSTALLED]
    return max(times, default=None)


def _after(week: Week, event: Event) -> Week:
    at = datetime.fromisoformat(event.at)
    if event.kind is Kind.BEGUN:
        as_of = date.fromisoformat(event.as_of)
        return replace(
            week, run_id=event.run_id, as_of=as_of, begun=week.begun + 1, cut=week.cut + week.open, begun_at=at,
            ended_at=None, code=None, told=False, text="",
        )  # fmt: skip
    if event.kind is Kind.ENDED:
        return replace(
            week, ended_at=at, code=event.code, failed=week.failed + (event.code in (FAILED, LOW)), text=event.text
        )
    if event.kind is Kind.TOLD:
        return replace(week, told=True)
    return replace(week, missed=event.text or "not run")


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as source:
        source.seek(-1, os.SEEK_END)
        return source.read(1)
