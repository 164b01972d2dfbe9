"""Attachments and the column path of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from audit.html.blocks import Block
from audit.html.inline import bare, inner_text, tidy
from audit.model import Link

KINDS = (
    "pdf", "docx", "doc", "xlsx", "xls", "csv", "wps", "et", "dps", "ofd", "ceb", "zip", "rar", "7z", "pptx", "ppt", "rtf", "txt",
)  # fmt: skip
_EXTENSION = re.compile(rf"\.({'|'.join(KINDS)})(?![a-z0-9])", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"downfile|download|/attach|attachment|fileid=|filedown|file_id|fjxz|affix|/uploadfile/.*id=|getfile|showfile",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"^(?:【|\[)?(?:word|pdf|打印|下载|保存|正文|文档|文件|全文|图片)*(?:版|文字)?(?:下载|打印|保存)(?:】|\])?$",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"""(["'])([^"'\s]*/[^"'\s]*\.(?:{"|".join(KINDS)}))\1""", re.IGNORECASE)
"""The address of a file that a script is given."""
_FRAMES = ("iframe", "embed", "object")
_VIEWED = re.compile(r"(?:^|&)(?:file|url|src|path|furl|pdf)=([^&#]+)", re.IGNORECASE)
_APPS = re.compile(r"客户端|浏览器|阅读器|Reader|APP|插件|驱动", re.IGNORECASE)
_CRUMB_LEAD = re.compile(
    r".*?(?:当前位置|所在位置|您的位置|你的位置|当前的位置|您现在的位置|现在的位置)[\s\x1f]*(?:是|在)?[\s\x1f]*[:：]?"
)
_CRUMB_SPLIT = re.compile(r"[\s\x1f]*(?:>+|＞+|»|›|→|/|\\|::|－|--|(?<=[\s\x1f])-(?=[\s\x1f]))[\s\x1f]*")
_NO_COLUMN = re.compile(
    r"^(?:首\s*页|网站首页|主页|正文|内容|详情页?|文章内容|内容页|详细内容|信息内容|阅读|浏览文章|\[首页\])$"
)


def attachments(root: HtmlElement, after: HtmlElement | None, url: str) -> tuple[Link, ...]:
    """Links of a page that lead to files, and files shown in a frame, from the element `after` on. Page tools (word下载)
    and readers are none."""
    found: dict[str, Link] = {}
    for element in _leading(root, after):
        link = _attachment(element, url) if element.tag == "a" else _framed(element, url)
        if link is not None:
            found.setdefault(link.url or link.name, link)
    return tuple(found.values())


def _leading(root: HtmlElement, after: HtmlElement | None) -> Iterable[HtmlElement]:
    reached = after is None
    for element in root.iter():
        reached = reached or element is after
        if reached and (element.tag == "a" or element.tag in _FRAMES):
            yield element


def _framed(element: HtmlElement, base: str) -> Link | None:
    """The file that a frame shows, itself or through a viewer (…/viewer.html?file=/u/1.pdf)."""
    parts = urlsplit((element.get("src") or element.get("data") or "").strip())
    through = _VIEWED.search(parts.query)
    address = unquote(through[1]) if through else parts.geturl()
    kind = _kind((urlsplit(address).path,))
    if not kind:
        return None
    name = element.get("title") or unquote(urlsplit(address).path).rsplit("/", 1)[-1]
    return Link(url=urljoin(base, address), name=tidy(name), kind=kind)


def _attachment(anchor: HtmlElement, base: str) -> Link | None:
    href = (anchor.get("href") or "").strip()
    text = inner_text(anchor)
    name = text or anchor.get("title") or anchor.get("download") or ""
    if _TOOL.match(bare(name)) or _APPS.search(name):
        return None
    dead = not href or href.lower().startswith(("javascript:", "#", "about:"))
    called = _CALLED.search(f"{href if dead else ''} {anchor.get('onclick') or ''}") if dead else None
    if called:
        href, dead = called[2], False
    kind = _kind(("" if dead else urlsplit(href).path, "" if dead else unquote(urlsplit(href).query), text,
                  anchor.get("download") or "", anchor.get("title") or ""))  # fmt: skip
    if not kind and (dead or not _DOWNLOAD.search(href)):
        return None
    if not kind and not re.search("附件|下载|表|名单|目录|方案|通知", name):
        return None
    address = "" if dead else urljoin(base, href)
    return Link(url=address, name=tidy(name or unquote(urlsplit(href).path).rsplit("/", 1)[-1]), kind=kind or "file")


def _kind(places: Iterable[str]) -> str:
    for place in places:
        found = _EXTENSION.search(place.strip())
        if found:
            return found[1].lower()
    return ""


def column_path(blocks: Sequence[Block], title: str) -> tuple[str, ...]:
    """The columns a page stands in, outermost first, from its breadcrumb; () when it shows none."""
    for place, block in enumerate(blocks):
        if block.length > 200:
            continue
        lead = _CRUMB_LEAD.match(block.marked)
        marked = block.marked[lead.end() :] if lead else block.marked
        if lead and len(bare(marked)) < 2:
            marked = "\x1f".join(_following(blocks[place + 1 :]))
        parts = _parts(marked)
        if (lead and parts) or (len(parts) > 1 and re.match(r"(?:\[?首\s*页|网站首页|主页)", parts[0])):
            return tuple(part for part in parts if _is_column(part, title))
    return ()


def _following(blocks: Sequence[Block]) -> list[str]:
    """Short lines after a breadcrumb's label: lists and tables set each column on its own line."""
    lines = []
    for block in blocks[:8]:
        if block.length > 24 or not (block.linked or re.match(r"[>＞»›/]", block.text)):
            break
        lines.append(("" if re.match(r"[>＞»›/]", block.text) else "> ") + block.marked)
    return lines


def _parts(marked: str) -> list[str]:
    parts = [tidy(part).strip("[]【】:： ") for part in _CRUMB_SPLIT.split(marked)]
    return [part for part in parts if part]


def _is_column(part: str, title: str) -> bool:
    is_title = bare(part)[:12] == bare(title)[:12] or (len(part) > 8 and bare(part) in bare(title))
    return not _NO_COLUMN.match(part) and len(part) <= 30 and not is_title
