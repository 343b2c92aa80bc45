"""Decides whether an exchange goes through a proxy, and which."""

from __future__ import annotations

import base64
import ipaddress
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
    Raises ProxyInvalid. Automatic configuration scripts (PAC) are not evaluated.
    """
    if setting == DIRECT or _is_own_machine(address.host):
        return None
    if setting != SYSTEM:
        return _parsed(setting)
    from urllib.request import getproxies, proxy_bypass  # costs 30 ms of start-up time

    configured = getproxies()
    url = configured.get(address.scheme) or configured.get("all")
    if not url or proxy_bypass(f"{address.host}:{address.port}"):
        return None
    return _parsed(url)


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


def _is_own_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
