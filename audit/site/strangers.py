"""Links and words that strangers slip into a page: hidden links, and the trade words of gambling and pornography.

Only what speaks for a break-in is named, and a person confirms it: police news and laws use the same words in earnest,
and many pages hide honest menus, dialogs and friends' links until they are pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.scope import canonical, owner_of

MOST = 20
MANY_OFF = 5
"""Owners behind links that are only switched off from which they speak for a break-in: systems switch off the odd link
to their maker or to an error desk."""
_FAR = re.compile(
    r"(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\s*(?:\d{4,}|[5-9]\d\d)|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)",
    re.I,
)
"""Out of sight for every reader, whatever he does."""
_OFF = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
"""Out of sight until a script shows it."""
_SHOWN_LATER = re.compile(
    r"menu|nav|drop|tab|pop|layer|modal|dialog|share|qr|code|wx|weixin|wechat|select|link|yqlj|float|slide|swiper|banner"
    r"|sub|child|more|box|tips?|foot|head|top|list|bd|con",
    re.I,
)
_OFFICIAL = re.compile(r"(?:^|\.)(?:gov|edu|org|ac|mil)\.cn$|\.(?:政务|公益|xn--zfr164b|xn--55qw42g)$")
_KNOWN = frozenset(
    "people.com.cn xinhuanet.com news.cn cctv.com cctv.cn cntv.cn chinanews.com.cn chinanews.com china.com.cn china.org.cn"
    " youth.cn gmw.cn ce.cn cri.cn cnr.cn chinadaily.com.cn qstheory.cn 12371.cn 12377.cn 12388.gov.cn legaldaily.com.cn"
    " xuexi.cn qq.com weibo.com weibo.cn sina.com.cn sina.com baidu.com bdstatic.com jiathis.com bshare.cn douyin.com"
    " toutiao.com 163.com sohu.com conac.cn adobe.com microsoft.com 360.cn google.com mozilla.org w3.org cnzz.com"
    " 51.la alicdn.com amap.com 12306.cn jlntv.cn cnjiwang.com kuaishou.com bilibili.com ifeng.com".split()
)
_GAMBLING = (
    r"百家乐|六合彩|时时彩|北京赛车|老虎机|真人娱乐|真人荷官|新葡京|威尼斯人|澳门金沙|皇冠体育|体育投注|博彩|赌场|娱乐城"
    r"|彩票平台|棋牌平台|棋牌游戏|开元棋牌|分分彩|亚博|万博|银河娱乐|必威|bet365|赌球|龙虎斗"
)
_PORN = r"成人电影|成人视频|三级片|裸聊|约炮|黄色网站|色情网|情色|激情视频"
_TERM = re.compile(f"{_GAMBLING}|{_PORN}", re.I)
_TRADE = re.compile(
    rf"(?:{_GAMBLING}|{_PORN}).{{0,8}}(?:官网|官方|平台|下载|注册|开户|投注|在线|app|登录|网址|彩金|首存|代理|免费|直播)",
    re.I,
)
_EARNEST = re.compile(
    r"打击|整治|严打|取缔|禁止|举报|防范|查处|警惕|抵制|案|涉|专项|反|治理|清理|扫黄|处罚|通报|侦|破获|法"
)


def is_stranger(url: str, own: str) -> bool:
    """Whether an address leads to a host that neither the page's owner nor an authority or a known medium keeps."""
    host = urlsplit(url).hostname or ""
    return bool(host) and owner_of(url) != owner_of(own) and not _is_reputable(host, owner_of(url))


@lru_cache(maxsize=4096)
def _is_reputable(host: str, owner: str) -> bool:
    return bool(_OFFICIAL.search(host)) or owner in _KNOWN or host == "localhost"


def hidden_links(root: HtmlElement, url: str) -> tuple[str, ...]:
    """Addresses of strangers behind links that no reader can see.

    Far off the screen or of no size: every one. Switched off (display:none): only in an element whose name does not
    tell of a menu, a dialog or the like, only where no link in sight leads to the same owner, and only many.
    """
    far, off = dict[str, None](), dict[str, None]()
    for element in root.xpath("//*[@style]|//marquee"):
        style = element.get("style") or ""
        if _FAR.search(style) or _tiny_marquee(element):
            far |= dict.fromkeys(_strangers(element, url))
        elif _OFF.search(style) and not _shown_later(element):
            off |= dict.fromkeys(_strangers(element, url))
        if len(far) > MOST:
            break
    seen = _seen_owners(root, url, frozenset(off)) if off else frozenset[str]()
    secret = [one for one in off if owner_of(one) not in seen and one not in far]
    if len({owner_of(one) for one in secret}) < MANY_OFF:
        secret = []
    return (*far, *secret)[:MOST]


def _tiny_marquee(element: HtmlElement) -> bool:
    return element.tag == "marquee" and (element.get("height") or "99").strip("px ") in ("0", "1", "2", "3", "4")


def _shown_later(element: HtmlElement) -> bool:
    around = [element, *islice(element.iterancestors(), 2)]
    return any(_SHOWN_LATER.search(f"{one.get('class', '')} {one.get('id', '')}") for one in around)


def _strangers(element: HtmlElement, url: str) -> list[str]:
    targets = [canonical(link.get("href") or "", url) for link in islice(element.iter("a"), MOST * 2)]
    return [target for target in targets if target and is_stranger(target, url)]


def _seen_owners(root: HtmlElement, url: str, hidden: frozenset[str]) -> frozenset[str]:
    shown = (canonical(link.get("href") or "", url) for link in root.iter("a"))
    return frozenset(owner_of(one) for one in shown if one and one not in hidden)


def trade_words(heading: str, links: Sequence[tuple[str, str]], url: str) -> tuple[str, ...]:
    """Words of gambling or pornography trade: in the page's title and keywords, or as the words of a link.

    In a link to a stranger the bare word is enough; words of police work and law beside it clear all of them.
    """
    found: dict[str, None] = {}
    if (match := _TRADE.search(heading)) and not _EARNEST.search(heading):
        found[f"页面标题或关键词“{match.group()}”"] = None
    for text, target in links:
        if len(text) > 40 or not _TERM.search(text) or _EARNEST.search(text):
            continue
        if _TRADE.search(text) or (target and is_stranger(target, url)):
            found[f"链接文字“{text[:20]}”"] = None
    return tuple(found)[:MOST]
