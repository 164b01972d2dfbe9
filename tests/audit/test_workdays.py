"""Working days: the decreed days off and make-up days, and nothing guessed beyond the years that are known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.timely.workdays import covered_years, nth_working_day, working_days_between

DAYS = st.dates(date(covered_years()[0], 1, 1), date(covered_years()[-1], 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 6), 4),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 2, 13), date(2026, 2, 24), 2),  # Saturday 14 is made up; the spring holiday ends on 23
        (date(2025, 9, 30), date(2025, 10, 11), 3),  # 1 to 8 October off, Saturday 11 made up
        (date(2025, 9, 26), date(2025, 9, 28), 1),  # Sunday 28 is made up
        (date(2020, 1, 23), date(2020, 2, 3), 1),  # the spring holiday of 2020 was lengthened to 2 February
        (date(2026, 3, 6), date(2026, 3, 2), -4),
    ],
)
def test_days_off_and_made_up_days_count_as_decreed(start: date, end: date, days: int) -> None:
    assert working_days_between(start, end).days == days


@given(DAYS)
def test_no_working_day_lies_between_a_day_and_itself(day: date) -> None:
    assert working_days_between(day, day).days == 0


@given(DAYS, DAYS, DAYS)
def test_adjoining_spans_add_up(first: date, second: date, third: date) -> None:
    one, two, both = (
        working_days_between(first, second).days,
        working_days_between(second, third).days,
        working_days_between(first, third).days,
    )
    assert one is not None and two is not None
    assert one + two == both


@given(DAYS, st.integers(1, 40))
def test_the_nth_working_day_is_that_many_working_days_away(start: date, number: int) -> None:
    day = nth_working_day(start, number)
    if day is not None:
        assert working_days_between(start, day).days == number
        assert working_days_between(day - timedelta(days=1), day).days == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(covered_years()[-1], 12, 1), date(covered_years()[-1] + 1, 1, 4)),
        (date(1999, 12, 1), date(2010, 1, 4)),
    ],
)
def test_a_year_that_is_not_covered_is_said_and_not_guessed(start: date, end: date) -> None:
    span = working_days_between(start, end)
    assert span.days is None
    assert f"{covered_years()[0]}年至{covered_years()[-1]}年" in span.why
    assert nth_working_day(date(1999, 12, 1), 20) is None
    assert nth_working_day(date(covered_years()[-1], 12, 30), 20) is None
