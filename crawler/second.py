"""The second look: what could not be had is asked for once more at the end, with longer limits. Only then it is a miss."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.frontier import Want

WORTH_IT = frozenset({"timeout", "dns", "connection", "tls", "http_5xx", "maintenance"})
"""Misses that another moment may not show; and a 429, the answer to being asked too often."""
TOO_MANY = 429
LONGER = 3
"""How many times longer the second look waits for an answer."""
GIVE_UP_AFTER = {1: 8, 2: 3}
"""Failures in a row, by look, after which the rest of a unit's pages are not tried any more."""
FAILURES = WORTH_IT | {"blocked", "private_address"}


class Looks:
    """The two looks of one visit: which pages wait for the second, and how the failures of the present one add up."""

    def __init__(self) -> None:
        self.number = 1
        self.late: dict[str, Want] = {}
        self._reasons: dict[str, str] = {}
        self._streak: list[str] = []

    def note(self, reason: str) -> None:
        """A page came (""), or could not be had for this reason."""
        self._streak = [*self._streak, reason] if reason in FAILURES else []

    def given_up(self) -> str:
        """The reason of the failures in a row after which nothing more is tried, "" when there are not so many."""
        return self._streak[-1] if len(self._streak) >= GIVE_UP_AFTER[self.number] else ""

    def deserves_another(self, reason: str, status: int) -> bool:
        """Whether a page that could not be had is put off to the second look."""
        return self.number == 1 and (reason in WORTH_IT or status == TOO_MANY)

    def put_off(self, want: Want, reason: str) -> None:
        """Let a page wait for the second look."""
        self.late[want.url] = want
        self._reasons[want.url] = reason
        self.note(reason)

    def again(self) -> Iterator[Want]:
        """Begin the second look: the pages that waited for it. Nothing when there are none, or it was begun before."""
        if self.number == 1 and self.late:
            self.number, self._streak = 2, []
            yield from self.late.values()
            self.late = {}

    def first_reason(self, url: str, other: str = "") -> str:
        """Why the first look did not bring a page; `other` for one that it did not ask for."""
        return self._reasons.get(url, other)

    def needed(self, url: str) -> int:
        """For the ledger: 2 for a page that the first look did not bring, else 0."""
        return self.number if url in self._reasons else 0

    def tally(self) -> str:
        """What it was that the visit was given up after, "" when it was not."""
        reason = self.given_up()
        return f"{len(self._streak)} failures in a row ({reason})" if reason else ""
