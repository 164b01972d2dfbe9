"""SITE-06 and SITE-15: do links open, and do policies and their interpretations lead to each other?"""

from __future__ import annotations

import re

from audit.model import Document, Outcome
from audit.site.model import SiteAnswer, SiteView, listed, target, told
from audit.text import normalise
from crawler.capture import PageRow

SHOWN = 5
BROKEN_PER_100 = 5.0
"""Ours: the indicators take off points for every broken link and name no limit."""
_NAMED = re.compile(r"《([^《》]{4,60})》")


def links_open(view: SiteView) -> SiteAnswer:
    """Links within the site and its files open (SITE-06): broken ones for 100 links that were tried.

    Broken is what the site itself calls gone (404, 410), reached by a link that stands on one of its pages: an address
    that the crawl worked out by itself accuses nobody. A failed request proves nothing and counts as open. Links to
    other owners' hosts are not tried.
    """
    linked = frozenset[int]().union(*(one.targets for one in view.facts.values()))
    broken = [row for row in view.pages if row.state == "absent" and target(row.url) in linked]
    tried = len(view.answered) + len(broken) + len(view.unseen)
    if not view.answered:
        return told(Outcome.UNCHECKED, "没有页面应答，不作判定", view.root)
    rate = 100 * len(broken) / tried
    if not broken:
        return told(Outcome.MET, f"访问站内链接{tried}个，未见失效链接", view.root, 1.0)
    files = sum(row.kind == "attachment" for row in broken)
    shown = [_told(row) for row in broken[:SHOWN]]
    reason = (
        f"访问站内链接{tried}个，失效{len(broken)}个（其中附件{files}个），每百条{rate:.1f}个；如{'、'.join(shown)}"
    )
    if len(broken) > SHOWN:
        reason += f"等，仅列出前{SHOWN}个"
    outcome = Outcome.MISSING if rate >= BROKEN_PER_100 else Outcome.PARTIAL
    return told(outcome, reason, broken[0].referrer or broken[0].url, 1 - rate / 100)


def _told(row: PageRow) -> str:
    """A broken link by its address, a column by its name too: the words of other links may hold people's names."""
    return f"“{row.anchor}”（{row.url}）" if row.kind in ("column", "list") and row.anchor else row.url


def interpretations_linked(view: SiteView) -> SiteAnswer:
    """A policy's page links its interpretation, and that links the policy (SITE-15).

    Pairs are the unit's policies and interpretations that name them in their titles. A link to any policy or by the
    words of one counts, and a page with a place for related texts counts as linked, since a script may fill it.
    """
    pairs = list(_pairs(view))
    if not pairs:
        return told(Outcome.INAPPLICABLE, "未见政策文件及其解读同时发布，本期不适用")
    loose = []
    for policy, reading in pairs:
        there, back = view.facts.get(policy.url), view.facts.get(reading.url)
        if there and not (there.reading or there.related or there.linked(reading.url)):
            loose.append((policy, f"《{policy.title}》未链接其解读"))
        if back and not (back.original or back.related or back.linked(policy.url)):
            loose.append((reading, f"《{reading.title}》未链接所解读的文件"))
    share = 1 - len(loose) / (2 * len(pairs))
    if not loose:
        return told(Outcome.MET, f"核对{len(pairs)}组政策文件与解读，均互相链接", pairs[0][0].url, share)
    complete = not any(row.kind != "attachment" for row in view.unseen)
    outcome = Outcome.MISSING if share == 0 and complete else Outcome.PARTIAL
    reason = f"核对{len(pairs)}组政策文件与解读：{listed([said for _, said in loose], 3)}"
    return told(outcome, reason, loose[0][0].url, share)


def _pairs(view: SiteView) -> list[tuple[Document, Document]]:
    """Policies with the interpretations whose titles quote theirs."""
    policies = [one for one in view.articles if one.page_type == "policy" and one.issuer == "self"]
    named = [(one, _core(one.title)) for one in policies]
    readings = [one for one in view.articles if one.page_type == "interpretation" and one.issuer == "self"]
    found = []
    for reading in readings:
        quoted = {_core(name) for name in _NAMED.findall(reading.title)} - {""}
        found += [(policy, reading) for policy, core in named if core and core in quoted]
    return found


def _core(title: str) -> str:
    """What a policy is called without its issuing body and frame: 关于印发《甲办法》的通知 is 甲办法."""
    inner = _NAMED.search(title)
    text = normalise(inner[1] if inner else title)
    return re.sub(r"^.{0,24}关于(?:印发)?|的通知$", "", text)
