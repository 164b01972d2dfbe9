"""An explanation as a person reads it (Chinese, one fact a line)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.model import OUTCOME_LABELS, Finding, Outcome
from audit.proof.explain import Considered, Explanation
from rules.model import Point

MAX_UNSEEN = 20
MAX_CONSIDERED = 60
MAX_FINDINGS = 30
ROLES = {"lead": "牵头", "data": "配合（有数据责任）", "cooperating": "配合"}


def lines(one: Explanation) -> Iterator[str]:
    """The explanation, ready to print."""
    scheme = f" · {one.scheme}" if one.scheme else ""
    yield f"单位    {one.unit_name}（{one.unit_id}，{ROLES.get(one.role, one.role)}）"
    yield f"要点    {one.point_id} {one.name}{scheme}"
    yield from _findings(one.findings)
    for number, said in enumerate(one.basis):
        yield f"{'依据' if not number else '    '}    {said}"
    yield f"要求    {one.title}"
    yield f"达标    {one.satisfied_by}"
    yield ""
    yield f"检索    截至{one.as_of}，共读{one.pages_read}页，其中属本领域{one.pages_of_domain}页"
    yield f"栏目    {'、'.join(one.columns) if one.columns else '未见相关栏目'}"
    yield f"未见页  {len(one.unseen)}个" + ("（相关栏目内的页面均已读到）" if not one.unseen else "")
    for url, why in one.unseen[:MAX_UNSEEN]:
        yield f"        {why}  {url}"
    yield from _more(len(one.unseen), MAX_UNSEEN)
    for name, day, url in one.events[:MAX_UNSEEN]:
        yield f"事件    {day} {name}  {url}"
    yield ""
    yield f"候选页面 {len(one.considered)}处"
    for number, place in enumerate(one.considered[:MAX_CONSIDERED], start=1):
        yield from _place(number, place)
    yield from _more(len(one.considered), MAX_CONSIDERED)
    if any(finding.outcome.value in ("missing", "partial", "stale") for finding in one.findings):
        yield ""
        yield f"整改    {one.fix}"


def site_lines(finding: Finding, point: Point) -> Iterator[str]:
    """A check of a site as a whole: what was found, who asks for it, what would satisfy it."""
    label = "未达标" if finding.outcome is Outcome.MISSING else OUTCOME_LABELS[finding.outcome]
    yield f"单位    {finding.unit_id}"
    yield f"检查    {point.id} {point.name}（网站检查，与公开要点分开，不计分）"
    yield f"结论    {label}（严重程度{finding.severity}）{finding.reason}"
    for number, basis in enumerate(point.basis):
        yield f"{'依据' if not number else '    '}    《{basis.document}》{basis.clause}"
    yield f"要求    {point.title}"
    yield f"达标    {point.satisfied_by}"
    yield f"检索    截至{finding.as_of}，共看{finding.searched_pages}页，未见页{finding.unseen_pages}个"
    if finding.url:
        yield f"网址    {finding.url}"
    if finding.outcome in (Outcome.MISSING, Outcome.PARTIAL):
        yield f"整改    {point.fix}"


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    for number, finding in enumerate(findings[:MAX_FINDINGS]):
        record = f"〔{finding.record_name}〕" if finding.record_name else ""
        grade = f"，证据等级{finding.grade}" if finding.grade else ""
        head = "结论" if not number else "    "
        yield f"{head}    {OUTCOME_LABELS[finding.outcome]}（严重程度{finding.severity}{grade}）{record}{finding.reason}"
    yield from _more(len(findings), MAX_FINDINGS)


def _place(number: int, place: Considered) -> Iterator[str]:
    day = f" {place.published}" if place.published else ""
    grade = f" {place.grade}" if place.grade else ""
    yield f"{number:>3} 【{place.taken}{grade}】《{place.title or '无标题'}》{day}"
    yield f"      {place.url}"
    yield f"      {place.why}" + (f"〔{place.record}〕" if place.record else "")
    if place.words:
        yield f"      命中词语：{'、'.join(place.words)}"
    if place.snippet:
        yield f"      原文：{place.snippet}"


def _more(count: int, shown: int) -> Iterator[str]:
    if count > shown:
        yield f"        另有{count - shown}处，用 --json 查看全部"
