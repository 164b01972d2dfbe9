"""The rule book as a Markdown page in Chinese, for people who publish and supervise: docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from rules.describe import Owners, facts, owners_of, sentence
from rules.duties import Owed, owed
from rules.model import Book, Domain, DomainKind, Example, Point
from rules.wording import PAGE_TYPES, STATUSES

MOST_LINES = 8
"""Lines and rows of an example that are shown."""
BY_DUTY = "“全部”指该领域的全部要点；括号内是该单位负责的类别，写“除”的是不负责的类别。编号见上表。"
KINDS: dict[DomainKind, str] = {
    "subject": "", "general": "各单位都要做到", "site": "单独报告，不计入得分", "privacy": "单独报告，不计入得分",
}  # fmt: skip


def catalogue(book: Book) -> str:
    """The whole book as a Markdown page."""
    owners = owners_of(book)
    lines = [_preface(), *_by_domain(book), *_by_duty(book)]
    for domain in book.domains:
        lines += _domain(book, domain, owners)
    return "\n".join(lines).rstrip("\n") + "\n"


@cache
def _preface() -> str:
    return (files("rules") / "preface.md").read_text(encoding="utf-8")


def _by_domain(book: Book) -> Iterator[str]:
    yield from ("## 按领域查", "", "| 领域 | 条数 | 要点 |", "|---|---|---|")
    for domain in book.domains:
        points = [point for point in domain.points if point.status != "retired"]
        links = "、".join(f"[{point.id} {point.name}](#{point.id})" for point in points)
        kind = f"<br>（{KINDS[domain.kind]}）" if KINDS[domain.kind] else ""
        yield f"| [{domain.prefix} {domain.title}](#{domain.prefix}){kind} | {len(points)} | {links} |"
    yield ""


def _by_duty(book: Book) -> Iterator[str]:
    yield from (
        "## 按单位查",
        "",
        BY_DUTY,
        "",
        "| 单位 | 负责（按全部要求检查） | 数据责任 | 配合（只告知） |",
        "|---|---|---|---|",
    )
    for key, duty in book.duties.items():
        roles: dict[Owed, dict[str, list[str]]] = {"lead": {}, "data": {}, "cooperating": {}}
        for (point_id, scheme), role in owed(book, (key,)).items():
            roles[role].setdefault(point_id, []).extend([scheme] if scheme else [])
        yield f"| {duty.name} | {' | '.join('、'.join(_runs(book, points)) or '—' for points in roles.values())} |"
    yield ""


def _runs(book: Book, points: Mapping[str, list[str]]) -> Iterator[str]:
    """Points with the kinds they are narrowed to: whole domains, then runs of ids that follow each other."""
    for domain in book.domains:
        own = {one: _narrowed(domain, book.points[one], points[one]) for one in points if book.domain_of(one) is domain}
        if len(own) == sum(point.status != "retired" for point in domain.points) and not any(own.values()):
            yield f"{domain.prefix} 全部"
            continue
        runs: list[list[str]] = []
        for one, kinds in own.items():
            before = f"{domain.prefix}-{int(one.rpartition('-')[2]) - 1:02d}"
            if runs and runs[-1][-1] == before and own[before] == kinds:
                runs[-1].append(one)
            else:
                runs.append([one])
        for run in runs:
            ids = f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(run)
            yield ids + (f"（{own[run[0]]}）" if own[run[0]] else "")


def _narrowed(domain: Domain, point: Point, schemes: list[str]) -> str:
    """The kinds that a duty is narrowed to, or those that it leaves out where they are fewer."""
    kinds = domain.schemes_of(point)
    told = [kind.name for kind in kinds if kind.id in schemes]
    rest = [kind.name for kind in kinds if kind.id not in schemes]
    if not rest:
        return ""
    return f"除{'、'.join(rest)}" if len(rest) < len(told) else "、".join(told)


def _domain(book: Book, domain: Domain, owners: Owners) -> Iterator[str]:
    yield from (f'<a id="{domain.prefix}"></a>', "", f"## {domain.prefix} {domain.title}", "")
    yield from (f"常见栏目：{'、'.join(domain.columns)}。", "")
    if domain.cooperating:
        yield from (f"任务分工表写明的配合单位：{domain.cooperating}。", "")
    if domain.schemes:
        yield from (f"分类别检查的要点有这些类别：{'、'.join(scheme.name for scheme in domain.schemes)}。", "")
    for point in domain.points:
        mark = "" if point.status == "active" else f"（{STATUSES[point.status]}）"
        yield from (f'<a id="{point.id}"></a>', "", f"### {point.id} {point.name}{mark}", "")
        yield from (sentence(point.title), "")
        yield from _facts(book, point, owners)
        yield from _example("合格的例子", _shown(point.good))
        yield from _example("不合格的例子", _shown(point.bad))


def _facts(book: Book, point: Point, owners: Owners) -> Iterator[str]:
    last = ""
    for name, text in facts(book, point, owners):
        yield f"- **{name}**：{_escaped(text)}" if name != last else f"  <br>{_escaped(text)}"
        last = name
    yield ""


def _shown(examples: tuple[Example, ...]) -> Example | None:
    """The example to show: the first that is no markup."""
    return next((one for one in examples if not one.html), examples[0] if examples else None)


def _example(label: str, example: Example | None) -> Iterator[str]:
    if example is None:
        return
    why = f"不算的原因：{sentence(_escaped(example.why))}" if example.why else ""
    yield from (f"**{label}**（{_escaped(example.name)}）{why}", "")
    head = [f"**{_escaped(example.title)}**"] if example.title else []
    where = [f"栏目：{example.column}"] if example.column else []
    where += [f"页面类型：{PAGE_TYPES[example.page_type]}"] if example.page_type else []
    head += [_escaped("　".join(where))] if where else []
    body = example.text.splitlines() or _plain(example.html)
    blocks = [*head, *(_escaped(line) for line in body[:MOST_LINES] if line.strip())]
    if len(body) > MOST_LINES:
        blocks.append("……（以下略）")
    yield from "\n>\n".join(f"> {block}" for block in blocks).splitlines()
    yield from _table(example, bool(blocks))
    yield ""


def _table(example: Example, below: bool) -> Iterator[str]:
    if not example.table:
        return
    if below:
        yield ">"
    head, *rows = example.table
    yield f"> | {' | '.join(map(_cell, head))} |"
    yield f"> |{'---|' * len(head)}"
    for row in rows[:MOST_LINES]:
        yield f"> | {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    return _escaped(text.replace("\n", " ")) or " "


def _plain(markup: str) -> list[str]:
    """The text of an example that is markup, one line a block."""
    rows = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", "　", markup)
    lines = re.sub(r"<[^>]*>", "\n", rows).splitlines()
    return [line.strip() for line in lines if line.strip()]


def _escaped(text: str) -> str:
    """Text safe in Markdown: no emphasis, list or markup by accident."""
    for sign in "\\*_<>|#`~":
        text = text.replace(sign, f"\\{sign}")
    return re.sub(r"^(\s*)([-+]|\d+\.)(?=\s)", r"\1\\\2", text)
