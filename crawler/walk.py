"""Where a page leads: pure functions from a page and the reason it was wanted to the next wants.

Doors (政务公开 …) are walked for their links only, columns and lists to their end, articles for their files. A link
without words of its own (更多, a picture) is a probe: the page behind it says by its name what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import islice

from crawler.blocking import visible_length
from crawler.charset import decode
from crawler.cms import ARTICLE_URL, family, next_page, page_kind, read_list, redirect_target, scrolled
from crawler.discovery import breadcrumb, column_links, offers_search, score
from crawler.frontier import Want
from crawler.leads import (  # fmt: skip
    LONGEST_PART,
    MAX_CLICKS,
    MAX_DOOR_CLICKS,
    Page,
    closed_files,
    column_wants,
    elsewhere,
    files,
    frames,
    hidden,
    kept,
    own_links,
    parts,
    probes,
    same_stem,
    shut_columns,
)
from crawler.links import file_kind, parse
from crawler.scope import Territory, canonical, key
from crawler.sitemap import site_addresses
from crawler.turns import SERVICES, catalogue, entries, further, named_feeds

FEW_CHARACTERS = 40
LONGEST_PAGE = 4_000_000
MOST_LINKS = 5000
"""Characters and links of a page that are walked; beyond them something is left out, and told."""
_LINK = re.compile(r"<(?:a|area|option)[\s>]|\s(?:onclick|data-href|data-url)\s*=", re.IGNORECASE)
FEW_WORDS = 300
"""Below so many characters of its own, an article is what it shows in a frame."""
MAX_MAP_DEPTH = 2
STATUTORY = 0.56
"""Weight from which a door leads to statutory contents only (法定主动公开内容, 政府信息公开)."""
_MAP = re.compile(r"^(网站|站点|本站)(地图|导航)$|^sitemap$", re.IGNORECASE)
_LEAVES = frozenset({"article", "page", "sitemap", *SERVICES})
_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a page turned out to be and where it leads.

    `kind` is the page's kind for the ledger, `columns` its path when the page itself told it, `redirect` where a stub
    sends its reader, `found` the disclosure columns seen (name and address), `wants` what to fetch next, `elsewhere`
    the unit's other pages (walked last), `beyond` disclosure columns outside the territory,
    `inward` entries and files whose address lies inside a network,
    `closed` files and `shut` disclosure columns named by a link that nobody can fetch, `unfollowable` why a list goes on
    where we cannot, `open` that it names no number of pages, `lost` why what came is not what was asked for, `empty` that
    a page has neither text nor links, `searchable` that it offers a search of the site, `system` what made the page,
    `cut` that the page was too long to be walked to its end, `sealed` that only a script opens entries of its list.
    """

    kind: str
    columns: tuple[str, ...] | None = None
    redirect: str = ""
    found: tuple[tuple[str, str], ...] = ()
    wants: tuple[Want, ...] = ()
    elsewhere: tuple[Want, ...] = ()
    beyond: tuple[Want, ...] = ()
    inward: tuple[Want, ...] = ()
    closed: tuple[Want, ...] = ()
    unfollowable: str = ""
    empty: bool = False
    searchable: bool = False
    shut: tuple[Want, ...] = ()
    open: bool = False
    cut: bool = False
    lost: str = ""
    system: str = ""
    sealed: bool = False


def follow(
    want: Want, body: bytes, content_type: str, territory: Territory, menu: Collection[str] = (), system: str = ""
) -> Steps:
    """What to do with a page that came for `want`.

    `menu` holds the keys of the home page's links: what every page repeats is nobody's sub-column. `system` is
    the site's publishing system where the registry names it.
    """
    if want.role == "attachment" or body.startswith(_BINARY):
        return Steps(kind="attachment")
    if file_kind(want.url) and b"<" not in body[:512]:
        return Steps(kind="attachment")
    markup, cut = bounded(decode(body, content_type))
    if (target := redirect_target(markup, want.url)) and key(canonical(target)) != key(want.url):
        return Steps(kind="other", redirect=canonical(target))
    page = Page(want=want, markup=markup, territory=territory, menu=menu, system=system)
    if (
        want.role == "home"
        and not cut
        and visible_length(body) < FEW_CHARACTERS
        and not own_links(page)
        and not frames(page)
    ):
        return Steps(kind="home", empty=True)
    steps = replace(WALKS[want.role](page), cut=cut)
    return steps if want.role in _LEAVES else replace(steps, system=system or family(markup, want.url))


