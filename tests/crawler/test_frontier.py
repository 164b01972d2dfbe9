"""Pages are wanted once, and columns come before lists before articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.frontier import LAST_OF, RANKS, Frontier, Want, tier
from crawler.scope import key
from crawler.spool import Spool


def want(url: str, role: str, **more: object) -> Want:
    return Want(url=f"http://a.gov.cn/{url}", role=role, **more)  # type: ignore[arg-type]


def test_columns_come_before_lists_before_articles() -> None:
    frontier = Frontier()
    for url, role in [
        ("3", "article"),
        ("2", "list"),
        ("4", "attachment"),
        ("1", "column"),
        ("0", "home"),
        ("5", "page"),
    ]:
        frontier.add(want(url, role))
    assert [one.url[-1] for one in frontier.drain()] == ["0", "1", "2", "3", "4", "5"]
    assert frontier.pop() is None


def test_a_page_is_wanted_once_whatever_its_spelling() -> None:
    frontier = Frontier()
    assert frontier.add(want("x", "article"))
    assert not frontier.add(Want(url="https://www.a.gov.cn/x", role="article"))
    assert frontier.pop() is not None
    assert not frontier.add(want("x", "column"))
    assert frontier.pop() is None


def test_a_waiting_page_is_taken_for_the_better_reason() -> None:
    frontier = Frontier()
    frontier.add(want("x", "article", columns=("新闻",)))
    assert frontier.add(want("x", "column", columns=("社会救助",)))
    assert len(frontier) == 1
    (one,) = frontier.drain()
    assert (one.role, one.columns) == ("column", ("社会救助",))


def test_of_two_mentions_the_weightier_gives_the_columns() -> None:
    frontier = Frontier()
    frontier.add(want("x", "article", columns=("通知公告",), weight=0.3, anchor="名单"))
    assert frontier.add(want("x", "article", columns=("社会救助",), weight=0.9))
    assert not frontier.add(want("x", "article", columns=("要闻",), weight=0.1))
    (one,) = frontier.drain()
    assert (one.columns, one.anchor) == (("社会救助",), "名单")


def test_the_target_of_a_redirect_may_be_another_spelling_of_the_same_page() -> None:
    frontier = Frontier()
    frontier.add(want("x", "home"))
    frontier.pop()
    frontier.follow(Want(url="https://www.a.gov.cn/x", role="home", hops=1))
    assert [one.hops for one in frontier.drain()] == [1]
    assert frontier.seen("http://a.gov.cn/x")


class PlainFrontier:
    """The same, as one would write it for a small site: every want in memory, one heap."""

    def __init__(self) -> None:
        self.heap: list[tuple[int, float, int, str]] = []
        self.waiting: dict[str, Want] = {}
        self.known: set[str] = set()

    def __len__(self) -> int:
        return len(self.waiting)

    def add(self, want: Want) -> bool:
        name = key(want.url)
        before = self.waiting.get(name)
        if before is None and name in self.known:
            return False
        if before is None or RANKS[want.role] < RANKS[before.role]:
            self.follow(want)
            return True
        if RANKS[want.role] == RANKS[before.role] and want.weight > before.weight:
            self.waiting[name] = replace(before, columns=want.columns, weight=want.weight, referrer=want.referrer)
            return True
        return False

    def follow(self, want: Want) -> None:
        self.known.add(key(want.url))
        self.waiting[key(want.url)] = want
        heappush(self.heap, (RANKS[want.role], -want.weight, next(SERIAL), key(want.url)))

    def pop(self, beside: Sequence[Want]) -> Want | None:
        last = min(map(tier, beside), default=LAST_OF[-1])
        while self.heap:
            rank, _, _, name = self.heap[0]
            want = self.waiting.get(name)
            current = want is not None and RANKS[want.role] == rank
            if current and rank > last:
                return None
            heappop(self.heap)
            if current:
                return self.waiting.pop(name)
        return None


SERIAL = count()
WANTS = st.builds(
    Want,
    url=st.sampled_from([f"{scheme}{n}" for scheme in ("http://a.gov.cn/", "https://www.a.gov.cn/") for n in range(9)]),
    role=st.sampled_from(sorted(RANKS)),
    columns=st.lists(st.sampled_from(["扶贫", "救助"]), max_size=2).map(tuple),
    weight=st.sampled_from([0.0, 0.3, 0.56, 1.0]),
    referrer=st.sampled_from(["", "http://a.gov.cn/"]),
    anchor=st.text(max_size=4),
    clicks=st.integers(0, 9),
    rest=st.booleans(),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "add", "follow"]), WANTS) | st.tuples(st.just("pop"), st.lists(WANTS, max_size=1)),
    max_size=80,
)  # fmt: skip


@settings(max_examples=100)
@given(STEPS)
def test_wants_come_in_the_order_of_a_plain_frontier(steps: list[tuple[str, Any]]) -> None:
    """Whatever is wanted, wanted again for another reason, sent on and taken in between."""
    frontier, model = Frontier(), PlainFrontier()
    for name, value in steps:
        assert getattr(frontier, name)(value) == getattr(model, name)(value)
        assert len(frontier) == len(model)
        if name != "pop":
            assert frontier.seen(value.url)
    rest = list(frontier.drain())
    assert rest == [model.pop(()) for _ in rest]
    assert not len(model)


def test_ten_thousand_wants_wait_on_disk(tmp_path: Path) -> None:
    spool, total = Spool(tmp_path), 10_000
    frontier, other = Frontier(spool), Frontier(spool)
    for number in range(total):
        frontier.add(want(str(number), "article", weight=number % 3 / 2, anchor=f"第{number}批资金公示"))
        other.add(want(str(number), "page"))
    taken = list(frontier.drain())
    assert [one.anchor for one in taken] == [f"第{n}批资金公示" for k in (2, 1, 0) for n in range(k, total, 3)]
    assert [one.url for one in other.drain()] == [f"http://a.gov.cn/{number}" for number in range(total)]
    spool.close()
