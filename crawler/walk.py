"""Where a page leads: pure functions from a page and the reason it was wanted to the next wants.

Doors (政务公开 …) are walked for their links only, columns and lists to their end, articles for their files. Nothing
outside the unit's territory is wanted; a disclosure column that lies outside it is named, since nobody looked there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.blocking import visible_length
from crawler.charset import decode
from crawler.cms import ARTICLE_URL, attachment_links, next_page, page_kind, read_list, redirect_target, sub_columns
from crawler.discovery import ColumnLink, column_links
from crawler.frontier import Want
from crawler.links import anchors, file_kind, parse
from crawler.scope import Territory, canonical, key, site_of

MAX_DOOR_CLICKS = 5
MAX_CLICKS = 9
FEW_CHARACTERS = 40
_MAP = re.compile(r"^(网站|站点|本站)(地图|导航)$|^sitemap$", re.IGNORECASE)
_MORE = re.compile(r"^[\[【(（+·\s]*(查看)?(更多|more)[\]】)）>»…\s]*$", re.IGNORECASE)
_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_TRAP = re.compile(r"(/[^/]+)(?=(?:.*?\1/){3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a page turned out to be and where it leads.

    `kind` is the page's kind for the ledger, `redirect` where a stub sends its reader, `found` the disclosure columns
    seen (name and address), `wants` what to fetch next, `elsewhere` the unit's other pages (walked only when no column is found),
    `beyond` disclosure columns outside the territory, `unfollowable` why a list goes on where we cannot, `empty` that a
    page has neither text nor links.
    """

    kind: str
    redirect: str = ""
    found: tuple[tuple[str, str], ...] = ()
    wants: tuple[Want, ...] = ()
    elsewhere: tuple[Want, ...] = ()
    beyond: tuple[Want, ...] = ()
    unfollowable: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page under study: its markup, why it was wanted, and the bounds it is walked in."""

    want: Want
    markup: str
    territory: Territory
    menu: Collection[str]

    def onward(self, url: str, role: str, **more: object) -> Want:
        """A want that this page leads to, in the same columns unless told otherwise."""
        here = {"columns": self.want.columns, "weight": self.want.weight, "clicks": self.want.clicks + 1}
        return Want(url=canonical(url), role=role, referrer=self.want.url, **(here | more))  # type: ignore[arg-type]


def follow(
    want: Want,
    body: bytes,
    content_type: str,
    territory: Territory,
    menu: Collection[str] = (),
    whole_site: bool = False,
) -> Steps:
    """What to do with a page that came for `want`.

    `menu` holds the keys of the home page's links: what every page repeats is nobody's sub-column. With `whole_site`
    (no disclosure column was found) every page of the territory is followed.
    """
    if want.role == "attachment" or body.startswith(_BINARY):
        return Steps(kind="attachment")
    if file_kind(want.url) and b"<" not in body[:512]:
        return Steps(kind="attachment")
    markup = decode(body, content_type)
    if (target := redirect_target(markup, want.url)) and key(canonical(target)) != key(want.url):
        return Steps(kind="other", redirect=canonical(target))
    page = Page(want=want, markup=markup, territory=territory, menu=menu)
    if want.role == "home" and visible_length(body) < FEW_CHARACTERS and not _own_links(page):
        return Steps(kind="home", empty=True)
    return WALKS["page" if whole_site and want.role == "home" else want.role](page)


def host_of(url: str) -> str:
    """Host and port of a canonical URL."""
    return urlsplit(url).netloc


def _home(page: Page) -> Steps:
    wants, found, beyond = _columns(page, column_links(page.markup, page.want.url))
    own = list(_own_links(page))
    maps = [page.onward(url, "map") for url, text in own if _MAP.match(text) and page.want.role == "home"]
    kind = "home" if page.want.role == "home" else "column"
    return Steps(kind=kind, wants=(*wants, *maps), found=found, beyond=beyond, elsewhere=_elsewhere(page, own))


def _door(page: Page) -> Steps:
    if page.want.clicks >= MAX_DOOR_CLICKS:
        return Steps(kind="column")
    wants, found, beyond = _columns(page, [*column_links(page.markup, page.want.url), *_below(page)], "door")
    return Steps(kind="column", wants=wants, found=found, beyond=beyond, elsewhere=_elsewhere(page, _own_links(page)))


def _column(page: Page) -> Steps:
    """A disclosure column: its sub-columns, its list, its files; or the single article that stands for it."""
    kind = page_kind(page.markup, page.want.url)
    if kind == "article":
        return _article(page)
    wants, found, beyond = _columns(page, [*_below(page), *column_links(page.markup, page.want.url)], "column")
    listed = _list(page)
    return Steps(
        kind="list" if kind == "list" else "column",
        wants=(*wants, *_blocks(page), *listed.wants),
        found=found,
        beyond=beyond,
        unfollowable=listed.unfollowable,
    )


def _list(page: Page) -> Steps:
    read = read_list(page.markup, page.want.url)
    wants: list[Want] = []
    for item in read.items:
        role = "attachment" if file_kind(item.url, item.title) else "article"
        wants.append(page.onward(item.url, role, anchor=item.title, list_date=item.date))
    wants += [page.onward(url, "list", clicks=page.want.clicks) for url in read.more]
    return Steps(kind="list", wants=(*_kept(page, wants), *_files(page)), unfollowable=read.unfollowable)


def _article(page: Page) -> Steps:
    """An article's files and further pages. An entry that turns out to be a list is walked as a sub-column."""
    want = page.want
    if want.role == "article" and want.clicks < MAX_CLICKS and page_kind(page.markup, want.url) == "list":
        return _list(page)
    further = next_page(page.markup, want.url) if re.search("下一?页", page.markup) else None
    pages = [page.onward(further, "article", anchor=want.anchor)] if further and _same_stem(further, want.url) else []
    return Steps(kind="article", wants=(*_kept(page, pages), *_files(page)))


