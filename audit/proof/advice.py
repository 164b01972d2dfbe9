"""The shortest list of what a unit has to add: what one page lacks is one item, what no page shows is one item a point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.model import DEFICIENT, Finding, Outcome
from rules.model import Book, Point

MAX_RECORDS_NAMED = 3
_URGENCY = {"A": 0, "B": 1, "C": 2, "M": 3}
_MARK = {Outcome.MISSING: "补充", Outcome.PARTIAL: "补全", Outcome.STALE: "更新"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do. `url` is the page to mend ("" when a new one is needed), `settles` how many deficiencies it ends."""

    url: str
    severity: str
    text: str
    settles: int


def actions(findings: Iterable[Finding], book: Book, titles: Mapping[str, str]) -> list[Action]:
    """What to do about the deficient ones among `findings`, gravest first. `titles`: page titles by URL."""
    pages: dict[str, list[Finding]] = {}
    points: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.outcome not in DEFICIENT:
            continue
        if finding.url in titles and (finding.record_key or finding.outcome is not Outcome.MISSING):
            pages.setdefault(finding.url or "", []).append(finding)
        else:
            points.setdefault(finding.point_id, []).append(finding)
    found = [_mend(url, group, book, titles[url]) for url, group in pages.items()]
    found += [_publish(book.points[point_id], group, book) for point_id, group in points.items()]
    return sorted(found, key=lambda one: (_URGENCY[one.severity], -one.settles, one.text))


def _mend(url: str, group: list[Finding], book: Book, title: str) -> Action:
    """One page: all that it lacks."""
    parts: list[str] = []
    for outcome, verb in _MARK.items():
        names = [_name(finding, book) for finding in group if finding.outcome is outcome]
        if names:
            parts.append(verb + "、".join(dict.fromkeys(names)))
    records = list(dict.fromkeys(finding.record_name for finding in group if finding.record_name))
    about = ""
    if records:
        more = f"等{len(records)}项" if len(records) > MAX_RECORDS_NAMED else ""
        about = f"（涉及“{'”“'.join(records[:MAX_RECORDS_NAMED])}”{more}）"
    return Action(
        url=url, severity=_gravest(group), text=f"在《{title}》中{'；'.join(parts)}{about}", settles=len(group)
    )


def _publish(point: Point, group: list[Finding], book: Book) -> Action:
    """One point that no page shows."""
    kinds = [book.schemes[one.scheme_id].name for one in group if one.scheme_id in book.schemes]
    about = f"（{'、'.join(dict.fromkeys(kinds))}）" if kinds else ""
    fix = point.fix.rstrip("。")
    text = f"{fix}{about}〔{point.id} {point.name}〕：{point.satisfied_by}"
    return Action(url="", severity=_gravest(group), text=text, settles=len(group))


def _name(finding: Finding, book: Book) -> str:
    return f"{book.points[finding.point_id].name}（{finding.point_id}）"


def _gravest(group: list[Finding]) -> str:
    return min((finding.severity for finding in group), key=lambda one: _URGENCY[one])
