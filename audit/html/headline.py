"""The headline of a page, and where it stands.

Three witnesses: the `ArticleTitle` meta, the `<title>` (which adds the site's name, or is nothing else), and the lines
before the body. A meta title counts when the page shows it; a `<title>` counts by the longest part the page shows. A
headline broken over several lines of one element is one headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement

from audit.html.blocks import Block, is_heading
from audit.html.body import Body
from audit.html.dates import first_date
from audit.html.inline import bare, tidy
from audit.html.lines import is_info, is_pair, is_record, is_tool, joined
from audit.html.metadata import Metadata

_SEPARATORS = re.compile(r"\s*(?:[_|｜]|(?<![—-])[-—–](?![—-])|\s[-–—]\s|>>|»)\s*")
_CRUMB = re.compile(r"当前位置|所在位置|您的位置|您现在的位置|首\s*页\s*\]?\s*[>＞»›/-]")
_NEVER = re.compile(r"扫描|扫一扫|扫码|二维码|浏览器|无障碍|今天是|欢迎")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_ORGAN = re.compile(
    r"^(?![^ ]*关于)(?:[\u4e00-\u9fff]{2,24}(?:政府|办公[厅室]|委员会|局|厅|部|院) ?)+$"
    r"|^(?=.*关于)(?!.*(?:通知|意见|办法|规定|方案|决定|决议|批复|公告|公示|通告|通报|函|报告|说明|细则|计划|条例|的请示)).{4,}(?:及|的|和|与|、)$"
)
_NAMED = re.compile(
    r"(?:^|\t)\s*(?:信\s*息|公\s*文|文\s*件)?\s*(?:名\s*称|标\s*题)\s*[:：∶]?[\s\t\x1f]*([^\t]{6,160})(?:\t|$)"
)
_LOOSE = re.compile(r"[\s“”\"'‘’《》（）()，,。:：—\-_·•、!！?？\[\]【】〔〕]")

LONGEST = 160
NEAR = 12
SHORT = 6
REACH = 40
"""So many lines before the body are searched for the headline."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One line before the body, or several that one element breaks a headline into. `last` is its last block."""

    text: str
    last: int
    owner: HtmlElement
    hidden: bool
    is_link: bool
    parts: int

    @property
    def key(self) -> str:
        return loose(self.text)


def find_headline(blocks: Sequence[Block], body: Body | None, meta: Metadata) -> tuple[str, int | None]:
    """The title of a page and the place of its last line among the `blocks`, or None when it is not shown."""
    lines = list(_lines(blocks, body))
    line = _shown(lines, meta.title)
    if line is not None:
        return _fuller(line, meta.title), line.last
    named = _of_record(joined(blocks[: body.start] if body else blocks))
    values = {place + 1 for place, pair in enumerate(pairwise(blocks)) if is_pair(*pair)}
    line = _shown([line for line in lines if line.last not in values], named) if named else None
    if line is not None:
        return _fuller(line, named), line.last
    line = _part_of_heading(lines, meta)
    if line is None or (len(line.key) <= SHORT and _is_above_another(line, lines)):
        line = _by_structure(blocks, lines, body) or line
    if line is not None:
        return _whole(blocks, line)
    return _CUT.sub("", meta.title) or named or without_site(meta.heading, meta.site), None


def _of_record(blocks: Sequence[Block]) -> str:
    """The title that a head table gives (信息名称, 标题), "" when there is no such table."""
    near = [False, False, *map(is_record, blocks), False, False]
    for place, block in enumerate(blocks):
        if not block.hidden and any(near[place : place + 5]) and (match := _NAMED.search(block.marked)):
            return tidy(match[1])
    return ""


def without_site(heading: str, site: str) -> str:
    """A `<title>` without the name of its site and column: the longest of its parts that is not the site's name."""
    parts = [part for part in _SEPARATORS.split(heading) if part and bare(part) != bare(site)]
    return max(parts, key=len, default=heading)


def site_names(heading: str, title: str) -> tuple[str, ...]:
    """The parts of a `<title>` that are not the headline: what is left is what the site calls itself."""
    parts = (part for part in _SEPARATORS.split(heading) if len(part) > 3)
    return tuple(part for part in parts if loose(part) not in loose(title))


def loose(text: str) -> str:
    """`text` without blanks and punctuation: the form in which titles are compared."""
    return _LOOSE.sub("", tidy(text))


def _lines(blocks: Sequence[Block], body: Body | None) -> Iterator[_Line]:
    """Lines that may be the headline, nearest to the body first, then the first lines of the body itself."""
    stop = body.start if body else len(blocks)
    first = max(0, stop - REACH) if body else 0
    for place in range(stop - 1, first - 1, -1):
        yield from _at(blocks, place, first)
    if body:
        for place in range(stop, min(stop + 5, body.stop)):
            yield from _at(blocks, place, stop)


