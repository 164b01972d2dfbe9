"""Bytes of a page → text, whatever the header and the meta tag claim.

Declarations of Chinese government pages are often wrong: GBK declared as gb2312, UTF-8 declared as gb2312, UTF-16
declared as gb2312 or "unicode", a header of ISO-8859-1 over a GBK body. A byte-order mark is believed; a declaration
only when the text it gives reads like Chinese; otherwise the candidate whose text holds the largest share of everyday
characters (GB/T 2312-1980, level 1) wins.
"""

from __future__ import annotations

import codecs
import re

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CANDIDATES = ("utf-8", "gb18030", "big5hkscs")
GOOD_ENOUGH = 0.85
SAMPLE = 200_000
_DECLARED = (
    re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_\-]+)"),
    re.compile(rb"encoding\s*=\s*[\"']([a-z0-9_\-]+)"),
)
"""In lower case. Each begins with a word, so that it is looked for as fast as one."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
_ASCII = bytes(range(128))
_NEVER = frozenset({"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii", "unicode", "utf-16", "utf-16le"})
_LEVEL_ONE = frozenset(
    bytes((row, cell)).decode("gb2312", errors="ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
) | frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　〇○•■★●→％～①②③④⑤⑥⑦⑧⑨⑩\u00a0©®")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`; `content_type` is the header it came with. Never raises: bad bytes become U+FFFD."""
    for mark, name in BOMS:
        if body.startswith(mark):
            return body.decode(name, errors="replace").removeprefix("\ufeff")
    if utf16 := _utf16(body):
        return body.decode(utf16, errors="replace")
    best, best_score = "", -1e9
    for name in dict.fromkeys((*_declared(body, content_type), *CANDIDATES)):
        text = _decoded(body[:SAMPLE], name)
        score = _score(text)
        if score > best_score:
            best, best_score = name, score
        if score >= GOOD_ENOUGH and name != "gb18030":
            break
    return body.decode(best, errors="replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    names = []
    for found in (*_declarations(content_type.encode("latin-1", "ignore")), *_declarations(body[:4096])):
        name = _WIDER.get(found, found)
        if name in _NEVER:
            continue
        try:
            codecs.lookup(name)
        except LookupError:
            continue
        names.append(name)
    return names


def _declarations(said: bytes) -> list[str]:
    """The encodings that a text names, in its order."""
    lowered = said.lower()
    found = sorted((match.start(), match[1].decode("ascii")) for one in _DECLARED for match in one.finditer(lowered))
    return [name for _, name in found]


def _utf16(body: bytes) -> str | None:
    """UTF-16 without a mark: markup has a zero in every other byte."""
    head = body[:400]
    if len(head) < 40 or head.count(0) * 4 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _decoded(body: bytes, name: str) -> str:
    try:
        return body.decode(name, errors="replace")
    except LookupError:
        return "\ufffd" * 10


def _score(text: str) -> float:
    """Share of everyday characters among those beyond ASCII, minus three for every bad byte; plain ASCII is perfect."""
    beyond = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if not beyond:
        return 1.0
    everyday = sum(map(_LEVEL_ONE.__contains__, beyond))
    return (everyday - 3 * text.count("\ufffd")) / len(beyond)
