"""A private person's form in running text: lines of labels and values, one below the other.

户主姓名:…, 身份证号:…, 家庭住址:…, 联系电话:… is a row of a list written upright; read as a list of one row, all that
holds for lists holds for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.personal.people import is_full_name, is_masked_name
from audit.personal.rosters import OFFICE, OFFICE_TITLE, Roster

_LINE = re.compile(
    r"\s*(?:\d{1,2}[.、]|\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十]、)?\s*([\u4e00-\u9fff()]{2,10}):\s*(\S.{0,60})$"
)
_NAME = re.compile(
    r"^(?:户主|申请人|患者|儿童|学生|老人|残疾人|受助人|救助对象|补助对象|保障对象|投诉人|信访人|举报人)?(?:姓名)?$"
)
_PRIVATE = re.compile(
    r"身份证|家庭住址|家庭人口|家庭成员|户籍|现住|出生|致贫|困难类型|农户类型|户属性|残疾|病情|病种|一卡通|卡号|监护人"
)
_OFFICIAL = re.compile(r"联系人|单位名称|单位|机构|科室|统一社会信用代码|登记机关")
FEWEST = 3
"""Lines of a form; two labels stand together by chance."""


def forms(title: str, lines: Sequence[str]) -> tuple[Roster, ...]:
    """The forms of private persons among the lines of a text, each as a list of one row."""
    if OFFICE_TITLE.search(title):
        return ()
    return tuple(roster for block in _blocks(lines) if (roster := _roster(title, block)))


def _blocks(lines: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """Runs of lines that bind a value to a label."""
    block: list[tuple[str, str]] = []
    for line in (*lines, ""):
        match = _LINE.fullmatch(line)
        if match and not (block and _NAME.fullmatch(match[1])):
            block.append((match[1], match[2].strip()))
            continue
        if len(block) >= FEWEST:
            yield block
        block = [(match[1], match[2].strip())] if match else []


def _roster(title: str, block: Sequence[tuple[str, str]]) -> Roster | None:
    labels = tuple(label for label, _ in block)
    values = tuple(value for _, value in block)
    name = next((at for at, label in enumerate(labels) if _NAME.fullmatch(label)), None)
    if name is None or not (is_full_name(values[name]) or is_masked_name(values[name])):
        return None
    if not any(map(_PRIVATE.search, labels)) or any(OFFICE.search(one) or _OFFICIAL.search(one) for one in labels):
        return None
    return Roster(labels, name, (values,), title)
