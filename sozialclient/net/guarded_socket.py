"""Sockets that never block longer than a moment without asking their guard."""

from __future__ import annotations

import contextlib
import ipaddress
import queue
import selectors
import socket
import ssl
import threading
import time
from socket import getaddrinfo
from typing import TYPE_CHECKING, Any

from sozialclient.net.errors import HostUnknown, Refused, TimedOut, Unreachable
from sozialclient.net.guard import POLL_SECONDS, Guard

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_Address = tuple[int, tuple[Any, ...]]


class GuardedSocket(socket.socket):
    """A TCP socket whose reads and writes are cut off by `guard`."""

    guard: Guard

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """As `socket.recv_into`; also raises Cancelled and TimedOut."""
        return self.guard.patiently(lambda: super(GuardedSocket, self).recv_into(buffer, nbytes, flags))

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        """As `socket.sendall`; also raises Cancelled and TimedOut."""
        rest = memoryview(data).cast("B")
        while rest:
            sent = self.guard.patiently(lambda: super(GuardedSocket, self).send(rest, flags))  # noqa: B023
            self.guard.moved(sent)
            rest = rest[sent:]


class GuardedTlsSocket(ssl.SSLSocket):
    """The same over TLS."""

    guard: Guard

    def do_handshake(self, block: bool = False) -> None:
        """As `SSLSocket.do_handshake`; also raises Cancelled and TimedOut."""
        self.guard.patiently(lambda: super(GuardedTlsSocket, self).do_handshake(block))

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """As `SSLSocket.recv_into`; also raises Cancelled and TimedOut."""
        return self.guard.patiently(lambda: super(GuardedTlsSocket, self).recv_into(buffer, nbytes, flags))

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        """As `SSLSocket.send` (which `sendall` is made of); also raises Cancelled and TimedOut."""
        sent = self.guard.patiently(lambda: super(GuardedTlsSocket, self).send(data, flags))
        self.guard.moved(sent)
        return sent


class GuardedContext(ssl.SSLContext):
    """A TLS context that hands the guard of a `GuardedSocket` on before the handshake begins."""

    sslsocket_class = GuardedTlsSocket

    def wrap_socket(
        self,
        sock: socket.socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLSocket:
        """As `SSLContext.wrap_socket` for a `GuardedSocket`, handshake done."""
        wrapped = super().wrap_socket(sock, server_side, False, suppress_ragged_eofs, server_hostname, session)
        if isinstance(sock, GuardedSocket) and isinstance(wrapped, GuardedTlsSocket):
            wrapped.guard = sock.guard
        wrapped.do_handshake()
        return wrapped


def connect(host: str, port: int, guard: Guard, timeout: float) -> GuardedSocket:
    """A connection to `host`, trying each of its addresses within `timeout` seconds altogether.

    Raises HostUnknown, Refused, Unreachable, TimedOut and Cancelled.
    """
    guard.check()
    end = time.monotonic() + timeout
    addresses = _resolve(host, port, guard, timeout)
    failure: Exception = HostUnknown(host=host)
    for position, (family, address) in enumerate(addresses):
        share = (end - time.monotonic()) / (len(addresses) - position)
        sock = GuardedSocket(family, socket.SOCK_STREAM)
        sock.guard = guard
        try:
            _connect_one(sock, address, guard, share)
        except ConnectionRefusedError:
            failure = Refused(host=host, port=port)
        except TimeoutError:
            failure = TimedOut(phase="connect", seconds=round(timeout))
        except OSError:
            failure = Unreachable(host=host, port=port)
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(POLL_SECONDS)
            return sock
        sock.close()
    raise failure


def _connect_one(sock: GuardedSocket, address: tuple[Any, ...], guard: Guard, seconds: float) -> None:
    """Raises OSError, TimeoutError among them; closes `sock` when the guard ends the attempt."""
    end = time.monotonic() + seconds
    sock.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        sock.connect(address)
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_WRITE)
        try:
            while not selector.select(POLL_SECONDS):
                guard.check()
                if time.monotonic() > end:
                    raise TimeoutError
        except BaseException:
            sock.close()
            raise
    error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error:
        raise OSError(error, "connect")


def _resolve(host: str, port: int, guard: Guard, seconds: float) -> list[_Address]:
    """Addresses of `host`. A name is looked up in a thread, because a look-up cannot be interrupted."""
    if _is_address(host):
        return _looked_up(host, port)
    end = time.monotonic() + seconds
    answers: queue.SimpleQueue[list[_Address]] = queue.SimpleQueue()
    threading.Thread(
        target=lambda: answers.put(_looked_up(host, port)), name="net-look-up", daemon=True
    ).start()
    while True:
        guard.check()
        try:
            addresses = answers.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if time.monotonic() > end:
                raise TimedOut(phase="dns", seconds=round(seconds)) from None
            continue
        if not addresses:
            raise HostUnknown(host=host)
        return addresses


def _looked_up(host: str, port: int) -> list[_Address]:
    try:
        found = getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [(int(family), address) for family, _, _, _, address in found]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
