"""SITE-04 and SITE-05: is the reader answered, and is he served?"""

from __future__ import annotations

import re

from audit.model import Document, Outcome
from audit.site.absence import nothing_seen
from audit.site.model import Letter, SiteAnswer, SiteView, listed, told
from crawler.scope import owner_of

LATE_DAYS = 92
YEAR_DAYS = 366
GUIDE_PARTS = {
    "名称": r"名称|事项",
    "依据": r"依据|(?:根据|按照)[^。；]{0,12}《",
    "条件": r"条件|对象|范围",
    "材料": r"材料|证件|资料",
    "地点": r"地点|地址|窗口|受理(?:机构|部门|单位)",
    "时间": r"时间|时限|期限|工作日",
    "流程": r"流程|程序|步骤|环节",
    "电话": r"电话|热线|联系方式",
}
_GUIDE = re.compile(r"(?:办事|服务|办理|申请|申报|申领|受理).{0,6}(?:指南|须知)|指南$")
_NOT_GUIDE = re.compile(r"公开指南|建设指南|技术指南|工作指南|指南的|填报|旅游|防控|防护|健康")


def replies(view: SiteView) -> SiteAnswer:
    """A channel that works, and no letter of the last year unanswered for over three months (SITE-04).

    Only what the site itself calls unanswered counts. A channel is a link that names one; links that are pictures
    without words may name one too, and then nobody can say that there is none.
    """
    late = [(page.url, one) for page in view.facts.values() for one in page.letters if _is_late(view, one)]
    if late:
        days = max((view.today - one.day).days for _, one in late)
        reason = f"公开的留言中有{len(late)}件超过三个月标注为未办结，最长{days}天"
        return told(Outcome.MISSING, reason, late[0][0])
    channels = [one for one in view.marks("mailbox") if one.url not in view.absent]
    if channels:
        letters = sum(len(page.letters) for page in view.facts.values())
        seen = f"核对公开留言{letters}件，未见超过三个月未答复的" if letters else "公开页面上未见留言列表"
        return told(Outcome.MET, f"设有互动渠道“{channels[0].text}”，{seen}", channels[0].url or view.root)
    if dead := [one for one in view.marks("mailbox") if one.url]:
        return told(Outcome.PARTIAL, f"互动渠道“{dead[0].text}”的链接无法打开", dead[0].url)
    return nothing_seen(view, "信箱|咨询|留言|互动|投诉", "未见信箱、咨询、留言等互动渠道")


def _is_late(view: SiteView, letter: Letter) -> bool:
    return not letter.answered and LATE_DAYS < (view.today - letter.day).days <= YEAR_DAYS


def services(view: SiteView) -> SiteAnswer:
    """Services are offered, and each guide names its eight parts (SITE-05).

    Services that a link hands over to a common platform are judged there, by a person, and a person knows whether a
    unit without any has services to offer. A guide whose files could not be read is not judged.
    """
    unread = {one.parent_url for one in view.documents if one.parent_url and one.unread}
    files = _files(view)
    guides = [one for one in view.articles if _is_guide(one) and one.url not in unread and not one.images]
    if guides:
        lacking = {one.url: _lacking(one.text + files.get(one.url, "")) for one in guides}
        bad = [one for one in guides if lacking[one.url]]
        share = 1 - sum(map(len, lacking.values())) / (len(GUIDE_PARTS) * len(guides))
        if not bad:
            return told(Outcome.MET, f"核对办事指南{len(guides)}篇，要素齐全", guides[0].url, share)
        worst = max(bad, key=lambda one: len(lacking[one.url]))
        reason = (
            f"核对办事指南{len(guides)}篇，{len(bad)}篇要素不全；"
            f"如《{worst.title}》未见{listed(lacking[worst.url], len(GUIDE_PARTS))}"
        )
        return told(Outcome.PARTIAL, reason, worst.url, share)
    if offered := list(view.marks("service")):
        away = next((one for one in offered if one.url and owner_of(one.url) not in view.owners), offered[0])
        reason = f"设有“{away.text}”入口，本次未见可供核对的办事指南，请人工核查所链接的服务"
        return told(Outcome.MANUAL, reason, away.url or view.root)
    said = nothing_seen(view, "办事|服务|便民|查询", "未见办事服务入口和办事指南")
    if said.outcome == Outcome.MISSING:
        return told(Outcome.MANUAL, f"{said.reason}；是否有对外办事事项请人工确认", said.url)
    return said


def _is_guide(document: Document) -> bool:
    titled = _GUIDE.search(document.title) and not _NOT_GUIDE.search(document.title)
    return bool(titled) and document.page_type == "guide"


def _lacking(text: str) -> list[str]:
    return [name for name, pattern in GUIDE_PARTS.items() if not re.search(pattern, text)]


def _files(view: SiteView) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in view.documents:
        if one.parent_url:
            found[one.parent_url] = found.get(one.parent_url, "") + one.text
    return found
