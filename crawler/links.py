"""The links of a page, as values: address, words, and where they stand. Script links are resolved where they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

_LINKS = "descendant-or-self::*[self::a or self::area or self::option or @onclick or @data-href or @data-url]"
_ONCLICK = re.compile(
    r"""(?:location(?:\.href)?\s*=|window\.open\s*\(|location\.(?:replace|assign)\s*\()\s*\\?['"]([^'"\\]+)\\?['"]"""
)
_CALL = re.compile(
    r"""^(?:javascript:)?\s*(?:return\s+)?\w+\(\s*['"]([^'"]*(?:/|\.(?:s?html?|jsp|aspx|php))[^'"]*)['"]"""
)
"""A site's own ``openUrl('/zwgk/index.html')``: one string that can only be an address."""
_REFRESH = re.compile(r"""url\s*=\s*['"]?([^'"\s>]+)""", re.I)
_TERM = r"""(?:\\?['"][^'"\\]*\\?['"]|[A-Za-z_$][\w$]*)"""
_GO = re.compile(
    rf"""(?:\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(|\bwindow\.navigate\s*\(|\bwindow\.open\s*\((?=[^)]*_(?:self|top|parent)))\s*({_TERM}(?:\s*\+\s*{_TERM})*)"""
)
_PIECE = re.compile(r"""\\?['"]([^'"\\]*)\\?['"]|([A-Za-z_$][\w$]*)""")
_DEVICE = re.compile(r"userAgent|navigator\.platform|screen\.width|isMobile|is_mobile", re.I)
_ELSE = re.compile(r"\belse\b")
_OPENS = re.compile(
    r"window\.open\s*\(\s*\w+\s*,\s*['\"]_self|location(?:\.href)?\s*=\s*\w+\s*;|location\.replace\s*\(\s*\w+\s*\)"
)
LONGEST_STUB = 12_000
STUB_TEXT = 60
_CLOSED = re.compile(r"</(?:body|html)\s*>", re.I)
"""A page put together from whole documents closes half-way: what follows would stand beside the tree, not in it."""
_ROW = re.compile(r"(?=<li[\s>])", re.I)
_LIST_TAG = re.compile(r"</?(?:ul|ol|table|div)[\s>]", re.I)
FILE_KINDS = tuple("pdf docx doc xlsx xls csv wps et ofd zip rar 7z ceb txt rtf pptx ppt".split())
_FILE_NAME = re.compile(rf"\.(?:{'|'.join(FILE_KINDS)})[\s)）\]】》”]*$", re.I)
_PICTURE_NAME = re.compile(r"[\u4e00-\u9fff].*\.(jpe?g|png|gif|bmp|tiff?)[\s)）\]】》”]*$", re.I)
_ROOT = re.compile(r"https?://[^/?#]+/")
"""All that an address is resolved against when it begins with a slash: the pages of a site share those of its menu."""
_VIEWED = re.compile(r"[?&](?:file|url|src|pdf)=([^&#]+)", re.I)
_DOWNLOAD = re.compile(r"download|attach|fileDownload|/UploadFiles/|downfile|OpenFile|getfile", re.I)


class Anchor(NamedTuple):
    """One link. `url` is absolute, "" when nobody can fetch it; `text` is what a reader sees, `title` the tooltip."""

    url: str
    text: str
    title: str
    element: HtmlElement


@lru_cache(maxsize=4)
def parse(markup: str) -> HtmlElement | None:
    """The page's tree, None when there is none (empty or only a comment). Never raises on broken markup.

    One page is read by many in a row, so the last few trees are kept: they are for reading only.
    """
    return _parsed(markup)


def _parsed(markup: str) -> HtmlElement | None:
    try:
        bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\0", ""))
        return html.document_fromstring(_rows_apart(_CLOSED.sub("", bare)))
    except (etree.ParserError, ValueError):
        return None


def _rows_apart(markup: str) -> str:
    """End what a list's row leaves open (``<li><span>2026-10-12<li>``) where the next row begins, as browsers do: libxml2
    would put all further rows into the first.
    """
    if markup.count("</li") >= markup.count("<li"):
        return markup
    first, *rows = _ROW.split(markup)
    return first + "".join(row + _left_open(row) for row in rows)


def _left_open(row: str) -> str:
    """Closing tags for the inline elements that a row without an end and without a list of its own leaves open."""
    if "</li" in row or _LIST_TAG.search(row):
        return ""
    return "".join(f"</{name}>" * (row.count(f"<{name}") - row.count(f"</{name}")) for name in ("font", "span"))


def tidy(text: str) -> str:
    """Text on one line, blanks folded."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


@lru_cache(maxsize=8)
def links(root: HtmlElement, url: str) -> tuple[Anchor, ...]:
    """All links of a page, or of a part of it, in its order; those whose address cannot be computed have none."""
    return tuple(_links(root, url))


def _links(root: HtmlElement, url: str) -> Iterator[Anchor]:
    base = root.xpath("string(//base/@href)")
    origin = (resolve(url, base) or url) if base else url
    rooted = _rooted(origin)
    for element in root.xpath(_LINKS):
        target = _target(element)
        absolute = _resolved(rooted if _from_root(target) else origin, target) if target else ""
        if absolute or element.tag == "a":
            text, title = (
                element.text_content() if len(element) else element.text,
                element.get("title") or element.get("aria-label"),
            )
            if len(element) and not title and not (text and text.strip()):
                title = next((picture.get("alt") for picture in element.iter("img")), None)
            yield Anchor(absolute, tidy(text) if text else "", tidy(title) if title else "", element)


def anchors(root: HtmlElement, url: str) -> Iterator[Anchor]:
    """All links with an address that can be fetched, absolute, without fragment; `url` is the page's own address."""
    return (link for link in links(root, url) if link.url)


def _target(element: HtmlElement) -> str:
    if element.tag == "option":
        return _option(element)
    href = (element.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return href
    script = f"{element.get('onclick', '')} {href}".strip()
    if match := _ONCLICK.search(script) or _CALL.match(element.get("onclick", "").strip()) or _CALL.match(href):
        return match.group(1)
    return element.get("data-href") or element.get("data-url") or element.get("tagname") or ""


def _option(element: HtmlElement) -> str:
    value = (element.get("value") or "").strip()
    chooser = element.getparent()
    acts = chooser is not None and re.search("location|href|open", chooser.get("onchange", ""))
    return value if re.match(r"https?://|/", value) or (acts and re.search(r"\.\w+$|\?", value)) else ""


def resolve(origin: str, target: str) -> str:
    """An absolute http(s) address without fragment, "" when `target` is none (mailto:, data:, broken)."""
    return _resolved(_rooted(origin) if _from_root(target) else origin, target)


def _rooted(origin: str) -> str:
    """Where addresses that begin with a / are below: one for all pages of a site."""
    rooted = _ROOT.match(origin)
    return rooted.group() if rooted else origin


def _from_root(target: str) -> bool:
    return target[:1] == "/" != target[1:2]


@lru_cache(maxsize=4096)
def _resolved(origin: str, target: str) -> str:
    try:
        absolute = urljoin(origin, target.strip().replace("\\", "/")).split("#", 1)[0]
        parts = urlsplit(absolute)
        return absolute if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def redirect_target(markup: str, url: str) -> str | None:
    """Where a stub page sends its reader: a meta refresh, or a script on a page without text of its own.

    Four shapes are seen: an address in the script (whole, in a variable, or put together from both), an address written
    into a meta refresh by the script, one that the script reads from a (hidden) element, and a choice between one for
    telephones and one for others. A refresh for readers without scripts is not meant for us.
    """
    if len(markup) > LONGEST_STUB:
        return None
    root = _parsed(markup)
    if root is None:
        return None
    for meta in root.xpath(
        "//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh'][not(ancestor::noscript)]/@content"
    ):
        if match := _REFRESH.search(meta):
            return _other(url, match.group(1))
    scripts = " ".join([*root.xpath("//script/text()"), *root.xpath("//body/@onload")])
    for element in root.xpath("//script|//style|//noscript|//title"):
        element.drop_tree()
    text = tidy(root.text_content())
    shown = re.search(r"(?:^|\s)(https?://\S+|/[\w./-]{3,})$", text)
    if shown and len(text) < 200 and _OPENS.search(scripts):
        return _other(url, shown.group(1))
    if len(text) > STUB_TEXT:
        return None
    if "http-equiv" in scripts and (match := _REFRESH.search(scripts)):
        return _other(url, match.group(1).strip("\\\"'"))
    goals = [goal for match in _GO.finditer(scripts) if (goal := _goal(match, scripts))]
    if _DEVICE.search(scripts):
        goals = goals[1:] if len(goals) > 1 and _ELSE.search(scripts) else []
    return _other(url, goals[0]) if goals else None


def _goal(match: re.Match[str], scripts: str) -> str:
    """The address that a script sends its reader to, "" when it is not told in full by literals."""
    pieces = []
    for quoted, name in _PIECE.findall(match.group(1)):
        told = re.search(rf"""\b{re.escape(name)}\s*=\s*\\?['"]([^'"\\]*)""", scripts) if name else None
        if name and told is None:
            return ""
        pieces.append(told.group(1) if told else quoted)
    return "".join(pieces)


def _other(url: str, target: str) -> str | None:
    """A page that loads itself again leads nowhere."""
    absolute = resolve(url, target)
    return absolute if absolute and absolute != url else None


def frame_links(markup: str, url: str) -> list[str]:
    """Addresses of the pages that a page shows in frames, each once; not the page itself."""
    if "frame" not in markup.lower() or (root := parse(markup)) is None:
        return []
    sources = root.xpath("//frame/@src|//iframe/@src|//iframe[not(@src)]/@data-src")
    found = dict.fromkeys(resolve(url, source) for source in sources if source.strip().lower() != "about:blank")
    return [one for one in found if one and one != url.partition("#")[0]]


def attachment_links(markup: str, url: str) -> list[tuple[str, str, str]]:
    """Files that a page offers: (address, name as the page calls it, kind), each address once."""
    root = parse(markup)
    if root is None:
        return []
    found: dict[str, tuple[str, str, str]] = {}
    for anchor in anchors(root, url):
        kind = _offered_kind(anchor.url, anchor.text, anchor.title)
        if kind and anchor.url not in found:
            found[anchor.url] = (anchor.url, anchor.text or anchor.title, kind)
    for shown in _shown_files(root, url):
        found.setdefault(shown, (shown, "", file_kind(shown)))
    return list(found.values())


@lru_cache(maxsize=4096)
def _offered_kind(url: str, text: str, title: str) -> str:
    """The kind of the file behind a link, "" for a page: the pages of a site share the links of its menu."""
    return file_kind(url, text or title) or _named_picture(text)


def _named_picture(text: str) -> str:
    """The kind of a picture that a page offers as a file by its whole name (名单.jpg): a scan, no ornament."""
    named = _PICTURE_NAME.search(text)
    return named[1].lower() if named else ""


def _shown_files(root: HtmlElement, url: str) -> Iterator[str]:
    """Files that a page shows in a frame or by a viewer (``viewer.html?file=/a.pdf``)."""
    for source in root.xpath("//iframe/@src|//frame/@src|//embed/@src|//object/@data"):
        inner = _VIEWED.search(source)
        target = resolve(url, unquote(inner.group(1)) if inner else source)
        if target and file_kind(target):
            yield target


def sealed_files(markup: str, url: str) -> list[str]:
    """Names of files that a page offers by a link from which no address follows, each name once."""
    root = parse(markup)
    if root is None:
        return []
    sealed = (link.text or link.title for link in links(root, url) if not link.url)
    return list(dict.fromkeys(name for name in sealed if _FILE_NAME.search(name)))


@lru_cache(maxsize=4096)
def file_kind(url: str, name: str = "") -> str:
    """The kind of a file that a link leads to, "" for a page: by the path's end, or the name of a download address."""
    path = urlsplit(url).path.lower()
    for kind in FILE_KINDS:
        if path.endswith(f".{kind}"):
            return kind
    if _DOWNLOAD.search(url):
        for kind in FILE_KINDS:
            if name.lower().rstrip(")） ").endswith(f".{kind}") or f".{kind}" in urlsplit(url).query.lower():
                return kind
    return ""
