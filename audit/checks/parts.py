"""parts: a text that holds enough of the named parts, in order where order matters (grade E2)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.hit import Answer, Hit, Near
from audit.reading import Reading, terms_of
from rules.model import Domain
from rules.recognisers import PartsCheck


def check(rule: PartsCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield one hit for a text (its table headers included) with at least `need` parts; fewer may be partial."""
    heads = "\n".join(" ".join((*grid.headers, *(key for key, _ in grid.pairs))) for grid in reading.grids)
    text = "\n".join(reading.lines) if rule.prose else f"{reading.text}\n{heads}"
    places = {name: _first_place(reading, terms_of(terms), text) for name, terms in rule.parts.items()}
    found = [name for name, place in places.items() if place >= 0]
    if rule.ordered:
        found = _in_order(rule, places)
    floor = rule.partial_from or rule.need
    lacking = "、".join(name for name in rule.parts if name not in found)
    if len(found) >= rule.need:
        reason = f"列明{'、'.join(found)}"
        yield Hit(rule.grade, "、".join(found)[:60], reading.title[:80], reason)
    elif len(found) >= floor:
        yield Hit(
            rule.grade,
            "、".join(found)[:60],
            reading.title[:80],
            f"列明{'、'.join(found)}，未见{lacking}",
            partial=True,
            share=len(found) / rule.need,
        )
    elif found:
        yield Near(f"仅见{'、'.join(found)}，未见{lacking}", reading.title[:80])


def _first_place(reading: Reading, terms: tuple[str, ...], text: str) -> int:
    places = [spans[0][0] for term in terms if term in text and (spans := reading.spans(term, text))]
    return min(places, default=-1)


def _in_order(rule: PartsCheck, places: dict[str, int]) -> list[str]:
    """The longest run of parts whose first mentions come in the order of the rule."""
    best: list[list[str]] = []
    names = [name for name in rule.parts if places[name] >= 0]
    for i, name in enumerate(names):
        before = [best[j] for j in range(i) if places[names[j]] < places[name]]
        best.append([*max(before, key=len, default=[]), name])
    return max(best, key=len, default=[])
