"""Office files that strangers send back, opened within limits: what cannot be trusted is refused before anything reads it.

The file itself is read by a child process with limits on memory and time (`audit.attachments.child`); a formula counts
as the text that it last showed and is never evaluated.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

from audit.attachments.child import Child
from audit.attachments.content import Content, Unreadable

KINDS = ("xlsx", "docx")
MAX_BYTES = 20_000_000
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 2_000, 100_000_000, 200
SECONDS, MEMORY = 20, 1 << 30
_MACROS = ("vbaproject", "vbadata", "macrosheets/", "activex/")
_MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
_SAID = {
    "encrypted": "文件已加密，请去掉密码后重新发送",
    "too_large": "文件内容过多，无法读取",
    "too_slow": "文件读取超时",
    "no_text_layer": "文件中只有图片，请用原表填写",
}


class Refused(Exception):
    """A file that is not read at all. `why` is Chinese, for whoever sent it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def open_sealed(path: Path) -> Content:
    """Text and tables of a filled form. Raises Refused; OSError when the disk cannot be read."""
    with path.open("rb") as source:
        body = source.read(MAX_BYTES + 1)
    kind = _checked(path.name, body)
    child = Child(SECONDS, MEMORY)
    try:
        content = child.read(kind, body)
    except Unreadable as fault:
        raise Refused(_SAID.get(fault.reason, "文件已损坏，或不是 Office 文件")) from fault
    finally:
        child.stop()
    if content.unread == "too_large":
        raise Refused(_SAID["too_large"])
    return content


def _checked(name: str, body: bytes) -> str:
    """The kind of the file, xlsx or docx by what is in it, once its directory shows nothing dangerous."""
    if len(body) > MAX_BYTES:
        raise Refused(f"文件超过{MAX_BYTES // 1_000_000}MB")
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending in ("xlsm", "xlsb", "xltm", "xlam", "docm", "dotm"):
        raise Refused("文件带宏，请另存为 xlsx 或 docx 后重新发送")
    if ending not in KINDS:
        raise Refused("只接收 xlsx 和 docx 文件，请用原表填写")
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            members = archive.infolist()
            _within(members, len(body))
            names = [member.filename.lower() for member in members]
            if any(mark in one for one in names for mark in _MACROS) or "macroenabled" in _types(archive):
                raise Refused("文件带宏，请另存为 xlsx 或 docx 后重新发送")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        ole = body.startswith(b"\xd0\xcf\x11\xe0")
        why = "文件已加密或为旧格式，请另存为不带密码的 xlsx 或 docx" if ole else "文件已损坏，或不是 Office 文件"
        raise Refused(why) from error
    if _MAIN[ending] not in names:
        raise Refused(f"文件内容不是 {ending}，请用原表填写")
    return ending


def _within(members: list[zipfile.ZipInfo], packed: int) -> None:
    """What a directory says of its members is no more than a form needs; what they really hold, the child's limits say."""
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 10_000):
        raise Refused("文件解压后过大，不予读取")


def _types(archive: zipfile.ZipFile) -> str:
    with archive.open("[Content_Types].xml") as source:
        return source.read(1_000_000).decode("utf-8", "replace").lower()
