"""Recognise the pages that stand in front of a site: challenges, captchas, firewalls. They are never content.

Such a page says nothing about what the site publishes. It is recorded as a miss and not worked around.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

MARKS: Mapping[str, tuple[bytes, ...]] = {
    "jiasule": (b"__jsl_clearance", b"'_')+('_')+('j')+('s')+('l')", b"jiasule"),
    "aliyun": (b"acw_sc__v2", b"aliyun_waf", b"errors.aliyun.com", b"aliyunwaf_"),
    "ruishu": (b"$_ts=window", b"$_ts.nsd", b"$_ts.cd", b"_$jsvmprt"),
    "wzws": (b"wzws-waf-cgi", b"wzwschallenge", b"WZWS-RAY"),
    "yunsuo": (b"yunsuo_session_verify", b"security_session_verify", b"yunsuoautojump"),
    "cloudflare": (b"_cf_chl_opt", b"cf-browser-verification", b"/cdn-cgi/challenge-platform"),
    "tencent": (b"TencentCaptcha", b"waf.tencentcloud", b"WafCaptcha"),
    "safeline": (b"/.safeline/", b"SafeLineChallenge", b"slg-title"),
    "geetest": (b"initGeetest", b"geetest_"),
    "baidu": (b"yunjiasu", b"bdydns"),
    "safedog": (b"safedog", b"waf.safedog"),
    "dynamic": (b"_guard/", b"_guard/slide.js", b"__tst_status", b"ydclearance", b"dragContainer"),
}
"""Marks in the markup of an interstitial. A real page may carry one too, so they count only on a page without text."""
WORDS = re.compile(
    "安全验证|滑动验证|人机验证|访问验证|请完成(下列|以下)?验证|拖动(滑块|下方)|请输入验证码|验证您是否(是)?(真人|机器人)"
    "|(请求|访问|操作)?(已)?被(防火墙|网站管理员|管理员)?(拦截|阻断)|网站防火墙|Web应用防火墙|云防护|攻击(行为|请求|特征)"
    "|可能对网站造成(安全)?威胁|访问(过于)?频繁|IP(地址)?(已)?被(封|禁)|请(启用|开启|打开)(浏览器)?(的)?(JavaScript|JS)"
    "|正在(进行)?(安全)?(检查|检测)(您的)?浏览器|checking your browser|just a moment|access denied|request blocked",
    re.IGNORECASE,
)
STATUSES = frozenset({412, 418, 493, 514, 521, 567})
"""Statuses that only such pages use: 412 瑞数, 493/567 cloud firewalls, 514 frequency cap, 521 加速乐."""
DOUBTFUL = frozenset({202, 401, 403, 405, 406, 429, 444, 499, 503})
"""Statuses that such pages share with others: there, words or marks decide whatever the length."""
_HEAD = 64 * 1024
_FEW = 300
_HIDDEN = re.compile(rb"(?is)<(script|style|noscript)\b.*?(</\1\s*>|\Z)|<!--.*?-->")
_TAG = re.compile(rb"(?s)<[^>]*>")


def challenge_name(status: int, body: bytes) -> str | None:
    """Name the interstitial that this answer is, or None when it is what was asked for.

    A page with text of its own is never one, unless its status says so: articles do write about 安全验证.
    """
    if status in STATUSES:
        return next((name for name, marks in MARKS.items() if any(mark in body[:_HEAD] for mark in marks)), "firewall")
    if (status >= 500 and status not in DOUBTFUL) or not _is_markup(body):
        return None
    head = body[:_HEAD]
    text = visible_text(head)
    if len(text) > _FEW and status not in DOUBTFUL:
        return None
    for name, marks in MARKS.items():
        if any(mark in head for mark in marks):
            return name
    return "firewall" if WORDS.search(text) else None


def visible_length(body: bytes) -> int:
    """How many characters of a page's markup a reader would see, blanks left out."""
    return len(visible_text(body))


def _is_markup(body: bytes) -> bool:
    return b"<" in body[:1024] or body.lstrip()[:1] in (b"{", b"(")


@lru_cache(maxsize=4)
def visible_text(body: bytes) -> str:
    """What a reader sees of a page's markup, on one line; Chinese without blanks."""
    bare = _TAG.sub(b" ", _HIDDEN.sub(b" ", body))
    for encoding in ("utf-8", "gb18030"):
        try:
            text = bare.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = bare.decode("utf-8", errors="ignore")
    return re.sub(r"&nbsp;|\s+", " " if text.isascii() else "", text).strip()
