"""Lines of a public mailbox: each letter's day and whether the site itself calls it answered."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from audit.html.dates import first_date
from audit.site.model import Letter

MOST = 300
_MAILBOX = re.compile(r"信箱|留言|来信|咨询|诉求")
_OPEN = re.compile(r"未(?:回复|答复|办结|处理|受理)|(?:待|等待)(?:回复|答复|处理|受理|办理)|(?:办理|处理|受理)中")
_DONE = re.compile(r"已(?:回复|答复|办结|处理|解决|受理)|办结")
_LINE = 300


def letters(root: HtmlElement, text: str) -> tuple[Letter, ...]:
    """Rows and list items that bear a day and a state of handling, on a page that speaks of a mailbox."""
    if not _MAILBOX.search(text) or not (_OPEN.search(text) or _DONE.search(text)):
        return ()
    found: list[Letter] = []
    for line in root.iter("tr", "li"):
        words = " ".join(line.text_content().split())
        if len(found) >= MOST or len(words) > _LINE:
            continue
        waiting, day = _OPEN.search(words), first_date(words)
        if day and (waiting or _DONE.search(words)):
            found.append(Letter(day=day, answered=not waiting))
    return tuple(found)
