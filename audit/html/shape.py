"""How a page is built, as far as that tells what kind of page it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from audit.html.blocks import Block

_ENTRY_DATE = re.compile(r"(?<!\d)(?:(?:19|20)?\d{2}[-/.年])?\d{1,2}(?:[-/.]|月\s?)\d{1,2}日?(?!\d)")
_MONTH = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}月?[\s\x1f]*$")
"""The half of a date whose day stands on a line of its own."""
_DAY_NAMED = re.compile(r"(?:日期|时间)[\s\x1f]*[:：][\s\x1f]*(?:19|20)\d{2}[-/.年]\d{1,2}")
_PARTICULAR = re.compile(
    r"[\s\x1f【\[(（]*(?:信息|文章|稿件)?(?:来源|作者|发布|发文|发表|更新|时间|日期|编辑|责任编辑|浏览|点击|供稿|字[体号])"
)
_DAY_CELL = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+[\d:]+)?$")
_SENTENCE = re.compile(r"[。；！？]")

ENTRY = 6
"""A link of at least so many characters may be an entry of a list; shorter ones are menus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Counts over the visible lines of a page. `entries`: links as long as a headline; `dated`: such links with a date
    beside them; `links`: lines that are mostly link; `prose`: characters in sentences that are not links."""

    links: int = 0
    entries: int = 0
    dated: int = 0
    prose: int = 0
    lines: int = 0
    column_type: str = ""
    site: str = ""
    is_root: bool = False
    has_headline: bool = False


def measure(blocks: Sequence[Block]) -> Shape:
    """The counts of a page's visible `blocks`."""
    visible = [block for block in blocks if not block.hidden]
    entries = [
        i
        for i, block in enumerate(visible)
        if block.linked >= ENTRY
        and (block.linked > 0.4 * block.length or _is_dated_row(block) or is_labelled_entry(block))
    ]
    return Shape(
        links=sum(1 for block in visible if block.linked > 0.5 * block.length),
        entries=len(entries),
        dated=sum(1 for i in entries if _is_dated(visible, i)),
        prose=sum(block.length for block in visible if _is_prose(block)),
        lines=len(visible),
    )


def is_front(url: str) -> bool:
    """Whether `url` is the address of a site's front page."""
    parts = urlsplit(url)
    path = parts.path.strip("/").lower()
    return bool(parts.netloc) and (path == "" or bool(re.fullmatch(r"(?:index|default|home|main)\.\w{3,6}", path)))


def _is_dated(blocks: Sequence[Block], place: int) -> bool:
    block = blocks[place]
    if _is_dated_row(block) or is_labelled_entry(block):
        return True
    if _ENTRY_DATE.search(block.marked[-18:]) or _ENTRY_DATE.match(block.marked.lstrip("\x1f[(（【·•- ")):
        return True
    beside = [one for one in (*blocks[max(0, place - 1) : place], *blocks[place + 1 : place + 2]) if not _is_clock(one)]
    return any(
        other.length <= 20 and (_ENTRY_DATE.search(other.marked) or _MONTH.search(other.marked)) for other in beside
    )


def _is_clock(block: Block) -> bool:
    return "星期" in block.text


def is_labelled_entry(block: Block) -> bool:
    """Whether a line is a link with the day of that link behind it, named as such (标题 日期：2024-04-12 点击：7)."""
    return block.linked >= ENTRY and not _PARTICULAR.match(block.marked) and bool(_DAY_NAMED.search(block.marked))


def _is_dated_row(block: Block) -> bool:
    """Whether a row of a table has a link and a day in cells of their own, as catalogues and lists of letters do."""
    return block.table is not None and block.linked >= ENTRY and any(map(_DAY_CELL.match, block.text.split("\t")))


def _is_prose(block: Block) -> bool:
    return block.length > 30 and block.linked < 0.3 * block.length and bool(_SENTENCE.search(block.text))
