"""Blank and template pages: fields left open, tables never filled, filler instead of text, one body under many titles.

Forms are made of open fields, lists of 无 and 0 are facts, a monthly series repeats its words with other figures, and a
statement that nothing happened reads the same every time: none of these is a template page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from audit.flags.model import Flag
from audit.flags.names import without_dates
from audit.flags.trace import Trace, declares_nothing
from audit.model import Document, Table

SIBLINGS = 3
"""Pages with one body that make it a template."""
LARGEST_SHARE = 0.3
MANY = 10
"""More pages of one body than this, and than that share of a unit's pages, are our reading of the site, not its text."""
FIELDS = 3
REPEATED, REPEATED_SHARE = 5, 0.5
SUBSTANCE = 15
CELLS = 4

DISCLOSURE = re.compile(r"公示|公告|公开|公布|名单|一览表|情况表|明细|使用情况|发放情况|分配|完成情况|实施情况|结果")
_TITLED = re.compile(rf"(?:{DISCLOSURE.pattern})(?:[（(][^（()）]*[)）])?$")
_MEDIA = re.compile(r"视频|图片|影像|图说|图解|动态|活动|风采|报道|新闻|要闻|宣传|直播|访谈")
"""Columns whose pages may show what no reader of text sees."""
FORM = re.compile(
    r"申请[表书]|申报[表书]|登记表|报名表|样表|样[式本张]|模板|范[本文]|格式|示范文本|填[写报]|承诺书|合同|协议|反馈表|意见表|回执|调查表"
    r"|问卷|测评表|评分表|下载|委托书|说明"
)
_OPEN = r"(?:[×xX✕]{2,}|[_＿]{2,}|[.…·]{4,}|【\s*】|\[\s*\]|\(\s*\)|\{\{.*?\}\}|null|undefined|待(?:定|补充|填写?|完善)|此处.{0,6}|[×xX_＿\s]*年[×xX_＿\s]*月[×xX_＿\s]*日?)"
_FIELD = re.compile(r"^[\u4e00-\u9fff()/、]{2,16}:(.*)$")
_PERSONAL = re.compile(r"姓名|身份证|证件|住址|手机|当事人|性别|年龄|出生|户主|申请人|联系电话|[卡账]号|病|残疾")
"""Labels whose values are crossed out to protect a person."""
_LEFT_OPEN = re.compile(rf"^\s*{_OPEN}(?:万?元|人|户|个|%)?[。;,]?\s*$", re.IGNORECASE)
_EDITORS = re.compile(
    r"^[\[【(（<]?(?:请)?(?:在)?(?:此处|这里)(?:填写|输入|插入|粘贴|编辑|添加)(?:正文|内容|文字|标题)?.{0,8}$"
    r"|^(?:正文|文章|页面|示例|测试)(?:正文|内容|文字|文章|页面){1,3}[。.…]*$|lorem ipsum dolor",
    re.IGNORECASE,
)
_FILLER = re.compile(r"([\u4e00-\u9fff]{2,8}?)\1{4,}")
_BLANK_PAGE = re.compile(
    r"^(?:本?(?:栏目|页面|网页|网站|内容|信息|资料|数据)?(?:正在|仍在|尚在)?(?:建设|整理|更新|完善|制作|编辑|筹备|收集)中?|暂无(?:相关)?(?:内容|数据|资料|信息)"
    r"|敬请期待|敬请关注|稍后(?:更新|发布)|nbsp|null|undefined)$",
    re.IGNORECASE,
)
_FILE = re.compile(r"附件|下载|点击|查看|\.?(?:xlsx?|docx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)\b", re.IGNORECASE)
_EMPTY_CELL = re.compile(rf"^\s*(?:{_OPEN})?\s*$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s。，、；：！？.,;:!?·…—\-()（）]+")


def of_page(document: Document, lines: Sequence[str]) -> Iterator[Flag]:
    """What shows on one page alone. In: a page and its own lines, normalised. Attachments and forms are left out."""
    if document.parent_url or FORM.search(document.title):
        return
    for look in (_open_fields, _editors_words, _unfilled_table, _filler, _blank):
        if said := look(document, lines):
            yield Flag(kind="template", url=document.url, proof=said)
            return


