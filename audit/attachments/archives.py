"""Archives (zip, rar, 7z): the text and tables of the files in them, one after another, each under its name.

An archive is one document: it was published at one address, has one checksum, and is what a finding can show. What
cannot be read in it is named there and makes it read in part. Names are only ever shown, never used as paths, and
nothing is unpacked to disk. Format of zip: APPNOTE 6.3.10; rar and 7z are read by libarchive where it is installed.
"""

from __future__ import annotations

import functools
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from audit.attachments.content import MAX_CHARACTERS, UNREAD, Content, Unreadable, one_line
from audit.attachments.kinds import ARCHIVES, kind_of, most_unpacked, refusal

MAX_DEPTH = 2
"""Archives within archives."""
MAX_MEMBERS = 200
SECONDS = 40
"""Of processor time for one archive, less than its process may take: what was read is kept."""
NAMES = "names"
MAX_NAME = 120
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_UTF8 = 0x800
_LOCKED = 0x1
Read = Callable[[str, bytes], Content]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `body` unpacks it, at most so many bytes; it raises Unreadable."""

    name: str
    body: Callable[[int], bytes]


@dataclass
class _Budget:
    """What is left for all files of an archive, those of archives in it included."""

    bytes: int
    members: int
    characters: int
    until: float


def read(kind: str, body: bytes, reader: Read, part: str = "") -> Content:
    """All files; or only the one with the number `part`; or, with part "names", their names as lines.

    Raises Unreadable (damaged, unsupported_kind where nothing can open such an archive, and so on).
    """
    if part == NAMES:
        names = [member.name for member in _members(kind, body)][: MAX_MEMBERS + 1]
        return Content(tuple(names))
    budget = _Budget(most_unpacked(len(body)), MAX_MEMBERS, MAX_CHARACTERS, time.process_time() + SECONDS)
    found = list(_read(kind, body, reader, budget, 1, int(part) if part else None))
    if not found:
        raise Unreadable("damaged")
    return combined(found)


def combined(found: Sequence[tuple[str, Content]]) -> Content:
    """Files read one by one (name, content) as one document. Raises Unreadable when none of them could be read."""
    reasons = [content.unread for _, content in found if content.unread]
    first = "no_text_layer" if "no_text_layer" in reasons else next(iter(reasons), "")
    if not any(content.lines for _, content in found):
        raise Unreadable(first or "damaged")
    lines: list[str] = []
    for name, content in found:
        lines += [_heading(name, content), *content.lines]
    tables = tuple(table for _, content in found for table in content.tables)
    ways = tuple(dict.fromkeys(way for _, content in found for way in content.ways))
    return Content(tuple(lines), tables, 0, first, ways)


def _heading(name: str, content: Content) -> str:
    """A file's name above its text, without the ending; with it, and the reason, where there is no text."""
    if content.lines or not content.unread:
        return name.rsplit("/", 1)[-1].rsplit(".", 1)[0] or name
    return f"{name}（未能读取：{UNREAD[content.unread]}）"


def _read(
    kind: str, body: bytes, reader: Read, budget: _Budget, depth: int, only: int | None = None
) -> Iterator[tuple[str, Content]]:
    budget.bytes = min(budget.bytes, most_unpacked(len(body)))
    try:
        for number, member in enumerate(_members(kind, body)):
            if only is not None and number != only:
                continue
            if reason := _spent(budget):
                yield "……", Content(unread=reason)
                return
            budget.members -= 1
            yield from _attempt(member, reader, budget, depth)
    except Unreadable as failure:
        yield "……", Content(unread=failure.reason)


def _attempt(member: Member, reader: Read, budget: _Budget, depth: int) -> list[tuple[str, Content]]:
    try:
        return list(_member(member, reader, budget, depth))
    except Unreadable as failure:
        reason = failure.reason
    except MemoryError:
        reason = "too_large"
    except Exception:  # noqa: BLE001 - a fault of a parser on one hostile file leaves the others as they are
        reason = "damaged"
    return [(member.name, Content(unread=reason))]


def _spent(budget: _Budget) -> str:
    if time.process_time() > budget.until:
        return "too_slow"
    return "too_large" if budget.members <= 0 or budget.characters <= 0 or budget.bytes <= 0 else ""


def _member(member: Member, reader: Read, budget: _Budget, depth: int) -> Iterator[tuple[str, Content]]:
    body = member.body(budget.bytes)
    budget.bytes -= len(body)
    kind = kind_of(body, member.name)
    if reason := refusal(kind, body):
        raise Unreadable(reason)
    if kind in ARCHIVES:
        if depth >= MAX_DEPTH:
            raise Unreadable("too_large")
        yield from _read(kind, body, reader, budget, depth + 1)
        return
    content = reader(kind, body)
    budget.characters -= sum(map(len, content.lines))
    yield member.name, Content(content.lines, content.tables, 0, content.unread, (kind, *content.ways))


def _members(kind: str, body: bytes) -> Iterator[Member]:
    """The files of an archive in its order, without folders and what operating systems leave behind."""
    opened = _zip_members(body) if kind == "zip" else _other_members(kind, body)
    return (member for member in opened if not _JUNK.search(member.name))


def _zip_members(body: bytes) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    with archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                yield Member(_shown(_zip_name(entry)), functools.partial(_unzipped, archive, entry))


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.flag_bits & _LOCKED:
        raise Unreadable("encrypted")
    if entry.file_size > most:
        raise Unreadable("too_large")
    try:
        return archive.read(entry)
    except NotImplementedError as error:
        raise Unreadable("unsupported_kind") from error


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry: marked as UTF-8, else as Chinese programs write it (GBK, or UTF-8 without the mark)."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _shown(name: str) -> str:
    text = one_line(_CONTROL.sub("", name.replace("\\", "/")))
    return text[-MAX_NAME:] or "（无名）"


def _other_members(kind: str, body: bytes) -> Iterator[Member]:
    try:
        import libarchive
    except (ImportError, OSError, AttributeError, TypeError) as error:
        # libarchive-c is not installed, or finds no library to load (which it says in several ways)
        raise Unreadable("unsupported_kind") from error
    form = {"7z": "7zip"}.get(kind) or ("rar5" if body.startswith(b"Rar!\x1a\x07\x01") else "rar")
    try:
        with libarchive.memory_reader(body, format_name=form, filter_name="none") as archive:
            for entry in archive:
                if not (entry.isdir or entry.issym or entry.islnk):
                    yield Member(_shown(str(entry.pathname)), functools.partial(_unpacked, entry))
    except libarchive.ArchiveError as error:
        raise Unreadable(_fault(error)) from error


def _unpacked(entry: Any, most: int) -> bytes:
    import libarchive

    parts, size = [], 0
    try:
        for block in entry.get_blocks():
            size += len(block)
            if size > most:
                raise Unreadable("too_large")
            parts.append(block)
    except libarchive.ArchiveError as error:
        raise Unreadable(_fault(error)) from error
    return b"".join(parts)


def _fault(error: Exception) -> str:
    told = str(error).lower()
    if "encrypt" in told or "passphrase" in told or "crypt" in told:
        return "encrypted"
    return "unsupported_kind" if "unsupported" in told or "not supported" in told else "damaged"
