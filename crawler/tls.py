"""How certificates are checked: strictly, or not at all for hosts of units whose overrides say ``tls: lax``.

Twisted lets a certificate that names no host at all pass, with a traceback on stderr; here it is refused like any other
that is not the host's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from OpenSSL import SSL
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.sending import Http

log = logging.getLogger(__name__)
LEGACY_SERVER = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746), of which there are many."""


class _Options(CertificateOptions):
    def _makeContext(self, *args: Any) -> SSL.Context:
        context = super()._makeContext(*args)
        context.set_options(LEGACY_SERVER)
        return context


class _LaxOptions(_Options):
    """TLS 1.0 on, with the ciphers, hashes and short keys of its time (OpenSSL's security level 0)."""

    def _makeContext(self, *args: Any) -> SSL.Context:
        context = super()._makeContext(*args)
        context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
        return context


class _Creator(ClientTLSOptions):
    """Makes the connections to one host and checks whether the certificate is that host's."""

    def __init__(self, options: CertificateOptions, host: str, lax: bool) -> None:
        super().__init__(options._makeTLSConnection, host)
        self._lax = lax

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._check(tlsProtocol))
        return connection

    def _check(self, protocol: Any) -> Callable[..., bool]:
        def check(connection: SSL.Connection, certificate: Any, error: int, depth: int, trusted: int) -> bool:
            """Whether to go on, for each certificate of the chain; nothing may be raised into OpenSSL."""
            if self._lax:
                return True
            if not trusted or depth:
                return bool(trusted)
            try:
                wanted = DNS_ID(self._hostnameASCII) if self._hostnameIsDnsName else IPAddress_ID(self._hostnameASCII)
                verify_service_identity(extract_patterns(certificate), [wanted], [])
            except (VerificationError, CertificateError, ValueError) as wrong:
                log.info("the certificate of %s is not that host's: %s", self._hostnameASCII, wrong)
                protocol.failVerification(Failure(VerificationError(errors=[])))  # type: ignore[no-untyped-call]
                return False
            return True

        return check


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Which checks a host must pass; `lax` tells whether it is spared them."""

    def __init__(self, lax: Callable[[str], bool]) -> None:
        self._is_lax = lax
        self._strict = _Options(trustRoot=platformTrust(), fixBrokenPeers=True)  # type: ignore[no-untyped-call]
        self._lax = _LaxOptions(insecurelyLowerMinimumTo=TLSVersion.TLSv1_0, fixBrokenPeers=True)

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:
        host = hostname.decode("ascii")
        lax = self._is_lax(host)
        return _Creator(self._lax if lax else self._strict, host, lax)


class Https(Http):
    """The download handler with our checks."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._contextFactory: Any = TlsPolicy(lambda host: host in crawler.spider.lax_hosts)
