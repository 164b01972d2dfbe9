"""Where the lines of a title break: between words, and to a trapezium or a diamond (GB/T 9704-2012, 7.3.1). Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from audit.text import plain_tokenizer

LINE = 18
"""Characters of size 2号 in a line; 20 fill the type area, and a title does not run to its edges."""
_TIED_LEFT = frozenset("的了和与及、，：；。》”）】〕号")
"""What no line begins with; 和, 与 and 及 only because a line had better begin with a name."""
_TIED_RIGHT = frozenset({"关于", "《", "“", "（", "【", "〔", "对", "在", "和", "与", "及", "本", "各"})
_MOST_WORDS, _MOST_LINES = 40, 5


def title_lines(text: str, names: Sequence[str] = (), line: int = LINE) -> tuple[str, ...]:
    """Cut a title into as few lines as hold it, words and `names` whole.

    A word longer than a line is cut where the line ends.
    """
    words = _words(text, names, line)
    total = sum(map(len, words))
    if total <= line:
        return ("".join(words),)
    if len(words) > _MOST_WORDS:
        return tuple(text[at : at + line] for at in range(0, len(text), line))
    for count in range(-(-total // line), _MOST_LINES + 1):
        ways = [_cut(words, cuts) for cuts in itertools.combinations(range(1, len(words)), count - 1)]
        if fitting := [lines for lines in ways if max(map(len, lines)) <= line]:
            return min(fitting, key=_ugliness)
    return tuple(text[at : at + line] for at in range(0, len(text), line))


def _cut(words: Sequence[str], cuts: Sequence[int]) -> tuple[str, ...]:
    edges = (0, *cuts, len(words))
    return tuple("".join(words[a:b]) for a, b in itertools.pairwise(edges))


def _ugliness(lines: tuple[str, ...]) -> tuple[int, int]:
    """Hourglass and equal lines are worst; then what is least even, where a step of two or so is wanted."""
    sizes = [len(one) for one in lines]
    steps = [b - a for a, b in itertools.pairwise(sizes)]
    falls_then_rises = any(a < 0 < b for a, b in itertools.pairwise(steps))
    equal = sum(step == 0 for step in steps)
    uneven = max(sizes) - min(sizes)
    return 2 * falls_then_rises + equal, abs(uneven - 2 * (len(sizes) - 1)) + 3 * (min(sizes) < 5)


def _words(text: str, names: Sequence[str], line: int) -> list[str]:
    parts = _around(text, [name for name in names if 1 < len(name) <= line])
    words = [word for part, whole in parts for word in ([part] if whole else plain_tokenizer().cut(part))]
    tied: list[str] = []
    for word in words:
        joins = tied and (word[0] in _TIED_LEFT or tied[-1] in _TIED_RIGHT or tied[-1][-1] in "《“（【〔")
        if joins and len(tied[-1]) + len(word) <= line:
            tied[-1] += word
        else:
            tied += [word[at : at + line] for at in range(0, len(word), line)]
    return tied


def _around(text: str, names: Sequence[str]) -> list[tuple[str, bool]]:
    if not names:
        return [(text, False)]
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]
