"""The title of a file: its own headline, else how the page calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINES = 14
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENDS = re.compile(
    r"(?:通知|公告|公示|通告|通报|名单|名册|明细|明细表|汇总表|一览表|统计表|情况表|登记表|分配表|计划表|信息表|公示表|公开表|公示书|表|方案|办法|意见|规定|条例|"
    r"细则|规划|计划|预案|报告|报告书|目录|清单|指南|标准|决定|决定书|批复|函|总结|要点|说明|情况|制度|章程|台账|公报|预算|决算|流程|须知)"
    r"(?:\s*[（(〔\[【][^（()）]{1,24}[)）〕\]】])*$"
)
_NO_TITLE = re.compile(
    r"^(?:附\s*[件表]|附录)\s*[\d一二三四五六七八九十]*(?:[-—]\d+)?\s*[:：、.]?$|[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*第?\s*\d+\s*号"
    r"|^.{2,30}文\s*件$|^(?:单位|来源|制表|填报|填表|索引号|发文|成文|公开方式|主动公开|特急|加急|日期|密级|签发人)|^[\d\s年月日./—–-]+$"
    r"|^(?:序号|姓名|项目名称)$"
)
_OPEN_END = re.compile(r"[。；;，,！？!?:：]$")
_LABEL = re.compile(r"^附\s*[件表]\s*[\d一二三四五六七八九十]*(?:[-—]\d+)?\s*[:：、.]\s*(?=\S)")


def title_of(lines: Sequence[str], name: str) -> str:
    """The headline among the first lines of a file: lines up to the first that ends as titles end (…通知, …公示),
    else the first line that can be a title; the file's name without its ending when there is none.
    """
    run: list[str] = []
    first = ""
    for line in lines[:LINES]:
        text = _LABEL.sub("", line.strip())
        if not _can_be_title(text):
            run = []
            continue
        first = first or text
        run = [*run[-2:], text]
        if _ENDS.search(text):
            return _shortest("".join(run), text)
        if _OPEN_END.search(text):
            run = []
    return first or _plain(name)


def archive_title(lines: Sequence[str], name: str) -> str:
    """What the page calls an archive, when that is a title; else the first headline in it, or the first file's name."""
    text = _LABEL.sub("", _plain(name))
    return text if _can_be_title(text) else title_of(lines, name)


def _shortest(joined: str, last: str) -> str:
    """A headline over several lines, unless it would be longer than any headline is."""
    return joined if len(joined) <= 90 else last


def _can_be_title(text: str) -> bool:
    if "\t" in text or not 4 <= len(text) <= 70 or _NO_TITLE.search(text):
        return False
    return len(_CHINESE.findall(text)) >= 4 and "。" not in text


def _plain(name: str) -> str:
    return name.rsplit(".", 1)[0].strip() if "." in name else name.strip()
