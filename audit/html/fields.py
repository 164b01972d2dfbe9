"""Labelled values around an article: date, source, document number, index number.

A label and its value may share a line with other labels ("发布时间：2020-02-13浏览次数：作者：来源："), stand in two
elements, or in two cells of a head table. Empty values and values cut off by the page ("…") do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from audit.html.blocks import Block
from audit.html.dates import dates_in, first_date, short_date
from audit.html.inline import tidy


def _spaced(*labels: str) -> str:
    """A pattern for any of `labels`, whose characters pages set apart at will (来  源)."""
    return "|".join(r"[\s\x1f]{0,6}".join(label) for label in labels)


_COLON = r"[\s\x1f】\]]*[:：∶﹕][\s\x1f\t]*"
_BORDER = r"(?:[】\]]?[\x1f\t]+|[\s\x1f]*[】\]])[\s\x1f\t]*"
_NEXT = _spaced(
    "发布时间", "发布日期", "发文日期", "发表时间", "更新时间", "成文日期", "生成日期", "日期", "时间", "浏览", "点击", "阅读", "访问",
    "作者", "编辑", "责任编辑", "字体", "字号", "分享", "打印", "来源", "信息来源", "文章来源", "人气", "发布人", "发布机构", "发布单位", "文号",
    "索引号", "主题", "名称", "有效性", "关键词", "体裁", "公开", "保存", "收藏", "审核", "摄影", "视力保护色", "扫一扫", "语音", "供稿", "类别",
    "撰稿", "录入", "稿源", "发布者", "背景色", "大中小", "朗读", "纠错", "次数", "效力", "组配分类", "体裁分类", "标题", "废止", "状态",
    "评论", "转发", "点赞",
)  # fmt: skip
_STOP = re.compile(
    rf"[\s\x1f]*(?:[【\[（(|｜]?[\s\x1f]*(?:{_NEXT})[\u4e00-\u9fff]{{0,2}}[\s\x1f】\]]*[:：∶]|[【\[][\s\x1f]*(?:{_NEXT}|大|小|中)"
    r"|[\s\x1f]+(?:已有|已被|共有)[\s\x1f]*\d*[\s\x1f]*[人次]|[|｜】\t]|\x1f[\s\x1f]*\S|$)"
)
_LABEL_ONLY = re.compile(rf"(?:{_NEXT})[\u4e00-\u9fff]{{0,2}}")

PUBLISHED = (
    "发布时间", "发布日期", "发文时间", "发表时间", "发表日期", "公布日期", "公布时间", "公开日期", "公开时间", "发布于", "上传时间", "添加时间",
    "录入时间", "提交时间", "加入时间", "创建时间", "上网时间", "发稿时间", "信息时间", "发布", "时间", "日期", "日间", "发文日期",
    "编辑日期", "编辑时间",
)  # fmt: skip
UPDATED = ("更新时间", "更新日期", "修改时间", "修改日期")
"""Taken for the day of publishing only where a page names no other."""
ANSWERED = ("回复时间", "回复日期", "答复时间", "答复日期", "办结时间")
SIGNED = (
    "成文日期", "成文时间", "形成日期", "形成时间", "生成日期", "印发日期", "印发时间", "制发日期", "制发时间", "签发日期", "签发时间", "落款日期",
)  # fmt: skip
"""The day a document was made, which is not the day it was published."""
SOURCES = ("信息来源", "文章来源", "稿件来源", "新闻来源", "内容来源", "资料来源", "来源单位", "稿源", "来源于", "来源")
PUBLISHERS = (
    "发布机构",
    "发布单位",
    "发文机构",
    "发文机关",
    "发文单位",
    "信息发布",
    "公开机构",
    "制发机关",
    "供稿单位",
    "发布者",
    "发布部门",
    "信息提供",
    "提供单位",
    "公开责任部门",
    "责任部门",
)
NUMBERS = ("发文字号", "文件编号", "文件号", "公文文号", "文书号", "发文文号", "文号", "发文号")
INDEXES = ("信息索引号", "索引号", "索引编号", "索取号", "信息索引")

_EMPTY = re.compile(r"^(?:无|暂无|null|undefined|本站|-+|—+|/|字体|大|空|\d{1,4})?$", re.IGNORECASE)
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_DOC_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,14}(?:[（(][\u4e00-\u9fff]{1,6}[）)][\u4e00-\u9fff]{0,3})?\s*[〔\[［﹝（(【]\s*(?:19|20)\d{2}\s*[〕\]］﹞）)】]\s*第?\s*\d{1,5}\s*号"
    r"|[\u4e00-\u9fff]{2,20}(?:令|公告)\s*[（(]?\s*(?:(?:19|20)\d{2}\s*年?\s*)?第\s*[\d一二三四五六七八九十百零〇]{1,6}\s*号[）)]?"
)
_NOT_PREFIX = re.compile(r"^.*(?:转发|印发|根据|按照|关于|通知|依据|的)(?=[\u4e00-\u9fff])")
_CLOCK = re.compile(r"[\d\s:：\x1f年月日时分秒星期一二三四五六七天/|()（）【】\[\]-]")
_ASSIGNED = re.compile(
    r"""(?:\b\w*(?:pub|fbsj|fbrq|docreltime|pdate)\w*\s*=|["']datePublished["']\s*:)\s*["']([^"'<>]{8,40})["']""",
    re.IGNORECASE,
)
_LEAF = re.compile(r"(\d{1,2})日?[\s/]+((?:19|20)\d{2})\s?[年\-/.]\s?(\d{1,2})月?")
_TODAY = re.compile(r"今[天日]是?|现在是|当前时间|星期[一二三四五六日天]")
"""Words of the clock at the head of a page."""
_TELLS = re.compile(r"[。；？！]|今天|欢迎|有效期|截[至止]|[起自至到第]")
_BODY = re.compile(r"[局厅委办部院站所馆社会校股科处室镇乡]$|中心$|街道$|政府$")
LONGEST_VALUE = 60
LONGEST_BYLINE = 36


def labelled_date(blocks: Iterable[Block], labels: Sequence[str]) -> date | None:
    """The first date that directly follows one of `labels` in `blocks`, labels in the order given deciding nothing."""
    long, short = (_spaced(*(name for name in labels if (len(name) > 2) is wanted)) for wanted in (True, False))
    names = f"{long}|(?<![\u4e00-\u9fff])(?:{short})" if short else long
    pattern = re.compile(rf"(?:{names})(?:{_COLON}|{_BORDER}|[\s\x1f]{{0,3}})(?=(.{{0,40}}))", re.DOTALL)
    for block in blocks:
        for match in pattern.finditer(block.marked):
            day = _leading_date(match[1])
            if day is not None:
                return day
    return None


def _leading_date(text: str) -> date | None:
    start, _, day = next(dates_in(text), (99, 0, None))
    if start <= 4 and day is not None:
        return day
    return short_date(re.sub(r"^[\s\x1f:：]*", "", text))


def lone_date(blocks: Iterable[Block]) -> date | None:
    """A date that is nearly all a line says, or that opens a line of page tools. A line with the day of the week is the
    clock at the head of a page."""
    for block in blocks:
        for start, stop, day in dates_in(block.marked) if not _TODAY.search(block.text) else ():
            rest = _CLOCK.sub("", block.marked[:start] + block.marked[stop:])
            if len(rest) <= 2 or (start <= 2 and block.length < 60 and re.search(_NEXT, block.marked[stop:])):
                return day
    return None


def byline_date(blocks: Iterable[Block]) -> date | None:
    """A date that opens or ends a short line of names, or stands apart in it: the line beneath a headline that says who told it and when."""
    for block in blocks:
        if block.length > LONGEST_BYLINE or block.linked > 0.5 * block.length or _TELLS.search(block.text):
            continue
        start, stop, day = next(dates_in(block.marked), (0, 0, None))
        stop = start + len(block.marked[start:stop].rstrip("\x1f "))
        before, behind = block.marked[:start].strip(" "), block.marked[stop:].strip(" ")
        apart = before[-1:] in ("", "\x1f") and behind[:1] in ("", "\x1f")
        ends = apart or start <= 2 or not _CLOCK.sub("", behind)
        if day is not None and ends and not re.search(r"\d", block.marked[:start]):
            return day
    return None


def stacked_date(blocks: Sequence[Block]) -> date | None:
    """A date set as a calendar leaf, its day above or before its year and month (18 / 2023-05), in one line or in two."""
    texts = [block.marked.replace("\x1f", " ").strip() for block in blocks if not block.linked]
    for text in (*texts, *(f"{day} {month}" for day, month in pairwise(texts))):
        leaf = _LEAF.fullmatch(text)
        if leaf:
            return first_date(f"{leaf[2]}-{leaf[3]}-{leaf[1]}")
    return None


def script_date(markup: str) -> date | None:
    """A publish date that a page writes by script: `var pubdata='2018年04月13日'`."""
    days = (first_date(match[1]) for match in _ASSIGNED.finditer(markup))
    return next((day for day in days if day is not None), None)


def labelled_value(blocks: Iterable[Block], labels: Sequence[str]) -> str | None:
    """The first value that follows one of `labels`; empty and cut values are passed over."""
    names = _spaced(*labels)
    pattern = re.compile(rf"(?<![\u4e00-\u9fff])(?:{names})(?:{_COLON}|{_BORDER})|(?:{names}){_COLON}")
    for block in blocks:
        for match in pattern.finditer(block.marked):
            rest = block.marked[match.end() :]
            stop = _STOP.search(rest)
            value = tidy(rest[: stop.start() if stop else len(rest)]).strip("　 ;；,，、>》】[]【")
            if _is_value(value):
                return value
    return None


def contributor(blocks: Iterable[Block]) -> str | None:
    """The body that sent the text in (供稿：县民政局); a person who did is not its source."""
    value = labelled_value(blocks, ("供稿", "撰稿", "报送"))
    return value if value and len(value) > 3 and _BODY.search(value) else None


def _is_value(value: str) -> bool:
    if _EMPTY.match(value) or _LABEL_ONLY.fullmatch(value) or _CUT.search(value):
        return False
    return len(value) <= LONGEST_VALUE


def doc_number_in(text: str) -> str | None:
    """The document number (〔2020〕12号, 令第49号) that `text` holds, without blanks."""
    match = _DOC_NUMBER.search(text)
    return _NOT_PREFIX.sub("", re.sub(r"\s", "", match.group())) if match else None


def doc_number_line(lines: Iterable[str]) -> str | None:
    """A document number that stands on a line of its own."""
    for line in lines:
        match = _DOC_NUMBER.fullmatch(re.sub(r"\s", "", line).strip("（()）"))
        if match:
            return match.group()
    return None
