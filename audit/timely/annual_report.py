"""The annual report on disclosure: its six parts, in the words of the State Council's form (国办公开办函〔2019〕60号).

总体情况, 主动公开政府信息情况, 收到和处理政府信息公开申请情况, 行政复议、行政诉讼情况, 存在的主要问题及改进情况, 其他需要
报告的事项 (条例 art. 50).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.text import normalise

PARTS = {
    "总体情况": r"总体情况|基本情况|工作概述|概\s*述|总体概况",
    "主动公开政府信息情况": r"主动公开(?:政府)?信息|主动公开(?:的)?情况|主动公开政府",
    "收到和处理申请情况": r"(?:收到和处理|受理|办理|处理).{0,8}申请|依申请公开(?:政府信息)?(?:的)?(?:办理)?情况",
    "行政复议、行政诉讼情况": r"行政复议|行政诉讼|复议.{0,4}诉讼",
    "存在的主要问题及改进情况": r"存在(?:的)?(?:主要)?(?:问题|不足|困难)|主要问题",
    "其他需要报告的事项": r"其他需要(?:报告|说明)的(?:事项|情况)|需要(?:报告|说明)的其他(?:事项|情况)|其他(?:报告)?事项|附则",
}
"""Part → how its heading is worded."""
_PATTERNS = {name: re.compile(pattern) for name, pattern in PARTS.items()}
_NUMBERED = re.compile(r"[一二三四五六七]\s*[、.]")
LONGEST_HEADING = 40


def absent_parts(texts: Iterable[str]) -> tuple[str, ...]:
    """The parts of which no heading is seen. In: the texts of the report's page and files. Out: names, in order.

    A heading is a short line, the start of a line that goes on with the text of the part, or, where a page keeps no
    lines, what follows 一、 to 六、.
    """
    heads = [head for text in texts for head in _heads(normalise(text))]
    return tuple(name for name, pattern in _PATTERNS.items() if not any(pattern.search(head) for head in heads))


def _heads(text: str) -> list[str]:
    starts = [line for line in text.splitlines() if line.strip()] + _NUMBERED.split(text)[1:]
    return [start[:LONGEST_HEADING] for start in starts]
