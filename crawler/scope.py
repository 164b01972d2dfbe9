"""Where a unit's web presence begins and ends, and when two addresses are one: pure functions on URLs."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r"(?i)^(jsessionid|phpsessid|aspsessionid\w*|sessionid|sid|utm_\w+|spm)$")
SESSION_LENGTH = 12
_PATH_SESSION = re.compile(r"(?i);(jsessionid|sid)=[^/;?]*")
_STORE = re.compile(
    r"(?i)^/(?:info|art|contents?|c\d+|\d{6}|attach(?:ment)?s?|uploads?|uploadfiles?|files?|download|module|picture|images?"
    r"|_mediafile|_upload|docs?|virtual_attach_file\.vsb|system)(?:/|$)"
)
"""Directories where publishing systems keep articles and files of every column, whoever the column belongs to."""
_SECOND_LEVEL = frozenset({"gov", "edu", "org", "com", "net", "ac"})
_REMEMBERED = 4096
"""Addresses whose parts are remembered: the pages of a site name the same ones over and over."""


@lru_cache(maxsize=_REMEMBERED)
def canonical(url: str, base: str = "") -> str:
    """The one spelling of a web address under which it is fetched, "" when it is none.

    The fragment, session ids, tracking parameters and a port that goes without saying are dropped; host and scheme are
    lower-cased; blanks and characters outside ASCII are percent-encoded; dots in the path are resolved.
    """
    text = url.strip().replace("\\", "/") if "?" not in url else url.strip()
    if base and not re.fullmatch(r"(?i)https?:/*", text):
        text = _join(base, text)
    parts = _split(text)
    if parts is None:
        return ""
    host = _ascii_host(parts.hostname or "")
    if not host:
        return ""
    port = parts.port
    netloc = host if port is None or port == PORTS[parts.scheme] else f"{host}:{port}"
    path = _PATH_SESSION.sub("", _dotless(parts.path)) or "/"
    query = "&".join(pair for pair in parts.query.split("&") if not _is_session(pair, parts.path))
    return urlunsplit(
        (parts.scheme, netloc, _escape(path, "/:@!$&'()*+,;=~%"), _escape(query, "/:@!$&'()*+,;=~%?"), "")
    )


def _is_session(pair: str, path: str) -> bool:
    """Whether a parameter tells one reader from another. A short `sid` of a list service is a site's number."""
    name, _, value = pair.partition("=")
    of_site = name.lower() == "sid" and "/api/" in path and len(value) < SESSION_LENGTH
    return bool(_SESSION.match(name)) and not of_site


@lru_cache(maxsize=_REMEMBERED)
def key(url: str) -> str:
    """What two spellings of one page share: http and https, with and without www, any order of parameters are one."""
    _, _, rest = url.partition("://")
    page, mark, query = rest.removeprefix("www.").partition("?")
    return page + mark + "&".join(sorted(query.split("&")))


def _join(base: str, text: str) -> str:
    try:
        return urljoin(base, text)
    except ValueError:
        return ""


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in PORTS and parts.hostname and parts.port != 0 else None


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return host if re.fullmatch(r"[a-z0-9_.-]+", host) and ".." not in host and not host.startswith(".") else ""


def _dotless(path: str) -> str:
    """Resolve . and .. also in an absolute address, as browsers do, and fold doubled slashes at its start."""
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            if kept:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts and parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept).lstrip("/") if kept else "/"


def _escape(text: str, safe: str) -> str:
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe=safe)


def site_of(host: str) -> str:
    """The part of a host name under which one owner keeps all its hosts; an IP address is its own."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        labels = host.split(".")
        count = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
        return ".".join(labels[-count:])
    return host


def owner_of(url: str) -> str:
    """The owner's part of a canonical URL's host."""
    return site_of(urlsplit(url).hostname or "")


def host_of(url: str) -> str:
    """Host and port of a canonical URL."""
    return urlsplit(url).netloc


def origin(url: str) -> tuple[str, str]:
    """Scheme and host (with port) of a canonical URL."""
    scheme, _, rest = url.partition("://")
    return scheme, rest.split("/", 1)[0]


def moved_to(url: str, moved: Mapping[tuple[str, str], tuple[str, str]]) -> str:
    """The address at the origin where this URL's origin has moved to, the URL itself when it has not."""
    before = origin(url)
    scheme, host = moved.get(before, before)
    return f"{scheme}://{host}{url[len(before[0]) + 3 + len(before[1]) :]}"