def _at(blocks: Sequence[Block], last: int, first: int) -> Iterator[_Line]:
    """The line that ends at `last`: first joined with the lines above it in the same element, then alone."""
    owner = blocks[last].owner
    start = last
    while start > first and last - start < 4 and blocks[start - 1].owner is owner and blocks[last].table is None:
        start -= 1
    spans = [(start, last)] if start < last and (last + 1 == len(blocks) or blocks[last + 1].owner is not owner) else []
    for begin, end in [*spans, (last, last)]:
        group = blocks[begin : end + 1]
        text = " ".join(block.text for block in group)
        length = sum(block.length for block in group)
        linked = sum(block.linked for block in group) > 0.5 * length
        if 1 < length <= LONGEST and not _NEVER.search(text) and not _CRUMB.search(text) and not is_record(group[0]):
            yield _Line(text, end, owner, group[0].hidden, linked, len(group))


def _shown(lines: Sequence[_Line], title: str) -> _Line | None:
    """The line that shows the meta title: whole, with more behind it, or most of it."""
    wanted = loose(_CUT.sub("", title))
    same = [line for line in lines if line.key == wanted and len(wanted) > 1]
    if len(wanted) < 4:
        return min(same, key=lambda line: (not is_heading(line.owner), line.hidden, line.is_link), default=None)
    longer = [line for line in lines if line.key.startswith(wanted) and line.parts == 1]
    most = [line for line in lines if len(line.key) >= 0.6 * len(wanted) and line.key in wanted]
    return min(same or longer or most, key=lambda line: (line.hidden, line.is_link), default=None)


def _fuller(line: _Line, title: str) -> str:
    """What the page shows; the meta title where the page's line goes on, or breaks the title over lines."""
    same = line.key == loose(title)
    return line.text if _CUT.search(title) or (same and line.parts == 1) else title


def _part_of_heading(lines: Sequence[_Line], meta: Metadata) -> _Line | None:
    whole, site = loose(meta.heading), loose(meta.site)
    parts = {loose(part) for part in _SEPARATORS.split(meta.heading)}
    found = [line for line in lines if not line.is_link and line.key != site and _stands_in(line.key, whole, parts)]
    return max(found, key=lambda line: (not line.hidden, len(line.key)), default=None)


def _is_above_another(line: _Line, lines: Sequence[_Line]) -> bool:
    """Whether a short line, a column's name, stands above a longer heading, which is the article's own."""
    return any(
        other.last > line.last
        and len(other.key) > SHORT
        and is_heading(other.owner)
        and not (other.hidden or other.is_link)
        for other in lines
    )


def _whole(blocks: Sequence[Block], line: _Line) -> tuple[str, int]:
    """The title and the place of its last line; an issuing body alone on a line is joined with what it issues."""
    text, last = line.text, line.last
    while _ORGAN.search(text) and last + 1 < len(blocks) and len(text) < LONGEST / 2:
        if blocks[last + 1].length > 60 or is_info(blocks[last + 1]) or blocks[last + 1].linked:
            break
        last += 1
        text = f"{text} {blocks[last].text}"
    return text, last


def _stands_in(key: str, whole: str, parts: set[str]) -> bool:
    return len(key) >= 4 and (key in parts or (len(key) >= 8 and (whole.startswith(key) or whole.endswith(key))))


def _by_structure(blocks: Sequence[Block], lines: Sequence[_Line], body: Body | None) -> _Line | None:
    visible = [line for line in lines if not line.hidden and not line.is_link and not is_info(blocks[line.last])]
    headings = [line for line in visible if is_heading(line.owner)]
    if body is None:
        return next((line for line in headings if any(map(is_info, blocks[line.last + 1 : line.last + 4]))), None)
    near = [line for line in headings if line.last >= body.start - NEAR]
    if near:
        return min(near, key=lambda line: (_level(line.owner), -line.parts))
    info = max((i for i in range(max(0, body.start - 12), body.start) if is_info(blocks[i])), default=None)
    above = [line for line in visible if info is not None and line.last < info and not is_tool(blocks[line.last])]
    return next((line for line in above if len(line.key) > 4 and first_date(line.text) is None), None)


def _level(owner: HtmlElement) -> int:
    """How high a heading ranks: by its tag, a heading by name alone like an h2, one that calls itself sub- last."""
    rank = int(owner.tag[1]) if re.fullmatch(r"h[1-6]", str(owner.tag)) else 2
    return rank + 10 * bool(re.search("sub|fu", f"{owner.get('class') or ''} {owner.get('id') or ''}", re.IGNORECASE))
