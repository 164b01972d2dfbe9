"""SITE-11: what the foot of a site must bear."""

from __future__ import annotations

from audit.model import Outcome
from audit.site.facts import FOOTER
from audit.site.model import SiteAnswer, SiteView, listed, told


def footer_complete(view: SiteView) -> SiteAnswer:
    """Site code, ICP record, public-security record, organiser, contact, site map (SITE-11, seen on real sites;
    国办发〔2017〕47号, 附件 网页设计规范). Standing anywhere on any page of the site is enough."""
    if not view.home_seen:
        return told(Outcome.UNCHECKED, "首页本次未能查看，不作判定", view.root)
    found = frozenset[str]().union(*(one.footer for one in view.facts.values()))
    lacking = [name for name in FOOTER if name not in found]
    share = 1 - len(lacking) / len(FOOTER)
    if not lacking:
        return told(Outcome.MET, "页面底部标识齐全", view.root, share)
    fact = f"首页及所检索页面未见{listed(lacking, len(FOOTER))}"
    if any(one.drawn or one.wordless for one in view.homes):
        return told(Outcome.MANUAL, f"{fact}；首页另有图片或脚本生成的内容，请人工核查", view.root, share)
    if len(lacking) == len(FOOTER) and view.unseen:
        return view.gap_answer(view.unseen)
    return told(Outcome.PARTIAL if share else Outcome.MISSING, fact, view.root, share)
