"""From a page to a `Document`: title, dates, source, numbers, text, tables, attachments.

Pure: bytes in, values out. The ways to the body, best first: a known container of a publishing system, the heaviest
part of the page (audit/html/body.py), the same among hidden parts, and trafilatura. `Document.how` names the one taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lxml.html import HtmlElement

from audit.html import fields
from audit.html.blocks import Block, blocks_of
from audit.html.body import Body, find_body
from audit.html.concealed import concealed
from audit.html.dates import first_date, url_date
from audit.html.headline import find_headline, site_names
from audit.html.inline import bare, tidy
from audit.html.lines import is_footer, is_info, joined
from audit.html.links import attachments, column_path
from audit.html.metadata import Metadata, read_metadata
from audit.html.pictures import pictures_of
from audit.html.shape import Shape, is_front, is_labelled_entry, measure
from audit.html.signature import signature_date
from audit.html.sparse import bare_container, beneath, entries, says_nothing
from audit.html.tables import grid
from audit.html.tree import parse
from audit.issuer import issuer
from audit.model import Document, Table
from audit.pagetype import page_type
from crawler.charset import decode

HEADER_LINES = 30
FOOTER_LINES = 12
HEAD_ROWS = 12
"""Lines of a body among which a table of its particulars (索引号, 成文日期) may stand."""
UNDER = 4
LIST_ENTRIES = 8
LEAST_TEXT = 30


def extract(body: bytes, url: str = "", content_type: str = "", columns: tuple[str, ...] = ()) -> Document:
    """Extract one HTML page.

    In: its bytes, its address, the Content-Type header it came with, and the columns that led to it (outermost first;
    without them the page's own breadcrumb is taken). Out: a `Document`; what a page does not say stays None or empty.
    """
    markup = decode(body, content_type)
    page = _read(markup)
    document = Document(
        url=url,
        title=page.title,
        published=_published(page, markup, url),
        metadata_published=page.meta.published,
        formed=_formed(page),
        source=_source(page),
        doc_number=_doc_number(page),
        index_number=fields.labelled_value(page.header, fields.INDEXES),
        text=page.text,
        tables=_tables(page),
        attachments=attachments(page.root, page.anchor, url),
        columns=columns or column_path(page.blocks, page.title) or _meta_column(page.meta),
        images=len(page.pictures),
        pictures=page.pictures,
        concealed=concealed(page.root),
        digest=hashlib.sha256(body).hexdigest(),
        how=page.how,
    )
    return _kind_told(document, page)


def _kind_told(document: Document, page: _Page) -> Document:
    """`document` with its page type and issuer."""
    kind = page_type(document, _shape(page, document.url))
    if kind in ("list", "home"):  # the dates of a list are those of its entries
        return replace(document, page_type=kind, published=None, formed=None)
    document = replace(document, page_type=kind)
    return replace(document, issuer=issuer(document, _names(page)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page while it is being read. `header` and `footer` are the lines around its body."""

    root: HtmlElement
    blocks: tuple[Block, ...]
    meta: Metadata
    shape: Shape
    body: Body | None
    title: str
    place: int | None
    text: str = ""
    how: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def header(self) -> Sequence[Block]:
        """Lines before the body, from a little above the headline on (head tables stand above it)."""
        stop = self.body.start if self.body else (self.place or 0) + FOOTER_LINES
        return joined([block for block in self.blocks[max(0, stop - HEADER_LINES) : stop] if not block.hidden])

    @property
    def footer(self) -> Sequence[Block]:
        stop = self.body.stop if self.body else len(self.blocks)
        return joined([block for block in self.blocks[stop : stop + FOOTER_LINES] if not block.hidden])

    @property
    def under(self) -> Sequence[Block]:
        """The lines right beneath the headline: number, date, who tells it."""
        if self.place is None:
            return ()
        stop = self.body.start if self.body else self.place + UNDER
        return [block for block in self.blocks[self.place + 1 : stop][:UNDER] if not block.hidden]

    @property
    def out_of_sight(self) -> Sequence[Block]:
        return [block for block in self.blocks if block.hidden]

    @property
    def inside(self) -> Sequence[Block]:
        return self.blocks[self.body.start : self.body.stop] if self.body else ()

    @property
    def anchor(self) -> HtmlElement | None:
        """The element from which on attachments are looked for."""
        place = self.place if self.place is not None else (self.body.start if self.body else None)
        return self.blocks[place].owner if place is not None else None


def _read(markup: str) -> _Page:
    root = parse(markup)
    blocks = blocks_of(root)
    meta = read_metadata(root)
    shape = measure(blocks)
    body = find_body(blocks)
    title, place = find_headline(blocks, body, meta)
    page = _Page(root=root, blocks=blocks, meta=meta, shape=shape, body=body, title=title, place=place)
    return _told(page) if body is not None else _sparse(page, markup)


def _beneath_title(body: Body, place: int | None) -> Body:
    """`body` from behind the headline on, when the headline is one of its first lines."""
    inside = place is not None and body.start <= place < min(body.start + 3, body.stop - 1)
    return replace(body, start=place + 1) if inside and place is not None else body


def _told(page: _Page) -> _Page:
    """`page` with the text of its body."""
    if page.body is None:
        return page
    body = _beneath_title(page.body, page.place)
    lines = (block.text for block in page.blocks[body.start : body.stop] if body.hidden or not block.hidden)
    return replace(page, body=body, text="\n".join(lines), how=body.how, pictures=pictures_of(body.element))


def _sparse(page: _Page, markup: str) -> _Page:
    """A page without prose: a picture, links to files, a list, or prose that only another way can find."""
    dated = _is_article(page)
    if not dated and (page.shape.dated >= LIST_ENTRIES / 2 or (page.shape.dated and not page.shape.prose)):
        return replace(page, text=entries(page.blocks), how="list")
    if not dated and says_nothing(page.blocks):
        return replace(page, how="list")
    found = bare_container(page.root, page.blocks)
    if found is None and dated and page.place is not None:
        found = beneath(page.blocks, page.place)
    if found is not None:
        element, body = found
        if body is not None:
            return _told(replace(page, body=body))
        pictures = pictures_of(element)
        kept = None if pictures else find_body(page.blocks, hidden=True)
        if kept is not None:
            return _told(replace(page, body=kept))
        return replace(page, how="picture" if pictures else "empty", pictures=pictures)
    if page.shape.entries >= LIST_ENTRIES:
        return replace(page, text=entries(page.blocks), how="list")
    body = find_body(page.blocks, hidden=True) or find_body(page.blocks, enough=20)
    if body is not None:
        title, place = find_headline(page.blocks, body, page.meta)
        return _told(replace(page, body=body, title=title, place=place))
    text = _last_resort(markup, page.blocks)
    text = text if len(bare(text)) >= LEAST_TEXT else ""
    return replace(page, text=text, how="trafilatura" if text else "none")


def _is_article(page: _Page) -> bool:
    """Whether the page shows a headline and, near it, a date with a label (which is not one of a list's entries)."""
    lines = [line for line in page.header if line.linked <= 0.5 * line.length and not is_labelled_entry(line)]
    told = any(is_info(block) and first_date(block.text) and not is_labelled_entry(block) for block in page.under)
    return page.place is not None and (told or _shown_date(lines) is not None)


def _last_resort(markup: str, blocks: Sequence[Block]) -> str:
    """What trafilatura makes of the page, without its menus and footers."""
    import trafilatura

    menus = {tidy(block.text) for block in blocks if block.linked > 0.5 * block.length or is_info(block)}
    text = trafilatura.extract(markup, favor_recall=True, include_tables=True, include_comments=False)
    lines = (tidy(line) for line in (text or "").splitlines())
    return "\n".join(line for line in lines if line and line not in menus and not is_footer(line))


def _published(page: _Page, markup: str, url: str) -> date | None:
    """The date a reader sees, before any the page keeps to itself."""
    header, footer = page.header, page.footer
    return (
        _shown_date(header)
        or fields.script_date(markup)
        or fields.labelled_date([*header, *page.inside], fields.ANSWERED)
        or fields.lone_date(page.under)
        or fields.lone_date(header)
        or fields.byline_date(page.under)
        or fields.stacked_date(header)
        or fields.labelled_date(footer, fields.PUBLISHED)
        or fields.labelled_date(page.out_of_sight, fields.PUBLISHED)
        or page.meta.published
        or fields.labelled_date(header, fields.SIGNED)
        or url_date(url)
    )


def _shown_date(lines: Sequence[Block]) -> date | None:
    return fields.labelled_date(lines, fields.PUBLISHED) or fields.labelled_date(lines, fields.UPDATED)


def _formed(page: _Page) -> date | None:
    """The day the document bears: in a head table, in hidden data, or in the signature below its text."""
    return (
        fields.labelled_date([*page.header, *page.inside[:HEAD_ROWS]], fields.SIGNED)
        or fields.labelled_date(page.out_of_sight, fields.SIGNED)
        or page.meta.formed
        or signature_date(page.text.split("\n"))
    )


def _source(page: _Page) -> str | None:
    return (
        fields.labelled_value(page.header, fields.SOURCES)
        or fields.labelled_value(page.footer, fields.SOURCES)
        or page.meta.source
        or fields.labelled_value(page.out_of_sight, fields.SOURCES)
        or fields.labelled_value(page.header, fields.PUBLISHERS)
        or fields.labelled_value(page.footer, fields.PUBLISHERS)
        or fields.contributor(page.header)
        or None
    )


def _doc_number(page: _Page) -> str | None:
    labelled = fields.labelled_value(page.header, fields.NUMBERS)
    if labelled and any(character.isdigit() for character in labelled):
        return fields.doc_number_in(labelled) or labelled
    return fields.doc_number_in(page.title) or fields.doc_number_line(
        [*page.text.split("\n")[:6], *(block.text for block in page.under)]
    )


def _tables(page: _Page) -> tuple[Table, ...]:
    seen: list[HtmlElement] = []
    for block in page.inside:
        if block.table is not None and not any(block.table is table for table in seen):
            seen.append(block.table)
    return tuple(table for element in seen if (table := grid(element)))


def _shape(page: _Page, url: str) -> Shape:
    return replace(
        page.shape,
        column_type=page.meta.column_type,
        site=page.meta.site,
        is_root=is_front(url),
        has_headline=_is_article(page),
    )


def _names(page: _Page) -> tuple[str, ...]:
    """What the site calls itself."""
    if page.meta.site:
        return (page.meta.site,)
    return site_names(page.meta.heading, page.title)


def _meta_column(meta: Metadata) -> tuple[str, ...]:
    return (meta.column,) if meta.column else ()
