"""What a single line of a page is: text, or one of the things that stand around every text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from lxml.html import HtmlElement

from audit.html.blocks import Block, is_heading
from audit.html.dates import dates_in
from audit.html.inline import bare

_LABELS = (
    "发布时间|发布日期|发布于|发文日期|发表时间|发表日期|更新时间|更新日期|录入时间|添加时间|上传时间|时\\s*间|日\\s*期|日间|来\\s*源|信息来源|"
    "文章来源|稿源|浏览次数|浏览量|浏览|点击数|点击次数|点击率|点击量|点击|阅读次数|阅读量|阅读数|阅读|访问次数|访问量|人气|作\\s*者|编辑|责任编辑|"
    "发布人|发布者|发布单位|发布机构|供稿|编辑日期|编辑时间|信息提供|字体|字号|字体大小|文字大小|分享|打印|收藏|保存|保护视力色|背景色|视力保护色|语音播报|朗读"
)
_INFO = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{_LABELS})[\s\x1f】\]]*[:：∶]|[【\[（(〖]\s*(?:{_LABELS}|大|中|小)|字[体号].{{0,6}}大.{{0,3}}中.{{0,3}}小"
)
_PLAIN_TIME = re.compile(r"^(?:时\s*间|日\s*期)\s*[:：∶]")
_SET_APART = re.compile(
    r"[\s\x1f]*(?:(?:发布|发文|发表|更新|录入)?(?:时间|日期)|(?:信息|文章)?来源|稿源|(?:浏览|点击|阅读|访问)(?:次数|量|数)|作者|(?:责任)?编辑"
    r"|发布(?:人|者|单位|机构)|供稿)\x1f+(?=[^\s\x1f])"
)
"""A label without a colon, set off from its value by the elements around them."""
_PAUSE = re.compile("[，。；！？]")
_LABEL_ALONE = re.compile(rf"[\s【\[]*(?:{_LABELS})[\s\x1f】\]]*[:：∶]?[\s\x1f]*")
_AFTER_LABEL = r"\s*[】\]]?\s*(?:[:：∶\t\x1f]|$)"
_STRONG = re.compile(
    r"(?:信\s*息\s*)?(?:索\s*引\s*(?:号|编号)?|发文字号|公文文号|公文名称|信息名称|文\s*号|文件编号|发文(?:机关|机构|单位)|发布(?:机构|单位|机关)|生成日期|成文日期|"
    r"发布日期|发文日期|公开日期|生效日期|废止日期|失效日期|主题分类|主\s*题\s*词|体裁分类|组配分类|有\s*效\s*性|时\s*效\s*性|公开方式|公开范围|公开形式|"
    rf"公开时限|公开责任部门|责任部门|内容概述|内容概况|文件类型|公文种类|信息类别|信息分类){_AFTER_LABEL}"
)
_WEAK = re.compile(
    rf"(?:名\s*称|标\s*题|关\s*键\s*词|关\s*键\s*字|分\s*类|类\s*别|体\s*裁|效\s*力|概\s*述|服务对象|语\s*种|题\s*注|状\s*态){_AFTER_LABEL}"
)
_TOOL = re.compile(
    r"^(?:扫一扫|用?(?:手机|微信)扫|手机扫|分享(?:到|至|[:：]|$)|打印(?:本页|此页|文章|[:：]|$)|关闭(?:本页|窗口|页面|当前|$)|返回(?:首页|列表|顶部|上一?[页级]|$)|"
    r"[上下]一[篇条]|没有了|责任编辑|责编|编辑[:：]|审核[:：]|校对[:：]|签发[:：]|监制[:：]|初审|复审|终审|编审|发布(?:机构|单位|人|者|部门)[:：]|信息来源|文章来源|来源[:：]|"
    r"相关附件|附件[:：]?$|附件下载[:：]?$|附件信息|文件下载|相关下载|word下载|pdf下载|下载(?:文档|全文|文字版|图片版)?$|保存(?:本页)?$|收藏(?:本页)?$|顶部$|TOP$|"
    r"字体|字号|作者[:：]|发布时间|发布日期|(?:浏览|点击|阅读)(?:次数|量|数|率|[:：])|点击右上角|选择在浏览器|纠错|我要纠错|网站纠错|内容纠错|信息发布[:：]|政策咨询$|(?:展开|收起|阅读)(?:全文|更多)$|"
    r"版权|点赞\s*[:：]?\d*(?:\s|$)|相关(?:链接|阅读|文章|新闻|信息|资讯|文件|解读|报道|推荐)[:：]?$)"
    r"|^[【\[〖(（]\s*(?:打印|关闭|返回|大|中|小|收藏|TOP|我要打印|字体|推荐|相关|纠错|内容纠错|信息发布)",
    re.IGNORECASE,
)
_END = re.compile(
    r"^[【\[■▪◆>\s]*(?:[上下]一[篇条]|前一篇|后一篇|[上下]篇|相关(?:链接|阅读|文章|新闻|信息|资讯|报道|推荐|稿件)|延伸阅读|热门(?:文章|新闻|推荐)|最新(?:文章|新闻)|"
    r"推荐阅读|猜你喜欢|扫一扫|手机扫|用手机扫|版权(?:与|及)|您访问的链接即将离开|网站声明|免责声明|分享到|打印本页|关闭(?:本页|窗口)|用户评论|发表评论|友情链接|版权所有)"
)
_FOOTER = re.compile(
    r"版权所有|免责声明|凡本[站网]|不代表本[站网]|[IＩ][CＣ][PＰ]备|公网安备|网站标识码|Copyright|您访问的链接即将离开|网站地图|设为首页|加入收藏",
    re.IGNORECASE,
)
_BESIDE_FOOTER = re.compile(
    r"(?:地址|电话|传真|邮编|邮箱|主办|承办|联系|热线|备案|单位)[^。]{0,20}[:：]|技术支持|浏览器|分辨率|支持IPv6",
    re.IGNORECASE,
)
"""Lines that belong to the foot of a page only beside one of its sure lines: notices end with an address, too."""
_SURELY_BESIDE_FOOTER = re.compile(
    r"(?:传真|邮编|主办|承办|备案)[^。]{0,20}[:：]|技术支持|浏览器|分辨率|支持IPv6", re.IGNORECASE
)
"""Of these, the lines that no notice says of itself: on a flat page its last lines stand right above the foot."""
_DAY_OF = re.compile(r"(?:发布|公开|发文|成文|生成)时间[:：]?")
_DATED_CELL = re.compile(r"(?:时间|日期)[\s】\]]*[:：∶]\s*(?:19|20)\d{2}")
_CLOCK = re.compile(r"\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2})?[分秒]?")
_FOOT_NAMES = re.compile(r"(?:^|\s)(?:foot\d?|bottom\d?|copyright|copy)(?:\s|$)|footer", re.IGNORECASE)


def is_info(block: Block) -> bool:
    """Whether `block` is a line of date, source, counter and page tools rather than text (a label behind a whole
    sentence is part of what is told)."""
    if block.length >= 160:
        return False
    if block.table is not None:  # a row of the page's own table, each cell a label with its value
        return bool(_DATED_CELL.search(block.text)) and all(map(_INFO.match, filter(None, block.text.split("\t"))))
    if block.length < 40 and _SET_APART.match(block.marked) and not _PAUSE.search(block.text):
        return True
    label = _INFO.search(block.marked)
    return label is not None and "。" not in block.marked[: label.start()]


def is_label(block: Block) -> bool:
    """Whether `block` is the name of one of an article's particulars and no more: its value stands on the next line."""
    if block.length > 8 or block.linked or block.table is not None:
        return False
    named = _STRONG.fullmatch(block.text) or (_WEAK.fullmatch(block.text) and block.text[-1] in ":：")
    return bool(named or _LABEL_ALONE.fullmatch(block.marked))


