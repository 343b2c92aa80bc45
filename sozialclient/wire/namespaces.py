"""Namespace names, prefixes and fixed URIs of OSCI 1.2 (PROTOCOL 0.4)."""

from __future__ import annotations

from typing import Final

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
OSCI: Final = "http://www.osci.de/2002/04/osci"
OSCI2017: Final = "http://xoev.de/transport/osci12/7"
OSCI128: Final = "http://xoev.de/transport/osci12/8"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
XML: Final = "http://www.w3.org/XML/1998/namespace"

# Every namespace whose elements OSCI 1.2 defines or profiles; all others belong to senders.
OSCI_NAMESPACES: Final = frozenset({SOAP, OSCI, OSCI2017, OSCI128, DS, XENC, XENC11})

ACTOR_NEXT: Final = "http://schemas.xmlsoap.org/soap/actor/next"
ACTOR_NONE: Final = "http://www.w3.org/2001/12/soap-envelope/actor/none"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
BASE64_TRANSFORM: Final = "http://www.w3.org/2000/09/xmldsig#base64"
X509_DATA_TYPE: Final = "http://www.w3.org/2000/09/xmldsig#X509Data"
SIGNED_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"

# Exactly these five, in this order, stand on every envelope; others only where they are used,
# because the canonical form of stored content depends on what is in scope (PROTOCOL 1.6).
FIVE_PREFIXES: Final = (
    f'xmlns:ds="{DS}" xmlns:osci="{OSCI}" xmlns:soap="{SOAP}" xmlns:xenc="{XENC}" xmlns:xsi="{XSI}"'
)


def q(namespace: str, local: str) -> str:
    """Clark name, e.g. `{http://…}Body`."""
    return f"{{{namespace}}}{local}"
