"""What may stand in a cell. Pages are written by strangers: nothing of theirs may become a formula or break a file."""

from __future__ import annotations

import re
from urllib.parse import quote

CELL_LIMIT = 32_767
"""UTF-16 units a cell of a workbook holds (ECMA-376, Excel's limits)."""
URL_LIMIT = 2_079
"""Characters a hyperlink of a workbook holds."""
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean(text: str) -> str:
    """`text` without characters that XML forbids or that turn the reading direction, cut to what a cell holds."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - 1)].decode("utf-16-le", "ignore") + "…"


def inert(text: str) -> str:
    """`text` so that a spreadsheet program opening a CSV file takes it for text, never for a formula (OWASP, CSV
    injection: leading = + - @, tab, line ends, and their full-width forms)."""
    return "'" + text if text.lstrip(" \u3000").startswith(_FORMULA) else text


def linkable(url: str) -> bool:
    """Whether a cell can carry `url` as a hyperlink: a web address of bearable length."""
    return url.lower().startswith(("http://", "https://")) and len(quote(url, safe="/:?#[]@!$&'()*+,;=%")) <= URL_LIMIT