def bounded(markup: str) -> tuple[str, bool]:
    """The part of a page that is walked: no page may hold up the others. And whether anything was left out."""
    if len(markup) <= LONGEST_PAGE and markup.count("<") <= MOST_LINKS:
        return markup, False
    end = min(len(markup), LONGEST_PAGE)
    spots = islice(_LINK.finditer(markup, 0, end), MOST_LINKS, None)
    end = next((spot.start() for spot in spots), end)
    return markup[:end], end < len(markup)


def _home(page: Page) -> Steps:
    wants, found, beyond = column_wants(page, column_links(page.markup, page.want.url))
    own = own_links(page)
    maps = [page.onward(url, "map", anchor=text) for url, text in own if _MAP.match(text) and page.want.role == "home"]
    return Steps(
        kind="home" if page.want.role == "home" else "column",
        searchable=offers_search(page.markup),
        wants=(*wants, *maps, *frames(page), *probes(page, own)),
        found=found,
        beyond=beyond,
        elsewhere=elsewhere(page, own),
        shut=tuple(shut_columns(page)),
    )


def _door(page: Page) -> Steps:
    """A way to columns. The parts of a door to statutory contents are such columns, whatever their names."""
    if page.want.clicks >= MAX_DOOR_CLICKS:
        return Steps(kind="column")
    unnamed = "column" if page.want.weight >= STATUTORY else "door"
    own = own_links(page)
    links = [*column_links(page.markup, page.want.url), *parts(page, own)]
    wants, found, beyond = column_wants(page, links, unnamed)
    feeds, outside = catalogue(page)
    return Steps(
        kind="column",
        wants=(*wants, *frames(page), *feeds, *probes(page, own)),
        found=(*found, *named_feeds(feeds)),
        beyond=(*beyond, *outside),
        elsewhere=elsewhere(page, own),
        shut=tuple(shut_columns(page)),
    )


def _column(page: Page) -> Steps:
    """A disclosure column: its sub-columns, its list, its files; or the single article that stands for it."""
    kind = _kind(page)
    if kind == "article":
        return _article(page)
    own = own_links(page)
    wants, found, beyond = column_wants(page, [*parts(page, own), *column_links(page.markup, page.want.url)], "column")
    listed = _list(page)
    return Steps(
        kind="list" if kind == "list" else "column",
        wants=(*wants, *frames(page), *probes(page, own), *listed.wants),
        found=(*found, *listed.found),
        beyond=(*beyond, *listed.beyond),
        inward=listed.inward,
        elsewhere=elsewhere(page, own),
        unfollowable=listed.unfollowable,
        sealed=listed.sealed,
        open=listed.open,
    )


def _probe(page: Page) -> Steps:
    """A page behind a link without words: it is what its own name says it is."""
    name = page_name(page.markup)
    weight, _, kind = score(name)
    above = page.want.columns[:-1] if page.want.columns[-1:] == (name,) else page.want.columns
    if not weight or page_kind(page.markup, page.want.url) == "article":
        if page.want.columns:
            return _column(page)
        return replace(_any(replace(page, want=replace(page.want, rest=True))), unfollowable="")
    named = replace(page.want, role="door" if kind == "door" else "column", columns=(*above, name), weight=weight / 100)
    steps = WALKS[named.role](replace(page, want=named))
    found = () if kind == "door" else ((name, page.want.url),)
    return replace(steps, columns=named.columns, found=(*steps.found, *found))


def page_name(markup: str) -> str:
    """How a column's page calls itself: the end of its breadcrumb, else the first part of its title."""
    crumbs = [part.strip() for crumb in breadcrumb(markup)[-1:] for part in re.split(r"\s[-—]\s", crumb)]
    if crumbs and len(crumbs[-1]) <= LONGEST_PART:
        return crumbs[-1]
    root = parse(markup)
    title = " ".join(root.xpath("string(//title)").split()) if root is not None else ""
    return re.split(r"[-_—|–]", title)[0].strip(" []【】")


