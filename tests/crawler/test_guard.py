"""Which addresses may be connected to, decided on the address and not on its spelling."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.guard import GuardedResolver, refused

NAMED = {("127.0.2.1", 8741), ("localhost", 80), ("intranet.a.gov.cn", 80), ("::1", 80)}


ANY = "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", ANY, "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "2001:db8::1", "nonsense",
    ],
)  # fmt: skip
def test_an_address_of_no_public_network_is_refused(address: str) -> None:
    assert refused("www.a.gov.cn", 80, address, NAMED)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808"])
def test_a_public_address_is_open(address: str) -> None:
    assert not refused("www.a.gov.cn", 80, address, ())


def test_the_registry_opens_the_address_and_port_it_names() -> None:
    assert not refused("127.0.2.1", 8741, "127.0.2.1", NAMED)
    assert refused("127.0.2.1", 8742, "127.0.2.1", NAMED)
    assert refused("127.0.2.2", 8741, "127.0.2.2", NAMED)
    assert refused("0x7f.0.2.1", 8741, "127.0.2.1", NAMED)
    assert not refused("localhost", 80, "127.0.0.1", NAMED)
    assert not refused("::1", 80, "::1", NAMED)


def test_a_named_host_may_live_in_an_intranet_but_not_on_our_own_machine() -> None:
    assert not refused("intranet.a.gov.cn", 80, "10.3.2.1", NAMED)
    for own in ("127.0.0.1", "169.254.169.254", "::1", ANY, "fe80::1"):
        assert refused("intranet.a.gov.cn", 80, own, NAMED)


@implementer(IResolutionReceiver)
class Received:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.ports: list[int] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:
        self.addresses.clear()
        self.ports.clear()

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)
        self.ports.append(address.port)

    def resolutionComplete(self) -> None:
        self.complete = True


class Names:
    """A reactor's resolver whose answers change from one question to the next, as in DNS rebinding."""

    def __init__(self, *answers: list[Any]) -> None:
        self.answers = list(answers)
        self.nameResolver = self

    def installNameResolver(self, resolver: Any) -> None:
        self.installed = resolver

    def resolveHostName(self, receiver: Any, *_: Any) -> None:
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            receiver.addressResolved(address)
        receiver.resolutionComplete()


def test_only_open_addresses_reach_the_connection() -> None:
    names = Names(
        [IPv4Address("TCP", "127.0.0.1", 80), IPv4Address("TCP", "8.8.8.8", 80), IPv6Address("TCP", "::1", 80)]
    )
    resolver, received = GuardedResolver.from_crawler(get_crawler(), names), Received()
    resolver.install_on_reactor()
    assert names.installed is resolver
    resolver.resolveHostName(received, "mixed.a.gov.cn", 80)
    assert (received.addresses, received.complete) == (["8.8.8.8"], True)


def test_a_name_that_turns_private_later_leads_nowhere_new() -> None:
    names = Names([IPv4Address("TCP", "8.8.8.8", 80)], [IPv4Address("TCP", "127.0.0.1", 80)])
    resolver, received = GuardedResolver(names, 100), Received()
    for port in (80, 8080):
        resolver.resolveHostName(received, "Rebind.a.gov.cn", port)
        assert (received.addresses, received.ports) == (["8.8.8.8"], [port])
    assert len(names.answers) == 1, "a name is asked for once in a crawl"


def test_a_private_answer_is_refused_for_every_connection() -> None:
    names = Names([IPv4Address("TCP", "127.0.0.1", 80)])
    resolver, received = GuardedResolver(names, 100), Received()
    for _ in range(2):
        resolver.resolveHostName(received, "Inward.a.gov.cn", 80)
        assert received.addresses == []
        assert resolver.refused == {("inward.a.gov.cn", 80)}
