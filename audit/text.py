"""Normalising and segmenting Chinese text. The only importer of jieba.

A term counts where it is a whole token, a run of whole tokens, or a dictionary sub-word of one token (jieba's search
mode). A hit that straddles a token boundary (税收 in 非税|收入) does not.
"""

from __future__ import annotations

import re
import unicodedata

_BETWEEN_CJK = re.compile(r"(?<=[\u4e00-\u9fff])[ \u00a0\u3000]+(?=[\u4e00-\u9fff])")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")
_DASHES = str.maketrans(dict.fromkeys("—–―‐‑−－", "-") | {"：": ":", "∶": ":", "﹕": ":"})


def normalise(text: str) -> str:
    """Bring `text` to one form: NFKC, no blanks between Chinese characters (责 任 人 → 责任人), one colon, one dash.

    Lines and tabs (cell borders) are kept. Normalising twice changes nothing.
    """
    lines = unicodedata.normalize("NFKC", text).translate(_DASHES).splitlines()
    return "\n".join("\t".join(_cell(cell) for cell in line.split("\t")) for line in lines)


def _cell(cell: str) -> str:
    return _BLANKS.sub(" ", _BETWEEN_CJK.sub("", cell)).strip()
