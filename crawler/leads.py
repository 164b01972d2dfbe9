"""The leads on a page: links to columns and doors, to parts of a column, to lists without words, to files.

What leads outside the unit's territory is left out, except a disclosure column of the same owner: it is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from crawler.cms import ARTICLE_URL, attachment_links, read_list, sub_columns
from crawler.discovery import ColumnLink, closed_columns, score
from crawler.frontier import Want
from crawler.guard import inward
from crawler.links import anchors, file_kind, frame_links, parse, sealed_files, tidy
from crawler.scope import Territory, canonical, key, owner_of, site_of

MAX_DOOR_CLICKS = 5
MAX_CLICKS = 9
LONGEST_PART = 14
MOST_PROBES = 60
MOST_FRAMES = 12
PART = "part"
_NO_PART = re.compile(
    r"更多|首页|主页|页$|^\d+$|返回|下载|打印|关闭|分享|收藏|登录|注册|繁體|繁体|简体|无障碍|适老|长者|English|RSS|搜索|检索|手机版|移动"
    r"|客户端|微信|微博|联系我们|关于我们|版权|声明|网站地图|站点地图|帮助|邮箱|链接",
    re.IGNORECASE,
)
_MORE = re.compile(r"^[\[【(（+·>》»\s]*(查看)?(更多|more)[\]】)）>»…+\s]*$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[_-])(?:head(?:er)?|foot(?:er)?|tail|top|bottom|banner|weather|tianqi|share|login|search|count|stat|jiucuo)\d*(?:[._?-]|$)",
    re.IGNORECASE,
)
"""Names of frames that every page of a site repeats."""
_TRAP = re.compile(r"(/[^/]+)(?=(?:.*?\1/){3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page under study: its markup, why it was wanted, and the bounds it is walked in."""

    want: Want
    markup: str
    territory: Territory
    menu: Collection[str]
    system: str = ""
    """The publishing system that overrides.yml names, "" to be told by the page's marks."""

    def onward(self, url: str, role: str, **more: object) -> Want:
        """A want that this page leads to, in the same columns unless told otherwise."""
        here = {
            "columns": self.want.columns,
            "weight": self.want.weight,
            "clicks": self.want.clicks + 1,
            "rest": self.want.rest and role in ("page", "attachment"),
        }
        return Want(url=canonical(url), role=role, referrer=self.want.url, **(here | more))  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def is_article(url: str) -> bool:
    """Whether an address is an article's by its shape."""
    return bool(ARTICLE_URL.search(url))


@lru_cache(maxsize=4096)
def winds(url: str) -> bool:
    """Whether an address winds into itself, as relative links of a broken site do."""
    return bool(_TRAP.search(url))


def column_wants(
    page: Page, links: Iterable[ColumnLink], unnamed: str = "column", named_only: bool = False
) -> tuple[tuple[Want, ...], tuple[tuple[str, str], ...], tuple[Want, ...]]:
    """Wants for links to columns and doors, the disclosure columns by name, and those that lie outside."""
    wants: list[Want] = []
    beyond: list[Want] = []
    found: dict[tuple[str, str], None] = {}
    entries = {item.url for item in read_list(page.markup, page.want.url, page.system).items if item.date}
    for link in links:
        if link.url in entries or is_article(link.url):
            continue
        role = {"door": "door", PART: unnamed}.get(link.kind, "column")
        path = (link.text,) if named_only else _path(page, canonical(link.url), link.text)
        want = page.onward(link.url, role, columns=path, weight=link.score / 100, anchor=link.text)
        if page.territory.page(want.url) and not winds(want.url):
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
    if not url or any(scope.holds(url) for scope in territory.others):
        return False
    return any(owner_of(url) == site_of(scope.host) and not scope.same_host(url) for scope in territory.own)


def parts(page: Page, own: Iterable[tuple[str, str]]) -> Iterator[ColumnLink]:
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


