"""Where a page leads: pure functions from a page and the reason it was wanted to the next wants.

Doors (政务公开 …) are walked for their links only, columns and lists to their end, articles for their files. A link
without words of its own (更多, a picture) is a probe: the page behind it says by its name what it is. Nothing outside the
unit's territory is wanted; a disclosure column that lies outside it is named, since nobody looked there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.blocking import visible_length
from crawler.charset import decode
from crawler.cms import ARTICLE_URL, attachment_links, next_page, page_kind, read_list, redirect_target, sub_columns
from crawler.discovery import ColumnLink, breadcrumb, column_links, score
from crawler.frontier import Want
from crawler.links import anchors, file_kind, parse
from crawler.scope import Territory, canonical, key, site_of

MAX_DOOR_CLICKS = 5
MAX_CLICKS = 9
FEW_CHARACTERS = 40
LONGEST_PART = 14
MOST_PROBES = 60
STATUTORY = 0.56
"""Weight from which a door leads to statutory contents only (法定主动公开内容, 政府信息公开)."""
PART = "part"
_NO_PART = re.compile(
    r"更多|首页|主页|页$|^\d+$|返回|下载|打印|关闭|分享|收藏|登录|注册|繁體|繁体|简体|无障碍|适老|长者|English|RSS|搜索|检索|手机版|移动"
    r"|客户端|微信|微博|联系我们|关于我们|版权|声明|网站地图|站点地图|帮助|邮箱|链接",
    re.IGNORECASE,
)
_MAP = re.compile(r"^(网站|站点|本站)(地图|导航)$|^sitemap$", re.IGNORECASE)
_MORE = re.compile(r"^[\[【(（+·>》»\s]*(查看)?(更多|more)[\]】)）>»…\s]*$", re.IGNORECASE)
_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_TRAP = re.compile(r"(/[^/]+)(?=(?:.*?\1/){3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a page turned out to be and where it leads.

    `kind` is the page's kind for the ledger, `columns` its path when the page itself told it, `redirect` where a stub sends its reader, `found` the disclosure columns
    seen (name and address), `wants` what to fetch next, `elsewhere` the unit's other pages (walked last),
    `beyond` disclosure columns outside the territory, `unfollowable` why a list goes on where we cannot, `empty` that a
    page has neither text nor links.
    """

    kind: str
    columns: tuple[str, ...] | None = None
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
        here = {
            "columns": self.want.columns,
            "weight": self.want.weight,
            "clicks": self.want.clicks + 1,
            "rest": self.want.rest and role in ("page", "attachment"),
        }
        return Want(url=canonical(url), role=role, referrer=self.want.url, **(here | more))  # type: ignore[arg-type]


