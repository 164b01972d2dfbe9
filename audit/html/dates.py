"""Dates as Chinese pages write them.

`2020年2月13日`, `2020-02-13`, `2020.2.13`, `2020/02/13`, `20200213`, `二○二○年二月十三日`, and after a label also
`20-02-13`. Nothing here guesses: a year without a day is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_GAP = r"[\s\x1f]*"
_FULL = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}}){_GAP}[年\-/.－—]{_GAP}(\d{{1,2}}){_GAP}[月\-/.－—]{_GAP}(\d{{1,2}})(?!\d){_GAP}日?"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d{2})[\-/.](\d{1,2})[\-/.](\d{1,2})(?!\d)")
_NUMERALS = "〇○零Ｏ０OoΟ0一二三四五六七八九"
_CHINESE = re.compile(rf"([{_NUMERALS}]{{4}})年([一二三四五六七八九十]{{1,3}})月([一二三四五六七八九十]{{1,3}})日?")
_JAVA = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}) (\d{1,2}) [\d:]{8} \w{2,5} ((?:19|20)\d{2})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DIGITS = dict.fromkeys("〇○零Ｏ０OoΟ0", "0") | {n: str(i) for i, n in enumerate("一二三四五六七八九", 1)}


def dates_in(text: str) -> Iterator[tuple[int, int, date]]:
    """Every full date in `text` as (start, end, date), in order."""
    found = [
        (match.start(), match.end(), day)
        for pattern, read in _READERS
        for match in pattern.finditer(text)
        if (day := read(match)) is not None
    ]
    yield from sorted(found)


def first_date(text: str) -> date | None:
    """The first full date in `text`, or None."""
    return next((day for _, _, day in dates_in(text)), None)


def short_date(text: str) -> date | None:
    """A date at the start of `text` that may have a two-digit year. Only to be trusted after a label."""
    match = _SHORT.match(text.strip())
    return _day(2000 + int(match[1]), int(match[2]), int(match[3])) if match else None


def url_date(url: str) -> date | None:
    """The day a publishing system wrote into the address (…/202004/t20200413_1.html, /art/2020/4/13/…)."""
    match = re.search(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+\.s?html?", url) or re.search(
        r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})/", url
    )
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _arabic(match: re.Match[str]) -> date | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _chinese(match: re.Match[str]) -> date | None:
    year = int("".join(_DIGITS[numeral] for numeral in match[1]))
    return _day(year, _small(match[2]), _small(match[3]))


def _java(match: re.Match[str]) -> date | None:
    if match[1] not in _MONTHS:
        return None
    return _day(int(match[3]), _MONTHS.index(match[1]) + 1, int(match[2]))


def _small(numerals: str) -> int:
    """A number below one hundred: 三, 十, 十三, 二十, 二十三."""
    if "十" not in numerals:
        return int("".join(_DIGITS[numeral] for numeral in numerals))
    tens, _, ones = numerals.partition("十")
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1949 <= year < 2100 else None
    except ValueError:
        return None


_READERS = ((_FULL, _arabic), (_COMPACT, _arabic), (_CHINESE, _chinese), (_JAVA, _java))
