"""The further pages of a list as wants, and where lists end that do not say how many pages they have."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from crawler.cms import ListPage, read_list
from crawler.discovery import score
from crawler.frontier import Want
from crawler.leads import LONGEST_PART, Page, winds
from crawler.links import file_kind
from crawler.places import mark

SERVICES = frozenset({"feed", "scroll"})
"""Roles of a list service's answers: a feed has to be there, a scroll ends the list when it is not."""
TURNS = frozenset({"list", *SERVICES})
MOST_TURNS = 400
"""Pages of a list of unknown length after which it is left: a calendar has no end."""

Beyond = tuple[Want, ...]


def entries(page: Page, read: ListPage) -> list[Want]:
    """Wants for a list's entries: articles, and files that it links to outright."""
    wants = []
    for item in (item for item in read.items if item.url):
        role = "attachment" if file_kind(item.url, item.title) else "article"
        wants.append(page.onward(item.url, role, anchor=item.title, list_date=item.date))
    return wants


def further(page: Page, read: ListPage) -> tuple[tuple[Want, ...], Beyond]:
    """Wants for a list's further pages and services; and those that lie on hosts which are not the unit's."""
    base, clicks = page.want.url.partition("#")[0], page.want.clicks
    role = "feed" if page.want.role in SERVICES else "list"
    turns = [page.onward(url, role, clicks=clicks) for url in read.more]
    for post in read.posts:
        want = replace(page.onward(base, "list", clicks=clicks), url=f"{base}#page={post.page}")
        turns.append(replace(want, form=post.form, action=post.action))
    for feed in read.feeds:
        named = {"columns": (*page.want.columns, feed.name), "anchor": feed.name} if 2 <= len(feed.name) <= LONGEST_PART * 2 else {}  # fmt: skip
        turns.append(page.onward(feed.url, "scroll" if feed.open else "feed", clicks=clicks, **named))
    turns = [want for want in turns if want.url and not winds(want.url)]
    inside = tuple(want for want in turns if _is_inside(page, want))
    return inside, tuple(want for want in turns if not _is_inside(page, want))


def catalogue(page: Page) -> tuple[tuple[Want, ...], Beyond]:
    """The services of a page that lists columns by name: a catalogue of disclosure drawn by script."""
    read = read_list(page.markup, page.want.url, page.system)
    return further(page, ListPage(feeds=tuple(feed for feed in read.feeds if feed.name)))


def _is_inside(page: Page, want: Want) -> bool:
    bound = page.territory.service if want.role in SERVICES else page.territory.article
    return bound(want.action or want.url)


def named_feeds(wants: tuple[Want, ...]) -> tuple[tuple[str, str], ...]:
    """Disclosure columns among the services: name and address."""
    feeds = [want for want in wants if want.role == "feed" and want.columns and want.anchor == want.columns[-1]]
    return tuple((want.anchor, want.url) for want in feeds if score(want.anchor)[2] in ("domain", "support"))


class Ends:
    """Where lists of unknown length end: at a page that shows what an earlier page of the list showed, or nothing."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, ...], set[int]] = defaultdict(set)
        """By list: a mark of what each of its pages showed."""

    def reached(self, want: Want, wants: tuple[Want, ...], hidden: bool = False) -> str:
        """Whether a list's page is its end: "round" for one seen before or empty, "budget" for one turn too many, "".

        `wants` are those that the page leads to; `hidden`: it shows entries that lead nowhere. The first page of a list
        is never its end.
        """
        seen = self._shown[(*want.columns, re.sub(r"\d+", "", want.url.partition("?")[0]))]
        shown = {one.url for one in wants if one.role in ("article", "attachment")}
        name = mark("\n".join(sorted(shown)))
        round_about = want.role in TURNS and (not hidden if not shown else name in seen)
        seen.add(name)
        return "round" if round_about else "budget" if len(seen) > MOST_TURNS else ""
