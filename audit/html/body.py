"""Which part of a page is the body of the article.

Every block is weighed: sentences weigh for their part being the body, links and footers against. The weight of an
element is the sum over its blocks, so the heaviest element is the one that holds all sentences and no menu. A container
whose name is known (audit/html/containers.py) is preferred when it holds most of that text. What stands before the line
of date and source, and the page tools after the text, are cut off. A second copy of a paragraph weighs against, so an
element that holds both a desktop and a mobile copy never wins over the first of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from audit.html.blocks import Block, is_heading
from audit.html.containers import container_name
from audit.html.dates import dates_in
from audit.html.inline import bare

_LABELS = (
    "发布时间|发布日期|发布于|发文日期|发表时间|发表日期|更新时间|更新日期|录入时间|添加时间|上传时间|时\\s*间|日\\s*期|日间|来\\s*源|信息来源|"
    "文章来源|稿源|浏览次数|浏览量|浏览|点击数|点击次数|点击率|点击量|点击|阅读次数|阅读量|阅读数|阅读|访问次数|访问量|人气|作\\s*者|编辑|责任编辑|"
    "发布人|发布者|发布单位|发布机构|供稿|字体|字号|字体大小|文字大小|分享|打印|收藏|保存|保护视力色|背景色|视力保护色|语音播报|朗读"
)
_INFO = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{_LABELS})[\s\x1f】\]]*[:：∶]|[【\[（(〖]\s*(?:{_LABELS}|大|中|小)|字[体号].{{0,6}}大.{{0,3}}中.{{0,3}}小"
)
_RECORD = re.compile(
    r"(?:信\s*息\s*)?(?:索\s*引\s*(?:号|编号)?|名\s*称|标\s*题|发文字号|公文文号|公文名称|文\s*号|文件编号|发文(?:机关|机构|单位)|发布(?:机构|单位|机关)|生成日期|"
    r"成文日期|发布日期|发文日期|公开日期|生效日期|废止日期|失效日期|主题分类|主\s*题\s*词|关\s*键\s*词|分\s*类|类\s*别|体裁分类|体\s*裁|组配分类|有\s*效\s*性|"
    r"时\s*效\s*性|效\s*力|公开方式|公开范围|公开形式|公开时限|公开责任部门|责任部门|内容概述|内容概况|概\s*述|服务对象|语\s*种|文件类型|公文种类|信息类别|信息分类)"
    r"\s*[】\]]?\s*(?:[:：∶\t\x1f]|$)"
)
_TOOL = re.compile(
    r"^(?:扫一扫|用?(?:手机|微信)扫|手机扫|分享|打印|关闭|返回|上一篇|下一篇|上一条|下一条|没有了|责任编辑|责编|编辑[:：]|审核[:：]|校对[:：]|签发|监制|"
    r"初审|复审|终审|编审|信息来源|文章来源|来源[:：]|相关附件|附件[:：]?$|附件下载[:：]?$|附件信息|文件下载|相关下载|word下载|pdf下载|下载(?:文档|全文)?$|"
    r"保存|收藏|顶部|TOP|字体|字号|作者[:：]|发布时间|发布日期|浏览|点击|阅读|纠错|我要纠错|网站纠错|内容纠错|信息发布|政策咨询|"
    r"主办单位|版权|相关(?:链接|阅读|文章|新闻|信息|资讯|文件|解读|报道|推荐)|【?(?:打印|关闭|返回|纠错|相关|收藏|内容纠错|信息发布))"
    r"|^[【\[〖(（]\s*(?:打印|关闭|返回|大|中|小|收藏|TOP|我要打印|字体|推荐|相关)",
    re.IGNORECASE,
)
_END = re.compile(
    r"^[【\[■▪◆>\s]*(?:上一篇|下一篇|上一条|下一条|前一篇|后一篇|上篇|下篇|相关(?:链接|阅读|文章|新闻|信息|资讯|报道|推荐|稿件)|延伸阅读|"
    r"热门(?:文章|新闻|推荐)|最新(?:文章|新闻)|推荐阅读|猜你喜欢|扫一扫|手机扫|用手机扫|版权(?:与|及)|您访问的链接即将离开|网站声明|免责声明|分享到|打印本页|"
    r"【?关闭(?:本页|窗口)|用户评论|发表评论|友情链接|版权所有)"
)
_FOOTER = re.compile(
    r"版权所有|免责声明|凡本[站网]|不代表本[站网]|[IＩ][CＣ][PＰ]备|公网安备|网站标识码|主办单位|承办单位|技术支持|Copyright|您访问的链接即将离开|网站地图|设为首页|加入收藏|浏览器|分辨率",
    re.IGNORECASE,
)
_SENTENCE = re.compile("[，。；！？、：,;]")

HEADER_ROOM = 220
"""So many characters of kicker, headline and sub-headline may stand before the line of date and source."""
COPY_LENGTH = 40
ENOUGH = 60
"""A body weighs at least so much; what weighs less is looked at again in `audit.html.sparse`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Blocks `start` to `stop` of the page are the body; `element` holds them; `how` names the way it was found.
    `hidden`: the body is one that the page does not show at first."""

    element: HtmlElement
    start: int
    stop: int
    how: str
    hidden: bool = False


def find_body(blocks: Sequence[Block], *, hidden: bool = False, enough: int = ENOUGH) -> Body | None:
    """The body among the `blocks` of a page, or None when no part of it reads like one.

    Hidden blocks count only when `hidden` is set: they hold mobile and print copies, but a few sites keep the only copy
    there and show it by script. `enough` is the least weight that makes a body.
    """
    weights = _weights(blocks, hidden)
    sums, held = _sums(blocks, weights)
    if not sums:
        return None
    best = _heaviest(sums)
    if sums[best] < enough:
        return None
    known = _known(sums, held, best)
    element, how = known or (best, "measured")
    span = span_of(blocks, element, hidden)
    return trimmed(blocks, element, span, how, hidden) if span else None


def _weights(blocks: Sequence[Block], hidden: bool) -> list[float]:
    seen = [block for block in blocks if hidden or not block.hidden]
    copies = _copies(seen)
    return [
        0.0 if block.hidden and not hidden else -abs(_weight(block)) if block in copies else _weight(block)
        for block in blocks
    ]


def _copies(blocks: Sequence[Block]) -> set[Block]:
    """Blocks that say again what others say: later ones of equal text (rows of one table may be equal), and single
    blocks that hold several paragraphs of the page, as the text for a voice reader does."""
    first: dict[str, Block] = {}
    copies: set[Block] = set()
    for block in blocks:
        if block.length >= COPY_LENGTH:
            other = first.setdefault(bare(block.text), block)
            if other is not block and (block.table is None or other.table is not block.table):
                copies.add(block)
    for text, block in first.items():
        if block.length > 2 * COPY_LENGTH and sum(1 for part in first if part != text and part in text) > 1:
            copies.add(block)
    return copies


def _weight(block: Block) -> float:
    plain = block.length - block.linked
    if _FOOTER.search(block.text):
        return -60.0 - plain
    if block.linked > 0.45 * block.length:
        return -4.0 - min(block.linked, 60)
    if is_info(block) or is_record(block):
        return -4.0
    if block.table is not None:
        return plain * 0.8 - 1.0
    return plain * (1.0 if _SENTENCE.search(block.text) else 0.3) - 1.0


def is_info(block: Block) -> bool:
    """Whether `block` is a line of date, source, counter and page tools rather than text."""
    return block.length < 160 and block.table is None and bool(_INFO.search(block.marked))


def is_record(block: Block) -> bool:
    """Whether `block` is a line of the head table (索引号, 发文字号, 主题分类 …) that disclosure systems put first."""
    return block.length < 200 and bool(_RECORD.match(block.marked))


def _sums(
    blocks: Sequence[Block], weights: Sequence[float]
) -> tuple[dict[HtmlElement, float], dict[HtmlElement, float]]:
    """The weight of every element, and the weight of the sentences alone."""
    own: dict[HtmlElement, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for block, weight in zip(blocks, weights, strict=True):
        entry = own[block.owner]
        entry[0] += weight
        entry[1] += max(weight, 0.0)
    sums: dict[HtmlElement, float] = defaultdict(float)
    held: dict[HtmlElement, float] = defaultdict(float)
    for owner, (weight, positive) in own.items():
        element: HtmlElement | None = owner
        while element is not None:
            sums[element] += weight
            held[element] += positive
            element = element.getparent()
    return dict(sums), dict(held)


def _heaviest(sums: dict[HtmlElement, float]) -> HtmlElement:
    """The heaviest element; of several with the same weight the innermost, which comes first in `sums`."""
    return max(sums, key=lambda element: (sums[element], _depth(element)))


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _known(
    sums: dict[HtmlElement, float], held: dict[HtmlElement, float], best: HtmlElement
) -> tuple[HtmlElement, str] | None:
    """The outermost known container that holds most of what the heaviest element holds."""
    named = [(element, name) for element in sums if (name := container_name(element))]
    fitting = [(element, name) for element, name in named if held[element] >= 0.7 * held[best] and sums[element] > 0]
    inside = [pair for pair in fitting if held[pair[0]] <= 1.3 * held[best]]
    return max(inside, key=lambda pair: (round(sums[pair[0]]), _depth(pair[0])), default=None)


def span_of(blocks: Sequence[Block], element: HtmlElement, hidden: bool) -> tuple[int, int] | None:
    """The first and the place after the last of the `blocks` that stand in `element`; None when it has none."""
    inside = set(element.iter())
    places = [i for i, block in enumerate(blocks) if block.owner in inside and (hidden or not block.hidden)]
    return (places[0], places[-1] + 1) if places else None


def trimmed(
    blocks: Sequence[Block], element: HtmlElement, span: tuple[int, int], how: str, hidden: bool, header: bool = True
) -> Body | None:
    """`span` without the lines of date and source before the text and the page tools behind it; None when empty. `header`: `span`
    may still begin with the headline."""
    start, stop = (_after_header(blocks, *span) if header else span[0]), span[1]
    stop = before_end(blocks, start, stop)
    while stop > start and (is_tool(blocks[stop - 1]) or is_scrap(blocks[stop - 1])):
        stop -= 1
    while start < stop and (is_tool(blocks[start]) or is_scrap(blocks[start])):
        start += 1
    return Body(element=element, start=start, stop=stop, how=how, hidden=hidden) if stop > start else None


def _after_header(blocks: Sequence[Block], start: int, stop: int) -> int:
    """The place after the last line of date, source and tools that comes before the text proper."""
    room, cut = HEADER_ROOM, start
    for place in range(start, stop):
        block = blocks[place]
        if is_info(block) or is_record(block) or _is_bare_date(blocks, place):
            cut = place + 1
        elif not block.hidden:
            room -= block.length
        if room < 0 or _is_prose(block):
            break
    return cut


def _is_bare_date(blocks: Sequence[Block], place: int) -> bool:
    """Whether the line at `place` is a date without a label right beneath a heading."""
    block = blocks[place]
    if place == 0 or block.length > 40 or not is_heading(blocks[place - 1].owner):
        return False
    found = next(dates_in(block.text), None)
    return found is not None and block.length - len(bare(block.text[found[0] : found[1]])) <= 10


def _is_prose(block: Block) -> bool:
    """Whether `block` can only be text: a sentence, or the line that addresses a letter."""
    if block.linked or block.table is not None or is_info(block):
        return False
    long = block.length > 50 and "，" in block.text
    return long or (block.length > 8 and (block.text.endswith(("：", ":")) or "。" in block.text))


def before_end(blocks: Sequence[Block], start: int, stop: int) -> int:
    """The place of the first line that can only stand after an article, once half of the text has passed."""
    total = sum(block.length for block in blocks[start:stop])
    passed = 0
    for place in range(start, stop):
        if 2 * passed >= total - passed and _END.match(blocks[place].text) and blocks[place].length < 60:
            return place
        passed += blocks[place].length
    return stop


def is_footer(line: str) -> bool:
    """Whether `line` is of the kind that stands at the foot of every page of a site."""
    return bool(_FOOTER.search(line))


def is_scrap(block: Block) -> bool:
    """Whether a line is a button's sign (×, X, |) and no word."""
    return block.length < 3 and not re.search(r"[\u4e00-\u9fff0-9]", block.text)


def is_tool(block: Block) -> bool:
    """Whether a line at the end of a body is a page tool and not its text."""
    if block.table is not None:
        return False
    return block.length < 80 and bool(_TOOL.match(block.text))
