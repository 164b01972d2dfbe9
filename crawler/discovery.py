"""Which links of a page lead to the disclosure columns: scored by their words, tooltips and the slugs of their paths."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.columns import SLUGS, TABLES
from crawler.links import Anchor, anchors, file_kind, links, parse, tidy
from crawler.scope import site_of

NOT_COLUMN = re.compile(
    r"招聘|招标|采购|党史|主题教育|学习教育|更多>|^更多|^首页|^返回|登录|注册|设为首页|加入收藏|网站地图|联系我们|关于我们"
    r"|办法$|规定$|条例$|(?<!^)通知$|的公告$|的公示$|20\d\d年|〔20|\d{4}-\d|[。！？]"
    r"|召开|举行|调研|座谈会|印发"
)
_OWNER = re.compile(r"(?:[厅局部委]|委员会|扶贫办|协会|联合会|基金会|人民政府|大学|学院|中国|政府网|门户网站|官网)$")
"""A name that ends so is an authority's: a link to its site, not to a column."""
_ARTICLE = re.compile(r"t\d{8}_|content_|art_|post_|/\d{4}/\d|/info/\d+/\d+\.")
_SEARCH = re.compile(r"搜索|检索|关键[词字]|查询")
_CRUMB = re.compile(r"(?:当前|现在|您|你)?的?(?:所在)?(?:的)?位置|crumb|dqwz|weizhi|curmb", re.I)
_SEPARATOR = re.compile(r"\s*(?:>+|»+|›+|/|＞+|→|-+>|--+|\s-\s|\\|&gt;|::)\s*")
_NO_STEP = re.compile(
    r"^(?:网站|门户|本站|返回)?首\s*页$|^(?:正文|详情|内容|详细|列表|浏览|信息内容|文章正文|正文内容)$"
)
_KEYWORD = re.compile(r"^(?:q|qt|kw|key|keys|keyword|keywords|searchword|sword|wd|title|content|searchkey|word)$", re.I)
_MORE = re.compile(r"^[\s\[【(（<>《》]*(?:查看|浏览|了解)?(?:更多|more)(?:内容|信息)?[\s>》»›+＋.…\]】)）]*$", re.I)
_HEADINGS = (
    "descendant-or-self::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::dt"
    " or contains(concat(' ', @class, ' '), ' title ') or contains(concat(' ', @class, ' '), ' tit ')]"
)
BORROWED = 20
"""A name borrowed from a box counts so much less: a list on the homepage, not the way to all columns."""
BOXES, MOST_IN_BOX = 3, 60
"""So far out the box of a 更多 link is looked for; what holds more links is no box of one column."""
_SPACE = re.compile(r"[\s>»·|]")
LONGEST = 18
SHORT = 8
LONGEST_CRUMB = 160
LONGEST_STEP = 24
FRONT = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jhtml"})
_COMPILED = {kind: [(re.compile(word), weight) for word, weight in table.items()] for kind, table in TABLES.items()}
THRESHOLD = 30
CLOSED = 76
"""From this score on a name is one of the public-interest or key-area columns themselves."""


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """A link that leads to a column. `kind`: domain, support, door. `why` names the word or slug that scored."""

    url: str
    text: str
    score: int
    why: str
    kind: str
    offsite: bool = False


@lru_cache(maxsize=4096)
def score(text: str) -> tuple[int, str, str]:
    """(score, why, kind) of a column's name; (0, "", "") when it names no disclosure column."""
    best = (0, "", "")
    for kind, table in _COMPILED.items():
        for pattern, weight in table:
            if weight > best[0] and (match := pattern.search(text)):
                best = (weight, match.group(), kind)
    return best


