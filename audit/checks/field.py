"""field: a label bound to a value, in a line, in a key-value row, or in a table column (grade E3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.checks.hit import Answer, Hit, Near, negated, shadowed, snippet
from audit.reading import Reading, terms_of
from audit.scan import MOST_PLACES
from audit.shapes import cell_shows, first_value, is_null, shows
from audit.tabular.gridview import GridView
from rules.model import Domain
from rules.recognisers import FieldCheck

_JOINED = r"(?:(?:以?及|[和与、])[\u4e00-\u9fff]{1,6}(?=[\s(:】〗]|$))?(?:如下)?"
"""A second label joined to the first: 申请对象及条件, 责任人和电话."""
_BOUND = re.compile(
    rf"{_JOINED}(?:\([^()]{{0,24}}\))?\s*(?:[】〗]\s*:?(?=\s*\S)|:|(?:主要|均|都|统一|一律)?(?:为|是|系|包括):?(?=\S))\s*"
)
_NEXT_LABEL = re.compile(
    r"[\s,、;。](?:\d+[.、]|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\))?[\u4e00-\u9fff]{2,10}(?:\([^()]{0,10}\))?:"
)
_NUMBERED = re.compile(r"[。\s]*(?=(?:1|一)[.、)](?!\d{1,3}(?!\d))|\((?:1|一)\))")
"""A label that opens its line and is followed by the first item of a list: 补贴标准 1.每人每月100元; 2.…"""
_VALUE_END = re.compile(r"[。;\n\t【〖]")
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]+[条章节部分]*|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、)])?\s*"
)
_OTHER_LABEL = re.compile(
    _NUMBERING.pattern + r"([\u4e00-\u9fff]{0,8}"
    r"(?:期限|时限|时间|日期|名称|单位|机构|部门|责任人|负责人|联系人|申请人|代表人|地点|地址|电话|来源|情况|标准|条件|方式"
    r"|内容|目标|金额|结果|程序|流程|材料|依据|类别|性质|规模|范围|对象|编号))(?:\([^()]{0,10}\))?:"
)
_OTHER_HEADING = re.compile(r"[一二三四五六七八九十]+、[^\d:。,;]{1,10}$|特此|附件|附表|备注|注:|附:")
MAX_VALUE = 200


def check(rule: FieldCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield a hit for every label bound to a value of the wanted shape; a near for a label that is not."""
    if not rule.rows_only:
        yield from _in_lines(rule, domain, reading)
        for view in reading.views:
            yield from _in_pairs(rule, domain, view)
    for view in reading.views:
        yield from _in_columns(rule, domain, reading, view)


def _labels(rule: FieldCheck) -> tuple[tuple[str, bool], ...]:
    strong = [(label, False) for label in terms_of(rule.labels)]
    return tuple(strong + [(label, True) for label in terms_of(rule.weak)])


