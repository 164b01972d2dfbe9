"""What the lists say, and in which columns: Chinese, fact first, neutral, verifiable. Pure.

Columns follow the practice of rectification lists (points.md section 7 of the research the rule book rests on).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from audit.model import OUTCOME_LABELS, TO_LOOK_AT, Outcome
from output.cases.state import LABELS, State
from output.exports.listing import Exposed, Flagged, Item, Listing, is_unsure

Cell = str | int | float | date | None
Row = tuple[Cell, ...]

PROBLEM_COLUMNS = (
    "序号", "责任单位", "配合单位", "领域", "编号", "公开要求", "检查对象", "页面标题", "网址", "发布日期", "问题描述",
    "严重程度", "证据", "整改要求", "整改期限", "首次发现", "复核状态", "备注",
)  # fmt: skip
DOUBT_COLUMNS = ("序号", "责任单位", "领域", "编号", "公开要点", "检查对象", "页面标题", "网址", "类别", "待核查原因")
EACH_COLUMNS = (
    "序号", "责任单位", "领域", "编号", "公开要点", "记录", "页面标题", "网址", "发布日期", "结果", "问题描述", "首次发现",
)  # fmt: skip
EXPOSED_COLUMNS = ("序号", "责任单位", "编号", "类型", "页面标题", "网址", "数量", "摘录（已脱敏）", "处理", "整改要求")
FLAG_COLUMNS = ("序号", "责任单位", "线索类型", "页面标题", "网址", "线索说明", "比对单位", "比对网址", "首次发现")
FLAG_NOTE = "以下线索由程序比对得出，不影响判定和得分，不发送责任单位；须由人工打开页面核实，核实前不作为结论。"

AT_ONCE, LOOK = "立即整改", "需人工查看"
SEVERITY_LABELS = {"A": "A 关键", "B": "B 一般", "C": "C 辅助", "M": "人工"}
SEVERITY_MEANING = {
    "A": "必须载明的关键内容，缺少即难以监督，如资金来源、责任人、举报电话、资金使用、实施结果",
    "B": "任务分工表列明的其他内容；依法可在村（社区）公示栏公开的关键内容，网站未见时按此级",
    "C": "支撑性内容，如栏目更新、信息利用，以及配合单位自有数据",
}
OUTCOME_MEANING = {
    Outcome.MET: "查到符合要求的内容",
    Outcome.PARTIAL: "查到相关内容，要素不全",
    Outcome.STALE: "查到的内容超出规定时限",
    Outcome.MISSING: "网站可访问、栏目已查完，未见相应内容",
    Outcome.DECLARED: "单位以情况说明告知无此类事项，待人工认可",
    Outcome.MANUAL: "附件无法读取、存在疑点或需现场判断，由人工核查，不作为问题",
    Outcome.UNCHECKED: "网站、栏目或页面本次未能查看，不作判定，不作为问题",
    Outcome.INAPPLICABLE: "本期无此类事项或不属本单位职责",
}
SCOPE_LINES = (
    "检查范围为责任单位网站及其在政府信息公开平台上的栏目，以检查截止日可公开访问的网页和附件为准。",
    "“未见”指在所列范围内检索未见，不等同于未公开；依法在村（社区）公示栏等其他载体公开的，请附说明。",
    "网页无法访问、被安全验证阻断或附件无法读取的，列入“待核查”，不作为问题。",
)
AFTER_LINES = (
    "“整改期限”由主管部门填写。整改后请回复公开页面的网址，由工具或指定人员复核。",
    "本期确无相关事项的，可在网站发布情况说明并回复其网址。",
    "对检查结果有异议的，请附页面网址说明，由人工复核。",
)
NOTHING = "—"
NO_PROBLEM = "本批次未见问题。"
WHOLE_SITE = "全站"


def china_date(day: date | None) -> str:
    """2026年11月23日; 未标日期 for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "未标日期"


def title(unit_name: str = "") -> str:
    """Heading of a list, of one unit or of all."""
    return f"{unit_name}社会公益事业建设领域政府信息公开问题清单"


def headline(listing: Listing) -> str:
    """Under the heading: which run, which day, how many."""
    counted = Counter(item.severity for item in listing.problems)
    kinds = "、".join(f"{SEVERITY_LABELS[key]}{counted[key]}项" for key in "ABC" if counted[key])
    return (
        f"检查批次：{listing.run_id}　　检查截止：{china_date(listing.as_of)}　　单位：{len(listing.units)}个　　"
        f"问题：{len(listing.problems)}项{f'（{kinds}）' if kinds else ''}　　待核查：{len(listing.doubts)}项（不计入问题）"
    )


def problem_rows(items: Sequence[Item]) -> Iterator[Row]:
    """Rows under PROBLEM_COLUMNS."""
    for number, item in enumerate(items, start=1):
        yield (
            number,
            item.unit_name,
            item.cooperating or NOTHING,
            item.domain_title,
            point_number(item),
            item.basis,
            where(item),
            item.page_title or NOTHING,
            item.url or NOTHING,
            item.page_day or NOTHING,
            problem(item),
            SEVERITY_LABELS.get(item.severity, item.severity),
            proof(item),
            item.fix,
            item.deadline or "",
            item.first_seen or NOTHING,
            standing(item),
            remark(item),
        )