def column_links(markup: str, url: str) -> list[ColumnLink]:
    """Links of a page that lead to disclosure columns, best first, each address once."""
    root = parse(markup)
    if root is None:
        return []
    host = urlsplit(url).hostname
    found: dict[str, ColumnLink] = {}
    for anchor in anchors(root, url):
        target = urlsplit(anchor.url)
        offsite = target.hostname != host
        if not offsite and target.path in FRONT and not target.query:
            continue  # the banner leads home, and a unit's name may sound like a column (住房保障…局)
        for name in _names(anchor):
            link = _link(anchor.url, name, offsite)
            if link and name != anchor.title and _MORE.match(anchor.text):
                link = replace(link, score=link.score - BORROWED)
            if link and (link.url not in found or found[link.url].score < link.score):
                found[link.url] = link
    ranked = (_nearer(link, host or "") for link in found.values())
    return sorted(ranked, key=lambda link: (-link.score, link.offsite))


def closed_columns(markup: str, url: str) -> list[str]:
    """Names of public-interest or key-area columns that the page shows as links nobody can fetch (``javascript:``).

    The opener of a menu (a link with live links beside or below it) and a name that a live link bears too are none.
    """
    root = parse(markup)
    if root is None:
        return []
    every = list(links(root, url))
    live = {_SPACE.sub("", anchor.text) for anchor in every if anchor.url}
    names = (_SPACE.sub("", anchor.text) for anchor in every if not anchor.url and not _opens_menu(anchor))
    return list(dict.fromkeys(name for name in names if name not in live and _is_public_interest(name)))


def _is_public_interest(name: str) -> bool:
    weight, _, kind = score(name)
    return kind == "domain" and weight >= CLOSED and len(name) <= LONGEST + 8 and not NOT_COLUMN.search(name)


def _opens_menu(anchor: Anchor) -> bool:
    """Whether the link's own list item holds live links too."""
    item = next((parent for parent in anchor.element.iterancestors("li", "dl", "dd")), None)
    if item is None:
        return False
    return any(not (other.get("href") or "#").startswith(("#", "javascript:")) for other in item.iter("a"))


def _names(anchor: Anchor) -> list[str]:
    """What a link calls itself: its words, else its picture's; and its tooltip, which may be the full name."""
    if _MORE.match(anchor.text) and (not anchor.title or _MORE.match(anchor.title)):
        return [name] if (name := _heading_beside(anchor.element)) else []
    words = anchor.text or tidy(" ".join(anchor.element.xpath(".//img/@alt"))) or tidy(anchor.element.get("alt", ""))
    return [name for name in dict.fromkeys((words, anchor.title)) if name]


def _heading_beside(element: HtmlElement) -> str:
    """The heading of the box whose only 更多 link this is: a column that the page names without linking the name."""
    for box in islice(element.iterancestors("div", "dl", "section", "td", "h2", "h3", "h4"), BOXES):
        own = list(islice(box.iter("a"), MOST_IN_BOX + 1))
        others = (link for link in own if link is not element)
        if len(own) > MOST_IN_BOX or any(_MORE.match(tidy(link.text_content())) for link in others):
            return ""
        for heading in box.xpath(_HEADINGS):
            if heading.find(".//a") is None or element in heading.iter("a"):
                words = [text for text in heading.itertext() if not _MORE.match(tidy(text))]
                return tidy(" ".join(words)) if len(list(heading.iter("a"))) < 2 else ""
    return ""


@lru_cache(maxsize=4096)
def _link(url: str, text: str, offsite: bool) -> ColumnLink | None:
    text = re.sub(r"[\s>»·|【】\[\]]", "", text)
    weight, why, kind = score(text)
    longest = LONGEST + 8 if weight >= 90 else LONGEST
    if not text or len(text) > longest or NOT_COLUMN.search(text) or file_kind(url):
        return None
    if kind == "domain" and (_OWNER.search(text) or (len(text) > SHORT and _ARTICLE.search(url))):
        return None
    slug_weight, slug, slug_kind = _slug(url)
    if slug_weight and not weight and len(text) <= 10:
        weight, why, kind = slug_weight - 10, slug, slug_kind
    elif slug_weight and weight:
        weight += 3
    # A long name is more often a single text than a column.
    weight -= max(0, len(text) - 12) * 2
    return ColumnLink(url, text, weight, why, kind, offsite) if weight >= THRESHOLD else None


