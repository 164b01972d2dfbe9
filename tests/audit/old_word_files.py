"""Makes small Word 97 files, byte by byte ([MS-CFB], [MS-DOC]), so that no office program is needed."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

SECTOR = 512
TEXT_AT = 0x800
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
WORD_CLASS = struct.pack("<IHH8s", 0x00020906, 0, 0, bytes.fromhex("c000000000000046"))


def compound(streams: dict[str, bytes], root_class: bytes = bytes(16)) -> bytes:
    """A compound file with these streams in its root; each is filled up to where it needs no mini stream."""
    bodies = [body.ljust(max(-(-len(body) // SECTOR) * SECTOR, 4096), b"\0") for body in streams.values()]
    directory = -(-(len(streams) + 1) * 128 // SECTOR)
    data = sum(len(body) // SECTOR for body in bodies)
    fats = 1
    while fats * SECTOR // 4 < fats + directory + data:
        fats += 1
    table = [FAT] * fats + [*range(fats + 1, fats + directory), END]
    entries = [_entry("Root Entry", 5, 1, END, 0, root_class)]
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        start, count = len(table), len(body) // SECTOR
        table += [*range(start + 1, start + count), END]
        entries.append(_entry(name, 2, number + 1 if number < len(bodies) else FREE, start, len(body)))
    table += [FREE] * (fats * SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<8I", fats, fats, 0, 4096, END, 0, END, 0)
    head += b"".join(struct.pack("<I", n if n < fats else FREE) for n in range(109))
    fat = struct.pack(f"<{len(table)}I", *table)
    return head + fat + b"".join(entries).ljust(directory * SECTOR, b"\0") + b"".join(bodies)


def _entry(name: str, kind: int, link: int, start: int, size: int, of_class: bytes = bytes(16)) -> bytes:
    """A directory entry; streams hang on one another as right siblings, the first one under the root."""
    right, child = (FREE, link) if kind == 5 else (link, FREE)
    raw = (name + "\0").encode("utf-16-le")
    body = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return body + of_class + bytes(20) + struct.pack("<IQ", start, size)


def prl(number: int, operand: bytes) -> bytes:
    return struct.pack("<H", number) + operand


def row_format(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """How a row lays out its cells: sprmTDefTable, one TC80 of twenty bytes for each."""
    count = len(edges) - 1
    cells = b"".join(struct.pack("<H", flag).ljust(20, b"\0") for flag in (*flags, *[0] * (count - len(flags))))
    body = struct.pack(f"<B{count + 1}h", count, *edges) + cells
    return prl(0xD608, struct.pack("<H", len(body) + 1) + body)


IN_TABLE, ROW_END = prl(0x2416, b"\1"), prl(0x2416, b"\1") + prl(0x2417, b"\1")


@dataclass
class WordFile:
    """A Word file while it is written: paragraphs with their marks and formats, and runs of deleted words."""

    runs: list[tuple[str, bytes]] = field(default_factory=list)
    deleted: list[tuple[int, int]] = field(default_factory=list)
    identity: int = 0xA5EC
    version: int = 0xC1
    flags: int = 0x0200
    boxes: str = ""

    def paragraph(self, text: str, mark: str = "\r", style: bytes = b"") -> WordFile:
        self.runs.append((text + mark, style))
        return self

    def crossed_out(self, text: str) -> WordFile:
        """Words deleted under change tracking, at the beginning of the next paragraph."""
        start = sum(len(run) for run, _ in self.runs)
        self.runs.append((text, b""))
        self.deleted.append((start, start + len(text)))
        return self

    def row(self, cells: Sequence[str], edges: Sequence[int], flags: Sequence[int] = ()) -> WordFile:
        for cell in cells:
            self.paragraph(cell, "\x07", IN_TABLE)
        return self.paragraph("", "\x07", ROW_END + row_format(edges, flags))

    def done(self, **streams: bytes) -> bytes:
        text = "".join(run for run, _ in self.runs)
        whole = (text + (self.boxes + "\r" if self.boxes else "")).encode("utf-16-le")
        document = bytearray(TEXT_AT) + whole
        document += bytes(-len(document) % SECTOR)
        table = bytearray()
        paragraphs, at = [], TEXT_AT
        for run, style in self.runs:
            paragraphs.append((at, at + 2 * len(run), style))
            at += 2 * len(run)
        deleted = [(TEXT_AT + 2 * a, TEXT_AT + 2 * b, prl(0x0800, b"\1")) for a, b in self.deleted]
        units = len(text.encode("utf-16-le")) // 2
        places = {
            0xFA: _formats(document, table, deleted, 1),
            0x102: _formats(document, table, paragraphs, 13),
            0x1A2: _added(table, _pieces(len(whole) // 2)),
        }
        struct.pack_into("<HH", document, 0, self.identity, self.version)
        struct.pack_into("<H", document, 10, self.flags)
        struct.pack_into("<i", document, 0x4C, units)
        struct.pack_into("<i", document, 0x64, len(whole) // 2 - units)
        for place, (start, length) in places.items():
            struct.pack_into("<II", document, place, start, length)
        named = {"WordDocument": bytes(document), "1Table": bytes(table), **streams}
        return compound(named, WORD_CLASS)


def _pieces(count: int) -> bytes:
    body = struct.pack("<II", 0, count) + struct.pack("<HIH", 0, TEXT_AT, 0)
    return b"\x02" + struct.pack("<I", len(body)) + body


def _added(table: bytearray, part: bytes) -> tuple[int, int]:
    table += part
    return len(table) - len(part), len(part)


def _formats(
    document: bytearray, table: bytearray, runs: Sequence[tuple[int, int, bytes]], size: int
) -> tuple[int, int]:
    """One formatted page of 512 bytes for each run (real programs fill them), and the table that lists them."""
    starts, pages = [], []
    for start, end, style in runs:
        page = bytearray(SECTOR)
        struct.pack_into("<II", page, 0, start, end)
        if size == 13:
            raw = struct.pack("<H", 0) + style + b"\0" * (len(style) % 2 == 0)
            packed = bytes([(len(raw) + 1) // 2]) + raw
        else:
            packed = bytes([len(style)]) + style
        at = (SECTOR - 1 - len(packed)) // 2 * 2
        page[8] = at // 2
        page[at : at + len(packed)] = packed
        page[-1] = 1
        starts.append(start)
        pages.append(len(document) // SECTOR)
        document += page
    if not runs:
        return 0, 0
    body = struct.pack(f"<{len(starts) + 1}I", *starts, runs[-1][1]) + struct.pack(f"<{len(pages)}I", *pages)
    return _added(table, body)