def _any(page: Page) -> Steps:
    """A page of a site in which no disclosure column was found: everything it links to in the territory."""
    kind = page_kind(page.markup, page.want.url)
    read = read_list(page.markup, page.want.url) if kind in ("list", "column", "home") else None
    more = [page.onward(url, "page") for url in (read.more if read else ())]
    wants = [*_elsewhere(page, _own_links(page)), *_kept(page, more), *_files(page)]
    known = {"home": "home", "list": "list", "column": "column", "article": "article"}.get(kind, "other")
    return Steps(kind=known, wants=tuple(wants), unfollowable=read.unfollowable if read else "")


WALKS: dict[str, Callable[[Page], Steps]] = {
    "home": _home,
    "map": _home,
    "door": _door,
    "column": _column,
    "list": _list,
    "article": _article,
    "page": _any,
}


def _columns(
    page: Page, links: Iterable[ColumnLink], unnamed: str = "column"
) -> tuple[tuple[Want, ...], tuple[tuple[str, str], ...], tuple[Want, ...]]:
    """Wants for links to columns and doors, the disclosure columns by name, and those that lie outside."""
    wants: list[Want] = []
    beyond: list[Want] = []
    found: dict[tuple[str, str], None] = {}
    entries = {item.url for item in read_list(page.markup, page.want.url).items if item.date}
    for link in links:
        if link.url in entries or ARTICLE_URL.search(link.url):
            continue
        role = {"door": "door", "below": unnamed}.get(link.kind, "column")
        path = _path(page, canonical(link.url), link.text)
        want = page.onward(link.url, role, columns=path, weight=link.score / 100, anchor=link.text)
        if page.territory.page(want.url) and not _TRAP.search(want.url):
            if want.clicks <= (MAX_DOOR_CLICKS if role == "door" else MAX_CLICKS):
                wants.append(want)
                found |= {(link.text, want.url): None} if link.kind in ("domain", "support") else {}
        elif link.kind == "domain" and _ours_elsewhere(want.url, page.territory):
            beyond.append(want)
    return tuple(wants), tuple(found), tuple(beyond)


def _path(page: Page, url: str, name: str) -> tuple[str, ...]:
    """The columns of a link: below the page's own, or beside them when it stands in a column's menu."""
    above, folder = page.want.columns, page.want.url.rsplit("/", 1)[0] + "/"
    if page.want.role == "column" and not url.startswith(folder):
        above = above[:-1]
    return above if above[-1:] == (name,) else (*above, name)


def _ours_elsewhere(url: str, territory: Territory) -> bool:
    """On another host of the same owner, and in no other unit's scope: most likely the unit's, but not registered."""
    site = site_of(urlsplit(url).hostname or "")
    named = any(scope.holds(url) for scope in territory.others)
    return bool(url) and not named and any(site == site_of(scope.host) and not scope.same_host(url) for scope in territory.own)  # fmt: skip


def _below(page: Page) -> Iterator[ColumnLink]:
    """Sub-columns, without those that are only the site's menu: beside this page in one folder, and on the home page."""
    folder = page.want.url.rsplit("/", 1)[0]
    for link in sub_columns(page.markup, page.want.url):
        url = canonical(link.url)
        beside = url.rsplit("/", 1)[0] == folder
        if link.why == "below" and (file_kind(url) or (beside and key(url) in page.menu)):
            continue
        # A name that says nothing is still a part of the column above it, as weighty as that one.
        weight = max(link.score, round(page.want.weight * 100)) if link.why == "below" else link.score
        yield ColumnLink(url, link.text, weight, link.why, "below" if link.why == "below" else link.kind)


def _blocks(page: Page) -> Iterator[Want]:
    """「更多」 on a column's front page: the whole list of a block of which it shows a few lines."""
    folder = page.want.url.rsplit("/", 1)[0] + "/"
    for url, text in _own_links(page):
        if _MORE.match(text) and url.startswith(folder) and key(url) not in page.menu:
            yield page.onward(url, "column")


def _files(page: Page) -> Iterator[Want]:
    for url, name, _ in attachment_links(page.markup, page.want.url):
        want = page.onward(url, "attachment", anchor=name)
        if want.url and page.territory.attachment(want.url):
            yield want


def _kept(page: Page, wants: Iterable[Want]) -> Iterator[Want]:
    """Wants that lie in the territory, each by the bounds of its role."""
    inside = {"article": page.territory.article, "attachment": page.territory.attachment}
    for want in wants:
        if want.url and inside.get(want.role, page.territory.page)(want.url) and not _TRAP.search(want.url):
            yield want


def _own_links(page: Page) -> list[tuple[str, str]]:
    """Address and words of the page's links that stay in the territory."""
    root = parse(page.markup)
    found = [(canonical(one.url), one.text or one.title) for one in anchors(root, page.want.url)] if root is not None else []  # fmt: skip
    return [(url, text) for url, text in dict(found).items() if url and page.territory.page(url)]


def _elsewhere(page: Page, own: Iterable[tuple[str, str]]) -> tuple[Want, ...]:
    wants = (page.onward(url, "attachment" if file_kind(url) else "page", columns=(), weight=0.0, anchor=text) for url, text in own)  # fmt: skip
    return tuple(want for want in wants if want.clicks <= MAX_CLICKS and not _TRAP.search(want.url))


def _same_stem(url: str, first: str) -> bool:
    """Whether a page is a further page of an article: article_2.html of article.html."""
    return re.sub(r"(_\d+)?\.\w+$", "", url) == re.sub(r"(_\d+)?\.\w+$", "", first)
