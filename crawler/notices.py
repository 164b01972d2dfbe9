"""Recognise pages that come with status 200 and say that there is no page: gone, under maintenance, broken.

A page with text of its own is never one: sites write about 404 pages and maintenance, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.blocking import visible_text

GONE, MAINTENANCE, BROKEN = "gone", "maintenance", "broken"
_PAGE = "(?:页面|网页|文章|信息|内容|栏目|资源|文件|地址|链接|网址|频道)"
_LOST = "(?:不存在|未找到|找不到|没有找到|无法找到|已(?:被|经)?(?:删除|移除|撤[下销回]|失效|下线|下架|关闭)|走丢|丢失|不见了)"
WORDS: Mapping[str, re.Pattern[str]] = {
    GONE: re.compile(
        rf"{_PAGE}[^。，,！!？?]{{0,12}}{_LOST}|{_LOST}[^。，,！!？?]{{0,8}}{_PAGE}"
        r"|(?:错误|error)[^。]{0,6}404|404[^。\d]{0,6}(?:错误|error|页面|not found)"
        r"|(?:page|file|object|resource)\s*(?:was\s*|could\s*)?(?:not\s*(?:be\s*)?found|does\s*not\s*exist|cannot be found)",
        re.I,
    ),
    MAINTENANCE: re.compile(
        r"(?:网站|本站|系统|平台|服务器?|站点)[^。，,]{0,12}(?:维护|升级|改版|改造|迁移|调整|检修)|(?:正在|停机|例行)(?:维护|升级|检修)"
        r"|(?:网站|本站|站点|服务)(?:已|暂时|临时|已经){0,2}(?:关闭|停用|停止服务|暂停服务|关停)|暂停(?:访问|服务)|(?:网站|本站)(?:正在)?建设中"
        r"|under (?:maintenance|construction)|be (?:right )?back soon|temporarily unavailable",
        re.I,
    ),
    BROKEN: re.compile(
        r"(?:系统|程序|服务器?|数据库|运行)[^。，,]{0,8}(?:错误|异常|出错|故障|连接失败)|Server Error in '|Exception(?: in|:| of type)|stack trace"
        r"|(?:Fatal|Parse) error:|internal server error|bad gateway|service unavailable|database error",
        re.I,
    ),
}
TITLES = re.compile(
    rf"^[\s\-—_|]*(?:(?:错误|error)?\s*404(?!\d)|(?:您)?(?:要?访问|请求|查找|浏览)的{_PAGE}.{{0,6}}{_LOST}|{_PAGE}{_LOST}|{_LOST}{_PAGE}"
    r"|(?:page )?not found)",
    re.I,
)
"""A page's title that says so, whatever menus stand around."""
_TITLE = re.compile(rb"(?is)<title[^>]*>(.*?)</title")
_HEAD = 64 * 1024
_FEW = 200
_FRAMED = 3000


def notice(body: bytes, anchor: str = "") -> str:
    """Which notice a page with status 200 is, "" when it is what was asked for.

    `anchor` are the words of the link that led there: what announces maintenance itself is an article about it.
    """
    head = body[:_HEAD]
    if b"<" not in head[:1024]:
        return ""
    match = _TITLE.search(head)
    title = visible_text(match.group(1)) if match else ""
    if not title and len(head) == _HEAD:
        return ""
    text = visible_text(head)
    if len(text) > _FRAMED:
        return ""
    if TITLES.search(title):
        return GONE
    if len(text) > _FEW:
        return ""
    return next((kind for kind, words in WORDS.items() if words.search(text) and not words.search(anchor)), "")
