"""Words that a page carries and no reader can see: white on white, of no size, far off the screen, switched off.

Pages hide much in good faith: menus, dialogs, panels that a click opens. So only plain text is told here, no links,
list entries, choices or table cells, and what is told is judged elsewhere by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

MOST = 600
"""Characters that are told of one page."""
SHORTEST = 12
NEAR = 6
_OUT_OF_SIGHT = re.compile(
    r"(?<![\w-])(?:font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|display\s*:\s*none|visibility\s*:\s*hidden|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,})",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.IGNORECASE
)
_WHITE_GROUND = re.compile(r"background(?:-color)?\s*:\s*(?:#fff(?:fff)?\b|white\b)", re.IGNORECASE)
_COLOURED = re.compile(
    r"ban|head|hd|nav|top|foot|menu|bar|btn|button|bg|tab|title|tit|swiper|slide|focus|mask|pop", re.IGNORECASE
)
_SEEN_OTHERWISE = frozenset("a li option select td th button label textarea script style noscript iframe".split())
_BLANK = re.compile(r"\s+")


def concealed(root: HtmlElement) -> str:
    """Text that the page's own inline styles put out of sight, a line for each place."""
    found: dict[str, None] = {}
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        style = element.get("style") if isinstance(element.tag, str) else None
        if not style or not (_OUT_OF_SIGHT.search(style) or (_WHITE.search(style) and _on_white(element))):
            continue
        walk.skip_subtree()
        text = _BLANK.sub(" ", " ".join(_plain(element))).strip()
        if len(text) >= SHORTEST:
            found[text[:MOST]] = None
        if sum(map(len, found)) >= MOST:
            break
    return "\n".join(found)[:MOST]


def _on_white(element: HtmlElement) -> bool:
    """Whether nothing near gives the words a ground of colour, neither an inline style nor a class that tells of one."""
    for one in islice(chain([element], element.iterancestors()), NEAR):
        style = one.get("style") or ""
        if one.tag == "body" or _WHITE_GROUND.search(style):
            return True
        if "background" in style.lower() or one.get("bgcolor") or one.get("background"):
            return False
        if _COLOURED.search(f"{one.get('class', '')} {one.get('id', '')}"):
            return False
    return True


def _plain(element: HtmlElement) -> Iterator[str]:
    """The words of an element outside links, entries, cells and choices."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "end":
            if one is not element and one.tail:
                yield one.tail
        elif not isinstance(one.tag, str) or one.tag in _SEEN_OTHERWISE:
            walk.skip_subtree()
        elif one.text:
            yield one.text
