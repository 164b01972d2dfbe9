"""How a list goes on: the value that every pager gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

MAX_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Post:
    """A page of a list that has no address: its number, and the pager's own form (address and body) that brings it."""

    page: int
    action: str
    form: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A list service that a page's script asks: what it answers must be a list, or the list was not seen.

    `name` is the column that it lists, "" for the page's own. `open`: nobody says how many pages there are, so that a
    page which is not there ends the list.
    """

    url: str
    name: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """What a list says of its further pages.

    `more`: the addresses of all pages after the first, without this one. `following`: the page after this one.
    `unfollowable`: why further pages cannot be computed, "" if there are none or all can. `size`: entries a page.
    `posts` are pages by postback, `feeds` services that hold entries which the page itself does not show.
    """

    more: tuple[str, ...] = ()
    following: str = ""
    total_pages: int | None = None
    unfollowable: str = ""
    size: int | None = None
    posts: tuple[Post, ...] = ()
    feeds: tuple[Feed, ...] = ()

    def goes_on(self) -> bool:
        """Whether further pages of the list can be asked for."""
        return bool(self.more or self.posts or self.feeds)


Pager = Callable[[HtmlElement, str, str], Paging | None]
"""In: the page's tree, its markup, its address. Out: None when the page has no pager of this kind."""


def numbered(url: str, pages: Sequence[str], shown: int = 1) -> Paging:
    """The paging of a list whose pages 1, 2 … have these addresses ("" if unknown).

    A page that is none of them is the one that it shows itself to be.
    """
    whole = [page and urljoin(url, page) for page in pages[:MAX_PAGES]]
    here = whole.index(url) if url in whole else shown - 1
    more = tuple(dict.fromkeys(page for page in whole[1:] if page != url))
    return Paging(more, whole[here + 1] if here + 1 < len(whole) else "", max(len(pages), 1))


def number(text: str, markup: str) -> int | None:
    """A literal number, or the number that a script variable of that name is set to."""
    text = text.strip().strip("'\"")
    if text.isdigit():
        return int(text)
    match = re.search(rf"""\b{re.escape(text)}["']?\s*[=:]\s*["']?(\d+)""", markup) if text else None
    return int(match.group(1)) if match else None
