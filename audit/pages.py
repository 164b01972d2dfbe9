"""Which kinds of pages may be evidence for what: the anti-patterns that hold before any word is looked at.

N1 catalogue, N3 heading only, N5 interpretation and news, N9 annual and work reports, N11 maintenance and challenge
pages, and tenders. A recogniser that names its `pages` decides for itself.
"""

from __future__ import annotations

import re

from audit.reading import Reading
from rules.model import Point
from rules.recognisers import Recognise

PLACEHOLDER = re.compile(r"内容建设中|栏目建设中|正在建设|暂无(?:资料|信息|内容|数据)|正在整理|敬请期待|^null$")
_FIGURE = re.compile(r"\d")
_VALUED = frozenset({"figures", "field", "table", "parts", "topic"})
_ORGANS = re.compile(r"宣传部|教育(?:和?体育|科技|文体)?[局厅]|(?:自然资源和)?规划局|统计局|调查(?:总|支|大)?队")
"""Bodies whose names hold a word that elsewhere tells what kind of text it is: a 宣传部 may tell of an accident."""
WHY_NOT = {
    "catalogue": "公开目录或任务分工类页面，只列名目",
    "interpretation": "政策解读类页面",
    "news": "动态报道",
    "annual_report": "年度报告",
    "work_report": "工作总结或计划",
    "tender": "采购招标信息",
    "policy": "政策文件的规定，不是实际数据",
    "profile": "简介类页面",
    "home": "首页",
    "list": "列表页",
    "error": "错误页面",
}


def closed(point: Point, rule: Recognise, reading: Reading) -> str:
    """Why this page cannot be evidence for the point through this recogniser ("" when it can)."""
    kind = reading.document.page_type
    if kind in ("error", "home"):
        return WHY_NOT[kind]
    if reading.length < 400 and PLACEHOLDER.search(reading.text):
        return "栏目无实际内容"
    if rule.pages:
        return "" if kind in rule.pages else WHY_NOT.get(kind, "页面类型不符")
    if kind in rule.not_pages:
        return WHY_NOT.get(kind, "页面类型不符")
    if kind in ("catalogue", "interpretation", "list", "tender"):
        return WHY_NOT[kind]
    if kind in ("news", "profile"):
        return "" if point.news_ok and _FIGURE.search(reading.text) else WHY_NOT[kind]
    if kind in ("annual_report", "work_report"):
        return "" if point.news_ok and rule.check == "figures" else WHY_NOT[kind]
    if kind == "policy" and rule.check in ("field", "figures"):
        return WHY_NOT[kind]
    return ""


def worded(rule: Recognise, reading: Reading, terms: tuple[tuple[str, ...], ...]) -> str:
    """Why the words of the page close this recogniser ("" when they do not).

    `terms` are the rule's title, title_also, not_title, text_any, not_text and column words in normal form.
    """
    title, also, not_title, text_any, not_text, column = terms
    if any(words and not reading.first(words, reading.heading) for words in (title, also)):
        return "标题与栏目未涉及"
    if column and not (reading.columns and reading.first(column, reading.columns[-1])):
        return "不在有关栏目"
    if not_title and (word := reading.first(not_title, _ORGANS.sub("", reading.title))):
        return f"标题含“{word}”"
    if text_any and not reading.first(text_any, f"{reading.title}\n{reading.text}"):
        return "正文未涉及"
    if not_text and (word := reading.first(not_text, reading.text)):
        return f"正文含“{word}”"
    return ""
