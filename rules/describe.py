"""What the book says of one point, in words for people who know neither its codes nor the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.duties import Owed, owed
from rules.load import point_digest
from rules.model import Basis, Book, Domain, Point
from rules.wording import DUE_KINDS, FRESHNESS, LEVELS, ROLES, SEVERITIES, STATUSES, example_lines, recogniser_text

Owners = Mapping[str, Mapping[Owed, Mapping[str, list[str]]]]
"""Point → role → name of the duty holder → the kinds (类别) it is narrowed to (none: no kinds)."""
TASK_TABLE = "长春市关于推进社会公益事业建设领域政府信息公开工作任务分工表"
APART = {"site": "网站的主办单位", "privacy": "发布信息的单位"}
"""Who answers for what no duty names."""
FEW = 4
"""So many units left out of all are named instead of the rest."""


def point_text(book: Book, point_id: str) -> str:
    """All that the book says of one point, as plain text."""
    point, domain = book.points[point_id], book.domain_of(point_id)
    lines = [f"{point.id} {point.name} · {domain.title} · {STATUSES[point.status]}", sentence(point.title), ""]
    lines += [f"{name}：{text}" for name, text in facts(book, point, owners_of(book))]
    if book.layers:
        lines.append(f"来自：{'；'.join(_layers(book, point_id))}")
    lines.append(f"栏目：{'、'.join(dict.fromkeys((*point.columns, *domain.columns)))}")
    if domain.gate and any(rule.gate for rule in point.recognise):
        lines.append(f"领域词：{'、'.join(domain.gate.terms)}")
    by_hand = point.status == "draft" or point.level == "M"
    how = "（任一即可）：" if point.recognise else "：无，由人工判断" if by_hand else "：由程序按网页的构造判断"
    lines += ["", f"识别方式{how}"]
    lines += [f"  {number}. {recogniser_text(rule)}" for number, rule in enumerate(point.recognise, 1)]
    for label, examples in (("正例", point.good), ("反例", point.bad)):
        for example in examples:
            why = f"（{example.why.rstrip('。')}）" if example.why else ""
            lines += ["", f"{label}：{example.name}{why}", *(f"  {line}" for line in example_lines(example))]
    return "\n".join([*lines, "", f"规则指纹：{point_digest(book, point_id)}"])


def facts(book: Book, point: Point, owners: Owners) -> Iterator[tuple[str, str]]:
    """What a point says, as (name, text), in the order in which people ask."""
    domain = book.domain_of(point.id)
    for basis in point.basis:
        yield "条款", basis_text(basis)
    for role, title in ROLES.items():
        if names := owners.get(point.id, {}).get(role):
            yield "谁负责", f"{title}：{'、'.join(_holders(book, domain, point, names))}"
    if domain.kind in APART:
        yield "谁负责", APART[domain.kind]
    yield "怎样算达标", point.satisfied_by
    if refused := "；".join(dict.fromkeys(one.why.rstrip("。") for one in point.bad if one.why)):
        yield "怎样不算", f"{refused}。"
    yield "检查方式", "；".join((_level(domain, point), *_conditions(book, domain, point)))
    if point.freshness:
        yield "时限", "；".join((*(FRESHNESS[code] for code in point.freshness), *_due(point)))
    yield "严重程度", SEVERITIES[point.severity]
    yield "怎样整改", point.fix


def basis_text(basis: Basis) -> str:
    """A clause as it is cited: document, place, its own words."""
    document = "任务分工表" if basis.document == TASK_TABLE else f"《{basis.document}》"
    return f"{document}{basis.clause}" + (f"“{basis.quote}”" if basis.quote else "")


def owners_of(book: Book) -> Owners:
    """Who owes what, by point."""
    found: dict[str, dict[Owed, dict[str, list[str]]]] = {}
    for key, duty in book.duties.items():
        for (point_id, scheme), role in owed(book, (key,)).items():
            schemes = found.setdefault(point_id, {}).setdefault(role, {}).setdefault(duty.name, [])
            if scheme:
                schemes.append(scheme)
    return found


def sentence(text: str) -> str:
    """`text` with one full stop at its end."""
    return text.rstrip("。") + "。"


def _holders(book: Book, domain: Domain, point: Point, names: Mapping[str, list[str]]) -> Iterator[str]:
    """Duty holders by name, each with the kinds it is narrowed to; all but a few are told by those left out."""
    kinds = {scheme.id: scheme.name for scheme in domain.schemes_of(point)}
    others = [duty.name for duty in book.duties.values() if duty.name not in names]
    if len(others) <= FEW < len(names):
        yield f"各有关单位（{'、'.join(others)}除外）" if others else "各有关单位"
        return
    for name, schemes in names.items():
        narrowed = [kinds.get(one, one) for one in schemes]
        yield f"{name}（{'、'.join(narrowed)}）" if 0 < len(narrowed) < len(kinds) else name


def _level(domain: Domain, point: Point) -> str:
    each = f"，每{domain.records[point.record].counted}都应写明" if point.record else ""
    return "看整个网站" if domain.kind == "site" and point.level == "C" else LEVELS[point.level] + each


def _conditions(book: Book, domain: Domain, point: Point) -> Iterator[str]:
    if kinds := domain.schemes_of(point):
        yield f"分别检查{'、'.join(kind.name for kind in kinds)}"
    if point.after:
        yield f"{point.after}“{book.points[point.after].name}”所列期限届满后才要求"
    if point.event:
        yield "发生有关事件时才要求"
    if point.news_ok:
        yield "带有数据的报道可以算"
    if point.reposts_ok:
        yield "转载其他单位的内容可以算"
    if point.local:
        yield "也可以依法在村（社区）公示栏公开，网站未见时严重程度降一级"


def _due(point: Point) -> Iterator[str]:
    days: dict[str, list[str]] = {}
    for kind, day in point.due.items():
        days.setdefault(f"{int(day[:2])}月{int(day[3:])}日前", []).append(DUE_KINDS[kind])
    for day, kinds in days.items():
        who = "、".join(one for one in kinds if one)
        yield f"上一年度的信息应于次年{day}公开" + (f"（{who}）" if who else "")


def _layers(book: Book, point_id: str) -> Iterator[str]:
    """Which layers made a point what it is, the lowest first."""
    if not any(point_id in layer.added for layer in book.layers):
        yield "基础规则"
    for layer in book.layers:
        if point_id in layer.added:
            yield f"{layer.name}（新增）"
        if point_id in layer.changed:
            yield f"{layer.name}（修改：{'、'.join(layer.changed[point_id])}）"
        if point_id in layer.retired:
            yield f"{layer.name}（停用）"
