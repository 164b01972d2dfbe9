"""Names of persons: whole or partly hidden, and how they are made unreadable."""

from __future__ import annotations

import re

from audit.shapes import is_person

STARS = re.compile(r"[*＊×□〇○某]|[xX]{1,2}$")
_MASKED = re.compile(r"[\u4e00-\u9fff]{1,2}(?:[*＊×□〇○某xX]{1,3})[\u4e00-\u9fff]?|[*＊×□某][\u4e00-\u9fff]{1,2}")
ADDRESSED = re.compile(r"(?:先生|女士|小姐|同志|老师|师傅|大爷|大娘|市民|网友|村民|居民|群众|家长|业主)$")
"""张女士 hides the name as much as 张某 does."""


def is_full_name(cell: str) -> bool:
    """Whether a cell is the unmasked name of one person or several."""
    return len(cell) <= 30 and not STARS.search(cell) and is_person(cell)


def is_masked_name(cell: str) -> bool:
    """Whether a cell is a name with a part hidden: 王*, 王某某, 王*国."""
    return _MASKED.fullmatch(cell.strip()) is not None


def starred_name(name: str) -> str:
    """The family name and stars."""
    name = re.split(r"[、,;/\s(]", name.strip())[0]
    return name[:1] + "*" * max(len(name) - 1, 1)
