"""The hours of a unit: within them, before them, over midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.hours import CHINA, clock, hours_of


@pytest.mark.parametrize(
    ("text", "moment", "seconds"),
    [
        ("22:00-06:00", "23:30:00", 0), ("22:00-06:00", "00:00:00", 0), ("22:00-06:00", "05:59:59", 0),
        ("22:00-06:00", "06:00:00", 16 * 3600), ("22:00-06:00", "21:59:30", 30), ("22:00 – 06:00", "22:00:00", 0),
        ("01:00-05:30", "05:29:59", 0), ("01:00-05:30", "05:30:00", 19.5 * 3600), ("01:00-05:30", "00:59:00", 60),
    ],
)  # fmt: skip
def test_hours_open_when_they_say(text: str, moment: str, seconds: float) -> None:
    assert hours_of(text).opens_in(datetime.fromisoformat(f"2026-11-25T{moment}+08:00")) == seconds


def test_hours_are_those_of_china_wherever_the_clock_stands() -> None:
    assert hours_of("22:00-06:00").opens_in(datetime(2026, 11, 25, 14, tzinfo=UTC)) == 0


@pytest.mark.parametrize("text", ["22-6", "24:00-06:00", "22:00", "22:60-06:00", "", "06:00-06:00"])
def test_other_words_are_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r'write hours as "22:00-06:00"|leave the window out'):
        hours_of(text)


def test_a_clock_may_be_set() -> None:
    now = clock("2026-11-25T21:59:00+08:00")()
    assert timedelta() <= now - datetime(2026, 11, 25, 21, 59, tzinfo=CHINA) < timedelta(minutes=1)
    assert clock()().tzinfo is CHINA
    with pytest.raises(ValueError, match="no time zone"):
        clock("2026-11-25T21:59:00")