@dataclass(frozen=True, slots=True)
class Scope:
    """A host (without www), its port (0: the usual ones), and the path under which everything belongs to it ("/" for the whole host)."""

    host: str
    port: int
    prefix: str

    def holds(self, url: str) -> bool:
        """Whether a canonical URL lies in this scope."""
        if not self.same_host(url):
            return False
        path = urlsplit(url).path
        return path.startswith(self.prefix) or path + "/" == self.prefix

    def same_host(self, url: str) -> bool:
        """Whether a canonical URL lies on this scope's host, at the same door."""
        return place(url) == (self.host, self.port)


@lru_cache(maxsize=_REMEMBERED)
def place(url: str) -> tuple[str, int]:
    """Host (without www) and port of a canonical URL; the usual ports of http and https are one door, 0."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), 0 if parts.port in (None, *PORTS.values()) else parts.port or 0


def doors(url: str) -> frozenset[tuple[str, int]]:
    """The host and port that a canonical URL names; a usual port names the other usual one with it."""
    parts = urlsplit(url)
    port = parts.port or PORTS.get(parts.scheme, 0)
    usual = frozenset(PORTS.values())
    return frozenset((parts.hostname or "", one) for one in (usual if port in usual else (port,)))


def scope_of(url: str) -> Scope:
    """The scope that a site address in the registry stands for: its host, or the directory it names on that host."""
    host, port = place(url)
    path = urlsplit(url).path
    directory, _, name = path.rpartition("/")
    prefix = f"{directory}/{name}/" if name and "." not in name else f"{directory}/"
    return Scope(host, port, prefix)


def _reach(scopes: Iterable[Scope], url: str) -> int:
    """How long a path of one of these scopes holds the URL, 0 when none does."""
    host, port = place(url)
    longest = 0
    for scope in scopes:
        if scope.host == host and scope.port == port and (scope.prefix == "/" or scope.holds(url)):
            longest = max(longest, len(scope.prefix))
    return longest


@dataclass(frozen=True, slots=True)
class Territory:
    """All scopes of one unit, and the scopes of other units that lie within or beside them."""

    own: tuple[Scope, ...]
    others: tuple[Scope, ...] = ()
    _beside: tuple[Scope, ...] = field(init=False, repr=False, compare=False, default=())
    """Those of the others that lie at doors of our own: a registry may name hundreds, and every link is asked about."""

    def __post_init__(self) -> None:
        doors = {(scope.host, scope.port) for scope in self.own}
        object.__setattr__(self, "_beside", tuple(one for one in self.others if (one.host, one.port) in doors))

    def page(self, url: str) -> bool:
        """Whether a column, a list or any other page at this address is the unit's own."""
        mine = _reach(self.own, url)
        return mine > 0 and (not self._beside or mine >= _reach(self._beside, url))

    def article(self, url: str) -> bool:
        """Whether an item of one of the unit's lists may be read there: its own page, or in its host's common store."""
        if self.page(url):
            return True
        if any(scope.holds(url) and scope.prefix != "/" for scope in self._beside):
            return False
        return any(scope.same_host(url) for scope in self.own) and bool(_STORE.match(urlsplit(url).path))

    def attachment(self, url: str) -> bool:
        """Whether a file may be fetched there: any host of the unit or of the same owner."""
        owner = owner_of(url)
        return any(scope.same_host(url) or owner == site_of(scope.host) for scope in self.own)

    def service(self, url: str) -> bool:
        """Whether a list service may be asked there: a host that the registry names for the unit, or one of its owner."""
        return self.page(url) or self.attachment(url)

    def root(self, url: str) -> bool:
        """Whether the address is where one of the unit's scopes begins."""
        return any(scope.same_host(url) and urlsplit(url).path == scope.prefix for scope in self.own)


def territory(own: Iterable[str], others: Iterable[str] = ()) -> Territory:
    """The territory of a unit with these site addresses among other units with those."""
    return Territory(tuple(map(scope_of, own)), tuple(map(scope_of, others)))
