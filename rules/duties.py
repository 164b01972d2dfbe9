"""Who owes what: from the roles in duties.yml to points and schemes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rules.load import RuleError
from rules.model import Book, Duty, Role

Owed = Literal["lead", "data", "cooperating"]
_RANK: dict[Owed, int] = {"cooperating": 0, "data": 1, "lead": 2}
_RANGE = re.compile(r"([A-Z]+)-(\d{2})\.\.([A-Z]+)-(\d{2})")


def owed(book: Book, duty_keys: Sequence[str]) -> dict[tuple[str, str | None], Owed]:
    """(point, scheme or None) → role, for a unit that holds these duties, in the order of the book.

    `lead` is checked in full, `data` (数据责任) for the unit's own data at the lowest severity, `cooperating` only told.
    The strongest role wins. Points of a scheme list give one entry for each scheme. Raises RuleError on an unknown key.
    """
    found: dict[tuple[str, str | None], Owed] = {}
    for key in duty_keys:
        if key not in book.duties:
            raise RuleError(f"duties.yml: unknown duty “{key}”; allowed: {', '.join(book.duties)}")
        for pair, role in roles_of(book, book.duties[key]):
            if pair not in found or _RANK[role] > _RANK[found[pair]]:
                found[pair] = role
    order = {point_id: number for number, point_id in enumerate(book.points)}
    return dict(sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1] or "")))


def roles_of(book: Book, duty: Duty) -> Iterator[tuple[tuple[str, str | None], Owed]]:
    """Every point (and scheme) that one duty names, with its role; points that the book lacks are left out."""
    for role in duty.leads:
        yield from ((pair, "lead") for pair in _pairs(book, role))
    for role in duty.cooperates:
        yield from ((pair, "data" if role.data else "cooperating") for pair in _pairs(book, role))


def expand(selector: str, known: Sequence[str]) -> tuple[str, ...]:
    """The ids among `known` that `PA`, `SA-01..SA-06` or `GR-12` stands for."""
    if match := _RANGE.fullmatch(selector):
        low, high = f"{match[1]}-{match[2]}", f"{match[3]}-{match[4]}"
        return tuple(one for one in known if one.startswith(f"{match[1]}-") and low <= one <= high)
    return tuple(one for one in known if one == selector or one.rpartition("-")[0] == selector)


def well_formed(selector: str) -> bool:
    """Whether a selector is an id, a prefix, or a range inside one prefix that runs upward."""
    if match := _RANGE.fullmatch(selector):
        return match[1] == match[3] and match[2] < match[4]
    return bool(re.fullmatch(r"[A-Z]+(?:-\d{2})?", selector))


def _pairs(book: Book, role: Role) -> Iterator[tuple[str, str | None]]:
    points = book.points
    for selector in role.points:
        for point_id in expand(selector, tuple(points)):
            point = points[point_id]
            if point.status == "retired":
                continue
            if point.schemes:
                schemes = (one.id for one in book.domain_of(point_id).schemes_of(point))
                yield from ((point_id, one) for one in schemes if not role.schemes or one in role.schemes)
            else:
                yield point_id, None
