"""What the book's codes are called, and each way of recognising in one Chinese line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rules.duties import Owed
from rules.model import Example, Freshness, Level, Severity, Status
from rules.recognisers import (
    ColumnCheck,
    FieldCheck,
    FiguresCheck,
    FormCheck,
    PageType,
    PartsCheck,
    Recognise,
    StructureCheck,
    TableCheck,
    TopicCheck,
)

LEVELS: dict[Level, str] = {
    "U": "整个单位，有一处合格的页面即可", "R": "逐条", "C": "看栏目", "X": "不得出现", "M": "人工判断",
}  # fmt: skip
SEVERITIES: dict[Severity, str] = {"A": "关键（A）", "B": "应有（B）", "C": "辅助（C）", "M": "提示（M）"}
STATUSES: dict[Status, str] = {"active": "启用", "draft": "草案", "retired": "停用"}
FRESHNESS: dict[Freshness, str] = {
    "F20": "形成或者变更之日起20个工作日内公开", "F10": "形成或者变更之日起10个工作日内公开", "FY": "每年更新",
    "FH": "每半年更新", "FQ": "每季度更新",
    "FM": "每月更新", "FE": "事件发生后及时公开", "FS": "长期公开，至少每12个月核对一次",
}  # fmt: skip
PAGE_TYPES: dict[PageType, str] = {
    "policy": "政策文件", "interpretation": "政策解读", "news": "动态", "notice": "公告公示", "list_of_names": "名单",
    "statistics": "统计数据", "annual_report": "信息公开年报", "work_report": "工作总结或计划", "guide": "办事指南",
    "catalogue": "目录清单", "tender": "采购招标", "profile": "简介", "list": "列表", "home": "首页", "error": "错误页", "other": "其他",
}  # fmt: skip
SHAPES: dict[str, str] = {
    "MONEY": "金额", "COUNT": "数量", "PCT": "比例", "DATE": "日期", "PERIOD": "期限", "YEAR": "年份", "TEL": "电话号码",
    "PERSON": "人名", "ORG": "单位名称", "DOCNO": "文号", "NUMBER": "数字", "TEXT": "文字", "WHEN": "时间",
}  # fmt: skip
STRUCTURES = {
    "searchable": "网站提供检索",
    "original": "有发布单位、日期和原文",
    "machine_readable": "网页表格或可下载的电子表格",
}
DUE_KINDS = {"department": "部门", "district": "县（市）区", "zone": "开发区", "institution": "事业单位", "any": ""}
ROLES: dict[Owed, str] = {"lead": "责任单位", "data": "数据责任单位", "cooperating": "配合单位"}


def recogniser_text(rule: Recognise) -> str:
    """One way of recognising, in words."""
    return WORDINGS[rule.check](rule) + "".join(f"；{part}" for part in _limits(rule))


def example_lines(example: Example) -> Iterator[str]:
    """An example as it would be seen: title, column, text, table."""
    if example.title:
        yield f"标题：{example.title}"
    if example.column:
        yield f"栏目：{example.column}"
    if example.page_type:
        yield f"页面类型：{PAGE_TYPES[example.page_type]}"
    yield from example.text.splitlines()
    yield from (" | ".join(row) for row in example.table)
    yield from example.html.splitlines()


def _field(rule: FieldCheck) -> str:
    where = "表格列" if rule.rows_only else "标签或表格列"
    weak = f"（仅有{_or(rule.weak)}的算部分）" if rule.weak else ""
    headers = f"，表头可为{_or(rule.headers)}" if rule.headers else ""
    return f"{where}{_or(rule.labels)}后列明{_kinds(rule.values)}{headers}{weak}"


def _figures(rule: FiguresCheck) -> str:
    where = "同一句" if rule.span == "sentence" else "同一段"
    groups = [*(_or(group) for group in rule.terms), *(_kinds(group) for group in rule.shapes)]
    but = f"，且不含{_or(rule.not_terms)}" if rule.not_terms else ""
    return f"{where}或同一行表格列明{'，及'.join(groups)}{but}"


def _topic(rule: TopicCheck) -> str:
    body = "".join(f"，正文有{_or(group)}" for group in rule.body)
    shapes = "".join(f"，列明{_kinds(group)}" for group in rule.shapes)
    number = "，有文号或发文机关与日期" if rule.doc_number else ""
    return f"标题或栏目为{_or(rule.title)}的专门页面，正文不少于{rule.min_chars}字{body}{shapes}{number}"


def _table(rule: TableCheck) -> str:
    optional = f"（另应有{'、'.join(_or(group) for group in rule.optional)}，缺的算部分）" if rule.optional else ""
    but = f"，表头不含{_or(rule.not_headers)}" if rule.not_headers else ""
    return f"表格有{'、'.join(_or(group) for group in rule.headers)}各栏，至少{rule.rows}行有内容{but}{optional}"


def _parts(rule: PartsCheck) -> str:
    partial = f"，满{rule.partial_from}项的算部分" if rule.partial_from else ""
    order = "依次" if rule.ordered else ""
    return f"{order}列明下列各项中的至少{rule.need}项：{'、'.join(rule.parts)}{partial}"


def _form(rule: FormCheck) -> str:
    names = "、".join(dict.fromkeys((*rule.fields, *rule.said, *rule.shown, *rule.files)))
    files = f"（{'、'.join(rule.files)}以附件提供）" if rule.files else ""
    return f"逐条记录列明{names}{files}，列明{rule.need}项以上但不全的算部分"


def _column(rule: ColumnCheck) -> str:
    weak = f"（仅有{_or(rule.weak)}的算部分）" if rule.weak else ""
    months = f"，{rule.within_months}个月内有更新" if rule.within_months else ""
    return f"网站有{_or(rule.names)}栏目且有内容{months}{weak}"


def _structure(rule: StructureCheck) -> str:
    return STRUCTURES[rule.kind]


def _limits(rule: Recognise) -> Iterator[str]:
    if rule.pages:
        yield f"页面类型限{_names(rule.pages)}"
    if rule.not_pages:
        yield f"页面类型除外{_names(rule.not_pages)}"
    if rule.title and rule.check != "topic":
        yield f"标题或栏目含{_or(rule.title)}"
    if rule.title_also:
        yield f"标题或栏目还含{_or(rule.title_also)}"
    if rule.column:
        yield f"所在栏目名含{_or(rule.column)}"
    if rule.not_title:
        yield f"标题不含{_or(rule.not_title)}"
    if rule.text_any:
        yield f"正文含{_or(rule.text_any)}"
    if rule.not_text:
        yield f"正文不含{_or(rule.not_text)}"
    if rule.named:
        yield f"同处写明{'、'.join(rule.named)}中的{rule.least}项以上，不足的算部分"
    if rule.part:
        yield f"对应“{rule.part}”这一部分"
    if rule.partial:
        yield "只算部分达标"


def _or(words: Iterable[str]) -> str:
    return "“" + "／".join(words) + "”"


def _kinds(shapes: Iterable[str]) -> str:
    return "或".join(SHAPES.get(shape, shape) for shape in shapes)


def _names(kinds: Iterable[PageType]) -> str:
    return "、".join(PAGE_TYPES[kind] for kind in kinds)


WORDINGS: dict[str, Callable[[Any], str]] = {
    "field": _field,
    "figures": _figures,
    "topic": _topic,
    "table": _table,
    "parts": _parts,
    "form": _form,
    "column": _column,
    "structure": _structure,
}
