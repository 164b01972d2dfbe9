"""What holds a visit's addresses in little room behaves as dict, deque and list do."""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import spool
from crawler.capture import CaptureError
from crawler.places import GONE, Places, Queue, mark
from crawler.spool import Spool

MARKS = st.integers(1, 2**64 - 1) | st.integers(1, 300).map(lambda number: number << 40)
"""Any, and such as all begin at the same slot."""


@settings(max_examples=100)
@given(st.lists(st.tuples(MARKS, st.integers(GONE, 2**62)), max_size=300))
def test_numbers_are_those_of_a_dict(entries: list[tuple[int, int]]) -> None:
    places, model = Places(), dict[int, int]()
    for one, number in entries:
        assert places.get(one) == model.get(one)
        assert (one in places) == (one in model)
        places[one] = model[one] = number
    assert len(places) == len(model)
    assert {one: places.get(one) for one in model} == model


def test_an_entry_takes_little_room() -> None:
    places, count = Places(), 20_000
    for number in range(count):
        places[mark(f"http://a.gov.cn/{number}.html")] = number
    size = sum(sys.getsizeof(getattr(places, name)) for name in ("_marks", "_numbers"))
    assert size < 50 * count
    assert all(places.get(mark(f"http://a.gov.cn/{number}.html")) == number for number in range(0, count, 7))


def test_a_mark_is_the_same_in_every_process_and_never_nothing() -> None:
    assert mark("http://a.gov.cn/x") == 0x8507BE1B2E289B72
    assert mark("http://a.gov.cn/\ud800") not in (0, mark("http://a.gov.cn/?"))


@settings(max_examples=100)
@given(st.lists(st.none() | MARKS, max_size=300))
def test_marks_leave_in_the_order_in_which_they_came(steps: list[int | None]) -> None:
    queue, model = Queue(), deque[int]()
    for one in steps:
        if one is not None:
            queue.append(one)
            model.append(one)
        elif model:
            assert queue.first() == model.popleft()
            queue.shift()
        assert len(queue) == len(model)
    while model:
        assert queue.first() == model.popleft()
        queue.shift()


def test_a_long_queue_lets_go_of_what_left() -> None:
    queue = Queue()
    for one in range(1, 10_001):
        queue.append(one)
    for one in range(1, 9_901):
        assert queue.first() == one
        queue.shift()
    assert len(queue) == 100
    assert len(queue._marks) < 300


@settings(max_examples=100)
@given(st.lists(st.text(max_size=40) | st.lists(st.floats(allow_nan=False) | st.booleans())))
def test_values_come_back_as_they_were_kept(values: list[object]) -> None:
    kept = Spool()
    places = [kept.keep(value) for value in values]
    assert [kept.read(place) for place in reversed(places)] == values[::-1]
    kept.close()


def test_what_is_much_goes_to_a_file_that_has_no_name(tmp_path: Path) -> None:
    kept = Spool(tmp_path)
    values = [["关于发放资金的公示" * 20, number] for number in range(2000)]
    places = []
    for number, value in enumerate(values):
        places.append(kept.keep(value))
        assert kept.read(places[number // 2]) == values[number // 2]
    assert places[-1] > spool.IN_MEMORY
    assert type(kept._file).__name__ == "BufferedRandom"
    assert list(tmp_path.iterdir()) == []
    assert [kept.read(place) for place in places] == values
    kept.close()


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    kept = Spool(tmp_path / "nowhere")
    with pytest.raises(CaptureError, match=r"cannot be written .*make room"):
        for _ in range(5000):
            kept.keep("关于发放资金的公示" * 10)
