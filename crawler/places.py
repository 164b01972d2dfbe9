"""What a visit knows by address, in little room: of each page a mark of its address and where the rest stands.

A site may have any number of pages, and hundreds of units are visited at once.
"""

from __future__ import annotations

from array import array
from hashlib import blake2b

GONE = -1
"""The number of what is known by its mark and stands nowhere any more."""
_FEWEST = 64


def mark(text: str) -> int:
    """64 bits that stand for a text, never 0. Among a million texts two share theirs once in 30 million times."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1


class Places:
    """Numbers by mark, as a dict would have them, in 16 bytes an entry and at most as much again of room to grow.

    Open addressing: an entry stands at the first free slot from that which the low bits of its mark name. None leaves;
    one that should is set to GONE.
    """

    def __init__(self) -> None:
        self._room(_FEWEST)

    def __len__(self) -> int:
        return self._used

    def __contains__(self, mark: int) -> bool:
        return self._marks[self._slot(mark)] != 0

    def get(self, mark: int) -> int | None:
        """The number of a mark, None when it has none."""
        slot = self._slot(mark)
        return self._numbers[slot] if self._marks[slot] else None

    def __setitem__(self, mark: int, number: int) -> None:
        slot = self._slot(mark)
        if not self._marks[slot]:
            if self._used * 3 >= len(self._marks) * 2:
                self._grow()
                slot = self._slot(mark)
            self._marks[slot] = mark
            self._used += 1
        self._numbers[slot] = number

    def _slot(self, mark: int) -> int:
        marks, last = self._marks, self._last
        slot = mark & last
        while (there := marks[slot]) and there != mark:
            slot = (slot + 1) & last
        return slot

    def _room(self, size: int) -> None:
        self._marks, self._numbers = array("Q", bytes(8 * size)), array("q", bytes(8 * size))
        self._last, self._used = size - 1, 0

    def _grow(self) -> None:
        marks, numbers = self._marks, self._numbers
        self._room(2 * len(marks))
        for slot, one in enumerate(marks):
            if one:
                self[one] = numbers[slot]


class Queue:
    """Marks in the order in which they came, 8 bytes each."""

    def __init__(self) -> None:
        self._marks, self._head = array("Q"), 0

    def __len__(self) -> int:
        return len(self._marks) - self._head

    def first(self) -> int:
        """The mark that came first."""
        return self._marks[self._head]

    def append(self, mark: int) -> None:
        """Add a mark at the end."""
        self._marks.append(mark)

    def shift(self) -> None:
        """Let go of the first mark."""
        self._head += 1
        if self._head * 2 > max(_FEWEST, len(self._marks)):
            del self._marks[: self._head]
            self._head = 0
