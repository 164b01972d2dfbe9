"""The signature of a document (落款): who signs it and on which day, at the end of its text.

`云河市民政局` and below it `2025年3月5日` or `二〇二五年三月五日`; both on one line; a date alone that ends the text; or the
print line of an official document (`云河市人民政府办公室 2025年3月5日印发`). What stands behind a line `附件` is another
document with a signature of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from audit.html.dates import dates_in

_ORGAN = re.compile(
    r"(?:政府|委员会|办公室|办公厅|指挥部|领导小组|联席会议|[局委厅署部院处科站所队会]|中心|大学|学校|学院|中学|小学|幼儿园|医院"
    r"|图书馆|文化馆|博物馆|公司|银行|总队|支队|大队|分局|管委会)(?:[（(][^（）()]{1,12}[）)])?$"
)
_OFFICER = re.compile(r"[省市州县区旗镇乡局厅部院校]长|主任|主席")
_ENCLOSURE = re.compile(r"^[【\[（(]?附[件表录图]?(?:[\s\d一二三四五六七八九十]{0,4}[】\])）]?[:：.、]?|[:：].*)$")
_EDGE = re.compile(r"[\s\x1f（）()【】\[\]。，,.、;；:：]|印发|公布|发布|落款|日期")
_WEEKDAY = re.compile(r"星期[一二三四五六日天]")
_WRITTEN = re.compile(r"年.+月.+日?")
LAST = 4
"""A date alone on its line is a signature only among so many last lines."""
LONGEST_NAME = 40


def signature_date(lines: Sequence[str]) -> date | None:
    """The day on which a document was signed. In: the lines of its text. Out: None when no signature is seen.

    The last signature before the enclosures counts; the first two lines (a title, a date of publication) never do.
    """
    body = _without_enclosures([line.strip() for line in lines if line.strip()])
    for index in range(len(body) - 1, 1, -1):
        found = _only_date(body[index])
        if found is None:
            continue
        day, signer, written = found
        if _signs(signer) or _signs(body[index - 1]) or (not signer and written and index >= len(body) - LAST):
            return day
    return None


def _without_enclosures(lines: Sequence[str]) -> Sequence[str]:
    """The lines before the first enclosure, when a document stands there; a list of enclosures before the signature
    (附件：1.…) is none."""
    for index, line in enumerate(lines):
        if (
            index > 1
            and _ENCLOSURE.match(line)
            and not line.endswith((":", "："))
            and ":" not in line.replace("：", ":")
        ):
            before = lines[:index]
            if any(_only_date(one) for one in before[2:]):
                return before
    return lines


def _only_date(line: str) -> tuple[date, str, bool] | None:
    """A line that says a day and at most who signs: (day, signer, whether in words 年 月 日)."""
    if "\t" in line or len(line) > LONGEST_NAME + 20:
        return None
    dates = list(dates_in(line))
    if len(dates) != 1:
        return None
    start, stop, day = dates[0]
    after = _EDGE.sub("", _WEEKDAY.sub("", line[stop:]))
    signer = _EDGE.sub("", line[:start])
    if after or (signer and not _signs(signer)):
        return None
    return day, signer, bool(_WRITTEN.search(line[start:stop]))


def _signs(line: str) -> bool:
    """Whether a line is nothing but the name of a body, or of the officer who signs an order (部长 王大明)."""
    name = re.sub(r"[\s\x1f]+", "", line)
    if not 2 < len(name) <= LONGEST_NAME or re.search(r"[。，；：？！,;:?!]", name):
        return False
    title = _OFFICER.search(name)
    return bool(_ORGAN.search(name)) or (title is not None and 2 <= len(name) - title.end() <= 4)