def of_siblings(traces: Sequence[Trace]) -> Iterator[Flag]:
    """Pages of one unit that share a body word for word, figures and all, under titles that speak of other things."""
    pages = [one for one in traces if not one.is_attachment]
    groups: dict[int, list[Trace]] = defaultdict(list)
    for one in pages:
        if one.frame and not one.has_files and one.page_type not in ("home", "list", "error"):
            groups[one.frame].append(one)
    for group in groups.values():
        titles = {_topic(one.title) for one in group} - {""}
        if len(titles) < SIBLINGS or (len(group) > MANY and len(group) > LARGEST_SHARE * len(pages)):
            continue
        group = sorted(group, key=lambda one: one.url)
        for one in group:
            other = next(two for two in group if _topic(two.title) != _topic(one.title))
            yield Flag(
                kind="template",
                url=one.url,
                other_url=other.url,
                proof=f"正文（{one.chars}字，含数字）与本单位另外{len(group) - 1}个标题不同的页面完全相同，如“{other.title[:40]}”",
            )


def _topic(title: str) -> str:
    return re.sub(r"[\W\d_]+|第[一二三四五六七八九十百]+[批次期号]", "", without_dates(title))


def _open_fields(document: Document, lines: Sequence[str]) -> str:
    values = [(line, found[1]) for line in lines if "\t" not in line and (found := _FIELD.match(line))]
    left = [line for line, value in values if _LEFT_OPEN.match(value) and not _PERSONAL.search(line)]
    if len(left) < FIELDS or len(left) * 2 < len(values):
        return ""
    return f"页面{len(values)}个栏目项中{len(left)}项未填写实际内容，如“{'”“'.join(line[:24] for line in left[:3])}”"


def _editors_words(document: Document, lines: Sequence[str]) -> str:
    found = next((line for line in lines if _EDITORS.search(line)), "")
    return f"正文保留编辑提示或占位文字：“{found[:40]}”" if found else ""


def _unfilled_table(document: Document, lines: Sequence[str]) -> str:
    if document.attachments or document.images or not DISCLOSURE.search(document.title):
        return ""
    tables = [table for table in document.tables if len(table) > 1 and len(table[0]) > 1]
    blank = [table for table in tables if _unfilled(table)]
    if not blank or len(blank) < len(tables):
        return ""
    heads = [cell for cell in blank[0][0] if cell.strip()] or [row[0] for row in blank[0]]
    return f"表格只有表头（{'、'.join(dict.fromkeys(heads[:5]))}），{len(blank[0]) - 1}行数据单元格均为空"


def _unfilled(table: Table) -> bool:
    """Whether all cells below the head and right of the first column are blank, and enough of them."""
    cells = [cell for row in table[1:] for cell in row[1:]]
    heads = sum(bool(cell.strip()) for cell in table[0]) >= 2 or sum(bool(row[0].strip()) for row in table) >= 3
    return heads and len(cells) >= CELLS and all(_EMPTY_CELL.match(cell) for cell in cells)


def _filler(document: Document, lines: Sequence[str]) -> str:
    prose = [line for line in lines if "\t" not in line]
    if found := next((found for line in prose if (found := _FILLER.search(line))), None):
        return f"正文以重复字词填充：“{found[0][:24]}”"
    counted = Counter(part for line in prose for one in re.split("[。!?;]", line) if len(part := one.strip()) >= 8)
    if not counted:
        return ""
    part, times = min(counted.items(), key=lambda item: (-item[1], item[0]))
    whole = sum(len(line) for line in lines)
    if times < REPEATED or len(part) * times < REPEATED_SHARE * whole:
        return ""
    return f"同一句话重复{times}次，占正文{round(100 * min(1, len(part) * times / whole))}%：“{part[:40]}”"


def _blank(document: Document, lines: Sequence[str]) -> str:
    if document.tables or document.attachments or document.images or document.unread:
        return ""
    if not _TITLED.search(document.title.strip()):
        return ""
    if _MEDIA.search(" ".join((document.title, *document.columns))) or document.page_type in (
        "news",
        "interpretation",
        "list",
        "home",
        "error",
        "profile",
    ):
        return ""
    rest = [line for line in lines if line != document.title]
    text = _PUNCTUATION.sub("", "".join(rest))
    words = [_PUNCTUATION.sub("", line) for line in rest]
    if len(text) >= SUBSTANCE and not all(_BLANK_PAGE.match(word) for word in words if word):
        return ""
    if declares_nothing(lines) or _FILE.search("\n".join(rest)):
        return ""
    seen = f"仅有“{text[:24]}”" if text else "未见文字"
    return f"标题为公开事项，正文{seen}，未见附件和图片，请打开页面核对"
