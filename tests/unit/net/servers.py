"""Servers on the loopback that misbehave at socket level, each for one connection after the other."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Script = Callable[[socket.socket, bytes], None]
_HEADER_END = b"\r\n\r\n"


@dataclass
class Server:
    """Where the server listens, the requests it has read, and `stopped`, set when the test is over."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/osci"


@contextlib.contextmanager
def serving(
    script: Script, *, tls: ssl.SSLContext | None = None, read_request: bool = True
) -> Iterator[Server]:
    """Runs `script(connection, request)` for every connection until the block ends."""
    server = Server()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.01)
    server.port = listener.getsockname()[1]

    def serve() -> None:
        while not server.stopped.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with contextlib.suppress(OSError), connection:
                connection.settimeout(10)
                _handle(server, connection, script, tls, read_request)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        thread.join(5)
        listener.close()


def _handle(
    server: Server, connection: socket.socket, script: Script, tls: ssl.SSLContext | None, read_request: bool
) -> None:
    if tls is not None:
        connection = tls.wrap_socket(connection, server_side=True)
    request = read_message(connection) if read_request else b""
    server.requests.append(request)
    with connection:
        script(connection, request)


def read_message(connection: socket.socket) -> bytes:
    """One request: header, and as many bytes as its Content-Length says."""
    data = b""
    while _HEADER_END not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    header, _, body = data.partition(_HEADER_END)
    length = 0
    for line in header.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    parts = [body]
    missing = length - len(body)
    while missing > 0:
        piece = connection.recv(262144)
        if not piece:
            break
        parts.append(piece)
        missing -= len(piece)
    return header + _HEADER_END + b"".join(parts)


def says(*lines: str, body: bytes = b"") -> Script:
    """A script that sends these header lines, then `body`, and closes."""
    answer = "\r\n".join(lines).encode("latin-1") + _HEADER_END + body
    return lambda connection, _: connection.sendall(answer)


def raw(answer: bytes) -> Script:
    """A script that sends exactly `answer` and closes."""
    return lambda connection, _: connection.sendall(answer)


def reset(connection: socket.socket) -> None:
    """Close with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
