"""What a check answers: a `Hit` (evidence), or a `Near` (a mention that does not count, and why)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.reading import Reading

_NEGATION = re.compile(r"(?:暂未|尚未|没有|未曾|并未|未见|从未|不予|未|暂无|无)[^,。;:]{0,4}$")
_SUPPOSED = re.compile(r"认为[^。;]{0,24}$")
"""What somebody may hold (认为本机关未依法履行公开义务的,可以…) denies nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Evidence found: `record` names the row or project it belongs to (None: the whole page); `context` is the whole
    sentence where the snippet is only part of it; `share` says how much of several parts is there (None: all)."""

    grade: str
    value: str
    snippet: str
    reason: str
    record: str | None = None
    partial: bool = False
    context: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A mention that is no evidence. `doubt`: a person should look (a label whose value has an odd shape)."""

    why: str
    snippet: str = ""
    doubt: bool = False


Answer = Hit | Near


def negated(text: str, start: int) -> bool:
    """Whether the words before `start` deny what follows (N12)."""
    return bool(_NEGATION.search(text[max(0, start - 8) : start])) and not _SUPPOSED.search(text[:start])


def shadowed(reading: Reading, text: str, start: int, end: int, longer: tuple[str, ...]) -> bool:
    """Whether the hit stands inside one of the `longer` words, in which it means something else (N8)."""
    for word in longer:
        at = text.find(word, max(0, start - len(word)), end + len(word))
        if at >= 0 and at <= start and end <= at + len(word):
            return True
    return False


def snippet(text: str, start: int, end: int, around: int = 24) -> str:
    """The surroundings of a place, for a person to read."""
    return text[max(0, start - around) : end + around].replace("\n", " ").replace("\t", " ").strip()
