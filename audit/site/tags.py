"""SITE-07 and SITE-08: the meta tags of the national page design rules, their presence and their quality."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from audit.html.dates import first_date
from audit.model import Outcome
from audit.site.facts import PLACEHOLDER
from audit.site.model import PageFacts, SiteAnswer, SiteView, listed, told
from crawler.scope import site_of

SITE_TAGS = {"sitename": "SiteName", "sitedomain": "SiteDomain", "siteidcode": "SiteIDCode"}
COLUMN_TAGS = {
    "columnname": "ColumnName", "columndescription": "ColumnDescription", "columnkeywords": "ColumnKeywords",
    "columntype": "ColumnType",
}  # fmt: skip
ARTICLE_TAGS = {"articletitle": "ArticleTitle", "pubdate": "PubDate", "contentsource": "ContentSource"}
OWED = {
    "home": SITE_TAGS,
    "column": SITE_TAGS | COLUMN_TAGS,
    "list": SITE_TAGS | COLUMN_TAGS,
    "article": SITE_TAGS | COLUMN_TAGS | ARTICLE_TAGS,
    "other": SITE_TAGS,
}
"""Which tags a page of each kind owes (国办发〔2017〕47号, 附件 网页设计规范, 网页标签)."""
GOOD, POOR = 0.98, 0.5
"""Share of pages in order from which a check is met, and share below which it fails."""


def tags_present(view: SiteView) -> SiteAnswer:
    """Every page bears the mandatory tags of its kind, filled (SITE-07); `share` is that of the tags that are there.

    Fails when fewer than half are, pages that did not come counted as in order.
    """
    pages = [one for one in view.facts.values() if one.kind in OWED]
    if not pages:
        return told(Outcome.UNCHECKED, "没有页面应答，不作判定", view.root)
    lacking = {one.url: _lacking(one) for one in pages}
    bad = [one for one in pages if lacking[one.url]]
    fact = f"{'抽查' if view.sampled else '检查'}页面{len(pages)}个"
    filled = sum(1 - len(lacking[one.url]) / len(OWED[one.kind]) for one in pages)
    if len(bad) <= (1 - GOOD) * len(pages):
        return told(Outcome.MET, f"{fact}，标签齐全", view.root, filled / len(pages))
    counted = Counter(name for names in lacking.values() for name in names)
    most = [f"{name}（{count}个页面）" for name, count in counted.most_common()]
    reason = f"{fact}，{len(bad)}个标签不全，缺少或为空：{listed(most, 10)}"
    return _graded(view, len(pages), filled, reason, bad[0].url)


def _lacking(page: PageFacts) -> list[str]:
    return [name for key, name in OWED[page.kind].items() if not page.metas.get(key)]


def _graded(view: SiteView, pages: int, good: float, reason: str, url: str) -> SiteAnswer:
    """Fails only when so much is at fault that the unseen pages could not set it right."""
    unseen = sum(row.kind in OWED for row in view.unseen)
    hopeful = (good + unseen) / (pages + unseen)
    return told(Outcome.MISSING if hopeful < POOR else Outcome.PARTIAL, reason, url, good / pages)


def tags_sound(view: SiteView) -> SiteAnswer:
    """Tags say what is so (SITE-08): a code of ten digits (of ministries: bm and eight), a readable date, the site's own domain, no template words."""
    pages = [one for one in view.facts.values() if any(one.metas.get(key) for key in _SOUND)]
    if not pages:
        return told(Outcome.INAPPLICABLE, "所检索页面未设规范标签，标签质量不适用（见SITE-07）")
    faults = [(one, said) for one in pages for said in _faults(one)]
    bad = list(dict.fromkeys(one.url for one, _ in faults))
    fact = f"{'抽查' if view.sampled else '检查'}有标签的页面{len(pages)}个"
    if len(bad) <= (1 - GOOD) * len(pages):
        return told(Outcome.MET, f"{fact}，标签内容规范", view.root, 1 - len(bad) / len(pages))
    counted = Counter(said for _, said in faults)
    most = [f"{said}（{count}个页面）" for said, count in counted.most_common()]
    reason = f"{fact}，{len(bad)}个内容不规范：{listed(most, 4)}"
    return _graded(view, len(pages), len(pages) - len(bad), reason, bad[0])


def _faults(page: PageFacts) -> Iterator[str]:
    for key, name in (SITE_TAGS | COLUMN_TAGS | ARTICLE_TAGS).items():
        value = page.metas.get(key, "")
        if value and PLACEHOLDER.match(value):
            yield f"{name} 仍为模板文字“{value[:20]}”"
        elif value and key in _SOUND and (said := _SOUND[key](value, page.url)):
            yield said


def _code(value: str, url: str) -> str:
    return "" if re.fullmatch(r"\d{10}|bm\d{8}", value) else f"SiteIDCode 不是10位数字“{value[:20]}”"


def _date(value: str, url: str) -> str:
    return "" if first_date(value) else f"PubDate 无法识别“{value[:20]}”"


def _domain(value: str, url: str) -> str:
    """Another owner's domain, where all named are; hosts given as numbers (tests, mirrors) tell nothing."""
    host = urlsplit(url).hostname or ""
    named = [re.sub(r"^\w+://|[:/].*$", "", one) for one in re.split(r"[,，;；、\s]+", value.strip().lower()) if one]
    if _is_number(host) or any(map(_is_number, named)):
        return ""
    domains = [one for one in named if re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", one)]
    if not domains:
        return f"SiteDomain 不是域名“{value[:20]}”"
    if any(site_of(one) == site_of(host) for one in domains):
        return ""
    return f"SiteDomain“{value[:30]}”与网站域名不一致"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


_SOUND = {"siteidcode": _code, "pubdate": _date, "sitedomain": _domain}
