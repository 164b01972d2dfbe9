"""What we refuse to fetch: addresses inside our own network, other schemes than http(s), answers beyond all size.

The check stands between name resolution and connection: Twisted connects to exactly the addresses that the resolver
hands over, so an address that was refused is never tried, whatever spelling (a name, 2130706433, 0x7f.1, ::ffff:7f00:1),
redirect or second DNS answer led to it.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer, provider

from crawler.scope import PORTS

if TYPE_CHECKING:
    from scrapy.robotstxt import RobotParser

log = logging.getLogger(__name__)
SCHEMES = frozenset({"http", "https"})
_EMBEDDED = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PrivateAddress(IgnoreRequest):
    """The host's addresses lie inside a network that the registry does not name."""


class RobotsForbidden(IgnoreRequest):
    """robots.txt asks us to stay away."""


class SchemeRefused(IgnoreRequest):
    """Neither http nor https."""


def refused(host: str, port: int, address: str, named: Collection[tuple[str, int]]) -> bool:
    """Whether a connection to `address` must not be made on behalf of http(s)://host:port.

    Public addresses are open. An address that is private, loopback, link-local, reserved or multicast is open only when
    the registry names it: an IP address or localhost for itself, and a name for private networks (a government's
    intranet), but never for loopback or link-local ones, where our own services listen.
    """
    try:
        true = _true_address(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return True
    if true.is_global and not true.is_multicast:
        return False
    if (host.lower(), port) not in named:
        return True
    if _is_literal(host) or host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return False
    return not true.is_private or true.is_loopback or true.is_link_local or true.is_unspecified or true.is_multicast


def inward(url: str) -> bool:
    """Whether an address names a place inside a network by its very spelling: a private address, or a name without a
    dot. What it should lead to exists somewhere, and was not seen.
    """
    parts = urlsplit(url)
    return _names_inside((parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0))


@lru_cache(maxsize=1024)
def _names_inside(host: str, port: int) -> bool:
    if not _is_literal(host):
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan"))
    return refused(host, port, host.strip("[]"), ())


def _true_address(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, NAT64), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _EMBEDDED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@implementer(IHostnameResolver)
class GuardedResolver:
    """The reactor's resolver (Scrapy's TWISTED_DNS_RESOLVER). Until places are named it lets only public ones through.

    What a name came to is remembered for the crawl, and judged anew for every connection.
    """

    def __init__(self, reactor: Any, remembered: int) -> None:
        self._reactor = reactor
        self._inner: Any = CachingHostnameResolver(reactor, remembered)
        self.named: set[tuple[str, int]] = set()
        self.refused: set[tuple[str, int]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"))

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[Any]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve as usual and hand over only the addresses that may be connected to."""
        place, named, noted = (hostName.lower(), portNumber), self.named, self.refused

        @provider(IResolutionReceiver)
        class Filter:
            @staticmethod
            def resolutionBegan(resolution: Any) -> None:
                noted.discard(place)
                resolutionReceiver.resolutionBegan(resolution)

            @staticmethod
            def addressResolved(address: Any) -> None:
                if refused(hostName, portNumber, getattr(address, "host", ""), named):
                    noted.add(place)
                    log.warning("Refused to connect to %s for %s:%s: not named in the registry", address, *place)
                else:
                    resolutionReceiver.addressResolved(address)

            @staticmethod
            def resolutionComplete() -> None:
                resolutionReceiver.resolutionComplete()

        return self._inner.resolveHostName(Filter, hostName, portNumber, addressTypes, transportSemantics)


def guarded_resolver() -> GuardedResolver:
    """The resolver of the running reactor. Raises RuntimeError when it is not ours: nothing may be fetched then."""
    from twisted.internet import reactor

    resolver: object = reactor.nameResolver
    if not isinstance(resolver, GuardedResolver):
        raise RuntimeError("the address guard is not installed; run the spider with the settings in crawler.settings")
    return resolver


class GuardMiddleware:
    """Downloader middleware, next to the network: checks schemes and names refused addresses as such."""

    def process_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in SCHEMES:
            raise SchemeRefused(f"{request.url}: only http and https are fetched")

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, CannotResolveHostError):
            return
        parts = urlsplit(request.url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        if ((parts.hostname or "").lower(), port) in guarded_resolver().refused:
            raise PrivateAddress(f"{request.url}: its address is private and the registry does not name it")


class ObeyRobots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with a refusal that can be told from others."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises RobotsForbidden where robots.txt says so."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden(str(error)) from error

    async def allows(self, url: str, beside: str) -> bool:
        """Whether robots.txt lets us have an address that a page of the host `beside` asks for.

        Another port of that host whose robots.txt is not known yet is refused: it would wait for the page's own turn.
        """
        asked, parts = Request(url), urlsplit(url)
        if parts.netloc not in self._parsers and parts.hostname == beside.partition(":")[0]:
            return False
        try:
            self.process_request_2(await self.robot_parser(asked), asked)
        except IgnoreRequest:
            return False
        return True
