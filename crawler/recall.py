"""What a visit need not fetch: pages of its own ledger (it was interrupted), and pages that stand in an earlier run."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from crawler import capture
from crawler.baseline import Baseline
from crawler.capture import CaptureError, PageRow
from crawler.drawn import turned
from crawler.exchanges import Origin, read_origin
from crawler.frontier import Want
from crawler.homepage import Homepage
from crawler.ledger import Answer, Ledger
from crawler.recorder import Exchange

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A row that says what a page is without a request, and the answer that it stands for."""

    row: PageRow
    answer: Answer


class Recall:
    """Reads back for one visit what stands in its ledger and in the unit's last good visit.

    `homepage` has to be told of each homepage of the visit.
    """

    def __init__(self, ledger: Ledger, before: Baseline) -> None:
        self._ledger, self._before = ledger, before
        self._same_lists: dict[str, bool] = {}
        self.homepage = Homepage(before.row, before.newest, ledger.rows, ledger.directory)

    def earlier(self, want: Want) -> PageRow | None:
        """The row of an earlier process of this visit."""
        return self._ledger.earlier(want.url)

    def find(self, want: Want, left_now: bool) -> Recalled | None:
        """What a page is without asking for it; None when it must be asked for.

        `left_now`: nothing leads to it any more, so that only its own process's word counts.
        """
        row = self.earlier(want)
        if row is not None:
            body = self._body(row, self._ledger)
            stands = row if row.run else None
            return None if body is None else Recalled(row, _answer(row, body, stands=stands))
        row = None if left_now else self._standing(want)
        if row is None or (body := self._body(row, self._before)) is None:
            return None
        return Recalled(row, _answer(row, body, stands=row, asked=False))

    def _standing(self, want: Want) -> PageRow | None:
        return self._before.standing(want, self._ledger.rows, self._list_is_as_before, self.homepage.vouches)

    def turned(self, want: Want) -> tuple[Answer, ...]:
        """The further pages of a drawn list that an earlier process of this visit left, as far as they can be read."""
        found: list[Answer] = []
        while again := self.find(replace(want, url=turned(want.url, len(found) + 2)), left_now=False):
            found.append(again.answer)
        return tuple(found)

    def drawn_anew(self, want: Want, further: Sequence[Answer]) -> tuple[Answer, ...]:
        """The further pages of a list drawn just now, as `whole`; what an earlier process left of them is let go."""
        self._ledger.forget(want.url)
        found: list[Answer] = []
        for number, answer in enumerate(further, 2):
            one = replace(want, url=turned(want.url, number))
            self._ledger.forget(one.url)
            found.append(self.whole(one, answer) or answer)
        return tuple(found)

    def whole(self, want: Want, answer: Answer) -> Answer | None:
        """The site's answer, made whole by the body that stands when it says that nothing changed.

        None when that body cannot be read any more: the page has to be asked for again, and will be without conditions.
        """
        row = self._before.row(want.url)
        if row is None:
            return answer
        if answer.status == HTTPStatus.NOT_MODIFIED:
            body = self._body(row, self._before)
            return body if body is None else replace(_answer(row, body, stands=row), etag=answer.etag, modified=answer.modified)  # fmt: skip
        if answer.status == row.status and hashlib.sha256(answer.body).hexdigest() == row.digest:
            return replace(answer, stands=row, content_type=row.content_type)
        return answer

    def origin(self, want: Want, exchange: Exchange) -> Origin | None:
        """The stored response that a revisit record for this answer refers to; None when it must be stored whole."""
        row = self._before.row(want.url)
        if row is None or exchange.status not in (HTTPStatus.NOT_MODIFIED, row.status):
            return None
        try:
            origin = read_origin(self._ledger.directory, row)
        except CaptureError:
            return None
        same = exchange.status == HTTPStatus.NOT_MODIFIED or _payload_digest(exchange.body) == origin.digest
        return origin if same else None

    def _body(self, row: PageRow, holder: Ledger | Baseline) -> bytes | None:
        try:
            return capture.read_body(self._ledger.directory, row)
        except CaptureError as error:
            log.warning("fetched again: %s", error)
            holder.forget(row.url)
            return None

    def _list_is_as_before(self, url: str) -> bool:
        """Whether a page that came in this visit shows the list that it showed in the last good one."""
        if url not in self._same_lists:
            row = self._ledger.rows.get(url)
            self._same_lists[url] = row is not None and _same_list(self._before, row, self._ledger.directory)
        return self._same_lists[url]


def _same_list(before: Baseline, row: PageRow, directory: Path) -> bool:
    try:
        return before.same_list(row, directory)
    except CaptureError:
        return False


def _answer(row: PageRow, body: bytes, stands: PageRow | None, asked: bool = True) -> Answer:
    return Answer(status=row.status or 0, body=body, content_type=row.content_type, stands=stands, asked=asked)


def _payload_digest(payload: bytes) -> str:
    """As the stored records have it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload).digest()).decode()  # noqa: S324 - the format's own digest
