"""One HTTP exchange on a connection of its own, with urllib3 behind guarded sockets."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection

from sozialclient.net.address import Address
from sozialclient.net.errors import ResponseTooLarge, TruncatedResponse
from sozialclient.net.framing import body_length
from sozialclient.net.guard import POLL_SECONDS, Guard
from sozialclient.net.guarded_socket import GuardedSocket, connect
from sozialclient.net.proxy import Proxy
from sozialclient.net.strict_response import StrictResponse
from sozialclient.net.translation import translated

if TYPE_CHECKING:
    from sozialclient.net.http_client import NetSettings

_PIECE = 256 * 1024
_FIXED_HEADERS = {
    "Content-Type": "text/xml",
    "Accept-Encoding": "identity",
    "User-Agent": "Sozialclient",
    "Connection": "close",
}


class HttpResponse:
    """A response whose body is an iterator that ends only when the body is complete.

    `status` is the HTTP status, `length` the announced bytes (None: not announced),
    `untrusted_media_type` the Content-Type as received.
    """

    def __init__(
        self,
        raw: HTTPResponse,
        limit: int,
        on_bytes: Callable[[int, int | None], None],
        address: Address,
        guard: Guard,
        *,
        via_proxy: bool,
    ) -> None:
        self.status = raw.status
        self.length = body_length(raw.status, raw.headers)
        self.untrusted_media_type = raw.headers.get("content-type")
        self._raw = raw
        self._limit = limit
        self._on_bytes = on_bytes
        self._guard = guard
        self._received = 0
        self._route = (address.host, via_proxy)
        self._check_limit(self.length or 0)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._received == self.length:
            raise StopIteration
        host, via_proxy = self._route
        with translated(host, via_proxy=via_proxy):
            piece = self._raw.read1(_PIECE, decode_content=False)
        if not piece:
            if self.length is not None:
                raise TruncatedResponse(received=self._received, expected=self.length)
            raise StopIteration
        self._received += len(piece)
        self._guard.moved(len(piece))
        self._check_limit(self._received)
        self._on_bytes(self._received, self.length)
        return piece

    def _check_limit(self, size: int) -> None:
        if size > self._limit:
            raise ResponseTooLarge(limit=self._limit)


class _Connector:
    """Opens the socket that urllib3 would open, but guarded."""

    def __init__(self, guard: Guard, seconds: float) -> None:
        self._guard = guard
        self._seconds = seconds

    def open(self, host: str, port: int) -> GuardedSocket:
        return connect(host, port, self._guard, self._seconds)


class _PlainConnection(HTTPConnection):
    """urllib3's connection on a guarded socket."""

    connector: _Connector
    response_class = StrictResponse

    def _new_conn(self) -> GuardedSocket:
        return self.connector.open(self.host, self.port)


class _TlsConnection(HTTPSConnection):
    """urllib3's TLS connection on a guarded socket."""

    connector: _Connector
    response_class = StrictResponse

    def _new_conn(self) -> GuardedSocket:
        return self.connector.open(self.host, self.port)


@contextmanager
def exchange(
    address: Address,
    proxy: Proxy | None,
    tls: ssl.SSLContext | None,
    body: Iterable[bytes] | bytes,
    length: int,
    *,
    guard: Guard,
    settings: NetSettings,
    on_bytes: Callable[[int, int | None], None],
    method: str = "POST",
) -> Iterator[HttpResponse]:
    """Send `body` to `address`; see `HttpClient.post`. The connection is closed on leaving."""
    connection = _connection(address, proxy, tls, _Connector(guard, settings.connect_seconds))
    with closing(connection):
        with translated(address.host, via_proxy=proxy is not None):
            connection.connect()
            guard.phase = "answer"
            forwarding = proxy if tls is None else None
            raw = _answer(connection, method, address, forwarding, _counted(body, length), length)
        with closing(raw):
            limit = settings.largest_response
            yield HttpResponse(raw, limit, on_bytes, address, guard, via_proxy=proxy is not None)


def _connection(
    address: Address, proxy: Proxy | None, tls: ssl.SSLContext | None, connector: _Connector
) -> _PlainConnection | _TlsConnection:
    host, port = (proxy.host, proxy.port) if proxy else (address.host, address.port)
    if tls is None:
        plain = _PlainConnection(host, port, timeout=POLL_SECONDS)
        plain.connector = connector
        return plain
    secure = _TlsConnection(host, port, timeout=POLL_SECONDS, ssl_context=tls)
    secure.connector = connector
    if proxy:
        secure.set_tunnel(address.host, address.port, headers=proxy.headers, scheme="http")
    return secure


def _answer(
    connection: HTTPConnection, method: str, address: Address, forwarding: Proxy | None, body: Iterator[bytes],
    length: int,
) -> HTTPResponse:
    headers = {"Host": address.authority, "Content-Length": str(length), **_FIXED_HEADERS}
    if forwarding:
        headers.update(forwarding.headers)
    target = address.url if forwarding else address.target
    options = {"preload_content": False, "decode_content": False, "enforce_content_length": True}
    try:
        connection.request(method, target, body=body, headers=headers, **options)
    except ConnectionError:
        # A server may answer and close before it has read everything; its answer says why.
        return connection.getresponse()
    return connection.getresponse()


def _counted(body: Iterable[bytes] | bytes, length: int) -> Iterator[bytes]:
    """`body` in pieces; raises ValueError as soon as it proves longer, or in the end shorter, than `length`."""
    sent = 0
    for chunk in [body] if isinstance(body, bytes) else body:
        sent += len(chunk)
        if sent > length:
            raise ValueError("body longer than announced")
        view = memoryview(chunk)
        for start in range(0, len(chunk), _PIECE):
            yield bytes(view[start : start + _PIECE])
    if sent != length:
        raise ValueError("body shorter than announced")
