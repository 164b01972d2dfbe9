"""The tables of a package as rows: what a unit is told, and what the reviewer sees. Pure.

A unit is not told how sure the program was; the reviewer is, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from audit.model import OUTCOME_LABELS, Outcome
from output.cases.state import LABELS, State
from output.exports.cells import linkable
from output.exports.wording import AT_ONCE, LOOK, NOTHING, SEVERITY_LABELS, Row
from output.package import review
from output.package.content import PrivacyProblem, Problem, UnitContent
from output.package.form import MARK, row_mark

LINK, OPEN = "链接", "打开"
CONFIDENCE_LABELS = {"high": "高", "medium": "中", "low": "低"}
PROBLEM_COLUMNS = (
    "序号", "编号", "责任单位", "配合单位", "领域", "要点", "公开要求", "检查对象", "页面标题", "网址", "链接", "发布日期", "问题描述",
    "严重程度", "证据", "整改要求", "整改期限", "首次发现", "复核状态", "备注",
)  # fmt: skip
EACH_COLUMNS = (
    "序号",
    "问题编号",
    "责任单位",
    "要点",
    "公开要点",
    "记录",
    "页面标题",
    "网址",
    "链接",
    "发布日期",
    "结果",
    "问题描述",
)
PRIVACY_COLUMNS = ("序号", "责任单位", "类型编号", "类型", "页面标题", "网址", "链接", "数量", "处理", "整改要求")
REVIEW_COLUMNS = (
    "序号", "编号", "责任单位", "领域", "要点", "公开要点", "检查对象", "页面标题", "网址", "链接", "问题描述", "严重程度", "把握程度",
    "需复核原因", "证据", "首次发现", "状态", *review.THEIRS, MARK,
)  # fmt: skip
WAIVED_COLUMNS = ("序号", "编号", "责任单位", "要点", "公开要点", "检查对象", "网址", "链接", "问题描述", "状态")
PROBLEM_WIDTHS = {
    "序号": 5, "编号": 10, "责任单位": 9, "配合单位": 10, "领域": 11, "要点": 9, "公开要求": 30, "检查对象": 12, "页面标题": 12,
    "网址": 14, "链接": 5, "发布日期": 11, "问题描述": 27, "严重程度": 5, "证据": 13, "整改要求": 17, "整改期限": 11, "首次发现": 11, "复核状态": 7,
    "备注": 7,
}  # fmt: skip
EACH_WIDTHS = {
    "序号": 5, "问题编号": 11, "责任单位": 12, "要点": 9, "公开要点": 12, "记录": 24, "页面标题": 18, "网址": 24, "链接": 5, "发布日期": 10,
    "结果": 8, "问题描述": 34,
}  # fmt: skip
PRIVACY_WIDTHS = {
    "责任单位": 18,
    "类型编号": 10,
    "类型": 16,
    "页面标题": 32,
    "网址": 40,
    "数量": 7,
    "处理": 11,
    "整改要求": 34,
}
REVIEW_WIDTHS = PROBLEM_WIDTHS | {
    "公开要点": 11, "把握程度": 7, "需复核原因": 18, "状态": 8, "复核意见": 11, "复核说明": 12, "复核人": 8, "复核日期": 10,
}  # fmt: skip
WAIVED_WIDTHS = {
    "编号": 11,
    "责任单位": 16,
    "要点": 9,
    "检查对象": 22,
    "网址": 28,
    "链接": 6,
    "问题描述": 42,
    "状态": 12,
}


def problem_rows(unit: UnitContent, deadline: date, start: int = 1) -> Iterator[Row]:
    """Rows under PROBLEM_COLUMNS, numbered from `start`: the problems of a unit that go out."""
    for at, one in enumerate(unit.problems, start):
        yield (
            at, one.case_id, unit.name, one.cooperating or NOTHING, one.domain_title, f"{one.point_number} {one.point_name}", one.basis, one.place,
            one.page_title or NOTHING, one.url or NOTHING, link(one.url), one.published or NOTHING, one.reason, severity(one), one.evidence,
            one.fix, one.deadline or deadline, one.first_seen or NOTHING, state(one), remark(one),
        )  # fmt: skip


def each_rows(unit: UnitContent, start: int = 1) -> Iterator[Row]:
    """Rows under EACH_COLUMNS: the records that problems of a unit fold."""
    folded = ((one, each) for one in unit.problems for each in one.each)
    for at, (one, each) in enumerate(folded, start):
        yield (
            at, one.case_id, unit.name, one.point_number, one.point_name, each.name, each.page_title or NOTHING,
            each.url or NOTHING, link(each.url), each.published or NOTHING, outcome(each.outcome), sentence(each.reason),
        )  # fmt: skip


def privacy_rows(unit_name: str, hits: tuple[PrivacyProblem, ...], start: int = 1) -> Iterator[Row]:
    """Rows under PRIVACY_COLUMNS: which page and what kind, never the data."""
    for at, one in enumerate(hits, start):
        yield (
            at, unit_name, one.kind, one.kind_name, one.page_title or NOTHING, one.url, link(one.url), one.count,
            AT_ONCE if one.at_once else LOOK, one.fix,
        )  # fmt: skip


def review_rows(unit: UnitContent, start: int = 1, *, number: str) -> Iterator[Row]:
    """Rows under REVIEW_COLUMNS of the list with that number: what a person should look at before the unit is told."""
    for at, one in enumerate(unit.reviewer, start):
        yield (
            at, one.case_id, unit.name, one.domain_title, one.point_number, one.point_name, one.place,
            one.page_title or NOTHING, one.url or NOTHING, link(one.url), one.reason, severity(one),
            CONFIDENCE_LABELS.get(one.confidence, one.confidence), one.doubt or NOTHING, one.evidence,
            one.first_seen or NOTHING, state(one), *("" for _ in review.THEIRS), row_mark(number, at, one.case_id),
        )  # fmt: skip


def waived_rows(unit: UnitContent, start: int = 1) -> Iterator[Row]:
    """Rows under WAIVED_COLUMNS: what a person has settled although the program still finds it."""
    for at, one in enumerate(unit.waived, start):
        yield (
            at, one.case_id, unit.name, one.point_number, one.point_name, one.place, one.url or NOTHING, link(one.url), one.reason, state(one),
        )  # fmt: skip


def link(url: str) -> str:
    """The word that leads to a page, where a cell can."""
    return OPEN if linkable(url) else NOTHING


def severity(problem: Problem) -> str:
    """A 关键, B 一般, C 辅助."""
    return SEVERITY_LABELS.get(problem.severity, problem.severity)


def state(problem: Problem) -> str:
    """Where the case stands, as people read it."""
    label = LABELS[State(problem.state)]
    return f"{label}，再次出现" if problem.again else label


def remark(problem: Problem) -> str:
    """备注: the outcome, and where the single records stand."""
    label = outcome(problem.outcome)
    return f"{label}；共{problem.records}条，逐条见附表" if problem.records > 1 else label


def outcome(value: str) -> str:
    """未见, 部分达标 or 已过期."""
    return OUTCOME_LABELS[Outcome(value)]


def sentence(text: str) -> str:
    """`text` with one full stop."""
    text = text.rstrip("。 ")
    return f"{text}。" if text else NOTHING
