"""A visit's ledger while it grows: what earlier processes wrote, what this one adds, and what both come to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.capture import PageRow
from crawler.frontier import Want
from crawler.recorder import Place, UnitCapture, now
from crawler.rows import Rows

KINDS = {
    "home": "home",
    "map": "column",
    "column": "column",
    "door": "column",
    "probe": "column",
    "list": "list",
    "feed": "list",
    "scroll": "list",
    "sitemap": "other",
    "article": "article",
    "attachment": "attachment",
    "page": "other",
}
"""The kind of a page whose body could not tell, by the role it was wanted for."""
ANSWERED = frozenset({"fetched", "unchanged"})
LACKING = frozenset({"missed", "absent"})
UNLISTED = "unlisted"
"""The reason of a page that still stands and that nothing on its site leads to any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for a want: a response whose body is decoded, and where it is stored."""

    status: int
    body: bytes = b""
    content_type: str = ""
    location: str = ""
    place: Place | None = None
    etag: str = ""
    modified: str = ""
    cookies: bool = False
    stands: PageRow | None = None
    """The earlier row whose body this is; `asked` tells whether the site was asked for it in this visit."""
    asked: bool = True
    further: tuple[Answer, ...] = ()
    """Of a drawn page: the further pages of its list, and whether they were seen to the end."""
    ended: bool = True


NOTHING = Answer(status=0)


class Ledger:
    """The rows of one visit. Rows of an earlier process are taken again without being written again."""

    def __init__(self, directory: Path, info: Mapping[str, str], day: str = "") -> None:
        """`day`: that of the run. Raises CaptureError when another process is writing here or the old ledger cannot be
        read.
        """
        self.directory, self._day = directory, day
        self.capture = UnitCapture(directory, info)
        self.rows = Rows(directory)
        """Those that this process wrote or took again."""
        self._tally = Counter[tuple[str, str, str]]()
        # A page given up for the budget was never asked for; with a larger budget it will be.
        self._earlier = Rows.stored(directory, keeps=lambda row: row.reason != "budget")
        mine = (row.fetched_at for row in self._earlier.values() if row.fetched_at and not row.run)
        self.started = min(mine, default=now())

    def earlier(self, url: str) -> PageRow | None:
        """The row that an earlier process wrote for this page."""
        return self._earlier.get(url)

    def forget(self, url: str) -> None:
        """Let go of an earlier row whose body cannot be read any more."""
        self._earlier.forget(url)

    def put(
        self, want: Want, state: str, answer: Answer, *, kind: str = "", reason: str = "", final_url: str = "",
        looks: int = 0,
    ) -> None:  # fmt: skip
        """Add a row. Raises CaptureError when it cannot be written."""
        row = self._earlier.get(want.url)
        if row is None:
            row = PageRow(
                url=want.url,
                state="unchanged" if state == "fetched" and answer.stands else state,
                kind=kind or KINDS[want.role],
                columns=want.columns,
                reason=reason,
                status=answer.status or None,
                final_url=final_url,
                content_type=answer.content_type,
                referrer=want.referrer,
                anchor=want.anchor,
                list_date=want.list_date,
                looks=looks,
                **(self._again(answer, answer.stands) if answer.stands else self._fresh(answer)),
            )
            place = self.capture.row(row)
        else:
            place = self._earlier.place(want.url)
        if (before := self.rows.get(want.url)) is not None:
            self._tally[_sort(before)] -= 1
        self._tally[_sort(row)] += 1
        self.rows.note(want.url, place)

    def _fresh(self, answer: Answer) -> dict[str, Any]:
        """Fields of a row that tell of a body that came now."""
        place = answer.place
        return {
            "length": len(answer.body),
            "digest": hashlib.sha256(answer.body).hexdigest() if place else "",
            "warc": place.warc if place else "",
            "offset": place.offset if place else 0,
            "fetched_at": place.at if place else now(),
            "day": self._day,
            "checked": self._day,
            "etag": answer.etag,
            "modified": answer.modified,
        }

    def _again(self, answer: Answer, stands: PageRow) -> dict[str, Any]:
        """Fields of a row whose body stands where an earlier row says."""
        names = ("length", "digest", "warc", "offset", "fetched_at", "run", "day")
        return {name: getattr(stands, name) for name in names} | {
            "checked": self._day if answer.asked else stands.checked,
            "etag": answer.etag or stands.etag,
            "modified": answer.modified or stands.modified,
        }

    def answered(self) -> int:
        """How many pages came."""
        return self.kinds().total()

    def kinds(self) -> Counter[str]:
        """How many pages of each kind came."""
        return self._by(1, ANSWERED)

    def missed(self) -> Counter[str]:
        """How many pages were missed, by reason."""
        return self._by(2, {"missed"})

    def unchanged(self) -> int:
        """How many pages stand in an earlier run."""
        return self._by(0, {"unchanged"}).total()

    def unlisted(self) -> int:
        """How many pages with content stand where nothing on the site leads to any more."""
        return sum(
            rows for (state, kind, reason), rows in self._tally.items()
            if state in ANSWERED and reason == UNLISTED and kind != "other"
        )  # fmt: skip

    def lacks_home(self) -> bool:
        """Whether a front page could not be had."""
        return any(rows for (state, kind, _), rows in self._tally.items() if kind == "home" and state in LACKING)

    def _by(self, part: int, states: Set[str]) -> Counter[str]:
        found = Counter[str]()
        for sort, rows in self._tally.items():
            found[sort[part]] += rows * (sort[0] in states)
        return +found


def _sort(row: PageRow) -> tuple[str, str, str]:
    return row.state, row.kind, row.reason