def is_pair(label: Block, value: Block) -> bool:
    """Whether `label` is a label alone and `value`, beside it in the same part of the page, is what it names."""
    if not is_label(label) or value.length > 40 or value.table is not None or "。" in value.text or is_label(value):
        return False
    return label.owner.getparent() in value.owner.iterancestors()


def joined(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with every label that stands alone joined to the value below it (dt and dd, two cells, two items)."""
    return [
        replace(block, marked=f"{block.marked}\t{below.marked}")
        if below is not None and is_pair(block, below)
        else block
        for block, below in zip_longest(blocks, blocks[1:])
    ]


def is_plain_time(block: Block) -> bool:
    """Whether `block` gives a time without saying of what: behind the date of publishing that is the text's own."""
    return bool(_PLAIN_TIME.match(block.text))


def is_record(block: Block) -> bool:
    """Whether `block` is a line of the head table (索引号, 发文字号, 主题分类 …) that disclosure systems put first.

    In a row of a table every other cell must be such a label, and the cells between must not: a list of documents has
    the same words in its header.
    """
    if block.length >= 200 or not _STRONG.match(block.marked):
        return False
    cells = block.text.split("\t")
    labels, values = cells[0::2], cells[1::2]
    return all(map(_is_label, filter(None, labels))) and not any(map(_is_label, filter(None, values)))


def continues_record(block: Block) -> bool:
    """Whether `block` may go on a head table: labels that texts use too (名称, 标题, 分类)."""
    return block.length < 200 and bool(_WEAK.match(block.marked))


def is_tool(block: Block) -> bool:
    """Whether a line at the end of a body is a page tool and not its text."""
    alone = block.table is None or "\t" not in block.text
    return alone and block.length < 80 and bool(_TOOL.match(block.text))


def is_scrap(block: Block) -> bool:
    """Whether a line is a button's sign (×, X, |) and no word."""
    return block.length < 3 and not re.search(r"[\u4e00-\u9fff0-9]", block.text)


def is_end(block: Block) -> bool:
    """Whether a line can only stand behind an article."""
    return block.length < 60 and bool(_END.match(block.text))


def is_footer(line: str) -> bool:
    """Whether `line` is of the kind that stands at the foot of every page of a site."""
    return bool(_FOOTER.search(line))


def footers(blocks: Sequence[Block]) -> set[Block]:
    """The blocks at the foot of a page: by their words, by the name of what holds them, or as contact lines right
    beside such a line."""
    named = _named_feet(blocks)
    feet = {block for block in blocks if is_footer(block.text) or block.owner in named}
    total = sum(block.length for block in blocks)
    for place, block in enumerate(blocks):
        if block in feet or not _BESIDE_FOOTER.search(block.text):
            continue
        around = blocks[max(0, place - 3) : place + 4]
        parent = block.owner.getparent()
        if any(other in feet and other.owner.getparent() is parent for other in around) and (
            not _is_flat(parent, blocks, total) or _SURELY_BESIDE_FOOTER.search(block.text)
        ):
            feet.add(block)
    return feet


def _is_flat(parent: HtmlElement, blocks: Sequence[Block], total: int) -> bool:
    """Whether the element that holds the foot holds the article as well."""
    if parent.find("h1") is not None:
        return True
    return sum(block.length for block in blocks if block.owner.getparent() is parent) > 0.5 * total


def _named_feet(blocks: Sequence[Block]) -> set[HtmlElement]:
    """Elements inside one that calls itself a footer. One that holds a headline or most of the page is misnamed."""
    if not blocks:
        return set()
    root = blocks[0].owner.getroottree().getroot()
    total = sum(block.length for block in blocks)
    inside: set[HtmlElement] = set()
    for element in root.iter():
        names = f"{element.get('id') or ''} {element.get('class') or ''}" if isinstance(element.tag, str) else ""
        if not (element.tag == "footer" or _FOOT_NAMES.search(names)) or element.find(".//h1") is not None:
            continue
        held = set(element.iter())
        if sum(block.length for block in blocks if block.owner in held) < 0.8 * total:
            inside |= held
    return inside


def is_prose(block: Block) -> bool:
    """Whether `block` can only be text: a sentence, or the line that addresses a letter."""
    if block.linked or block.table is not None or is_info(block):
        return False
    long = block.length > 50 and "，" in block.text
    return long or (block.length > 4 and (block.text.endswith(("：", ":")) or "。" in block.text))


def is_bare_date(blocks: Sequence[Block], place: int) -> bool:
    """Whether the line at `place` is a date without a label right beneath a heading, perhaps with the teller's name."""
    block = blocks[place]
    if place == 0 or block.length > 40 or not is_heading(blocks[place - 1].owner):
        return False
    found = next(dates_in(block.text), None)
    if found is None or "。" in block.text:
        return False
    return len(bare(_CLOCK.sub("", block.text[: found[0]] + block.text[found[1] :]))) <= 12


def _is_label(cell: str) -> bool:
    return bool(_STRONG.match(cell + "\t") or _WEAK.match(cell + "\t") or _DAY_OF.fullmatch(cell))
