"""The headline of a page, and where it stands.

Three witnesses: the `ArticleTitle` meta, the `<title>` (which adds the site's name, or is nothing else), and the lines
before the body. A meta title counts when the page shows it; a `<title>` counts by the longest part the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from audit.html.blocks import Block
from audit.html.body import Body, is_info
from audit.html.inline import bare, tidy
from audit.html.metadata import Metadata

_HEADING_TAGS = ("h1", "h2", "h3", "h4")
_HEADING_NAMES = re.compile(r"title|(?:^|[\s_-])(?:bt|tit|biaoti|headline|head-?line|timu)(?:$|[\s_-])", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*(?:[_|｜]|(?<![—-])[-—–](?![—-])|\s[-–—]\s|>>|»)\s*")
_CRUMB = re.compile(r"当前位置|所在位置|您的位置|您现在的位置|首页\s*[>»›/-]")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_LOOSE = re.compile(r"[\s“”\"'‘’《》（）()，,。:：—\-_·•、!！?？\[\]【】〔〕]")

LONGEST = 160
REACH = 40
"""So many lines before the body are searched for the headline."""


def find_headline(blocks: Sequence[Block], body: Body | None, meta: Metadata) -> tuple[str, int | None]:
    """The title of a page and the place of its (last) line among the `blocks`, or None when it is not shown."""
    lines = _candidates(blocks, body)
    place = _shown(blocks, lines, meta.title)
    if place is not None:
        return _fuller(blocks[place].text, meta.title), place
    place = _part_of_heading(blocks, lines, meta.heading)
    if place is not None:
        return blocks[place].text, place
    place = _by_structure(blocks, lines, body)
    if place is not None:
        return blocks[place].text, place
    return _CUT.sub("", meta.title) or without_site(meta.heading, meta.site), None


def without_site(heading: str, site: str) -> str:
    """A `<title>` without the name of its site and column: the longest of its parts that is not the site's name."""
    parts = [part for part in _SEPARATORS.split(heading) if part and bare(part) != bare(site)]
    return max(parts, key=len, default=heading)


def _candidates(blocks: Sequence[Block], body: Body | None) -> list[int]:
    """Places that may hold the headline, nearest to the body first; its own first lines last."""
    stop = body.start if body else len(blocks)
    first = max(0, stop - REACH) if body else 0
    before = [i for i in range(stop - 1, first - 1, -1) if _may_be_headline(blocks[i])]
    inside = [i for i in range(stop, min(stop + 4, body.stop)) if _may_be_headline(blocks[i])] if body else []
    return before + inside


def _may_be_headline(block: Block) -> bool:
    return 2 < block.length <= LONGEST and not _CRUMB.search(block.text) and not (is_info(block) and block.length < 12)


def _shown(blocks: Sequence[Block], lines: Sequence[int], title: str) -> int | None:
    wanted = loose(_CUT.sub("", title))
    if len(wanted) < 4:
        return None
    same = [i for i in lines if loose(blocks[i].text) == wanted]
    longer = [i for i in lines if loose(blocks[i].text).startswith(wanted)]
    return next(iter(_visible_first(blocks, same) or _visible_first(blocks, longer)), None)


def _visible_first(blocks: Sequence[Block], places: list[int]) -> list[int]:
    return sorted(places, key=lambda i: (blocks[i].hidden, blocks[i].linked > 0))


def _fuller(shown: str, title: str) -> str:
    """What the page shows, unless only the meta title has the headline without its tail of other text."""
    cut = bool(_CUT.search(title))
    return shown if cut or len(loose(shown)) == len(loose(title)) else title


def _part_of_heading(blocks: Sequence[Block], lines: Sequence[int], heading: str) -> int | None:
    whole = loose(heading)
    parts = {loose(part) for part in _SEPARATORS.split(heading)}
    found = []
    for place in lines:
        block = blocks[place]
        text = loose(block.text)
        if len(text) < 4 or block.linked > 0.5 * block.length:
            continue
        if text in parts or (len(text) >= 8 and (whole.startswith(text) or whole.endswith(text))):
            found.append(place)
    return max(found, key=lambda i: (not blocks[i].hidden, len(loose(blocks[i].text))), default=None)


def _by_structure(blocks: Sequence[Block], lines: Sequence[int], body: Body | None) -> int | None:
    if body is None:
        return None
    open_lines = [i for i in lines if not blocks[i].hidden and blocks[i].linked <= 0.5 * blocks[i].length]
    headings = [i for i in open_lines if _is_heading(blocks[i].owner) and not is_info(blocks[i])]
    if headings:
        return headings[0]
    info = max((i for i in range(max(0, body.start - 12), body.start) if is_info(blocks[i])), default=None)
    above = [i for i in open_lines if info is not None and i < info and not is_info(blocks[i])]
    return above[0] if above else None


def _is_heading(owner: HtmlElement) -> bool:
    names = f"{owner.get('id') or ''} {owner.get('class') or ''}"
    return owner.tag in _HEADING_TAGS or bool(_HEADING_NAMES.search(names))


def loose(text: str) -> str:
    """`text` without blanks and punctuation: the form in which titles are compared."""
    return _LOOSE.sub("", tidy(text))
