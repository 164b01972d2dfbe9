"""Excel (xlsx): every sheet as one or more tables. Format: ECMA-376 part 1, SpreadsheetML.

A reader of our own: cells are read where they stand, so two cells in far corners cost two cells (other readers lay out
the seventeen thousand million between them), merged areas and hidden rows are in the same pass, and numbers keep all
their digits.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from audit.attachments.content import MAX_CELLS, Content, Unreadable, one_line
from audit.attachments.numbers import BUILT_IN, shown
from audit.attachments.sheets import Sheet, content_of

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_WANTED = ("{*}row", "{*}col", "{*}mergeCell")
_NOT_VISIBLE = ("hidden", "veryHidden")
Element = etree._Element


def read(body: bytes) -> Content:
    """Every sheet, hidden ones named as such, merged cells filled. Raises Unreadable (damaged, no_text_layer)."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            book = _Book(archive)
            content = content_of(book.sheets(), MAX_CELLS)
            pictures = any(name.startswith("xl/media/") for name in archive.namelist())
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        EOFError,
        OSError,
        NotImplementedError,
        etree.XMLSyntaxError,
    ) as error:
        raise Unreadable("damaged") from error
    if not content.tables and pictures:
        raise Unreadable("no_text_layer")
    return content


@dataclass
class _Raw:
    """One sheet while it is read: cells by row and column, from 1."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0


class _Book:
    """The parts of a workbook that its sheets share."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        root = self._part("xl/workbook.xml")
        self.entries = root.findall("{*}sheets/{*}sheet")
        properties = root.find("{*}workbookPr")
        self.epoch_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.targets = self._relations()
        if not self.entries:
            raise ValueError("a workbook without sheets")
        names = set(archive.namelist())
        self.strings = self._strings() if "xl/sharedStrings.xml" in names else []
        self.formats = self._formats() if "xl/styles.xml" in names else []

    def sheets(self) -> Iterator[Sheet]:
        left = MAX_CELLS
        for entry in self.entries:
            target = self.targets.get(entry.get(_RELATION) or entry.get(_STRICT_RELATION) or "")
            if target is None or target not in self.archive.NameToInfo or "worksheets/" not in target:
                continue
            raw = self._raw(target, left)
            left -= raw.count
            yield Sheet(
                name=entry.get("name") or "",
                rows=_filled(raw),
                hidden=entry.get("state") in _NOT_VISIBLE,
                hidden_rows=len(raw.hidden_rows & raw.cells.keys()),
                hidden_columns=_hidden_columns(raw),
                cut=left < 0,
            )
            if left < 0:
                return

    def _part(self, name: str) -> Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(self.archive.read(name), parser)

    def _relations(self) -> dict[str, str]:
        found = {}
        for one in self._part("xl/_rels/workbook.xml.rels"):
            target = one.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[one.get("Id") or ""] = path
        return found

    def _strings(self) -> list[str]:
        return ["".join(_runs(one)) for one in self._part("xl/sharedStrings.xml").iterfind("{*}si")]

    def _formats(self) -> list[str]:
        root = self._part("xl/styles.xml")
        own = {
            int(one.get("numFmtId") or 0): one.get("formatCode") or "" for one in root.iterfind("{*}numFmts/{*}numFmt")
        }
        numbers = [int(one.get("numFmtId") or 0) for one in root.iterfind("{*}cellXfs/{*}xf")]
        return [own.get(number, BUILT_IN.get(number, "General")) for number in numbers]

    def _raw(self, target: str, left: int) -> _Raw:
        raw = _Raw()
        number = 0
        with self.archive.open(target) as source:
            for _, element in etree.iterparse(
                source, tag=_WANTED, resolve_entities=False, no_network=True, huge_tree=True
            ):
                name = _name(element)
                if name == "row":
                    number = _whole(element.get("r"), number + 1)
                    self._row(element, number, raw)
                    _forget(element)
                    if raw.count > left:
                        break
                elif name == "col" and element.get("hidden") in ("1", "true"):
                    raw.hidden_columns.append((_whole(element.get("min"), 1), _whole(element.get("max"), 1)))
                elif name == "mergeCell" and (area := _area(element.get("ref") or "")):
                    raw.merged.append(area)
        return raw

    def _row(self, row: Element, number: int, raw: _Raw) -> None:
        column = 0
        found: dict[int, str] = {}
        for cell in row:
            if _name(cell) != "c":
                continue
            place = _CELL.fullmatch(cell.get("r") or "")
            column = _column(place[1]) if place else column + 1
            if text := one_line(self._value(cell)):
                found[column] = text
        if found:
            raw.cells[number] = found
            raw.count += len(found)
        if row.get("hidden") in ("1", "true"):
            raw.hidden_rows.add(number)

    def _value(self, cell: Element) -> str:
        kind = cell.get("t") or "n"
        parts = {_name(child): child for child in cell}
        if kind == "inlineStr":
            return "".join(_runs(parts["is"])) if "is" in parts else ""
        raw = (parts["v"].text or "") if "v" in parts else ""
        if kind == "s":
            index = _whole(raw, -1)
            return self.strings[index] if 0 <= index < len(self.strings) else ""
        if kind == "b":
            return {"1": "是", "0": "否"}.get(raw, "")
        if kind == "d":
            return raw.removesuffix("T00:00:00").replace("T", " ")
        if kind != "n" or not raw:
            return raw if kind == "str" else ""
        style = _whole(cell.get("s"), 0)
        return shown(raw, self.formats[style] if style < len(self.formats) else "General", self.epoch_1904)


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _forget(row: Element) -> None:
    """Free a row and what stands before it, so that a long sheet does not fill the memory."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _runs(element: Element) -> Iterator[str]:
    """The text of a rich string; readings for pronunciation (rPh) are left out."""
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name == "r":
            yield from (one.text or "" for one in child.iterchildren("{*}t"))


def _filled(raw: _Raw) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Rows that hold something, with their numbers; empty columns are gone; merged areas are filled where another cell
    of the same row or column gives them a place.
    """
    rows = sorted(raw.cells)
    columns = sorted({column for row in raw.cells.values() for column in row})
    places = {column: index for index, column in enumerate(columns)}
    if len(rows) * len(columns) > 20 * MAX_CELLS:
        raise Unreadable("too_large")
    table = {number: [""] * len(columns) for number in rows}
    for number, found in raw.cells.items():
        for column, text in found.items():
            table[number][places[column]] = text
    for top, left, bottom, right in raw.merged:
        text = raw.cells.get(top, {}).get(left, "")
        if not text:
            continue
        for number in rows[bisect_left(rows, top) : bisect_left(rows, bottom + 1)]:
            for index in range(bisect_left(columns, left), bisect_left(columns, right + 1)):
                table[number][index] = text
    return tuple((number, tuple(table[number])) for number in rows)


def _hidden_columns(raw: _Raw) -> int:
    used = {column for row in raw.cells.values() for column in row}
    return sum(1 for column in used if any(low <= column <= high for low, high in raw.hidden_columns))


def _area(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    one, other = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    if one is None or other is None:
        return None
    return int(one[2]), _column(one[1]), int(other[2]), _column(other[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