def standing(item: Item) -> str:
    """复核状态: where the case of a deficiency stands."""
    label = LABELS[State(item.state)]
    return f"{label}，再次出现" if item.again else label


def doubt_rows(items: Sequence[Item]) -> Iterator[Row]:
    """Rows under DOUBT_COLUMNS."""
    for number, item in enumerate(items, start=1):
        yield (
            number,
            item.unit_name,
            item.domain_title,
            point_number(item),
            item.point_name,
            where(item),
            item.page_title or NOTHING,
            item.url or NOTHING,
            OUTCOME_LABELS[Outcome(item.outcome)],
            _sentence(item.reason),
        )


def each_rows(items: Sequence[Item]) -> Iterator[Row]:
    """Rows under EACH_COLUMNS: the records behind a row such as 甲项目等35个项目."""
    for number, item in enumerate(items, start=1):
        yield (
            number,
            item.unit_name,
            item.domain_title,
            point_number(item),
            item.point_name,
            item.record_name,
            item.page_title or NOTHING,
            item.url or NOTHING,
            item.page_day or NOTHING,
            OUTCOME_LABELS[Outcome(item.outcome)],
            _sentence(item.reason),
            item.first_seen or NOTHING,
        )


def flag_rows(flags: Sequence[Flagged]) -> Iterator[Row]:
    """Rows under FLAG_COLUMNS."""
    for number, one in enumerate(flags, start=1):
        yield (
            number,
            one.unit_name,
            one.label,
            one.title or NOTHING,
            one.url,
            _sentence(one.proof),
            one.other_unit_name or NOTHING,
            one.other_url or NOTHING,
            one.first_seen or NOTHING,
        )


def exposed_rows(hits: Sequence[Exposed]) -> Iterator[Row]:
    """Rows under EXPOSED_COLUMNS."""
    for number, hit in enumerate(hits, start=1):
        title_, fix = hit.page_title or NOTHING, hit.fix or "立即撤下或脱敏后重新发布"
        step = LOOK if hit.priv_id in TO_LOOK_AT else AT_ONCE
        yield number, hit.unit_name, hit.priv_id, hit.name, title_, hit.url, hit.count, hit.snippet, step, fix


def point_number(item: Item) -> str:
    """PA-04, SA-02/SC-01 where a point is judged by scheme, or CS-03/体育 where a scheme has no number."""
    if not item.scheme_id:
        return item.point_id
    return f"{item.point_id}/{item.scheme_id if item.scheme_id.startswith('SC-') else item.scheme_name}"


def where(item: Item) -> str:
    """检查对象: the record, else the column of the page, else the columns that were walked."""
    if item.record_name:
        return f"记录：{item.record_name}"
    scheme = f"（{item.scheme_name}）" if item.scheme_name else ""
    if item.page_columns:
        return f"栏目：{'＞'.join(item.page_columns)}{scheme}"
    if item.visit_columns:
        more = f"等{len(item.visit_columns)}个" if len(item.visit_columns) > 4 else ""
        return f"栏目：{'、'.join(item.visit_columns[:4])}{more}{scheme}"
    return f"{WHOLE_SITE}{scheme}"


def problem(item: Item) -> str:
    """The fact with its day, its place and how much was searched; the audit's own words stay as they are."""
    text = item.reason.rstrip("。 ")
    if not text.startswith("截至"):
        told = (item.scheme_id or "").startswith("SC-") and item.scheme_name in text if item.scheme_name else True
        scheme = "" if told else f"（{item.scheme_name}）"
        text = f"截至{china_date(item.as_of)}，{item.unit_name}网站“{item.point_name}”{scheme}：{text}"
    if item.searched_pages and not item.record_name and "共检索" not in text:
        text += f"（共检索{item.searched_pages}个页面）"
    return _sentence(text)


def proof(item: Item) -> str:
    """证据: the words found, masked; for a record the page itself, else the extent of the search."""
    if item.snippet:
        return f"摘录：{' '.join(item.snippet.split())}"
    if item.record_name:
        return f"所列页面，{china_date(item.as_of)}查看"
    if not item.searched_pages:
        return NOTHING
    unseen = f"，另有{item.unseen_pages}个页面未能查看" if item.unseen_pages else ""
    return f"检索记录：共检索{item.searched_pages}个页面{unseen}"


def remark(item: Item) -> str:
    """备注: the outcome's label, and whether a person should look again before telling anybody."""
    label = OUTCOME_LABELS[Outcome(item.outcome)]
    if item.fold_records > 1:
        return f"{label}；共{item.fold_records}条，逐条见附表"
    return f"{label}；建议人工复核" if is_unsure(item) else f"{label}；无需人工"


def _sentence(text: str) -> str:
    text = text.rstrip("。 ")
    return f"{text}。" if text else NOTHING
