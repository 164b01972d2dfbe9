"""Which of the thirteen kinds of relief a piece of evidence speaks of.

A scheme is named by its own words (医疗救助, 高龄津贴) or only by its people (低保户, 特困人员, 残疾人家庭). The people of
one scheme are often the recipients of another: money for 低保户 in a notice on repairing houses is housing relief.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.checks.hit import Hit, shadowed
from audit.reading import Reading, terms_of
from rules.model import Scheme

FEWEST_MENTIONS = 2


def spoken_of(schemes: Sequence[Scheme], hit: Hit, reading: Reading) -> list[Scheme]:
    """The schemes a hit speaks of, best witness first: what sentence and title both name, what the sentence names by
    its own words, the title, the people in the sentence, the innermost column, the scheme most named in the text."""
    people = tuple(word for scheme in schemes for word in terms_of(scheme.people))
    place = hit.context or hit.snippet
    own = _by_words(schemes, reading, place, people)
    kin = _by_people(schemes, reading, place)
    titled = _by_words(schemes, reading, reading.title, people) or _by_people(schemes, reading, reading.title)
    both = [one for one in schemes if one in titled and (one in own or one in kin)]
    if named := both or own or titled or kin:
        return named
    for column in reversed(reading.columns):
        if named := _by_words(schemes, reading, column, people) or _by_people(schemes, reading, column):
            return named
    counts = {one.id: reading.count(terms_of(one.terms + one.people), reading.text) for one in schemes}
    best = max(counts, key=lambda key: counts[key], default=None)
    return [one for one in schemes if one.id == best and counts[one.id] >= FEWEST_MENTIONS]


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