def follow(want: Want, body: bytes, content_type: str, territory: Territory, menu: Collection[str] = ()) -> Steps:
    """What to do with a page that came for `want`.

    `menu` holds the keys of the home page's links: what every page repeats is nobody's sub-column.
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
    return WALKS[want.role](page)


def host_of(url: str) -> str:
    """Host and port of a canonical URL."""
    return urlsplit(url).netloc


def _home(page: Page) -> Steps:
    wants, found, beyond = _columns(page, column_links(page.markup, page.want.url))
    own = list(_own_links(page))
    maps = [page.onward(url, "map") for url, text in own if _MAP.match(text) and page.want.role == "home"]
    return Steps(
        kind="home" if page.want.role == "home" else "column",
        wants=(*wants, *maps, *_probes(page, own)),
        found=found,
        beyond=beyond,
        elsewhere=_elsewhere(page, own),
    )


def _door(page: Page) -> Steps:
    """A way to columns. The parts of a door to statutory contents are such columns, whatever their names."""
    if page.want.clicks >= MAX_DOOR_CLICKS:
        return Steps(kind="column")
    parts = "column" if page.want.weight >= STATUTORY else "door"
    own = list(_own_links(page))
    wants, found, beyond = _columns(page, [*column_links(page.markup, page.want.url), *_parts(page, own)], parts)
    probes = _probes(page, own)
    return Steps(kind="column", wants=(*wants, *probes), found=found, beyond=beyond, elsewhere=_elsewhere(page, own))


def _column(page: Page) -> Steps:
    """A disclosure column: its sub-columns, its list, its files; or the single article that stands for it."""
    kind = page_kind(page.markup, page.want.url)
    if kind == "article":
        return _article(page)
    own = list(_own_links(page))
    wants, found, beyond = _columns(page, [*_parts(page, own), *column_links(page.markup, page.want.url)], "column")
    listed = _list(page)
    return Steps(
        kind="list" if kind == "list" else "column",
        wants=(*wants, *_probes(page, own), *listed.wants),
        found=found,
        beyond=beyond,
        unfollowable=listed.unfollowable,
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
    """Any other page of the site: whatever it links to in the territory, and disclosure columns first."""
    kind = page_kind(page.markup, page.want.url)
    wants, found, beyond = _columns(page, column_links(page.markup, page.want.url), named_only=True)
    read = read_list(page.markup, page.want.url) if kind in ("list", "column", "home") else None
    name = (page.want.anchor,) if kind in ("list", "column") and 2 <= len(page.want.anchor) <= LONGEST_PART else ()
    rest = [page.onward(url, "page", anchor=page.want.anchor, columns=()) for url in (read.more if read else ())]
    rest += [page.onward(item.url, "page", anchor=item.title, list_date=item.date, columns=name) for item in (read.items if read else ())]  # fmt: skip
    return Steps(
        kind={"redirect": "other", "home": "column"}.get(kind, kind),
        columns=name or page.want.columns,
        wants=(*wants, *_kept(page, rest), *_files(page)),
        found=found,
        beyond=beyond,
        elsewhere=_elsewhere(page, _own_links(page)),
        unfollowable=read.unfollowable if read else "",
    )


WALKS: dict[str, Callable[[Page], Steps]] = {
    "home": _home,
    "map": _home,
    "door": _door,
    "column": _column,
    "probe": _probe,
    "list": _list,
    "article": _article,
    "page": _any,
}


def _columns(
    page: Page, links: Iterable[ColumnLink], unnamed: str = "column", named_only: bool = False
) -> tuple[tuple[Want, ...], tuple[tuple[str, str], ...], tuple[Want, ...]]:
    """Wants for links to columns and doors, the disclosure columns by name, and those that lie outside."""
    wants: list[Want] = []
    beyond: list[Want] = []
    found: dict[tuple[str, str], None] = {}
    entries = {item.url for item in read_list(page.markup, page.want.url).items if item.date}
    for link in links:
        if link.url in entries or ARTICLE_URL.search(link.url):
            continue
        role = {"door": "door", PART: unnamed}.get(link.kind, "column")
        path = (link.text,) if named_only else _path(page, canonical(link.url), link.text)
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
    above, folder = page.want.columns, _folder(page.want.url)
    if page.want.role == "column" and not (_folder(url) != folder and url.startswith(folder)):
        above = above[:-1]
    return above if above[-1:] == (name,) else (*above, name)


def _folder(url: str) -> str:
    return url.rsplit("/", 1)[0] + "/"


def _ours_elsewhere(url: str, territory: Territory) -> bool:
    """On another host of the same owner, and in no other unit's scope: most likely the unit's, but not registered."""
    site = site_of(urlsplit(url).hostname or "")
    named = any(scope.holds(url) for scope in territory.others)
    return bool(url) and not named and any(site == site_of(scope.host) and not scope.same_host(url) for scope in territory.own)  # fmt: skip


def _parts(page: Page, own: Iterable[tuple[str, str]]) -> Iterator[ColumnLink]:
    """Parts of a column or door that their names do not give away: below its address, or in a menu of its own.

    What also stands on the home page is the site's menu and no part of this page, unless it lies below it.
    """
    folder, weight = _folder(page.want.url), round(page.want.weight * 100)
    below = {canonical(link.url) for link in sub_columns(page.markup, page.want.url)}
    for url, text in own:
        name = re.sub(r"[\s>»·|【】\[\]]", "", text)
        deeper = url in below and _folder(url) != folder
        if not 2 <= len(name) <= LONGEST_PART or not (deeper or key(url) not in page.menu):
            continue
        if score(name)[0] or file_kind(url) or ARTICLE_URL.search(url) or _NO_PART.search(name) or key(url) == key(page.want.url):  # fmt: skip
            continue
        # A name that says nothing is still a part of what stands above it, and as weighty.
        yield ColumnLink(url, name, weight, "part", PART)


def _probes(page: Page, own: Iterable[tuple[str, str]]) -> list[Want]:
    """Links without words: 「更多」 beside a block that shows a few lines of a list, pictures."""
    urls = [url for url, text in own if (not text or _MORE.match(text)) and not ARTICLE_URL.search(url) and not file_kind(url)]  # fmt: skip
    fresh = [url for url in urls if page.want.role == "home" or key(url) not in page.menu]
    return [page.onward(url, "probe") for url in dict.fromkeys(fresh) if not _TRAP.search(url)][:MOST_PROBES]


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
    wants = (page.onward(url, "page", columns=(), weight=0.0, anchor=text) for url, text in own if not file_kind(url))
    return tuple(want for want in wants if want.clicks <= MAX_CLICKS and not _TRAP.search(want.url))


def _same_stem(url: str, first: str) -> bool:
    """Whether a page is a further page of an article: article_2.html of article.html."""
    return re.sub(r"(_\d+)?\.\w+$", "", url) == re.sub(r"(_\d+)?\.\w+$", "", first)
