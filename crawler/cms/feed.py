"""Lists that come as JSON or JSONP: any array of objects with a title and an address is read as entries.

Shapes seen: gov.cn (flat, TITLE / URL / DOCRELPUBTIME), UCAP's channel search (data → results → title, url without
scheme, publishedTimeStr), Guangdong's catalogue (articles → title, url, display_publish_time), Jilin's govsearch
(data → title, puburl, tip.dates, with nPage), jcms and site-made ones.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from crawler.cms.dates import DATE, iso
from crawler.cms.items import ListItem
from crawler.cms.paging import Feed, Paging, numbered
from crawler.links import resolve, tidy

_WRAPPED = re.compile(r"^\s*(?:/\*.*?\*/)?\s*(?:try\s*\{)?\s*[\w.$]{1,60}\s*\(\s*(?=[\[{])", re.S)
_ASSIGNED = re.compile(r"(?:var\s+|window\.)?[\w$]{1,60}\s*=\s*['\"]?(?=[\[{])")
_TITLE = ("title", "doctitle", "showtitle", "name", "subject", "infotitle", "wjbt", "bt")
_URL = ("url", "puburl", "docpuburl", "doc_pub_url", "link", "href", "linkurl", "infourl", "post_url", "pageurl", "visiturl", "arturl")  # fmt: skip
_DATE = ("publishedtimestr", "docrelpubtime", "display_publish_time", "pubdate", "publishtime", "publishdate", "pub_date",
         "publish_time", "publishedtime", "releasedate", "pubtime", "infodate", "docreltime", "dates", "date", "fbrq",
         "create_time", "createtime", "created_at", "time")  # fmt: skip
_PAGES = ("npage", "totalpage", "totalpages", "pages", "pagecount", "page_count", "pagetotal")
_ENTRIES = ("total", "num", "totalcount", "totalrecord", "totalnum", "count", "totalelements", "recordcount")
_PAGE_PARAMETER = re.compile(
    r"(?i)([?&](?:page|page_?no|page_?num|page_?number|page_?index|current_?page|cur_?page|p|pn)="
    r"|(?:%22|\")page(?:no|index|num)?(?:%22|\")(?:%3A|:)(?:%22|\")?|[_/-](?=\d{1,4}\.(?:json|s?html?|jsp|txt)$))(\d{1,5})"
)
"""Where a feed's address keeps its page number: a parameter, a JSON value in one, or the end of its file's name."""
_NOTHING = re.compile(r"暂无|没有(?:相关|任何|更多|数据|内容|记录)|共\s*0\s*[条篇]")
_CHINA = timezone(timedelta(hours=8))
DEEPEST = 6


def parsed(body: str) -> Any:
    """The value of a JSON or JSONP answer or of a script that sets one variable to it, None when it is neither."""
    text = body.strip().lstrip("\ufeff")
    if match := _WRAPPED.match(text):
        text = re.sub(r"\)\s*;?\s*(?:\}\s*catch\s*\(.*)?$", "", text[match.end() :], flags=re.S)
    elif match := _ASSIGNED.match(text):
        text = text[match.end() :].rstrip().rstrip(";").rstrip("'\"")
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def entries(value: Any, url: str) -> list[ListItem]:
    """The longest array of objects that have a title and an address."""
    found = [
        [item for one in rows if isinstance(one, dict) and (item := _entry(one, url))]
        for rows in _arrays(value, DEEPEST)
    ]
    return max(found, key=len, default=[])


def _arrays(value: Any, depth: int) -> Iterator[list[Any]]:
    if depth == 0:
        return
    if isinstance(value, list):
        yield value
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for one in inner:
        if isinstance(one, list | dict):
            yield from _arrays(one, depth - 1)


def _entry(row: Mapping[str, Any], url: str) -> ListItem | None:
    fields = {key.lower(): value for key, value in row.items()}
    for inner in [value for value in fields.values() if isinstance(value, dict)]:
        fields = {key.lower(): value for key, value in inner.items()} | fields
    title = tidy(html.unescape(re.sub(r"<[^>]*>", "", _text(fields, _TITLE))))
    if not title:
        return None
    return ListItem(resolve(url, _text(fields, _URL)), title, _date(fields)) if _text(fields, _URL) else None


def _text(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next(
        (str(fields[name]).strip() for name in names if isinstance(fields.get(name), str | int) and fields[name]), ""
    )


def _date(fields: Mapping[str, Any]) -> str:
    for name in _DATE:
        value = fields.get(name)
        if isinstance(value, str) and (match := DATE.search(value)):
            return iso(match)
        if isinstance(value, int | str) and re.fullmatch(r"\d{10}|\d{13}", str(value)):
            return datetime.fromtimestamp(int(str(value)[:10]), _CHINA).date().isoformat()
        if isinstance(value, int | str) and (match := re.fullmatch(r"(20\d{2})(\d{2})(\d{2})\d*", str(value))):
            return "-".join(match.groups())
    return ""


def paging(value: Any, url: str, count: int) -> Paging:
    """The feed's further pages, where its address holds a page number and it says how many there are.

    Where it does not say so, the page after this one is tried as long as there are entries.
    """
    pages, total = _stated(value)
    match = _PAGE_PARAMETER.search(url)
    here = int(match.group(2)) if match else 1
    if pages is None and total is not None and count and (here <= 1 or not match):
        pages = -(-total // count)
    if pages is None and total is None:
        return open_ended(url) if count else Paging()
    if pages is None or pages <= 1:
        return Paging((), "", pages)
    if match is None:
        return Paging((), "", pages, "script_list")
    head, tail, first = url[: match.start(2)], url[match.end(2) :], 0 if here == 0 else 1
    return numbered(url, [f"{head}{page}{tail}" for page in range(first, first + pages)])


def open_ended(url: str) -> Paging:
    """The page after this one of a list service that does not say how many it has."""
    match = _PAGE_PARAMETER.search(url)
    if match is None:
        return Paging()
    following = f"{url[: match.start(2)]}{int(match.group(2)) + 1}{url[match.end(2) :]}"
    return Paging(feeds=(Feed(following, open=True),))


def is_answer(value: Any, url: str, count: int) -> bool:
    """Whether a list service gave the list that it was asked for; an empty one only when the service says so.

    Rows that are no entries, and none where the service counts some, are no answer: the list was not seen.
    """
    if count:
        return True
    pages, total = _stated(value)
    if total == 0:
        return True
    match = _PAGE_PARAMETER.search(url)
    here = int(match.group(2)) if match else 1
    if total is not None or pages:
        return here > 1 and (pages is None or here >= pages)
    arrays = list(_arrays(value, DEEPEST))
    return bool(arrays) and not any(isinstance(row, dict) for rows in arrays for row in rows)


def is_nothing(text: str) -> bool:
    """Whether the visible text of an answer without entries says that there are none, or is none."""
    return len(text) < 20 or bool(_NOTHING.search(text))


def wrapped_list(value: Any) -> str:
    """The markup of a list that stands as one text in an answer ({"data": {"html": "<ul>…"}}), "" when there is none."""
    texts = [text for text in _texts(value, DEEPEST) if re.search(r"<(?:a|li|div|ul|table)\b", text, re.I)]
    return max(texts, key=len, default="")


def is_callback(body: str) -> bool:
    """Whether an answer is a JSONP call."""
    return _WRAPPED.match(body.strip().lstrip("\ufeff")) is not None


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one, depth - 1)


def _stated(value: Any) -> tuple[int | None, int | None]:
    """(pages, entries) as the feed counts them."""
    fields = {key.lower(): number for key, number in _numbers(value, 3)}
    return tuple(next((fields[name] for name in names if name in fields), None) for names in (_PAGES, _ENTRIES))  # type: ignore[return-value]


def _numbers(value: Any, depth: int) -> Iterator[tuple[str, int]]:
    if not isinstance(value, dict) or depth == 0:
        return
    for key, one in value.items():
        yield from _numbers(one, depth - 1)
        if isinstance(one, int) and not isinstance(one, bool):
            yield key, one
        elif isinstance(one, str) and one.isdigit():
            yield key, int(one)
