"""A letter as values, before it is set in type or written for Word. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Align = Literal["left", "center", "right"]
_DIGITS = "零一二三四五六七八九"
_UNSAFE = re.compile(r"[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its 层次序数 in `text`: level 1 一、 and level 2 （一）."""

    level: int
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the type area's 156 mm."""

    title: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header repeats on each page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: `figure` names the function of charts.typ that draws `data`; `alt` says it in words."""

    caption: str
    figure: Literal["heatmap", "trend"]
    data: Mapping[str, Any]
    alt: str
    kind: Literal["chart"] = "chart"


Block = Paragraph | Heading | Table | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole letter. `title` comes in lines; `salutation` without its colon; `note` without its brackets."""

    title: tuple[str, ...]
    issuer: str
    head: str
    """The office's name in red, "" for none."""
    number: str
    mark: str
    salutation: str
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...] = ()
    day: date
    note: str = ""
    copies: str = ""
    printed_by: str = ""


class Outline:
    """Numbers headings as they come: 一、, and under each （一）, 1."""

    def __init__(self) -> None:
        self._at = [0, 0, 0]

    def heading(self, level: int, text: str) -> Heading:
        """The next heading of level 1 or 2."""
        number = chinese_number(self._next(level))
        return Heading(level, f"{number}、{text}" if level == 1 else f"（{number}）{text}")

    def point(self, text: str) -> Paragraph:
        """The next numbered paragraph: 1.…"""
        return Paragraph(f"{self._next(3)}.{text}")

    def _next(self, level: int) -> int:
        self._at[level - 1] += 1
        self._at[level:] = [0] * (3 - level)
        return self._at[level - 1]


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; from 1 to 99."""
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def china_date(day: date) -> str:
    """2026年11月5日: Arabic digits, no zeros in front."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain(text: str) -> str:
    """Text of a page made fit for a letter: one line, no control characters, no marks that turn its direction."""
    kept = (" " if one in "\t\n\r\x0b\x0c\x85\u2028\u2029" else one for one in _UNSAFE.sub("", text))
    shown = (one for one in kept if unicodedata.category(one) not in ("Cc", "Cf", "Co", "Cn"))
    return " ".join("".join(shown).split(" ")).strip()


def shortened(text: str, most: int) -> str:
    """At most `most` characters; what is cut ends in …"""
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip('，、；：（“')}…"


def sentence(text: str) -> str:
    """`text` with one full stop at its end."""
    return f"{plain(text).rstrip('。；， ')}。"


def listed(names: Sequence[str], most: int = 5) -> str:
    """甲、乙、丙 or 甲、乙、丙等9项 where there are more than `most`."""
    shown = "、".join(names[:most])
    return f"{shown}等{len(names)}项" if len(names) > most else shown
