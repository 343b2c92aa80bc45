"""A real TCP proxy between client and intermediary that keeps what passes and may do harm to one exchange."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from sozialclient.crypto.policy import Policy
from sozialclient.osci.control_block import ControlBlock, read_control_block
from sozialclient.osci.receive import ReceivedMessage, Receiver
from sozialclient.wire.namespaces import OSCI
from sozialclient.wire.spool import MemorySpool
from tests.mailbox_rig import decryption, training_pki

Harm = Callable[["Visit"], None]
_PATIENCE: Final = 20.0


@dataclass
class Visit:
    """One exchange under way: `request` is the client's whole HTTP request."""

    number: int
    request: bytes
    client: socket.socket
    between: Between

    def forward(self) -> bytes:
        """Pass the request on; gives the intermediary's whole HTTP answer."""
        with socket.create_connection(self.between.upstream, timeout=_PATIENCE) as server:
            server.sendall(self.request)
            answer = read_http(server)
        self.between.answers[self.number] = answer
        return answer

    def forward_cut(self, fraction: float) -> None:
        """Pass on only a part of the request and break off."""
        with socket.create_connection(self.between.upstream, timeout=_PATIENCE) as server:
            server.sendall(self.request[: int(len(self.request) * fraction)])
            server.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                server.recv(65536)

    def send(self, answer: bytes) -> None:
        """Give the client bytes; one that has gone away already does not matter."""
        with contextlib.suppress(OSError):
            self.client.sendall(answer)

    def send_body(self, body: bytes, status: str = "200 OK", media_type: str = "text/xml") -> None:
        """Give the client a correct HTTP answer."""
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
        self.send(head.encode() + b"Connection: close\r\n\r\n" + body)

    def reset(self) -> None:
        """Break the connection with a reset instead of an orderly end."""
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def pass_through(visit: Visit) -> None:
    """No harm."""
    visit.send(visit.forward())


@dataclass
class Between:
    """Counts exchanges from 0; `harm` is done to exchange `harmed` only, `before` sees each one first.

    `always` is what happens to all the others. `accepted` counts connections, also such as bring no request.
    """

    upstream: tuple[str, int]
    listener: socket.socket
    harmed: int | None = None
    harm: Harm = pass_through
    always: Harm = pass_through
    before: Callable[[int], None] = lambda number: None
    accepted: int = 0
    requests: list[bytes] = field(default_factory=list)
    answers: dict[int, bytes] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/"

    def kinds(self) -> list[str]:
        """Message types of the requests so far, as only the intermediary can read them."""
        return [message.type.value for message in self._messages()]

    def controls(self) -> list[ControlBlock]:
        """Control blocks of the requests so far."""
        blocks = (message.untrusted.block(OSCI, "ControlBlock") for message in self._messages())
        return [read_control_block(block) for block in blocks if block is not None]

    def _messages(self) -> list[ReceivedMessage]:
        receiver = Receiver((decryption(training_pki().intermediary_cipher),), MemorySpool, Policy.default())
        found = [receiver.read([request.partition(b"\r\n\r\n")[2]]) for request in self.requests]
        return [message for message in found if isinstance(message, ReceivedMessage)]

    def serve(self) -> None:
        """Accept until the listener is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._visit, args=(client,), daemon=True).start()

    def _visit(self, client: socket.socket) -> None:
        client.settimeout(_PATIENCE)
        with client:
            try:
                request = read_http(client)
                number = len(self.requests)
                self.requests.append(request)
                self.before(number)
                harm = self.harm if number == self.harmed else self.always
                harm(Visit(number, request, client, self))
            except OSError:
                return
            except BaseException as failure:
                self.failures.append(failure)
                raise


@contextmanager
def between(url: str) -> Iterator[Between]:
    """A proxy in front of the intermediary at `url`; fails the test when something in it went wrong."""
    parts = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        made = Between((parts.hostname or "", parts.port or 0), listener)
        thread = threading.Thread(target=made.serve, daemon=True)
        thread.start()
        yield made
        # Closing alone does not wake the thread that waits in accept.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    assert made.failures == []


def read_http(connection: socket.socket) -> bytes:
    """One HTTP message by its length; raises ConnectionError when it is cut short."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        data += _piece(connection)
    head = bytes(data).partition(b"\r\n\r\n")[0]
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(data) < len(head) + 4 + length:
        data += _piece(connection)
    return bytes(data)


def _piece(connection: socket.socket) -> bytes:
    piece = connection.recv(256 * 1024)
    if not piece:
        raise ConnectionError
    return piece
