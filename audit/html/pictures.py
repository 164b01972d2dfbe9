"""What a page says of its pictures: their alternative text, title and file name, and the line that stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from audit.html.inline import tidy

LONGEST_CAPTION = 40
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BLOCKS = frozenset({"p", "div", "td", "figure", "li", "section", "center"})


def pictures_of(element: HtmlElement) -> tuple[str, ...]:
    """One text for every picture beneath `element`, in the order of the page ("" for one that nothing is said of)."""
    return tuple(" ".join(dict.fromkeys(filter(None, _words(picture)))) for picture in element.iter("img"))


def _words(picture: HtmlElement) -> Iterator[str]:
    yield tidy(picture.get("alt") or "")
    yield tidy(picture.get("title") or "")
    name = unquote(urlsplit((picture.get("src") or "").strip()).path).rsplit("/", 1)[-1].rpartition(".")[0]
    yield name if _CHINESE.search(name) else ""
    yield _caption(picture)


def _caption(picture: HtmlElement) -> str:
    """The short line that shares the picture's block, or follows it."""
    block = picture.getparent()
    while block is not None and block.tag not in _BLOCKS:
        block = block.getparent()
    if block is None:
        return ""
    own = _short_text(block)
    if own is None or own:
        return own or ""
    following = block.getnext()
    if following is None or not isinstance(following.tag, str) or following.tag not in _BLOCKS:
        return ""
    return _short_text(following) or ""


def _short_text(block: HtmlElement) -> str | None:
    """The text of a block; None when it is too long for a caption (and then it is not read to its end)."""
    text = ""
    for part in block.itertext():
        text = tidy(f"{text}{part}")
        if len(text) > LONGEST_CAPTION:
            return None
    return text
