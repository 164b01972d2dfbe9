"""What a changed book would have said of stored runs: the verdicts that flip, before the change goes live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.model import Finding
from audit.proof.replay import key_of
from audit.rows import finding_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One verdict that comes out otherwise. `before` / `after` are outcomes, "" when the book does not ask it."""

    run_id: str
    unit_id: str
    point_id: str
    scheme_id: str
    record_name: str
    before: str
    after: str
    reason: str
    url: str
    rule_changed: bool
    """False: the point's own rule is the same; the program, a duty or another rule made the difference."""


def flips(run_id: str, unit_id: str, stored: Iterable[Mapping[str, Any]], again: Iterable[Finding]) -> Iterator[Flip]:
    """The findings of one unit whose outcome is not the stored one, in the order of the book."""
    before = {key_of(row): row for row in stored}
    after = {key_of(row): row for row in map(finding_row, again)}
    for key in sorted({**before, **after}):
        old, new = before.get(key), after.get(key)
        said, now = (old["outcome"] if old else ""), (new["outcome"] if new else "")
        if said == now:
            continue
        row = new or old or {}
        yield Flip(
            run_id=run_id,
            unit_id=unit_id,
            point_id=key[0],
            scheme_id=key[1],
            record_name=row["record_name"] or "",
            before=said,
            after=now,
            reason=row["reason"],
            url=row["url"] or "",
            rule_changed=not (old and new and old["rule_digest"] == new["rule_digest"]),
        )
