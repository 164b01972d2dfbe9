"""Text inside one block: blanks collapsed, invisible characters gone."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul br".split()
)
SKIPPED_TAGS = frozenset(
    "script style title noscript template svg canvas iframe object head select option textarea button map audio video".split()
)
SEGMENT = "\x1f"
"""Marks where one inline element ends and the next begins: a value seldom runs over such a border."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE_GAP = re.compile("[\u00a0\u2000-\u200a\u3000]{2,}| {4,}")


def tidy(text: str) -> str:
    """`text` on one line, runs of blanks made one blank, invisible characters removed."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text.replace(SEGMENT, ""))).strip()


def mark(text: str) -> str:
    """Like `tidy`, but keeps the borders of inline elements, and makes a border of every wide gap."""
    return _BLANKS.sub(" ", _WIDE_GAP.sub(SEGMENT, _INVISIBLE.sub("", text))).strip()


def bare(text: str) -> str:
    """`text` without any blank: the form in which texts are compared and measured."""
    return _BLANKS.sub("", _INVISIBLE.sub("", text.replace(SEGMENT, "")))


def inner_text(element: HtmlElement) -> str:
    """All text of `element` on one line, its blocks set apart by a blank."""
    parts: list[str] = []
    _gather(element, parts)
    return tidy("".join(parts))


def _gather(element: HtmlElement, parts: list[str]) -> None:
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        is_block = event in ("start", "end") and node.tag in BLOCK_TAGS
        if event == "start":
            parts.append(" " if is_block else "")
            if node.tag in SKIPPED_TAGS:
                walk.skip_subtree()
            else:
                parts.append(node.text or "")
        elif node is not element:
            parts.append(" " if is_block else "")
            parts.append(node.tail or "")
