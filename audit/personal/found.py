"""What a detector gives back, and what it looks at."""

from __future__ import annotations

from dataclasses import dataclass

from audit.personal.rosters import Roster


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data of one kind at one or more places. `masked`: it stands masked on the page itself.

    `values` are the raw values (they are hashed and go no further). `places` is how often it stands there. `label` is
    what the page calls it and `shown` one value made unreadable: together they are the snippet. `secrets` are the words
    that are hidden in all that is kept of the document, beside its numbers.
    """

    id: str
    masked: bool
    values: tuple[str, ...]
    places: int
    label: str
    shown: str
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A document as the detectors see it: everything normalised. `lines` are the lines that are no table rows,
    `pictures` what is said of each picture; `scanned` when the document itself is a picture or has no text layer."""

    title: str
    text: str
    lines: tuple[str, ...]
    rosters: tuple[Roster, ...]
    pictures: tuple[str, ...] = ()
    scanned: bool = False
