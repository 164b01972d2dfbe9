"""Makes archives of every kind: zip as Chinese programs write it, encrypted and nested ones, 7z by libarchive, and rar
byte by byte (stored, as RAR 5.0 and as RAR 2.9), since no free program writes it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from struct import pack


def zipped(files: Sequence[tuple[str, bytes]], charset: str = "utf-8", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip whose names are bytes of `charset`; only UTF-8 is marked as such."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, (name, body) in enumerate(files):
            shown = name if charset == "utf-8" else f"{number:0{len(name.encode(charset))}}"
            archive.writestr(zipfile.ZipInfo(shown), body, method)
    raw = target.getvalue()
    for number, (name, _) in enumerate(files) if charset != "utf-8" else ():
        written = name.encode(charset)
        raw = raw.replace(f"{number:0{len(written)}}".encode(), written)
    return raw


def locked(body: bytes, name: str) -> bytes:
    """A zip one of whose files says that it is encrypted."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        start = archive.getinfo(name).header_offset
    changed = bytearray(body)
    changed[start + 6] |= 1
    at = body.rfind(name.encode()) - 46
    changed[at + 8] |= 1
    return bytes(changed)


def sevened(files: Mapping[str, bytes]) -> bytes:
    """A 7z archive."""
    import libarchive

    blocks: list[bytes] = []
    with libarchive.custom_writer(lambda block: blocks.append(bytes(block)) or len(block), "7zip") as archive:
        for name, body in files.items():
            archive.add_file_from_memory(name, len(body), body)
    return b"".join(blocks)


def rar(files: Mapping[str, bytes]) -> bytes:
    """A RAR 5.0 archive, stored, of a system that tells no file types."""
    out = b"Rar!\x1a\x07\x01\x00" + _block(b"\x01\x00\x00")
    for name, body in files.items():
        raw = name.encode()
        head = b"\x02\x02" + _vint(len(body)) + b"\x04" + _vint(len(body)) + b"\x20" + pack("<I", zlib.crc32(body))
        out += _block(head + b"\x00\x01" + _vint(len(raw)) + raw) + body
    return out + _block(b"\x05\x00\x00")


def old_rar(files: Mapping[str, bytes]) -> bytes:
    """A RAR 2.9 archive, stored, with names in GBK and in the format's own packed Unicode left out."""
    out = b"Rar!\x1a\x07\x00" + _old_block(b"\x73", 0, bytes(6))
    for name, body in files.items():
        raw = name.encode()
        head = pack("<IIBIIBBHI", len(body), len(body), 3, zlib.crc32(body), 0x5A000000, 20, 0x30, len(raw), 0x81A4)
        out += _old_block(b"\x74", 0x8000, head + raw) + body
    return out + _old_block(b"\x7b", 0x4000, b"")


def _vint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _block(head: bytes) -> bytes:
    sized = _vint(len(head)) + head
    return pack("<I", zlib.crc32(sized)) + sized


def _old_block(kind: bytes, flags: int, rest: bytes) -> bytes:
    head = kind + pack("<HH", flags, 7 + len(rest)) + rest
    return pack("<H", zlib.crc32(head) & 0xFFFF) + head