def _list(page: Page) -> Steps:
    read = read_list(page.markup, page.want.url, page.system)
    read = scrolled(read, page.want.url) if page.want.role in SERVICES else read
    turns, beyond = further(page, read)
    offered = [*entries(page, read), *files(page)]
    # An entry that only a script opens was seen by a reader and not by us: nothing may be called absent there.
    closed = "script_list" if any(not item.url for item in read.items) else ""
    shown = frames(page) if page.want.role == "list" else ()
    return Steps(
        kind="list",
        wants=(*kept(page, offered), *turns, *shown),
        inward=tuple(hidden(page, offered)),
        found=named_feeds(turns),
        beyond=beyond,
        unfollowable=read.unfollowable or closed,
        sealed=bool(closed),
        open=read.total_pages is None,
    )


def _feed(page: Page) -> Steps:
    """The answer of a list service. What is no list, and no word that there is nothing, leaves the list unseen."""
    read = read_list(page.markup, page.want.url, page.system)
    return _list(page) if read.answered else Steps(kind="list", lost="script_list")


def _sitemap(page: Page) -> Steps:
    """A map for machines: where nothing else leads to the columns. What it names tells by its own name what it is."""
    pages, maps = site_addresses(page.markup)
    wants = [page.onward(url, "sitemap") for url in maps] if page.want.clicks < MAX_MAP_DEPTH else []
    wants += [page.onward(url, "page" if ARTICLE_URL.search(url) else "probe", columns=()) for url in pages if not file_kind(url)]  # fmt: skip
    return Steps(kind="other", wants=tuple(kept(page, wants)))


def _article(page: Page) -> Steps:
    """An article's files and further pages. An entry that turns out to be a list is walked as a sub-column."""
    want = page.want
    doubtful = want.role == "article" and want.clicks < MAX_CLICKS and not ARTICLE_URL.search(want.url)
    if doubtful and page_kind(page.markup, want.url) == "list":
        return _list(page)
    onward = next_page(page.markup, want.url, page.system) if "下一页" in page.markup or "下页" in page.markup else None
    pages = [page.onward(onward, "article", anchor=want.anchor)] if onward and same_stem(onward, want.url) else []
    shown = frames(page) if want.role == "article" else ()
    shown = shown if shown and visible_length(page.markup.encode()) < FEW_WORDS else ()
    offered = files(page)
    return Steps(
        kind="article",
        wants=(*kept(page, pages), *shown, *kept(page, offered)),
        inward=tuple(hidden(page, offered)),
        closed=tuple(closed_files(page)),
    )


def _any(page: Page) -> Steps:
    """Any other page of the site: whatever it links to in the territory, and disclosure columns first."""
    kind = _kind(page)
    wants, found, beyond = column_wants(page, column_links(page.markup, page.want.url), named_only=True)
    read = read_list(page.markup, page.want.url, page.system) if kind in ("list", "column", "home") else None
    name = (page.want.anchor,) if kind in ("list", "column") and 2 <= len(page.want.anchor) <= LONGEST_PART else ()
    rest = [page.onward(url, "page", anchor=page.want.anchor, columns=()) for url in (read.more if read else ())]
    rest += [page.onward(item.url, "page", anchor=item.title, list_date=item.date, columns=name) for item in (read.items if read else ())]  # fmt: skip
    return Steps(
        kind={"redirect": "other", "home": "column"}.get(kind, kind),
        columns=name or page.want.columns,
        wants=(*wants, *kept(page, rest), *kept(page, files(page))),
        found=found,
        beyond=beyond,
        elsewhere=elsewhere(page, own_links(page)),
        unfollowable=read.unfollowable if read else "",
    )


def _kind(page: Page) -> str:
    """What the page is. What a list shows with its day and that is no list itself is an article, however little of it
    is prose: a notice may be one table."""
    kind = page_kind(page.markup, page.want.url)
    return "article" if kind == "column" and page.want.list_date else kind


WALKS: dict[str, Callable[[Page], Steps]] = {
    "home": _home,
    "map": _home,
    "door": _door,
    "column": _column,
    "probe": _probe,
    "list": _list,
    "feed": _feed,
    "scroll": _feed,
    "sitemap": _sitemap,
    "article": _article,
    "page": _any,
}