def _in_lines(rule: FieldCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    longer = terms_of(rule.not_labels)
    labels = _labels(rule)
    for number in reading.line_index.holding(terms_of(rule.labels + rule.weak))[:MOST_PLACES]:
        line = reading.lines[number]
        for label, weak in labels:
            if label not in line:
                continue
            for start, end in reading.spans(label, line):
                if shadowed(reading, line, start, end, longer):
                    continue
                value = _value(line, end, opens=_NUMBERING.sub("", line[:start]) == "")
                if not value and _is_heading(line, start, end) and number + 1 < len(reading.lines):
                    value = _below(label, reading.lines[number + 1]) or value
                yield _answer(rule, domain, label, weak, value, line, start, end)
                break


def _answer(
    rule: FieldCheck, domain: Domain, label: str, weak: bool, value: str | None, line: str, start: int, end: int
) -> Answer:
    here = snippet(line, start, end, 40)
    if value is None:
        return Near(f"仅提及“{label}”，其后未列明内容", here)
    if is_null(value):
        return Near(f"“{label}”一项为空", here)
    if negated(line, start):
        return Near(f"“{label}”前为否定表述", here)
    shape = next((shape for shape in rule.values if shows(shape, value, domain.shapes)), None)
    if shape is None:
        return Near(f"“{label}”后的内容不是所需形式", here, doubt=True)
    return Hit("E3", first_value(shape, value, domain.shapes), here, _reason(label, weak), partial=weak)


def _reason(label: str, weak: bool) -> str:
    return f"只列明“{label}”，未见所要求的名目" if weak else f"“{label}”后列明内容"


def _value(line: str, end: int, opens: bool = False) -> str | None:
    """What is bound to a label that ends at `end`: up to the next label or the end of the sentence."""
    bound = _BOUND.match(line, end) or (_NUMBERED.match(line, end) if opens else None)
    if not bound:
        return None
    rest = line[bound.end() : bound.end() + MAX_VALUE]
    for stop in (_NEXT_LABEL, _VALUE_END):
        if match := stop.search(rest):
            rest = rest[: match.start()]
    return rest.strip(" ,、")


def _below(label: str, line: str) -> str:
    """What the line below a label says, unless that line opens with another label or is a heading itself."""
    other = _OTHER_LABEL.match(line)
    if (other and other[1][-2:] != label[-2:]) or _OTHER_HEADING.match(line):
        return ""
    return line[:MAX_VALUE]


def _is_heading(line: str, start: int, end: int) -> bool:
    """The line is nothing but the label, perhaps numbered."""
    return _NUMBERING.sub("", line[:start]).strip("【〖") == "" and not re.sub(rf"^{_JOINED}", "", line[end:]).strip(
        " :()】〗"
    )


def _in_pairs(rule: FieldCheck, domain: Domain, view: GridView) -> Iterator[Answer]:
    caption = view.grid.caption
    not_labels = terms_of(rule.not_labels)
    labels = _labels(rule)
    for number in view.keys.holding(terms_of(rule.labels + rule.weak)):
        key, value = view.grid.pairs[number]
        plain = view.keys.pieces[number]
        for label, weak in labels:
            if label not in plain or len(label) * 2 < len(plain) or any(word in plain for word in not_labels):
                continue
            here = f"{key}:{value[:60]}"
            if is_null(value):
                yield Near(f"“{key}”一项为空", here)
            elif any(cell_shows(shape, value, key, caption, domain.shapes) for shape in rule.values):
                yield Hit("E3", value[:60], here, _reason(key, weak), partial=weak)
            else:
                yield Near(f"“{key}”的内容不是所需形式", here, doubt=True)
            break


def _in_columns(rule: FieldCheck, domain: Domain, reading: Reading, view: GridView) -> Iterator[Answer]:
    grid = view.grid
    columns = _columns(rule, reading, view)
    if not columns:
        return
    for number, row in enumerate(grid.rows):
        bound = [
            (index, is_weak)
            for index, is_weak in columns
            if index < len(row) and any(view.shows(shape, number, index, domain) for shape in rule.values)
        ]
        if bound:
            index, _ = bound[0]
            header = grid.headers[index]
            yield Hit(
                "E3",
                row[index][:60],
                f"{header}:{row[index][:60]}",
                f"表格“{header}”栏列明内容",
                record=view.name(number, domain),
                partial=all(is_weak for _, is_weak in bound),
            )


def _columns(rule: FieldCheck, reading: Reading, view: GridView) -> list[tuple[int, bool]]:
    """The columns that a rule's words name, and whether only its weak words do."""
    names, weak, not_labels = terms_of(rule.headers or rule.labels), terms_of(rule.weak), terms_of(rule.not_labels)
    columns: list[tuple[int, bool]] = []
    for index in view.headers.holding(names + weak):
        header = view.grid.headers[index]
        if any(word in header for word in not_labels):
            continue
        if reading.first(names, header):
            columns.append((index, False))
        elif reading.first(weak, header):
            columns.append((index, True))
    return columns
