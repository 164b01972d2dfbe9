"""The links of a page, as values: address, words, and where they lead. Script links are resolved where they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

_ONCLICK = re.compile(
    r"""(?:location(?:\.href)?\s*=|window\.open\s*\(|location\.(?:replace|assign)\s*\()\s*['"]([^'"]+)['"]"""
)
_REFRESH = re.compile(r"""url\s*=\s*['"]?([^'"\s>]+)""", re.I)
_GO = re.compile(
    r"""(?:window\.|top\.|self\.|parent\.|document\.)*location(?:\.href)?\s*=\s*['"]([^'"]+)['"]"""
    r"""|location\.(?:replace|assign)\s*\(\s*['"]([^'"]+)['"]"""
)
_OPENS = re.compile(
    r"window\.open\s*\(\s*\w+\s*,\s*['\"]_self|location(?:\.href)?\s*=\s*\w+\s*;|location\.replace\s*\(\s*\w+\s*\)"
)
LONGEST_STUB = 12_000
STUB_TEXT = 60
FILE_KINDS = (
    "pdf",
    "docx",
    "doc",
    "xlsx",
    "xls",
    "csv",
    "wps",
    "et",
    "ofd",
    "zip",
    "rar",
    "7z",
    "ceb",
    "txt",
    "pptx",
    "ppt",
)
_DOWNLOAD = re.compile(r"download|attach|fileDownload|/UploadFiles/|downfile|OpenFile|getfile", re.I)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link. `text` is what a reader sees, `title` the tooltip; `element` is its place in the page."""

    url: str
    text: str
    title: str
    element: HtmlElement


def parse(markup: str) -> HtmlElement | None:
    """The page's tree, None when there is none (empty or only a comment). Never raises on broken markup."""
    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup))
    except (etree.ParserError, ValueError):
        return None


def tidy(text: str) -> str:
    """Text on one line, blanks folded."""
    return " ".join(text.replace("\u200b", "").replace("\xa0", " ").split())


def anchors(root: HtmlElement, url: str) -> Iterator[Anchor]:
    """All links with an address that can be fetched, absolute, without fragment; `url` is the page's own address."""
    base = root.xpath("string(//base/@href)")
    origin = urljoin(url, base) if base else url
    for element in root.iter("a", "area", "option"):
        if (target := _target(element)) and (absolute := resolve(origin, target)):
            yield Anchor(absolute, tidy(element.text_content()), tidy(element.get("title", "")), element)


def _target(element: HtmlElement) -> str:
    if element.tag == "option":
        value = element.get("value", "")
        return value if re.match(r"https?://|/", value) else ""
    href = (element.get("href") or "").strip()
    scripted = not href or href.startswith(("#", "javascript:"))
    if scripted and (match := _ONCLICK.search(f"{element.get('onclick', '')} {href}")):
        return match.group(1)
    return "" if scripted else href


def resolve(origin: str, target: str) -> str:
    """An absolute http(s) address without fragment, "" when `target` is none (mailto:, data:, broken)."""
    try:
        absolute = urljoin(origin, target.strip().replace("\\", "/")).split("#", 1)[0]
        parts = urlsplit(absolute)
        return absolute if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def redirect_target(markup: str, url: str) -> str | None:
    """Where a stub page sends its reader: a meta refresh, or a script on a page without text of its own.

    Three shapes are seen: an address in the script, an address written into a meta refresh by the script, and an
    address that the script reads from a (hidden) element.
    """
    if len(markup) > LONGEST_STUB:
        return None
    root = parse(markup)
    if root is None:
        return None
    for meta in root.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh']/@content"):
        if match := _REFRESH.search(meta):
            return resolve(url, match.group(1)) or None
    scripts = " ".join([*root.xpath("//script/text()"), *root.xpath("//body/@onload")])
    for element in root.xpath("//script|//style|//noscript|//title"):
        element.drop_tree()
    text = tidy(root.text_content())
    if (
        _OPENS.search(scripts)
        and (match := re.search(r"(?:^|\s)(https?://\S+|/[\w./-]{3,})$", text))
        and len(text) < 200
    ):
        return resolve(url, match.group(1)) or None
    if len(text) > STUB_TEXT:
        return None
    if "http-equiv" in scripts and (match := _REFRESH.search(scripts)):
        return resolve(url, match.group(1).strip("\\\"'")) or None
    if match := _GO.search(scripts):
        return resolve(url, match.group(1) or match.group(2)) or None
    return None


def attachment_links(markup: str, url: str) -> list[tuple[str, str, str]]:
    """Files that a page offers: (address, name as the page calls it, kind), each address once."""
    root = parse(markup)
    if root is None:
        return []
    found: dict[str, tuple[str, str, str]] = {}
    for anchor in anchors(root, url):
        kind = file_kind(anchor.url, anchor.text or anchor.title)
        if kind and anchor.url not in found:
            found[anchor.url] = (anchor.url, anchor.text or anchor.title, kind)
    return list(found.values())


def file_kind(url: str, name: str = "") -> str:
    """The kind of file a link leads to, "" for a page: by the path's ending, or by the name of a download address."""
    path = urlsplit(url).path.lower()
    for kind in FILE_KINDS:
        if path.endswith(f".{kind}"):
            return kind
    if _DOWNLOAD.search(url):
        for kind in FILE_KINDS:
            if name.lower().rstrip(")） ").endswith(f".{kind}") or f".{kind}" in urlsplit(url).query.lower():
                return kind
    return ""
