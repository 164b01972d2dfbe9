"""Several processes: order, faults, and a process that dies."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

import pytest

from audit.effort_cli import cpus
from audit.reuse.workers import Died, in_order


@dataclass
class Echo:
    """Says what it is told; dies of a negative number, fails at 99, takes longer over the first."""

    greeting: str

    def __call__(self, item: int, /) -> tuple[str, int]:
        if item < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if item == 99:
            raise ValueError("ninety-nine")
        if item == 0:
            sum(range(5_000_000))
        return self.greeting, item

    def close(self) -> None:
        self.greeting = ""


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    assert list(in_order(Echo, "yes", range(6), workers)) == [("yes", item) for item in range(6)]


def test_a_process_that_dies_takes_only_its_item_with_it() -> None:
    found = list(in_order(Echo, "yes", [0, -1, 2, -3, 4, 5], 2))
    assert [one if isinstance(one, Died) else one[1] for one in found] == [0, Died(-9), 2, Died(-9), 4, 5]


def test_an_exception_is_raised_where_its_result_would_stand() -> None:
    results = in_order(Echo, "yes", [1, 99, 2], 2)
    assert next(results) == ("yes", 1)
    with pytest.raises(ValueError, match="ninety-nine"):
        next(results)


def test_nothing_to_do() -> None:
    assert list(in_order(Echo, "yes", [], 4)) == []


def test_there_is_at_least_one_processor() -> None:
    assert cpus() >= 1
