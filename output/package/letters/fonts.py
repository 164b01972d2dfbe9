"""Which fonts the PDF is set in, and which characters they hold.

Official documents are set in 小标宋, 仿宋, 黑体 and 楷体 (GB/T 9704-2012, 5.2.2 and 7). Those are not free; a city that
has them names their directory. Without, the open Noto Serif SC and Noto Sans SC of the package pylopdf-fonts-zh-cn
stand in. Nothing is ever taken from the machine's own fonts, so that a letter looks the same everywhere.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from output.package.letters.settings import LetterError

ROLES: Mapping[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋"),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "方正仿宋简体", "FZFangSong-Z02S"),
    "black": ("黑体", "SimHei", "STHeiti", "方正黑体简体", "FZHei-B01S"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "方正楷体简体", "FZKai-Z03S"),
    "song": ("宋体", "SimSun", "NSimSun", "STSong"),
    "digits": ("Times New Roman",),
}
"""Role → names of the official family, the wanted first."""
OPEN: Mapping[str, str] = {"black": "Noto Sans SC"}
"""What stands in for a role; for the others OPEN_SERIF."""
OPEN_SERIF = "Noto Serif SC"
GAP = "〓"
"""Stands for a character that no font has, as printers mark a missing sort."""
_FILES = (".ttf", ".otf", ".ttc", ".otc")


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """`families` maps a role to the families to try, in order; `official` says which roles have their own."""

    folders: tuple[Path, ...]
    families: Mapping[str, tuple[str, ...]]
    official: frozenset[str]
    characters: frozenset[int]

    def named(self) -> dict[str, list[str | dict[str, str]]]:
        """The families by role as typst takes them; where it is at hand, Times New Roman sets the digits of the body."""
        named: dict[str, list[str | dict[str, str]]] = {role: list(names) for role, names in self.families.items()}
        if "digits" in self.official:
            digits = {"name": self.families["digits"][0], "covers": "latin-in-cjk"}
            named |= {role: [digits, *named[role]] for role in ("body", "kai")}
        return named

    def shown(self, text: str) -> str:
        """`text` with GAP for every character that no font has."""
        return "".join(one if ord(one) in self.characters else GAP for one in text)

    def missing(self, text: str) -> set[str]:
        """The characters of `text` that no font has."""
        return {one for one in text if ord(one) not in self.characters}


@functools.lru_cache(maxsize=4)
def choose_fonts(folder: Path | None) -> Fonts:
    """The fonts of a city's directory, and ours for the roles it has none for. Raises LetterError."""
    import typst
    from pylopdf_fonts_zh_cn import serif_path

    folders = (serif_path().parent, *((folder,) if folder else ()))
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    if folder and not any(path.suffix.lower() in _FILES for path in folder.rglob("*")):
        raise LetterError(f"letters.fonts: {folder} holds no font file (.ttf, .otf, .ttc)")
    named = {family.casefold(): family for family in found.families()}
    own = {
        role: next((named[one.casefold()] for one in names if one.casefold() in named), "")
        for role, names in ROLES.items()
    }
    spare = (OPEN_SERIF, OPEN["black"])
    families = {
        role: tuple(dict.fromkeys(name for name in (own[role], OPEN.get(role, OPEN_SERIF), *spare) if name))
        for role in ROLES
    }
    used = {name for names in families.values() for name in names}
    files = {Path(one.path) for one in found.fonts() if one.path and one.family in used}
    characters = frozenset(code for path in sorted(files) for code in covered(path))
    return Fonts(folders, families, frozenset(role for role, name in own.items() if name), characters)


def covered(path: Path) -> frozenset[int]:
    """The code points that a font file maps to a glyph; of a collection, those of any of its fonts.

    Format: OpenType 1.9, tables cmap formats 4 and 12. Raises LetterError for a file that is no font.
    """
    try:
        return frozenset(_covered(path.read_bytes()))
    except (struct.error, ValueError, OSError) as error:
        raise LetterError(f"{path}: not a font that can be read ({error})") from error


def _covered(blob: bytes) -> Iterator[int]:
    starts = [0]
    if blob[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", blob, 8)
        starts = list(struct.unpack_from(f">{count}I", blob, 12))
    for start in starts:
        (tables,) = struct.unpack_from(">H", blob, start + 4)
        for number in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4sIII", blob, start + 12 + 16 * number)
            if tag == b"cmap":
                yield from _mapped(blob, offset)


def _mapped(blob: bytes, cmap: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", blob, cmap + 2)
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", blob, cmap + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", blob, cmap + offset)
        if platform in (0, 3) and form == 12:
            yield from _groups(blob, cmap + offset)
        elif platform in (0, 3) and form == 4:
            yield from _segments(blob, cmap + offset)


def _groups(blob: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", blob, at + 12)
    for number in range(count):
        first, last, _ = struct.unpack_from(">III", blob, at + 16 + 12 * number)
        yield from range(first, min(last, 0x10FFFF) + 1)


def _segments(blob: bytes, at: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", blob, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", blob, at + 14)
    starts = struct.unpack_from(f">{count}H", blob, at + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", blob, at + 16 + 2 * twice)
    ranges = struct.unpack_from(f">{count}H", blob, at + 16 + 3 * twice)
    for number, (first, last, delta, reach) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if reach:
                place = at + 16 + 3 * twice + 2 * number + reach + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", blob, place)
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield code
