"""What is due when: the calendar, the ledger, and the decision, as pure functions of a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.schedule import ledger
from gongkai.schedule.calendar import between, following, slot_of
from gongkai.schedule.decide import MOST_CUTS, GiveUp, Nothing, Run, Tell, decide
from gongkai.schedule.ledger import FAILED, LOW, PUBLISHED, RESTING, Event, Kind, Week
from gongkai.schedule.settings import CHINA, ScheduleError, ScheduleSettings, read_schedule, zone

SETTINGS = ScheduleSettings()
HERE = ZoneInfo(CHINA)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


@dataclass
class Book:
    """A ledger in memory."""

    said: list[Event] = field(default_factory=list)

    def add(self, kind: Kind, moment: str, slot: str = "2026-11-23T02:00", **more: Any) -> Book:
        begun = {"run_id": "2026-11-23", "as_of": "2026-11-23"} if kind is Kind.BEGUN else {}
        self.said.append(Event(kind=kind, at=at(moment).isoformat(), slot=at(slot).isoformat(), **begun | more))
        return self

    def run(self, moment: str, code: int, told: bool = True, **more: Any) -> Book:
        self.add(Kind.BEGUN, moment, **more)
        slot = {key: value for key, value in more.items() if key == "slot"}
        self.add(Kind.ENDED, moment, code=code, **slot)
        return self.add(Kind.TOLD, moment, **slot) if told else self

    def decide(self, moment: str, installed: str = "", **settings: Any) -> object:
        return decide(
            at(moment), ledger.weeks(self.said), at(installed) if installed else None, ScheduleSettings(**settings)
        )


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-23T02:00", "2026-11-23T02:00"), ("2026-11-23T01:59", "2026-11-16T02:00"),
        ("2026-11-29T23:59", "2026-11-23T02:00"), ("2026-11-30T01:59", "2026-11-23T02:00"),
    ],
)  # fmt: skip
def test_the_slot_is_the_last_moment_named(now: str, slot: str) -> None:
    assert slot_of(at(now), SETTINGS) == at(slot)
    assert slot_of(at(now).astimezone(UTC), SETTINGS) == at(slot)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)), st.sampled_from(["mon", "thu", "sun"]),
    st.sampled_from([CHINA, "UTC", "Europe/Berlin", "America/New_York"]), st.integers(0, 23),
)  # fmt: skip
def test_every_moment_lies_in_one_week_of_the_schedule(moment: datetime, weekday: str, name: str, hour: int) -> None:
    """In zones with summer time too, where a week may have an hour more or less."""
    settings = ScheduleSettings(weekday=weekday, timezone=name, time=f"{hour:02d}:30")
    now = moment.replace(tzinfo=UTC)
    slot = slot_of(now, settings)
    assert slot.timestamp() <= now.timestamp() + 3600
    assert slot.timestamp() > now.timestamp() - timedelta(weeks=1, hours=1).total_seconds()
    assert (slot.strftime("%a").lower(), slot.strftime("%H:%M")) == (weekday, f"{hour:02d}:30")
    assert list(between(slot - timedelta(days=1), following(slot), settings)) == [slot]


def test_a_first_run_waits_for_its_slot_where_a_timer_was_installed() -> None:
    assert Book().decide("2026-11-25T10:00", "2026-11-24T09:00") == Nothing(until=at("2026-11-30T02:00"))
    assert Book().decide("2026-11-30T02:01", "2026-11-24T09:00") == Run(
        slot=at("2026-11-30T02:00"), as_of=date(2026, 11, 30)
    )


def test_without_a_timer_the_first_call_runs() -> None:
    assert Book().decide("2026-11-25T10:00") == Run(slot=at("2026-11-23T02:00"), as_of=date(2026, 11, 25))


def test_a_week_that_is_done_is_left_alone() -> None:
    book = Book().run("2026-11-23T04:00", PUBLISHED)
    assert book.decide("2026-11-29T23:00") == Nothing(until=at("2026-11-30T02:00"))
    assert isinstance(book.decide("2026-11-30T02:00"), Run)


def test_a_run_that_was_cut_off_goes_on_for_its_own_day() -> None:
    book = Book().add(Kind.BEGUN, "2026-11-23T02:00")
    assert book.decide("2026-11-26T08:00") == Run(
        slot=at("2026-11-23T02:00"), run_id="2026-11-23", as_of=date(2026, 11, 23)
    )


def test_a_run_cut_off_before_the_next_slot_is_not_gone_on_with() -> None:
    book = Book().add(Kind.BEGUN, "2026-11-23T02:00")
    made = book.decide("2026-12-01T08:00")
    assert made == Run(
        slot=at("2026-11-30T02:00"),
        as_of=date(2026, 12, 1),
        missed=((at("2026-11-23T02:00"), "cut off and not finished"),),
    )


def test_a_run_that_is_cut_off_again_and_again_is_given_up() -> None:
    book = Book()
    for _ in range(MOST_CUTS):
        book.add(Kind.BEGUN, "2026-11-23T02:00")
        assert isinstance(book.decide("2026-11-23T03:00"), Run)
    book.add(Kind.BEGUN, "2026-11-23T02:00")
    assert book.decide("2026-11-23T03:00") == GiveUp(slot=at("2026-11-23T02:00"), run_id="2026-11-23")
    book.add(Kind.ENDED, "2026-11-23T03:00", code=FAILED)
    assert isinstance(book.decide("2026-11-23T03:00"), Tell)
    book.add(Kind.TOLD, "2026-11-23T03:00")
    assert book.decide("2026-11-23T20:00") == Nothing(until=at("2026-11-30T02:00"))


def test_missed_weeks_are_made_up_for_once() -> None:
    book = Book().run("2026-11-23T04:00", PUBLISHED)
    made = book.decide("2026-12-16T09:00")
    assert isinstance(made, Run) and (made.slot, made.as_of) == (at("2026-12-14T02:00"), date(2026, 12, 16))
    assert [(f"{slot:%m-%d}", why) for slot, why in made.missed] == [("11-30", "not run"), ("12-07", "not run")]
    for slot, why in made.missed:
        book.add(Kind.MISSED, "2026-12-16T09:00", slot=f"{slot:%Y-%m-%dT%H:%M}", text=why)
    book.run("2026-12-16T09:00", PUBLISHED, slot="2026-12-14T02:00")
    assert book.decide("2026-12-16T12:00") == Nothing(until=at("2026-12-21T02:00"))
    nexts = book.decide("2026-12-21T02:00")
    assert isinstance(nexts, Run) and nexts.missed == ()


def test_weeks_before_the_timer_was_installed_are_not_missed() -> None:
    book = Book().run("2026-11-23T04:00", PUBLISHED)
    made = book.decide("2027-03-01T02:00", "2027-02-16T09:00")
    assert isinstance(made, Run) and [f"{slot:%m-%d}" for slot, _ in made.missed] == ["02-22"]


@pytest.mark.parametrize("code", [FAILED, LOW])
def test_what_did_not_succeed_is_tried_again_so_often(code: int) -> None:
    book = Book().run("2026-11-23T04:00", code)
    assert book.decide("2026-11-23T09:59") == Nothing(until=at("2026-11-23T10:00"))
    again = book.decide("2026-11-24T10:00")
    assert again == (
        Run(slot=at("2026-11-23T02:00"), run_id="2026-11-23", as_of=date(2026, 11, 23))
        if code == FAILED
        else Run(slot=at("2026-11-23T02:00"), as_of=date(2026, 11, 24))
    )
    book.run("2026-11-24T11:00", code).run("2026-11-24T18:00", code)
    assert book.decide("2026-11-26T18:00") == Nothing(until=at("2026-11-30T02:00"))
    assert Book().run("2026-11-23T04:00", code).decide("2026-11-24T10:00", retries=0) == Nothing(
        until=at("2026-11-30T02:00")
    )


def test_units_with_hours_of_their_own_are_no_failure() -> None:
    book = Book().run("2026-11-23T04:00", RESTING, told=False)
    assert book.decide("2026-11-23T05:00") == Run(
        slot=at("2026-11-23T02:00"), run_id="2026-11-23", as_of=date(2026, 11, 23)
    )


def test_what_nobody_was_told_is_told_first() -> None:
    assert isinstance(Book().run("2026-11-23T04:00", PUBLISHED, told=False).decide("2026-11-23T05:00"), Tell)


def test_the_ledger_survives_a_writer_that_was_killed(tmp_path: Path) -> None:
    book = Book().run("2026-11-23T04:00", PUBLISHED)
    for event in book.said:
        ledger.append(tmp_path, event)
    with (tmp_path / ledger.FILE).open("ab") as out:
        out.write(b'{"kind": "begun", "at": "2026-1')
    assert ledger.events(tmp_path) == book.said
    last = Event(kind=Kind.INSTALLED, at=at("2026-11-24T00:00").isoformat())
    ledger.append(tmp_path, last)
    assert ledger.events(tmp_path) == [*book.said, last]
    assert ledger.installed_at(ledger.events(tmp_path)) == at("2026-11-24T00:00")


CALLS = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from([PUBLISHED, FAILED, LOW, None])), min_size=1, max_size=30
)


@given(CALLS)
def test_whenever_it_is_called_no_slot_is_run_twice_to_an_end(calls: Sequence[tuple[int, int | None]]) -> None:
    """Calls at any distance (in hours), each run ending anyhow or being cut off: at most one published run a slot, and
    a slot is missed or run, never both."""
    book, now = Book(), at("2026-11-22T12:00")
    for hours, code in calls:
        now += timedelta(hours=hours)
        moment = f"{now:%Y-%m-%dT%H:%M}"
        while isinstance(found := book.decide(moment), Tell):
            book.add(Kind.TOLD, moment, slot=f"{found.week.slot.astimezone(HERE):%Y-%m-%dT%H:%M}")
        if isinstance(found, Nothing):
            assert found.until > now
            continue
        slot = f"{found.slot:%Y-%m-%dT%H:%M}"
        if isinstance(found, Run):
            for gone, why in found.missed:
                book.add(Kind.MISSED, moment, slot=f"{gone.astimezone(HERE):%Y-%m-%dT%H:%M}", text=why)
            book.add(Kind.BEGUN, moment, slot=slot, run_id=found.run_id or moment, as_of=found.as_of.isoformat())
        if code is not None or isinstance(found, GiveUp):
            book.add(Kind.ENDED, moment, slot=slot, code=FAILED if isinstance(found, GiveUp) else code)
    published = [event.slot for event in book.said if event.kind is Kind.ENDED and event.code == PUBLISHED]
    assert len(published) == len(set(published))
    missed = [event.slot for event in book.said if event.kind is Kind.MISSED]
    assert len(missed) == len(set(missed))
    assert not set(missed) & set(published)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ('weekday = "monday"', "weekday: write one of mon"), ('time = "25:00"', 'write the time of day as "02:00"'),
        ('timezone = "Mars/Olympus"', "is no time zone this machine knows"), ("retry = 1", "known are: weekday"),
    ],
)  # fmt: skip
def test_a_schedule_that_cannot_be_kept_is_refused(tmp_path: Path, values: str, said: str) -> None:
    (tmp_path / "gongkai.toml").write_text(f"[schedule]\n{values}\n", encoding="utf-8")
    with pytest.raises(ScheduleError, match=said):
        read_schedule(tmp_path / "gongkai.toml")
    assert read_schedule(None) == ScheduleSettings()
    assert zone(CHINA).utcoffset(datetime(2026, 7, 1)) == timedelta(hours=8)


def test_a_week_remembers_its_attempts() -> None:
    (week,) = ledger.weeks(Book().add(Kind.BEGUN, "2026-11-23T02:00").run("2026-11-23T03:00", LOW).said)
    assert week == Week(
        slot=at("2026-11-23T02:00"), run_id="2026-11-23", as_of=date(2026, 11, 23), begun=2, cut=1, failed=1,
        begun_at=at("2026-11-23T03:00"), ended_at=at("2026-11-23T03:00"), code=LOW, told=True,
    )  # fmt: skip
