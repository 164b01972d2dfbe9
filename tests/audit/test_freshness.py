"""How long evidence counts, code by code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.timely.freshness import fresh, reported_year, valid_until

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
CODES = st.sets(st.sampled_from(["FS", "FY", "FQ", "FM", "FH", "FE", "F20", "F10"]), min_size=1, max_size=2)
TITLES = st.sampled_from(
    ["工作情况", "2023年度报告", "2021-2025年规划", "2025年第三季度情况", "政府信息公开工作年度报告"]
)


@pytest.mark.parametrize(
    ("codes", "published", "title", "until"),
    [
        (["FM"], date(2026, 9, 1), "办理情况", date(2026, 11, 2)),
        (["FQ"], date(2026, 1, 1), "办理情况", date(2026, 7, 4)),
        (["FH"], date(2026, 1, 1), "办理情况", date(2027, 1, 2)),
        (["FQ"], None, "办理情况", None),
        (["FQ"], None, "2019年第一季度办理情况", date(2020, 12, 31)),
        (["FQ"], date(2026, 10, 1), "2019年第一季度办理情况", date(2020, 12, 31)),
        (["FY"], date(2026, 5, 1), "2025年成效", date(2027, 6, 30)),
        (["FY"], date(2026, 5, 1), "成效", date(2028, 6, 30)),
        (["FY"], None, "成效", None),
        (["FY"], date(2026, 1, 20), "政府信息公开工作年度报告", date(2027, 6, 30)),
        (["FS", "FQ"], date(2001, 1, 1), "2001年制度", None),
        (["FS", "F20"], date(2001, 1, 1), "2001年制度", None),
        (["FE"], date(2001, 1, 1), "通报", None),
        (["F20"], date(2001, 1, 1), "公告", None),
        ([], date(2001, 1, 1), "公告", None),
    ],
)
def test_the_last_day_of_a_window(codes: list[str], published: date | None, title: str, until: date | None) -> None:
    assert valid_until(codes, published, title) == until


def test_until_the_day_that_is_due_the_year_before_the_last_will_do() -> None:
    title, due = "2024年政府信息公开工作年度报告", (1, 31)
    assert fresh(["FY"], date(2025, 1, 20), title, date(2026, 1, 31), due)
    assert not fresh(["FY"], date(2025, 1, 20), title, date(2026, 2, 1), due)
    assert fresh(["FY"], date(2026, 1, 20), "2025年政府信息公开工作年度报告", date(2026, 2, 1), due)
    assert fresh(["FY"], date(2025, 1, 20), title, date(2026, 3, 31), (3, 31)), "districts have until the end of March"
    assert fresh(["FY"], date(2025, 1, 20), title, date(2026, 6, 30)), "where no day is set, the end of June"


@given(CODES, st.none() | DAYS, TITLES, DAYS, DAYS)
def test_a_later_day_never_makes_stale_evidence_fresh(
    codes: set[str], published: date | None, title: str, one: date, other: date
) -> None:
    earlier, later = sorted((one, other))
    assert fresh(codes, published, title, earlier) or not fresh(codes, published, title, later)


@given(CODES, DAYS, TITLES, st.integers(0, 900), DAYS)
def test_newer_evidence_lasts_at_least_as_long(codes: set[str], day: date, title: str, more: int, as_of: date) -> None:
    assert not fresh(codes, day, title, as_of) or fresh(codes, day + timedelta(days=more), title, as_of)


@pytest.mark.parametrize(
    ("title", "year"),
    [("2025年度报告", 2025), ("信息公开工作年度报告", 2025), ("信息公开年报", 2025), ("福彩公益金使用情况", None)],
)
def test_a_yearly_report_without_a_year_is_about_the_one_before(title: str, year: int | None) -> None:
    assert reported_year(title, date(2026, 3, 1)) == year
    assert reported_year("工作情况", None) is None
