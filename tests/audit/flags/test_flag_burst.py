"""A column filled just before the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from posts import AS_OF, SITE, days_before, page, traced

from audit.flags.burst import of_unit
from audit.flags.model import Flag
from audit.model import Document
from crawler.capture import PageRow

WEEK = [days_before(n % 7) for n in range(12)]
SILENCE = [date(2026, 2, 3), date(2025, 12, 1), date(2024, 6, 1)]


def posts(days: Sequence[date], title: str = "{}号项目实施情况", **more: object) -> list[Document]:
    return [
        page(title.format(n), f"柳林镇第{n}个项目已完成，群众受益。", url=f"{SITE}/gs/{n}.html", published=day, **more)
        for n, day in enumerate(days)
    ]


def flags(documents: Sequence[Document], pages: Sequence[PageRow] = ()) -> list[Flag]:
    return list(of_unit(traced(documents), pages, AS_OF))


def test_a_silent_column_filled_in_a_week_is_flagged_with_its_weeks() -> None:
    (flag,) = flags(posts([*WEEK, *SILENCE]))
    assert "栏目“社会救助”" in flag.proof and "前7日内发布12条，占近一年14条的86%" in flag.proof
    assert "此前最近一条为2026年2月3日" in flag.proof and "0、0、0、0、0、0、0、12" in flag.proof
    assert flag.url.startswith(f"{SITE}/gs/")


def test_the_column_itself_is_named_where_its_address_is_known() -> None:
    column = PageRow(url=f"{SITE}/gs/", state="fetched", kind="list", columns=("社会救助",))
    assert [flag.url for flag in flags(posts([*WEEK, *SILENCE]), [column])] == [f"{SITE}/gs/"]


def test_a_new_column_is_said_to_be_perhaps_new() -> None:
    others = [
        replace(one, columns=("新闻",), url=f"{one.url}x") for one in posts([date(2026, 5, n) for n in range(1, 20)])
    ]
    (flag,) = flags(posts(WEEK) + others)
    assert "可能为新设栏目" in flag.proof


YEARLY = [date(2025, 11, n) for n in range(15, 23)]
INNOCENT = {
    "nine posts": posts([*WEEK[:9], *SILENCE]),
    "a column that is always busy": posts([*WEEK, *(days_before(n) for n in range(7, 360, 4))]),
    "a post last month": posts([*WEEK, days_before(40), *SILENCE]),
    "filled in November every year": posts([*WEEK, *SILENCE, *YEARLY]),
    "budgets of one day": posts([*WEEK, *SILENCE], "{}乡镇2026年预算"),
    "warnings of a flood": posts([*WEEK, *SILENCE], "第{}号暴雨预警"),
    "an item shown in many columns": posts([*WEEK[:2], *SILENCE]) + posts([*WEEK[:2], *SILENCE]),
    "a site put up this week": posts(WEEK),
    "files": posts([*WEEK, *SILENCE], parent_url=f"{SITE}/gs/0.html"),
    "undated": [replace(one, published=None) for one in posts([*WEEK, *SILENCE])],
    "re-dated ones, which are flagged as such": [
        replace(one, url=f"{SITE}/gs/202301/{n}.html") for n, one in enumerate(posts([*WEEK, *SILENCE]))
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_a_busy_week_with_a_plain_reason_is_not_flagged(name: str) -> None:
    assert flags(INNOCENT[name]) == []


@pytest.mark.parametrize("reason", ["budget", "timeout", "script_list"])
def test_a_column_with_pages_unseen_is_not_judged(reason: str) -> None:
    miss = PageRow(url=f"{SITE}/gs/p2.html", state="missed", kind="list", columns=("社会救助",), reason=reason)
    assert flags(posts([*WEEK, *SILENCE]), [miss]) == []
