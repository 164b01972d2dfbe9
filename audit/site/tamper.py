"""SITE-09: signs that strangers have changed the site. Always for a person to confirm, with the proof."""

from __future__ import annotations

from collections.abc import Iterator

from audit.model import Outcome
from audit.site.model import SiteAnswer, SiteView, listed, told
from audit.site.strangers import is_stranger

SHOWN = 4
_SEEN = frozenset({"redirected", "missed", "skipped"})


def untouched(view: SiteView) -> SiteAnswer:
    """No gambling or pornography trade, no hidden links to strangers, no page that sends its reader to one (SITE-09).

    A break-in is a veto item of the national indicators: the check never says so by itself, it names what it saw.
    """
    if not view.facts:
        return told(Outcome.UNCHECKED, "没有页面应答，不作判定", view.root)
    signs = list(_signs(view))
    if not signs:
        return told(Outcome.MET, f"检查页面{len(view.facts)}个，未见博彩、色情链接和暗链", view.root)
    said = list(dict.fromkeys(text for _, text in signs))
    pages = len({url for url, _ in signs})
    reason = f"{pages}个页面有疑似被植入的内容，请立即核实：{listed(said, SHOWN)}"
    return told(Outcome.MANUAL, reason, signs[0][0])


def _signs(view: SiteView) -> Iterator[tuple[str, str]]:
    """(page, what it shows), the plainest first."""
    for page in view.facts.values():
        yield from ((page.url, said) for said in page.spam)
    for page in view.facts.values():
        if page.hidden:
            yield page.url, f"不可见的外部链接{len(page.hidden)}个，如{page.hidden[0]}"
    own = view.root or ""
    for row in view.pages:
        if (
            row.state in _SEEN
            and row.final_url
            and is_stranger(row.final_url, row.url)
            and is_stranger(row.final_url, own)
        ):
            yield row.url, f"页面跳转到{row.final_url}"
