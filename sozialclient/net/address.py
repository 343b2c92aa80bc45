"""Checks and splits the URL of a mailbox's server."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from sozialclient.net.errors import AddressInvalid

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2048


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send: `host` in ASCII (IDNA) without brackets, `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """`host[:port]` as it stands in a `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def own_machine(self) -> bool:
        """Whether it never leaves this computer: `localhost`, or a loopback address."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def url(self) -> str:
        """The whole URL, as a proxy wants it."""
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(url: str) -> Address:
    """The parts of `url`; raises AddressInvalid with the offending `part`.

    Only http and https, no user info, no fragment, nothing but printable ASCII after the host.
    """
    if len(url) > _LONGEST or any(c <= " " or c in '\\"<>^`{|}\x7f' for c in url):
        raise AddressInvalid(part="characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressInvalid(part="host") from None
    if parts.scheme not in _PORTS:
        raise AddressInvalid(part="scheme")
    if "@" in parts.netloc:
        raise AddressInvalid(part="user")
    if parts.fragment or url.endswith("#"):
        raise AddressInvalid(part="fragment")
    if not host or port == 0:
        raise AddressInvalid(part="host")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise AddressInvalid(part="path")
    return Address(parts.scheme, _ascii_host(host), port or _PORTS[parts.scheme], target)


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise AddressInvalid(part="host") from None
