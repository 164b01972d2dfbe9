"""Which regular expressions a rule may bring: those whose work at any place of a text has a known, small bound.

Python's matcher tries every way in which a pattern can divide a text. Where each repetition has an upper bound, the
number of ways from one starting place is a constant of the pattern; below `MOST_WAYS` a text of any kind, also one made
to hurt, is searched in time that grows with its length only. Nothing is run to find that out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from re import _constants, _parser  # type: ignore[attr-defined]  # isort: skip  # the only reader of patterns there is

LONGEST = 200
MOST_WAYS = 300
WIDEST = 100
"""Characters that one match may span: a value is a number, a name, a date, never a passage."""
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def pattern_fault(pattern: str) -> str:
    """What is wrong with `pattern` as a value shape, and what to write instead; empty when it may be used."""
    if len(pattern) > LONGEST:
        return f"a pattern of {len(pattern)} characters; write at most {LONGEST}"
    try:
        tree = _parser.parse(re.compile(pattern).pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"no regular expression: {error}"
    try:
        ways = _ways(tree)
    except _Refused as refused:
        return str(refused)
    low, high = tree.getwidth()
    if low == 0:
        return "the pattern matches where nothing stands; let it ask for at least one character"
    if ways > MOST_WAYS:
        return (
            f"the pattern can match one text in up to {ways} ways and may not come to an end; "
            f"lower its repetitions or let none stand inside another (at most {MOST_WAYS} ways)"
        )
    if high > WIDEST:
        return f"one match may span {high} characters; lower its repetitions to at most {WIDEST} in all"
    return ""


class _Refused(Exception):
    """A construct without a bound."""


def _ways(tree: Iterable[tuple[Any, Any]]) -> int:
    """In how many ways a pattern can go over a text from one place, at the worst. Raises _Refused."""
    ways = 1
    for operator, operand in tree:
        ways = min(ways * _ways_of(operator, operand), 10**9)
    return ways


def _ways_of(operator: Any, operand: Any) -> int:
    if operator in _REPEATS:
        low, high, inner = operand
        if high is _constants.MAXREPEAT:
            raise _Refused("a repetition without an upper bound (*, + or {n,}); write how often at most: {1,20}")
        each = _ways(inner)
        return high - low + 1 if each == 1 else _series(each, low, high)
    if operator is _constants.BRANCH:
        return sum(_ways(branch) for branch in operand[1])
    if operator in (_constants.SUBPATTERN, _constants.ATOMIC_GROUP):
        return _ways(operand[-1] if operator is _constants.SUBPATTERN else operand)
    if operator in (_constants.ASSERT, _constants.ASSERT_NOT):
        return _ways(operand[1])
    if operator in (_constants.GROUPREF, _constants.GROUPREF_IGNORE, _constants.GROUPREF_EXISTS):
        raise _Refused("a reference back to a group; write out what it may be")
    return 1


def _series(each: int, low: int, high: int) -> int:
    total, power = 0, min(each ** min(low, 32), 10**9)
    for _ in range(low, high + 1):
        total, power = min(total + power, 10**9), min(power * each, 10**9)
    return total
