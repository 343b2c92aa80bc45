"""Decides whether an exchange goes through a proxy, and which."""

from __future__ import annotations

import base64
import sys
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from sozialclient.net.address import Address
from sozialclient.net.errors import ProxyInvalid

SYSTEM = "system"
DIRECT = "direct"
_DEFAULT_PORT = 8080


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; `authorization` is the value of the `Proxy-Authorization` header, if any."""

    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """Headers for the proxy itself."""
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}


def proxy_for(address: Address, setting: str) -> Proxy | None:
    """The proxy for `address`, None for a direct way. Our own machine is always reached directly.

    `setting` is "system", "direct" or the URL of an HTTP proxy, with `user:password@` if needed.
    "system" is what Windows or macOS has set; elsewhere there is no such place. Environment
    variables never count: any program could set them. Raises ProxyInvalid. Automatic configuration
    scripts (PAC) are not evaluated.
    """
    if setting == DIRECT or address.own_machine:
        return None
    if setting != SYSTEM:
        return _parsed(setting)
    url = _of_system(address)
    return _parsed(url) if url else None


def _of_system(address: Address) -> str | None:
    # urllib.request costs 30 ms of start-up time.
    host = f"{address.host}:{address.port}"
    if sys.platform == "win32":
        from urllib.request import getproxies_registry, proxy_bypass_registry

        return None if proxy_bypass_registry(host) else getproxies_registry().get(address.scheme)
    if sys.platform == "darwin":
        from urllib.request import getproxies_macosx_sysconf, proxy_bypass_macosx_sysconf

        return None if proxy_bypass_macosx_sysconf(host) else getproxies_macosx_sysconf().get(address.scheme)
    return None


def _parsed(url: str) -> Proxy:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port or _DEFAULT_PORT
    except ValueError:
        raise ProxyInvalid() from None
    if parts.scheme != "http" or not parts.hostname or parts.path not in ("", "/"):
        raise ProxyInvalid()
    authorization = None
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + base64.b64encode(credentials.encode("utf-8")).decode("ascii")
    return Proxy(parts.hostname, port, authorization)
