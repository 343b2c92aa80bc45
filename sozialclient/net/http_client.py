"""The one HTTP(S) client: sends one message, yields the answer, and trusts no length, clock or redirect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.net.address import parse_address
from sozialclient.net.guard import Guard
from sozialclient.net.proxy import SYSTEM, proxy_for

if TYPE_CHECKING:
    from ssl import SSLContext

    from sozialclient.net.exchange import HttpResponse

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSettings:
    """How to reach servers.

    `proxy` is "system", "direct" or a URL; `ca_file` holds authorities (PEM) to trust besides the
    system's. An exchange may take `grace_seconds` plus its bytes at `minimum_rate` (bytes/s).
    """

    proxy: str = SYSTEM
    ca_file: Path | None = None
    connect_seconds: float = 15.0
    grace_seconds: float = 60.0
    minimum_rate: int = 64 * 1024
    largest_response: int = 1024 * _MIB


class HttpClient:
    """Posts messages. One object may serve many exchanges, also from several threads."""

    def __init__(self, settings: NetSettings) -> None:
        self._settings = settings
        self._tls: SSLContext | None = None

    def post(
        self,
        url: str,
        body: Iterable[bytes] | bytes,
        length: int,
        *,
        cancelled: Callable[[], bool],
        on_bytes: Callable[[int, int | None], None],
    ) -> AbstractContextManager[HttpResponse]:
        """Send `body` of exactly `length` bytes; within the context the response can be iterated once.

        Entering the context connects, sends and reads the header; the iterator yields pieces of
        at most 256 KB and ends only when the body is complete. `on_bytes(received, total)` is called
        for each piece, `total` being None while unknown. `cancelled` and `on_bytes` are called in the
        calling thread; `cancelled` at least every 0.05 s, whatever the server does.

        Any status from 200 up but redirects is a response; the caller decides what it is worth.
        A body without length ends with the connection: whether it is complete, its content must tell.
        Raises the errors of `net.errors` and Cancelled; ValueError when `body` is not `length` long.
        """
        from sozialclient.net.exchange import exchange  # urllib3 and ssl cost start-up time

        address = parse_address(url)
        guard = Guard(cancelled, self._settings.grace_seconds, self._settings.minimum_rate)
        return exchange(
            address,
            proxy_for(address, self._settings.proxy),
            self._context() if address.scheme == "https" else None,
            body,
            length,
            guard=guard,
            settings=self._settings,
            on_bytes=on_bytes,
        )

    def get(self, url: str, *, cancelled: Callable[[], bool]) -> AbstractContextManager[HttpResponse]:
        """Ask for a file, and nothing else: no body, no redirect. Everything as in `post`."""
        from sozialclient.net.exchange import exchange  # urllib3 and ssl cost start-up time

        address = parse_address(url)
        return exchange(
            address,
            proxy_for(address, self._settings.proxy),
            self._context() if address.scheme == "https" else None,
            b"",
            0,
            method="GET",
            guard=Guard(cancelled, self._settings.grace_seconds, self._settings.minimum_rate),
            settings=self._settings,
            on_bytes=lambda _received, _total: None,
        )

    def _context(self) -> SSLContext:
        if self._tls is None:
            from sozialclient.net.tls import client_context  # ssl costs start-up time

            self._tls = client_context(self._settings.ca_file)
        return self._tls
