"""Pages under way, taken in the order in which they were asked for, whatever the order in which their answers come.

What a visit wants next depends on what it took before. With a fixed order an interrupted visit that goes on, and a
later visit that takes pages from an earlier one, walk a site exactly as an undisturbed first visit does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.frontier import Want

WINDOW = 2
"""Pages of one unit that may be under way: one with the network, one waiting for its host's turn."""
Taking = Callable[[], None]


@dataclass(slots=True)
class _Place:
    want: Want
    taking: Taking | None = None


class Line:
    """Wants in the order in which they were taken up, each with what is to be done when its turn comes."""

    def __init__(self) -> None:
        self._places: deque[_Place] = deque()

    def __len__(self) -> int:
        return len(self._places)

    def wants(self) -> Iterator[Want]:
        """The pages under way."""
        return (one.want for one in self._places)

    def full(self) -> bool:
        """Whether nothing more may be asked for now."""
        return len(self._places) >= WINDOW

    def join(self, want: Want) -> None:
        """A page was taken up."""
        self._places.append(_Place(want))

    def arrive(self, want: Want, taking: Taking) -> None:
        """The answer to a page came: `taking` takes it. Raises ValueError for a page that is not under way."""
        place = next((one for one in self._places if one.taking is None and one.want == want), None)
        if place is None:
            raise ValueError(f"{want.url} is not under way")
        place.taking = taking

    def settle(self) -> bool:
        """Take the answer whose turn it is; False when it has not come yet."""
        if not self._places or self._places[0].taking is None:
            return False
        place = self._places.popleft()
        if place.taking is not None:
            place.taking()
        return True

    def drain(self) -> Iterator[Want]:
        """Take every answer that came; the pages that have none."""
        while self._places:
            if not self.settle():
                yield self._places.popleft().want
