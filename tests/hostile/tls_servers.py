"""Servers with every certificate and every offer of TLS, and what a client context makes of them."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.hostile.issuing import Extra, Party, authority, issue, root

TODAY = datetime.now(UTC)
DAY = timedelta(days=1)


def today(**changes: Any) -> dict[str, Any]:
    """A validity around the real time, because TLS knows no other."""
    return {"begins": TODAY - 10 * DAY, "ends": TODAY + 10 * DAY, **changes}


def server(issuer: Party | None, *names: str, number: int = 50, eku: Sequence[x509.ObjectIdentifier] = (),
           **changes: Any) -> Party:
    """A server certificate for DNS names and addresses."""
    extra: list[Extra] = []
    if names:
        extra.append((x509.SubjectAlternativeName([_general(name) for name in names]), False))
    if eku:
        extra.append((x509.ExtendedKeyUsage(eku), False))
    values = today(**{"usage": None, "extra": extra, **changes})
    return issue("localhost", number, issuer, **values)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def server_context(folder: Path, party: Party, *chain: Party) -> ssl.SSLContext:
    """A server that shows these certificates."""
    file = folder / f"{party.certificate.serial_number}.pem"
    key = party.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(b"".join(each.certificate.public_bytes(Encoding.PEM) for each in (party, *chain)) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def authorities_file(folder: Path, *parties: Party) -> Path:
    """Authorities to trust, as the setting `ca_file` wants them."""
    file = folder / "authorities.pem"
    file.write_bytes(b"".join(each.certificate.public_bytes(Encoding.PEM) for each in parties))
    return file


def accepts(client: ssl.SSLContext, served: ssl.SSLContext, host: str) -> bool:
    """Whether a handshake with that server succeeds; no network in between."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    mine = client.wrap_bio(to_client, to_server, server_hostname=host)
    theirs = served.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(10):
        for side in (mine, theirs):
            try:
                side.do_handshake()
                if side is mine:
                    return True
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return False


LEAVES: dict[str, tuple[tuple[str, ...], dict[str, Any], bool]] = {
    "name": (("osci.amt.example",), {}, True),
    "name for servers": (("osci.amt.example",), {"eku": [ExtendedKeyUsageOID.SERVER_AUTH]}, True),
    "name for clients only": (("osci.amt.example",), {"eku": [ExtendedKeyUsageOID.CLIENT_AUTH]}, False),
    "no alternative name": ((), {}, False),
    "another name": (("andere.amt.example",), {}, False),
    "wildcard": (("*.amt.example",), {}, True),
    "wildcard for all": (("*",), {}, False),
    "wildcard too deep": (("*.osci.amt.example",), {}, False),
    "expired": (("osci.amt.example",), {"ends": TODAY - DAY}, False),
    "not yet": (("osci.amt.example",), {"begins": TODAY + DAY}, False),
}
"""Kinds of server certificate: names, changes, and whether it is good for osci.amt.example."""


def issuers() -> dict[str, tuple[list[Party], list[Party], bool]]:
    """Kinds of issuer: certificates from the leaf's issuer up, the trusted ones, and whether that is a path."""
    top = root(**today())
    middle = authority(top, **today())
    bare = issue("Alte Wurzel", 60, ca=True, **today(usage=None))
    return {
        "root": ([top], [top], True),
        "authority below": ([middle], [top], True),
        # Python 3.13 would refuse the first and accept the second (VERIFY_X509_STRICT, VERIFY_X509_PARTIAL_CHAIN).
        "root without key usage": ([bare], [bare], True),
        "authority trusted, root not": ([middle], [middle], False),
    }
