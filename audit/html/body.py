"""Which part of a page is the body of the article.

Every block is weighed: sentences weigh for their part being the body, links and footers against. The weight of an
element is the sum over its blocks, so the heaviest element is the one that holds all sentences and no menu. A container
whose name is known (audit/html/containers.py) is preferred when it holds most of that text. What stands before the line
of date and source, and the page tools after the text, are cut off. A second copy of a paragraph weighs against, so an
element that holds both a desktop and a mobile copy never wins over the first of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from audit.html.blocks import Block
from audit.html.containers import container_name
from audit.html.dates import dates_in
from audit.html.inline import bare
from audit.html.lines import (
    continues_record,
    footers,
    is_bare_date,
    is_end,
    is_info,
    is_pair,
    is_plain_time,
    is_prose,
    is_record,
    is_scrap,
    is_tool,
)

_SENTENCE = re.compile("[，。；！？、：,;]")

HEADER_ROOM = 220
"""So many characters of kicker, headline and sub-headline may stand before the line of date and source."""
COPY_LENGTH = 40
DIGESTS = 5
"""So many of the longest blocks are compared with all others: a copy in one piece is always among them."""
ENOUGH = 60
"""A body weighs at least so much; what weighs less is looked at again in `audit.html.sparse`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Blocks `start` to `stop` of the page are the body; `element` holds them; `how` names the way it was found.
    `hidden`: the body is one that the page does not show at first."""

    element: HtmlElement
    start: int
    stop: int
    how: str
    hidden: bool = False


def find_body(blocks: Sequence[Block], *, hidden: bool = False, enough: int = ENOUGH) -> Body | None:
    """The body among the `blocks` of a page, or None when no part of it reads like one.

    Hidden blocks count only when `hidden` is set: they hold mobile and print copies, but a few sites keep the only copy
    there and show it by script. `enough` is the least weight that makes a body.
    """
    weights = _weights(blocks, hidden)
    sums, held = _sums(blocks, weights)
    if not sums:
        return None
    best = _heaviest(sums)
    if sums[best] < enough:
        return None
    known = _known(sums, held, best)
    element, how = known or (best, "measured")
    span = span_of(blocks, element, hidden)
    return trimmed(blocks, element, span, how, hidden) if span else None


def _weights(blocks: Sequence[Block], hidden: bool) -> list[float]:
    seen = [block for block in blocks if hidden or not block.hidden]
    copies, feet = _copies(seen), footers(seen)
    weights = []
    for block in blocks:
        weight = 0.0 if block.hidden and not hidden else _weight(block)
        weights.append(-60.0 - abs(weight) if block in feet else -abs(weight) if block in copies else weight)
    return weights


def _copies(blocks: Sequence[Block]) -> set[Block]:
    """Blocks that say again what others say: later ones of equal text (rows of one table may be equal), and single
    blocks that hold several paragraphs of the page, as the text for a voice reader does."""
    first: dict[str, Block] = {}
    copies: set[Block] = set()
    for block in blocks:
        if block.length >= COPY_LENGTH:
            other = first.setdefault(bare(block.text), block)
            if other is not block and (block.table is None or other.table is not block.table):
                copies.add(block)
    longest = sorted((text for text in first if first[text].table is None), key=len, reverse=True)[:DIGESTS]
    for text in longest:
        if len(text) > 2 * COPY_LENGTH and sum(1 for part in first if part != text and part in text) > 1:
            copies.add(first[text])
    return copies


def _weight(block: Block) -> float:
    plain = block.length - block.linked
    if block.linked > 0.45 * block.length:
        return -4.0 - min(block.linked, 60)
    if is_info(block) or is_record(block):
        return -4.0
    if block.table is not None:
        return plain * 0.8 - 1.0
    return plain * (1.0 if _SENTENCE.search(block.text) else 0.3) - 1.0


def _sums(
    blocks: Sequence[Block], weights: Sequence[float]
) -> tuple[dict[HtmlElement, float], dict[HtmlElement, float]]:
    """The weight of every element, and the weight of the sentences alone."""
    own: dict[HtmlElement, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for block, weight in zip(blocks, weights, strict=True):
        entry = own[block.owner]
        entry[0] += weight
        entry[1] += max(weight, 0.0)
    sums: dict[HtmlElement, float] = defaultdict(float)
    held: dict[HtmlElement, float] = defaultdict(float)
    for owner, (weight, positive) in own.items():
        element: HtmlElement | None = owner
        while element is not None:
            sums[element] += weight
            held[element] += positive
            element = element.getparent()
    return dict(sums), dict(held)


def _heaviest(sums: dict[HtmlElement, float]) -> HtmlElement:
    """The heaviest element; of several with the same weight the innermost, which comes first in `sums`."""
    return max(sums, key=lambda element: (sums[element], _depth(element)))


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _known(
    sums: dict[HtmlElement, float], held: dict[HtmlElement, float], best: HtmlElement
) -> tuple[HtmlElement, str] | None:
    """The outermost known container that holds most of what the heaviest element holds."""
    named = [(element, name) for element in sums if (name := container_name(element))]
    fitting = [(element, name) for element, name in named if held[element] >= 0.7 * held[best] and sums[element] > 0]
    inside = [pair for pair in fitting if held[pair[0]] <= 1.3 * held[best]]
    return max(inside, key=lambda pair: (round(sums[pair[0]]), _depth(pair[0])), default=None)


def span_of(blocks: Sequence[Block], element: HtmlElement, hidden: bool) -> tuple[int, int] | None:
    """The first and the place after the last of the `blocks` that stand in `element`; None when it has none."""
    inside = set(element.iter())
    places = [i for i, block in enumerate(blocks) if block.owner in inside and (hidden or not block.hidden)]
    return (places[0], places[-1] + 1) if places else None


def trimmed(
    blocks: Sequence[Block], element: HtmlElement, span: tuple[int, int], how: str, hidden: bool, header: bool = True
) -> Body | None:
    """`span` without the lines of date and source before the text and the page tools behind it; None when empty. `header`: `span`
    may still begin with the headline."""
    start, stop = (_after_header(blocks, *span) if header else span[0]), span[1]
    stop = before_end(blocks, start, stop)
    while stop > start and (is_tool(blocks[stop - 1]) or is_scrap(blocks[stop - 1])):
        stop -= 1
    while start < stop and (is_tool(blocks[start]) or is_scrap(blocks[start])):
        start += 1
    return Body(element=element, start=start, stop=stop, how=how, hidden=hidden) if stop > start else None


def _after_header(blocks: Sequence[Block], start: int, stop: int) -> int:
    """The place after the last line of date, source and tools that comes before the text proper."""
    room, cut = HEADER_ROOM, start
    dated = any(map(_is_dated_info, blocks[max(0, start - 3) : start]))
    for place in range(start, stop):
        block = blocks[place]
        if dated and is_plain_time(block):
            break
        if place + 1 < stop and is_pair(block, blocks[place + 1]):
            if dated and block.text.startswith(("时", "日")):
                break
            cut, dated = place + 2, dated or next(dates_in(blocks[place + 1].text), None) is not None
        elif is_info(block) or is_record(block) or is_bare_date(blocks, place):
            cut, dated = place + 1, dated or _is_dated_info(block)
        elif place == cut > start and continues_record(block):
            cut = place + 1
        elif not block.hidden:
            room -= block.length
        if room < 0 or is_prose(block):
            break
    return cut


def _is_dated_info(block: Block) -> bool:
    return is_info(block) and next(dates_in(block.text), None) is not None


def before_end(blocks: Sequence[Block], start: int, stop: int) -> int:
    """The place of the first line that can only stand after an article, once half of the text has passed."""
    total = sum(block.length for block in blocks[start:stop])
    passed = 0
    for place in range(start, stop):
        if 2 * passed >= total - passed and is_end(blocks[place]):
            return place
        passed += blocks[place].length
    return stop
