"""The rule book as people read it: one point in full, and the whole as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.duties import Owed, owed
from rules.load import point_digest
from rules.model import Book, Domain, Example, Point
from rules.wording import FRESHNESS, LEVELS, ROLES, SEVERITIES, STATUSES, example_lines, recogniser_text

Owners = Mapping[str, Mapping[Owed, Mapping[str, list[str]]]]
"""Point → role → name of the duty holder → the schemes it is narrowed to (none: no schemes)."""

HEAD = """\
# 公开要点目录

本页由 `gongkai rules docs` 从 `rules/book/*.yml` 和 `rules/duties.yml` 生成，请勿手工修改；要改内容，请改规则文件后重新生成。

前八个领域的要点逐项对应《长春市关于推进社会公益事业建设领域政府信息公开工作任务分工表》，引文一字不改。
标“草案”的要点由人工判断。SITE（网站）和 PRIV（个人隐私）两类单独报告，不计入缺项。
"""


def catalogue(book: Book) -> str:
    """The whole book as a Markdown page."""
    owners = owners_of(book)
    lines = [HEAD, *_overview(book), *(line for domain in book.domains for line in _domain(book, domain, owners))]
    return "\n".join(lines).rstrip("\n") + "\n"


def point_text(book: Book, point_id: str) -> str:
    """All that the book says of one point, as plain text."""
    point, domain = book.points[point_id], book.domain_of(point_id)
    lines = [f"{point.id} {point.name} · {domain.title} · {STATUSES[point.status]}", _sentence(point.title), ""]
    lines += [f"{name}：{text}" for name, text in _facts(book, point, owners_of(book))]
    if book.layers:
        lines.append(f"来自：{'；'.join(_layers(book, point_id))}")
    lines.append(f"栏目：{'、'.join(dict.fromkeys((*point.columns, *domain.columns)))}")
    if domain.gate and any(rule.gate for rule in point.recognise):
        lines.append(f"领域词：{'、'.join(domain.gate.terms)}")
    lines += ["", "识别方式（任一即可）：" if point.recognise else "识别方式：无，由人工判断"]
    lines += [f"  {number}. {recogniser_text(rule)}" for number, rule in enumerate(point.recognise, 1)]
    for label, examples in (("正例", point.good), ("反例", point.bad)):
        for example in examples:
            why = f"（{example.why.rstrip('。')}）" if example.why else ""
            lines += ["", f"{label}：{example.name}{why}", *(f"  {line}" for line in example_lines(example))]
    return "\n".join([*lines, "", f"规则指纹：{point_digest(book, point_id)}"])


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


def owners_of(book: Book) -> Owners:
    """Who owes what, by point."""
    found: dict[str, dict[Owed, dict[str, list[str]]]] = {}
    for key, duty in book.duties.items():
        for (point_id, scheme), role in owed(book, (key,)).items():
            schemes = found.setdefault(point_id, {}).setdefault(role, {}).setdefault(duty.name, [])
            if scheme:
                schemes.append(scheme)
    return found


def _overview(book: Book) -> Iterator[str]:
    yield "| 领域 | 前缀 | 要点 | 启用 | 草案 |"
    yield "|---|---|---|---|---|"
    for domain in book.domains:
        states = [point.status for point in domain.points]
        cells = (domain.title, domain.prefix, len(states), states.count("active"), states.count("draft"))
        yield f"| {' | '.join(str(cell) for cell in cells)} |"
    yield ""


def _domain(book: Book, domain: Domain, owners: Owners) -> Iterator[str]:
    yield f"## {domain.prefix} {domain.title}"
    yield ""
    if domain.schemes:
        yield "救助类别：" + "、".join(f"{scheme.id} {scheme.name}" for scheme in domain.schemes) + "。"
        yield ""
    for point in domain.points:
        mark = "" if point.status == "active" else f"（{STATUSES[point.status]}）"
        yield f"### {point.id} {point.name}{mark}"
        yield ""
        yield _sentence(point.title)
        yield ""
        yield from (f"- {name}：{_escaped(text)}" for name, text in _facts(book, point, owners))
        yield ""
        yield from _example_block("正例", point.good)
        yield from _example_block("反例", point.bad)


def _facts(book: Book, point: Point, owners: Owners) -> Iterator[tuple[str, str]]:
    for basis in point.basis:
        yield "依据", f"《{basis.document}》{basis.clause}" + (f"“{basis.quote}”" if basis.quote else "")
    yield "层级", LEVELS[point.level] + ("，逐类救助分别检查" if point.schemes else "")
    yield "重要程度", SEVERITIES[point.severity]
    if point.freshness:
        yield "时限", "、".join(FRESHNESS[code] for code in point.freshness)
    if conditions := "；".join(_conditions(point)):
        yield "说明", conditions
    for role, title in ROLES.items():
        if names := owners.get(point.id, {}).get(role):
            yield title, "、".join(_owner(name, schemes, len(book.schemes)) for name, schemes in names.items())
    yield "合格的公开", point.satisfied_by
    if refused := "；".join(dict.fromkeys(one.why.rstrip("。") for one in point.bad if one.why)):
        yield "不算公开", f"{refused}。"
    yield "整改", point.fix


def _owner(name: str, schemes: list[str], every: int) -> str:
    return f"{name}（{'、'.join(schemes)}）" if schemes and len(schemes) < every else name


def _conditions(point: Point) -> Iterator[str]:
    if point.record:
        yield "每条记录都应列明"
    if point.after:
        yield f"{point.after} 所列期限届满后才要求"
    if point.event:
        yield "发生相关事件时才要求"
    if point.news_ok:
        yield "带有数据的动态报道可以算"
    if point.reposts_ok:
        yield "转载其他单位的内容可以算"
    if point.local:
        yield "也可依法在村（社区）公示栏公开，网站未见时降一级"


def _example_block(label: str, examples: tuple[Example, ...]) -> Iterator[str]:
    for example in examples[:1]:
        yield f"{label}：{example.name}"
        yield ""
        yield "```text"
        yield from example_lines(example)
        yield "```"
        yield ""


def _sentence(text: str) -> str:
    return text.rstrip("。") + "。"


def _escaped(text: str) -> str:
    """Text safe in a Markdown list: no emphasis or markup by accident."""
    for sign in "\\*_<>|":
        text = text.replace(sign, f"\\{sign}")
    return text
