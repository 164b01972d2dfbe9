"""SITE-01: can the site be reached?"""

from __future__ import annotations

from audit.model import Outcome
from audit.site.model import ANSWERED, SiteAnswer, SiteView, told

PROBES = 20
FAILING = 0.05
"""Share of failed probes from which the indicators of 2019 speak of an unreachable site (a veto item)."""
_FAILED = frozenset({"timeout", "dns", "connection", "tls", "http_5xx"})


def reachable(view: SiteView) -> SiteAnswer:
    """At least 20 probes, fewer than 5 % of them failed (points.md section 4; probes of over 15 s count as failed).

    One visit is a probe of one day from one place: a bad share is for a person to confirm, never a verdict, and fewer
    than 20 requests decide nothing. Pages that a challenge, robots.txt or our own bounds kept from us are no probes.
    """
    answered = sum(row.state in ANSWERED or row.state in ("absent", "redirected") for row in view.pages)
    failed = [row for row in view.pages if row.reason in _FAILED]
    probes = answered + len(failed)
    if view.visit.state == "blocked":
        return told(Outcome.UNCHECKED, "网站返回安全验证页面，本次未能检查", view.root)
    share = len(failed) / probes if probes else 0.0
    fact = f"本次访问{probes}次，失败{len(failed)}次" + (f"（占{share:.0%}）" if failed else "")
    if probes < PROBES:
        return told(Outcome.UNCHECKED, f"{fact}，不足{PROBES}次，不作判定", view.root)
    if share >= FAILING:
        return told(Outcome.MANUAL, f"{fact}，达到{FAILING:.0%}，请换时段、换网络复核", failed[0].url, 1 - share)
    return told(Outcome.MET, fact, view.root, 1 - share)
