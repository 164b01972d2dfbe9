"""The rows of a ledger by address, read from its file when they are asked for: memory holds only where each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from crawler import capture
from crawler.capture import LEDGER, CaptureError, PageRow
from crawler.places import GONE, Places, mark


def _any(_: PageRow) -> bool:
    return True


class Rows(Mapping[str, PageRow]):
    """Rows of one pages.jsonl, the newest of each address."""

    def __init__(self, directory: Path, run: str = "") -> None:
        """`directory`: the unit's. `run`: what rows name as their run that name none. No row is known at first."""
        self._path, self._run = directory / LEDGER, run
        self._places, self._count = Places(), 0

    @classmethod
    def stored(cls, directory: Path, run: str = "", keeps: Callable[[PageRow], bool] = _any) -> Rows:
        """The rows that stand in the file; without those that `keeps` refuses. Raises CaptureError like `read_pages`."""
        rows = cls(directory, run)
        for place, row in capture.each_row(directory):
            rows.note(row.url, place) if keeps(row) else rows.forget(row.url)
        return rows

    def note(self, url: str, place: int) -> None:
        """The newest row of an address stands at this place of the file."""
        self._count += self.place(url) == GONE
        self._places[mark(url)] = place

    def forget(self, url: str) -> None:
        """Know a row no more."""
        if self.place(url) != GONE:
            self._places[mark(url)] = GONE
            self._count -= 1

    def place(self, url: str) -> int:
        """Where the row of an address stands in the file, GONE when none is known."""
        place = self._places.get(mark(url))
        return GONE if place is None else place

    def __len__(self) -> int:
        return self._count

    def __contains__(self, url: object) -> bool:
        return isinstance(url, str) and self.place(url) != GONE

    def __getitem__(self, url: str) -> PageRow:
        """Raises KeyError for an address without a row, CaptureError when the file cannot be read."""
        place = self.place(url)
        if place == GONE:
            raise KeyError(url)
        try:
            with self._path.open("rb") as ledger:
                ledger.seek(place)
                row = capture.row_of(ledger.readline())
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise CaptureError(f"{self._path}: the row of {url} cannot be read any more ({error}); restore the file") from error  # fmt: skip
        return row if row.run or not self._run else replace(row, run=self._run)

    def __iter__(self) -> Iterator[str]:
        """Addresses in the order of first mention. Raises CaptureError when the file cannot be read."""
        told = Places()
        for _, row in capture.each_row(self._path.parent):
            if row.url in self and mark(row.url) not in told:
                told[mark(row.url)] = 0
                yield row.url
