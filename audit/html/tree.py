"""From markup to an element tree that holds the whole text of the page."""

from __future__ import annotations

import re

from lxml import etree, html

_DATA_URI = re.compile(r"data:[\w/+.;=-]{0,80}base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OPAQUE = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_NESTING = re.compile(
    r"</?(?!(?:p|br|table|t[rdh]|h[1-6]|a|img|title|meta|script|style|li|body|html|head)\b)[a-zA-Z][^>]*>"
)
_CLOSED = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
"""A page put together from whole documents closes half-way: what follows would stand beside the tree, not in it."""
_CJK = re.compile(r"[\u4e00-\u9fff]")

_PACKED = re.compile(r"\s*<(?:p|div|span|table|section|h\d|br|font|strong|b)\b", re.IGNORECASE)
_TEMPLATES = frozenset(("text/template", "text/html", "text/plain", "text/x-template", "text/x-handlebars-template"))
LEAST_PACKED = 30
"""So many Chinese characters are an article, not the template of an entry."""
LOST_SHARE = 0.7
"""Below this share of the Chinese characters of the markup, the strict parser has dropped part of the page."""


def parse(markup: str) -> html.HtmlElement:
    """Parse `markup`. Out: the root element.

    lxml first; when it loses text (a body inside a made-up element, a page closed half-way), BeautifulSoup, which
    keeps everything. Inlined pictures are left out: pages carry dozens of them around a few lines of text.
    """
    markup = _CONTROL.sub("", _DECLARATION.sub("", _DATA_URI.sub("data:", markup)))
    if not markup.strip():
        return html.Element("html")
    root = _strict(markup)
    return _unpacked(_forgiving(markup) if root is None or _lost(root, markup) else root)


def _unpacked(root: html.HtmlElement) -> html.HtmlElement:
    """`root` with the markup that its text fields and templates keep for a script to show, as elements that are hidden.

    An editor's page keeps its article escaped in a ``<textarea>``, another in a ``<script type="text/template">``.
    """
    for holder in [*root.iter("textarea", "script")]:
        text = holder.text or ""
        template = holder.tag == "textarea" or (holder.get("type") or "").lower() in _TEMPLATES
        if not template or len(holder) or not _PACKED.match(text) or len(_CJK.findall(text)) < LEAST_PACKED:
            continue
        try:
            shown = html.fragment_fromstring(text, create_parent="div")
        except (etree.ParserError, ValueError):
            continue
        shown.set("style", "display:none")
        shown.tail, holder.tail = holder.tail, None
        parent = holder.getparent()
        if parent is not None:
            parent.replace(holder, shown)
    return root


def _strict(markup: str) -> html.HtmlElement | None:
    try:
        root: html.HtmlElement = html.document_fromstring(
            _CLOSED.sub("", markup), parser=html.HTMLParser(huge_tree=True)
        )
    except (etree.ParserError, ValueError):
        return None
    return root


def _lost(root: html.HtmlElement, markup: str) -> bool:
    wanted = len(_CJK.findall(_TAG.sub("", _OPAQUE.sub("", markup))))
    bodies = root.iter("body")
    kept = sum(len(_CJK.findall("".join(_visible_text(body)))) for body in bodies)
    return wanted > 50 and kept < LOST_SHARE * wanted


def _visible_text(body: html.HtmlElement) -> list[str]:
    return [str(text) for text in body.xpath(".//text()[not(ancestor::script or ancestor::style)]")]


def _forgiving(markup: str) -> html.HtmlElement:
    from lxml.html import soupparser

    try:
        root: html.HtmlElement = soupparser.fromstring(markup, features="html.parser")
    except RecursionError:  # thousands of open elements: keep those that carry text, and only those
        root = html.document_fromstring(_NESTING.sub("<br>", markup), parser=html.HTMLParser(huge_tree=True))
    return root
