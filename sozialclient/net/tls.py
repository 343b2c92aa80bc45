"""The TLS we accept: 1.3, or 1.2 with ECDHE and AES-GCM; certificate and host name are always checked."""

from __future__ import annotations

import ssl
from pathlib import Path

from sozialclient.net.errors import CaFileUnreadable
from sozialclient.net.guarded_socket import GuardedContext

_CIPHERS_TLS_1_2 = "ECDHE+AESGCM"


def client_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that trusts what the system trusts, and the authorities of `ca_file` (PEM) besides.

    Raises CaFileUnreadable.
    """
    context = GuardedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS_TLS_1_2)
    # RFC 9525, 6.3: only alternative names name a host, whatever the subject says.
    context.hostname_checks_common_name = False
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    # Python 3.13 checks more strictly by default than 3.11; the verdict must not depend on that.
    context.verify_flags = ssl.VerifyFlags.VERIFY_X509_TRUSTED_FIRST
    context.load_default_certs()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError):
            raise CaFileUnreadable() from None
    return context
