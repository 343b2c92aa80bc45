"""Turns what sockets, TLS and HTTP parsers raise into the errors of this package."""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from urllib3 import exceptions as urllib3_errors

from sozialclient.net.errors import (
    BadFraming,
    ConnectionLost,
    HostUnknown,
    NetError,
    NotHttp,
    ProxyAuthentication,
    ProxyFailed,
    Refused,
    TlsCertificate,
    TlsExpired,
    TlsFailed,
    TlsHostMismatch,
    TruncatedResponse,
    Unreachable,
)

_HOST_MISMATCH = (62, 64)  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
_NOT_VALID_NOW = (9, 10)  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
_PROXY_AUTHENTICATION = "407"


@contextmanager
def translated(host: str, *, via_proxy: bool) -> Iterator[None]:
    """Within it, foreign exceptions leave as NetError; ours pass unchanged."""
    try:
        yield
    except (HostUnknown, Refused, Unreachable) as error:
        if via_proxy:
            raise ProxyFailed(reason=error.reference) from error
        raise
    except (OSError, http.client.HTTPException, urllib3_errors.HTTPError) as error:
        raise _typed(_cause(error), host) from error


def _cause(error: Exception) -> Exception:
    """What urllib3 has wrapped, as deep as it goes."""
    for inner in reversed(error.args):
        if isinstance(error, urllib3_errors.HTTPError) and isinstance(inner, Exception):
            return _cause(inner)
    return error


def _typed(error: Exception, host: str) -> NetError:
    if isinstance(error, ssl.SSLError):
        return _typed_tls(error, host)
    if isinstance(error, http.client.IncompleteRead):
        return TruncatedResponse(received=_length(error.partial))
    if isinstance(error, ConnectionError):  # RemoteDisconnected is one as well
        return ConnectionLost()
    if isinstance(error, urllib3_errors.InvalidHeader):
        return BadFraming(detail="content-length")
    if isinstance(error, http.client.HTTPException | urllib3_errors.HTTPError):
        return NotHttp()
    tunnel = _TUNNEL_REFUSED.search(str(error))
    if tunnel:
        status = tunnel.group(1)
        return ProxyAuthentication() if status == _PROXY_AUTHENTICATION else ProxyFailed(reason=status)
    return ConnectionLost()


def _typed_tls(error: ssl.SSLError, host: str) -> NetError:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return TlsFailed(reason=error.reason or "EOF")
    if error.verify_code in _HOST_MISMATCH:
        return TlsHostMismatch(host=host)
    return TlsExpired() if error.verify_code in _NOT_VALID_NOW else TlsCertificate(code=error.verify_code)


def _length(partial: object) -> int:
    """urllib3 counts in `partial`, http.client keeps the bytes there."""
    if isinstance(partial, int):
        return partial
    return len(partial) if isinstance(partial, bytes) else 0
