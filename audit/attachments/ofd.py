"""OFD, the national page format: text objects and ruling lines of every page. Format: GB/T 33190-2016.

A reader of our own, by zip and lxml: the libraries there are bring a PDF library under another licence along.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice

from lxml import etree

from audit.attachments.content import Content, Unreadable
from audit.attachments.ofd_objects import Drawn, drawn
from audit.attachments.page_blocks import Ruled, content_of
from audit.attachments.pdf_lines import EDGE, Line
from audit.attachments.ruling import tables_of, text_lines

ROOT = "OFD.xml"
MAX_PAGES = 300
SCANNED = 0.5
FEWEST_ON_A_PAGE = 20
NEAR = 3.0
Element = etree._Element
_FAULTS = (
    zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, NotImplementedError, RecursionError,
    etree.XMLSyntaxError,
)  # fmt: skip


def read(body: bytes) -> Content:
    """Text and ruled tables. Raises Unreadable (damaged, encrypted, no_text_layer, too_large).

    Pages after the 300th and scanned pages between pages of text are named in `Content.unread`.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            package = _Package(archive)
            if "encryptions.xml" in package.names:
                raise Unreadable("encrypted")
            pages = list(islice(package.pages(), MAX_PAGES + 1))
    except _FAULTS as error:
        raise Unreadable("damaged") from error
    return _content(pages)


def _content(pages: list[Drawn]) -> Content:
    lines: list[list[Line]] = []
    tables: dict[int, list[Ruled]] = {}
    unread = "too_large" if len(pages) > MAX_PAGES else ""
    said = False
    for number, page in enumerate(pages[:MAX_PAGES]):
        tables[number] = tables_of(page.rules, page.pieces, NEAR)
        lines.append(text_lines(page.pieces, tables[number], page.height, EDGE))
        few = sum(len(piece.text) for piece in page.pieces) < FEWEST_ON_A_PAGE
        scanned = few and page.pictures >= SCANNED * page.width * page.height
        unread = unread or ("no_text_layer" if scanned else "")
        said = said or bool(page.pieces and not scanned)
    if not said:
        raise Unreadable("no_text_layer" if pages else "damaged")
    return content_of(lines, tables, unread)


class _Package:
    """The parts of a file. Paths are looked up inside the zip alone, whatever they say."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

    def pages(self) -> Iterator[Drawn]:
        """The pages of all documents in the file, in order."""
        for root in self._part(ROOT).iterfind("{*}DocBody/{*}DocRoot"):
            where = _joined("", root.text)
            document = self._part(where)
            folder = posixpath.dirname(where)
            templates = {
                one.get("ID") or "": _joined(folder, one.get("BaseLoc"))
                for one in document.iterfind("{*}CommonData/{*}TemplatePage")
            }
            box = document.findtext("{*}CommonData/{*}PageArea/{*}PhysicalBox")
            for page in document.iterfind("{*}Pages/{*}Page"):
                yield self._page(_joined(folder, page.get("BaseLoc")), templates, box)

    def _page(self, where: str, templates: Mapping[str, str], box: str | None) -> Drawn:
        page = self._part(where)
        contents = [page]
        for used in page.iterfind("{*}Template"):
            if (template := templates.get(used.get("TemplateID") or "")) and template.lower() in self.names:
                contents.append(self._part(template))
        return drawn(contents, page.findtext("{*}Area/{*}PhysicalBox") or box)

    def _part(self, where: str) -> Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self._archive.read(self.names[where.lower()]), parser)


def _joined(folder: str, place: str | None) -> str:
    """A place as the file names it, from its root or from a folder in it."""
    path = (place or "").strip().replace("\\", "/")
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
