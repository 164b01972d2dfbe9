"""List services that a page's script asks: the address as the script puts it together, read without running it.

``$.ajax({url:"/api/list", data:{channel:cid, page:pageNo}})``, ``$.get("list_" + page + ".html")``, ``axios.get(url,
{params:{…}})``, ``fetch("/list?page=" + n)``. Literals, variables that the page sets to a literal, and one variable that
counts pages can be followed; anything else, and every POST, cannot. Whether the answer is a list shows when it comes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from lxml.html import HtmlElement

from crawler.cms.paging import Feed
from crawler.links import resolve

_CALL = re.compile(
    r"(?P<ajax>(?:\$|jQuery|axios|api|http)\.ajax\s*\(\s*|\baxios\s*\(\s*)\{|"
    r"(?:\$|jQuery|axios|\bhttp|\bapi)\.(?P<verb>get|getJSON|load)\s*\(|(?P<fetch>\bfetch)\s*\(|\.(?P<load>load)\s*\(\s*(?=[\"'])"
)
_POST = re.compile(r"""\b(?:type|method)\s*:\s*["'](?:post|put)["']""", re.I)
_PAIR = re.compile(r"""["']?(?P<key>[\w.\[\]]+)["']?\s*:\s*""")
_TOKEN = re.compile(r"""(["'`])((?:\\.|(?!\1).)*)\1|([^+]+)""")
_COUNTER = re.compile(r"^(?:(?:this|that|self|vm|_this|obj|o|api|data|params?|query)\.)*(?:cur\w*|page|page_?(?:no|num|number|index|current)?|p|n|num|index|i|pn)(?:\.value|\(\))?(?:\s*[-+]\s*1)?$", re.I)  # fmt: skip
_SEARCHED = re.compile(r"key|word|search|query|title|time|date|start|end|begin|name|text|_$", re.I)
_NO_LIST = re.compile(r"count|click|hits?\b|visit|weather|login|user|captcha|statis|track|stat\.|vote|comment|like|share|cookie|token|advert|online|log\b", re.I)  # fmt: skip
_LISTS = re.compile(
    r"list|page|article|news|info|content|search|query|channel|column|catalog|doc|gkml|zwgk|xxgk|data", re.I
)
_ROUTE = re.compile(r"^(?:https?:)?/|^[\w./{}-]+(?:\?|\.\w+|/)", re.I)
_FILE = re.compile(r"""\b(?P<name>\w+)\s*=\s*["'](?P<stem>[^"'\s]+)\.(?P<kind>json|js|txt|s?html?)["']""")
_CUT = r"""\b{}\.(?:substring|substr|slice)\s*\(\s*0\s*,[^;]{{1,40}}?\+\s*(?:["'][_-]["']\s*\+\s*)?\w+\s*\+\s*["']\.{}["']"""
_JOINED = re.compile(r"""=\s*["'](_|-)["']\s*\+\s*\(?\s*\w*(?:cur|page|num|index|idx)\w*""", re.I)
PAGE = "{page}"
WINDOW = 1500
_DATA_ADDRESS = ("data-url", "data-api", "data-src", "data-href", "data-next", "data-load", "data-ajax", "data-list-url", "data-request")  # fmt: skip
_DATA_PAGE = ("data-page", "data-pageno", "data-page-no", "data-cur", "data-current", "data-index")
_PARAMETER = re.compile(r"(?i)([?&](?:page|page_?no|page_?num|page_?index|cur(?:rent)?page|p|pn)=)(\d*)(?=&|$)")


@dataclass(frozen=True, slots=True)
class Service:
    """The address of a list service with `{page}` in place of the page number, and the number of the first page."""

    template: str
    first: int = 1

    def at(self, number: int) -> str:
        """The address of the page `number` pages after the first."""
        return self.template.replace(PAGE, str(self.first + number))


def services(markup: str, url: str) -> Iterator[Service]:
    """The list services that a page's scripts ask, in their order; each counts pages, or its name says that it lists."""
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", markup, re.S | re.I):
        for call in _CALL.finditer(script):
            if (found := _service(script, call, url)) is not None:
                yield found


def _service(script: str, call: re.Match[str], url: str) -> Service | None:
    whole = (
        _inside(script, call.end() - 1) if script[call.end() - 1] in "({" else script[call.end() : call.end() + WINDOW]
    )
    if _POST.search(whole):
        return None
    if call.group("ajax"):
        expression, values = _option(whole, "url"), _option(whole, "data") or _option(whole, "params")
    else:
        expression, rest = _first(whole)
        given = _first(rest)[0].strip()
        values = _option(given, "params") or (given if given.startswith("{") and not call.group("fetch") else "")
    address = _evaluated(expression, script) if expression else None
    fields = _fields(values.strip()[1:-1], script) if values.strip().startswith("{") else []
    if address is None or fields is None or not _ROUTE.match(address) or _NO_LIST.search(address):
        return None
    if fields:
        address += ("&" if "?" in address else "?") + urlencode(fields, safe="{}")
    if PAGE not in address and not (_LISTS.search(address) and re.search(r"(?i)(?:rows|size|limit)=\d", address)):
        return None
    absolute = resolve(url, address)
    return Service(absolute, _start(script)) if absolute and _LISTS.search(address) else None


def _inside(script: str, start: int) -> str:
    """What stands between the bracket at `start` and its partner; at most a window of it."""
    window = script[start : start + WINDOW]
    end = next((at for at, char, depth in _outside_strings(window) if depth == 0 and char in ")]}"), WINDOW)
    return window[1:end]


def _outside_strings(text: str) -> Iterator[tuple[int, str, int]]:
    """Every character that is in no string: its place, itself, and how many brackets are open behind it."""
    depth, quoted = 0, ""
    for at, char in enumerate(text):
        if quoted:
            quoted = "" if char == quoted and text[at - 1] != "\\" else quoted
        elif char in "\"'`":
            quoted = char
        else:
            depth += (char in "([{") - (char in ")]}")
            yield at, char, depth


def _first(arguments: str) -> tuple[str, str]:
    """The first argument of a call, and the rest."""
    parts = list(_split(arguments, ","))
    return (parts[0] if parts else ""), ",".join(parts[1:]).strip()


def _split(text: str, mark: str) -> Iterator[str]:
    since = 0
    for at, char, depth in _outside_strings(text):
        if char == mark and depth == 0:
            yield text[since:at]
            since = at + 1
    yield text[since:]


def _option(options: str, name: str) -> str:
    bare = options.strip()
    for part in _split(bare[1:-1] if bare.startswith("{") else bare, ","):
        match = _PAIR.match(part.strip())
        if match and match.group("key") == name:
            return part.strip()[match.end() :].strip()
    return ""


def _fields(body: str, script: str) -> list[tuple[str, str]] | None:
    """The values of a data object; None when one of them cannot be told and is no reader's search word."""
    found: list[tuple[str, str]] = []
    for part in _split(body, ","):
        match = _PAIR.match(part.strip())
        if match is None:
            if part.strip() and _COUNTER.match(part.strip()):
                found.append((part.strip(), PAGE))
                continue
            if part.strip():
                return None
            continue
        name, value = match.group("key"), _evaluated(part.strip()[match.end() :], script)
        if value is None and not _SEARCHED.search(name):
            return None
        found.append((name, value or ""))
    return found


def _evaluated(expression: str, script: str) -> str | None:
    """The text that an expression comes to, `{page}` for the variable that counts pages; None when nobody can tell."""
    parts = list(_split(expression.strip().rstrip(";").strip(), "+"))
    joined: list[str] = []
    for part in _rejoined(parts):
        token = part.strip()
        if token[:1] in "\"'`" and token[:1]:
            joined.append(_literal(token, script))
        elif re.fullmatch(r"-?\d+", token):
            joined.append(token)
        elif _COUNTER.match(token.strip("()")):
            joined.append(PAGE)
        elif (value := _variable(token, script)) is not None:
            joined.append(value)
        else:
            return None
    text = "".join(joined)
    return None if "\0" in text else text


def _rejoined(parts: Sequence[str]) -> Iterator[str]:
    """``page + 1`` without brackets is one step of counting, not a text and a 1."""
    kept = list(parts)
    for at, part in enumerate(kept):
        if part.strip() == "1" and at and _COUNTER.match(kept[at - 1].strip()):
            continue
        yield part


def _literal(token: str, script: str) -> str:
    body = token[1:-1].replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
    if token[0] != "`":
        return body
    return re.sub(r"\$\{([^}]*)\}", lambda one: _evaluated(one.group(1), script) or "\0", body)


def _variable(name: str, script: str) -> str | None:
    """The literal that a script sets a variable to. An encoded variable is read through."""
    bare = re.sub(r"^(?:encodeURI(?:Component)?|String|escape)\((.*)\)$", r"\1", name.strip())
    if not re.fullmatch(r"[\w$.]{1,60}", bare):
        return None
    last = re.escape(bare.rsplit(".", 1)[-1])
    match = re.search(rf"""(?:^|[\s;,{{(.]){last}["']?\s*[=:]\s*(?:["']([^"'\n]*)["']|(-?\d+)\b)(?!\s*\+)""", script)
    return (match.group(1) if match.group(1) is not None else match.group(2)) if match else None


def _start(script: str) -> int:
    """Whether a script counts its pages from 0 or from 1."""
    zero = re.search(r"\b(?:page_?(?:no|num|index|number)?|cur(?:rent)?_?page)\s*[:=]\s*0\b", script, re.I)
    return 0 if zero else 1


def sliced(markup: str, url: str) -> Iterator[Service]:
    """A data file beside the page whose name is cut and numbered: ``url.substring(0,url.length-5)+"_"+current+".json"``."""
    for file in _FILE.finditer(markup):
        cut = re.search(_CUT.format(re.escape(file.group("name")), file.group("kind")), markup)
        joint = _JOINED.search(markup) if cut else None
        if cut and (joint or re.search(r"""["'][_-]["']""", cut.group())):
            mark = joint.group(1) if joint else "_"
            yield Service(resolve(url, f"{file.group('stem')}{mark}{PAGE}.{file.group('kind')}"), 0)


def marked(root: HtmlElement, url: str) -> Iterator[Service]:
    """Services that elements of the page name in data attributes: ``<ul data-url="/list?cid=3" data-page="1">``."""
    for element in root.xpath("//*[" + " or ".join(f"@{name}" for name in _DATA_ADDRESS) + "]"):
        address = next((element.get(name, "").strip() for name in _DATA_ADDRESS if element.get(name, "").strip()), "")
        counts = any(element.get(name, "").isdigit() for name in _DATA_PAGE)
        address = html.unescape(address)
        if not _ROUTE.match(address) or _NO_LIST.search(address) or element.tag in ("a", "img", "script", "link", "li"):
            continue
        numbered = _PARAMETER.search(address)
        if numbered:
            template = address[: numbered.end(1)] + PAGE + address[numbered.end(2) :]
        elif counts and _LISTS.search(address):
            template = f"{address}{'&' if '?' in address else '?'}page={PAGE}"
        else:
            continue
        yield Service(resolve(url, quote(template, safe="/:?&=%{}.,;-_~#@!$'()*+")))


def feeds(root: HtmlElement, markup: str, url: str, shown: int) -> tuple[Feed, ...]:
    """Where to go on asking the page's list service. `shown`: entries that the page shows without it.

    A service whose pages are files has none for the page that stands in its place already.
    """
    for service in (*marked(root, url), *services(markup, url), *sliced(markup, url)):
        if PAGE not in service.template:
            return (Feed(service.template),)
        files = PAGE not in service.template.partition("?")[2]
        return (Feed(service.at(1), open=True),) if shown and files else (Feed(service.at(0)),)
    return ()
