"""SITE-12 and SITE-14: the unit's part of the disclosure platform, and its guide."""

from __future__ import annotations

import re

from audit.model import Document, Outcome
from audit.site.absence import nothing_seen
from audit.site.facts import MARKS
from audit.site.model import SiteAnswer, SiteView, listed, told
from crawler.scope import owner_of

SECTIONS = {
    "guide": "政府信息公开指南",
    "rules": "政府信息公开制度",
    "statutory": "法定主动公开内容",
    "report": "政府信息公开年报",
    "apply": "依申请公开",
}
"""国办公开办函〔2019〕61号; the application for disclosure besides (条例, art. 29)."""
GUIDE_PARTS = {
    "公开主体": r"机构名称|公开机构|受理机构|工作机构|办公室|主体|机关",
    "公开范围": r"范围|主动公开|公开内容",
    "20个工作日的规定": r"(?:20|２０|二十)\s*个\s*工作日",
    "电话": r"电话|0\d{2,3}-?\d{7,8}",
    "地址": r"地\s*址|地点|路\d*号|号楼|街\d*号",
    "办公时间": r"(?:办公|工作|受理|接待)时间|上午|周一|星期一|法定工作日",
}
_GUIDE = re.compile(r"(?:政府|政务)?信息公开(?:工作)?指南")
_SHORT_TEXT = 80


def platform_complete(view: SiteView) -> SiteAnswer:
    """Guide, rules, statutory contents, annual reports, applications; and a search (SITE-12)."""
    found = {key for key in SECTIONS if _named(view, key)}
    lacking = [name for key, name in SECTIONS.items() if key not in found]
    share = len(found) / len(SECTIONS)
    if not lacking:
        search = "" if view.visit.searchable else "，本次未见检索入口"
        return told(Outcome.MET, f"信息公开平台栏目齐全{search}", view.root, share)
    fact = f"未见{listed(lacking)}栏目"
    if away := _elsewhere(view):
        reason = f"{fact}；信息公开栏目链接至其他网站（{away}），请人工核查"
        return told(Outcome.MANUAL, reason, away, share)
    answer = nothing_seen(view, "公开|指南|制度|年报|目录", fact)
    if found and answer.outcome == Outcome.MISSING:
        return told(Outcome.PARTIAL, fact, answer.url, share)
    return answer


def _named(view: SiteView, key: str) -> bool:
    """Whether a link, a column or a text of the site is called so."""
    if any(True for _ in view.marks(key)):
        return True
    names = {name for row in view.pages for name in row.columns} | set(view.visit.columns_found)
    names |= {one.title for one in view.documents}
    return any(MARKS[key].search(name) for name in names)


def _elsewhere(view: SiteView) -> str:
    """Where the site sends its reader for disclosed information, when that is another owner's host or a page off the
    registry ("" when it keeps it itself)."""
    moved = [row for row in view.unseen if row.reason == "off_site"]
    links = [one.url for one in view.marks("platform") if one.url and owner_of(one.url) not in view.owners]
    return next(iter([*(row.final_url or row.url for row in moved), *links]), "")


def guide_complete(view: SiteView) -> SiteAnswer:
    """The guide names body, scope, the rule of 20 working days, telephone, address and hours (SITE-14; 条例, art. 12)."""
    guides = [one for one in view.documents if _GUIDE.search(one.title) and one.issuer in ("self", "lower")]
    unread = [one for one in guides if _hard_to_read(view, one)]
    read = [one for one in guides if one not in unread]
    if not read and unread:
        return told(
            Outcome.MANUAL,
            f"《{unread[0].title}》未能读取或正文过短，请人工核查",
            unread[0].parent_url or unread[0].url,
        )
    if not read:
        return nothing_seen(view, "指南|公开|制度", "未见政府信息公开指南")
    best = min(read, key=lambda one: len(_lacking(_text(view, one))))
    lacking = _lacking(_text(view, best))
    share = 1 - len(lacking) / len(GUIDE_PARTS)
    if not lacking:
        return told(Outcome.MET, f"《{best.title}》内容齐全", best.url, share)
    fact = f"《{best.title}》未见{listed(lacking, len(GUIDE_PARTS))}"
    return told(Outcome.MANUAL if best.images else Outcome.PARTIAL, fact, best.url, share)


def _hard_to_read(view: SiteView, document: Document) -> bool:
    return bool(document.unread) or len(_text(view, document)) < _SHORT_TEXT


def _text(view: SiteView, document: Document) -> str:
    """A page's text with that of its files."""
    files = (one.text for one in view.documents if one.parent_url == document.url)
    return "\n".join([document.text, *files])


def _lacking(text: str) -> list[str]:
    return [name for name, pattern in GUIDE_PARTS.items() if not re.search(pattern, text)]
