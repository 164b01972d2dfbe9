"""The date of a list entry: beside, before, in or glued to its title; whole, split over two elements, or without year."""

from __future__ import annotations

import re
from collections.abc import Sequence

DATE = re.compile(
    r"(?<!\d)(?<!\d\.)((?:19|20)\d{2})\s*[-./年]\s*(1[0-2]|0?[1-9])\s*[-./月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*日?"
    r"|(?<![\d/-])(\d{2})(?:-(?=\d\d-)|/(?=\d\d/))(1[0-2]|0[1-9])[-/](3[01]|[12]\d|0[1-9])(?![\d/-])"
)
SHORT = re.compile(r"^[\[(（【]?\s*(1[0-2]|0?[1-9])\s*[-./月]\s*(3[01]|[12]\d|0?[1-9])\s*日?\s*[\])）】]?$")
_TIME = r"(?:\s*T?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
AT_END = re.compile(rf"\s*[\[(（【]?\s*(?:{DATE.pattern}){_TIME}\s*[\])）】]?\s*$")
AT_START = re.compile(rf"^\s*[\[(（【]?\s*(?:{DATE.pattern}){_TIME}\s*[\])）】]?\s*[|｜:：]?\s*")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-./年]\s*(1[0-2]|0?[1-9])(?!\d)(?!\s*[-./月]\s*\d)\s*月?")
_DAY = re.compile(r"^(3[01]|[12]\d|0?[1-9])日?$")
_PUBLISHED = re.compile(r"发布|发文|公开(?:日期|时间)|更新|上传|[日时]间\s*[:：]|日期\s*[:：]")
_OTHER = re.compile(
    r"成文|生成|生效|实施|截[止至]|结束|有效|失效|废止|开始|起始|开标|报名|活动|会议|办结|答复|回复|受理"
)
_ADDRESS = re.compile(r"(?<!\d)(20\d{2})(?:(\d{2})(\d{2})|[/-](\d{1,2})[/-](\d{1,2}))(?!\d)")


def iso(match: re.Match[str]) -> str:
    """A match of DATE as YYYY-MM-DD; two-digit years are of this century."""
    year, month, day, short, short_month, short_day = match.groups()[-6:]
    if year:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return f"20{short}-{short_month}-{short_day}"


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else, brackets, a time and a label left aside."""
    bare = re.sub(r"^[^\d\[(（【]{0,8}[:：]", "", text.strip())
    return bool(SHORT.match(bare) or (AT_END.match(bare) and DATE.search(bare)))


def date_of(pieces: Sequence[str], title: str, url: str) -> str:
    """The date of an entry as YYYY-MM-DD, "" when it shows none.

    `pieces` are the texts of its row apart from the title. Of several dates, the one called 发布 goes first, then one
    that stands by itself, then any other; dates of other things (截止, 生效 …) go last. A date without year takes it
    from the entry's address when month and day agree there.
    """
    found: list[tuple[int, int, str]] = []
    for place, piece in enumerate(pieces):
        for match in DATE.finditer(piece):
            label = piece[: match.start()][-8:] or (pieces[place - 1][-8:] if place else "")
            rank = 3 if _OTHER.search(label) else 0 if _PUBLISHED.search(label) else 1 if is_date(piece) else 2
            found.append((rank, place, iso(match)))
    if found:
        return min(found)[2]
    return _split(pieces) or _from_title(title) or _from_address(pieces, url)


def _split(pieces: Sequence[str]) -> str:
    """Day and month in elements of their own: 15 / 2023-05."""
    month = next((match for piece in pieces if len(piece) < 12 and (match := _MONTH.search(piece))), None)
    day = next((match for piece in pieces if (match := _DAY.match(piece.strip()))), None)
    return f"{month.group(1)}-{int(month.group(2)):02d}-{int(day.group(1)):02d}" if month and day else ""


def _from_title(title: str) -> str:
    match = AT_END.search(title) or AT_START.match(title)
    return iso(match) if match else ""


def _from_address(pieces: Sequence[str], url: str) -> str:
    shown = next((match for piece in pieces if (match := SHORT.match(piece.strip()))), None)
    for written in _ADDRESS.finditer(url) if shown else ():
        month, day = (int(part) for part in written.groups()[1:] if part)
        if shown and (month, day) == (int(shown.group(1)), int(shown.group(2))):
            return f"{written.group(1)}-{month:02d}-{day:02d}"
    return ""


def without_parts(pieces: Sequence[str]) -> list[str]:
    """The pieces of a link's text that are not its date: 15, 2023-05 and 标题 are two halves of a date and a title."""
    halves = bool(_split(pieces))
    return [
        piece
        for piece in pieces
        if not is_date(piece) and not (halves and (_DAY.match(piece.strip()) or _MONTH.fullmatch(piece.strip())))
    ]


def has_date(text: str) -> bool:
    """Whether a row's text holds anything that can be its date."""
    return bool(DATE.search(text) or _MONTH.search(text))


def without_date(text: str) -> str:
    """A title without a date glued to its start or end, and without list bullets."""
    bare = AT_START.sub("", AT_END.sub("", text)).strip()
    return bare.lstrip("·•▪■◆◇●○►▶>-－").strip() or text
