"""Bodies that hardly hold text: a picture, a few words, links to files. And lists, which have no body.

Prose cannot be weighed here, so the place decides: a known container, or what stands beneath the headline and its line
of date and source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from audit.html.blocks import Block
from audit.html.body import Body, before_end, span_of, trimmed
from audit.html.containers import container_name
from audit.html.lines import footers, is_info, is_prose, is_record, is_scrap, is_tool
from audit.html.links import KINDS

_FILE = re.compile(rf"\.(?:{'|'.join(KINDS)})\b|^附件", re.IGNORECASE)
_NOTHING = re.compile(
    r"\W*(?:(?:对不起|抱歉|该栏目|本栏目)\W*)?(?:暂无|暂时没有|没有)(?:任何|相关)*(?:内容|数据|信息|记录|文章)\W*"
)
HEAD_LINES = 6
FARTHEST = 40
"""So many lines beneath a headline may belong to an article without prose."""


def bare_container(root: HtmlElement, blocks: Sequence[Block]) -> tuple[HtmlElement, Body | None] | None:
    """The innermost known container that holds a picture, a few words or links to files, with its lines as a body when
    it has any."""
    feet = footers(blocks)
    named = [element for element in root.iter() if isinstance(element.tag, str) and container_name(element)]
    for element in reversed(named):
        span = span_of(blocks, element, hidden=False)
        if span is None:
            if element.find(".//img") is not None:
                return element, None
        elif not any(block in feet or _is_menu(block) for block in blocks[slice(*span)]):
            return element, trimmed(blocks, element, span, container_name(element) or "", hidden=False)
    return None


def beneath(blocks: Sequence[Block], place: int) -> tuple[HtmlElement, Body | None]:
    """What stands beneath the headline at `place`: the element around both, and the lines as a body if there are any.

    The lines end at the first menu, footer or page tool that can only stand behind an article.
    """
    visible = [i for i in range(place + 1, min(len(blocks), place + FARTHEST)) if not blocks[i].hidden]
    early = takewhile(lambda at: not is_prose(blocks[visible[at]]), range(len(visible[:HEAD_LINES])))
    heads = [at for at in early if _is_head(blocks[visible[at]])]
    visible = visible[heads[-1] + 1 :] if heads else visible
    start, last = (visible[0], visible[-1] + 1) if visible else (0, 0)
    feet = footers(blocks)
    stop = next((i for i in visible if _is_menu(blocks[i]) or blocks[i] in feet), last)
    stop = before_end(blocks, start, stop) if stop > start else start
    element = _around(blocks, place, start if stop > start else place)
    if stop <= start:
        return element, None
    return element, trimmed(blocks, element, (start, stop), "beneath the headline", hidden=False, header=False)


def entries(blocks: Sequence[Block]) -> str:
    """The entries of a list page, one a line: links as long as a headline, with what stands on their line."""
    visible = (block for block in blocks if not block.hidden)
    lines = (block.text for block in visible if block.linked >= 8 and block.linked > 0.5 * block.length)
    return "\n".join(dict.fromkeys(lines))


def says_nothing(blocks: Sequence[Block]) -> bool:
    """Whether a page says on a line of its own that its list has no entries."""
    return any(not block.hidden and _NOTHING.fullmatch(block.text) for block in blocks)


def _is_head(block: Block) -> bool:
    return is_info(block) or is_record(block) or is_scrap(block)


def _is_menu(block: Block) -> bool:
    return block.linked > 0.5 * block.length and not _FILE.search(block.text)


def _around(blocks: Sequence[Block], place: int, start: int) -> HtmlElement:
    """The innermost element that holds the headline and the first line of the body, or a picture near the headline."""
    owner, wanted = blocks[place].owner, blocks[start].owner
    holders = {wanted, *wanted.iterancestors()} if start != place else frozenset()
    for element in (owner, *owner.iterancestors()):
        if element in holders:
            return element
        if not holders and any(
            _is_menu(block) and not _is_head(block) and not is_tool(block) for block in _within(blocks, element)
        ):
            return owner
        if not holders and element.find(".//img") is not None:
            return element
    return owner


def _within(blocks: Sequence[Block], element: HtmlElement) -> Sequence[Block]:
    span = span_of(blocks, element, hidden=False)
    return blocks[slice(*span)] if span else ()