def probes(page: Page, own: Iterable[tuple[str, str]]) -> list[Want]:
    """Links without words: 「更多」 beside a block that shows a few lines of a list, pictures."""
    urls = [url for url, text in own if (not text or _MORE.match(text)) and not ARTICLE_URL.search(url) and not file_kind(url)]  # fmt: skip
    fresh = [url for url in urls if page.want.role == "home" or key(url) not in page.menu]
    return [page.onward(url, "probe") for url in dict.fromkeys(fresh) if not winds(url)][:MOST_PROBES]


def files(page: Page) -> list[Want]:
    """Attachments that a page names, wherever they lie."""
    return [
        page.onward(url, "attachment", anchor=name) for url, name, _ in attachment_links(page.markup, page.want.url)
    ]


def closed_files(page: Page) -> Iterator[Want]:
    """Files that the page names by a link without an address: a reader sees them and we do not."""
    for number, name in enumerate(sealed_files(page.markup, page.want.url), 1):
        want = page.onward(page.want.url, "attachment", anchor=name)
        yield replace(want, url=f"{want.url}#file{number}")


def shut_columns(page: Page) -> Iterator[Want]:
    """Disclosure columns that the page names by a link without an address."""
    for number, name in enumerate(closed_columns(page.markup, page.want.url), 1):
        want = page.onward(page.want.url, "column", anchor=name, columns=(name,))
        yield replace(want, url=f"{want.url}#column{number}")


def kept(page: Page, wants: Iterable[Want]) -> Iterator[Want]:
    """Wants that lie in the territory, each by the bounds of its role."""
    article = page.territory.article
    inside = {"article": article, "list": article, "attachment": page.territory.attachment}
    for want in wants:
        if want.url and inside.get(want.role, page.territory.page)(want.url) and not winds(want.url):
            yield want


def hidden(page: Page, wants: Iterable[Want]) -> Iterator[Want]:
    """Wants whose address lies inside a network and is no registered unit's: a reader outside cannot open it either."""
    known = (*page.territory.own, *page.territory.others)
    for want in wants:
        if want.url and inward(want.url) and not any(scope.same_host(want.url) for scope in known):
            yield want


def own_links(page: Page) -> list[tuple[str, str]]:
    """Address and words of the page's links that stay in the territory; of a picture, what stands for it."""
    root = parse(page.markup)
    found: dict[str, str] = {}
    for link in anchors(root, page.want.url) if root is not None else ():
        url = canonical(link.url)
        if url and page.territory.page(url):
            found[url] = found.get(url) or link.text or link.title or tidy(" ".join(link.element.xpath(".//img/@alt")))
    return list(found.items())


def frames(page: Page) -> tuple[Want, ...]:
    """The pages that a page shows in frames: they are part of it, and walked like it."""
    role = {"home": "map", "probe": "column", "feed": "list", "scroll": "list"}.get(page.want.role, page.want.role)
    whole = page.want.role in ("home", "map")
    urls = [
        url
        for url in frame_links(page.markup, page.want.url)
        if not file_kind(url) and not winds(url) and (whole or not _FURNITURE.search(url.rsplit("/", 1)[-1]))
    ]
    wants = (
        page.onward(url, role, anchor=page.want.anchor, list_date=page.want.list_date) for url in urls[:MOST_FRAMES]
    )
    return tuple(want for want in wants if page.territory.page(want.url) and want.clicks <= MAX_CLICKS)


def elsewhere(page: Page, own: Iterable[tuple[str, str]]) -> tuple[Want, ...]:
    """The unit's pages behind these links, outside of any column."""
    wants = (page.onward(url, "page", columns=(), weight=0.0, anchor=text) for url, text in own if not file_kind(url))
    return tuple(want for want in wants if want.clicks <= MAX_CLICKS and not winds(want.url))


def same_stem(url: str, first: str) -> bool:
    """Whether a page is a further page of an article: article_2.html of article.html."""
    return re.sub(r"(_\d+)?\.\w+$", "", url) == re.sub(r"(_\d+)?\.\w+$", "", first)