def _nearer(link: ColumnLink, host: str) -> ColumnLink:
    """A link to somebody else's site counts half: most are friends' links whose names sound like columns."""
    foreign = link.offsite and site_of(urlsplit(link.url).hostname or "") != site_of(host)
    return replace(link, score=link.score // 2) if foreign else link


def _slug(url: str) -> tuple[int, str, str]:
    """The weight of the innermost folder's (or page's) name, unless the address is an article's."""
    parts = [part for part in urlsplit(url).path.lower().split("/") if part]
    if not parts or _ARTICLE.search(url):
        return 0, "", ""
    names = [*parts[:-1], parts[-1].split(".")[0]] if "." in parts[-1] else parts
    last = next((name for name in reversed(names) if name not in ("index", "list", "default")), "")
    kind, weight = SLUGS.get(re.sub(r"_\d+$", "", last), ("", 0))
    return weight, last, kind


def breadcrumb(markup: str) -> tuple[str, ...]:
    """The column path a page shows about itself, outermost first, without 首页; from ColumnName when it shows none."""
    root = parse(markup)
    return () if root is None else breadcrumb_of(root)


@lru_cache(maxsize=4)
def breadcrumb_of(root: HtmlElement) -> tuple[str, ...]:
    """`breadcrumb` of a page that is parsed already."""
    for element in root.xpath("//body//*[@class or @id]|//body//text()[contains(., '位置')]/parent::*"):
        if element.tag in ("script", "style", "a") or not (around := _crumb(element)):
            continue
        if steps := _steps(*around):
            return steps
    names = root.xpath("//meta[translate(@name, 'COLUMNAE', 'columnae')='columnname']/@content")
    return tuple(tidy(name) for name in names[:1] if tidy(name))


def _crumb(element: HtmlElement) -> tuple[HtmlElement, str] | None:
    """The part of the page that shows its place, and its text: by its name, or the largest part that begins with 位置."""
    named = bool(_CRUMB.search(f"{element.get('class', '')} {element.get('id', '')}"))
    if not named and "位置" not in element.text_content():
        return None
    text = _shown(element)
    if named and text and len(text) <= LONGEST_CRUMB:
        return element, text
    if "位置" not in text[:14]:
        return None
    for parent in element.iterancestors():
        wider = _shown(parent)
        if len(wider) > LONGEST_CRUMB or "位置" not in wider[:14]:
            break
        element, text = parent, wider
    return (element, text) if len(text) <= LONGEST_CRUMB else None


def _shown(element: HtmlElement) -> str:
    return tidy(" ".join(element.xpath(".//text()[not(ancestor::script or ancestor::style)]")))


def _steps(element: HtmlElement, text: str) -> tuple[str, ...]:
    parts = _SEPARATOR.split(re.sub(r"^.*?位置[^:：>]{0,3}[:：]?", "", text))
    if len(parts) < 2:
        parts = [tidy(link.text_content()) for link in element.iter("a")]
    names = [re.sub(r"^[\s·|:：]+|[\s·|]+$", "", part) for part in parts]
    return tuple(name for name in names if name and len(name) <= LONGEST_STEP and not _NO_STEP.match(name))


def offers_search(markup: str) -> bool:
    """Whether a page offers its reader to search the site: a search box, or a form for words with a button for it."""
    root = parse(markup)
    if root is None:
        return False
    for field in root.iter("input"):
        if field.get("type", "text").lower() not in ("text", "search", ""):
            continue
        words = " ".join(field.get(name, "") for name in ("placeholder", "value", "title"))
        if field.get("type") == "search" or _SEARCH.search(words) or _KEYWORD.match(field.get("name", "")):
            return True
    return False
