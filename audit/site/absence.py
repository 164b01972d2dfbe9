"""When "nothing of the kind was seen" may be said of a site."""

from __future__ import annotations

from audit.model import Outcome
from audit.site.model import SiteAnswer, SiteView, told


def nothing_seen(view: SiteView, words: str, fact: str) -> SiteAnswer:
    """No link or page of the site names a thing (`words`: how one would name it; `fact`: what to say).

    Missing only when the front page came, no page behind which it may stand is unseen, and every link of the front
    page has words: a picture, a frame or a script may name what the words do not.
    """
    if gaps := view.gaps(words):
        return view.gap_answer(gaps)
    if not view.home_seen:
        return told(Outcome.UNCHECKED, "首页本次未能查看，不作判定", view.root)
    if any(one.wordless or one.drawn for one in view.homes):
        return told(Outcome.MANUAL, f"{fact}；首页另有图片链接或脚本生成的内容，请人工核查", view.root)
    return told(Outcome.MISSING, fact, view.root)
