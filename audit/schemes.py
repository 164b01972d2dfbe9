"""Which kind (类别) a piece of evidence, a record or a declaration speaks of.

A kind of relief, a stage or a group of people is named by its own words (医疗救助, 学前教育, 老年人) or only by its people
(低保户, 特困人员). The people of one kind of relief are often the recipients of another: money for 低保户 in a notice on
repairing houses is housing relief. What names no kind is settled by the domain's rule (`Domain.unnamed`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.checks.hit import Hit, shadowed
from audit.gate import HITS_IN_LONG_TEXT, SHORT_TEXT
from audit.reading import Reading, terms_of
from audit.text import Segmenter
from rules.model import Domain, Point, Scheme

FEWEST_MENTIONS = 2
_RANKS = tuple(
    map(
        re.compile,
        (
            r"第?[一二三四五六七八九十]+(?:[、.]|[章节])",
            r"\([一二三四五六七八九十]+\)",
            r"\d+(?:[、)]|\.(?!\d))",
            r"\(\d+\)",
        ),
    )
)
"""How headings are numbered, the highest rank first."""
HEADING = 30
"""Characters of the longest heading."""
ABOVE = 4_000
"""Characters above a place in which its heading is looked for."""
_HEAD_END = re.compile(r"[。;:,]")


def kinds_of(domain: Domain, point: Point, hit: Hit, reading: Reading) -> tuple[str | None, ...]:
    """The kinds that a hit is evidence for; (None,) for a point without kinds, or when it names none and may stay."""
    schemes = domain.schemes_of(point)
    if not schemes:
        return (None,)
    if named := _row_kinds(domain, schemes, hit, reading) or spoken_of(schemes, hit, reading):
        return tuple(one.id for one in named)
    if domain.unnamed == "all":
        return tuple(one.id for one in schemes)
    if domain.unnamed == "named":
        return tuple(one.id for one in _in_text(schemes, reading)) or (None,)
    return tuple(one.id for one in _most_named(schemes, reading))


def record_kinds(domain: Domain, name: str, reading: Reading) -> frozenset[str]:
    """The kinds that a record belongs to: by its own name, the page's title, its columns, or the domain's rule."""
    schemes = domain.schemes
    if not schemes:
        return frozenset()
    found = kinds_in(schemes, reading, name) or spoken_of(schemes, Hit("E3", "", reading.title, ""), reading)
    if not found and domain.unnamed == "all":
        return frozenset(one.id for one in schemes)
    return frozenset(one.id for one in found)


def kinds_in(schemes: Sequence[Scheme], reading: Reading, text: str) -> list[Scheme]:
    """The kinds that a piece of text names, by their own words or else by their people."""
    people = tuple(word for scheme in schemes for word in terms_of(scheme.people))
    return _by_words(schemes, reading, text, people) or _by_people(schemes, reading, text)


def told_apart(schemes: Sequence[Scheme], segmenter: Segmenter, text: str) -> frozenset[str]:
    """The kinds that a heading names, where there is nothing but the heading to read."""

    def stands(words: Sequence[str]) -> bool:
        return any(word in text and segmenter.spans(word, text) for word in terms_of(tuple(words)))

    return frozenset(one.id for one in schemes if stands(one.terms + one.people) and not stands(one.not_terms))


def spoken_of(schemes: Sequence[Scheme], hit: Hit, reading: Reading) -> list[Scheme]:
    """The kinds a hit names, best witness first: what sentence and title both name, what the sentence names by its own
    words, the heading above it (where the title does not name one kind), the title, the people in the sentence, the
    innermost column."""
    people = tuple(word for scheme in schemes for word in terms_of(scheme.people))
    place = hit.context or hit.snippet
    own = _by_words(schemes, reading, place, people)
    kin = _by_people(schemes, reading, place)
    titled = kinds_in(schemes, reading, reading.title)
    both = [one for one in schemes if one in titled and (one in own or one in kin)]
    above = _headed(schemes, reading, place, people) if not own and len(titled) != 1 and not hit.record else []
    within = [one for one in above if one in titled] or above
    if named := both or own or within or titled or kin:
        return named
    for column in reversed(reading.columns):
        if named := kinds_in(schemes, reading, column):
            return named
    return []


def _headed(schemes: Sequence[Scheme], reading: Reading, place: str, people: tuple[str, ...]) -> list[Scheme]:
    """The kinds that the nearest heading above a place names by their own words, among the headings it stands under."""
    at = reading.text.find(place[:HEADING])
    if at < 0:
        return []
    passed = len(_RANKS)
    own = reading.text[at : at + HEADING].split("\n")[0]
    for line in reversed(f"{reading.text[max(0, at - ABOVE) : at]}{own}".split("\n")):
        rank = next((number for number, mark in enumerate(_RANKS) if mark.match(line)), -1)
        if rank >= passed or (rank < 0 and (len(line) > HEADING or _HEAD_END.search(line))):
            continue
        head = _HEAD_END.split(line, maxsplit=1)[0]
        if len(head) <= HEADING and (named := _by_words(schemes, reading, head, people)):
            return named
        passed = rank if rank >= 0 else passed
    return []


def _row_kinds(domain: Domain, schemes: Sequence[Scheme], hit: Hit, reading: Reading) -> list[Scheme]:
    """What the name of a hit's record says: a gymnasium in a street called 文化路 is sport."""
    return kinds_in(schemes, reading, hit.record) if hit.record and domain.unnamed != "most" else []


def _most_named(schemes: Sequence[Scheme], reading: Reading) -> list[Scheme]:
    counts = {one.id: reading.count(terms_of(one.terms + one.people), reading.text) for one in schemes}
    best = max(counts, key=lambda key: counts[key], default=None)
    return [one for one in schemes if one.id == best and counts[one.id] >= FEWEST_MENTIONS]


def _in_text(schemes: Sequence[Scheme], reading: Reading) -> list[Scheme]:
    """Every kind that the text names: once in a short text, twice in a long one."""
    needed = 1 if reading.length < SHORT_TEXT else HITS_IN_LONG_TEXT
    return [one for one in schemes if reading.count(terms_of(one.terms + one.people), reading.text) >= needed]


def _by_words(schemes: Sequence[Scheme], reading: Reading, place: str, people: tuple[str, ...]) -> list[Scheme]:
    return [
        one
        for one in schemes
        if not reading.first(terms_of(one.not_terms), place)
        and any(
            not shadowed(reading, place, start, end, people)
            for term in terms_of(one.terms)
            if term in place
            for start, end in reading.spans(term, place)
        )
    ]


def _by_people(schemes: Sequence[Scheme], reading: Reading, place: str) -> list[Scheme]:
    return [one for one in schemes if reading.first(terms_of(one.people), place)]
